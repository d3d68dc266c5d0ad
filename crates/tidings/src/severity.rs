use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How bad an event is for the one it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something happened as it should.
    Info,
    /// Something may go wrong, or went wrong and was worked around.
    Warning,
    /// Something failed; the subject as a whole goes on.
    Error,
    /// The subject as a whole failed and needs somebody.
    Critical,
}

impl Severity {
    /// All severities, the least grave first.
    pub const ALL: [Self; 4] = [Self::Info, Self::Warning, Self::Error, Self::Critical];

    /// The name in catalogs, JSON and filters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }
}

/// Whom an event is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// People who use the service.
    #[default]
    User,
    /// Programs that measure the service.
    Metrics,
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 2] = [Self::User, Self::Metrics];

    /// The name in catalogs, JSON and filters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Metrics => "metrics",
        }
    }
}

/// A text that names no severity, no category, or no value of a generated `enum` type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("should be one of [{allowed}]")]
pub struct UnknownName {
    pub(crate) allowed: Cow<'static, str>,
}

impl FromStr for Severity {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let named = Self::ALL
            .into_iter()
            .find(|severity| severity.as_str() == text);
        named.ok_or(UnknownName {
            allowed: Cow::Borrowed("info warning error critical"),
        })
    }
}

impl FromStr for Category {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let named = Self::ALL
            .into_iter()
            .find(|category| category.as_str() == text);
        named.ok_or(UnknownName {
            allowed: Cow::Borrowed("user metrics"),
        })
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
