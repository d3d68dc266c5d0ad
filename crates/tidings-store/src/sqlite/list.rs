//! Lists, counts, what followers read.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params_from_iter};
use tidings::{Severity, Uuid};

use super::SqliteStore;
use super::access::{OwnerId, few_owners};
use super::conditions::{Conditions, Lead};
use super::error::Problem;
use super::read::Snapshot;
use crate::clock::microseconds;
use crate::store::{Chunk, Resume, Tail};
use crate::{Access, Cursor, Filter, Order, Page, Query, SeverityCounts, StoreError, StoredRecord};

impl SqliteStore {
    pub(crate) fn list(&self, query: &Query) -> Result<Page, StoreError> {
        query.check()?;
        self.read(|snapshot| {
            let counts = query.counts.then(|| counts(snapshot, &query.filter));
            let counts = counts.transpose()?;
            let records = page(snapshot, query, None)?;
            let next = records.last().and_then(|last| last.cursor);
            Ok(Page {
                total: counts.map(|counts| counts.of_any(&query.filter.severities)),
                counts,
                next: query.after.map(|after| next.unwrap_or(after)),
                records,
            })
        })
    }

    pub(crate) fn get(
        &self,
        id: Uuid,
        access: &Access,
    ) -> Result<Option<StoredRecord>, StoreError> {
        self.read(|snapshot| {
            let mut conditions = Conditions::new(Lead::Position);
            conditions.and("id = ", *id.as_bytes());
            conditions.and_access(access, snapshot.schema);
            let (columns, condition) = (&snapshot.schema.columns, conditions.sql());
            let sql = format!("SELECT {columns} FROM tidings_events WHERE {condition}");
            let mut statement = snapshot.transaction.prepare_cached(&sql)?;
            let read = |row: &rusqlite::Row<'_>| snapshot.stored_record(row);
            let parameters = params_from_iter(&conditions.parameters);
            Ok(statement.query_row(parameters, read).optional()?)
        })
    }

    /// A part of a streamed list. `query.limit` is the part's.
    pub(crate) fn chunk(&self, query: &Query, resume: Option<Resume>) -> Result<Chunk, StoreError> {
        query.check()?;
        self.read(|snapshot| {
            let limits = resume.unwrap_or(Resume {
                snapshot: snapshot.places.last,
                last: None,
            });
            let records = page(snapshot, query, Some(limits))?;
            let resume = records.last().map(|last| Resume {
                last: Some((microseconds(last.record.event_time), position(last.cursor))),
                ..limits
            });
            Ok(Chunk { records, resume })
        })
    }

    /// At most `most` records that pass the filter, in append order.
    pub(crate) fn end(&self) -> Result<Cursor, StoreError> {
        self.read(|snapshot| Ok(snapshot.places.cursor(snapshot.places.last)))
    }

    pub(crate) fn tail(
        &self,
        after: Cursor,
        filter: &Filter,
        most: usize,
    ) -> Result<Tail, StoreError> {
        self.read(|snapshot| {
            let query = Query {
                after: Some(after),
                limit: Some(i64::try_from(most).unwrap_or(i64::MAX)),
                ..Query::new(filter.clone())
            };
            let records = page(snapshot, &query, None)?;
            let full = records.len() >= most;
            let through = match records.last() {
                Some(last) if full => last.cursor.unwrap_or(after),
                _ => snapshot.places.cursor(snapshot.places.last),
            };
            Ok(Tail {
                records,
                through,
                ended: !full,
            })
        })
    }
}

