use std::collections::BTreeMap;
use std::time::Duration;

use tidings::{Definition, Id, Receipt, Record};

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

/// The answer for a record that a limit discards.
pub(crate) fn rate_limited(record: &Record, window: Duration) -> Receipt {
    let subjects = serde_json::to_string(&record.subjects).unwrap_or_default();
    tracing::warn!(target: "tidings", event = ?record.name, subjects, ?window, "rate limited");
    Receipt::RateLimited { window }
}

/// By which limits find what to compare: others may have the same.
///
/// Over the name, then names and ids of subjects, each with its kind and end marked, so that no two give the same bytes.
pub(crate) fn rate_key(record: &Record) -> i64 {
    let mut hash = Fnv::default();
    hash.add(TEXT, record.name.as_bytes());
    for (name, id) in &record.subjects {
        hash.add(TEXT, name.as_bytes());
        match id {
            Id::Uuid(uuid) => hash.add(0xfe, uuid.as_bytes()),
            Id::Integer(number) => hash.add(0xfd, &number.to_be_bytes()),
            Id::Text(text) => hash.add(TEXT, text.as_bytes()),
            id => hash.add(TEXT, id.to_string().as_bytes()),
        }
    }
    hash.0.cast_signed()
}

/// No byte of a text.
const TEXT: u8 = 0xff;

/// FNV-1a, 64 bit.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// The bytes, then what marks their kind and end.
    fn add(&mut self, kind: u8, bytes: &[u8]) {
        for byte in bytes.iter().chain([&kind]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// A text's hash, the same in every process.
#[cfg(feature = "postgres")]
pub(crate) fn hash(text: &str) -> i64 {
    let mut hash = Fnv::default();
    hash.add(TEXT, text.as_bytes());
    hash.0.cast_signed()
}
