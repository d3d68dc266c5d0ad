//! A store that is divided by month.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use tidings::{OffsetDateTime, Receipt, Record, SendError, Sender, Uuid};
use tidings_store::{
    Clock, Cursor, Options, Partition, PostgresOptions, Purge, Store, StoreError, StoreOptions,
    StoreSender,
};
use time::macros::datetime;

use super::session::Session;
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::{definitions, everything, record, records};
use crate::suite::append::{send, send_all};
use crate::suite::follow::take;

crate::suite::run_suite!(super::PartitionedDatabase(
    crate::database::PostgresDatabase::new()
));

/// Opens its store divided.
pub struct PartitionedDatabase(pub PostgresDatabase);

impl Database for PartitionedDatabase {
    fn url(&self) -> String {
        self.0.url()
    }

    fn another(&self) -> Self {
        Self(PostgresDatabase::new())
    }

    fn open_with(&self, options: StoreOptions) -> Store {
        let postgres = PostgresOptions {
            partition: Some(Partition::Monthly),
            ..options.postgres
        };
        self.0.open_with(StoreOptions {
            postgres,
            ..options
        })
    }
}

impl PartitionedDatabase {
    fn new() -> Self {
        Self(PostgresDatabase::new())
    }

    fn partitions(&self) -> BTreeSet<String> {
        let asked = "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'tidings.events'::regclass";
        let answer = self.0.psql(asked);
        let names = answer.lines().map(|name| name.replace("tidings.", ""));
        names.collect()
    }

    /// Where the record is.
    fn partition_of(&self, record: &Record) -> String {
        let asked = format!(
            "SELECT tableoid::regclass FROM tidings.events WHERE id = '{}'",
            record.id
        );
        self.0.psql(&asked).replace("tidings.", "")
    }

    /// What time leaves behind: the partition of a month that has passed.
    fn create_past(&self, begin: OffsetDateTime, end: OffsetDateTime) {
        let (table, from, to) = (table_of(begin), id_of(begin, 0), id_of(end, 0));
        // The first ids of all, of any version.
        let [from, to] = [from, to].map(|id| Uuid::from_u128(id.as_u128() >> 80 << 80));
        self.0.psql(&format!(
            "CREATE TABLE tidings.{table} PARTITION OF tidings.events FOR VALUES FROM ('{from}') TO ('{to}')"
        ));
    }

    /// The store, with a clock that stands.
    fn open_at(&self, time: OffsetDateTime) -> Store {
        self.open_with(StoreOptions {
            clock: Clock::new(move || time),
            ..StoreOptions::default()
        })
    }
}

fn table_of(time: OffsetDateTime) -> String {
    format!("events_{:04}_{:02}", time.year(), u8::from(time.month()))
}

/// A UUIDv7 that was made then.
fn id_of(time: OffsetDateTime, number: u128) -> Uuid {
    let milliseconds = time.unix_timestamp_nanos().unsigned_abs() / 1_000_000;
    Uuid::from_u128(milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | number)
}

fn made_at(time: OffsetDateTime, number: u128) -> Record {
    let mut record = record("made");
    record.id = id_of(time, number);
    record
}

/// The first day of the month so many months from now.
fn months_from_now(months: i32) -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    let all = now.year() * 12 + i32::from(u8::from(now.month())) - 1 + months;
    let month = u8::try_from(all.rem_euclid(12) + 1).unwrap();
    let month = time::Month::try_from(month).unwrap();
    let first = time::Date::from_calendar_date(all.div_euclid(12), month, 1).unwrap();
    first.midnight().assume_utc()
}

const JANUARY: OffsetDateTime = datetime!(2024-01-01 0:00 UTC);
const FEBRUARY: OffsetDateTime = datetime!(2024-02-01 0:00 UTC);
const MARCH: OffsetDateTime = datetime!(2024-03-01 0:00 UTC);
const DAY: Duration = Duration::from_secs(24 * 3600);

#[test]
fn months_are_there_ahead() {
    let database = PartitionedDatabase::new();
    drop(database.open());
    let mut expected: BTreeSet<String> = (0..4).map(months_from_now).map(table_of).collect();
    expected.insert("events_default".to_owned());
    assert_eq!(database.partitions(), expected);
    // They stay whether or not who opens it asks for them, and what is missing is made.
    let ahead = table_of(months_from_now(3));
    database.0.psql(&format!("DROP TABLE tidings.{ahead}"));
    drop(database.0.open());
    assert_eq!(database.partitions(), expected);
}

