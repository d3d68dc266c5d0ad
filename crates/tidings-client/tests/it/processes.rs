//! Processes that are killed: the test executable runs itself as a child.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;

use tidings::{Sender, Uuid};
use tidings_client::{HttpSender, StartError};

use crate::gate::{Fault, Gate};
use crate::sample::{eager, record, run, spilling};
use crate::service::Service;

const ROLE: &str = "TIDINGS_CLIENT_CHILD";
const URL: &str = "TIDINGS_CLIENT_URL";
const SPILL: &str = "TIDINGS_CLIENT_SPILL";

/// What a child does, and says on lines that begin with `@`.
#[test]
fn a_child_process_does_its_part() {
    let variable = |name| env::var(name).unwrap_or_default();
    match variable(ROLE).as_str() {
        "send" => send(&variable(URL), &variable(SPILL)),
        "open" => {
            let told = HttpSender::new(&variable(URL), spilling(variable(SPILL)));
            say(match told {
                Err(StartError::SpillInUse { .. }) => "in use",
                _ => "free",
            });
        }
        // Run as a test: children can be started, and are heard.
        _ => {
            let folder = tempfile::tempdir().unwrap();
            let (mut child, said) =
                start("open", "http://127.0.0.1:9", &folder.path().join("spill"));
            assert_eq!(heard(said), ["free"]);
            assert!(child.wait().unwrap().success());
        }
    }
}

/// From several threads, each saying the ids that were acknowledged to it.
fn send(url: &str, spill: &str) {
    let sender = HttpSender::new(url, spilling(spill)).unwrap();
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                loop {
                    let record = record("sent");
                    let id = record.id;
                    sender.send(record).wait().unwrap();
                    say(&id.to_string());
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

fn start(role: &str, url: &str, spill: &Path) -> (Child, Said) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "processes::a_child_process_does_its_part",
            "--nocapture",
        ])
        .envs([(ROLE, role), (URL, url)])
        .env(SPILL, spill)
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
fn a_spill_file_in_use_by_another_process_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let spill = folder.path().join("spill");
    let sender = HttpSender::new("http://127.0.0.1:9", spilling(&spill)).unwrap();
    let (mut child, said) = start("open", "http://127.0.0.1:9", &spill);
    assert_eq!(heard(said), ["in use"]);
    assert!(child.wait().unwrap().success());
    drop(sender);
}

/// `TIDINGS_KILL_ROUNDS` says how often, 10 times by default. The server is away, loses answers, comes back, and goes.
#[test]
fn what_was_acknowledged_survives_a_kill() {
    let rounds = env::var("TIDINGS_KILL_ROUNDS").map_or(10, |rounds| rounds.parse().unwrap());
    let service = Service::start();
    let spill = service.path("spill");
    let gate = Gate::to(service.port(), [Fault::Break]);
    let moods = [
        Fault::Break,
        Fault::LoseAnswer,
        Fault::Pass,
        Fault::unavailable(""),
    ];
    let mut acknowledged = BTreeSet::new();
    for round in 0..rounds {
        gate.set(moods[round % moods.len()].clone());
        let (mut child, mut said) = start("send", &gate.url(), &spill);
        // A random moment.
        let some = usize::try_from(Uuid::now_v7().as_u128() % 300).unwrap();
        acknowledged.extend(heard(said.by_ref().take(some)));
        gate.set(moods[(round + round / 4 + 1) % moods.len()].clone());
        acknowledged.extend(heard(said.by_ref().take(some)));
        child.kill().unwrap();
        // The last line may be torn off.
        acknowledged.extend(heard(said));
        child.wait().unwrap();
    }
    gate.set(Fault::Pass);
    let last = HttpSender::new(&gate.url(), eager().spill(&spill)).unwrap();
    let report = run(last.shutdown()).unwrap();
    assert_eq!(report.left, 0);

    let stored = service.ids();
    let distinct: BTreeSet<Uuid> = stored.iter().copied().collect();
    assert_eq!(stored.len(), distinct.len(), "stored twice");
    let acknowledged: Vec<Uuid> = acknowledged
        .iter()
        .filter_map(|id| Uuid::try_parse(id).ok())
        .collect();
    let lost = acknowledged.iter().find(|id| !distinct.contains(id));
    assert_eq!(lost, None, "lost");
    eprintln!(
        "{rounds} kills, {} acknowledged, {} stored, {} of them from the last spill file",
        acknowledged.len(),
        stored.len(),
        report.unspilled
    );
    assert!(!acknowledged.is_empty());
}
