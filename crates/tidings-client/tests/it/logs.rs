//! What the process logs, at every level, from any thread.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tracing::Level;

/// Begins to keep what is logged, one caller at a time; what others log meanwhile is kept with it.
pub fn capture() -> Capture {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let turn = locked(&ONE_AT_A_TIME);
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_max_level(Level::TRACE)
            .with_ansi(false)
            .with_writer(|| Kept)
            .init();
    });
    *kept() = Some(Vec::new());
    Capture { _turn: turn }
}

/// Ends with the value.
pub struct Capture {
    _turn: MutexGuard<'static, ()>,
}

impl Capture {
    /// What was logged since it began.
    pub fn text(&self) -> String {
        let kept = kept();
        let bytes = kept
            .as_ref()
            .expect("it is kept until the value is dropped");
        String::from_utf8_lossy(bytes).into_owned()
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        *kept() = None;
    }
}

struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(log) = kept().as_mut() {
            log.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn kept() -> MutexGuard<'static, Option<Vec<u8>>> {
    static KEPT: Mutex<Option<Vec<u8>>> = Mutex::new(None);
    locked(&KEPT)
}

/// A test that failed meanwhile leaves nothing half done.
fn locked<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
