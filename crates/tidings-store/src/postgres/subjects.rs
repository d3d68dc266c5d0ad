//! Columns of subjects.

use tidings::Id;

use super::sql;
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
    let (kind_name, adopt) = (kind.as_str(), adopt(schema, name, kind));
    // Names of subjects need no more than quotes.
    format!(
        "ALTER TABLE {schema}.events ADD COLUMN \"{name}\" {column_type}{collation};\n\
         {adopt}\
         CREATE INDEX \"events_{name}\" ON {schema}.events\n    \
             (\"{name}\", category, event_time, seq) INCLUDE (severity) WHERE \"{name}\" IS NOT NULL;\n\
         INSERT INTO {schema}.subjects (name, type) VALUES ('{name}', '{kind_name}');\n"
    )
}

/// Moves what was stored of a subject among the others into its column.
pub(super) fn adopt(schema: &str, name: &str, kind: Kind) -> String {
    let (column_type, fits) = (column_type(kind), fits(kind, name));
    format!(
        "UPDATE {schema}.events SET \"{name}\" = (other_subjects ->> '{name}')::{column_type},\n    \
             other_subjects = nullif((other_subjects::jsonb - '{name}')::text, '{{}}')::json\n    \
             WHERE other_subjects IS NOT NULL AND {fits};\n"
    )
}

/// A query of whether [`adopt`] would move something, for each of these; one column each.
pub(super) fn select_stragglers(schema: &str, subjects: &[Subject]) -> String {
    let any = subjects.iter().map(|subject| {
        let fits = fits(subject.kind, &subject.name);
        format!("coalesce(bool_or({fits}), false)")
    });
    let any = any.collect::<Vec<_>>().join(", ");
    format!("SELECT {any} FROM {schema}.events WHERE other_subjects IS NOT NULL")
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
