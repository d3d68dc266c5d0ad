//! What all services of this process log.

use std::io::{self, Write};
use std::sync::{Mutex, Once, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Keeps it from now on.
pub fn keep() {
    static KEPT: Once = Once::new();
    KEPT.call_once(|| {
        let kept = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::DEBUG);
        kept.with_writer(Kept).init();
    });
}

/// Everything so far.
pub fn text() -> String {
    let log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&log).into_owned()
}

/// A request that panicked would be among the errors. That a database is away is another test's doing.
#[track_caller]
pub fn has_no_errors() {
    let text = text();
    let is_error =
        |line: &&str| line.contains(" ERROR ") && !line.contains("the store is unavailable");
    let error = text.lines().find(is_error);
    assert_eq!(error, None);
    assert!(text.contains(" INFO "), "nothing is logged");
}

struct Kept;

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
