//! What is said about the rules themselves.

use std::collections::HashSet;

use tidings_catalog::Level;
use tidings_catalog::rules::{all, find};

#[test]
fn codes_and_names_are_unique_and_in_order() {
    assert!(all().is_sorted_by(|one, next| one.code < next.code));
    let names: HashSet<&str> = all().iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), all().len());
}

#[test]
fn every_rule_explains_itself() {
    for rule in all() {
        assert!(!rule.summary.ends_with('.'), "{}", rule.name);
        let sections: Vec<&str> = rule
            .docs
            .lines()
            .filter(|line| line.starts_with('#'))
            .collect();
        assert_eq!(
            sections,
            ["## What it does", "## Why is this bad?", "## Example"],
            "{}",
            rule.name
        );
    }
}

#[test]
fn only_warnings_can_be_silenced() {
    assert!(
        all()
            .iter()
            .all(|rule| !rule.silenceable || rule.level == Level::Warning)
    );
}

#[test]
fn rules_are_found_by_code_and_by_name() {
    for rule in all() {
        assert_eq!(find(rule.code).map(|found| found.name), Some(rule.name));
        assert_eq!(
            find(&rule.code.to_lowercase()).map(|found| found.name),
            Some(rule.name)
        );
        assert_eq!(find(rule.name).map(|found| found.name), Some(rule.name));
    }
    assert!(find("TD999").is_none());
}

#[test]
fn the_list_of_rules() {
    let list: Vec<String> = all()
        .iter()
        .map(|rule| {
            format!(
                "{} {} {:?}: {}",
                rule.code, rule.name, rule.level, rule.summary
            )
        })
        .collect();
    insta::assert_snapshot!(list.join("\n"));
}
