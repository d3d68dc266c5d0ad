//! Filters as SQL.

use tidings::{Category, Id, Severity};

use super::access::{Owners, any_of, is_deleted};
use super::schema::Schema;
use super::sql::{self, Array};
use super::subjects::literal;
use crate::clock::microseconds_up;
use crate::{Access, Filter, Holder, StoreError, fold};

/// The condition that an index answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    Request,
    Hosts,
    Subjects,
    Names,
    Time,
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
        } else if (1..=MOST_BRANCHES).contains(&filter.names.len()) {
            Self::Names
        } else {
            Self::Time
        }
    }

    /// The subjects of the filter's tenant, where nothing else finds less.
    pub fn owners(self, filter: &Filter, schema: &Schema) -> Option<Owners> {
        match self {
            Self::Names | Self::Time => Owners::of(filter, schema),
            Self::Request | Self::Hosts | Self::Subjects => None,
        }
    }
}

/// More hosts or names than this are looked up together, and what is found is sorted; fewer have a branch each, which
/// gives its first in order.
pub(super) const MOST_BRANCHES: usize = 50;

/// What a `WHERE` says.
pub(super) struct Conditions(Vec<String>);

impl Conditions {
    /// Of a record that this reader may see.
    pub fn of_access(access: &Access, schema: &Schema) -> Self {
        let mut conditions = Self(Vec::new());
        if access_has_nul(access) {
            conditions.and("FALSE".to_owned());
        }
        conditions.and_access(access, schema);
        conditions
    }

    /// All of the filter but its categories, severities, names and, where they lead, hosts.
    pub fn of(filter: &Filter, schema: &Schema, lead: Lead) -> Result<Self, StoreError> {
        let mut conditions = Self(Vec::new());
        if has_nul(filter) {
            // No record has one.
            conditions.and("FALSE".to_owned());
        }
        if lead == Lead::Time {
            // Lets the index of times be used, which is kept from the others (see its migration).
            conditions.and("seq > 0".to_owned());
        }
        for (name, id) in &filter.subjects {
            let (kind, id) = schema.subjects.asked(name, id)?;
            conditions.and(format!("\"{name}\" = {}", literal(kind, &id)));
        }
        conditions.and_hosts(filter, schema, lead)?;
        conditions.and_access(&filter.access, schema);
        if !filter.message.is_empty() {
            conditions.and(contains(&fold::folded(&filter.message)));
        }
        conditions.and_any("event_type", &filter.event_types);
        if let Some(request_id) = &filter.request_id {
            conditions.and(format!("request_id = {}", sql::text(request_id)));
        }
        if let Some(since) = filter.since {
            conditions.and(format!(
                "event_time >= {}",
                sql::time(microseconds_up(since))
            ));
        }
        if let Some(until) = filter.until {
            conditions.and(format!(
                "event_time < {}",
                sql::time(microseconds_up(until))
            ));
        }
        Ok(conditions)
    }

    pub fn and(&mut self, condition: String) {
        self.0.push(condition);
    }

    /// Adds that a column has one of the texts, if there are any.
    pub fn and_any(&mut self, column: &str, texts: &[String]) {
        if !texts.is_empty() {
            let any = Array::of(texts, |array, text| array.text(text));
            self.and(format!("{column} = ANY ({any}::text[])"));
        }
    }

    pub fn and_severities(&mut self, severities: &[Severity]) {
        let texts: Vec<String> = severities
            .iter()
            .map(|one| one.as_str().to_owned())
            .collect();
        self.and_any("severity", &texts);
    }

    pub fn and_categories(&mut self, categories: &[Category]) {
        let names = categories.iter().map(|one| format!("'{one}'"));
        let names: Vec<String> = names.collect();
        self.and(if names.is_empty() {
            "FALSE".to_owned()
        } else {
            format!("category IN ({})", names.join(", "))
        });
    }

    /// Adds that the host is one of those asked for.
    pub fn and_listed_hosts(&mut self, filter: &Filter) {
        self.and(listed_hosts(filter));
    }

    /// Those, and one more.
    pub fn with(&self, condition: &str) -> String {
        let mut all = vec![condition];
        all.extend(self.0.iter().map(String::as_str));
        all.join(" AND ")
    }

    pub fn sql(&self) -> String {
        self.with("TRUE")
    }

    /// `host_ids`, `cluster_level` and `deleted_hosts` are one OR-group.
    fn and_hosts(
        &mut self,
        filter: &Filter,
        schema: &Schema,
        lead: Lead,
    ) -> Result<(), StoreError> {
        if filter.host_ids.is_empty() && !filter.cluster_level && !filter.deleted_hosts {
            return Ok(());
        }
        // Refuses a store without hosts, or whose hosts are no UUIDs.
        for host in &filter.host_ids {
            schema.subjects.asked("host_id", &Id::Uuid(*host))?;
        }
        let host = schema.subjects.get("host_id")?;
        if lead != Lead::Hosts {
            let listed = (!filter.host_ids.is_empty()).then(|| listed_hosts(filter));
            let none = filter.cluster_level.then(|| "host_id IS NULL".to_owned());
            let deleted = filter.deleted_hosts.then(|| is_deleted(schema, host));
            let group = none.into_iter().chain(listed).chain(deleted);
            self.and(any_of(group.collect()));
        }
        Ok(())
    }
}

fn listed_hosts(filter: &Filter) -> String {
    let hosts = Array::of(&filter.host_ids, Array::plain);
    format!("host_id = ANY ({hosts}::uuid[])")
}

/// The message contains this, which is folded already. Without a folded form the message is ASCII.
fn contains(folded_part: &str) -> String {
    format!(
        "strpos(coalesce(message_folded, lower(message)), {}) > 0",
        sql::text(folded_part)
    )
}

/// Whether one of the texts that are asked for has a NUL in it.
fn has_nul(filter: &Filter) -> bool {
    let texts = [&filter.message]
        .into_iter()
        .chain(&filter.request_id)
        .chain(&filter.names)
        .chain(&filter.event_types);
    let has_nul = |text: &String| text.contains('\0');
    texts.into_iter().any(has_nul)
        || filter.subjects.values().any(id_has_nul)
        || access_has_nul(&filter.access)
}

fn access_has_nul(access: &Access) -> bool {
    let scope = access.scope.as_ref().is_some_and(|(_, id)| id_has_nul(id));
    let holder = access.tenant.as_ref().map(|tenant| &tenant.holder);
    scope || matches!(holder, Some(Holder::Org(text) | Holder::User(text)) if text.contains('\0'))
}

fn id_has_nul(id: &Id) -> bool {
    matches!(id, Id::Text(text) if text.contains('\0'))
}