#[test]
fn records_are_where_their_ids_belong() {
    let database = PartitionedDatabase::new();
    let store = database.open();
    database.create_past(JANUARY, FEBRUARY);
    let mut random = record("random");
    random.id = Uuid::from_u128(0xd5c1_3b1e_0f6b_4c2a_9d53_2f4f_7c1e_8a90);
    let cases = [
        (record("present"), table_of(months_from_now(0))),
        (made_at(months_from_now(2), 1), table_of(months_from_now(2))),
        (made_at(JANUARY, 1), table_of(JANUARY)),
        (
            made_at(FEBRUARY - Duration::from_millis(1), 1),
            table_of(JANUARY),
        ),
        (made_at(FEBRUARY, 1), "events_default".to_owned()),
        (random, "events_default".to_owned()),
        (made_at(months_from_now(9), 1), "events_default".to_owned()),
    ];
    let mut session = Session::connect(&database.url());
    for (number, (record, partition)) in cases.iter().enumerate() {
        if number % 2 == 0 {
            send(&store, record).unwrap();
        } else {
            session.send(&store, record);
        }
        assert_eq!(database.partition_of(record), *partition, "{}", record.id);
    }
    let sent: Vec<Record> = cases.into_iter().map(|(record, _)| record).collect();
    assert_eq!(records(&everything(&store)), sent);
    let mut followed = store.follow(Cursor::start());
    assert_eq!(run(take(&mut followed, sent.len())), sent);
}

/// As when nobody has opened or purged the store for months.
#[test]
fn a_month_that_is_created_late_takes_its_records() {
    let database = PartitionedDatabase::new();
    let store = database.open();
    let late = months_from_now(1);
    database
        .0
        .psql(&format!("DROP TABLE tidings.{}", table_of(late)));
    let sent = [
        made_at(late, 1),
        record("present"),
        made_at(late, 2),
        made_at(JANUARY, 1),
    ];
    for answer in send_all(&store, &sent) {
        answer.unwrap();
    }
    assert_eq!(database.partition_of(&sent[0]), "events_default");
    let again = database.open();
    for record in [&sent[0], &sent[2]] {
        assert_eq!(database.partition_of(record), table_of(late));
    }
    assert_eq!(database.partition_of(&sent[3]), "events_default");
    for store in [store, again] {
        assert_eq!(records(&everything(&store)), sent);
        let answers = send_all(&store, &sent);
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        assert_eq!(everything(&store).len(), 4, "stored once");
    }
}

#[test]
fn ids_are_stored_once_over_all_months() {
    let database = PartitionedDatabase::new();
    let store = database.open();
    database.create_past(JANUARY, FEBRUARY);
    let mut session = Session::connect(&database.url());
    for record in [made_at(JANUARY, 1), made_at(MARCH, 1), record("present")] {
        let stored = Receipt::Stored { id: record.id };
        assert_eq!(send(&store, &record).unwrap(), stored);
        assert_eq!(send(&store, &record).unwrap(), stored);
        assert_eq!(session.send(&store, &record), stored);
        let mut other = record.clone();
        other.event_time += time::Duration::days(60);
        let taken = send(&store, &other);
        assert!(
            matches!(taken, Err(SendError::IdTaken { id }) if id == record.id),
            "{taken:?}"
        );
        let taken = session.begin().send(&store, &other);
        assert!(matches!(taken, Err(SendError::IdTaken { .. })), "{taken:?}");
    }
    assert_eq!(everything(&store).len(), 3);
}

/// January all old; February with one record that was stored just now, such as one from a spill file.
struct Old {
    database: PartitionedDatabase,
    store: Store,
    january: Vec<Record>,
    february: Vec<Record>,
    young: Record,
}

fn old() -> Old {
    let database = PartitionedDatabase::new();
    let store = database.open();
    database.create_past(JANUARY, FEBRUARY);
    database.create_past(FEBRUARY, MARCH);
    let [january, february] = [JANUARY, FEBRUARY].map(|month| {
        let then = database.open_at(month + DAY);
        let sent: Vec<Record> = (1..20).map(|number| made_at(month, number)).collect();
        for answer in send_all(&then, &sent) {
            answer.unwrap();
        }
        sent
    });
    let young = made_at(FEBRUARY, 99);
    send(&store, &young).unwrap();
    Old {
        database,
        store,
        january,
        february,
        young,
    }
}

