use super::{case, go, python, rust};

/// A language in which names of a catalog must not become the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Language {
    Rust,
    Go,
    TypeScript,
    Python,
}

impl Language {
    /// In the order in which they are reported.
    pub const ALL: [Self; 4] = [Self::Rust, Self::Go, Self::TypeScript, Self::Python];

    /// As people write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Go => "Go",
            Self::TypeScript => "TypeScript",
            Self::Python => "Python",
        }
    }

    /// The target that generates it.
    pub const fn target(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Go => "go",
            Self::TypeScript => "typescript",
            Self::Python => "python",
        }
    }

    /// The name by which everything that an event gives differs from what others give, but for
    /// [`crossing_names`](Self::crossing_names) and [`enum_names`](Self::enum_names).
    pub(super) fn event_name(self, event: &str) -> String {
        match self {
            Self::Rust => rust::struct_name(event),
            Self::Go => go::class_name(event),
            Self::TypeScript => case::upper_camel(event),
            Self::Python => python::class_name(event),
        }
    }

    /// Names of an event that another one's `event_name` may be, or another one's crossing name.
    pub(super) fn crossing_names(self, event: &str) -> Vec<String> {
        match self {
            Self::Rust => vec![rust::send_function(event), rust::send_at_function(event)],
            Self::Go => vec![go::constructor(event), go::send_function(event)],
            Self::TypeScript | Self::Python => Vec::new(),
        }
    }

    /// Whether an event of this name makes a look at the crossing names needed.
    pub(super) fn crosses(self, event: &str) -> bool {
        match self {
            Self::Rust => case::snake(event).ends_with("_at"),
            Self::Go => ["New", "Send"]
                .iter()
                .any(|prefix| go::class_name(event).starts_with(prefix)),
            Self::TypeScript | Self::Python => false,
        }
    }

    /// The names, beside those of events, that a property's `enum` gives: of the type, then of the values.
    pub(super) fn enum_names(
        self,
        event: &str,
        property: &str,
        values: &[&str],
    ) -> (Option<String>, Vec<String>) {
        match self {
            Self::Rust => (Some(rust::enum_name(event, property)), Vec::new()),
            Self::Go => {
                let values = values.iter();
                let constants = values.map(|value| go::constant_name(event, property, value));
                (Some(go::enum_name(event, property)), constants.collect())
            }
            Self::TypeScript | Self::Python => (None, Vec::new()),
        }
    }

    /// The name of a value within its property's `enum`; empty where the language has none.
    pub(super) fn variant_name(self, value: &str) -> String {
        match self {
            Self::Rust => rust::variant_name(value),
            Self::Go | Self::TypeScript | Self::Python => String::new(),
        }
    }

    /// The name of a property within its event.
    pub(super) fn field_name(self, property: &str) -> String {
        match self {
            Self::Rust => rust::field_name(property),
            Self::Go => go::field_name(property),
            // The keys of JSON.
            Self::TypeScript => property.to_owned(),
            Self::Python => python::field_name(property),
        }
    }

    /// What the output has beside events, under names that events could have.
    pub(super) const fn own_names(self) -> &'static [&'static str] {
        match self {
            Self::Go => go::PACKAGE_NAMES,
            Self::Rust | Self::TypeScript | Self::Python => &[],
        }
    }
}
