//! Lists, counts, what followers read.

use std::collections::BTreeSet;

use sqlx::postgres::PgRow;
use tidings::{Category, Severity, Uuid};

use super::PostgresStore;
use super::conditions::{Conditions, Lead, MOST_BRANCHES};
use super::database::only;
use super::error::Problem;
use super::read::{Reader, Snapshot};
use super::row::{self, parsed};
use super::schema::{BATCH, FIRST_SUBJECT, Schema};
use super::sql;
use crate::clock::microseconds;
use crate::store::{Chunk, Resume, Tail};
use crate::{Access, Cursor, Filter, Order, Page, Query, SeverityCounts, StoreError, StoredRecord};

impl PostgresStore {
    pub(crate) async fn list(&self, query: &Query) -> Result<Page, StoreError> {
        query.check()?;
        let (reader, query) = (self.reader(), query.clone());
        self.run(|_| async move { page(&reader, &query).await })
            .await
    }

    pub(crate) async fn get(
        &self,
        id: Uuid,
        access: &Access,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let (reader, access) = (self.reader(), access.clone());
        self.run(|_| async move {
            let select = |schema: &Schema| {
                let (columns, name) = (&schema.columns, &schema.name);
                let of_id = format!("id = {}", sql::uuid(id));
                let condition = Conditions::of_access(&access, schema).with(&of_id);
                Ok(vec![format!(
                    "SELECT {columns} FROM {name}.events WHERE {condition}"
                )])
            };
            let (snapshot, schema) = reader.read(select).await?;
            Ok(listed(&schema, snapshot.rows(0))?.pop())
        })
        .await
    }

    pub(crate) async fn end(&self) -> Result<Cursor, StoreError> {
        let reader = self.reader();
        self.run(|_| async move {
            let (snapshot, _) = reader.read_placed(|_| Ok(Vec::new())).await?;
            Ok(snapshot.places.cursor(snapshot.places.last))
        })
        .await
    }

    /// At most `most` records that pass the filter, in append order.
    pub(crate) async fn tail(
        &self,
        after: Cursor,
        filter: &Filter,
        most: usize,
    ) -> Result<Tail, StoreError> {
        let (reader, filter) = (self.patient_reader(), filter.clone());
        self.run(|_| async move {
            let part = Part {
                after,
                resume: None,
                most,
            };
            let found = appended(&reader, &filter, part).await?;
            Ok(Tail {
                ended: found.ended,
                through: found.snapshot.places.cursor(found.through),
                records: found.records,
            })
        })
        .await
    }

    /// A part of a streamed list. `query.limit` is the part's.
    pub(crate) async fn chunk(
        &self,
        query: &Query,
        resume: Option<Resume>,
    ) -> Result<Chunk, StoreError> {
        query.check()?;
        let (reader, query) = (self.reader(), query.clone());
        self.run(|_| async move {
            match query.after {
                Some(after) => chunk_by_append(&reader, &query, after, resume).await,
                None => chunk_by_time(&reader, &query, resume).await,
            }
        })
        .await
    }
}

async fn page(reader: &Reader, query: &Query) -> Result<Page, Problem> {
    let Some(after) = query.after else {
        let queries = |schema: &Schema| {
            let mut queries = vec![by_time(schema, query, None)?];
            if query.counts {
                queries.push(counts(schema, &query.filter)?);
            }
            Ok(queries)
        };
        let (snapshot, schema) = reader.read(queries).await?;
        let counts = query
            .counts
            .then(|| counted(snapshot.rows(1)))
            .transpose()?;
        return Ok(Page {
            records: listed(&schema, snapshot.rows(0))?,
            total: counts.map(|counts| counts.of_any(&query.filter.severities)),
            counts,
            next: None,
        });
    };
    let part = Part {
        after,
        resume: None,
        most: limit(query),
    };
    let found = appended(reader, &query.filter, part).await?;
    let counts = match query.counts {
        true => {
            let ask = |schema: &Schema| Ok(vec![counts(schema, &query.filter)?]);
            let (snapshot, _) = reader.read(ask).await?;
            Some(counted(snapshot.rows(0))?)
        }
        false => None,
    };
    let next = found.records.last().and_then(|last| last.cursor);
    Ok(Page {
        records: found.records,
        total: counts.map(|counts| counts.of_any(&query.filter.severities)),
        counts,
        next: Some(next.unwrap_or(after)),
    })
}

/// How many records a page may have.
fn limit(query: &Query) -> usize {
    usize::try_from(query.limit.unwrap_or(Query::DEFAULT_LIMIT)).unwrap_or(usize::MAX)
}

