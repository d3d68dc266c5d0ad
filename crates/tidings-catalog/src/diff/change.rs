//! One change.

use serde_json::Value;

use super::class::Class;
use super::kind::{Case, Kind};
use crate::source::Span;

/// One difference between two catalogs.
#[derive(Debug, Clone)]
pub struct Change {
    pub kind: &'static Kind,
    /// Whom it breaks, and why.
    pub case: &'static Case,
    /// The event by its name in BASE, or in HEAD when it is new; none for what concerns no event.
    pub event: Option<String>,
    /// The same of a property.
    pub property: Option<String>,
    /// What was; null for what is new.
    pub from: Value,
    /// What is now; null for what is no more.
    pub to: Value,
    /// In BASE's sources.
    pub base: Option<Span>,
    /// In HEAD's sources.
    pub head: Option<Span>,
    /// What changed, whom it breaks and why: one sentence, in lower case, without a period.
    pub message: String,
    /// The new name of the property when that was renamed, else of the event when that was.
    pub renamed_to: Option<String>,
}

impl Change {
    pub(super) fn new(kind: &'static Kind, case: &'static Case, what: &str) -> Self {
        debug_assert!(kind.cases.iter().any(|known| std::ptr::eq(*known, case)));
        Self {
            kind,
            case,
            event: None,
            property: None,
            from: Value::Null,
            to: Value::Null,
            base: None,
            head: None,
            message: format!("{what}: {}", case.why),
            renamed_to: None,
        }
    }

    pub(super) fn of_event(mut self, name: &str) -> Self {
        self.event = Some(name.to_owned());
        self
    }

    pub(super) fn values(mut self, from: impl Into<Value>, to: impl Into<Value>) -> Self {
        (self.from, self.to) = (from.into(), to.into());
        self
    }

    pub(super) fn places(
        mut self,
        base: impl Into<Option<Span>>,
        head: impl Into<Option<Span>>,
    ) -> Self {
        (self.base, self.head) = (base.into(), head.into());
        self
    }

    /// Whether it is of this class or a graver one.
    pub fn is_at_least(&self, class: Class) -> bool {
        self.case.gravest() <= class
    }
}

/// How many changes are in each class. One that is in several is counted in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    pub source: usize,
    pub clients: usize,
    pub message: usize,
    pub compatible: usize,
}

impl Summary {
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Self {
        let mut summary = Self::default();
        for class in changes.into_iter().flat_map(|change| change.case.classes) {
            *match class {
                Class::Source => &mut summary.source,
                Class::Clients => &mut summary.clients,
                Class::Message => &mut summary.message,
                Class::Compatible => &mut summary.compatible,
            } += 1;
        }
        summary
    }
}
