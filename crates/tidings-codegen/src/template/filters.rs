//! What templates can do to text, each as a filter and as a function.

use std::fmt::Write;

use heck::{ToKebabCase, ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use minijinja::{Environment, Error, ErrorKind};

use crate::{documentation, go, json, python};

pub(super) fn add(environment: &mut Environment<'_>) {
    for (name, convert) in CONVERSIONS {
        // Also functions, since `|` can stand in no file's name on some systems.
        environment.add_filter(*name, |text: &str| convert(text));
        environment.add_function(*name, |text: &str| convert(text));
    }
    environment.add_filter("literal", literal);
    environment.add_function("literal", literal);
}

type Conversion = fn(&str) -> String;

const CONVERSIONS: &[(&str, Conversion)] = &[
    ("snake", |text| text.to_snake_case()),
    ("screaming_snake", |text| text.to_shouty_snake_case()),
    ("kebab", |text| text.to_kebab_case()),
    ("camel", |text| text.to_lower_camel_case()),
    ("pascal", |text| text.to_upper_camel_case()),
    ("comment", comment),
    ("html", html),
    ("markdown", markdown),
];

const LITERALS: &[(&str, Conversion)] = &[
    ("c", c),
    ("go", go::literal::literal),
    ("java", java),
    ("javascript", javascript),
    ("json", json::literal),
    ("python", python::layout::literal),
    ("rust", |text| format!("{text:?}")),
    ("shell", shell),
];

/// A string literal, with its quotes.
fn literal(text: &str, language: &str) -> Result<String, Error> {
    let known = LITERALS.iter().find(|(name, _)| *name == language);
    if let Some((_, literal)) = known {
        return Ok(literal(text));
    }
    let names: Vec<&str> = LITERALS.iter().map(|(name, _)| *name).collect();
    let told = format!(
        "no literals of `{language}`; there are {}",
        names.join(", ")
    );
    Err(Error::new(ErrorKind::InvalidOperation, told))
}

/// In ASCII; what is beyond in octal, of which no more than three digits are read.
fn c(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            // A second `?` could begin a trigraph.
            b'"' | b'\\' | b'?' => out.extend(['\\', char::from(byte)]),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => write!(out, "\\{byte:03o}").expect("writing to a string"),
        }
    }
    out + "\""
}

/// In ASCII; Java reads `\u000a` as a line break before it reads literals, so that control characters are in octal.
fn java(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(character),
            '\0'..='\x7f' => {
                write!(out, "\\{:03o}", u32::from(character)).expect("writing to a string");
            }
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").expect("writing to a string");
                }
            }
        }
    }
    out + "\""
}

/// Also within a page's `<script>`.
fn javascript(text: &str) -> String {
    json::literal(text).replace('<', "\\u003c")
}

fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\'', "&#39;")
}

fn markdown(text: &str) -> String {
    documentation::PAGE.text(text).join("\n")
}

/// Text in one line that ends no comment, begins none, and does not go on in the next line (C) or begin a code (Java).
fn comment(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text: String = documentation::PLAIN.text(&words.join(" ")).concat();
    let text = text.replace('\\', "\\\\");
    let text = text.replace("*/", "* /").replace("/*", "/ *");
    // A line that ends in a backslash goes on in C.
    if text.ends_with('\\') {
        text + " ."
    } else {
        text
    }
}
