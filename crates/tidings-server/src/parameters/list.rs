//! The parameters of the list route: one table, by which they are read in order and documented.

use tidings::{Category, Id, PropertyType, Severity};
use tidings_store::{Cursor, Filter, Order, Query};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{Deprecated, RefOr, Required, Schema};

use super::query_string::{QueryString, uuid, wrong_type};
use crate::ApiError;
use crate::sealed_cursor::CursorSeal;
use crate::served::Subject;

/// What a list asks for.
#[derive(Debug)]
pub struct ListRequest {
    pub filter: Filter,
    pub paging: AfterOrTime,
    /// `None` is the default, below zero unlimited.
    pub limit: Option<i64>,
    pub counts: bool,
}

/// In which order.
#[derive(Debug, Clone, Copy)]
pub enum AfterOrTime {
    /// In append order, after this.
    After(Cursor),
    /// By time.
    Time { order: Order, offset: u64 },
}

impl ListRequest {
    pub fn query(&self) -> Query {
        let query = Query {
            limit: self.limit,
            counts: self.counts,
            ..Query::new(self.filter.clone())
        };
        match self.paging {
            AfterOrTime::After(after) => Query {
                after: Some(after),
                ..query
            },
            AfterOrTime::Time { order, offset } => Query {
                order,
                offset,
                ..query
            },
        }
    }
}

/// A parameter as people read of it.
struct Documented {
    name: &'static str,
    kind: Kind,
    description: &'static str,
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Switch,
    Uuid,
    Time,
    Texts,
    Uuids,
    OneOf(&'static [&'static str]),
    AnyOf(&'static [&'static str]),
}

const SEVERITIES: &[&str] = &["info", "warning", "error", "critical"];
const ORDERS: &[&str] = &["ascending", "descending"];

/// In the order in which they are read: the first that is wrong is told.
const PARAMETERS: &[Documented] = &[
    Documented {
        name: "after",
        kind: Kind::Text,
        description: "Events stored after this place, in the order in which they were stored: `start`, or what the \
                      header `Next-Cursor` said. Goes with neither `order` nor `offset`.",
    },
    Documented {
        name: "categories",
        kind: Kind::Texts,
        description: "Events of any of these categories: `user` (default), `metrics`.",
    },
    Documented {
        name: "cluster_id",
        kind: Kind::Uuid,
        description: "Events of this cluster.",
    },
    Documented {
        name: "cluster_level",
        kind: Kind::Switch,
        description: "Events without a host; beside `host_ids` and `deleted_hosts`, events of any of these kinds.",
    },
    Documented {
        name: "counts",
        kind: Kind::Switch,
        description: "Whether to count; on by default.",
    },
    Documented {
        name: "deleted_hosts",
        kind: Kind::Switch,
        description: "Events of hosts that are marked deleted; beside `host_ids` and `cluster_level`, events of any \
                      of these kinds.",
    },
    Documented {
        name: "event_types",
        kind: Kind::Texts,
        description: "Events of any of these types.",
    },
    Documented {
        name: "host_id",
        kind: Kind::Uuid,
        description: "One more of `host_ids`.",
    },
    Documented {
        name: "host_ids",
        kind: Kind::Uuids,
        description: "Events of any of these hosts.",
    },
    Documented {
        name: "infra_env_id",
        kind: Kind::Uuid,
        description: "Events of this infra-env.",
    },
    Documented {
        name: "limit",
        kind: Kind::Integer,
        description: "The most events; 5000 by default, all below zero.",
    },
    Documented {
        name: "message",
        kind: Kind::Text,
        description: "Events whose message contains this, in any case.",
    },
    Documented {
        name: "names",
        kind: Kind::Texts,
        description: "Events of any of these names.",
    },
    Documented {
        name: "offset",
        kind: Kind::Integer,
        description: "How many of the first events to leave out.",
    },
    Documented {
        name: "order",
        kind: Kind::OneOf(ORDERS),
        description: "By `event_time`, ties by the order in which they were stored; each is the exact reverse of the \
                      other.",
    },
    Documented {
        name: "request_id",
        kind: Kind::Text,
        description: "Events of this request.",
    },
    Documented {
        name: "severities",
        kind: Kind::AnyOf(SEVERITIES),
        description: "Events of any of these severities; the counts of severities leave this out.",
    },
    Documented {
        name: "since",
        kind: Kind::Time,
        description: "Events that happened at this time or later.",
    },
    Documented {
        name: "until",
        kind: Kind::Time,
        description: "Events that happened before this time.",
    },
];

/// Reads all parameters; subjects are those that the store has.
pub fn list_request(
    query: &QueryString,
    subjects: &[Subject],
    cursors: &CursorSeal,
) -> Result<ListRequest, ApiError> {
    let after = after(query, cursors)?;
    let categories = categories(query)?;
    let mut filter = Filter {
        categories,
        cluster_level: query.flag("cluster_level")?,
        ..Filter::default()
    };
    read_subjects(query, subjects, &mut filter)?;
    let counts = query.switch("counts")?.unwrap_or(true);
    filter.deleted_hosts = query.flag("deleted_hosts")?;
    filter.event_types = texts(query, "event_types")?;
    read_hosts(query, &mut filter)?;
    let limit = query.integer("limit")?;
    filter.message = query.text("message")?.unwrap_or_default().to_owned();
    filter.names = texts(query, "names")?;
    let offset = query.integer("offset")?;
    let order = order(query)?;
    filter.request_id = query.text("request_id")?.map(str::to_owned);
    filter.severities = severities(query)?;
    filter.since = query.time("since")?;
    filter.until = query.time("until")?;
    let paging = match after {
        Some(_) if order.is_some() || offset.is_some() => {
            let told = "order and offset in query do not go with after, which lists in the order of storing";
            return Err(ApiError::invalid(told));
        }
        Some(after) => AfterOrTime::After(after),
        None => AfterOrTime::Time {
            order: order.unwrap_or_default(),
            offset: u64::try_from(offset.unwrap_or_default()).unwrap_or_default(),
        },
    };
    Ok(ListRequest {
        filter,
        paging,
        limit,
        counts,
    })
}

