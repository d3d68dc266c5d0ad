use std::io::Write;
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::sandbox::{CATALOG, Sandbox};

const CLUSTER: &str = "0d7e3c1e-59a5-4d46-9a0b-2c3f6d0a4b11";
const HOST: &str = "6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa";
const IMPORT: &str = "import --format assisted-json";

/// As assisted-service writes it, with every field.
fn event(message: &str, time: &str) -> Value {
    json!({"cluster_id": CLUSTER, "host_id": HOST, "infra_env_id": CLUSTER, "severity": "warning",
           "event_time": time, "message": message, "name": "host_bind_failed",
           "props": r#"{"attempt":2,"reason":"slow"}"#, "category": "user", "request_id": "req-1"})
}

fn list(count: usize) -> Value {
    let time = |n: usize| format!("2022-03-08T12:{:02}:{:02}.257Z", n / 60 % 60, n % 60);
    (0..count)
        .map(|n| event(&format!("event {n}"), &time(n)))
        .collect()
}

fn listed(sandbox: &Sandbox, flags: &str) -> Vec<Value> {
    let output = sandbox.stdout(&format!("list --db sqlite:events.db --format json {flags}"));
    serde_json::from_str(&output).unwrap()
}

#[test]
fn an_event_keeps_what_it_said() {
    let sandbox = Sandbox::new();
    let with_offset = event("m", "2022-03-08T14:59:40.257+02:00");
    sandbox.write("list.json", &json!([with_offset]).to_string());
    let imported = sandbox.run(&format!("{IMPORT} list.json --db sqlite:events.db"));
    assert_eq!(
        imported,
        "exit 0\n--- stdout\n{\"imported\":1,\"already\":0}\n"
    );
    let mut record = listed(
        &sandbox,
        &format!("--cluster-id {CLUSTER} --host-id {HOST}"),
    )
    .remove(0);
    let recorded_at = record.as_object_mut().unwrap().remove("recorded_at");
    assert_ne!(recorded_at, Some(json!("2022-03-08T12:59:40.257000Z")));
    assert_eq!(
        record,
        json!({"id": record["id"], "name": "host_bind_failed", "event_type": "host", "category": "user",
               "severity": "warning", "message": "m", "event_time": "2022-03-08T12:59:40.257000Z",
               "request_id": "req-1", "props": {"attempt": 2, "reason": "slow"},
               "subjects": {"cluster_id": CLUSTER, "host_id": HOST, "infra_env_id": CLUSTER}})
    );
}

#[test]
fn fields_may_be_null_empty_or_absent() {
    let sandbox = Sandbox::new();
    let bare = json!({"severity": "info", "event_time": "2022-03-08T12:59:40Z", "message": ""});
    let mut nulls = bare.clone();
    for field in [
        "cluster_id",
        "host_id",
        "infra_env_id",
        "name",
        "props",
        "category",
        "request_id",
    ] {
        nulls[field] = Value::Null;
    }
    let mut empty = bare.clone();
    for field in ["cluster_id", "name", "props", "category", "request_id"] {
        empty[field] = "".into();
    }
    sandbox.write("list.json", &json!([bare, nulls, empty]).to_string());
    // The three say the same, so they are told apart by their number alone.
    let imported = sandbox.stdout(&format!("{IMPORT} list.json --db sqlite:events.db"));
    assert_eq!(imported, "{\"imported\":3,\"already\":0}\n");
    for record in listed(&sandbox, "") {
        assert_eq!(record["event_type"], "", "{record}");
        assert_eq!(record["subjects"], Value::Null, "{record}");
    }
}

#[test]
fn the_same_again_stores_nothing_in_both_stores() {
    let sandbox = Sandbox::new();
    let database = testbed::postgres::shared().database();
    sandbox.write("list.json", &list(2_500).to_string());
    sandbox.write("longer.json", &list(2_600).to_string());
    for db in [
        "sqlite:events.db".to_owned(),
        format!("{} --accept-fsync-off", database.url()),
    ] {
        let import = |file: &str| sandbox.stdout(&format!("{IMPORT} {file} --db {db}"));
        assert_eq!(import("list.json"), "{\"imported\":2500,\"already\":0}\n");
        assert_eq!(import("list.json"), "{\"imported\":0,\"already\":2500}\n");
        assert_eq!(
            import("longer.json"),
            "{\"imported\":100,\"already\":2500}\n"
        );
    }
    assert_eq!(listed(&sandbox, "--limit -1").len(), 2_600);
}

#[test]
fn equal_events_of_one_list_are_all_stored_and_overlapping_lists_once() {
    let sandbox = Sandbox::new();
    let (one, other) = (
        event("one", "2022-03-08T12:00:00Z"),
        event("other", "2022-03-08T12:00:00Z"),
    );
    let lists = [json!([one, other, one]), json!([one, other])].map(|list| list.to_string());
    sandbox.write("lists.json", &lists.join("\n"));
    let import = format!("{IMPORT} lists.json --db sqlite:events.db");
    assert_eq!(sandbox.stdout(&import), "{\"imported\":3,\"already\":2}\n");
    assert_eq!(sandbox.stdout(&import), "{\"imported\":0,\"already\":5}\n");
    sandbox.write("lines.json", &format!("{one}\n{other}\n{one}\n"));
    let lines = sandbox.stdout(&format!("{IMPORT} lines.json --db sqlite:events.db"));
    assert_eq!(lines, "{\"imported\":0,\"already\":3}\n");
}

#[test]
fn standard_input_is_a_file_too() {
    let sandbox = Sandbox::new();
    let mut import = sandbox
        .command(&format!("{IMPORT} - --db sqlite:events.db"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = import.stdin.take().unwrap();
    stdin.write_all(list(3).to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = import.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"{\"imported\":3,\"already\":0}\n");
}

#[test]
fn everything_wrong_is_told_and_nothing_is_stored() {
    let sandbox = Sandbox::new();
    let mut entries = list(3);
    entries[1] = json!({"severity": "fatal", "event_time": "yesterday", "cluster_id": "7", "category": 1,
                        "props": "[1]", "message": null});
    entries[2]["message"] = "a\0b".into();
    let mut text = serde_json::to_string_pretty(&entries).unwrap();
    text += "\n7 ";
    sandbox.write("list.json", &text.replace("\n7 ", "\n[7]"));
    let run = sandbox.run(&format!("{IMPORT} list.json --db sqlite:events.db"));
    assert_snapshot!("import_wrong", run);
    sandbox.write("cut.json", "[\n{\"severity\":\"info\"},\n{\"sev");
    assert_snapshot!(
        "import_cut",
        sandbox.run(&format!("{IMPORT} cut.json --db sqlite:events.db"))
    );
    let missing = sandbox.run(&format!("{IMPORT} no.json --db sqlite:events.db"));
    assert!(missing.contains("cannot read `no.json`"), "{missing}");
    assert!(!sandbox.path().join("events.db").exists());
}

#[test]
fn only_so_many_wrong_entries_are_told() {
    let sandbox = Sandbox::new();
    sandbox.write("list.json", &json!(vec![1; 250]).to_string());
    let run = sandbox.run(&format!("{IMPORT} list.json --db sqlite:events.db"));
    assert!(run.contains("and 150 more entries"), "{run}");
    assert_eq!(run.matches("must be an object").count(), 100);
}

const LOGINS: &str = r#"x-event-types: {login: {requires: [user_id], allows: [cluster_id]}}
x-events:
- name: login_failed
  message: "Login of {user} with {password} failed after {seconds} s"
  event_type: login
  severity: error
  rate_limit: 1h
  properties:
    user_id: string
    user: string
    password: { type: string, sensitive: true }
    seconds: float64
"#;

#[test]
fn a_catalog_gives_types_and_keeps_secrets() {
    let sandbox = Sandbox::new();
    sandbox.write("logins.yaml", LOGINS);
    let mut login = event(
        "Login of bob with hunter2 failed after 1 s",
        "2022-03-08T12:00:00Z",
    );
    login["name"] = "login_failed".into();
    login["props"] = r#"{"password":"hunter2","seconds":1.0}"#.into();
    let mut other = event("other", "2022-03-08T12:00:01Z");
    other["order_id"] = "A-17".into();
    let mut again = login.clone();
    again["event_time"] = "2022-03-08T12:00:02Z".into();
    sandbox.write("list.json", &json!([login, other, again]).to_string());
    let import = format!("{IMPORT} list.json --catalog logins.yaml --db sqlite:events.db");
    assert_snapshot!("import_with_catalog", sandbox.run(&import));
    let records = listed(&sandbox, &format!("--cluster-id {CLUSTER}"));
    assert_eq!(records.len(), 3, "the rate limit does not apply");
    assert_eq!(records[0]["event_type"], "login");
    assert_eq!(
        records[0]["message"],
        "Login of {user} with [redacted] failed after 1 s"
    );
    assert_eq!(
        records[0]["props"],
        json!({"password": "[redacted]", "seconds": 1.0})
    );
    assert_eq!(records[1]["event_type"], "host");
    let bytes = std::fs::read(sandbox.path().join("events.db")).unwrap();
    let wal = std::fs::read(sandbox.path().join("events.db-wal")).unwrap_or_default();
    for bytes in [bytes, wal] {
        assert!(!bytes.windows(7).any(|window| window == b"hunter2"));
    }
}

#[test]
fn another_catalog_leaves_what_is_there() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "events.yaml",
        &CATALOG
            .replace("event_type: host", "event_type: infra_env")
            .replace("    host_id: UUID\n", ""),
    );
    sandbox.write("list.json", &list(2).to_string());
    sandbox.stdout(&format!("{IMPORT} list.json --db sqlite:events.db"));
    let again = sandbox.run(&format!(
        "{IMPORT} list.json --catalog events.yaml --db sqlite:events.db"
    ));
    assert!(again.contains("{\"imported\":0,\"already\":2}"), "{again}");
    assert!(
        again.contains("2 of those that are stored already differ"),
        "{again}"
    );
    assert_eq!(listed(&sandbox, "")[0]["event_type"], "host");
}