fn listed(schema: &Schema, rows: &[PgRow]) -> Result<Vec<StoredRecord>, Problem> {
    let records = rows
        .iter()
        .map(|row| row::stored_record(row, &schema.subjects));
    Ok(records.collect::<sqlx::Result<_>>()?)
}

/// Records in order of time, those of each category and, where they lead, host, name or owner found in order by
/// themselves.
pub(super) fn by_time(
    schema: &Schema,
    query: &Query,
    resume: Option<Resume>,
) -> Result<String, StoreError> {
    let filter = &query.filter;
    let lead = Lead::of(filter);
    let owners = lead.owners(filter, schema);
    let mut conditions = conditions_by_time(schema, query, resume, lead)?;
    if let Some(owners) = &owners {
        conditions.and(format!("NOT ({})", owners.are_few()));
    }
    let branches = branches(filter, lead, &mut conditions);
    let (name, columns) = (&schema.name, &schema.columns);
    let (order, page, few) = (order(query), paging(query), branch_paging(query));
    if let (None, [only]) = (&owners, &*branches) {
        let condition = conditions.with(only);
        return Ok(format!(
            "SELECT {columns} FROM {name}.events WHERE {condition} {order}{page}"
        ));
    }
    let selects = branches.iter().map(|branch| {
        let condition = conditions.with(branch);
        format!("(SELECT * FROM {name}.events WHERE {condition} {order}{few})")
    });
    let mut selects: Vec<String> = selects.collect();
    if let Some(owners) = owners {
        let mut conditions = conditions_by_time(schema, query, resume, Lead::Subjects)?;
        for branch in self::branches(filter, Lead::Subjects, &mut conditions) {
            let of_one = |owned: &str| {
                let condition = conditions.with(&format!("{branch} AND {owned}"));
                format!("SELECT * FROM {name}.events WHERE {condition} {order}{few}")
            };
            selects.extend(owners.each(of_one));
        }
    }
    let selects = selects.join(" UNION ALL ");
    Ok(format!(
        "SELECT {columns} FROM ({selects}) AS events {order}{page}"
    ))
}

/// All of a page by time but categories, names and, where they lead, hosts.
fn conditions_by_time(
    schema: &Schema,
    query: &Query,
    resume: Option<Resume>,
    lead: Lead,
) -> Result<Conditions, StoreError> {
    let filter = &query.filter;
    let mut conditions = Conditions::of(filter, schema, lead)?;
    conditions.and_severities(&filter.severities);
    if let Some((time, seq)) = resume.and_then(|resume| resume.last) {
        let beyond = match query.order {
            Order::Ascending => ">",
            Order::Descending => "<",
        };
        let time = sql::time(time);
        conditions.and(format!("(event_time, seq) {beyond} ({time}, {seq})"));
    }
    let name = &schema.name;
    if let Some(Resume { snapshot, .. }) = resume {
        // Of a state of the store is what had its place then. Not a join, which would lose the order.
        conditions.and(format!(
            "(SELECT position - size + 1 + (seq - base) FROM {name}.batches WHERE base = (seq & -{BATCH})) \
             <= {snapshot}"
        ));
    }
    Ok(conditions)
}

fn order(query: &Query) -> &'static str {
    match query.order {
        Order::Ascending => "ORDER BY event_time ASC, seq ASC",
        Order::Descending => "ORDER BY event_time DESC, seq DESC",
    }
}

fn paging(query: &Query) -> String {
    let offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
    match query.limit.unwrap_or(Query::DEFAULT_LIMIT) {
        limit @ 0.. => format!(" LIMIT {limit} OFFSET {offset}"),
        _ => format!(" OFFSET {offset}"),
    }
}

/// What a page may need of a branch.
fn branch_paging(query: &Query) -> String {
    let offset = i64::try_from(query.offset).unwrap_or(i64::MAX);
    match query.limit.unwrap_or(Query::DEFAULT_LIMIT) {
        limit @ 0.. => format!(" LIMIT {}", limit.saturating_add(offset)),
        _ => String::new(),
    }
}

/// Conditions no two of which let the same record pass.
fn branches(filter: &Filter, lead: Lead, conditions: &mut Conditions) -> Vec<String> {
    let ones: Vec<String> = match lead {
        Lead::Names => {
            let names: BTreeSet<&String> = filter.names.iter().collect();
            let one = |name: &String| format!("name = {}", sql::text(name));
            names.into_iter().map(one).collect()
        }
        Lead::Hosts if filter.host_ids.len() <= MOST_BRANCHES => {
            conditions.and_any("name", &filter.names);
            let hosts: BTreeSet<Uuid> = filter.host_ids.iter().copied().collect();
            let one = |host| format!("host_id = {}", sql::uuid(host));
            hosts.into_iter().map(one).collect()
        }
        lead => {
            conditions.and_any("name", &filter.names);
            if lead == Lead::Hosts {
                conditions.and_listed_hosts(filter);
            }
            vec!["TRUE".to_owned()]
        }
    };
    let of = |category: Category| {
        let ones = ones.iter();
        ones.map(move |one| format!("category = '{category}' AND {one}"))
    };
    let branches: Vec<String> = filter.asked_categories().into_iter().flat_map(of).collect();
    if branches.is_empty() {
        vec!["FALSE".to_owned()]
    } else {
        branches
    }
}

