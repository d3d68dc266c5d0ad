//! Who may see and do what, straight from HTTP.md: plain values, and functions over all of them. The sentences that are
//! quoted are HTTP.md's.

pub mod catalog;
mod filters;
mod identity;
mod list;
mod post;
mod sight;
mod subjects;

pub use catalog::{Catalog, IdType};
pub use filters::Parameters;
pub use identity::{Carrier, Credential, Identity, Role, Scope};
pub use list::{Counts, Listed, list};
pub use post::{Post, may_post, post};
pub use sight::{may_read, one_record};
pub use subjects::{Entry, delete_subject, get_subject, put_subject};

use std::collections::BTreeMap;

use serde_json::Value;
use tidings_server::Tenancy;
use time::OffsetDateTime;
use uuid::Uuid;

/// Everything that an answer may depend on.
#[derive(Clone)]
pub struct World {
    pub catalog: &'static Catalog,
    pub tenancy: Tenancy,
    /// In the order in which they were stored.
    pub records: Vec<Row>,
    pub registry: Vec<Entry>,
}

/// A stored record.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: Uuid,
    pub name: Option<String>,
    /// None for a record that was posted without one and whose name is not in the catalog.
    pub event_type: Option<String>,
    pub category: String,
    pub severity: String,
    pub message: String,
    pub event_time: OffsetDateTime,
    pub request_id: Option<String>,
    /// By the id's name, such as `cluster_id`.
    pub subjects: Subjects,
}

pub type Subjects = BTreeMap<&'static str, Value>;

/// An answer other than what was asked for. "When several apply: 401 (two credentials: 400), then 403, then 400 for
/// parameters or body, then the scope's 404."
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Unauthenticated,
    Forbidden,
    /// With the message, where HTTP.md gives it.
    Invalid(Option<String>),
    NotFound,
}

impl Refusal {
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::Invalid(_) => 400,
            Self::NotFound => 404,
        }
    }
}

/// The id of a subject as text, as tokens, parameters and paths hold it.
pub fn id_text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
