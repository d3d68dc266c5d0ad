use std::io::Write;
use std::process::{Command, Stdio};

use tidings_catalog::{Sources, check};
use tidings_codegen::{Options, Target, generate};

use crate::cases;

/// What rustfmt, with its default configuration, would change in the code; empty when nothing.
fn rustfmt_differences(code: &str) -> String {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--check", "--config-path", "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("rustfmt is needed: rustup component add rustfmt");
    let mut stdin = rustfmt.stdin.take().unwrap();
    let code = code.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(code.as_bytes()));
    let output = rustfmt.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert_eq!(output.status.success(), said.is_empty(), "{said}");
    said
}

#[test]
fn golden_code_is_as_rustfmt_would_have_it() {
    for case in cases::all() {
        let differences = rustfmt_differences(&case.generated);
        assert_eq!(differences, "", "{}", case.folder.display());
    }
}

#[test]
fn names_of_every_length_are_laid_out_as_rustfmt_would_have_them() {
    let checked = check(&Sources::single("events.yaml", every_length()));
    let messages: Vec<_> = checked.diagnostics.iter().map(|d| &d.message).collect();
    let catalog = checked.catalog.unwrap_or_else(|| panic!("{messages:#?}"));
    let files = generate(Target::Rust, &catalog, &Options::named("events")).unwrap();
    assert_eq!(rustfmt_differences(&files[0].text), "");
}

#[test]
fn a_catalog_of_one_event_is_laid_out_as_rustfmt_would_have_it() {
    for length in 40..=80 {
        let name = "n".repeat(length);
        let yaml = format!(
            "x-events: [{{ name: {name}_added, message: m, event_type: cluster, severity: info, \
             properties: {{ cluster_id: UUID }} }}]"
        );
        let catalog = check(&Sources::single("events.yaml", yaml))
            .catalog
            .unwrap();
        let files = generate(Target::Rust, &catalog, &Options::named("events")).unwrap();
        assert_eq!(rustfmt_differences(&files[0].text), "", "{length}");
    }
}

/// A catalog of names of every length.
pub fn every_length() -> String {
    let mut yaml = String::from("x-events:\n");
    for length in (1..=60).chain([70, 90, 120]) {
        yaml += &events_named(&"n".repeat(length));
    }
    yaml
}

/// Three events, with properties of all kinds, one property, and none that carry this name or one as long.
fn events_named(name: &str) -> String {
    format!(
        "
- name: {name}_added
  message: '{name}'
  event_type: host
  severity: info
  properties:
    host_id: UUID
    infra_env_id: UUID
    {name}: string
    {name}2: UUID_PTR
    {name}3: {{ type: string, enum: [{name}, x{name}] }}
    {name}4: {{ type: string, sensitive: true, optional: true, enum: [{name}] }}
- name: {name}_removed
  message: '{name} removed'
  event_type: cluster
  severity: critical
  category: metrics
  rate_limit: 1h
  deprecated: {{ since: '2026-11-01', reason: '{name}' }}
  properties: {{ cluster_id: UUID }}
- name: {name}_changed
  message: '{name} changed'
  event_type: infra_env
  severity: info
  properties: {{ infra_env_id: UUID, {name}: {{ type: string, enum: [x] }} }}
"
    )
}
