//! Colours, and text that is safe to show.

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use tidings_catalog::render::escape_terminal;

use crate::arguments::Color;

/// Sets when colours are written, for the whole process.
pub fn set_color(color: Color) {
    match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
    .write_global();
}

/// Whether to write colours to standard output.
pub fn stdout_has_color() -> bool {
    !matches!(
        anstream::AutoStream::choice(&std::io::stdout()),
        ColorChoice::Never
    )
}

/// Whether to write colours to standard error.
pub fn stderr_has_color() -> bool {
    !matches!(
        anstream::AutoStream::choice(&std::io::stderr()),
        ColorChoice::Never
    )
}

/// An error and its causes, on standard error; the stream takes the paint off where it does not belong.
pub fn tell(error: &anyhow::Error) {
    let word = painted("error", AnsiColor::Red.on_default().bold());
    anstream::eprintln!("{word}: {}", escaped_error(error));
}

/// The word `hint`, painted.
pub fn hint_word() -> String {
    painted("hint", AnsiColor::Cyan.on_default().bold())
}

pub fn painted(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

fn escaped_error(error: &anyhow::Error) -> String {
    let text = on_one_line(error);
    let lines: Vec<_> = text.lines().map(escape_terminal).collect();
    lines.join("\n")
}

/// An error and its causes; only a text of theirs that has several lines makes it several.
pub fn on_one_line(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        // Many errors repeat their cause.
        if !text.ends_with(&cause) {
            let separator = if text.is_empty() { "" } else { ": " };
            text.push_str(separator);
            text.push_str(&cause);
        }
    }
    text
}
