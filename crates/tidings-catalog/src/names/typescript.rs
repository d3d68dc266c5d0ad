//! Names in generated TypeScript.
//!
//! Everything that an event gives carries a prefix or a suffix, which nothing else of the output has; so no event's name
//! is a keyword or something that the output defines or uses. Properties keep their names, since those are the keys of JSON.

use super::case::upper_camel;

/// The interface of an event's properties: `host_bind_failed` gives `HostBindFailedProps`.
pub fn props_interface(event: &str) -> String {
    upper_camel(event) + "Props"
}

/// The interface of an event as the service lists it: `HostBindFailedRecord`.
pub fn record_interface(event: &str) -> String {
    upper_camel(event) + "Record"
}

/// The function that tells an event from others: `isHostBindFailed`.
pub fn guard_function(event: &str) -> String {
    format!("is{}", upper_camel(event))
}

/// The function that emits an event: `emitHostBindFailed`.
pub fn emit_function(event: &str) -> String {
    format!("emit{}", upper_camel(event))
}

/// Every name that an event gives to the module.
pub fn event_names(event: &str) -> [String; 4] {
    [
        props_interface(event),
        record_interface(event),
        guard_function(event),
        emit_function(event),
    ]
}

/// The key of an object literal for this name.
pub fn object_key(name: &str) -> &str {
    match name {
        // Else it would be the object's prototype.
        "__proto__" => "[\"__proto__\"]",
        name => name,
    }
}

/// Whether objects have a member of this name without being given one.
pub fn is_of_every_object(name: &str) -> bool {
    let members = [
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    ];
    members.contains(&name)
}

/// Whether an event could give this name, so that the rest of the output must not have it.
pub fn is_of_events(name: &str) -> bool {
    let follows = |prefix: &str| {
        let rest = name.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    let precedes = |suffix: &str| {
        let rest = name.strip_suffix(suffix);
        rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
    };
    precedes("Props") || precedes("Record") || follows("is") || follows("emit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_give_interfaces_and_functions() {
        assert_eq!(
            event_names("cluster_degraded_OLM_operators_failed"),
            [
                "ClusterDegradedOlmOperatorsFailedProps",
                "ClusterDegradedOlmOperatorsFailedRecord",
                "isClusterDegradedOlmOperatorsFailed",
                "emitClusterDegradedOlmOperatorsFailed",
            ]
        );
    }

    #[test]
    fn what_events_give_is_known_as_theirs() {
        for event in ["class", "event", "a", "__proto__", "string", "Self_set"] {
            for name in event_names(event) {
                assert!(is_of_events(&name), "{name}");
            }
        }
        for name in ["Record", "emit", "Client", "issue", "Props", "encodeProps"] {
            assert!(!is_of_events(name), "{name}");
        }
    }

    #[test]
    fn no_key_is_the_prototype() {
        assert_eq!(object_key("host_id"), "host_id");
        assert_eq!(object_key("class"), "class");
        assert_eq!(object_key("__proto__"), "[\"__proto__\"]");
    }
}
