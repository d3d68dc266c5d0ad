use std::collections::BTreeMap;

use crate::diagnostic::Level;

/// How a rule is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleLevel {
    /// Not at all.
    Off,
    Warning,
    Error,
}

impl RuleLevel {
    pub(crate) const NAMES: [&'static str; 3] = ["error", "warning", "off"];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "error" => Some(Self::Error),
            "warning" => Some(Self::Warning),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// How rules are reported that are not reported as they are by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleLevels(BTreeMap<&'static str, RuleLevel>);

impl RuleLevels {
    pub(crate) fn set(&mut self, rule: &'static str, level: RuleLevel) {
        self.0.insert(rule, level);
    }

    /// The level of this rule's findings, which is `default` unless something else was said; none when they are off.
    pub(crate) fn of(&self, rule: &str, default: Level) -> Option<Level> {
        match self.0.get(rule) {
            None => Some(default),
            Some(RuleLevel::Off) => None,
            Some(RuleLevel::Warning) => Some(Level::Warning),
            Some(RuleLevel::Error) => Some(Level::Error),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
