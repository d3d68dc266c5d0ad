//! The registry of subjects: whose they are, and which are deleted.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use serde_json::{Map, Value, json};
use tidings::{Id, PropertyType, timestamp};
use tidings_store::{Entries, Registered, SubjectEntry};

use super::{Caller, json as json_answer};
use crate::body::{self, Fields};
use crate::parameters::{self, QueryString};
use crate::served::ServedCatalog;
use crate::service::Service;
use crate::{ApiError, access};

type SubjectPath = Result<Path<(String, String)>, PathRejection>;

/// The entries of a subject
#[utoipa::path(
    get,
    path = "/v2/subjects/{kind}/{id}",
    tag = "subjects",
    params(
        ("kind" = String, Path, description = "The name of its id without `_id`, as `cluster`."),
        ("id" = String, Path, max_length = 255, description = "Its id."),
    ),
    responses(
        (status = 200, description = "The entries, one for each infra-env", body = super::schemas::SubjectEntries),
        super::schemas::Errors,
    ),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn get_subject(
    State(service): State<Arc<Service>>,
    Caller(identity): Caller,
    path: SubjectPath,
) -> Result<Response, ApiError> {
    access::registering(&identity, false)?;
    let current = service.current();
    let subject = subject(path, &current.catalog)?;
    let entries = current.store.subject_entries(&[subject]).await?;
    if entries.is_empty() {
        return Err(ApiError::not_found());
    }
    let entries: Vec<Value> = entries.iter().map(shown).collect();
    Ok(json_answer(StatusCode::OK, &json!({"entries": entries})))
}

/// Register a subject, or replace its entry
///
/// The whole entry is replaced: what the body leaves out is gone. Entries of one subject under several infra-envs are
/// apart.
#[utoipa::path(
    put,
    path = "/v2/subjects/{kind}/{id}",
    tag = "subjects",
    params(
        ("kind" = String, Path, description = "The name of its id without `_id`, as `cluster`."),
        ("id" = String, Path, max_length = 255, description = "Its id."),
    ),
    request_body = super::schemas::NewSubject,
    responses(
        (status = 200, description = "Replaced"),
        (status = 201, description = "New"),
        super::schemas::Errors, super::schemas::BodyErrors,
    ),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn put_subject(
    State(service): State<Arc<Service>>,
    Caller(identity): Caller,
    path: SubjectPath,
    request: Request,
) -> Result<Response, ApiError> {
    access::registering(&identity, true)?;
    let current = service.current();
    let subject = subject(path, &current.catalog);
    let body = body::read(request, &service.options.limits).await?;
    let (kind, id) = subject?;
    let entry = entry(kind, id, Fields::of(body)?)?;
    Ok(match current.store.put_subject(&entry).await? {
        Registered::New => StatusCode::CREATED,
        Registered::Replaced => StatusCode::OK,
    }
    .into_response())
}

/// Mark a subject as deleted
///
/// Its events stay until they are purged.
#[utoipa::path(
    delete,
    path = "/v2/subjects/{kind}/{id}",
    tag = "subjects",
    params(
        ("kind" = String, Path, description = "The name of its id without `_id`, as `cluster`."),
        ("id" = String, Path, max_length = 255, description = "Its id."),
        ("infra_env" = Option<uuid::Uuid>, Query, description = "Only the entry under this infra-env."),
    ),
    responses((status = 204, description = "Marked"), super::schemas::Errors),
    security(("bearer" = []), ("secretKey" = []), ("watcher" = []), ("apiKey" = [])),
)]
pub async fn delete_subject(
    State(service): State<Arc<Service>>,
    Caller(identity): Caller,
    path: SubjectPath,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    access::registering(&identity, true)?;
    let current = service.current();
    let (kind, id) = subject(path, &current.catalog)?;
    let is_empty = |pair: &str| matches!(pair, "infra_env" | "infra_env=");
    if query
        .as_deref()
        .unwrap_or_default()
        .split('&')
        .any(is_empty)
    {
        // Not taken for all: a script's variable may be unset.
        return Err(ApiError::invalid(
            "infra_env in query must be of type uuid: \"\"",
        ));
    }
    let under = QueryString::parse(query.as_deref()).uuid("infra_env")?;
    let entries = under.map_or(Entries::All, |under| Entries::Under(Some(under)));
    match current.store.delete_subject(&kind, &id, entries).await? {
        0 => Err(ApiError::not_found()),
        _ => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}

/// The kind and id of a path; a kind that the catalog does not have is an unknown object.
fn subject(path: SubjectPath, catalog: &ServedCatalog) -> Result<(String, Id), ApiError> {
    let Path((kind, id)) = path.map_err(|_| ApiError::not_found())?;
    let known = catalog
        .subject_of_kind(&kind)
        .ok_or_else(ApiError::not_found)?;
    let wrong = |expected: &str| {
        let id = parameters::shown(&id);
        ApiError::invalid(format!("id in path must be of type {expected}: {id}"))
    };
    let id = match known.property_type {
        PropertyType::Uuid => parameters::uuid(&id)
            .map(Id::from)
            .ok_or_else(|| wrong("uuid"))?,
        PropertyType::Integer | PropertyType::Int64 => {
            let number: Result<i64, _> = id.parse();
            number.map(Id::from).map_err(|_| wrong("int64"))?
        }
        _ if id.contains('\0') || id.len() > MOST_TEXT => {
            return Err(wrong("string of 1 to 255 bytes without NUL"));
        }
        _ => Id::from(id),
    };
    Ok((kind, id))
}

/// The most bytes of an id that is a text.
const MOST_TEXT: usize = 255;

fn entry(kind: String, id: Id, mut body: Fields) -> Result<SubjectEntry, ApiError> {
    // A misspelt one would leave a subject without owner, or register it for rows of every infra-env.
    body.refuse_others(&["owner", "org", "parents", "deleted_at"])?;
    let text = |name| body.text(name).map(|text| text.map(str::to_owned));
    let (owner, org) = (text("owner")?, text("org")?);
    let deleted_at = body.time("deleted_at")?;
    let parents = Fields::of(body.take_object("parents")?.into())?;
    parents.refuse_others(&["infra_env", "cluster"])?;
    Ok(SubjectEntry {
        kind,
        id,
        infra_env: parents.uuid("infra_env")?,
        cluster: parents.uuid("cluster")?,
        owner,
        org,
        deleted_at,
    })
}

fn shown(entry: &SubjectEntry) -> Value {
    let mut shown = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            shown.insert(name.to_owned(), value);
        }
    };
    put("kind", Some(entry.kind.clone().into()));
    put("id", serde_json::to_value(&entry.id).ok());
    put("owner", entry.owner.clone().map(Value::from));
    put("org", entry.org.clone().map(Value::from));
    let mut parents = Map::new();
    for (name, parent) in [("infra_env", entry.infra_env), ("cluster", entry.cluster)] {
        if let Some(parent) = parent {
            parents.insert(name.to_owned(), parent.to_string().into());
        }
    }
    put("parents", (!parents.is_empty()).then(|| parents.into()));
    put(
        "deleted_at",
        entry.deleted_at.map(|time| timestamp::format(time).into()),
    );
    shown.into()
}
