use std::collections::HashMap;
use std::sync::Arc;

use tidings::Definition;

use crate::Filter;

/// Which names are, or were, those of one event.
#[derive(Debug, Default)]
pub(crate) struct OldNames(HashMap<String, Arc<[String]>>);

impl OldNames {
    /// As the definitions say; only events that had another name are in it.
    pub fn new(definitions: &[&Definition]) -> Self {
        let renamed = definitions
            .iter()
            .filter(|definition| !definition.formerly.is_empty());
        let names = renamed.map(|definition| -> Arc<[String]> {
            std::iter::once(&definition.name)
                .chain(&*definition.formerly)
                .map(ToString::to_string)
                .collect()
        });
        let by_name = names.flat_map(|names| {
            let each: Vec<String> = names.to_vec();
            each.into_iter().map(move |name| (name, names.clone()))
        });
        Self(by_name.collect())
    }

    /// The filter by every name of the events that it names.
    pub fn expand(&self, mut filter: Filter) -> Filter {
        if self.0.is_empty() {
            return filter;
        }
        let mut all: Vec<String> = Vec::with_capacity(filter.names.len());
        for name in filter.names {
            let one = std::slice::from_ref(&name);
            let names = self.0.get(&name).map_or(one, |names| names);
            all.extend_from_slice(names);
        }
        all.sort_unstable();
        all.dedup();
        filter.names = all;
        filter
    }
}
