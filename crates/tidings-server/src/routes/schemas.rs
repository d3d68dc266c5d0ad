//! Bodies of requests and answers, as the description of the routes shows them. They are read and written elsewhere.
#![expect(dead_code, reason = "read by the macros that describe routes")]

use std::collections::BTreeMap;

use serde_json::Value;
use tidings::PropertyType;
use utoipa::openapi::schema::{
    AdditionalProperties, KnownFormat, ObjectBuilder, SchemaFormat, Type,
};
use utoipa::openapi::{Components, RefOr, Schema};
use utoipa::{IntoResponses, PartialSchema, ToSchema};
use uuid::Uuid;

use crate::served::Subject;

/// A stored event.
#[derive(ToSchema)]
pub struct Event {
    id: Uuid,
    /// Absent where the event has none.
    #[schema(nullable = false)]
    name: Option<String>,
    #[schema(nullable = false)]
    event_type: Option<String>,
    category: Category,
    severity: Severity,
    message: String,
    /// When it happened: UTC, three fractional digits.
    #[schema(format = DateTime)]
    event_time: String,
    /// When it was stored: UTC.
    #[schema(format = DateTime)]
    recorded_at: String,
    /// A text that holds a JSON object.
    #[schema(nullable = false)]
    props: Option<String>,
    #[schema(nullable = false)]
    request_id: Option<String>,
    /// The service that sent it.
    #[schema(nullable = false)]
    source: Option<String>,
}

/// An event whose message is made already.
#[derive(ToSchema)]
pub struct NewEvent {
    #[schema(max_length = 255)]
    name: Option<String>,
    category: Option<Category>,
    severity: Severity,
    message: String,
    #[schema(format = DateTime)]
    event_time: String,
    cluster_id: Option<Uuid>,
    host_id: Option<Uuid>,
    infra_env_id: Option<Uuid>,
    /// A text that holds a JSON object, or a JSON array of keys and values in turn.
    props: Option<String>,
}

/// What happened, by a definition of the catalog.
#[derive(ToSchema)]
pub struct Emitted {
    /// By name, as the definition declares them.
    properties: Option<BTreeMap<String, Value>>,
    #[schema(format = DateTime)]
    event_time: Option<String>,
}

/// A stored event's id and message.
#[derive(ToSchema)]
pub struct Emission {
    id: Uuid,
    message: String,
    #[schema(nullable = false)]
    rate_limited: Option<RateLimited>,
}

/// The event was discarded, since there was the same within its window.
#[derive(ToSchema)]
pub struct RateLimited {
    /// In seconds.
    window: f64,
}

/// An event as its sender made it.
#[derive(ToSchema)]
pub struct Record {
    id: Uuid,
    #[schema(max_length = 255)]
    name: String,
    #[schema(max_length = 255)]
    event_type: String,
    #[schema(nullable = false)]
    category: Option<Category>,
    severity: Severity,
    message: String,
    #[schema(format = DateTime)]
    event_time: String,
    #[schema(nullable = false, max_length = 255)]
    request_id: Option<String>,
    #[schema(nullable = false, max_length = 255)]
    source: Option<String>,
    #[schema(nullable = false, max_length = 255)]
    trace_id: Option<String>,
    #[schema(nullable = false, max_length = 255)]
    span_id: Option<String>,
    #[schema(nullable = false)]
    definition: Option<String>,
    /// Ids, by name.
    #[schema(nullable = false)]
    subjects: Option<BTreeMap<String, Value>>,
    #[schema(nullable = false)]
    props: Option<BTreeMap<String, Value>>,
}

/// What became of a record: stored, unless one of the others is there.
#[derive(ToSchema)]
pub struct RecordReceipt {
    /// As given.
    id: Value,
    #[schema(nullable = false)]
    rate_limited: Option<RateLimited>,
    #[schema(nullable = false)]
    error: Option<String>,
    /// Beside an error: the status that a request for this record alone would have got.
    #[schema(nullable = false)]
    code: Option<u16>,
}

