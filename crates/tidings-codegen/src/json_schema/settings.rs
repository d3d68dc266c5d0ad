//! What the target is told beside the catalog.

use super::dialect::{DRAFT_07, DRAFT_2020_12, Dialect};
use crate::{GenerateError, Options, Target};

/// The settings' names.
pub(crate) const NAMES: &[&str] = &[DRAFT, ID];

const DRAFT: &str = "draft";
const ID: &str = "id";

pub(super) struct Settings<'a> {
    pub dialect: Dialect,
    /// What `$id` says.
    pub id: Option<&'a str>,
}

impl<'a> Settings<'a> {
    pub fn of(options: &'a Options) -> Result<Self, GenerateError> {
        let setting = |name: &str| options.settings.get(name).map(String::as_str);
        let dialect = match setting(DRAFT) {
            None | Some("2020-12") => DRAFT_2020_12,
            Some("07") => DRAFT_07,
            Some(other) => return Err(invalid(DRAFT, other, "it is 2020-12 or 07")),
        };
        let id = setting(ID);
        if let Some(id) = id.filter(|id| !is_absolute(id)) {
            let reason = "it is the address of the schema, as https://example.com/events.json, without a `#`";
            return Err(invalid(ID, id, reason));
        }
        Ok(Self { dialect, id })
    }
}

/// Whether it is an absolute URI without a fragment, as `$id` must be (JSON Schema 2020-12, 8.2.1).
fn is_absolute(id: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let right = |byte: u8| byte.is_ascii_graphic() && !b"#\"<>\\^`{|}".contains(&byte);
    let parts = id.split_once(':');
    parts.is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
        && id.bytes().all(right)
}

fn invalid(name: &str, value: &str, reason: &'static str) -> GenerateError {
    GenerateError::InvalidSetting {
        target: Target::JsonSchema,
        name: name.to_owned(),
        value: value.to_owned(),
        reason,
    }
}
