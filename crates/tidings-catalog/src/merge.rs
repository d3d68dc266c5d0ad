//! From what each file declares to the one catalog of them all.

use crate::catalog::Extensions;
use crate::declared::{DeclaredCatalog, DeclaredEventType, DeclaredEventTypes, DeclaredFile};
use crate::findings::Findings;
use crate::read::built_in;
use crate::rules::missing_events;

/// The catalog of these files, in their order; none stands for one that could not be read.
pub(crate) fn files<'a>(
    files: Vec<Option<DeclaredFile<'a>>>,
    findings: &mut Findings,
) -> DeclaredCatalog<'a> {
    let complete = files.iter().all(Option::is_some);
    let files: Vec<_> = files.into_iter().flatten().collect();
    if let Some(first) = files.first().filter(|_| complete)
        && files.iter().all(|file| !file.has_events)
    {
        missing_events::report(first.place, None, findings);
    }
    let mut merged = Merged {
        readable: complete,
        ..Merged::default()
    };
    let (mut events, mut retired, mut extensions) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        merged.add(file.event_types);
        append(&mut events, file.events);
        append(&mut retired, file.retired);
        add_new(&mut extensions, file.extensions);
    }
    let (event_types, event_type_extensions) = merged.finish();
    DeclaredCatalog {
        event_types,
        event_type_extensions,
        events,
        retired,
        extensions,
        complete,
    }
}

/// Without a copy of those of a file that is the only one.
fn append<T>(all: &mut Vec<T>, mut more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.append(&mut more);
    }
}

/// The event types of all files.
#[derive(Default)]
struct Merged<'a> {
    event_types: Vec<DeclaredEventType<'a>>,
    extensions: Extensions,
    declared: bool,
    readable: bool,
}

impl<'a> Merged<'a> {
    fn add(&mut self, event_types: DeclaredEventTypes<'a>) {
        match event_types {
            DeclaredEventTypes::Absent => {}
            DeclaredEventTypes::Unreadable => self.readable = false,
            DeclaredEventTypes::Listed(event_types, extensions) => {
                self.declared = true;
                append(&mut self.event_types, event_types);
                add_new(&mut self.extensions, extensions);
            }
        }
    }

    /// None for the event types when some could not be read.
    fn finish(self) -> (Option<Vec<DeclaredEventType<'a>>>, Extensions) {
        let event_types = match self.declared {
            true => self.event_types,
            false => built_in(),
        };
        (self.readable.then_some(event_types), self.extensions)
    }
}

/// Of an extension that several files have, the first one counts: each file may keep its anchors in one.
fn add_new(all: &mut Extensions, more: Extensions) {
    if all.is_empty() {
        *all = more;
        return;
    }
    let new = |(name, _): &(String, _)| all.iter().all(|(known, _)| known != name);
    let more: Vec<_> = more.into_iter().filter(new).collect();
    all.extend(more);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_files;
    use crate::source::Sources;

    const TYPES: &str = "x-event-types: { order: { requires: [order_id] } }";

    fn order(name: &str, keys: &str) -> String {
        format!(
            "x-events:\n- name: {name}\n  message: '{name}'\n  event_type: order\n  severity: info\n  properties: {{ order_id: string }}\n{keys}"
        )
    }

    #[test]
    fn what_one_file_declares_another_one_uses() {
        let placed = order(
            "order_placed",
            "  deprecated: { replaced_by: order_received }\n",
        );
        check_files(&[&placed, TYPES, &order("order_received", "")], &[]);
    }

    #[test]
    fn names_are_unique_in_all_files_and_findings_are_in_theirs() {
        let (placed, wrong) = (
            order("order_placed", ""),
            order("order_paid", "").replace("'order_paid'", "'{x} paid'"),
        );
        check_files(
            &[TYPES, &placed, &placed, &wrong],
            &[
                "3.yaml:2:9 TD201 the name `order_placed` is taken",
                "4.yaml:3:13 TD310 event `order_paid` has no property `x`",
            ],
        );
    }

    #[test]
    fn nothing_is_said_of_what_an_unreadable_file_may_declare() {
        let placed = order(
            "order_placed",
            "  deprecated: { replaced_by: order_received }\n  allow: [duplicate-message]\n",
        );
        check_files(&["", &placed], &["1.yaml:1:1 TD011 the catalog is empty"]);
        check_files(
            &["x-event-types: 3", &order("order_placed", "")],
            &["1.yaml:1:16 TD101 `x-event-types` is a number, expected a mapping"],
        );
    }

    #[test]
    fn a_file_may_hold_what_is_retired() {
        let retired = "x-retired-events: [{ name: order_paid, since: '2026-11-01', replaced_by: order_placed }]";
        check_files(&[TYPES, &order("order_placed", ""), retired], &[]);
        check_files(
            &[
                TYPES,
                &order("order_paid", ""),
                &order("order_placed", ""),
                retired,
            ],
            &["2.yaml:2:9 TD322 the name `order_paid` is retired"],
        );
    }

    #[test]
    fn some_file_has_events() {
        check_files(
            &[TYPES, "x-event-types: {}"],
            &["1.yaml:1:1 TD012 the catalog has no `x-events`"],
        );
        check_files(
            &["x-events: []", "x-team: orders"],
            &["2.yaml:1:1 TD012 the catalog has no `x-events`"],
        );
    }

    #[test]
    fn of_an_extension_in_several_files_the_first_counts() {
        let mut sources = Sources::single("1.yaml", "x-team: a\nx-events: []");
        sources.add("2.yaml", "x-team: b\nx-more: 1\nx-events: []");
        let catalog = crate::check(&sources).catalog.expect("nothing is wrong");
        let expected = [("x-team", "a".into()), ("x-more", 1.into())];
        assert_eq!(
            catalog.extensions,
            expected.map(|(name, value)| (name.to_owned(), value))
        );
    }
}
