//! What a list answers, in plain Rust over all records in append order.

use tidings::{Category, Record, Severity};
use tidings_store::{Filter, Order, Query, SeverityCounts};

pub struct Answer {
    pub records: Vec<Record>,
    pub counts: SeverityCounts,
    pub total: u64,
}

pub fn list(all: &[Record], query: &Query) -> Answer {
    let filter = &query.filter;
    let mut found: Vec<&Record> = all.iter().filter(|record| passes(record, filter)).collect();
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

fn passes(record: &Record, filter: &Filter) -> bool {
    let categories = filter.categories.as_deref().unwrap_or(&Category::ALL);
    let any =
        |asked: &[String], value: &str| asked.is_empty() || asked.iter().any(|one| one == value);
    let mut subjects = filter.subjects.iter();
    subjects.all(|(name, id)| record.subject(name) == Some(id))
        && passes_hosts(record, filter)
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

fn passes_hosts(record: &Record, filter: &Filter) -> bool {
    let asked = filter.cluster_level || !filter.host_ids.is_empty();
    let passes = match record.subject("host_id") {
        Some(host) => filter.host_ids.iter().any(|id| *host == (*id).into()),
        None => filter.cluster_level,
    };
    passes || !asked
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