/// How many of each severity, whatever severities are asked for.
pub(super) fn counts(schema: &Schema, filter: &Filter) -> Result<String, StoreError> {
    let (lead, name) = (Lead::of(filter), &schema.name);
    let conditions = counted_conditions(schema, filter, lead)?;
    // Faster than groups.
    let of = Severity::ALL.map(|one| format!("count(*) FILTER (WHERE severity = '{one}')"));
    let of = of.join(", ");
    let Some(owners) = lead.owners(filter, schema) else {
        let condition = conditions.sql();
        return Ok(format!("SELECT {of} FROM {name}.events WHERE {condition}"));
    };
    let condition = conditions.with(&format!("NOT ({})", owners.are_few()));
    let mut selects = vec![format!(
        "SELECT severity FROM {name}.events WHERE {condition}"
    )];
    let conditions = counted_conditions(schema, filter, Lead::Subjects)?;
    selects.extend(owners.each(|owned| {
        let condition = conditions.with(owned);
        format!("SELECT severity FROM {name}.events WHERE {condition}")
    }));
    let selects = selects.join(" UNION ALL ");
    Ok(format!("SELECT {of} FROM ({selects}) AS events"))
}

fn counted_conditions(
    schema: &Schema,
    filter: &Filter,
    lead: Lead,
) -> Result<Conditions, StoreError> {
    let mut conditions = Conditions::of(filter, schema, lead)?;
    conditions.and_categories(&filter.asked_categories());
    conditions.and_any("name", &filter.names);
    if lead == Lead::Hosts {
        conditions.and_listed_hosts(filter);
    }
    Ok(conditions)
}

fn counted(rows: &[PgRow]) -> Result<SeverityCounts, Problem> {
    let row = only(rows)?;
    Ok(SeverityCounts {
        info: parsed(row, 0)?,
        warning: parsed(row, 1)?,
        error: parsed(row, 2)?,
        critical: parsed(row, 3)?,
    })
}

async fn chunk_by_time(
    reader: &Reader,
    query: &Query,
    resume: Option<Resume>,
) -> Result<Chunk, Problem> {
    let limits = match resume {
        Some(resume) => resume,
        None => {
            let (snapshot, _) = reader.read_placed(|_| Ok(Vec::new())).await?;
            Resume {
                snapshot: snapshot.places.last,
                last: None,
            }
        }
    };
    let ask = |schema: &Schema| Ok(vec![by_time(schema, query, Some(limits))?]);
    let (snapshot, schema) = reader.read(ask).await?;
    let rows = snapshot.rows(0);
    let records = listed(&schema, rows)?;
    let resume = match (rows.last(), records.last()) {
        (Some(row), Some(last)) => Some(Resume {
            last: Some((microseconds(last.record.event_time), parsed(row, 0)?)),
            ..limits
        }),
        _ => None,
    };
    Ok(Chunk { records, resume })
}

async fn chunk_by_append(
    reader: &Reader,
    query: &Query,
    after: Cursor,
    resume: Option<Resume>,
) -> Result<Chunk, Problem> {
    let part = Part {
        after,
        resume,
        most: limit(query),
    };
    let found = appended(reader, &query.filter, part).await?;
    let snapshot = resume.map_or(found.snapshot.places.last, |resume| resume.snapshot);
    let resume = (!found.records.is_empty()).then_some(Resume {
        snapshot,
        last: Some((0, found.through)),
    });
    Ok(Chunk {
        records: found.records,
        resume,
    })
}

/// What to read in append order.
struct Part {
    after: Cursor,
    /// Goes on from its last place, and no further than its snapshot.
    resume: Option<Resume>,
    most: usize,
}

/// What was read in append order.
struct Appended {
    records: Vec<StoredRecord>,
    /// Everything up to here has been looked at.
    through: i64,
    /// Whether there was no more.
    ended: bool,
    snapshot: Snapshot,
}

/// Whether there is an index that finds less than everything.
pub(super) fn looks_up(filter: &Filter) -> bool {
    let lead = Lead::of(filter);
    matches!(lead, Lead::Request | Lead::Hosts | Lead::Subjects)
}