fn after(query: &QueryString, cursors: &CursorSeal) -> Result<Option<Cursor>, ApiError> {
    let parse = |text: &str| {
        let told = "after in query must be `start`, or what the header Next-Cursor said, unchanged";
        cursors.open(text).ok_or_else(|| ApiError::invalid(told))
    };
    query.text("after")?.map(parse).transpose()
}

/// An unknown category matches nothing.
fn categories(query: &QueryString) -> Result<Option<Vec<Category>>, ApiError> {
    let asked = query.list("categories")?;
    if asked.is_empty() {
        return Ok(Filter::default().categories);
    }
    let known = asked.iter().filter_map(|text| text.parse().ok());
    Ok(Some(known.collect()))
}

fn read_subjects(
    query: &QueryString,
    subjects: &[Subject],
    filter: &mut Filter,
) -> Result<(), ApiError> {
    for subject in subjects.iter().filter(|subject| subject.name != "host_id") {
        let name = &*subject.name;
        let id = match subject.property_type {
            PropertyType::Uuid => query.uuid(name)?.map(Id::from),
            PropertyType::Integer | PropertyType::Int64 => query.integer(name)?.map(Id::from),
            _ => query.text(name)?.map(Id::from),
        };
        if let Some(id) = id {
            filter.subjects.insert(name.to_owned(), id);
        }
    }
    Ok(())
}

fn read_hosts(query: &QueryString, filter: &mut Filter) -> Result<(), ApiError> {
    for (index, text) in query.list("host_ids")?.into_iter().enumerate() {
        let id = uuid(text).ok_or_else(|| wrong_type(format!("host_ids.{index}"), "uuid", text))?;
        filter.host_ids.push(id);
    }
    for text in query.list("host_id")? {
        let id = uuid(text).ok_or_else(|| wrong_type("host_id", "uuid", text))?;
        filter.host_ids.push(id);
    }
    Ok(())
}

fn texts(query: &QueryString, name: &str) -> Result<Vec<String>, ApiError> {
    let texts = query.list(name)?.into_iter();
    Ok(texts.map(str::to_owned).collect())
}

fn order(query: &QueryString) -> Result<Option<Order>, ApiError> {
    match query.text("order")? {
        None => Ok(None),
        Some("ascending") => Ok(Some(Order::Ascending)),
        Some("descending") => Ok(Some(Order::Descending)),
        Some(_) => Err(ApiError::invalid(
            "order in query should be one of [ascending descending]",
        )),
    }
}

fn severities(query: &QueryString) -> Result<Vec<Severity>, ApiError> {
    let asked = query.list("severities")?.into_iter().enumerate();
    let parse = |(index, text): (usize, &str)| {
        text.parse().map_err(|_| {
            let allowed = SEVERITIES.join(" ");
            ApiError::invalid(format!(
                "severities.{index} in query should be one of [{allowed}]"
            ))
        })
    };
    asked.map(parse).collect()
}

/// The parameters as OpenAPI has them, with those of subjects that the catalog declares.
pub(crate) fn documented(subjects: &[Subject]) -> Vec<Parameter> {
    let fixed = PARAMETERS.iter().map(|parameter| {
        let deprecated = (parameter.name == "host_id").then_some(Deprecated::True);
        let builder = described(parameter.name, parameter.kind, parameter.description);
        builder.deprecated(deprecated).build()
    });
    let is_declared = |subject: &&Subject| PARAMETERS.iter().all(|one| one.name != subject.name);
    let declared = subjects.iter().filter(is_declared).map(|subject| {
        let kind = match subject.property_type {
            PropertyType::Uuid => Kind::Uuid,
            PropertyType::Integer | PropertyType::Int64 => Kind::Integer,
            _ => Kind::Text,
        };
        let about = subject.name.trim_end_matches("_id");
        described(&subject.name, kind, &format!("Events of this {about}.")).build()
    });
    fixed.chain(declared).collect()
}

fn described(name: &str, kind: Kind, description: &str) -> ParameterBuilder {
    let is_list = matches!(kind, Kind::Texts | Kind::Uuids | Kind::AnyOf(_));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .style(is_list.then_some(ParameterStyle::Form))
        .explode(is_list.then_some(false))
        .schema(Some(schema(kind)))
}

fn schema(kind: Kind) -> RefOr<Schema> {
    let of = |value_type: Type| ObjectBuilder::new().schema_type(value_type);
    let format =
        |format: KnownFormat| of(Type::String).format(Some(SchemaFormat::KnownFormat(format)));
    let list = |items: ObjectBuilder| Schema::from(ArrayBuilder::new().items(items).build());
    let schema = match kind {
        Kind::Text => of(Type::String).into(),
        Kind::Integer => {
            let int64 = SchemaFormat::KnownFormat(KnownFormat::Int64);
            of(Type::Integer).format(Some(int64)).into()
        }
        Kind::Switch => of(Type::Boolean).into(),
        Kind::Uuid => format(KnownFormat::Uuid).into(),
        Kind::Time => format(KnownFormat::DateTime).into(),
        Kind::Texts => list(of(Type::String)),
        Kind::Uuids => list(format(KnownFormat::Uuid)),
        Kind::OneOf(values) => of(Type::String).enum_values(Some(values.to_vec())).into(),
        Kind::AnyOf(values) => list(of(Type::String).enum_values(Some(values.to_vec()))),
    };
    schema.into()
}
