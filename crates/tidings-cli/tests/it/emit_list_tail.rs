use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::sandbox::{CATALOG, Sandbox};

const CLUSTER: &str = "0d7e3c1e-59a5-4d46-9a0b-2c3f6d0a4b11";
const HOST: &str = "6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    sandbox
}

fn bind_failed(reason: &str, time: &str) -> String {
    format!(
        "emit events.yaml host_bind_failed host_id={HOST} infra_env_id={CLUSTER} host_name=w reason={reason} \
         --db sqlite:events.db --at {time}"
    )
}

fn listed(sandbox: &Sandbox, flags: &str) -> Vec<Value> {
    let output = sandbox.stdout(&format!("list --db sqlite:events.db --format json {flags}"));
    serde_json::from_str(&output).unwrap()
}

/// Three records: two of user events, one for metrics.
fn filled() -> Sandbox {
    let sandbox = sandbox();
    sandbox.stdout(&bind_failed("full", "2026-11-01T12:00:00Z"));
    sandbox.stdout(&bind_failed("gone", "2026-11-01T14:00:00.25+01:00"));
    sandbox.stdout(&format!(
        "emit events.yaml disk_speed_measured cluster_id={CLUSTER} disk=sda sync_ms=1e21 tries=-3 trusted=true \
         begun=2026-10-31T00:00:00Z api_token=hunter2 --db sqlite:events.db --at 2026-11-01T15:00:00Z"
    ));
    sandbox
}

#[test]
fn an_event_is_stored_as_it_was_given() {
    let sandbox = filled();
    let metrics = listed(&sandbox, "--category metrics");
    assert_eq!(metrics.len(), 1);
    assert_eq!(metrics[0]["message"], "Disk sda syncs in 1e+21 ms");
    assert_eq!(
        metrics[0]["props"],
        json!({"disk": "sda", "sync_ms": 1e21, "tries": -3, "trusted": true,
               "begun": "2026-10-31T00:00:00.000000Z", "api_token": "[redacted]"})
    );
    assert_eq!(metrics[0]["subjects"], json!({"cluster_id": CLUSTER}));
    assert_eq!(metrics[0]["event_time"], "2026-11-01T15:00:00.000000Z");
}

#[test]
fn a_table_is_for_people() {
    let sandbox = filled();
    assert_snapshot!("list_table", sandbox.run("list --db sqlite:events.db"));
    assert_snapshot!(
        "list_nothing",
        sandbox.run("list --db sqlite:events.db --name nothing")
    );
}

#[test]
fn filters_narrow() {
    let sandbox = filled();
    let reasons = |flags: &str| -> Vec<Value> {
        listed(&sandbox, flags)
            .iter()
            .map(|record| record["props"]["reason"].clone())
            .collect()
    };
    assert_eq!(reasons(""), ["full", "gone"]);
    assert_eq!(reasons("--order descending"), ["gone", "full"]);
    assert_eq!(reasons("--limit 1"), ["full"]);
    assert_eq!(reasons("--limit -1 --offset 1"), ["gone"]);
    assert_eq!(reasons("--message GONE"), ["gone"]);
    assert_eq!(reasons("--until 2026-11-01T13:00:00Z"), ["full"]);
    assert_eq!(reasons("--since 2026-11-01T13:00:00Z"), ["gone"]);
    assert_eq!(
        reasons(&format!("--host-id {HOST} --host-id {CLUSTER}")).len(),
        2
    );
    assert_eq!(reasons(&format!("--host-id {CLUSTER}")).len(), 0);
    assert_eq!(
        reasons(&format!(
            "--subject host_id={HOST} --severity error,critical"
        ))
        .len(),
        2
    );
    assert_eq!(reasons("--severity info").len(), 0);
    assert_eq!(reasons("--category user --category metrics").len(), 3);
    assert_eq!(reasons("--after start --limit 1"), ["full"]);
}

