//! What the catalogs of these tests say, once more and by hand: what the service read from them is not asked.

use Category::{Metrics, User};
use IdType::{Int64, Text, Uuid};

/// As much of a catalog as authorization and lists need.
#[derive(Debug)]
pub struct Catalog {
    pub yaml: &'static str,
    pub subjects: &'static [(&'static str, IdType)],
    pub event_types: &'static [EventType],
    /// Name, event type, category.
    pub events: &'static [(&'static str, &'static str, Category)],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdType {
    Uuid,
    Text,
    Int64,
}

#[derive(Clone, Copy, Debug)]
pub enum Category {
    User,
    Metrics,
}

#[derive(Debug)]
pub struct EventType {
    pub name: &'static str,
    pub requires: &'static [&'static str],
    pub allows: &'static [&'static str],
    /// "subjects in order; the first one present owns the record"
    pub owner: &'static [&'static str],
}

impl Catalog {
    /// The event type of a catalogued name.
    pub fn event_type(&self, name: &str) -> Option<&'static EventType> {
        let (_, of, _) = self.events.iter().find(|(event, _, _)| *event == name)?;
        self.event_types
            .iter()
            .find(|declared| declared.name == *of)
    }

    pub fn id_type(&self, subject: &str) -> Option<IdType> {
        let found = self.subjects.iter().find(|(name, _)| *name == subject);
        found.map(|(_, id_type)| *id_type)
    }

    pub fn declares(&self, subject: &str) -> bool {
        self.id_type(subject).is_some()
    }
}

/// "without it the three built-in event types below are in force, exactly as written here" (DESIGN 4)
pub static BUILTIN: Catalog = Catalog {
    yaml: include_str!("../catalogs/builtin.yaml"),
    subjects: &[
        ("cluster_id", Uuid),
        ("host_id", Uuid),
        ("infra_env_id", Uuid),
    ],
    event_types: &[
        EventType {
            name: "cluster",
            requires: &["cluster_id"],
            allows: &[],
            owner: &["cluster_id"],
        },
        EventType {
            name: "host",
            requires: &["host_id", "infra_env_id"],
            allows: &["cluster_id"],
            owner: &["cluster_id", "infra_env_id"],
        },
        EventType {
            name: "infra_env",
            requires: &["infra_env_id"],
            allows: &["cluster_id"],
            owner: &["cluster_id", "infra_env_id"],
        },
    ],
    events: &[
        ("cluster_was_installed", "cluster", User),
        ("cluster_was_measured", "cluster", Metrics),
        ("host_was_bound", "host", User),
        ("image_was_built", "infra_env", User),
    ],
};

pub static DECLARED: Catalog = Catalog {
    yaml: include_str!("../catalogs/declared.yaml"),
    subjects: &[
        ("order_id", Text),
        ("customer_id", Int64),
        ("cluster_id", Uuid),
    ],
    event_types: &[
        EventType {
            name: "order",
            requires: &["order_id"],
            allows: &["customer_id", "cluster_id"],
            owner: &["order_id"],
        },
        EventType {
            name: "delivery",
            requires: &["order_id"],
            allows: &["customer_id", "cluster_id"],
            owner: &["customer_id", "cluster_id", "order_id"],
        },
        EventType {
            name: "service",
            requires: &[],
            allows: &[],
            owner: &[],
        },
    ],
    events: &[
        ("order_was_placed", "order", User),
        ("parcel_was_sent", "delivery", User),
        ("order_was_counted", "order", Metrics),
        ("service_was_started", "service", User),
    ],
};

impl Catalog {
    /// The category of a catalogued event.
    pub fn category(&self, name: &str) -> Option<&'static str> {
        let (_, _, category) = self.events.iter().find(|(event, _, _)| *event == name)?;
        Some(match category {
            User => "user",
            Metrics => "metrics",
        })
    }
}
