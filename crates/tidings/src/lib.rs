//! Typed events in; [`Record`]s, handed to a [`Sender`], out.
//!
//! Generated code and the services that use it need this crate alone. It knows no YAML, no SQL, no HTTP and no async
//! runtime: a store, a remote server or a recorder in a test is somebody else's [`Sender`].
#![warn(missing_docs)]

mod best_effort;
mod checked;
mod definition;
mod error;
mod escape;
mod event;
mod fan_out;
mod from_json;
pub mod generated;
mod id;
mod record;
mod record_json;
mod scope;
mod sender;
mod severity;
mod template;
pub mod timestamp;
mod tracing_sender;
mod try_from_record;
mod value;

pub use best_effort::BestEffort;
pub use definition::{Definition, DefinitionHash, InvalidDefinitionHash, Property, PropertyType};
pub use error::{Cause, InvalidProperty, InvalidValues, SendError};
pub use event::{Event, Values};
pub use fan_out::FanOut;
pub use id::Id;
pub use record::Record;
pub use scope::{TraceContext, request_id, trace_context, with_request_id, with_trace_context};
pub use sender::{Receipt, Sender, Sending};
pub use severity::{Category, Severity, UnknownName};
pub use time::OffsetDateTime;
pub use tracing_sender::TracingSender;
pub use try_from_record::MismatchedRecord;
pub use uuid::Uuid;
pub use value::Value;

/// What stands in the place of the value of a `sensitive` property wherever it leaves the event.
pub const REDACTED: &str = "[redacted]";

/// Includes the Rust code that `tidings-build` generated from `events.yaml`, or from `NAME.yaml` for
/// `include_events!("NAME")`.
///
/// ```text
/// pub mod events {
///     tidings::include_events!();
/// }
/// ```
#[macro_export]
macro_rules! include_events {
    () => {
        $crate::include_events!("events");
    };
    ($catalog:literal) => {
        ::core::include!(::core::concat!(
            ::core::env!("OUT_DIR"),
            "/",
            $catalog,
            ".rs"
        ));
    };
}
