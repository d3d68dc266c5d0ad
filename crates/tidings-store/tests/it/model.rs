//! What a list answers, in plain Rust over all records in append order.

use tidings::{Category, Id, Record, Severity};
use tidings_store::{
    Access, Filter, Holder, Order, Ownership, Query, SeverityCounts, SubjectEntry, Tenant,
};

pub struct Answer {
    pub records: Vec<Record>,
    pub counts: SeverityCounts,
    pub total: u64,
}

/// All that is in a store.
pub struct Stored {
    /// In append order.
    pub records: Vec<Record>,
    pub registry: Vec<SubjectEntry>,
}

pub fn list(all: &Stored, query: &Query) -> Answer {
    let (filter, registry) = (&query.filter, &all.registry);
    let passes = |record: &&Record| {
        passes(record, filter, registry) && may_see(record, &filter.access, registry)
    };
    let mut found: Vec<&Record> = all.records.iter().filter(passes).collect();
    let counts = counts(&found);
    let severities = &filter.severities;
    found.retain(|record| severities.is_empty() || severities.contains(&record.severity));
    let total = found.len() as u64;
    // The sort is stable: ties stay in append order.
    found.sort_by_key(|record| record.event_time);
    if query.order == Order::Descending {
        found.reverse();
    }
    let offset = usize::try_from(query.offset).unwrap();
    let limit = usize::try_from(query.limit.unwrap_or(5000)).unwrap_or(usize::MAX);
    let page = found.into_iter().skip(offset).take(limit);
    Answer {
        records: page.cloned().collect(),
        counts,
        total,
    }
}

fn passes(record: &Record, filter: &Filter, registry: &[SubjectEntry]) -> bool {
    let categories = filter.categories.as_deref().unwrap_or(&Category::ALL);
    let any =
        |asked: &[String], value: &str| asked.is_empty() || asked.iter().any(|one| one == value);
    let mut subjects = filter.subjects.iter();
    subjects.all(|(name, id)| record.subject(name) == Some(id))
        && passes_hosts(record, filter, registry)
        && categories.contains(&record.category)
        && record
            .message
            .to_lowercase()
            .contains(&filter.message.to_lowercase())
        && any(&filter.names, &record.name)
        && any(&filter.event_types, &record.event_type)
        && (filter.request_id.is_none() || filter.request_id == record.request_id)
        && filter.since.is_none_or(|since| record.event_time >= since)
        && filter.until.is_none_or(|until| record.event_time < until)
}

fn passes_hosts(record: &Record, filter: &Filter, registry: &[SubjectEntry]) -> bool {
    let asked = filter.cluster_level || filter.deleted_hosts || !filter.host_ids.is_empty();
    let deleted = |entry: &SubjectEntry| {
        is_of(entry, record, "host_id")
            && entry.deleted_at.is_some()
            && entry.infra_env.map(Id::from).as_ref() == record.subject("infra_env_id")
    };
    let passes = match record.subject("host_id") {
        Some(host) => {
            filter.host_ids.iter().any(|id| *host == (*id).into())
                || (filter.deleted_hosts && registry.iter().any(deleted))
        }
        None => filter.cluster_level,
    };
    passes || !asked
}

/// Whether an entry is of this subject of the record.
fn is_of(entry: &SubjectEntry, record: &Record, name: &str) -> bool {
    format!("{}_id", entry.kind) == name && record.subject(name) == Some(&entry.id)
}

fn may_see(record: &Record, access: &Access, registry: &[SubjectEntry]) -> bool {
    let in_scope = match &access.scope {
        Some((name, id)) => record.subject(name) == Some(id),
        None => true,
    };
    let is_owned = |tenant: &Tenant| match owner(record, &tenant.ownership) {
        Some(name) => registry.iter().any(|entry| {
            let belongs = match &tenant.holder {
                Holder::Org(org) => entry.org.as_ref() == Some(org),
                Holder::User(user) => entry.owner.as_ref() == Some(user),
                Holder::Nobody => false,
            };
            let infra_env = entry.infra_env.map(Id::from);
            let under = infra_env.is_none() || infra_env.as_ref() == record.subject("infra_env_id");
            is_of(entry, record, name) && belongs && under
        }),
        None => false,
    };
    in_scope && access.tenant.as_ref().is_none_or(is_owned)
}

fn owner<'a>(record: &Record, ownership: &'a Ownership) -> Option<&'a str> {
    let list = ownership.by_name.get(&*record.name);
    let list = list.unwrap_or(&ownership.others).iter();
    let mut names = list.map(String::as_str);
    names.find(|name| record.subject(name).is_some())
}

fn counts(found: &[&Record]) -> SeverityCounts {
    let mut counts = SeverityCounts::default();
    for record in found {
        match record.severity {
            Severity::Info => counts.info += 1,
            Severity::Warning => counts.warning += 1,
            Severity::Error => counts.error += 1,
            Severity::Critical => counts.critical += 1,
        }
    }
    counts
}
