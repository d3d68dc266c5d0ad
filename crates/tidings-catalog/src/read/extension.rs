//! `x-*` keys: any value, kept as JSON.

use serde_json::{Map, Number, Value};

use crate::rules::invalid_extension;
use crate::scalar::{self, Meaning};
use crate::yaml::{Content, Entry, Node, Scalar};

use super::Reader;

impl Reader<'_> {
    /// None when the value is unusable, which a finding says.
    pub(super) fn extension(&mut self, entry: &Entry<'_>) -> Option<(String, Value)> {
        Some((
            entry.key.text.clone().into_owned(),
            self.json(&entry.value)?,
        ))
    }

    /// As deep as the tree, which has a limit.
    pub(crate) fn json(&mut self, node: &Node<'_>) -> Option<Value> {
        match &node.content {
            Content::Unusable => None,
            Content::Sequence(nodes) => nodes
                .iter()
                .map(|node| self.json(node))
                // All are read, so that every finding is made.
                .collect::<Vec<_>>()
                .into_iter()
                .collect::<Option<_>>()
                .map(Value::Array),
            Content::Mapping(entries) => {
                let members = entries
                    .iter()
                    .map(|entry| self.extension(entry))
                    .collect::<Vec<_>>()
                    .into_iter()
                    .collect::<Option<Map<_, _>>>();
                members.map(Value::Object)
            }
            Content::Scalar(scalar) => {
                let value = json_scalar(scalar);
                if value.is_none() {
                    invalid_extension::report(node.span, &scalar.text, self.findings);
                }
                value
            }
        }
    }
}

/// None for a number that JSON cannot hold exactly.
fn json_scalar(scalar: &Scalar<'_>) -> Option<Value> {
    let text = &*scalar.text;
    if !scalar.plain {
        return Some(Value::from(text));
    }
    match Meaning::of(text) {
        Meaning::Null => Some(Value::Null),
        Meaning::Boolean(value) => Some(Value::Bool(value)),
        Meaning::Text => Some(Value::from(text)),
        Meaning::Integer => json_integer(text),
        Meaning::Float => {
            Number::from_f64(text.trim_start_matches('+').parse().ok()?).map(Value::Number)
        }
    }
}

fn json_integer(text: &str) -> Option<Value> {
    let (negative, radix, digits) = scalar::integer(text)?;
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        0i64.checked_sub_unsigned(magnitude).map(Value::from)
    } else {
        Some(Value::from(magnitude))
    }
}
