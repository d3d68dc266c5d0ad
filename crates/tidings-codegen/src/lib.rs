//! A checked [`Catalog`] in; the text of [`GeneratedFile`]s out, one folder here per [`Target`].
//!
//! Generating does no I/O and reads no clock or environment: the same catalog gives the same bytes.
//!
//! ```
//! use tidings_catalog::{Sources, check};
//! use tidings_codegen::{Options, Target, generate};
//!
//! let yaml = "x-events:
//! - name: cluster_registered
//!   message: Registered cluster {cluster_id}
//!   event_type: cluster
//!   severity: info
//!   properties: { cluster_id: UUID }
//! ";
//! let catalog = check(&Sources::single("events.yaml", yaml)).catalog.expect("no error in it");
//! let files = generate(Target::Rust, &catalog, &Options::named("events"))?;
//! assert_eq!(files[0].path, "events.rs");
//! assert!(files[0].text.contains("pub struct ClusterRegistered {"));
//! # Ok::<(), tidings_codegen::GenerateError>(())
//! ```

mod asyncapi;
mod collisions;
mod documentation;
mod go;
mod json;
mod json_schema;
mod markdown;
mod python;
mod rust;
mod sample;
mod target;
#[cfg(feature = "template")]
mod template;
mod template_error;
mod typescript;
mod writer;

use std::collections::BTreeMap;

use tidings_catalog::Catalog;

pub use target::{Target, UnknownTarget};
pub use template_error::{Excerpt, TemplateError};

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Relative to the output folder, with `/` between its parts.
    pub path: String,
    /// The whole of it, UTF-8, with `\n` at the end of every line.
    pub text: String,
}

/// What a target may be told beside the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The name of the output without its extension, as `events`.
    pub stem: String,
    /// Settings of the target, by name; see [`Target::settings`].
    pub settings: BTreeMap<String, String>,
    /// The texts of templates by their paths, relative to their folder and with `/` between parts; for
    /// [`Target::Template`], whose setting `template` names the folder for whoever reads it.
    pub templates: BTreeMap<String, String>,
}

impl Options {
    /// Options for an output called `stem`, without settings.
    pub fn named(stem: impl Into<String>) -> Self {
        Self {
            stem: stem.into(),
            settings: BTreeMap::new(),
            templates: BTreeMap::new(),
        }
    }

    /// The same with one more setting.
    pub fn with_setting(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.insert(name.into(), value.into());
        self
    }
}

/// Why nothing was generated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The target has no setting of this name.
    #[error("target {target} has no setting `{name}`{}", known_settings(*.target))]
    UnknownSetting {
        /// The target asked for.
        target: Target,
        /// The setting's name.
        name: String,
    },
    /// A setting has a value that it cannot have.
    #[error("target {target}: `{name}` cannot be `{}`; {reason}", value.escape_debug())]
    InvalidSetting {
        /// The target asked for.
        target: Target,
        /// The setting's name.
        name: String,
        /// The value given.
        value: String,
        /// What is wrong, or what it can be.
        reason: &'static str,
    },
    /// No template makes a file.
    #[error(
        "target template: there is no template; name files NAME.j2, and those to be included _NAME.j2"
    )]
    NoTemplates,
    /// A template is wrong, or cannot be rendered.
    #[error("{0}")]
    Template(std::sync::Arc<TemplateError>),
    /// A template names a file that is not in the output folder.
    #[error("template {template}: `{}` is no path of a file in the output folder", path.escape_debug())]
    OutputPath {
        /// The template's name.
        template: String,
        /// The path that it gives.
        path: String,
    },
    /// Two outputs have the same path, or differ only in case.
    #[error(
        "template {second}: `{path}` is written already, by template {first}; give each file a name of its own"
    )]
    OutputTaken {
        /// The path.
        path: String,
        /// The template that gave it first.
        first: String,
        /// The template that gave it again.
        second: String,
    },
    /// This program was built without the feature `template`.
    #[error("target template: this build has no templates (feature `template` of tidings-codegen)")]
    WithoutTemplates,
    /// Two declarations become the same in the target's language.
    #[error(
        "target {target}: `{second}` becomes `{name}`, which is taken by `{first}`; rename one of them"
    )]
    Collision {
        /// The target asked for.
        target: Target,
        /// The name in generated code.
        name: String,
        /// What has it, an event or a property.
        first: String,
        /// What would have it, too.
        second: String,
    },
}

/// The files of one target, from a catalog in which [`tidings_catalog::check`] found no error.
///
/// # Errors
/// A setting that the target does not have, or a value that it cannot have; names that become the same in its language.
pub fn generate(
    target: Target,
    catalog: &Catalog,
    options: &Options,
) -> Result<Vec<GeneratedFile>, GenerateError> {
    let mut files: Vec<GeneratedFile> = Vec::new();
    generate_into(target, catalog, options, |path, text| {
        match files.last_mut() {
            Some(file) if file.path == path => file.text.push_str(text),
            _ => files.push(GeneratedFile {
                path: path.to_owned(),
                text: text.to_owned(),
            }),
        }
    })?;
    Ok(files)
}

/// [`generate`] for outputs that are large: gives the path of each file with its text, a chunk at a time, one file after
/// the other.
///
/// # Errors
/// The same, before anything is given.
pub fn generate_into(
    target: Target,
    catalog: &Catalog,
    options: &Options,
    mut sink: impl FnMut(&str, &str),
) -> Result<(), GenerateError> {
    let known = |name: &String| target.settings().contains(&name.as_str());
    if let Some(name) = options.settings.keys().find(|name| !known(name)) {
        let name = name.clone();
        return Err(GenerateError::UnknownSetting { target, name });
    }
    collisions::check(target, catalog)?;
    match target {
        Target::Rust => rust::generate(catalog, options, &mut sink),
        Target::Go => go::generate(catalog, options, &mut sink)?,
        Target::TypeScript => typescript::generate(catalog, options, &mut sink),
        Target::Python => python::generate(catalog, options, &mut sink),
        Target::JsonSchema => json_schema::generate(catalog, options, &mut sink)?,
        Target::AsyncApi => asyncapi::generate(catalog, options, &mut sink)?,
        Target::Markdown => markdown::generate(catalog, options, &mut sink)?,
        #[cfg(feature = "template")]
        Target::Template => {
            let files = template::generate(catalog, options)?;
            files.iter().for_each(|file| sink(&file.path, &file.text));
        }
        #[cfg(not(feature = "template"))]
        Target::Template => return Err(GenerateError::WithoutTemplates),
    }
    Ok(())
}

fn known_settings(target: Target) -> String {
    match target.settings() {
        [] => "; it has none".to_owned(),
        names => format!("; it has {}", names.join(", ")),
    }
}