/// What is known of a subject; what is left out is not.
#[derive(ToSchema)]
pub struct NewSubject {
    /// The user whose it is.
    #[schema(max_length = 1024)]
    owner: Option<String>,
    /// The organisation whose it is.
    #[schema(max_length = 1024)]
    org: Option<String>,
    parents: Option<Parents>,
    /// Since when it is deleted.
    #[schema(format = DateTime)]
    deleted_at: Option<String>,
}

/// What a subject belongs to.
#[derive(ToSchema)]
pub struct Parents {
    infra_env: Option<Uuid>,
    cluster: Option<Uuid>,
}

/// All entries of a subject.
#[derive(ToSchema)]
pub struct SubjectEntries {
    entries: Vec<SubjectEntry>,
}

/// An entry of the registry of subjects.
#[derive(ToSchema)]
pub struct SubjectEntry {
    kind: String,
    /// A text, or a number where the catalog declares one.
    id: Value,
    #[schema(nullable = false)]
    owner: Option<String>,
    #[schema(nullable = false)]
    org: Option<String>,
    #[schema(nullable = false)]
    parents: Option<Parents>,
    #[schema(format = DateTime, nullable = false)]
    deleted_at: Option<String>,
}

/// The definitions of all events.
#[derive(ToSchema)]
pub struct Catalog {
    event_types: Vec<Value>,
    events: Vec<Value>,
}

#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Warning,
    Error,
    Critical,
}

#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Category {
    User,
    Metrics,
}

/// What was wrong.
#[derive(ToSchema)]
pub struct Error {
    code: u16,
    message: String,
}

/// There is no such route or object, or it is beyond the token's scope.
#[derive(ToSchema)]
pub struct NotFound {
    /// `404`
    code: String,
    href: String,
    id: u16,
    kind: String,
    reason: String,
}

/// Answers that every route may give.
#[derive(IntoResponses)]
pub enum Errors {
    /// A parameter or the body fails validation
    #[response(status = 400)]
    Invalid(Error),
    /// No token, or a bad one
    #[response(status = 401)]
    Unauthorized(Error),
    /// The token may not
    #[response(status = 403)]
    Forbidden(Error),
    /// There is no such route or object, or it is beyond the token's scope
    #[response(status = 404)]
    NotFound(NotFound),
    /// The cursor is of another store, or of a place that was purged; the header `Next-Cursor` has the oldest valid one
    #[response(status = 410)]
    Gone(Error),
    /// Too many requests at once
    #[response(status = 429)]
    Throttled(Error),
    /// The service failed
    #[response(status = 500)]
    Internal(Error),
    /// The store is away or busy
    #[response(status = 503)]
    Unavailable(Error),
}

/// Answers that every route with a body may give besides.
#[derive(IntoResponses)]
pub enum BodyErrors {
    /// The body took too long to come
    #[response(status = 408)]
    Timeout(Error),
    /// The id is taken by an event with other content
    #[response(status = 409)]
    Conflict(Error),
    /// The body is too large
    #[response(status = 413)]
    TooLarge(Error),
    /// The body is not `application/json`
    #[response(status = 415)]
    Unsupported(Error),
}

/// The macros refer to these without adding them.
pub fn add_errors(components: &mut Components) {
    for (name, schema) in [
        (Error::name(), Error::schema()),
        (NotFound::name(), NotFound::schema()),
    ] {
        components.schemas.insert(name.into_owned(), schema);
    }
}

/// Says which objects have no other fields.
pub fn close(components: &mut Components) {
    for name in ["NewSubject", "Parents"] {
        if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(name) {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
}

/// Gives stored events the fields of the subjects that this service has.
pub fn add_subjects(components: &mut Components, subjects: &[Subject]) {
    let Some(RefOr::T(Schema::Object(event))) = components.schemas.get_mut("Event") else {
        return;
    };
    for subject in subjects {
        let field = match subject.property_type {
            PropertyType::Uuid => ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))),
            PropertyType::Integer | PropertyType::Int64 => ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))),
            _ => ObjectBuilder::new().schema_type(Type::String),
        };
        let field = RefOr::T(Schema::Object(field.build()));
        event.properties.insert(subject.name.clone(), field);
    }
}
