//! Several processes: the test executable runs itself as a child.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

use tidings::{Receipt, Sender, Uuid};
use tidings_store::{Cursor, Options, Store, StoreSender};

use crate::checker::{Seen, ids};
use crate::database::{Database, run};
use crate::sample::{definitions, everything, record, records};
use crate::suite::follow::take;

const ROLE: &str = "TIDINGS_STORE_CHILD";
const URL: &str = "TIDINGS_STORE_URL";

/// What a child does, and says on lines that begin with `@`.
#[test]
fn a_child_process_does_its_part() {
    let url = env::var(URL).unwrap_or_default();
    match env::var(ROLE).as_deref() {
        Ok("speak") => say("spoken"),
        Ok("open") => say(&open(&url).list_len().to_string()),
        Ok("send 300") => send(&open(&url), 300),
        Ok("send") => send(&open(&url), usize::MAX),
        Ok(role) => panic!("no role {role}"),
        // Run as a test: children can be started, and are heard.
        Err(_) => {
            let (mut child, said) = start("speak", "");
            assert_eq!(heard(said), ["spoken"]);
            assert!(child.wait().unwrap().success());
        }
    }
}

fn open(url: &str) -> Store {
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    run(Store::open(url, &definitions)).unwrap()
}

trait ListLen {
    fn list_len(&self) -> usize;
}

impl ListLen for Store {
    fn list_len(&self) -> usize {
        everything(self).len()
    }
}

/// From several threads, each saying the ids that were acknowledged to it.
fn send(store: &Store, count: usize) {
    const THREADS: usize = 6;
    let sender = StoreSender::new(store.clone(), Options::default());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..count / THREADS {
                    match sender.send(record("sent")).wait().unwrap() {
                        Receipt::Stored { id } => say(&id.to_string()),
                        receipt => panic!("{receipt:?}"),
                    }
                }
            });
        }
    });
}

fn say(text: &str) {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "\n@{text}").unwrap();
    stdout.flush().unwrap();
}

type Said = Lines<BufReader<ChildStdout>>;

fn start(role: &str, url: &str) -> (Child, Said) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "processes::a_child_process_does_its_part",
            "--nocapture",
        ])
        .envs([(ROLE, role), (URL, url)])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = child.stdout.take().unwrap();
    (child, BufReader::new(stdout).lines())
}

fn heard(said: impl Iterator<Item = std::io::Result<String>>) -> Vec<String> {
    let lines = said.map(Result::unwrap);
    let said = lines.filter_map(|line| line.strip_prefix('@').map(str::to_owned));
    said.collect()
}

macro_rules! tests {
    ($database:ident: $($test:ident)*) => {
        $(#[test]
        fn $test() {
            super::$test(&crate::database::$database::new());
        })*
    };
}

mod sqlite {
    tests! {
        SqliteFile:
            several_processes_may_create_the_store_at_once
            several_processes_may_write_at_once_and_be_followed
            what_was_acknowledged_survives_a_kill
    }
}

mod postgres {
    tests! {
        PostgresDatabase:
            several_processes_may_create_the_store_at_once
            several_processes_may_write_at_once_and_be_followed
            what_was_acknowledged_survives_a_kill
            a_process_that_stops_holds_up_no_other
    }
}

fn several_processes_may_create_the_store_at_once(database: &impl Database) {
    for _ in 0..3 {
        let database = database.another();
        let children: Vec<_> = (0..6).map(|_| start("open", &database.url())).collect();
        for (mut child, said) in children {
            assert_eq!(heard(said), ["0"]);
            assert!(child.wait().unwrap().success());
        }
    }
}

fn several_processes_may_write_at_once_and_be_followed(database: &impl Database) {
    let store = database.open();
    let mut followed = store.follow(Cursor::start());
    let children = [
        start("send 300", &database.url()),
        start("send 300", &database.url()),
    ];
    let own = thread::spawn({
        let store = store.clone();
        move || send(&store, 300)
    });
    let taken = run(take(&mut followed, 900));
    own.join().unwrap();
    let mut acknowledged = BTreeSet::new();
    for (mut child, said) in children {
        acknowledged.extend(heard(said));
        assert!(child.wait().unwrap().success());
    }
    let ids: BTreeSet<String> = taken.iter().map(|record| record.id.to_string()).collect();
    assert_eq!((ids.len(), acknowledged.len()), (900, 600));
    assert!(acknowledged.is_subset(&ids));
    assert_eq!(taken, records(&everything(&store)), "in append order");
}

/// `TIDINGS_KILL_ROUNDS` says how often, 10 times by default. Another process goes on sending, and one follows.
fn what_was_acknowledged_survives_a_kill(database: &impl Database) {
    let rounds =
        env::var("TIDINGS_KILL_ROUNDS").map_or(10, |rounds| rounds.parse::<u32>().unwrap());
    let store = database.open();
    let seen = Seen::start(&store);
    let (mut bystander, said) = start("send", &database.url());
    let bystander_said = thread::spawn(move || heard(said));
    let mut acknowledged = Vec::new();
    for round in 1..=rounds {
        acknowledged.extend(send_until_killed(database));
        // Now and then, since there is ever more to look at.
        if round % 10 == 0 || round == rounds {
            database.check_integrity();
            let stored: BTreeSet<Uuid> = ids(&store).into_iter().collect();
            let mut all = acknowledged.iter();
            assert_eq!(all.find(|id| !stored.contains(id)), None, "lost");
        }
    }
    bystander.kill().unwrap();
    bystander.wait().unwrap();
    let of_bystander = uuids(&bystander_said.join().unwrap());
    assert!(!of_bystander.is_empty());
    acknowledged.extend(of_bystander);
    let stored = seen.check(&store, &acknowledged);
    eprintln!(
        "{rounds} kills, {} acknowledged, {} stored and followed",
        acknowledged.len(),
        stored
    );
}

/// Killed after it has said a random number of ids; what it said is read to the end.
fn send_until_killed(database: &impl Database) -> Vec<Uuid> {
    let (mut child, mut said) = start("send", &database.url());
    let moment = Uuid::now_v7().as_u128() % 700;
    let mut heard_first = heard(said.by_ref().take(usize::try_from(moment).unwrap()));
    child.kill().unwrap();
    // The last line may be torn off.
    heard_first.extend(heard(said));
    child.wait().unwrap();
    uuids(&heard_first)
}

fn uuids(said: &[String]) -> Vec<Uuid> {
    let ids = said.iter().filter_map(|id| Uuid::try_parse(id).ok());
    ids.collect()
}

/// In the middle of its batches, for as long as others send; then it goes on. (In SQLite the one who is stopped may hold
/// the lock that all need.)
fn a_process_that_stops_holds_up_no_other(database: &impl Database) {
    let store = database.open();
    let seen = Seen::start(&store);
    let (mut child, mut said) = start("send", &database.url());
    let mut acknowledged = Vec::new();
    for _ in 0..3 {
        acknowledged.extend(heard(said.by_ref().take(200)));
        signal(&child, "STOP");
        send(&store, 60);
        signal(&child, "CONT");
    }
    child.kill().unwrap();
    acknowledged.extend(heard(said));
    child.wait().unwrap();
    seen.check(&store, &uuids(&acknowledged));
}

fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill")
        .args([format!("-{signal}"), child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}
