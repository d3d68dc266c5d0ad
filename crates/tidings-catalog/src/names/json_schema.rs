//! Names of schemas. No two events that the checker accepts give the same, nor does one give a name of the rest: those end
//! otherwise.

use super::case::upper_camel;

/// The event as the service lists it: `HostBindFailedListed`.
pub fn listed(event: &str) -> String {
    upper_camel(event) + "Listed"
}

/// The event's record: `HostBindFailedRecord`.
pub fn record(event: &str) -> String {
    upper_camel(event) + "Record"
}

/// The properties of either: `HostBindFailedProps`.
pub fn props(event: &str) -> String {
    upper_camel(event) + "Props"
}

/// What emits the event over HTTP: `HostBindFailedEmitted`.
pub fn emitted(event: &str) -> String {
    upper_camel(event) + "Emitted"
}

#[cfg(test)]
mod tests {
    #[test]
    fn schemas_are_named_after_events() {
        let event = "cluster_degraded_OLM_operators_failed";
        let names = [super::listed, super::record, super::props, super::emitted];
        let ends = ["Listed", "Record", "Props", "Emitted"];
        for (name, end) in names.into_iter().zip(ends) {
            let expected = format!("ClusterDegradedOlmOperatorsFailed{end}");
            assert_eq!(name(event), expected);
        }
    }
}
