//! What a failed expectation tells the person who reads it.

use std::cmp::Reverse;
use std::fmt::{Display, Write};
use std::panic::Location;

use tidings::Record;

use crate::EventMatcher;
use crate::condition::{Condition, common_prefix, shown_name};
use crate::recorder::Records;
use crate::sequence::after;

/// The most records that a failure lists.
const MAX_LISTED: usize = 20;
/// The most characters of a message in the list.
const MAX_MESSAGE: usize = 100;

/// Another number of matching records than wanted; with the nearest other record when there were too few.
pub(crate) fn unmet(
    place: &Location<'_>,
    matcher: &EventMatcher,
    wanted: &dyn Display,
    too_few: bool,
    records: &Records,
) -> String {
    let (matching, others): (Vec<_>, Vec<_>) =
        numbered(records).partition(|(_, record)| matcher.matches(record));
    let found = match matching.len() {
        0 => "none".to_owned(),
        number => times(number),
    };
    let mut text = format!("unmet expectation at {place}\n");
    line(&mut text, format_args!("  expected {wanted}: {matcher}"));
    line(&mut text, format_args!("  found {found}"));
    if too_few {
        nearest(&mut text, matcher, others);
    }
    list(&mut text, records, |record| matcher.matches(record));
    text
}

/// Records that no expectation matched.
pub(crate) fn unexpected(
    place: &Location<'_>,
    records: &Records,
    is_unexpected: impl Fn(&Record) -> bool,
    expected: &[EventMatcher],
) -> String {
    let number = records
        .iter()
        .filter(|record| is_unexpected(record))
        .count();
    let mut text = format!("expected no more records at {place}\n");
    line(
        &mut text,
        format_args!("  found {number} that no expectation matched"),
    );
    list(&mut text, records, is_unexpected);
    line(
        &mut text,
        format_args!("\nexpectations ({}):", expected.len()),
    );
    for matcher in expected {
        line(&mut text, format_args!("  {matcher}"));
    }
    text
}

/// A sequence that breaks off after some steps.
pub(crate) fn sequence(
    place: &Location<'_>,
    matchers: &[EventMatcher],
    steps: &[usize],
    records: &Records,
) -> String {
    let mut text = format!("unmet sequence at {place}\n");
    for (index, matcher) in matchers.iter().enumerate() {
        let found = match steps.get(index) {
            Some(step) => format!("found as #{}", step + 1),
            None if index == steps.len() => missing(matcher, steps, records),
            None => "not looked for".to_owned(),
        };
        line(
            &mut text,
            format_args!("  {}. {matcher}: {found}", index + 1),
        );
    }
    let later = numbered(records).skip(after(steps)).collect();
    nearest(&mut text, &matchers[steps.len()], later);
    list(&mut text, records, |record| {
        steps
            .iter()
            .any(|step| std::ptr::eq(&*records[*step], record))
    });
    text
}

fn missing(matcher: &EventMatcher, steps: &[usize], records: &Records) -> String {
    let earlier = numbered(records).find(|(_, record)| matcher.matches(record));
    match (steps.last(), earlier) {
        (None, _) => "MISSING".to_owned(),
        (Some(last), None) => format!("MISSING after #{}", last + 1),
        (Some(last), Some((number, _))) => {
            format!("MISSING after #{}, only earlier, as #{number}", last + 1)
        }
    }
}

/// How often, in words.
pub(crate) fn times(number: usize) -> String {
    match number {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        number => format!("{number} times"),
    }
}

fn numbered(records: &Records) -> impl Iterator<Item = (usize, &Record)> {
    (1..).zip(records.iter().map(|record| &**record))
}

/// The record that comes nearest, condition by condition.
fn nearest(text: &mut String, matcher: &EventMatcher, others: Vec<(usize, &Record)>) {
    let by_likeness =
        |(number, record): &(usize, &Record)| (likeness(matcher, record), Reverse(*number));
    let Some((number, record)) = others.into_iter().max_by_key(by_likeness) else {
        return;
    };
    line(
        text,
        format_args!(
            "\nnearest recorded event, #{number} ({}):",
            shown_name(&record.name)
        ),
    );
    for condition in matcher.conditions() {
        text.push_str(&compared(condition, record));
    }
}

/// Of the event first, then more conditions that hold, then more alike values.
fn likeness(matcher: &EventMatcher, record: &Record) -> (bool, usize, usize) {
    let conditions = matcher.conditions();
    let failing: Vec<_> = conditions
        .iter()
        .filter(|condition| !condition.holds(record))
        .collect();
    (
        conditions
            .iter()
            .any(|condition| condition.is_of_event(record)),
        conditions.len() - failing.len(),
        failing
            .iter()
            .map(|condition| condition.likeness(record))
            .sum(),
    )
}

fn compared(condition: &Condition, record: &Record) -> String {
    let about = condition.subject_matter();
    let (expected, actual) = (condition.expected(), condition.actual(record));
    if condition.holds(record) {
        return format!("    {about}: {expected}\n");
    }
    let mut text = format!("  ! {about}:\n      expected {expected}\n      actual   {actual}\n");
    let common = common_prefix(&expected, &actual);
    // One opening quote in common says nothing.
    if common > 1 {
        let indent = " ".repeat("      actual   ".len() + common);
        line(&mut text, format_args!("{indent}^"));
    }
    text
}

/// What was recorded; marked are those that matter, which go first when there is not room for all.
fn list(text: &mut String, records: &Records, marked: impl Fn(&Record) -> bool) {
    if records.is_empty() {
        text.push_str("\nrecorded: nothing\n");
        return;
    }
    line(text, format_args!("\nrecorded ({}):", records.len()));
    let mut shown: Vec<(bool, usize, &Record)> = numbered(records)
        .map(|(number, record)| (marked(record), number, record))
        .collect();
    shown.sort_by_key(|(marked, number, _)| (!marked, *number));
    shown.truncate(MAX_LISTED);
    shown.sort_by_key(|(_, number, _)| *number);
    for (marked, number, record) in &shown {
        let mark = if *marked { '>' } else { ' ' };
        let (name, severity) = (shown_name(&record.name), record.severity);
        line(
            text,
            format_args!("{mark} #{number} {name} {severity} {}", message(record)),
        );
    }
    if shown.len() < records.len() {
        line(
            text,
            format_args!("  ... and {} more", records.len() - shown.len()),
        );
    }
}

fn message(record: &Record) -> String {
    match record.message.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{:?}...", &record.message[..end]),
        None => format!("{:?}", record.message),
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    writeln!(text, "{content}").expect("writing to a string");
}
