use std::collections::BTreeMap;
use std::time::Duration;

use tidings::Definition;

/// The windows in force, by the event's name.
#[derive(Debug, Default)]
pub(crate) struct RateLimits(BTreeMap<String, Duration>);

impl RateLimits {
    /// What the definitions declare, where no override says otherwise. A window of zero is none.
    pub fn new(
        definitions: &[&Definition],
        overrides: &BTreeMap<String, Option<Duration>>,
    ) -> Self {
        let declared = definitions
            .iter()
            .map(|definition| (definition.name.to_string(), definition.rate_limit));
        let overridden = overrides
            .iter()
            .map(|(name, window)| (name.clone(), *window));
        let all: BTreeMap<_, _> = declared.chain(overridden).collect();
        let limits = all
            .into_iter()
            .filter_map(|(name, window)| Some((name, window?)));
        Self(limits.filter(|(_, window)| !window.is_zero()).collect())
    }

    pub fn window(&self, name: &str) -> Option<Duration> {
        self.0.get(name).copied()
    }
}
