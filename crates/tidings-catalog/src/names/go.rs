//! Names in generated Go, those of assisted-service's generator: `host_bind_failed` gives
//! `HostBindFailedEvent`, and only the first character of each part changes its case.

/// The struct of an event: `HostBindFailedEvent`.
pub fn class_name(event: &str) -> String {
    pascal(event) + "Event"
}

/// The variable that holds an event's name: `HostBindFailedEventName`.
pub fn name_variable(event: &str) -> String {
    class_name(event) + "Name"
}

/// The function that makes an event: `NewHostBindFailedEvent`.
pub fn constructor(event: &str) -> String {
    format!("New{}", class_name(event))
}

/// The function that sends an event: `SendHostBindFailedEvent`.
pub fn send_function(event: &str) -> String {
    format!("Send{}", class_name(event))
}

/// The function that sends an event with a given time: `SendHostBindFailedEventAtTime`.
pub fn send_at_time_function(event: &str) -> String {
    format!("Send{}AtTime", class_name(event))
}

/// The field of a property: `host_id` gives `HostId`. A struct cannot have a field and a method of
/// the same name, so such a field gets a trailing `_`.
pub fn field_name(property: &str) -> String {
    let name = pascal(property);
    if METHODS.contains(&name.as_str()) {
        return name + "_";
    }
    name
}

/// The argument of a property: `hostId`, with a trailing `_` where Go or the function itself has the
/// name.
pub fn argument_name(property: &str) -> String {
    let mut name = pascal(property);
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    if KEYWORDS.contains(&name.as_str()) || ARGUMENTS.contains(&name.as_str()) {
        return name + "_";
    }
    name
}

/// The type of a property that has an `enum`: `HostUpdatedDiskKind`. One that reads like a name
/// derived from an event gets a trailing `_`.
pub fn enum_name(event: &str, property: &str) -> String {
    unlike_events(pascal(event) + &pascal(property))
}

/// The constant of an `enum` value: `HostUpdatedDiskKindInUse`. ASCII letters and digits are kept, a
/// character beyond ASCII becomes `U` and its code point, everything else separates words.
pub fn constant_name(event: &str, property: &str, value: &str) -> String {
    let mut words = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            _ if character.is_ascii_alphanumeric() => words.push(character),
            _ if character.is_ascii() => words.push('_'),
            _ => words.push_str(&format!("_u{:04x}_", u32::from(character))),
        }
    }
    unlike_events(pascal(event) + &pascal(property) + &pascal(&words))
}

/// What a generated package declares beside its events.
pub const PACKAGE_NAMES: &[&str] = &[
    "Event",
    "HTTPError",
    "HTTPSender",
    "NewHTTPSender",
    "Receipt",
    "Sender",
    "Sensitive",
    "UUID",
];

/// Whether `name` can name a package.
pub fn is_package_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_'))
        && !KEYWORDS.contains(&name)
}

/// Whether Go compiles no file of this name, which is given without its extension, or only in tests or for one system
/// (go.dev, package go/build).
pub fn is_left_out(file: &str) -> bool {
    let last = file.rsplit_once('_').map_or("", |(_, last)| last);
    file.starts_with(['_', '.']) || last == "test" || SYSTEMS.contains(&last)
}

/// Split at `_`; the first character of each part becomes upper-case, all others stay.
fn pascal(name: &str) -> String {
    let mut pascal = String::with_capacity(name.len());
    for part in name.split('_') {
        let mut characters = part.chars();
        pascal.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        pascal.push_str(characters.as_str());
    }
    pascal
}

fn unlike_events(name: String) -> String {
    let ends = ["Event", "EventName", "EventAtTime"];
    if ends.iter().any(|end| name.ends_with(end)) {
        return name + "_";
    }
    name
}

const KEYWORDS: &[&str] = &[
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// Operating systems and architectures, as Go calls them, that exist today.
const SYSTEMS: &[&str] = &[
    "386",
    "aix",
    "amd64",
    "android",
    "arm",
    "arm64",
    "darwin",
    "dragonfly",
    "freebsd",
    "illumos",
    "ios",
    "js",
    "linux",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mipsle",
    "netbsd",
    "openbsd",
    "plan9",
    "ppc64",
    "ppc64le",
    "riscv64",
    "s390x",
    "solaris",
    "wasip1",
    "wasm",
    "windows",
];

/// The sending functions' own arguments, and the package that their bodies refer to.
const ARGUMENTS: &[&str] = &["ctx", "sender", "eventTime", "time"];

/// Methods of events.
const METHODS: &[&str] = &[
    "FormatMessage",
    "GetClusterId",
    "GetEventType",
    "GetHostId",
    "GetInfo",
    "GetInfraEnvId",
    "GetName",
    "GetProps",
    "GetSeverity",
    "GetSubjects",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_give_the_names_of_the_original_generator() {
        let event = "cluster_degraded_OLM_operators_failed";
        assert_eq!(
            [
                class_name(event),
                name_variable(event),
                constructor(event),
                send_function(event),
                send_at_time_function(event),
            ],
            [
                "ClusterDegradedOLMOperatorsFailedEvent",
                "ClusterDegradedOLMOperatorsFailedEventName",
                "NewClusterDegradedOLMOperatorsFailedEvent",
                "SendClusterDegradedOLMOperatorsFailedEvent",
                "SendClusterDegradedOLMOperatorsFailedEventAtTime",
            ]
        );
    }

    #[test]
    fn properties_give_fields_and_arguments() {
        for (property, field, argument) in [
            ("host_id", "HostId", "hostId"),
            ("HTTPCode", "HTTPCode", "hTTPCode"),
            ("_x__y", "XY", "xY"),
            ("type", "Type", "type_"),
            ("func", "Func", "func_"),
            ("error", "Error", "error"),
            ("ctx", "Ctx", "ctx_"),
            ("sender", "Sender", "sender_"),
            ("event_time", "EventTime", "eventTime_"),
            ("time", "Time", "time_"),
            ("ev", "Ev", "ev"),
            ("get_name", "GetName_", "getName"),
        ] {
            let names = (field_name(property), argument_name(property));
            assert_eq!(names, (field.to_owned(), argument.to_owned()), "{property}");
        }
    }

    #[test]
    fn enums_give_types_and_constants() {
        assert_eq!(enum_name("host_updated", "disk"), "HostUpdatedDisk");
        assert_eq!(
            ["in-use", "1.5", "größe"].map(|value| constant_name("host_updated", "disk", value)),
            [
                "HostUpdatedDiskInUse",
                "HostUpdatedDisk15",
                "HostUpdatedDiskGrU00f6U00dfE",
            ]
        );
        assert_eq!(enum_name("x", "event_name"), "XEventName_");
        assert_eq!(constant_name("x", "kind", "event"), "XKindEvent_");
    }

    #[test]
    fn files_are_compiled_or_left_out() {
        for (file, left_out) in [
            ("events", false),
            ("host_events", false),
            ("linux", false),
            ("test", false),
            ("events_test", true),
            ("events_windows", true),
            ("events_linux_arm64", true),
            ("_events", true),
        ] {
            assert_eq!(is_left_out(file), left_out, "{file}");
        }
    }

    #[test]
    fn packages_have_names() {
        for (name, right) in [
            ("events", true),
            ("events2_x", true),
            ("Events", false),
            ("", false),
            ("2events", false),
            ("my-events", false),
            ("func", false),
            ("_", false),
        ] {
            assert_eq!(is_package_name(name), right, "{name}");
        }
    }
}
