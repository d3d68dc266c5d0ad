//! A catalog as it is served: the definitions to emit by, who owns what, which subjects there are.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tidings::{Definition, PropertyType};
use tidings_catalog::{Catalog, CheckOptions, Level, check_with, render};
use tidings_files::{CatalogFiles, ReadError};
use tidings_store::Ownership;

use crate::definitions;

/// What the service works from until it reads its catalog again.
#[derive(Debug)]
pub struct ServedCatalog {
    pub definitions: BTreeMap<String, Definition>,
    pub ownership: Arc<Ownership>,
    /// The built-in ones, which the fixed routes speak of, and those that the catalog declares.
    pub subjects: Vec<Subject>,
    /// As the catalog route answers it.
    pub json: Value,
}

/// A subject that events may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The id's name, as `cluster_id`.
    pub name: String,
    pub property_type: PropertyType,
}

/// Why a catalog cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// Its files cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It has errors.
    #[error("the catalog `{path}` has errors:\n{findings}")]
    Invalid {
        /// The files and folders.
        path: String,
        /// As `tidings check` tells them.
        findings: String,
    },
}

/// Subjects that every store has: the raw event's body and the list's parameters name them.
const BUILT_IN: [&str; 3] = ["cluster_id", "host_id", "infra_env_id"];

/// The findings that are told.
const MOST_FINDINGS: usize = 20;

impl ServedCatalog {
    /// Reads and checks the files.
    pub fn read(paths: &[PathBuf]) -> Result<Self, CatalogError> {
        let sources = CatalogFiles::read(paths)?.sources;
        let mut checked = check_with(&sources, &CheckOptions::without_languages());
        match checked.catalog {
            Some(catalog) => Ok(Self::new(&catalog)),
            None => {
                checked
                    .diagnostics
                    .retain(|diagnostic| diagnostic.level == Level::Error);
                let options = render::HumanOptions {
                    color: false,
                    max_findings: MOST_FINDINGS,
                };
                let shown = paths.iter().map(|path| path.display().to_string());
                Err(CatalogError::Invalid {
                    path: shown.collect::<Vec<_>>().join("`, `"),
                    findings: render::human(&sources, &checked.diagnostics, &options),
                })
            }
        }
    }

    fn new(catalog: &Catalog) -> Self {
        let named = |definition: Definition| (definition.name.to_string(), definition);
        Self {
            definitions: definitions::of(catalog).into_iter().map(named).collect(),
            ownership: Arc::new(ownership(catalog)),
            subjects: subjects(catalog),
            json: shown(catalog),
        }
    }

    /// The subject of this kind, as `cluster`.
    pub fn subject_of_kind(&self, kind: &str) -> Option<&Subject> {
        let is_of_kind = |subject: &&Subject| subject.name.strip_suffix("_id") == Some(kind);
        self.subjects.iter().find(is_of_kind)
    }
}

fn ownership(catalog: &Catalog) -> Ownership {
    let by_name = catalog.events.iter().flat_map(|event| {
        let event_type = catalog.event_type(&event.event_type.value);
        let owner = event_type.map(|event_type| event_type.owner.clone());
        let owner = owner.unwrap_or_default();
        // Records under an old name are this event's, too.
        let names = std::iter::once(&event.name).chain(&event.formerly);
        names.map(move |name| (name.value.clone(), owner.clone()))
    });
    Ownership {
        by_name: by_name.collect(),
        ..Ownership::default()
    }
}

fn subjects(catalog: &Catalog) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = BUILT_IN
        .map(|name| Subject {
            name: name.to_owned(),
            property_type: PropertyType::Uuid,
        })
        .into();
    let declared = catalog.subjects.iter().map(|subject| Subject {
        name: subject.name.clone(),
        property_type: definitions::property_type(subject.property_type),
    });
    let declared = declared.filter(|subject| !BUILT_IN.contains(&&*subject.name));
    subjects.extend(declared);
    subjects.sort_by(|one, other| one.name.cmp(&other.name));
    subjects
}

fn shown(catalog: &Catalog) -> Value {
    let event_types = catalog.event_types.iter().map(|event_type| {
        json!({
            "name": event_type.name.value, "requires": event_type.requires, "allows": event_type.allows,
            "forbids": event_type.forbids, "owner": event_type.owner,
        })
    });
    let events = catalog.events.iter().map(shown_event);
    json!({
        "event_types": event_types.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
    })
}

fn shown_event(event: &tidings_catalog::EventDefinition) -> Value {
    let properties = event.properties.iter().map(|property| {
        let mut shown = json!({
            "name": property.name.value, "type": property.property_type.value.name(),
            "optional": property.optional, "subject": property.subject, "sensitive": property.sensitive,
        });
        if let Some(description) = &property.description {
            shown["description"] = description.value.clone().into();
        }
        if !property.values.is_empty() {
            let values = property.values.iter().map(|value| value.value.clone());
            shown["enum"] = values.collect::<Vec<_>>().into();
        }
        shown
    });
    let mut shown = json!({
        "name": event.name.value, "message": event.message.value, "event_type": event.event_type.value,
        "severity": event.severity.value.name(), "category": event.category.name(),
        "properties": properties.collect::<Vec<_>>(),
    });
    if let Some(description) = &event.description {
        shown["description"] = description.value.clone().into();
    }
    if let Some(window) = &event.rate_limit {
        shown["rate_limit_seconds"] = window.value.as_secs_f64().into();
    }
    if let Some(deprecated) = &event.deprecated {
        let text = |text: &Option<tidings_catalog::Spanned<String>>| {
            text.as_ref().map(|text| text.value.clone())
        };
        shown["deprecated"] = json!({
            "since": text(&deprecated.since), "replaced_by": text(&deprecated.replaced_by),
            "reason": text(&deprecated.reason),
        });
    }
    shown
}
