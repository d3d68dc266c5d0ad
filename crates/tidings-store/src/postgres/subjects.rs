//! Columns of subjects.

use tidings::{Cause, Id};

use super::sql;
use crate::StoreError;
use crate::subjects::{Kind, Subject};

pub(super) const fn column_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "uuid",
        Kind::Text => "text",
        Kind::Integer => "bigint",
    }
}

/// The column of the registry that has ids of this kind as columns of subjects have them.
pub(super) const fn registry_column(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "id_uuid",
        Kind::Text => "id",
        Kind::Integer => "id_integer",
    }
}

/// An id of this kind as a literal.
pub(super) fn literal(kind: Kind, id: &Id) -> String {
    match (kind, id) {
        (Kind::Uuid, Id::Uuid(id)) => sql::uuid(*id),
        (_, Id::Integer(number)) => format!("'{number}'::bigint"),
        (_, id) => sql::text(&id.to_string()),
    }
}

/// Gives a subject its column, with what was stored of it before. Ids of another type stay where they are.
pub(super) fn add(schema: &str, name: &str, kind: Kind) -> String {
    let column_type = column_type(kind);
    let collation = if kind == Kind::Text {
        " COLLATE \"C\""
    } else {
        ""
    };
    let (kind_name, fits) = (kind.as_str(), fits(kind, name));
    // Names of subjects need no more than quotes.
    format!(
        "ALTER TABLE {schema}.events ADD COLUMN \"{name}\" {column_type}{collation};\n\
         UPDATE {schema}.events SET \"{name}\" = (other_subjects ->> '{name}')::{column_type},\n    \
             other_subjects = nullif((other_subjects::jsonb - '{name}')::text, '{{}}')::json\n    \
             WHERE other_subjects IS NOT NULL AND {fits};\n\
         CREATE INDEX \"events_{name}\" ON {schema}.events\n    \
             (\"{name}\", category, event_time, seq) INCLUDE (severity) WHERE \"{name}\" IS NOT NULL;\n\
         INSERT INTO {schema}.subjects (name, type) VALUES ('{name}', '{kind_name}');\n"
    )
}

/// A query of whether these have a column, known by its index; one column each. That of the present, whatever the
/// transaction's snapshot: the server looks names up where it is, not where the snapshot was.
pub(super) fn select_present(schema: &str, names: &[&str]) -> String {
    let schema = sql::escaped(schema);
    let present = names
        .iter()
        .map(|name| format!("to_regclass('{schema}.\"events_{name}\"') IS NOT NULL"));
    format!("SELECT {}", present.collect::<Vec<_>>().join(", "))
}

/// A query for the types of these, which have columns; one column each.
pub(super) fn select_types(schema: &str, names: &[&str]) -> String {
    let types = names
        .iter()
        .map(|name| format!("pg_typeof((NULL::{schema}.events).\"{name}\")"));
    format!("SELECT {}", types.collect::<Vec<_>>().join(", "))
}

/// The subject whose column has this type.
pub(super) fn of_column(name: &str, type_of_column: &str) -> Result<Subject, StoreError> {
    let kinds = [Kind::Uuid, Kind::Text, Kind::Integer];
    let kind = kinds
        .into_iter()
        .find(|kind| column_type(*kind) == type_of_column)
        .ok_or_else(|| {
            let told = format!(
                "column `{name}` of events has the type `{type_of_column}`, which is no subject's"
            );
            StoreError::Failed(Cause::new(told))
        })?;
    Ok(Subject {
        name: name.to_owned(),
        kind,
    })
}

/// Whether the id among the other subjects is one of this kind.
fn fits(kind: Kind, name: &str) -> String {
    let text = format!("(other_subjects ->> '{name}')");
    match kind {
        Kind::Uuid => format!("{text} ~* '^[0-9a-f]{{8}}(-?[0-9a-f]{{4}}){{3}}-?[0-9a-f]{{12}}$'"),
        Kind::Text => format!("json_typeof(other_subjects -> '{name}') = 'string'"),
        Kind::Integer => format!("{text} ~ '^-?[0-9]{{1,18}}$'"),
    }
}
