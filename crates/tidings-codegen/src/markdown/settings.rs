//! What the target is told beside the catalog.

use super::emit::Language;
use crate::{GenerateError, Options, Target};

/// The settings' names.
pub(crate) const NAMES: &[&str] = &[TITLE, SPLIT, LANGUAGES];

const TITLE: &str = "title";
const SPLIT: &str = "split";
const LANGUAGES: &str = "languages";

pub(super) struct Settings<'a> {
    pub title: &'a str,
    /// Whether each event type has a page of its own.
    pub split: bool,
    /// Those in which emitting is shown.
    pub languages: Vec<Language>,
}

impl<'a> Settings<'a> {
    pub fn of(options: &'a Options) -> Result<Self, GenerateError> {
        let setting = |name: &str| options.settings.get(name).map(String::as_str);
        let title = setting(TITLE).unwrap_or("Events");
        if title.trim().is_empty() {
            let reason = "it cannot be empty; leave it out for the default";
            return Err(invalid(TITLE, title, reason));
        }
        let split = match setting(SPLIT) {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => return Err(invalid(SPLIT, other, "it is true or false")),
        };
        let languages = match setting(LANGUAGES) {
            None => Language::ALL.to_vec(),
            Some("none") => Vec::new(),
            Some(list) => languages(list).ok_or_else(|| {
                let reason = "it is a list of rust, go, typescript, python, curl, with commas between, or none";
                invalid(LANGUAGES, list, reason)
            })?,
        };
        Ok(Self {
            title,
            split,
            languages,
        })
    }
}

fn languages(list: &str) -> Option<Vec<Language>> {
    let named = |name: &str| {
        let all = Language::ALL.into_iter();
        all.clone().find(|language| language.name() == name)
    };
    list.split(',').map(|name| named(name.trim())).collect()
}

fn invalid(name: &str, value: &str, reason: &'static str) -> GenerateError {
    GenerateError::InvalidSetting {
        target: Target::Markdown,
        name: name.to_owned(),
        value: value.to_owned(),
        reason,
    }
}
