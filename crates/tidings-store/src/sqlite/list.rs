//! Lists, counts, what followers read.

use rusqlite::{OptionalExtension, params_from_iter};
use tidings::{Severity, Uuid};

use super::SqliteStore;
use super::conditions::{Conditions, categories};
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
    let filter = &query.filter;
    let mut conditions = Conditions::of(filter, snapshot.schema)?;
    let severities = filter.severities.iter();
    conditions.and_any("severity", severities.map(|one| one.as_str().to_owned()));
    if let Some(resume) = resume {
        conditions.and("seq <= ", resume.snapshot);
    }
    let sql = match query.after {
        Some(after) => {
            let last = resume.and_then(|resume| resume.last);
            let position = last.map_or_else(|| snapshot.position(after), |(_, seq)| Ok(seq));
            by_append(snapshot, filter, &mut conditions, position?)
        }
        None => by_time(snapshot, query, &mut conditions, resume),
    };
    let limit = conditions.bind(query.limit.unwrap_or(Query::DEFAULT_LIMIT));
    let offset = conditions.bind(i64::try_from(query.offset).unwrap_or(i64::MAX));
    let sql = format!("{sql} LIMIT {limit} OFFSET {offset}");
    let mut statement = snapshot.transaction.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(&conditions.parameters), |row| {
        snapshot.stored_record(row)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One `SELECT` for each category, each in the order of an index; SQLite merges them.
fn by_time(
    snapshot: &Snapshot<'_>,
    query: &Query,
    conditions: &mut Conditions,
    resume: Option<Resume>,
) -> String {
    let (direction, beyond) = match query.order {
        Order::Ascending => ("ASC", ">"),
        Order::Descending => ("DESC", "<"),
    };
    if let Some((time, seq)) = resume.and_then(|resume| resume.last) {
        let (time, seq) = (conditions.bind(time), conditions.bind(seq));
        conditions.and_sql(&format!("(event_time, seq) {beyond} ({time}, {seq})"));
    }
    let (columns, sql) = (&snapshot.schema.columns, conditions.sql());
    let of_category = |category: String| {
        format!("SELECT {columns} FROM tidings_events WHERE {category} AND {sql}")
    };
    let categories = categories(&query.filter).into_iter();
    let mut selects: Vec<String> = categories
        .map(|category| of_category(format!("category = '{category}'")))
        .collect();
    if selects.is_empty() {
        selects.push(of_category("FALSE".to_owned()));
    }
    let selects = selects.join(" UNION ALL ");
    format!("{selects} ORDER BY event_time {direction}, seq {direction}")
}

fn by_append(
    snapshot: &Snapshot<'_>,
    filter: &Filter,
    conditions: &mut Conditions,
    position: i64,
) -> String {
    conditions.and("seq > ", position);
    let (columns, sql) = (&snapshot.schema.columns, conditions.sql());
    let categories = category_in(filter);
    format!("SELECT {columns} FROM tidings_events WHERE {categories} AND {sql} ORDER BY seq")
}

/// How many of each severity, whatever severities are asked for.
fn counts(snapshot: &Snapshot<'_>, filter: &Filter) -> Result<SeverityCounts, Problem> {
    let conditions = Conditions::of(filter, snapshot.schema)?;
    let of = Severity::ALL.map(|one| format!("count(*) FILTER (WHERE severity = '{one}')"));
    let sql = format!(
        "SELECT {} FROM tidings_events WHERE {} AND {}",
        of.join(", "),
        category_in(filter),
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

fn category_in(filter: &Filter) -> String {
    let names = categories(filter)
        .into_iter()
        .map(|category| format!("'{category}'"));
    format!("category IN ({})", names.collect::<Vec<_>>().join(", "))
}

fn position(cursor: Cursor) -> i64 {
    let place = cursor.place().expect("a stored record has a place");
    place.position.cast_signed()
}
