use std::sync::atomic::{AtomicUsize, Ordering};

use tidings::{Id, OffsetDateTime};
use tidings_store::{Clock, Entries, Registered, Store, StoreError, StoreOptions, SubjectEntry};

use crate::database::{Database, run};
use crate::sample::{NOON, uuid};

pub fn entry(kind: &str, id: impl Into<Id>) -> SubjectEntry {
    SubjectEntry {
        kind: kind.to_owned(),
        id: id.into(),
        infra_env: None,
        cluster: None,
        owner: None,
        org: None,
        deleted_at: None,
    }
}

pub fn put(store: &Store, entry: &SubjectEntry) -> Registered {
    run(store.put_subject(entry)).unwrap()
}

fn entries(store: &Store, subjects: &[(&str, Id)]) -> Vec<SubjectEntry> {
    let subjects = subjects
        .iter()
        .map(|(kind, id)| ((*kind).to_owned(), id.clone()));
    let subjects: Vec<(String, Id)> = subjects.collect();
    run(store.subject_entries(&subjects)).unwrap()
}

fn full() -> SubjectEntry {
    SubjectEntry {
        infra_env: Some(uuid(7)),
        cluster: Some(uuid(8)),
        owner: Some("it's \"Ä\\\" 😀".to_owned()),
        org: Some(String::new()),
        deleted_at: Some(NOON + time::Duration::MICROSECOND),
        ..entry("host", uuid(1))
    }
}

/// In order of kind, id and infra-env, whatever the order in which they came.
pub fn entries_come_back_as_they_were_put(database: &impl Database) {
    let store = database.open();
    let all = [
        entry("cluster", uuid(9)),
        entry("host", uuid(1)),
        full(),
        SubjectEntry {
            deleted_at: Some(time::macros::datetime!(1950-06-01 0:00:00.000001 UTC)),
            ..entry("order", uuid(3))
        },
        entry("order", "A-17 \\ 'x'"),
        entry("order", "a-17"),
        entry("shelf", -4),
        entry("shelf", i64::MAX),
    ];
    for one in all.iter().rev() {
        assert_eq!(put(&store, one), Registered::New, "{one:?}");
    }
    let ids = all.iter().map(|one| (&*one.kind, one.id.clone()));
    let ids: Vec<(&str, Id)> = ids.collect();
    assert_eq!(entries(&store, &ids), all);
    assert_eq!(entries(&store, &[]), []);
    assert_eq!(entries(&store, &[("cluster", uuid(1).into())]), []);
    // As others write an id.
    let number = "0000000000000000-0000-000000000009".replace('-', "");
    assert_eq!(
        entries(&store, &[("cluster", number.as_str().into())]),
        all[..1]
    );
    assert_eq!(entries(&store, &[("shelf", "-4".into())]), all[6..7]);
    // Not for this process alone.
    let other = run(Store::connect(&database.url())).unwrap();
    assert_eq!(entries(&other, &ids), all);
}

pub fn an_entry_is_told_apart_by_its_infra_env(database: &impl Database) {
    let store = database.open();
    let under = |infra_env: Option<u128>, org: &str| SubjectEntry {
        infra_env: infra_env.map(uuid),
        org: Some(org.to_owned()),
        ..entry("host", uuid(1))
    };
    assert_eq!(put(&store, &under(None, "a")), Registered::New);
    assert_eq!(put(&store, &under(Some(0), "b")), Registered::New);
    assert_eq!(put(&store, &under(Some(1), "c")), Registered::New);
    assert_eq!(put(&store, &under(None, "d")), Registered::Replaced);
    let whole = SubjectEntry {
        infra_env: Some(uuid(1)),
        ..full()
    };
    assert_eq!(put(&store, &whole), Registered::Replaced);
    let bare = under(Some(1), "e");
    assert_eq!(put(&store, &bare), Registered::Replaced);
    let expected = [under(None, "d"), under(Some(0), "b"), bare];
    assert_eq!(entries(&store, &[("host", uuid(1).into())]), expected);
    // Asked for twice, told once.
    let twice = [("host", uuid(1).into()), ("host", uuid(1).into())];
    assert_eq!(entries(&store, &twice), expected);
}

