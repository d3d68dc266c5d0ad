//! Names that were changed.

use std::time::{Duration, Instant};

use super::{brief, changes};

fn events(names_and_messages: &[(&str, &str)]) -> String {
    let mut text = String::from("x-events:\n");
    for (name, message) in names_and_messages {
        text += &format!(
            "- {{ name: {name}, message: {message:?}, event_type: cluster, severity: info, properties: {{ cluster_id: UUID }} }}\n"
        );
    }
    text
}

#[track_caller]
fn check(base: &[(&str, &str)], head: &[(&str, &str)], expected: &[&str]) {
    check_texts(&events(base), &events(head), expected);
}

#[track_caller]
fn check_texts(base: &str, head: &str, expected: &[&str]) {
    assert_eq!(brief(&changes(base, head)), expected);
}

#[test]
fn an_event_with_a_similar_message_is_probably_the_same() {
    check(
        &[
            ("disk_failed", "The disk of the cluster failed"),
            ("net_lost", "Network was lost"),
        ],
        &[
            ("net_failed", "Network was lost"),
            ("disk_broken", "The disk of this cluster failed"),
        ],
        &[
            r#"event-renamed disk_failed "disk_failed" -> "disk_broken""#,
            r#"message-changed disk_failed "The disk of the cluster failed" -> "The disk of this cluster failed""#,
            r#"event-renamed net_lost "net_lost" -> "net_failed""#,
        ],
    );
}

#[test]
fn an_event_with_another_message_is_another() {
    check(
        &[("disk_failed", "The disk failed")],
        &[("user_added", "Somebody new may log in")],
        &[
            r#"event-removed disk_failed "disk_failed" -> null"#,
            r#"event-added user_added null -> "user_added""#,
        ],
    );
}

#[test]
fn of_several_with_the_same_message_the_likest_names_are_the_same() {
    check(
        &[("a_failed", "It failed"), ("b_failed", "It failed")],
        &[("b_failure", "It failed"), ("a_failure", "It failed")],
        &[
            r#"event-renamed a_failed "a_failed" -> "a_failure""#,
            r#"event-renamed b_failed "b_failed" -> "b_failure""#,
        ],
    );
}

fn with_old_name(name: &str, old: &str) -> String {
    let event = events(&[(name, "Whatever it says")]);
    event.replace("message:", &format!("formerly: [{old}], message:"))
}

#[test]
fn an_event_that_says_so_is_certainly_the_same() {
    let old = events(&[("disk_failed", "The disk failed")]);
    let new = with_old_name("drive_broken", "disk_failed");
    for (base, head) in [(&old, &new), (&new, &old)] {
        let found = changes(base, head);
        let kinds: Vec<_> = found.iter().map(|change| change.kind.name).collect();
        assert_eq!(kinds, ["event-renamed", "message-changed"]);
        assert!(
            !found[0].message.contains("probably"),
            "{}",
            found[0].message
        );
    }
}

#[test]
fn what_is_said_goes_before_what_is_alike() {
    let base = events(&[("disk_failed", "It failed"), ("net_failed", "It is lost")]);
    let alike = events(&[("disk_broken", "It failed")]);
    let said = with_old_name("net_broken", "disk_failed");
    let head = alike + said.trim_start_matches("x-events:\n");
    check_texts(
        &base,
        &head,
        &[
            r#"event-renamed disk_failed "disk_failed" -> "net_broken""#,
            r#"message-changed disk_failed "It failed" -> "Whatever it says""#,
            r#"event-removed net_failed "net_failed" -> null"#,
            r#"event-added disk_broken null -> "disk_broken""#,
        ],
    );
}

#[test]
fn a_retired_event_is_not_what_resembles_it() {
    let base = events(&[("disk_failed", "It failed")]);
    let deprecated = base.replace("message:", "deprecated: {}, message:");
    let head = events(&[("disk_broken", "It failed")])
        + "x-retired-events: [{ name: disk_failed, since: '2026-11-01' }]\n";
    let added = r#"event-added disk_broken null -> "disk_broken""#;
    for (base, kind) in [(&base, "event-removed"), (&deprecated, "event-retired")] {
        let gone = format!(r#"{kind} disk_failed "disk_failed" -> null"#);
        check_texts(base, &head, &[&gone, added]);
    }
}

fn properties(message: &str, properties: &str) -> String {
    format!(
        "x-events:\n- {{ name: host_bound, message: {message:?}, event_type: cluster, severity: info, properties: {{ cluster_id: UUID, {properties} }} }}\n"
    )
}

#[test]
fn a_property_in_the_same_place_of_the_message_is_probably_the_same() {
    let found = changes(
        &properties("{who} did {what}", "who: string, what: string"),
        &properties("{subject} did {verb}", "verb: string, subject: string"),
    );
    assert_eq!(
        brief(&found),
        [
            r#"property-renamed host_bound.who "who" -> "subject""#,
            r#"property-renamed host_bound.what "what" -> "verb""#,
            r#"property-order-changed host_bound ["cluster_id","who","what"] -> ["cluster_id","verb","subject"]"#,
        ]
    );
}

#[test]
fn a_property_of_another_type_is_another() {
    let found = changes(
        &properties("m", "tries: integer"),
        &properties("m", "tries_: string"),
    );
    let kinds: Vec<_> = found.iter().map(|change| change.kind.name).collect();
    assert_eq!(kinds, ["property-removed", "property-added"]);
}

/// The messages of all events are alike, and none of their words is rare.
#[test]
fn many_new_names_do_not_make_it_slow() {
    let catalog = |prefix: &str, verb: &str| {
        let mut text = String::from("x-events:\n");
        for number in 0..10_000 {
            let message = format!("{} was {verb} by {}", number % 100, number / 100);
            text += &format!(
                "- {{ name: {prefix}_{number}_failed, message: {message:?}, event_type: cluster, severity: info, properties: {{ cluster_id: UUID }} }}\n"
            );
        }
        text
    };
    let (base, head) = (catalog("old", "changed"), catalog("new", "altered"));
    let sources = |text: &str| super::catalog(&tidings_catalog::Sources::single("a", text));
    let (base, head) = (sources(&base), sources(&head));
    let begun = Instant::now();
    let found = tidings_catalog::diff::diff(&base, &head);
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
    assert!(found.len() >= 10_000);
}