#[test]
fn subjects_of_declared_types_are_flags_too() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "events.yaml",
        "x-event-types: {order: {requires: [order_id, customer_id]}}\nx-events:\n- {name: order_placed, message: m, \
         event_type: order, severity: info, properties: {order_id: string, customer_id: int64}}\n",
    );
    for (order, customer) in [("A-1", 7), ("A-2", 7), ("42", 8)] {
        sandbox.stdout(&format!(
            "emit events.yaml order_placed order_id={order} customer_id={customer} --db sqlite:events.db"
        ));
    }
    assert_eq!(listed(&sandbox, "--customer-id 7").len(), 2);
    assert_eq!(listed(&sandbox, "--customer-id=7 --order-id A-2").len(), 1);
    assert_eq!(
        listed(&sandbox, "--order-id 42")[0]["subjects"],
        json!({"order_id": "42", "customer_id": 8})
    );
    let unknown = sandbox.run("list --db sqlite:events.db --payment-id 1");
    assert!(
        unknown.starts_with("exit 2\n") && unknown.contains("payment_id"),
        "{unknown}"
    );
}

#[test]
fn everything_wrong_is_told_at_once_and_nothing_is_stored() {
    let sandbox = sandbox();
    assert_snapshot!(
        "emit_invalid",
        sandbox.run("emit events.yaml disk_speed_measured cluster_id=1 disk=sdc sync_ms=NaN tries=1.5 trusted=yes x=1 --db sqlite:events.db")
    );
    assert_snapshot!(
        "emit_unknown_event",
        sandbox.run("emit events.yaml host_bound --db sqlite:events.db")
    );
    assert!(!sandbox.path().join("events.db").exists());
    let twice = sandbox
        .run("emit events.yaml host_bind_failed host_name=a host_name=b --db sqlite:events.db");
    assert!(twice.contains("`host_name` is given twice"), "{twice}");
}

#[test]
fn a_rate_limited_event_is_told_to_be_discarded() {
    let sandbox = filled();
    let again = sandbox.run(&format!(
        "emit events.yaml disk_speed_measured cluster_id={CLUSTER} disk=sdb sync_ms=2 tries=1 trusted=false \
         --db sqlite:events.db --at 2026-11-01T15:30:00Z"
    ));
    assert!(
        again.starts_with("exit 0\n")
            && again.contains(
                r#"{"message":"Disk sdb syncs in 2 ms","rate_limited":{"window":3600.0}}"#
            ),
        "{again}"
    );
    assert_eq!(listed(&sandbox, "--category metrics").len(), 1);
}

#[test]
fn reading_creates_nothing() {
    let sandbox = sandbox();
    for words in ["list --db sqlite:events.db", "tail --db sqlite:events.db"] {
        let output = sandbox.run(words);
        assert!(
            output.starts_with("exit 2\n") && output.contains("no database file"),
            "{output}"
        );
    }
    assert!(!sandbox.path().join("events.db").exists());
    let database = testbed::postgres::shared().database();
    let postgres = sandbox.run(&format!("list --db {}", database.url()));
    assert!(
        postgres.starts_with("exit 2\n") && postgres.contains("holds no tidings store"),
        "{postgres}"
    );
    let away = sandbox.run("list --db postgres://localhost:1/x");
    assert!(
        away.starts_with("exit 2\n") && away.contains("the store is unavailable"),
        "{away}"
    );
}

#[test]
fn tail_shows_what_is_stored_and_what_comes() {
    let sandbox = filled();
    let mut tail = sandbox
        .command("tail --db sqlite:events.db --format json --after start")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["props"]["reason"], "full");
    let second = next();
    sandbox.stdout(&bind_failed("later", "2026-11-01T11:00:00Z"));
    assert_eq!(next()["props"]["reason"], "later");
    assert!(
        Command::new("kill")
            .args(["-INT", &tail.id().to_string()])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(tail.wait().unwrap().code(), Some(0));

    let after = second["cursor"].as_str().unwrap();
    let rest = listed(&sandbox, &format!("--after {after}"));
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0]["props"]["reason"], "later");
}

#[test]
fn hostile_text_cannot_disguise_a_table() {
    let sandbox = sandbox();
    let mut emit = sandbox.command(&format!("emit events.yaml host_bind_failed host_id={HOST} infra_env_id={CLUSTER} host_name=w --db sqlite:events.db"));
    emit.arg("reason=\u{1b}[2J\nforged\u{202e}");
    assert!(emit.status().unwrap().success());
    let table = sandbox.stdout("list --db sqlite:events.db");
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(!table.contains(['\u{1b}', '\u{202e}']), "{table}");
}

