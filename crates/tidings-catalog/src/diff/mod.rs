//! Two checked catalogs in; every [`Change`] from one to the other, with whom it breaks and why, out.
//!
//! `matching/` finds which event and which property of BASE is which of HEAD; each file of `kinds/` compares them in
//! one thing, and has its documentation.

mod change;
mod class;
mod kind;
pub mod kinds;
mod matching;
mod pair;
pub mod render;
mod report;
mod words;

pub use change::{Change, Summary};
pub use class::Class;
pub use kind::{Case, Kind};
pub use report::{Comparison, Report};

use std::collections::HashMap;

use crate::catalog::{Catalog, Retired};
use pair::Matched;

/// Everything that changed from `base` to `head`: what concerns event types, then the events of `base` in their order,
/// then those that are new.
///
/// ```
/// use tidings_catalog::{Sources, check, diff};
///
/// let catalog = |severity: &str| {
///     let text = format!(
///         "x-events:\n- {{name: host_bound, message: m, event_type: host, severity: {severity}, \
///          properties: {{host_id: UUID, infra_env_id: UUID}}}}\n"
///     );
///     check(&Sources::single("events.yaml", text)).catalog.expect("it has no errors")
/// };
/// let changes = diff::diff(&catalog("info"), &catalog("error"));
/// assert_eq!(changes[0].kind.name, "severity-changed");
/// assert_eq!(changes[0].case.classes, [diff::Class::Clients]);
/// assert!(diff::diff(&catalog("info"), &catalog("info")).is_empty());
/// ```
pub fn diff(base: &Catalog, head: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    kinds::event_types_changed::compare(base, head, &mut changes);
    let retired = head.retired.iter();
    let retired: HashMap<&str, &Retired> = retired
        .map(|retired| (&*retired.name.value, retired))
        .collect();
    let matched = matching::events(base, head);
    for event in &matched {
        match event {
            Matched::Both(pair) => kinds::compare(pair, &mut changes),
            Matched::Removed(event) => {
                let retired = retired.get(&*event.name.value);
                match retired.filter(|_| event.deprecated.is_some()) {
                    Some(retired) => kinds::event_retired::tell(event, retired, &mut changes),
                    None => kinds::event_removed::tell(event, &mut changes),
                }
            }
            Matched::Added(event) => kinds::event_added::tell(event, &mut changes),
        }
    }
    changes
}
