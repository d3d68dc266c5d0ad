//! The one place that knows the TOML parser.

use toml::de::{DeTable, DeValue};

use crate::findings::Findings;
use crate::rules::toml_syntax;
use crate::source::{FileId, Span, Spanned};

/// A value and where it stands.
#[derive(Debug)]
pub(super) enum Value {
    Text(Spanned<String>),
    /// A number or a truth, as it is written.
    Plain(Spanned<String>),
    List(Vec<Value>, Span),
    Table(Vec<Entry>, Span),
    /// A time.
    Other(Span),
}

#[derive(Debug)]
pub(super) struct Entry {
    pub key: Spanned<String>,
    pub value: Value,
}

impl Value {
    pub fn span(&self) -> Span {
        match self {
            Self::Text(text) | Self::Plain(text) => text.span,
            Self::List(_, span) | Self::Table(_, span) | Self::Other(span) => *span,
        }
    }

    /// What it is, for messages.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Plain(_) => "a number or a truth",
            Self::List(..) => "an array",
            Self::Table(..) => "a table",
            Self::Other(_) => "a time",
        }
    }
}

/// The entries of a document, in the order of the text. What cannot be read is reported, and left out.
pub(super) fn parse(file: FileId, text: &str, findings: &mut Findings) -> Vec<Entry> {
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = error.span().unwrap_or_default();
        toml_syntax::report(span(file, &place), error.message(), findings);
    }
    entries(file, text, document.get_ref())
}

fn entries(file: FileId, text: &str, table: &DeTable<'_>) -> Vec<Entry> {
    let entry = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| Entry {
        key: Spanned {
            value: String::from(std::borrow::Cow::clone(key.get_ref())),
            span: span(file, &key.span()),
        },
        value: self::value(file, text, value),
    };
    let mut entries: Vec<Entry> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.key.span);
    entries
}

fn value(file: FileId, text: &str, value: &toml::Spanned<DeValue<'_>>) -> Value {
    let place = value.span();
    let span = span(file, &place);
    match value.get_ref() {
        DeValue::String(string) => Value::Text(Spanned {
            value: string.clone().into_owned(),
            span,
        }),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => Value::Plain(Spanned {
            value: text.get(place).unwrap_or_default().to_owned(),
            span,
        }),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| self::value(file, text, item));
            Value::List(items.collect(), span)
        }
        DeValue::Table(table) => Value::Table(entries(file, text, table), span),
        DeValue::Datetime(_) => Value::Other(span),
    }
}

fn span(file: FileId, range: &std::ops::Range<usize>) -> Span {
    let offset = |offset| u32::try_from(offset).expect("larger files are refused before");
    Span {
        file,
        start: offset(range.start),
        end: offset(range.end),
    }
}