#[test]
fn hostile_text_is_escaped_in_json_and_stays_the_same() {
    let sandbox = sandbox();
    let reason = "\u{7f}\u{9b}2J\u{202e}";
    let words = bind_failed("", "2026-11-01T12:00:00Z");
    let mut emit = sandbox.command(&words.replace("reason= ", ""));
    let emitted = emit.arg(format!("reason={reason}")).output().unwrap();
    assert!(emitted.status.success());
    let mut tail = sandbox
        .command("tail --db sqlite:events.db --format json --after start")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut tailed = String::new();
    let mut lines = BufReader::new(tail.stdout.take().unwrap());
    lines.read_line(&mut tailed).unwrap();
    drop(lines);
    tail.wait().unwrap();
    let listed = sandbox.stdout("list --db sqlite:events.db --format json");
    for json in [
        String::from_utf8(emitted.stdout).unwrap(),
        listed.clone(),
        tailed,
    ] {
        assert!(json.contains(r"\u007f\u009b2J\u202e"), "{json}");
        assert!(!json.contains(['\u{7f}', '\u{9b}', '\u{202e}']), "{json}");
    }
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed[0]["props"]["reason"], reason);
}

#[test]
fn a_subject_needs_a_value() {
    let sandbox = filled();
    for words in [
        "--order-id",
        "--order-id=",
        "--order-id --limit 1",
        "--subject order_id=",
    ] {
        let output = sandbox.run(&format!("list --db sqlite:events.db {words}"));
        assert!(
            output.starts_with("exit 2\n") && output.contains("`order_id` needs a value"),
            "{words}\n{output}"
        );
    }
}

#[test]
fn an_event_that_was_probably_meant_is_suggested() {
    let sandbox = sandbox();
    let output = sandbox.run("emit events.yaml host_bind_faild --db sqlite:events.db");
    assert!(
        output.contains("has no event `host_bind_faild`; did you mean `host_bind_failed`?"),
        "{output}"
    );
    let entry = |n: usize| {
        format!(
            "- {{name: disk_{n}_failed, message: m{n}, event_type: cluster, severity: error, properties: {{cluster_id: UUID}}}}\n"
        )
    };
    sandbox.write(
        "many.yaml",
        &("x-events:\n".to_owned() + &(0..150).map(entry).collect::<String>()),
    );
    let output = sandbox.run("emit many.yaml host_bound --db sqlite:events.db");
    assert!(
        output.contains("none of its 150 events has a name like it"),
        "{output}"
    );
}

#[test]
fn times_that_cannot_be_stored_are_told_from_what_is_no_time() {
    let sandbox = sandbox();
    for (time, told) in [
        ("10000-01-01T00:00:00Z", "years 0 to 9999"),
        ("-0001-01-01T00:00:00Z", "years 0 to 9999"),
        ("9999-12-31T23:59:59-01:00", "years 0 to 9999"),
        ("0000-01-01T00:00:00+01:00", "years 0 to 9999"),
        ("2026-11-01", "a time is as 2026"),
        ("1793534400", "a time is as 2026"),
        ("year-11-01T00:00:00Z", "a time is as 2026"),
    ] {
        let mut emit = sandbox.command("emit events.yaml host_bind_failed --db sqlite:events.db");
        let output = emit.arg(format!("--at={time}")).output().unwrap();
        let output = String::from_utf8_lossy(&output.stderr);
        assert!(output.contains(told), "{time}\n{output}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = filled();
    let tidings = env!("CARGO_BIN_EXE_tidings");
    let piped = format!("{tidings} rules --format markdown | head -1; exit ${{PIPESTATUS[0]}}");
    let status = Command::new("bash")
        .args(["-c", &piped])
        .current_dir(sandbox.path())
        .stdout(Stdio::null())
        .status();
    assert_eq!(status.unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn tail_of_an_idle_store_ends_when_its_reader_goes_away() {
    let sandbox = filled();
    let mut tail = sandbox
        .command("tail --db sqlite:events.db")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(tail.stdout.take());
    let id = tail.id().to_string();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(tail.wait().unwrap().code()));
    let code = told.recv_timeout(std::time::Duration::from_secs(30));
    if code.is_err() {
        Command::new("kill").arg(id).status().unwrap();
    }
    assert_eq!(code, Ok(Some(0)));
}
