//! What is the same in BASE and HEAD, before anything is compared.

use super::change::Change;
use super::kind::{Case, Kind};
use super::words::code;
use crate::catalog::{EventDefinition, Property};

/// How it is known that two names mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rename {
    /// One of the catalogs says so, in `formerly`.
    Certain,
    /// They are alike, and neither name is in both catalogs.
    Probable,
}

impl Rename {
    /// For a sentence: "is `a`, probably".
    pub(super) fn adverb(self) -> &'static str {
        match self {
            Self::Certain => "",
            Self::Probable => "probably ",
        }
    }
}

/// An event of both catalogs.
pub(super) struct EventPair<'c> {
    pub(super) base: &'c EventDefinition,
    pub(super) head: &'c EventDefinition,
    pub(super) rename: Option<Rename>,
    /// Those of BASE in their order, then those that are new.
    pub(super) properties: Vec<Matched<'c, Property, PropertyPair<'c>>>,
}

/// A property of both events of a pair.
#[derive(Clone, Copy)]
pub(super) struct PropertyPair<'c> {
    pub(super) base: &'c Property,
    pub(super) head: &'c Property,
    pub(super) rename: Option<Rename>,
}

/// Where something is.
pub(super) enum Matched<'c, T, P> {
    Both(P),
    Removed(&'c T),
    Added(&'c T),
}

impl<'c> EventPair<'c> {
    /// The name by which messages call it: that of BASE.
    pub(super) fn name(&self) -> &'c str {
        &self.base.name.value
    }

    pub(super) fn title(&self) -> String {
        code(self.name())
    }

    pub(super) fn change(
        &self,
        kind: &'static Kind,
        case: &'static Case,
        what: impl AsRef<str>,
    ) -> Change {
        let mut change = Change::new(kind, case, what.as_ref()).of_event(self.name());
        change.renamed_to = self.rename.map(|_| self.head.name.value.clone());
        change
    }

    /// The properties of both events.
    pub(super) fn common(&self) -> impl Iterator<Item = &PropertyPair<'c>> {
        self.properties
            .iter()
            .filter_map(|property| match property {
                Matched::Both(pair) => Some(pair),
                Matched::Removed(_) | Matched::Added(_) => None,
            })
    }

    /// A change of a property that only one of the events has.
    pub(super) fn change_of(
        &self,
        property: &Property,
        kind: &'static Kind,
        case: &'static Case,
        what: &str,
    ) -> Change {
        let what = format!(
            "property {} of {} {what}",
            code(&property.name),
            self.title()
        );
        let mut change = self.change(kind, case, what);
        change.property = Some(property.name.value.clone());
        change
    }
}

impl PropertyPair<'_> {
    /// `what` goes on after the property's name.
    pub(super) fn change(
        &self,
        event: &EventPair<'_>,
        kind: &'static Kind,
        case: &'static Case,
        what: impl AsRef<str>,
    ) -> Change {
        let mut change = event
            .change_of(self.base, kind, case, what.as_ref())
            .places(self.base.name.span, self.head.name.span);
        if self.rename.is_some() {
            change.renamed_to = Some(self.head.name.value.clone());
        }
        change
    }
}
