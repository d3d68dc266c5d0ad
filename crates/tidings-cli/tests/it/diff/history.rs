//! A history of fifty commits whose changes are known.

use serde_json::Value;

use super::{commit, git};
use crate::sandbox::Sandbox;

#[derive(Clone)]
struct Event {
    name: String,
    message: String,
    severity: &'static str,
    more: String,
    properties: Vec<(String, &'static str)>,
}

impl Event {
    fn new(number: usize) -> Self {
        let (one, other) = (format!("size_{number}"), format!("speed_{number}"));
        Self {
            name: format!("disk_{number}_failed"),
            message: format!("The disk number {number} of this cluster failed"),
            severity: "info",
            more: String::new(),
            properties: vec![
                ("cluster_id".to_owned(), "UUID"),
                (one, "integer"),
                (other, "integer"),
            ],
        }
    }

    fn text(&self) -> String {
        let properties = self.properties.iter();
        let properties: String = properties
            .map(|(name, kind)| format!("    {name}: {kind}\n"))
            .collect();
        format!(
            "- name: {}\n  message: {}\n  event_type: cluster\n  severity: {}\n{}  properties:\n{properties}",
            self.name, self.message, self.severity, self.more
        )
    }
}

/// Makes the change of a commit; what it is.
fn change(step: usize, events: &mut Vec<Event>) -> Vec<String> {
    let place = step * 7 % events.len();
    let old = events[place].clone();
    let event = &mut events[place];
    let name = &old.name;
    match step % 12 {
        0 => {
            events.push(Event::new(100 + step));
            vec![format!("event-added disk_{}_failed", 100 + step)]
        }
        1 => {
            events.remove(place);
            vec![format!("event-removed {name}")]
        }
        2 => {
            event.name = format!("volume_{step}_broken");
            vec![format!("event-renamed {name}")]
        }
        3 => {
            event.severity = if old.severity == "info" {
                "error"
            } else {
                "info"
            };
            vec![format!("severity-changed {name}")]
        }
        4 => {
            event.message += " again";
            vec![format!("message-changed {name}")]
        }
        5 => {
            event.properties.push((format!("extra_{step}"), "bool"));
            vec![format!("property-added {name} extra_{step}")]
        }
        6 => {
            let (removed, _) = event.properties.remove(1);
            vec![format!("property-removed {name} {removed}")]
        }
        7 => {
            let last = event.properties.len() - 1;
            let kind = &mut event.properties[last].1;
            *kind = if *kind == "string" {
                "float64"
            } else {
                "string"
            };
            vec![format!(
                "property-type-changed {name} {}",
                old.properties[last].0
            )]
        }
        8 => {
            let last = event.properties.len() - 1;
            event.properties.swap(0, last);
            vec![format!("property-order-changed {name}")]
        }
        9 => {
            event.more += &format!("  x-note-{step}: changed\n");
            vec![]
        }
        10 => {
            events.swap(0, place);
            vec![]
        }
        _ => {
            let (renamed, _) = &mut event.properties[1];
            *renamed += "_total";
            event.severity = if old.severity == "info" {
                "error"
            } else {
                "info"
            };
            vec![
                format!("property-renamed {name} {}", old.properties[1].0),
                format!("severity-changed {name}"),
            ]
        }
    }
}

fn write(sandbox: &Sandbox, events: &[Event]) {
    let texts: String = events.iter().map(Event::text).collect();
    sandbox.write("events.yaml", &format!("x-events:\n{texts}"));
}

fn found(sandbox: &Sandbox, sides: &str) -> Vec<String> {
    let json = sandbox.stdout(&format!("diff {sides} --format json --fail-on none"));
    let json: Value = serde_json::from_str(&json).unwrap();
    let changes = json["changes"].as_array().unwrap();
    let mut found: Vec<String> = changes
        .iter()
        .map(|change| {
            let names =
                ["kind", "event", "property"].map(|key| change[key].as_str().unwrap_or_default());
            names.join(" ").trim_end().to_owned()
        })
        .collect();
    found.sort();
    found
}

#[test]
fn the_changes_of_fifty_commits_are_found_exactly() {
    let sandbox = Sandbox::new();
    git(&sandbox, "init --quiet --initial-branch main");
    let mut events: Vec<Event> = (0..20).map(Event::new).collect();
    write(&sandbox, &events);
    commit(&sandbox, "first");
    let mut known = Vec::new();
    for step in 0..50 {
        let mut changes = change(step, &mut events);
        changes.sort();
        known.push(changes);
        write(&sandbox, &events);
        sandbox.write("step", &step.to_string());
        commit(&sandbox, "next");
    }
    for (step, changes) in known.iter().enumerate() {
        let back = 49 - step;
        let sides = format!("git:HEAD~{} git:HEAD~{back}", back + 1);
        assert_eq!(&found(&sandbox, &sides), changes, "step {step}");
    }
    assert!(known.iter().flatten().count() >= 45);
}
