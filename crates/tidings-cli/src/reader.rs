//! Whoever reads standard output.

use std::io;

use anyhow::{Context, Result};
use tokio::sync::oneshot;

/// Ends when nobody reads standard output any more, as when `head` has enough: a command that has nothing to write would
/// never learn of it.
pub async fn left() -> Result<()> {
    let (tell, told) = oneshot::channel();
    // A thread of its own: the runtime would wait for one of its threads to end.
    std::thread::Builder::new()
        .name("reader".to_owned())
        .spawn(move || tell.send(wait()))
        .context("cannot start a thread")?;
    let waited = told.await.expect("the thread tells before it ends");
    waited.context("cannot watch standard output")
}

/// A file or a terminal is never left.
#[cfg(unix)]
fn wait() -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::retry_on_intr;

    let stdout = io::stdout();
    // The end of a pipe is told without being asked for.
    let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
    retry_on_intr(|| poll(&mut watched, None))?;
    if watched[0]
        .revents()
        .intersects(PollFlags::ERR | PollFlags::HUP)
    {
        return Ok(());
    }
    // Some systems cannot watch some devices.
    wait_for_ever()
}

/// Elsewhere the next write tells.
#[cfg(not(unix))]
fn wait() -> io::Result<()> {
    wait_for_ever()
}

fn wait_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}
