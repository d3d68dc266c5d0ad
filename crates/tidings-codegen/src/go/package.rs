//! What a package has beside its events.

use std::collections::BTreeMap;

use tidings_catalog::template::{Piece, pieces};
use tidings_catalog::{Catalog, Property, PropertyType};

use super::settings::{Sender, Settings};
use super::{docs, enumeration, literal::literal, property::REDACTED};
use crate::writer::Writer;

/// Sender and events of a package that has its own, as a file that compiles for itself but for what is added below.
const OWN_SENDER: &str = include_str!("http_sender.go");

/// The package clause, the imports, and what a package with its own sender needs.
pub(super) fn write_head(w: &mut Writer, catalog: &Catalog, settings: &Settings<'_>) {
    let package = settings.package;
    docs::line(
        w,
        &format!("Package {package} has the events of a catalog."),
    );
    w.line(format_args!("package {package}"));
    let (imports, own_sender) = own_sender();
    let uses = Uses::of(catalog, settings);
    write_imports(w, &uses.imports(catalog, settings, imports));
    if settings.is_own() {
        w.gap();
        own_sender
            .lines()
            .for_each(|line| w.line(format_args!("{line}")));
    }
}

/// The imports of [`OWN_SENDER`], one a line, and what comes after them.
fn own_sender() -> (&'static str, &'static str) {
    let after = OWN_SENDER.split_once("import (\n").expect("it imports");
    after.1.split_once("\n)\n\n").expect("imports end")
}

/// Two groups as usual: the standard library, then all else.
fn write_imports(w: &mut Writer, imports: &BTreeMap<(bool, String), String>) {
    if imports.is_empty() {
        return;
    }
    w.gap();
    w.line(format_args!("import ("));
    let mut in_standard_library = imports.keys().next().is_some_and(|(other, _)| !other);
    for ((other, _), line) in imports {
        if *other && std::mem::take(&mut in_standard_library) {
            w.gap();
        }
        w.line(format_args!("\t{line}"));
    }
    w.line(format_args!(")"));
}

/// The functions that turn values into text, those that are called.
pub(super) fn write_tail(w: &mut Writer, catalog: &Catalog, settings: &Settings<'_>) {
    let uses = Uses::of(catalog, settings);
    if uses.sensitive_type {
        w.gap();
        docs::line(
            w,
            "Sensitive is a text that is shown to nobody: it formats and encodes as [redacted].",
        );
        w.line(format_args!("type Sensitive string"));
        enumeration::write_hidden(w, "Sensitive");
    }
    let uuid = if settings.is_own() {
        "UUID"
    } else {
        "strfmt.UUID"
    };
    let uuid_text = UUID_TEXT.replace("UUID_TYPE", uuid);
    let redacted = REDACTED_TEXT.replace("REDACTED", REDACTED);
    for (used, text) in [
        (uses.uuid_text, uuid_text.as_str()),
        (uses.int64_text, INT64_TEXT),
        (uses.float_text, FLOAT_TEXT),
        (uses.time_text, TIME_TEXT),
        (uses.text_or_none, TEXT_OR_NONE),
        (uses.string_or_none, STRING_OR_NONE),
        (uses.redacted, redacted.as_str()),
    ] {
        if used {
            w.gap();
            text.trim()
                .lines()
                .for_each(|line| w.line(format_args!("{line}")));
        }
    }
}

/// What is called, since an import without use does not compile.
#[derive(Default)]
struct Uses {
    uuid_text: bool,
    int64_text: bool,
    float_text: bool,
    time_text: bool,
    text_or_none: bool,
    string_or_none: bool,
    redacted: bool,
    strconv: bool,
    sensitive: bool,
    sensitive_type: bool,
}

impl Uses {
    fn of(catalog: &Catalog, settings: &Settings<'_>) -> Self {
        let mut uses = Self::default();
        if settings.is_own() {
            uses.time_text = true;
            uses.sensitive = true;
            uses.sensitive_type = true;
        }
        for event in &catalog.events {
            for property in &event.properties {
                uses.add_values(property, settings.is_own());
            }
            for piece in pieces(&event.message.value) {
                if let Piece::Placeholder { name, .. } = piece
                    && let Some(property) = event.property(name)
                {
                    uses.add_text(property);
                }
            }
        }
        uses
    }

