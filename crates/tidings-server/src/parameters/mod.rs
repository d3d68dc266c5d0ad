//! What a request's query says.

mod list;
mod query_string;

pub(crate) use list::documented;
pub use list::list_request;
pub(crate) use query_string::shown;
pub use query_string::{QueryString, uuid};
