//! A type for each property that has an `enum`.

use tidings_catalog::names::go as names;

use super::docs;
use super::event::Event;
use super::literal::literal;
use super::property::Field;
use crate::writer::Writer;

pub(super) fn write_all(w: &mut Writer, event: &Event<'_>) {
    for field in &event.fields {
        if !field.declared.values.is_empty() {
            write(w, event, field);
        }
    }
}

fn write(w: &mut Writer, event: &Event<'_>, field: &Field<'_>) {
    let name = &field.base_type;
    w.gap();
    docs::line(
        w,
        &format!("{name} is a value of [{}.{}].", event.class, field.name),
    );
    w.line(format_args!("type {name} string"));
    w.gap();
    write_constants(w, event, field);
    if field.declared.sensitive {
        write_hidden(w, name);
    }
}

fn write_constants(w: &mut Writer, event: &Event<'_>, field: &Field<'_>) {
    let (event, property) = (&event.declared.name.value, &field.declared.name.value);
    let values = field.declared.values.iter().map(|value| &value.value);
    let constants: Vec<(String, &String)> = values
        .map(|value| (names::constant_name(event, property, value), value))
        .collect();
    let width = constants.iter().map(|(constant, _)| constant.len()).max();
    let width = width.unwrap_or(0);
    let name = &field.base_type;
    w.line(format_args!("const ("));
    for (constant, value) in &constants {
        w.line(format_args!(
            "\t{constant:width$} {name} = {}",
            literal(value)
        ));
    }
    w.line(format_args!(")"));
}

/// What keeps a sensitive value out of logs: whoever formats or encodes it gets the text that stands for it.
pub(super) fn write_hidden(w: &mut Writer, name: &str) {
    w.gap();
    docs::line(w, "Format writes that there is a value, whatever the verb.");
    w.line(format_args!(
        "func ({name}) Format(state fmt.State, _ rune) {{"
    ));
    w.line(format_args!(
        "\t_, _ = io.WriteString(state, {})",
        super::property::REDACTED
    ));
    w.line(format_args!("}}"));
    w.gap();
    docs::line(w, "MarshalText gives the same for encoders.");
    w.line(format_args!(
        "func ({name}) MarshalText() ([]byte, error) {{"
    ));
    w.line(format_args!(
        "\treturn []byte({}), nil",
        super::property::REDACTED
    ));
    w.line(format_args!("}}"));
}
