//! How a file differs from what would be written, in few lines.

use std::fmt::Write as _;
use std::time::Duration;

use similar::{Algorithm, TextDiff};
use tidings_catalog::render::escape_terminal;

/// Lines around a change.
const CONTEXT: usize = 2;

/// The most lines that are shown.
const MOST: usize = 24;

/// The most characters of a line that are shown.
const WIDTH: usize = 160;

/// Then the rest is taken as changed.
const TIME: Duration = Duration::from_millis(200);

/// The first changes as a unified diff, indented; what is left out is counted.
pub fn difference(old: &[u8], new: &str) -> String {
    let old = String::from_utf8_lossy(old);
    if old.lines().eq(new.lines()) {
        return if old.contains('\r') {
            "    only line endings differ (CRLF)\n".to_owned()
        } else {
            "    only the line break at its end differs\n".to_owned()
        };
    }
    let mut diff = TextDiff::configure();
    let diff = diff.algorithm(Algorithm::Myers).timeout(TIME);
    let diff = diff.diff_lines(&*old, new);
    let mut unified = diff.unified_diff();
    let unified = unified.context_radius(CONTEXT).missing_newline_hint(false);
    let (mut text, mut lines) = (String::new(), 0);
    for hunk in unified.iter_hunks() {
        for line in hunk.to_string().lines() {
            if lines < MOST {
                let cut = line.char_indices().nth(WIDTH).map(|(end, _)| &line[..end]);
                let end = if cut.is_some() { " .." } else { "" };
                let shown = escape_terminal(cut.unwrap_or(line));
                writeln!(text, "    {shown}{end}").expect("writing to a string");
            }
            lines += 1;
        }
    }
    if lines > MOST {
        let more = lines - MOST;
        writeln!(text, "    .. and {more} lines more").expect("writing to a string");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn changes_are_shown_with_what_is_around_them() {
        let old = "a\nb\nc\nd\ne\nf\n";
        assert_eq!(
            difference(old.as_bytes(), "a\nb\nc\nD\ne\nf\n"),
            "    @@ -2,5 +2,5 @@\n     b\n     c\n    -d\n    +D\n     e\n     f\n"
        );
    }

    #[test]
    fn long_ones_are_cut() {
        let lines = |word: &str| {
            (0..100)
                .map(|n| format!("{word} {n}\n"))
                .collect::<String>()
        };
        let text = difference(lines("old").as_bytes(), &lines("new"));
        assert_eq!(text.lines().count(), 25);
        assert!(text.ends_with(".. and 177 lines more\n"), "{text}");
    }

    #[test]
    fn long_lines_are_cut() {
        let text = difference(b"a\n", &"\u{e9}".repeat(1000));
        let last = format!("    +{} ..", "\u{e9}".repeat(159));
        assert_eq!(text.lines().last(), Some(&*last));
    }

    #[test]
    fn what_cannot_be_seen_is_told() {
        assert!(difference(b"a\r\nb\r\n", "a\nb\n").contains("CRLF"));
        assert!(difference(b"a\nb", "a\nb\n").contains("line break at its end"));
        assert!(difference(b"a\x1b[2J\n", "a\n").contains("\\u{1b}"));
    }
}
