//! Lists, counts, what followers read.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params_from_iter};
use tidings::{Severity, Uuid};

use super::SqliteStore;
use super::conditions::{Conditions, Lead};
use super::error::Problem;
use super::read::Snapshot;
use crate::clock::microseconds;
use crate::store::{Chunk, Resume, Tail};
use crate::{Cursor, Filter, Order, Page, Query, SeverityCounts, StoreError, StoredRecord};

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
    let categories = filter.asked_categories().into_iter();
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

fn count(snapshot: &Snapshot<'_>, filter: &Filter) -> Result<(String, Conditions), Problem> {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tidings::{Definition, Id, Property, PropertyType};

    use super::*;
    use crate::StoreOptions;

    /// What SQLite does for lists and counts: `SEARCH` is a look-up, `SCAN` is not, and a
    /// `TEMP B-TREE` sorts all that was found.
    #[test]
    fn indexes_serve_lists() {
        let folder = tempfile::tempdir().unwrap();
        let ids = ["cluster_id", "host_id"]
            .map(|name| Property::new(name, PropertyType::Uuid).into_subject());
        let event = Definition::new("x", "", "x", Severity::Info).with_properties(ids.to_vec());
        let path = folder.path().join("events.db");
        let store = SqliteStore::open(path, &[&event], StoreOptions::default()).unwrap();

        let cluster = BTreeMap::from([("cluster_id".to_owned(), Id::from(Uuid::nil()))]);
        let of = |change: &dyn Fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            filter
        };
        let names = |count| (0..count).map(|number: u8| number.to_string()).collect();
        let cases = [
            ("default", Filter::default()),
            ("everything", Filter::everything()),
            ("cluster", of(&|filter| filter.subjects = cluster.clone())),
            (
                "hosts",
                of(&|filter| filter.host_ids = vec![Uuid::nil(), Uuid::max()]),
            ),
            (
                "hosts of a cluster",
                of(&|filter| {
                    filter.subjects = cluster.clone();
                    filter.host_ids = vec![Uuid::nil()];
                }),
            ),
            (
                "hosts and none",
                of(&|filter| {
                    filter.subjects = cluster.clone();
                    filter.host_ids = vec![Uuid::nil()];
                    filter.cluster_level = true;
                }),
            ),
            ("a name", of(&|filter| filter.names = names(1))),
            ("two names", of(&|filter| filter.names = names(2))),
            ("many names", of(&|filter| filter.names = names(99))),
            (
                "request",
                of(&|filter| filter.request_id = Some("r".to_owned())),
            ),
        ];
        let plans = cases.map(|(case, filter)| format!("# {case}\n{}", plans(&store, filter)));
        insta::assert_snapshot!(plans.join("\n"));
    }

    fn plans(store: &SqliteStore, filter: Filter) -> String {
        let read = store.read(|snapshot| {
            let query = Query::new(filter);
            let (by_time, time) = by_time(snapshot, &query, None)?;
            let (by_append, append) = by_append(snapshot, &query.filter, Cursor::start(), None)?;
            let (counts, counted) = count(snapshot, &query.filter)?;
            Ok(format!(
                "by time:{}by append:{}counts:{}",
                plan(snapshot, &by_time, &time)?,
                plan(snapshot, &by_append, &append)?,
                plan(snapshot, &counts, &counted)?
            ))
        });
        read.unwrap()
    }

    fn plan(
        snapshot: &Snapshot<'_>,
        sql: &str,
        conditions: &Conditions,
    ) -> Result<String, Problem> {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let mut statement = snapshot.transaction.prepare(&explain)?;
        let parameters = params_from_iter(&conditions.parameters);
        let lines = statement.query_map(parameters, |row| row.get::<_, String>(3))?;
        let lines = lines.map(|line| Ok(format!("\n  {}", line?)));
        Ok(lines.collect::<rusqlite::Result<String>>()? + "\n")
    }
}