    /// For a property's type, and its value in JSON.
    fn add_values(&mut self, property: &Property, own: bool) {
        self.sensitive |= property.sensitive;
        self.sensitive_type |= property.sensitive && property.values.is_empty();
        let given = own || !property.subject;
        match property.property_type.value {
            PropertyType::Uuid => self.uuid_text |= given,
            PropertyType::Timestamp => self.time_text = true,
            _ => {}
        }
    }

    /// For a property's value in a message.
    fn add_text(&mut self, property: &Property) {
        if property.sensitive {
            self.redacted |= property.optional;
            self.text_or_none |= property.optional;
            return;
        }
        match property.property_type.value {
            PropertyType::String => self.string_or_none |= property.optional,
            PropertyType::Uuid => self.uuid_text = true,
            PropertyType::Timestamp => self.time_text = true,
            PropertyType::Float64 => self.float_text = true,
            PropertyType::Int64 if property.optional => self.int64_text = true,
            PropertyType::Integer | PropertyType::Int64 | PropertyType::Bool => self.strconv = true,
        }
        self.text_or_none |=
            property.optional && property.property_type.value != PropertyType::String;
    }

    /// Lines of the import declaration, by whether they are beyond the standard library, and by path.
    fn imports(
        &self,
        catalog: &Catalog,
        settings: &Settings<'_>,
        own: &str,
    ) -> BTreeMap<(bool, String), String> {
        let mut imports = BTreeMap::new();
        let mut add = |other: bool, line: &str| {
            let path = line.rsplit_once(' ').map_or(line, |(_, path)| path);
            imports.insert((other, path.to_owned()), line.to_owned());
        };
        let some = !catalog.events.is_empty();
        for (used, path) in [
            (some, "\"context\""),
            (some, "\"time\""),
            (self.sensitive, "\"fmt\""),
            (self.sensitive, "\"io\""),
            (self.float_text, "\"math\""),
            (self.uuid_text || self.float_text, "\"strings\""),
            (
                self.strconv || self.float_text || self.int64_text,
                "\"strconv\"",
            ),
        ] {
            if used {
                add(false, path);
            }
        }
        match settings.sender {
            Sender::Own => own.lines().for_each(|line| add(false, line.trim())),
            Sender::Imported(path) if some => {
                add(true, "\"github.com/go-openapi/strfmt\"");
                add(true, &format!("eventsapi {}", literal(path)));
            }
            Sender::Imported(_) => {}
        }
        imports
    }
}

const UUID_TEXT: &str = r"
func uuidText(value UUID_TYPE) string {
	return strings.ToLower(string(value))
}
";

const INT64_TEXT: &str = r"
func int64Text(value int64) string {
	return strconv.FormatInt(value, 10)
}
";

const FLOAT_TEXT: &str = r#"
// floatText writes a number as ECMAScript does (RFC 8785).
func floatText(value float64) string {
	if value == 0 {
		return "0"
	}
	size := math.Abs(value)
	if size >= 1e-6 && size < 1e21 {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	// An exponent has no leading zero there.
	text := strconv.FormatFloat(value, 'e', -1, 64)
	return strings.Replace(text, "e-0", "e-", 1)
}
"#;

const TIME_TEXT: &str = r#"
func timeText(value time.Time) string {
	return value.UTC().Format("2006-01-02T15:04:05.000000Z")
}
"#;

const TEXT_OR_NONE: &str = r#"
func textOrNone[T any](value *T, text func(T) string) string {
	if value == nil {
		return "none"
	}
	return text(*value)
}
"#;

const STRING_OR_NONE: &str = r#"
func stringOrNone[T ~string](value *T) string {
	if value == nil {
		return "none"
	}
	return string(*value)
}
"#;

const REDACTED_TEXT: &str = r"
func redacted[T any](T) string {
	return REDACTED
}
";
