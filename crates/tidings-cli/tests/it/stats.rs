use serde_json::Value;

use crate::sandbox::{CATALOG, Sandbox};

const MORE: &str = r#"x-retired-events:
- { name: host_tied, since: "2026-10-01" }
x-events:
- name: host_bound
  message: "Host was bound"
  event_type: host
  severity: info
  description: "The host got its cluster."
  deprecated: { since: "2026-11-01" }
  owners: [team-hosts, team-clusters]
  properties:
    host_id: { type: UUID, description: "which" }
    infra_env_id: UUID
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("catalog/events.yaml", CATALOG);
    sandbox.write("catalog/more.yaml", MORE);
    sandbox
}

#[test]
fn everything_is_counted() {
    insta::assert_snapshot!("stats_table", sandbox().run("stats catalog"));
}

#[test]
fn programs_get_json() {
    let json = sandbox().stdout("stats catalog --format json");
    let json: Value = serde_json::from_str(&json).unwrap();
    insta::assert_snapshot!("stats_json", serde_json::to_string_pretty(&json).unwrap());
}

#[test]
fn a_catalog_without_events_has_no_shares() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", "x-events: []\n");
    let json = sandbox.stdout("stats events.yaml --format json");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["events"]["described_share"], Value::Null);
    assert_eq!(json["properties"]["count"], 0);
}

#[test]
fn a_catalog_with_errors_is_not_counted() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", "x-events: 1\n");
    let output = sandbox.command("stats events.yaml").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("TD101"));
}
