//! Several processes: the test executable runs itself as a child.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

use tidings::{Receipt, Sender, Uuid};
use tidings_store::{Cursor, Options, Store, StoreSender, rusqlite};

use crate::database::{Database, SqliteFile, run};
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

#[test]
fn several_processes_may_create_the_store_at_once() {
    for _ in 0..3 {
        let file = SqliteFile::new();
        let children: Vec<_> = (0..6).map(|_| start("open", &file.url())).collect();
        for (mut child, said) in children {
            assert_eq!(heard(said), ["0"]);
            assert!(child.wait().unwrap().success());
        }
    }
}

#[test]
fn several_processes_may_write_at_once_and_be_followed() {
    let file = SqliteFile::new();
    let store = file.open();
    let mut followed = store.follow(Cursor::start());
    let children = [
        start("send 300", &file.url()),
        start("send 300", &file.url()),
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

/// `TIDINGS_KILL_ROUNDS` says how often, 10 times by default.
#[test]
fn what_was_acknowledged_survives_a_kill() {
    let rounds = env::var("TIDINGS_KILL_ROUNDS").map_or(10, |rounds| rounds.parse().unwrap());
    let file = SqliteFile::new();
    let mut acknowledged = Vec::new();
    for _ in 0..rounds {
        acknowledged.extend(send_until_killed(&file));
        check_integrity(&file);
        let stored = ids(&file);
        let distinct: BTreeSet<&Uuid> = stored.iter().collect();
        assert_eq!(distinct.len(), stored.len(), "stored twice");
        let mut all = acknowledged.iter();
        assert_eq!(all.find(|id| !distinct.contains(id)), None, "lost");
    }
    let stored = ids(&file).len();
    eprintln!(
        "{rounds} kills, {} acknowledged, {stored} stored",
        acknowledged.len()
    );
}

/// Killed after it has said a random number of ids; what it said is read to the end.
fn send_until_killed(file: &SqliteFile) -> Vec<Uuid> {
    let (mut child, mut said) = start("send", &file.url());
    let moment = Uuid::now_v7().as_u128() % 700;
    let mut heard_first = heard(said.by_ref().take(usize::try_from(moment).unwrap()));
    child.kill().unwrap();
    // The last line may be torn off.
    heard_first.extend(heard(said));
    child.wait().unwrap();
    let ids = heard_first.iter().filter_map(|id| Uuid::try_parse(id).ok());
    ids.collect()
}

fn check_integrity(file: &SqliteFile) {
    if !file.path().exists() {
        return;
    }
    let connection = rusqlite::Connection::open(file.path()).unwrap();
    let check = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    let answer = connection.query_row("PRAGMA integrity_check", [], check);
    assert_eq!(answer.unwrap(), "ok");
}

fn ids(file: &SqliteFile) -> Vec<Uuid> {
    let stored = everything(&file.open());
    stored.iter().map(|stored| stored.record.id).collect()
}