fn page(
    snapshot: &Snapshot<'_>,
    query: &Query,
    resume: Option<Resume>,
) -> Result<Vec<StoredRecord>, Problem> {
    let (select, mut conditions) = match query.after {
        Some(after) => by_append(snapshot, &query.filter, after, resume)?,
        None => by_time(snapshot, query, resume)?,
    };
    let limit = conditions.bind(query.limit.unwrap_or(Query::DEFAULT_LIMIT));
    let offset = conditions.bind(i64::try_from(query.offset).unwrap_or(i64::MAX));
    let sql = format!("{select} LIMIT {limit} OFFSET {offset}");
    let mut statement = snapshot.transaction.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(&conditions.parameters), |row| {
        snapshot.stored_record(row)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What leads a list by time, and its counts; and the subjects of the tenant where they do.
fn lead(snapshot: &Snapshot<'_>, filter: &Filter) -> Result<(Lead, Vec<OwnerId>), Problem> {
    let lead = Lead::of(filter);
    let owners = match (&filter.access.tenant, lead) {
        (Some(tenant), Lead::Names | Lead::Time) => {
            few_owners(&snapshot.transaction, snapshot.schema, tenant)?
        }
        _ => None,
    };
    Ok(match owners {
        Some(owners) => (Lead::Owners, owners),
        None => (lead, Vec::new()),
    })
}

/// One `SELECT` for each category, and name or owner where these lead, each in the order of an index; SQLite merges them.
pub(super) fn by_time(
    snapshot: &Snapshot<'_>,
    query: &Query,
    resume: Option<Resume>,
) -> Result<(String, Conditions), Problem> {
    let filter = &query.filter;
    let (lead, owners) = lead(snapshot, filter)?;
    let mut conditions = conditions(snapshot, filter, lead, resume)?;
    let (direction, beyond) = match query.order {
        Order::Ascending => ("ASC", ">"),
        Order::Descending => ("DESC", "<"),
    };
    if let Some((time, seq)) = resume.and_then(|resume| resume.last) {
        let (time, seq) = (conditions.bind(time), conditions.bind(seq));
        conditions.and_sql(&format!("(event_time, seq) {beyond} ({time}, {seq})"));
    }
    let leading = leading(snapshot, filter, &owners, &mut conditions);
    let (columns, rest) = (&snapshot.schema.columns, conditions.sql());
    let selects: Vec<String> = leading
        .iter()
        .map(|one| format!("SELECT {columns} FROM tidings_events WHERE {one} AND {rest}"))
        .collect();
    let selects = selects.join(" UNION ALL ");
    let sql = format!("{selects} ORDER BY event_time {direction}, seq {direction}");
    Ok((sql, conditions))
}

/// No two of which let the same record pass.
fn leading(
    snapshot: &Snapshot<'_>,
    filter: &Filter,
    owners: &[OwnerId],
    conditions: &mut Conditions,
) -> Vec<String> {
    let categories = filter.asked_categories();
    if categories.is_empty() {
        return vec!["FALSE".to_owned()];
    }
    let lead = conditions.lead;
    if lead != Lead::Names {
        conditions.and_names(filter);
    }
    let ones: Vec<String> = match (lead, &filter.access.tenant) {
        (Lead::Names, _) => {
            let distinct: BTreeSet<&String> = filter.names.iter().collect();
            let names = distinct.into_iter().cloned();
            names
                .map(|name| format!("name = {}", conditions.bind(name)))
                .collect()
        }
        (Lead::Owners, Some(tenant)) => conditions.owned_by_each(tenant, snapshot.schema, owners),
        _ => vec!["TRUE".to_owned()],
    };
    if ones.is_empty() {
        return vec!["FALSE".to_owned()];
    }
    let column = lead.category();
    let leading = categories.into_iter().flat_map(|category| {
        let of_one = move |one| format!("{column} = '{category}' AND {one}");
        ones.iter().map(of_one)
    });
    leading.collect()
}

pub(super) fn by_append(
    snapshot: &Snapshot<'_>,
    filter: &Filter,
    after: Cursor,
    resume: Option<Resume>,
) -> Result<(String, Conditions), Problem> {
    let position = match resume.and_then(|resume| resume.last) {
        Some((_, position)) => position,
        None => snapshot.places.position(after)?,
    };
    let lead = Lead::of_append(filter, snapshot.places.last - position);
    let mut conditions = conditions(snapshot, filter, lead, resume)?;
    conditions.and_names(filter);
    conditions.and("seq > ", position);
    let sql = format!(
        "SELECT {} FROM tidings_events WHERE {} AND {} ORDER BY seq",
        snapshot.schema.columns,
        in_categories(filter, lead),
        conditions.sql()
    );
    Ok((sql, conditions))
}

/// Those of a page, but for categories and names.
fn conditions(
    snapshot: &Snapshot<'_>,
    filter: &Filter,
    lead: Lead,
    resume: Option<Resume>,
) -> Result<Conditions, Problem> {
    let mut conditions = Conditions::of(filter, snapshot.schema, lead)?;
    let severities = filter.severities.iter();
    conditions.and_any("severity", severities.map(|one| one.as_str().to_owned()));
    if let Some(resume) = resume {
        conditions.and("seq <= ", resume.snapshot);
    }
    Ok(conditions)
}

/// How many of each severity, whatever severities are asked for.
fn counts(snapshot: &Snapshot<'_>, filter: &Filter) -> Result<SeverityCounts, Problem> {
    let (sql, conditions) = count(snapshot, filter)?;
    let mut statement = snapshot.transaction.prepare_cached(&sql)?;
    let counts = statement.query_row(params_from_iter(&conditions.parameters), |row| {
        let count = |index| row.get(index).map(i64::cast_unsigned);
        Ok(SeverityCounts {
            info: count(0)?,
            warning: count(1)?,
            error: count(2)?,
            critical: count(3)?,
        })
    })?;
    Ok(counts)
}

pub(super) fn count(
    snapshot: &Snapshot<'_>,
    filter: &Filter,
) -> Result<(String, Conditions), Problem> {
    let (lead, owners) = lead(snapshot, filter)?;
    let mut conditions = Conditions::of(filter, snapshot.schema, lead)?;
    let of = Severity::ALL.map(|one| format!("count(*) FILTER (WHERE severity = '{one}')"));
    let of = of.join(", ");
    let sql = if lead == Lead::Owners {
        let leading = leading(snapshot, filter, &owners, &mut conditions).into_iter();
        let rest = conditions.sql();
        let select = |one| format!("SELECT severity FROM tidings_events WHERE {one} AND {rest}");
        let selects: Vec<String> = leading.map(select).collect();
        format!("SELECT {of} FROM ({})", selects.join(" UNION ALL "))
    } else {
        conditions.and_names(filter);
        let (categories, rest) = (in_categories(filter, lead), conditions.sql());
        format!("SELECT {of} FROM tidings_events WHERE {categories} AND {rest}")
    };
    Ok((sql, conditions))
}

fn in_categories(filter: &Filter, lead: Lead) -> String {
    let names = filter
        .asked_categories()
        .into_iter()
        .map(|category| format!("'{category}'"));
    let names: Vec<String> = names.collect();
    format!("{} IN ({})", lead.category(), names.join(", "))
}

fn position(cursor: Option<Cursor>) -> i64 {
    let place = cursor.and_then(Cursor::place);
    let place = place.expect("a stored record has a place");
    place.position.cast_signed()
}
