//! Sensitive values that a client sent in a record of its own making.

use tidings::{Definition, REDACTED, Record};

/// Replaces the definition's sensitive values in properties, and where the message shows one, there too.
pub fn redact(record: &mut Record, definition: &Definition) {
    let properties = definition.properties.iter();
    for property in properties.filter(|property| property.sensitive) {
        let Some(value) = record.props.get_mut(&*property.name) else {
            continue;
        };
        let text = value.as_str().filter(|text| !text.is_empty());
        if let Some(text) = text.filter(|text| *text != REDACTED) {
            record.message = record.message.replace(text, REDACTED);
        }
        if !value.is_null() {
            *value = REDACTED.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tidings::{Property, PropertyType, Severity};

    use super::*;

    #[test]
    fn sensitive_values_are_replaced_wherever_they_show() {
        let text = |name| Property::new(name, PropertyType::String);
        let properties = vec![
            text("password").into_sensitive(),
            text("hint").into_sensitive(),
            text("user"),
        ];
        let definition = Definition::new("user_added", "", "service", Severity::Info)
            .with_properties(properties);
        let message = "ana: s3cret, s3cret";
        let mut record = Record::new("user_added", "service", Severity::Info, message);
        for (name, value) in [
            ("password", json!("s3cret")),
            ("hint", json!(["s"])),
            ("user", json!("ana")),
        ] {
            record.props.insert(name.into(), value);
        }
        redact(&mut record, &definition);
        assert_eq!(record.message, "ana: [redacted], [redacted]");
        let props = json!({"hint": "[redacted]", "password": "[redacted]", "user": "ana"});
        assert_eq!(record.props_json(), props.to_string());
        let again = record.clone();
        redact(&mut record, &definition);
        assert_eq!(record, again);
    }
}
