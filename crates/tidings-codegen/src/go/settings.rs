//! What the target is told beside the catalog.

use tidings_catalog::Catalog;
use tidings_catalog::names::go as names;

use crate::{GenerateError, Options, Target};

/// The settings' names.
pub(crate) const NAMES: &[&str] = &[PACKAGE, SENDER_IMPORT];

const PACKAGE: &str = "package";
const SENDER_IMPORT: &str = "sender_import";

/// The package of the original's `Sender`.
const ORIGINAL: &str = "github.com/openshift/assisted-service/internal/events/api";

pub(super) struct Settings<'a> {
    pub package: &'a str,
    pub sender: Sender<'a>,
}

/// Where the interface of senders is declared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender<'a> {
    /// In the package of this path, with a method per event type, as in the original.
    Imported(&'a str),
    /// In the generated package.
    Own,
}

impl<'a> Settings<'a> {
    pub fn of(catalog: &Catalog, options: &'a Options) -> Result<Self, GenerateError> {
        let setting = |name: &str| options.settings.get(name).map(String::as_str);
        let package = setting(PACKAGE).unwrap_or("events");
        if !names::is_package_name(package) {
            let reason = "a package's name has letters, digits and `_`, begins with a small letter, and is no keyword";
            return Err(invalid(PACKAGE, package, reason));
        }
        let sender = match (setting(SENDER_IMPORT), has_built_in_event_types(catalog)) {
            (None, false) | (Some("none"), _) => Sender::Own,
            (Some(path), false) => {
                let reason = "the catalog declares its own event types, so the package has its own sender; leave the setting out";
                return Err(invalid(SENDER_IMPORT, path, reason));
            }
            (path, true) => Sender::Imported(path.unwrap_or(ORIGINAL)),
        };
        if let Sender::Imported(path) = sender
            && !is_import_path(path)
        {
            let reason = "it is the path of a Go package, or `none` for a sender in the package";
            return Err(invalid(SENDER_IMPORT, path, reason));
        }
        Ok(Self { package, sender })
    }

    pub fn is_own(&self) -> bool {
        self.sender == Sender::Own
    }
}

fn invalid(name: &str, value: &str, reason: &'static str) -> GenerateError {
    GenerateError::InvalidSetting {
        target: Target::Go,
        name: name.to_owned(),
        value: value.to_owned(),
        reason,
    }
}

/// Elements as Go's modules allow them (golang.org/x/mod/module, `CheckImportPath`).
fn is_import_path(path: &str) -> bool {
    let element = |element: &str| {
        let right = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+".contains(&byte);
        !element.is_empty() && !element.ends_with('.') && element.bytes().all(right)
    };
    path.split('/').all(element)
}

/// Whether the event types are those of a catalog that declares none.
fn has_built_in_event_types(catalog: &Catalog) -> bool {
    let is_built_in = |declared: &tidings_catalog::EventType| {
        BUILT_IN.iter().any(|(name, requires, allows, forbids)| {
            declared.name.value == *name
                && declared.requires == *requires
                && declared.allows == *allows
                && declared.forbids == *forbids
        })
    };
    catalog.event_types.iter().all(is_built_in)
}

/// Their names, and the ids that they require, allow and forbid.
type EventTypeFacts = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

const BUILT_IN: &[EventTypeFacts] = &[
    (
        "cluster",
        &["cluster_id"],
        &[],
        &["host_id", "infra_env_id"],
    ),
    ("host", &["host_id", "infra_env_id"], &["cluster_id"], &[]),
    (
        "infra_env",
        &["infra_env_id"],
        &["cluster_id"],
        &["host_id"],
    ),
];
