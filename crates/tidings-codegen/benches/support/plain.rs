//! The same events as one would write them by hand: a struct with derives, a constructor, a `Display` by `write!`, getters
//! of ids, two sending functions.

use std::fmt::Write;

use tidings_catalog::names::rust as names;
use tidings_catalog::template::{Piece, pieces};
use tidings_catalog::{Catalog, EventDefinition, Property, PropertyType};

/// The whole of a library.
pub fn code(catalog: &Catalog) -> String {
    let mut code = String::from(
        "use std::fmt;\nuse tidings::{Id, OffsetDateTime, Receipt, Record, SendError, Sender, Severity, Uuid};\n",
    );
    for event in &catalog.events {
        write_struct(&mut code, event);
        write_constructor(&mut code, event);
        write_display(&mut code, event);
        write_getters(&mut code, event);
        write_functions(&mut code, event);
    }
    code
}

macro_rules! add {
    ($code:expr, $($text:tt)*) => {
        writeln!($code, $($text)*).expect("writing to a string")
    };
}

fn write_struct(code: &mut String, event: &EventDefinition) {
    add!(
        code,
        "/// {}\n#[derive(Debug, Clone, PartialEq)]",
        event.message.value
    );
    add!(code, "pub struct {} {{", names::struct_name(&event.name));
    for property in &event.properties {
        let name = names::field_name(&property.name);
        add!(
            code,
            "    /// The property.\n    pub {name}: {},",
            field_type(property)
        );
    }
    add!(code, "}}\n");
}

fn write_constructor(code: &mut String, event: &EventDefinition) {
    add!(code, "impl {} {{", names::struct_name(&event.name));
    add!(
        code,
        "    pub const NAME: &'static str = {:?};",
        event.name.value
    );
    add!(code, "    pub fn new({}) -> Self {{", parameters(event));
    add!(code, "        Self {{");
    for property in &event.properties {
        let name = names::field_name(&property.name);
        match is_text(property) {
            true => add!(code, "            {name}: {name}.into(),"),
            false => add!(code, "            {name},"),
        }
    }
    add!(code, "        }}\n    }}\n}}\n");
}

fn write_display(code: &mut String, event: &EventDefinition) {
    let (mut format, mut arguments) = (String::new(), String::new());
    for piece in pieces(&event.message) {
        match piece {
            Piece::Text(text) => format += &text.replace('{', "{{").replace('}', "}}"),
            Piece::Placeholder { name, .. } => {
                format += "{}";
                let property = event.property(name).expect("the catalog was checked");
                arguments += &format!(", {}", displayed(property));
            }
        }
    }
    add!(
        code,
        "impl fmt::Display for {} {{",
        names::struct_name(&event.name)
    );
    add!(
        code,
        "    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{"
    );
    add!(
        code,
        "        write!(f, {format:?}{arguments})\n    }}\n}}\n"
    );
}

fn displayed(property: &Property) -> String {
    let name = names::field_name(&property.name);
    match property.optional {
        true => format!("self.{name}.map_or(\"none\".to_owned(), |value| value.to_string())"),
        false => format!("self.{name}"),
    }
}

fn write_getters(code: &mut String, event: &EventDefinition) {
    add!(code, "impl {} {{", names::struct_name(&event.name));
    for id in ["cluster_id", "host_id", "infra_env_id"] {
        let value = match event.property(id) {
            Some(property) if property.optional => format!("self.{id}"),
            Some(_) => format!("Some(self.{id})"),
            None => "None".to_owned(),
        };
        add!(
            code,
            "    pub fn get_{id}(&self) -> Option<Uuid> {{\n        {value}\n    }}"
        );
    }
    add!(code, "    pub fn to_record(&self) -> Record {{");
    let (name, event_type) = (&event.name.value, &event.event_type.value);
    add!(
        code,
        "        let mut record = Record::new({name:?}, {event_type:?}, Severity::{:?}, self.to_string());",
        event.severity.value
    );
    for id in ["cluster_id", "host_id", "infra_env_id"] {
        add!(code, "        if let Some(id) = self.get_{id}() {{");
        add!(
            code,
            "            record.subjects.insert({id:?}.into(), Id::from(id));\n        }}"
        );
    }
    add!(code, "        record\n    }}\n}}\n");
}

fn write_functions(code: &mut String, event: &EventDefinition) {
    let (name, parameters) = (names::struct_name(&event.name), parameters(event));
    let fields = event
        .properties
        .iter()
        .map(|property| names::field_name(&property.name));
    let arguments = fields.collect::<Vec<_>>().join(", ");
    let result = "Result<Receipt, SendError>";
    let function = names::send_function(&event.name);
    add!(
        code,
        "pub async fn {function}(sender: &impl Sender, {parameters}) -> {result} {{"
    );
    add!(
        code,
        "    sender.send({name}::new({arguments}).to_record()).await\n}}\n"
    );
    let function = names::send_at_function(&event.name);
    let parameters = format!("{parameters}, event_time: OffsetDateTime");
    add!(
        code,
        "pub async fn {function}(sender: &impl Sender, {parameters}) -> {result} {{"
    );
    add!(
        code,
        "    let mut record = {name}::new({arguments}).to_record();"
    );
    add!(
        code,
        "    record.event_time = event_time;\n    sender.send(record).await\n}}\n"
    );
}

fn parameters(event: &EventDefinition) -> String {
    let parameters = event.properties.iter().map(|property| {
        let name = names::field_name(&property.name);
        match is_text(property) {
            true => format!("{name}: impl Into<String>"),
            false => format!("{name}: {}", field_type(property)),
        }
    });
    parameters.collect::<Vec<_>>().join(", ")
}

fn is_text(property: &Property) -> bool {
    property.property_type.value == PropertyType::String && !property.optional
}

fn field_type(property: &Property) -> String {
    let owned = match property.property_type.value {
        PropertyType::Uuid => "Uuid",
        PropertyType::String => "String",
        PropertyType::Integer | PropertyType::Int64 => "i64",
        PropertyType::Bool => "bool",
        PropertyType::Float64 => "f64",
        PropertyType::Timestamp => "OffsetDateTime",
    };
    match property.optional {
        true => format!("Option<{owned}>"),
        false => owned.to_owned(),
    }
}
