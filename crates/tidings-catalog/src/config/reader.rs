//! From the values of a `tidings.toml` to what it says.

use std::collections::HashMap;

use super::toml::{self, Entry, Value};
use super::{Config, TargetConfig, TargetKind};
use crate::findings::Findings;
use crate::rules::{
    invalid_config_value, invalid_rule_level, shared_output, unknown_config_key, unknown_target,
};
use crate::source::{FileId, Span, Spanned};
use crate::suggest::Suggestions;

const KEYS: [&str; 3] = ["catalog", "target", "rules"];
const TARGET_KEYS: [&str; 2] = ["kind", "out"];

/// None when it is no TOML.
pub(super) fn read(
    file: FileId,
    text: &str,
    kinds: &[TargetKind],
    findings: &mut Findings,
) -> Option<Config> {
    let document = toml::parse(file, text, findings);
    if findings.has_errors() {
        return None;
    }
    let mut reader = Reader {
        kinds,
        findings,
        suggestions: Suggestions::default(),
    };
    let config = reader.config(document);
    shared_output::check(&config.targets, findings);
    Some(config)
}

struct Reader<'r> {
    kinds: &'r [TargetKind],
    findings: &'r mut Findings,
    suggestions: Suggestions,
}

impl Reader<'_> {
    fn config(&mut self, document: Vec<Entry>) -> Config {
        let mut config = Config::default();
        for Entry { key, value } in document {
            match key.value.as_str() {
                "catalog" => config.catalog = self.catalog(value),
                "target" => config.targets = self.targets(value),
                "rules" => self.levels(value, &mut config),
                _ => unknown_config_key::report(&key, KEYS, &self.suggestions, self.findings),
            }
        }
        config
    }

    fn catalog(&mut self, value: Value) -> Vec<Spanned<String>> {
        let paths = match value {
            Value::List(items, span) if items.is_empty() => {
                self.invalid(span, "`catalog` names no file".to_owned(), CATALOG_HELP);
                items
            }
            Value::List(items, _) => items,
            value => vec![value],
        };
        let paths = paths
            .into_iter()
            .filter_map(|path| self.text("catalog", path, CATALOG_HELP));
        paths.collect()
    }

    fn targets(&mut self, value: Value) -> Vec<TargetConfig> {
        let Value::List(items, _) = value else {
            let message = format!("`target` is {}", value.what());
            self.invalid(value.span(), message, TARGET_HELP);
            return Vec::new();
        };
        let targets = items.into_iter().filter_map(|item| match item {
            Value::Table(entries, span) => self.target(entries, span),
            other => {
                let message = format!("a target is a table, this is {}", other.what());
                self.invalid(other.span(), message, TARGET_HELP);
                None
            }
        });
        targets.collect()
    }

    fn target(&mut self, entries: Vec<Entry>, span: Span) -> Option<TargetConfig> {
        let mut entries: HashMap<String, Entry> = entries
            .into_iter()
            .map(|entry| (entry.key.value.clone(), entry))
            .collect();
        let mut take = |name: &str| {
            let Some(entry) = entries.remove(name) else {
                let message = format!("this target has no `{name}`");
                self.invalid(span, message, TARGET_HELP);
                return None;
            };
            self.text(name, entry.value, TARGET_HELP)
        };
        let (kind, out) = (take("kind"), take("out"));
        let kind = kind?;
        let Some(known) = self.kinds.iter().find(|known| known.name == kind.value) else {
            unknown_target::report(&kind, self.kinds, &self.suggestions, self.findings);
            return None;
        };
        let mut settings = Vec::new();
        for Entry { key, value } in entries.into_values() {
            if !known.settings.contains(&key.value.as_str()) {
                let keys = TARGET_KEYS.iter().chain(known.settings).copied();
                unknown_config_key::report(&key, keys, &self.suggestions, self.findings);
                continue;
            }
            match value {
                Value::Text(text) | Value::Plain(text) => settings.push((key.value, text)),
                other => {
                    let message = format!("`{}` is {}", key.value, other.what());
                    let help = "a setting is a string, a number or a truth";
                    self.invalid(other.span(), message, help);
                }
            }
        }
        settings.sort_by(|one, other| one.0.cmp(&other.0));
        let out = out?;
        Some(TargetConfig {
            kind,
            out,
            settings,
            span,
        })
    }

    fn levels(&mut self, value: Value, config: &mut Config) {
        let Value::Table(entries, _) = value else {
            let message = format!("`rules` is {}", value.what());
            let help = "write a table, as `[rules]` and `past-tense-name = \"off\"`";
            self.invalid(value.span(), message, help);
            return;
        };
        for Entry { key, value } in entries {
            let Some(level) = self.text(&key, value, "write a level, as \"warning\"") else {
                continue;
            };
            let read = invalid_rule_level::read(&key, &level, &self.suggestions, self.findings);
            if let Some((rule, level)) = read {
                config.levels.set(rule.name, level);
            }
        }
    }

    /// A text that is not empty.
    fn text(&mut self, key: &str, value: Value, help: &str) -> Option<Spanned<String>> {
        match value {
            Value::Text(text) if !text.value.is_empty() => Some(text),
            Value::Text(text) => {
                self.invalid(text.span, format!("`{key}` is empty"), help);
                None
            }
            other => {
                let message = format!("`{key}` is {}, not a string", other.what());
                self.invalid(other.span(), message, help);
                None
            }
        }
    }

    fn invalid(&mut self, span: Span, message: String, help: &str) {
        invalid_config_value::report(span, message, help, self.findings);
    }
}

const CATALOG_HELP: &str = "write the catalog's path, as `catalog = \"events.yaml\"`";
const TARGET_HELP: &str =
    "write `[[target]]`, and below it `kind = \"rust\"` and `out = \"src/events.rs\"`";
