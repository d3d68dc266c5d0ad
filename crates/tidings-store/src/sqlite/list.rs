//! Lists, counts, what followers read.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params_from_iter};
use tidings::{Severity, Uuid};

use super::SqliteStore;
use super::conditions::{Conditions, Lead, categories};
use super::error::Problem;
use super::read::Snapshot;
use super::row::microseconds;
use crate::store::{Chunk, Resume, Tail};
use crate::{Cursor, Filter, Order, Page, Query, SeverityCounts, StoreError, StoredRecord};

impl SqliteStore {
    pub(crate) fn list(&self, query: &Query) -> Result<Page, StoreError> {
        check(query)?;
        self.read(|snapshot| {
            let counts = query.counts.then(|| counts(snapshot, &query.filter));
            let counts = counts.transpose()?;
            let records = page(snapshot, query, None)?;
            let next = records.last().map(|last| last.cursor);
            Ok(Page {
                total: counts.map(|counts| counts.of_any(&query.filter.severities)),
                counts,
                next: query.after.map(|after| next.unwrap_or(after)),
                records,
            })
        })
    }

    pub(crate) fn get(&self, id: Uuid) -> Result<Option<StoredRecord>, StoreError> {
        self.read(|snapshot| {
            let columns = &snapshot.schema.columns;
            let sql = format!("SELECT {columns} FROM tidings_events WHERE id = ?1");
            let mut statement = snapshot.transaction.prepare_cached(&sql)?;
            let read = |row: &rusqlite::Row<'_>| snapshot.stored_record(row);
            Ok(statement.query_row([id.as_bytes()], read).optional()?)
        })
    }

    /// A part of a streamed list. `query.limit` is the part's.
    pub(crate) fn chunk(&self, query: &Query, resume: Option<Resume>) -> Result<Chunk, StoreError> {
        check(query)?;
        self.read(|snapshot| {
            let limits = resume.unwrap_or(Resume {
                snapshot: snapshot.last,
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
        self.read(|snapshot| Ok(snapshot.cursor(snapshot.last)))
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
                Some(last) if full => last.cursor,
                _ => snapshot.cursor(snapshot.last),
            };
            Ok(Tail {
                records,
                through,
                ended: !full,
            })
        })
    }
}

fn check(query: &Query) -> Result<(), StoreError> {
    if query.after.is_some() && (query.order == Order::Descending || query.offset > 0) {
        let reason = "`order` and `offset` do not go with `after`, which lists in append order";
        return Err(StoreError::InvalidQuery(reason.to_owned()));
    }
    Ok(())
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

/// One `SELECT` for each category, and name where names lead, each in the order of an index; SQLite merges them.
fn by_time(
    snapshot: &Snapshot<'_>,
    query: &Query,
    resume: Option<Resume>,
) -> Result<(String, Conditions), Problem> {
    let filter = &query.filter;
    let mut conditions = conditions(snapshot, filter, Lead::of(filter), resume)?;
    let (direction, beyond) = match query.order {
        Order::Ascending => ("ASC", ">"),
        Order::Descending => ("DESC", "<"),
    };
    if let Some((time, seq)) = resume.and_then(|resume| resume.last) {
        let (time, seq) = (conditions.bind(time), conditions.bind(seq));
        conditions.and_sql(&format!("(event_time, seq) {beyond} ({time}, {seq})"));
    }
    let leading = leading(filter, &mut conditions);
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
fn leading(filter: &Filter, conditions: &mut Conditions) -> Vec<String> {
    let names: Vec<String> = if conditions.lead == Lead::Names {
        let distinct: BTreeSet<&String> = filter.names.iter().collect();
        let names = distinct.into_iter().cloned();
        names
            .map(|name| format!("name = {}", conditions.bind(name)))
            .collect()
    } else {
        conditions.and_names(filter);
        vec!["TRUE".to_owned()]
    };
    let column = conditions.lead.category();
    let categories = categories(filter).into_iter();
    let mut leading: Vec<String> = categories
        .flat_map(|category| {
            let of_name = move |name| format!("{column} = '{category}' AND {name}");
            names.iter().map(of_name)
        })
        .collect();
    if leading.is_empty() {
        leading.push("FALSE".to_owned());
    }
    leading
}

fn by_append(
    snapshot: &Snapshot<'_>,
    filter: &Filter,
    after: Cursor,
    resume: Option<Resume>,
) -> Result<(String, Conditions), Problem> {
    let position = match resume.and_then(|resume| resume.last) {
        Some((_, position)) => position,
        None => snapshot.position(after)?,
    };
    let lead = Lead::of_append(filter, snapshot.last - position);
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
    let lead = Lead::of(filter);
    let mut conditions = Conditions::of(filter, snapshot.schema, lead)?;
    conditions.and_names(filter);
    let of = Severity::ALL.map(|one| format!("count(*) FILTER (WHERE severity = '{one}')"));
    let sql = format!(
        "SELECT {} FROM tidings_events WHERE {} AND {}",
        of.join(", "),
        in_categories(filter, lead),
        conditions.sql()
    );
    let mut statement = snapshot.transaction.prepare_cached(&sql)?;
    let count = |row: &rusqlite::Row<'_>, index| -> rusqlite::Result<u64> {
        Ok(row.get::<_, i64>(index)?.cast_unsigned())
    };
    let counts = statement.query_row(params_from_iter(&conditions.parameters), |row| {
        Ok(SeverityCounts {
            info: count(row, 0)?,
            warning: count(row, 1)?,
            error: count(row, 2)?,
            critical: count(row, 3)?,
        })
    })?;
    Ok(counts)
}

fn in_categories(filter: &Filter, lead: Lead) -> String {
    let names = categories(filter)
        .into_iter()
        .map(|category| format!("'{category}'"));
    let names: Vec<String> = names.collect();
    format!("{} IN ({})", lead.category(), names.join(", "))
}

fn position(cursor: Cursor) -> i64 {
    let place = cursor.place().expect("a stored record has a place");
    place.position.cast_signed()
}
