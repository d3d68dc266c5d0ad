//! What holds for fixing, whatever is wrong.

use proptest::prelude::*;
use tidings_catalog::{CheckOptions, FileId, Fixed, Level, Sources, check, fix};

const CATALOG: &str = include_str!("cases/everything.yaml");

fn fixed(text: &str) -> (String, Fixed) {
    let fixed = fix(
        &Sources::single("events.yaml", text),
        &CheckOptions::default(),
    );
    let bytes = fixed.sources.bytes(FileId(0)).to_vec();
    (String::from_utf8(bytes).expect("it was text"), fixed)
}

/// Fixing adds no error, leaves what parses so, and changes nothing the second time.
fn check_any(text: &str) -> String {
    let before = check(&Sources::single("events.yaml", text));
    let (once, fixed) = fixed(text);
    assert!(
        fixed.checked.errors() <= before.errors(),
        "{text}\n---\n{once}"
    );
    let unreadable = |finding: &&tidings_catalog::Diagnostic| finding.code < "TD010";
    assert!(
        fixed.checked.diagnostics.iter().filter(unreadable).count()
            <= before.diagnostics.iter().filter(unreadable).count(),
        "{text}\n---\n{once}"
    );
    assert_eq!(fixed.counts.is_empty(), once == text);
    assert_eq!(self::fixed(&once).0, once, "{text}");
    once
}

/// An event whose every line has a comment, one way of being wrong by number, and what it becomes.
fn event(number: usize, wrong: usize) -> (String, String) {
    let mut lines: Vec<String> = [
        format!("- name: event_{number}_failed # name {number}"),
        format!("  message: \"Event {number} of {{host_name}}\" # message"),
        "  event_type: host # type".to_owned(),
        "  # above".to_owned(),
        "  severity: 'error'    # severity".to_owned(),
        "  category: user".to_owned(),
        "  properties: # all".to_owned(),
        "    # the host".to_owned(),
        "    host_id: UUID # id".to_owned(),
        "    infra_env_id: { type: UUID, description: 'of #1' } # env".to_owned(),
        "    host_name: string".to_owned(),
    ]
    .to_vec();
    let right = lines.clone();
    let changes = [
        (4, "severity", "severty"),
        (4, "'error'", "'Error'"),
        (4, "'error'", "'eror'"),
        (2, "host", "hots"),
        (2, "event_type", "Event_Type"),
        (1, "host_name", "host_nmae"),
        (5, "user", "users"),
        (8, "UUID", "uuid"),
        (8, "UUID", "UUID_PTR"),
        (9, "description", "descripton"),
        (10, "string", "strng"),
    ];
    match wrong {
        0 => {}
        1 => lines.insert(6, "  severity: error # twice".to_owned()),
        2 => lines.insert(5, "  allow: [past-tense-name] # why".to_owned()),
        3 => {
            // It comes back as a line without what it had besides.
            lines.remove(9);
            let mut right = right;
            right[9] = "    infra_env_id: UUID".to_owned();
            return (joined(&lines), joined(&right));
        }
        _ => {
            let (line, old, new) = changes[(wrong - 4) % changes.len()];
            lines[line] = lines[line].replacen(old, new, 1);
        }
    }
    (joined(&lines), joined(&right))
}

fn joined(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn what_was_broken_is_mended_and_every_other_byte_stays(
        wrong in proptest::collection::vec(0usize..15, 1..8), crlf: bool, bom: bool
    ) {
        let events = wrong.iter().enumerate().map(|(number, &wrong)| event(number, wrong));
        let (broken, right): (String, String) = events.unzip();
        let whole = |events: String| {
            let text = format!("# begin\nx-events: # of all\n{events}# end\n");
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{feff}{text}") } else { text }
        };
        prop_assert_eq!(check_any(&whole(broken)), whole(right));
    }

    #[test]
    fn any_change_of_a_catalog_is_not_made_worse(
        edits in proptest::collection::vec((0..CATALOG.len(), 0usize..6, "[a-zA-Z_{}: \n,-]{0,3}"), 1..6)
    ) {
        let mut text = CATALOG.to_owned();
        for (at, length, piece) in edits {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &piece);
        }
        check_any(&text);
    }

    #[test]
    fn lines_that_are_repeated_or_lost_are_not_made_worse(
        changes in proptest::collection::vec((0usize..200, 0usize..200, any::<bool>()), 1..5)
    ) {
        let mut lines: Vec<&str> = CATALOG.lines().collect();
        for (from, to, lost) in changes {
            let (from, to) = (from % lines.len(), to % lines.len());
            let line = if lost { lines.remove(from) } else { lines[from] };
            if !lost {
                lines.insert(to, line);
            }
        }
        check_any(&lines.join("\n"));
    }
}

const EVENT: &str = "x-events:
- name: host_bound
  message: Host was bound
  event_type: Host
  severity: info
  properties: { host_id: UUID }
";

#[test]
fn each_file_of_a_catalog_is_fixed_in_its_place() {
    let mut sources = Sources::single(
        "types.yaml",
        "x-event-types: { host: { require: [host_id] } }\n",
    );
    sources.add("1.yaml", EVENT);
    sources.add(
        "2.yaml",
        EVENT
            .replace("bound", "unbound")
            .replace("Host\n", "host\n"),
    );
    sources.add_aside("tidings.toml", "[rules]\n");
    let fixed = fix(&sources, &CheckOptions::default());
    let counts: Vec<_> = fixed.counts.into_iter().collect();
    assert_eq!(counts, [(FileId(0), 1), (FileId(1), 1)]);
    let texts = [0, 1, 2, 3].map(|file| fixed.sources.bytes(FileId(file)));
    assert_eq!(
        texts[0],
        b"x-event-types: { host: { requires: [host_id] } }\n"
    );
    assert_eq!(
        texts[1],
        EVENT
            .replace("event_type: Host", "event_type: host")
            .as_bytes()
    );
    assert_eq!(texts[2], sources.bytes(FileId(2)));
    assert_eq!(texts[3], b"[rules]\n");
}

#[test]
fn a_new_name_that_another_event_has_is_left_out() {
    let again = EVENT.replace("x-events:\n", "");
    let twice = format!("{}{again}", EVENT.replace("name:", "nmae:"));
    let (text, fixed) = fixed(&twice);
    assert_eq!(text.matches("nmae: host_bound").count(), 1, "{text}");
    assert_eq!(text.matches("event_type: host\n").count(), 2, "{text}");
    assert_eq!(text.matches("infra_env_id: UUID").count(), 2, "{text}");
    assert_eq!(fixed.checked.errors(), 1);
}

#[test]
fn many_fixes_that_make_it_worse_do_not_take_long() {
    let event = |number: usize| {
        format!(
            "- {{ name: disk_{number}_failed, message: m{number}, event_type: clster, severity: Error, properties: {{ host_id: UUID, infra_env_id: UUID }} }}\n"
        )
    };
    let events: String = (0..500).map(event).collect();
    let (text, fixed) = fixed(&format!("x-events:\n{events}"));
    assert_eq!(text.matches("severity: error").count(), 500);
    assert_eq!(text.matches("clster").count(), 500);
    let errors = fixed
        .checked
        .diagnostics
        .iter()
        .filter(|finding| finding.level == Level::Error);
    assert_eq!(errors.count(), 500);
}
