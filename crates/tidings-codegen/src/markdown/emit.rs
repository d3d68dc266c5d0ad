//! How an event is emitted, in each language by the names that are generated for it.

use tidings_catalog::names::{go, python, rust, typescript};
use tidings_catalog::{EventDefinition, Property, PropertyType};

use crate::json::{self, Json, Object};
use crate::python::layout::literal;
use crate::sample;
use crate::writer::Writer;

/// In which emitting is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Rust,
    Go,
    TypeScript,
    Python,
    Curl,
}

impl Language {
    pub const ALL: [Self; 5] = [
        Self::Rust,
        Self::Go,
        Self::TypeScript,
        Self::Python,
        Self::Curl,
    ];

    /// As in the setting.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Go => "go",
            Self::TypeScript => "typescript",
            Self::Python => "python",
            Self::Curl => "curl",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Go => "Go",
            Self::TypeScript => "TypeScript",
            Self::Python => "Python",
            Self::Curl => "curl",
        }
    }

    /// What a block of code says it is.
    fn info(self) -> &'static str {
        match self {
            Self::Curl => "sh",
            other => other.name(),
        }
    }

    fn code(self, event: &EventDefinition) -> Vec<String> {
        match self {
            Self::Rust => rust(event),
            Self::Go => go(event),
            Self::TypeScript => typescript(event),
            Self::Python => python(event),
            Self::Curl => curl(event),
        }
    }
}

/// A block of code for each language, folded away.
pub(super) fn write(w: &mut Writer, event: &EventDefinition, languages: &[Language]) {
    if languages.is_empty() {
        return;
    }
    w.gap();
    w.line(format_args!("<details>"));
    w.line(format_args!("<summary>Emit it</summary>"));
    for language in languages {
        w.gap();
        w.line(format_args!("{}:", language.title()));
        w.gap();
        w.line(format_args!("```{}", language.info()));
        // No line of it begins with a tick, which could end the block.
        for line in language.code(event) {
            w.line(format_args!("{line}"));
        }
        w.line(format_args!("```"));
    }
    w.gap();
    w.line(format_args!("</details>"));
}

fn rust(event: &EventDefinition) -> Vec<String> {
    let name = &event.name.value;
    let arguments = event.properties.iter();
    let arguments = arguments.map(|property| rust::argument_name(&property.name.value));
    let arguments = ["&sender".to_owned()].into_iter().chain(arguments);
    let call = format!("events::{}(", rust::send_function(name));
    let mut lines = listed(&call, arguments.collect(), ")");
    match lines.as_mut_slice() {
        [only] => only.push_str(".await?;"),
        _ => lines.push(".await?;".to_owned()),
    }
    lines
}

fn go(event: &EventDefinition) -> Vec<String> {
    let name = &event.name.value;
    let arguments = event.properties.iter();
    let arguments = arguments.map(|property| go::argument_name(&property.name.value));
    let arguments = ["ctx", "sender"]
        .map(str::to_owned)
        .into_iter()
        .chain(arguments);
    let call = format!("events.{}(", go::send_function(name));
    listed(&call, arguments.collect(), ")")
}

fn typescript(event: &EventDefinition) -> Vec<String> {
    let properties = event.properties.iter();
    let properties = properties.map(|property| {
        let key = typescript::object_key(&property.name.value);
        format!("{key}: {}", sample::given(event, property).in_line())
    });
    let call = format!(
        "await {}(client, {{",
        typescript::emit_function(&event.name.value)
    );
    let properties: Vec<String> = properties.collect();
    if properties.is_empty() {
        return vec![format!("{call}}});")];
    }
    block(&call, properties, "});")
}

fn python(event: &EventDefinition) -> Vec<String> {
    let class = python::class_name(&event.name.value);
    let properties = event.properties.iter();
    let properties: Vec<String> = properties
        .map(|property| {
            let field = python::field_name(&property.name.value);
            format!("{field}={}", python_value(event, property))
        })
        .collect();
    if properties.is_empty() {
        return vec![format!("emit(client, {class}())")];
    }
    block(&format!("emit(client, {class}("), properties, "))")
}

fn python_value(event: &EventDefinition, property: &Property) -> String {
    let severity = property.name.value == "severity" && property.values.is_empty();
    match (sample::given(event, property), property.property_type.value) {
        (Json::Text(text), PropertyType::Uuid) => format!("UUID({})", literal(&text)),
        (Json::Text(text), PropertyType::Timestamp) => {
            format!(
                "datetime.fromisoformat({})",
                literal(&text.replace('Z', "+00:00"))
            )
        }
        (Json::Text(text), _) if severity => format!("Severity({})", literal(&text)),
        (Json::Text(text), _) => literal(&text),
        (_, PropertyType::Bool) => "True".to_owned(),
        (number, _) => number.in_line(),
    }
}

fn curl(event: &EventDefinition) -> Vec<String> {
    let values = event.properties.iter();
    let values: Object = values
        .map(|property| {
            let name = property.name.value.clone();
            (name.into(), sample::given(event, property))
        })
        .collect();
    let mut w = Writer::indented_by(json::LEVEL);
    Json::object([("properties", Json::Object(values))]).write(&mut w, "", "");
    let mut lines = vec![
        format!("curl --fail \"$URL/v2/events/{}\" \\", event.name.value),
        "    --header 'Content-Type: application/json' --data @- <<'JSON'".to_owned(),
    ];
    lines.extend(w.lines_from(0).map(str::to_owned));
    lines.push("JSON".to_owned());
    lines
}

/// A call in one line, or with a line for each argument where it is long.
fn listed(head: &str, arguments: Vec<String>, tail: &str) -> Vec<String> {
    let line = format!("{head}{}{tail}", arguments.join(", "));
    if line.len() <= 80 {
        return vec![line];
    }
    block(head, arguments, tail)
}

fn block(head: &str, items: Vec<String>, tail: &str) -> Vec<String> {
    let items = items.into_iter().map(|item| format!("    {item},"));
    let head = [head.to_owned()].into_iter();
    head.chain(items).chain([tail.to_owned()]).collect()
}