#[test]
fn a_purge_drops_months_of_which_nothing_is_kept() {
    let old = old();
    let before: Vec<Cursor> = everything(&old.store)
        .iter()
        .map(|stored| stored.cursor.unwrap())
        .collect();
    let mut behind = old.store.follow(before[3]);
    let mut up_to_date = old.store.follow(*before.last().unwrap());

    let purged = run(old.store.purge(&Purge::older_than(DAY))).unwrap();
    let all = old.january.len() + old.february.len();
    assert_eq!((purged.records, purged.partitions), (all as u64, 1));
    let partitions = old.database.partitions();
    assert!(!partitions.contains(&table_of(JANUARY)));
    assert!(partitions.contains(&table_of(FEBRUARY)));
    assert!(partitions.contains(&table_of(months_from_now(3))));
    assert_eq!(
        records(&everything(&old.store)),
        std::slice::from_ref(&old.young)
    );

    let oldest = match run(behind.next()).unwrap() {
        Err(StoreError::PurgedCursor { oldest }) => oldest,
        answer => panic!("{answer:?}"),
    };
    let new = [made_at(JANUARY, 50), record("new")];
    for answer in send_all(&old.store, &new) {
        answer.unwrap();
    }
    assert_eq!(old.database.partition_of(&new[0]), "events_default");
    assert_eq!(run(take(&mut up_to_date, 2)), new);
    let rest = run(take(&mut old.store.follow(oldest), 3));
    assert_eq!(rest, [&[old.young][..], &new].concat());
}

#[test]
fn a_purge_of_a_subject_drops_no_month() {
    let old = old();
    let purge = Purge::older_than(DAY).subject("host_id", Uuid::nil());
    let purged = run(old.store.purge(&purge)).unwrap();
    assert_eq!((purged.records, purged.partitions), (0, 0));
    assert!(old.database.partitions().contains(&table_of(JANUARY)));
}

#[test]
fn a_month_in_use_is_not_waited_for() {
    let old = old();
    let mut session = Session::connect(&old.database.url());
    let mut long = session.begin();
    let kept = record("kept");
    long.send(&old.store, &kept).unwrap();
    let (purged, longest) = thread::scope(|scope| {
        let purging = scope.spawn(|| run(old.store.purge(&Purge::older_than(DAY))));
        let sender = StoreSender::new(old.store.clone(), Options::default());
        let mut longest = Duration::ZERO;
        while !purging.is_finished() {
            let begun = Instant::now();
            sender.send(record("meanwhile")).wait().unwrap();
            longest = longest.max(begun.elapsed());
        }
        (purging.join().unwrap().unwrap(), longest)
    });
    // A fraction of a second, and what a busy machine adds.
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    assert_eq!((purged.records, purged.partitions), (38, 0));
    assert!(old.database.partitions().contains(&table_of(JANUARY)));
    long.commit();
    let left: Vec<Record> = records(&everything(&old.store));
    assert!(left.contains(&kept) && left.contains(&old.young));

    // Empty now, it goes with the next purge.
    let purged = run(old.store.purge(&Purge::older_than(DAY))).unwrap();
    assert_eq!((purged.records, purged.partitions), (0, 1));
    assert!(!old.database.partitions().contains(&table_of(JANUARY)));
    assert_eq!(records(&everything(&old.store)), left);
}

#[test]
fn a_store_that_is_not_divided_stays_so() {
    let database = PartitionedDatabase::new();
    let undivided = database.0.open();
    let kept = record("kept");
    send(&undivided, &kept).unwrap();
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    let options = StoreOptions {
        postgres: PostgresOptions {
            partition: Some(Partition::Monthly),
            ..PostgresOptions::default()
        },
        ..StoreOptions::default()
    };
    let url = database.url();
    let refused = run(Store::open_with(&url, &definitions, options)).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("only a new store can be partitioned"),
        "{refused}"
    );
    assert_eq!(records(&everything(&undivided)), [kept]);
}

#[test]
fn a_divided_store_can_be_made_by_the_script() {
    let database = PartitionedDatabase::new();
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    let url = database.url();
    let script = || {
        let options = StoreOptions {
            postgres: PostgresOptions {
                partition: Some(Partition::Monthly),
                ..PostgresOptions::default()
            },
            ..StoreOptions::default()
        };
        run(Store::migration_sql(&url, &definitions, options)).unwrap()
    };
    database.0.psql(&script());
    assert_eq!(script(), "");
    assert_eq!(database.partitions().len(), 5);
    let store = database.open();
    send(&store, &record("x")).unwrap();
    // A month later one more is needed, with what has come meanwhile.
    let late = months_from_now(3);
    database
        .0
        .psql(&format!("DROP TABLE tidings.{}", table_of(late)));
    let sent = made_at(late, 1);
    send(&store, &sent).unwrap();
    database.0.psql(&script());
    assert_eq!(database.partition_of(&sent), table_of(late));
}