pub fn subjects_are_marked_deleted_once(database: &impl Database) {
    let hours = std::sync::Arc::new(AtomicUsize::new(0));
    let hand = hours.clone();
    let now = |hours: usize| -> OffsetDateTime { NOON + time::Duration::hours(hours as i64) };
    let store = database.open_with(StoreOptions {
        clock: Clock::new(move || now(hand.load(Ordering::SeqCst))),
        ..StoreOptions::default()
    });
    for infra_env in [None, Some(uuid(1)), Some(uuid(2))] {
        let one = SubjectEntry {
            infra_env,
            org: Some("kept".to_owned()),
            ..entry("host", uuid(1))
        };
        put(&store, &one);
    }
    put(&store, &entry("cluster", uuid(1)));
    let delete =
        |kind: &str, id: Id, entries| run(store.delete_subject(kind, &id, entries)).unwrap();
    let deleted = || -> Vec<Option<OffsetDateTime>> {
        let all = [("host", uuid(1).into()), ("cluster", uuid(1).into())];
        let all = entries(&store, &all).into_iter();
        all.map(|one| one.deleted_at).collect()
    };
    let host = || Id::from(uuid(1));
    assert_eq!(delete("host", uuid(2).into(), Entries::All), 0);
    assert_eq!(delete("host", host(), Entries::Under(Some(uuid(3)))), 0);
    assert_eq!(delete("host", host(), Entries::Under(Some(uuid(1)))), 1);
    assert_eq!(deleted(), [None, None, Some(now(0)), None]);
    hours.store(1, Ordering::SeqCst);
    assert_eq!(delete("host", host(), Entries::Under(None)), 1);
    assert_eq!(deleted(), [None, Some(now(1)), Some(now(0)), None]);
    hours.store(2, Ordering::SeqCst);
    assert_eq!(delete("host", host(), Entries::All), 3);
    let all = [None, Some(now(1)), Some(now(0)), Some(now(2))];
    assert_eq!(deleted(), all);
    // What is put is the whole entry.
    put(&store, &entry("host", uuid(1)));
    assert_eq!(deleted(), [None, None, Some(now(0)), Some(now(2))]);
    let found = entries(&store, &[("host", host())]);
    let orgs: Vec<Option<&str>> = found.iter().map(|one| one.org.as_deref()).collect();
    assert_eq!(orgs, [None, Some("kept"), Some("kept")]);
}

pub fn what_is_no_entry_is_refused(database: &impl Database) {
    let store = database.open();
    let long = "x".repeat(1025);
    let of = |change: &dyn Fn(&mut SubjectEntry)| {
        let mut changed = entry("order", "A-17");
        change(&mut changed);
        changed
    };
    let refused = [
        entry("truck", uuid(1)),
        entry("order_id", "A-17"),
        entry("", "A-17"),
        entry("order\0", "A-17"),
        entry("cluster", "A-17"),
        entry("cluster", 17),
        entry("shelf", "A-17"),
        entry("shelf", uuid(1)),
        entry("order", 17),
        entry("order", ""),
        entry("order", "A\0"),
        entry("order", "x".repeat(256)),
        of(&|entry| entry.owner = Some("a\0".to_owned())),
        of(&|entry| entry.org = Some("\0".to_owned())),
        of(&|entry| entry.owner = Some(long.clone())),
        of(&|entry| entry.org = Some(long.clone())),
        of(&|entry| entry.deleted_at = Some(time::macros::datetime!(-1-01-01 0:00 UTC))),
    ];
    let errors = refused.map(|one| {
        let error = run(store.put_subject(&one)).unwrap_err();
        let is_of_input = matches!(
            error,
            StoreError::UnknownSubject { .. } | StoreError::InvalidQuery(_)
        );
        assert!(is_of_input, "{error:?}");
        let told = error.to_string();
        if one.owner.is_none() && one.org.is_none() && one.deleted_at.is_none() {
            let asked = [(one.kind.clone(), one.id.clone())];
            let found = run(store.subject_entries(&asked)).unwrap_err();
            let deleted = run(store.delete_subject(&one.kind, &one.id, Entries::All));
            assert_eq!(
                (found.to_string(), deleted.unwrap_err().to_string()),
                (told.clone(), told.clone())
            );
        }
        told.replace('\0', "NUL").replace(&"x".repeat(256), "xxx")
    });
    insta::assert_snapshot!("what_is_no_entry_is_refused", errors.join("\n"));
    let long = SubjectEntry {
        owner: Some("ö".repeat(512)),
        org: Some("😀".repeat(256)),
        ..entry("order", "ä".repeat(127))
    };
    assert_eq!(put(&store, &long), Registered::New);
    assert_eq!(entries(&store, &[("order", long.id.clone())]), [long]);
}

/// One of them finds none.
pub fn an_entry_may_be_put_by_many_at_once(database: &impl Database) {
    let store = database.open();
    let put = |number: u128| {
        let one = SubjectEntry {
            cluster: Some(uuid(number)),
            ..entry("host", uuid(1))
        };
        put(&store, &one)
    };
    let answers = std::thread::scope(|scope| {
        let putting = [1, 2, 3, 4, 5, 6, 7, 8].map(|number| scope.spawn(move || put(number)));
        putting.map(|putting| putting.join().unwrap())
    });
    let new = answers.iter().filter(|answer| **answer == Registered::New);
    assert_eq!(new.count(), 1);
    assert_eq!(entries(&store, &[("host", uuid(1).into())]).len(), 1);
}
