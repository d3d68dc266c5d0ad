use std::fmt;
use std::str::FromStr;

use tidings_catalog::config::TargetKind;

use tidings_catalog::names;

/// What can be generated from a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Target {
    /// One file of Rust for `tidings`: a type and two sending functions per event.
    Rust,
    /// One file of Go: a type, a constructor and two sending functions per event, as assisted-service's generator has them.
    Go,
    /// One TypeScript module without dependencies: types, guards and a client.
    TypeScript,
    /// One typed Python module that needs the standard library alone: a class per event, and a client.
    Python,
    /// One JSON Schema: of events as they are listed, as records, and as they are emitted.
    JsonSchema,
    /// One AsyncAPI document: the events service and its messages.
    AsyncApi,
    /// Markdown for people: one page, or one for each event type.
    Markdown,
    /// Whatever the templates of [`crate::Options::templates`] make.
    Template,
}

impl Target {
    /// Every target, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Rust,
        Self::Go,
        Self::TypeScript,
        Self::Python,
        Self::JsonSchema,
        Self::AsyncApi,
        Self::Markdown,
        Self::Template,
    ];

    /// Every target as a `tidings.toml` can name it.
    pub fn kinds() -> Vec<TargetKind> {
        let kind = |target: Self| TargetKind {
            name: target.as_str(),
            settings: target.settings(),
        };
        Self::ALL.into_iter().map(kind).collect()
    }

    /// The name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Go => "go",
            Self::TypeScript => "typescript",
            Self::Python => "python",
            Self::JsonSchema => "json-schema",
            Self::AsyncApi => "asyncapi",
            Self::Markdown => "markdown",
            Self::Template => "template",
        }
    }

    /// What the name of its main file ends in, without the dot; empty where files are named otherwise.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Rust => "rs",
            Self::Go => "go",
            Self::TypeScript => "ts",
            Self::Python => "py",
            Self::JsonSchema | Self::AsyncApi => "json",
            Self::Markdown => "md",
            Self::Template => "",
        }
    }

    /// What stands before the extension where its main file is named after the catalog, so that no two targets write the
    /// same file.
    pub const fn infix(self) -> &'static str {
        match self {
            Self::JsonSchema => ".schema",
            Self::AsyncApi => ".asyncapi",
            Self::Rust
            | Self::Go
            | Self::TypeScript
            | Self::Python
            | Self::Markdown
            | Self::Template => "",
        }
    }

    /// Why its language does not take a file of this name, which is given without the extension.
    pub fn misnamed(self, stem: &str) -> Option<&'static str> {
        match self {
            Self::Go if names::go::is_left_out(stem) => {
                Some("Go takes it for a test, or for another system's, and leaves it out")
            }
            Self::Python if !names::python::is_module_name(stem) => {
                Some("Python can import no module of that name")
            }
            _ => None,
        }
    }

    /// The names of the settings it takes.
    pub const fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Rust => &[],
            Self::Go => crate::go::SETTINGS,
            Self::TypeScript => &[],
            Self::Python => &[],
            Self::JsonSchema => crate::json_schema::SETTINGS,
            Self::AsyncApi => crate::asyncapi::SETTINGS,
            Self::Markdown => crate::markdown::SETTINGS,
            Self::Template => &["template"],
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(name: &str) -> Result<Self, UnknownTarget> {
        let named = Self::ALL.into_iter().find(|target| target.as_str() == name);
        named.ok_or_else(|| UnknownTarget {
            name: name.to_owned(),
        })
    }
}

/// A name that is no target's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no target `{name}`; there are {}", Target::ALL.map(Target::as_str).join(", "))]
pub struct UnknownTarget {
    name: String,
}
