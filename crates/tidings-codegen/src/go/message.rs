//! Messages, as one expression: what a template says is known when it is generated.

use tidings_catalog::template::{Piece, pieces};

use super::event::Event;
use super::literal::literal;
use super::property::Field;

/// The Go expression of an event's message.
pub(super) fn expression(event: &Event<'_>) -> String {
    let mut expression = String::new();
    let mut text = String::new();
    for piece in pieces(&event.declared.message.value) {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Placeholder { name, .. } => match event.field(name) {
                Some(field) if is_always_redacted(field) => text.push_str("[redacted]"),
                Some(field) => {
                    append_text(&mut expression, &mut text);
                    append(&mut expression, &field.text());
                }
                None => text.push_str(&format!("{{{name}}}")),
            },
        }
    }
    append_text(&mut expression, &mut text);
    if expression.is_empty() {
        return "\"\"".to_owned();
    }
    expression
}

fn is_always_redacted(field: &Field<'_>) -> bool {
    field.declared.sensitive && !field.declared.optional
}

fn append_text(expression: &mut String, text: &mut String) {
    if !text.is_empty() {
        append(expression, &literal(text));
        text.clear();
    }
}

fn append(expression: &mut String, operand: &str) {
    if !expression.is_empty() {
        expression.push_str(" + ");
    }
    expression.push_str(operand);
}
