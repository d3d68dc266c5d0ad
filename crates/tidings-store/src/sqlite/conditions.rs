//! Filters as SQL.

use std::rc::Rc;

use rusqlite::ToSql;
use rusqlite::types::Value;
use tidings::Id;

use super::access::{any_of, is_deleted};
use super::schema::Schema;
use crate::clock::microseconds_up;
use crate::{Filter, StoreError, fold};

/// The condition that an index answers. The others are only compared, which the `+` before their column tells SQLite:
/// without statistics, which nobody makes here, it would guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    Request,
    Hosts,
    Subjects,
    /// The subjects of a tenant that has few.
    Owners,
    Names,
    Time,
    Position,
}

impl Lead {
    /// For lists by time, and for counts.
    pub fn of(filter: &Filter) -> Self {
        if filter.request_id.is_some() {
            Self::Request
        } else if !filter.host_ids.is_empty() && !filter.cluster_level && !filter.deleted_hosts {
            Self::Hosts
        } else if !filter.subjects.is_empty() || filter.access.scope.is_some() {
            Self::Subjects
        } else if (1..=MOST_NAMES).contains(&filter.names.len()) {
            Self::Names
        } else {
            Self::Time
        }
    }

    /// For lists in append order that have at most so many records to go.
    pub fn of_append(filter: &Filter, to_go: i64) -> Self {
        match Self::of(filter) {
            lead @ (Self::Request | Self::Hosts | Self::Subjects) if to_go > FEW => lead,
            _ => Self::Position,
        }
    }

    /// The column's name, as a condition of this kind has to write it.
    pub fn column(self, kind: Self, name: &str) -> String {
        let only_compared = if self == kind { "" } else { "+" };
        format!("{only_compared}{name}")
    }

    /// The same for the category, which indexes have after the subject or the name.
    pub fn category(self) -> &'static str {
        match self {
            Self::Subjects | Self::Owners | Self::Names | Self::Time => "category",
            Self::Request | Self::Hosts | Self::Position => "+category",
        }
    }
}

/// More names than this are compared; fewer are looked up one by one.
const MOST_NAMES: usize = 50;

/// So many records are looked at faster than a subject is looked up.
const FEW: i64 = 2000;

/// What a `WHERE` says, and the values for its parameters `?1`, `?2`, ...
pub(super) struct Conditions {
    sql: String,
    pub lead: Lead,
    pub parameters: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    pub fn new(lead: Lead) -> Self {
        Self {
            sql: "TRUE".to_owned(),
            lead,
            parameters: Vec::new(),
        }
    }

    /// All of the filter but its categories, severities and names, which come in different ways.
    pub fn of(filter: &Filter, schema: &Schema, lead: Lead) -> Result<Self, StoreError> {
        let mut conditions = Self::new(lead);
        for (name, id) in &filter.subjects {
            let value = subject_value(schema, name, id)?;
            let column = lead.column(Lead::Subjects, &format!("\"{name}\""));
            conditions.and(&format!("{column} = "), value);
        }
        conditions.and_hosts(filter, schema)?;
        if !filter.message.is_empty() {
            let folded = conditions.bind(fold::folded(&filter.message));
            conditions.and_sql(&format!("tidings_contains(message, {folded})"));
        }
        conditions.and_any("event_type", filter.event_types.iter().cloned());
        if let Some(request_id) = &filter.request_id {
            let column = lead.column(Lead::Request, "request_id");
            conditions.and(&format!("{column} = "), request_id.clone());
        }
        if let Some(since) = filter.since {
            conditions.and("event_time >= ", microseconds_up(since));
        }
        if let Some(until) = filter.until {
            conditions.and("event_time < ", microseconds_up(until));
        }
        conditions.and_access(&filter.access, schema);
        Ok(conditions)
    }

    /// Adds a condition that ends in a parameter.
    pub fn and(&mut self, condition: &str, value: impl ToSql + 'static) {
        let parameter = self.bind(value);
        self.and_sql(&format!("{condition}{parameter}"));
    }

    /// Adds that a column has one of the values, if there are any.
    pub fn and_any<V: Into<Value>>(&mut self, column: &str, values: impl Iterator<Item = V>) {
        if let Some(any) = self.any(column, values) {
            self.and_sql(&any);
        }
    }

    pub fn and_names(&mut self, filter: &Filter) {
        let column = self.lead.column(Lead::Names, "name");
        self.and_any(&column, filter.names.iter().cloned());
    }

    pub fn and_sql(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// A parameter of this value.
    pub fn bind(&mut self, value: impl ToSql + 'static) -> String {
        self.parameters.push(Box::new(value));
        format!("?{}", self.parameters.len())
    }

    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// `host_ids`, `cluster_level` and `deleted_hosts` are one OR-group.
    fn and_hosts(&mut self, filter: &Filter, schema: &Schema) -> Result<(), StoreError> {
        if filter.host_ids.is_empty() && !filter.cluster_level && !filter.deleted_hosts {
            return Ok(());
        }
        let host = schema.subjects.get("host_id")?;
        let ids = filter.host_ids.iter();
        let values = ids.map(|id| subject_value(schema, &host.name, &Id::Uuid(*id)));
        let values: Vec<Value> = values.collect::<Result<_, _>>()?;
        let column = self.lead.column(Lead::Hosts, "host_id");
        let listed = self.any(&column, values.into_iter());
        let none = filter.cluster_level.then(|| "host_id IS NULL".to_owned());
        let deleted = filter.deleted_hosts.then(|| is_deleted(schema, host));
        self.and_sql(&any_of(
            listed.into_iter().chain(none).chain(deleted).collect(),
        ));
        Ok(())
    }

    pub fn any<V: Into<Value>>(
        &mut self,
        column: &str,
        values: impl Iterator<Item = V>,
    ) -> Option<String> {
        let values: Vec<Value> = values.map(Into::into).collect();
        let (first, more) = (values.first().cloned()?, values.len() > 1);
        Some(if more {
            let all = self.bind(Rc::new(values));
            format!("{column} IN (SELECT value FROM rarray({all}))")
        } else {
            format!("{column} = {}", self.bind(first))
        })
    }

    /// That a column has none of the values, if there are any.
    pub fn none<V: Into<Value>>(
        &mut self,
        column: &str,
        values: impl Iterator<Item = V>,
    ) -> Option<String> {
        let any = self.any(column, values);
        any.map(|any| format!("NOT ({any})"))
    }
}

/// What stands in the subject's column for this id.
pub(super) fn subject_value(schema: &Schema, name: &str, id: &Id) -> Result<Value, StoreError> {
    let (kind, id) = schema.subjects.asked(name, id)?;
    Ok(kind.column_value(&id))
}
