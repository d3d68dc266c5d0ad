use crate::escape::escaped;
use crate::{Receipt, Record, Sender, Sending, Severity};

/// Writes each record to `tracing`, target `tidings`: `info` at level INFO, `warning` at WARN, graver ones at ERROR.
///
/// Nothing is stored: the receipt says that the record was handed to the log. Control and bidirectional characters are
/// escaped, so that no value can forge or disguise a log line.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct TracingSender;

impl TracingSender {
    /// A sender to the subscriber in force where it sends.
    pub fn new() -> Self {
        Self
    }
}

impl Sender for TracingSender {
    fn send<'a>(&'a self, record: Record) -> Sending<'a> {
        Sending::new(async move {
            write(&record);
            Ok(Receipt::Stored { id: record.id })
        })
    }
}

fn write(record: &Record) {
    macro_rules! write {
        ($level:ident) => {
            tracing::$level!(
                target: "tidings",
                id = %record.id,
                event = %escaped(&record.name),
                event_type = %escaped(&record.event_type),
                severity = %record.severity,
                category = %record.category,
                request_id = record.request_id.as_deref().map(|id| tracing::field::display(escaped(id))),
                subjects = %escaped(&subjects(record)),
                props = %escaped(&record.props_json()),
                "{}",
                escaped(&record.message)
            )
        };
    }
    match record.severity {
        Severity::Info => write!(info),
        Severity::Warning => write!(warn),
        Severity::Error | Severity::Critical => write!(error),
    }
}

fn subjects(record: &Record) -> String {
    serde_json::to_string(&record.subjects).expect("a map with text keys is JSON")
}