/// So many places are looked at faster than a subject is looked up.
const FEW: i64 = 2000;

/// The most places that are looked at in one message.
const WINDOW: i64 = 20_000;

async fn appended(reader: &Reader, filter: &Filter, part: Part) -> Result<Appended, Problem> {
    // The first look gives what is pending its place, and tells how far to go.
    let (first, _) = reader
        .read_placed(|schema| {
            Conditions::of(filter, schema, Lead::Time)?;
            Ok(Vec::new())
        })
        .await?;
    let resumed = part.resume.and_then(|resume| resume.last);
    let mut position = match resumed {
        Some((_, position)) => position,
        None => first.places.position(part.after)?,
    };
    let end = part
        .resume
        .map_or(first.places.last, |resume| resume.snapshot);
    let mut appended = Appended {
        records: Vec::new(),
        through: end,
        ended: true,
        snapshot: first,
    };
    while position < end && appended.records.len() < part.most {
        let most = part.most - appended.records.len();
        let looked_up = looks_up(filter) && end - position > FEW;
        let reach = if looked_up {
            end - position
        } else {
            i64::try_from(most).unwrap_or(WINDOW).clamp(500, WINDOW)
        };
        let window = Window {
            after: position,
            reach,
            end,
            most,
        };
        let ask = |schema: &Schema| by_append(schema, filter, &window, looked_up);
        let (snapshot, schema) = reader.read_places(ask).await?;
        if position > 0 {
            // What was purged since may be what was to come next.
            snapshot.places.position(snapshot.places.cursor(position))?;
        }
        let (rows, place) = (snapshot.rows(0), FIRST_SUBJECT + schema.subjects.0.len());
        for row in rows {
            let mut record = row::stored_record(row, &schema.subjects)?;
            position = parsed(row, place)?;
            record.cursor = Some(snapshot.places.cursor(position));
            appended.records.push(record);
        }
        if rows.len() < most {
            position = parsed(only(snapshot.rows(1))?, 0)?;
        }
    }
    if appended.records.len() >= part.most {
        appended.through = position;
        appended.ended = position >= end;
    }
    Ok(appended)
}

/// A stretch of append order.
pub(super) struct Window {
    pub after: i64,
    /// How many places are looked at, from the first that is there.
    pub reach: i64,
    /// The last place.
    pub end: i64,
    /// The most records.
    pub most: usize,
}

/// Two queries: the records with their places, and the place up to which was looked.
pub(super) fn by_append(
    schema: &Schema,
    filter: &Filter,
    window: &Window,
    looked_up: bool,
) -> Result<Vec<String>, StoreError> {
    let lead = Lead::of(filter);
    let mut conditions = Conditions::of(filter, schema, lead)?;
    conditions.and_severities(&filter.severities);
    conditions.and_categories(&filter.asked_categories());
    conditions.and_any("name", &filter.names);
    if lead == Lead::Hosts {
        conditions.and_listed_hosts(filter);
    }
    let (name, columns, condition) = (&schema.name, &schema.columns, conditions.sql());
    let Window {
        after,
        reach,
        end,
        most,
    } = window;
    let bound = format!(
        "least({end}, {reach} + greatest({after}, coalesce((SELECT position - size FROM {name}.batches \
         WHERE position > {after} ORDER BY position LIMIT 1), 0)))"
    );
    let place = "position - size + 1 + (seq - base) AS place";
    // The fences (`OFFSET 0`) keep the order in which tables are looked at.
    let found = if looked_up {
        format!(
            "SELECT found.*, {place} FROM (SELECT * FROM {name}.events WHERE {condition} OFFSET 0) AS found \
             JOIN {name}.batches ON base = (seq & -{BATCH})"
        )
    } else {
        format!(
            "SELECT found.*, {place} FROM (SELECT * FROM {name}.batches \
               WHERE position > {after} AND position < {bound} + {BATCH} \
               AND position - size < {bound} ORDER BY position OFFSET 0) AS batches \
             CROSS JOIN LATERAL (SELECT * FROM {name}.events \
               WHERE seq >= base AND seq < base + size OFFSET 0) AS found"
        )
    };
    let (condition, bound) = match looked_up {
        true => ("TRUE".to_owned(), end.to_string()),
        false => (condition, bound),
    };
    let most = i64::try_from(*most).unwrap_or(i64::MAX);
    Ok(vec![
        format!(
            "SELECT {columns}, place FROM ({found}) AS events \
             WHERE place > {after} AND place <= {bound} AND {condition} ORDER BY place LIMIT {most}"
        ),
        format!("SELECT {bound}"),
    ])
}
