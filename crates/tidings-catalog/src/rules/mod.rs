//! The rules, one file each: what is checked, why, and its documentation.

pub(crate) mod alias_limit;
pub(crate) mod ambiguous_text;
mod choice;
pub(crate) mod colliding_names;
pub(crate) mod conflicting_optional;
pub(crate) mod deep_nesting;
pub(crate) mod duplicate_event_name;
pub(crate) mod duplicate_event_type;
pub(crate) mod duplicate_key;
pub(crate) mod duplicate_message;
pub(crate) mod empty_catalog;
pub(crate) mod file_too_large;
pub(crate) mod forbidden_subject;
pub(crate) mod invalid_config_value;
pub(crate) mod invalid_deprecated;
pub(crate) mod invalid_enum;
pub(crate) mod invalid_event_type;
pub(crate) mod invalid_extension;
pub(crate) mod invalid_name;
pub(crate) mod invalid_old_name;
pub(crate) mod invalid_rate_limit;
pub(crate) mod invalid_retirement;
pub(crate) mod invalid_rule_level;
pub(crate) mod invalid_sensitive;
pub(crate) mod merge_key;
pub(crate) mod missing_events;
pub(crate) mod missing_key;
pub(crate) mod missing_subject;
pub(crate) mod name_context;
pub(crate) mod not_utf_8;
pub(crate) mod optional_in_message;
pub(crate) mod optional_subject;
pub(crate) mod past_tense_name;
pub(crate) mod retired_name;
pub(crate) mod second_document;
pub(crate) mod shared_output;
pub(crate) mod special_property;
pub(crate) mod subject_name;
pub(crate) mod subject_type;
pub(crate) mod toml_syntax;
pub(crate) mod too_many_subjects;
pub(crate) mod unknown_alias;
pub(crate) mod unknown_category;
pub(crate) mod unknown_config_key;
pub(crate) mod unknown_event_type;
pub(crate) mod unknown_key;
pub(crate) mod unknown_placeholder;
pub(crate) mod unknown_property_type;
pub(crate) mod unknown_replacement;
pub(crate) mod unknown_rule;
pub(crate) mod unknown_severity;
pub(crate) mod unknown_target;
pub(crate) mod unmarked_secret;
pub(crate) mod unsendable_text;
pub(crate) mod unused_allow;
pub(crate) mod wrong_kind;
pub(crate) mod yaml_syntax;
pub(crate) mod yaml_tag;

#[cfg(test)]
pub(crate) mod testing;

use crate::context::Context;
use crate::diagnostic::Level;
use crate::findings::Findings;

/// Something that a catalog is checked for.
///
/// ```
/// let rule = tidings_catalog::rules::find("past-tense-name").expect("it is a rule");
/// assert_eq!(rule.code, "TD401");
/// assert!(rule.docs.contains("## Why is this bad?"));
/// ```
#[derive(Debug)]
pub struct Rule {
    /// Stable, as `TD401`.
    pub code: &'static str,
    /// As in `allow`: `past-tense-name`.
    pub name: &'static str,
    /// How its findings are reported.
    pub level: Level,
    /// One line, in lower case, without a period.
    pub summary: &'static str,
    /// What it does, why that is bad, an example; Markdown.
    pub docs: &'static str,
    /// Whether an event's `allow` may name it. Only warnings can be.
    pub silenceable: bool,
    /// Whether `check --fix` mends some of what it finds.
    pub fixable: bool,
}

/// Every rule, in the order of codes.
pub fn all() -> &'static [&'static Rule] {
    ALL
}

/// The rule with this code (`TD401`, in any case) or name.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all()
        .iter()
        .copied()
        .find(|rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name == code_or_name)
}

static ALL: &[&Rule] = &[
    &not_utf_8::RULE,
    &file_too_large::RULE,
    &yaml_syntax::RULE,
    &deep_nesting::RULE,
    &alias_limit::RULE,
    &unknown_alias::RULE,
    &yaml_tag::RULE,
    &merge_key::RULE,
    &second_document::RULE,
    &duplicate_key::RULE,
    &empty_catalog::RULE,
    &missing_events::RULE,
    &wrong_kind::RULE,
    &missing_key::RULE,
    &unknown_key::RULE,
    &ambiguous_text::RULE,
    &invalid_extension::RULE,
    &duplicate_event_name::RULE,
    &invalid_name::RULE,
    &colliding_names::RULE,
    &subject_name::RULE,
    &too_many_subjects::RULE,
    &duplicate_event_type::RULE,
    &unknown_event_type::RULE,
    &unknown_severity::RULE,
    &unknown_property_type::RULE,
    &unknown_category::RULE,
    &missing_subject::RULE,
    &forbidden_subject::RULE,
    &subject_type::RULE,
    &optional_subject::RULE,
    &special_property::RULE,
    &unknown_placeholder::RULE,
    &invalid_rate_limit::RULE,
    &invalid_deprecated::RULE,
    &invalid_enum::RULE,
    &unknown_replacement::RULE,
    &invalid_sensitive::RULE,
    &unknown_rule::RULE,
    &invalid_event_type::RULE,
    &conflicting_optional::RULE,
    &unsendable_text::RULE,
    &invalid_old_name::RULE,
    &invalid_retirement::RULE,
    &retired_name::RULE,
    &past_tense_name::RULE,
    &name_context::RULE,
    &duplicate_message::RULE,
    &optional_in_message::RULE,
    &unmarked_secret::RULE,
    &unused_allow::RULE,
    &toml_syntax::RULE,
    &unknown_config_key::RULE,
    &invalid_config_value::RULE,
    &unknown_target::RULE,
    &invalid_rule_level::RULE,
    &shared_output::RULE,
];

/// Checks what a catalog declares, and silences what it allows. What cannot be read is reported
/// before, by the reader.
pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) {
    let checks: [fn(&Context<'_, '_>, &mut Findings); 33] = [
        duplicate_event_name::check,
        invalid_name::check,
        colliding_names::check,
        subject_name::check,
        too_many_subjects::check,
        duplicate_event_type::check,
        unknown_event_type::check,
        unknown_severity::check,
        unknown_property_type::check,
        unknown_category::check,
        missing_subject::check,
        forbidden_subject::check,
        subject_type::check,
        optional_subject::check,
        special_property::check,
        unknown_placeholder::check,
        invalid_rate_limit::check,
        invalid_deprecated::check,
        invalid_enum::check,
        unknown_replacement::check,
        invalid_sensitive::check,
        unknown_rule::check,
        invalid_event_type::check,
        conflicting_optional::check,
        unsendable_text::check,
        invalid_old_name::check,
        invalid_retirement::check,
        retired_name::check,
        past_tense_name::check,
        name_context::check,
        duplicate_message::check,
        optional_in_message::check,
        unmarked_secret::check,
    ];
    for check in checks {
        check(context, findings);
    }
    unused_allow::silence(context, findings);
}

impl Rule {
    const fn error(
        code: &'static str,
        name: &'static str,
        summary: &'static str,
        docs: &'static str,
    ) -> Self {
        Self {
            code,
            name,
            level: Level::Error,
            summary,
            docs,
            silenceable: false,
            fixable: false,
        }
    }

    const fn warning(
        code: &'static str,
        name: &'static str,
        summary: &'static str,
        docs: &'static str,
    ) -> Self {
        Self {
            code,
            name,
            level: Level::Warning,
            summary,
            docs,
            silenceable: true,
            fixable: false,
        }
    }

    /// A warning that `allow` cannot name.
    const fn fixed_warning(
        code: &'static str,
        name: &'static str,
        summary: &'static str,
        docs: &'static str,
    ) -> Self {
        Self {
            silenceable: false,
            ..Self::warning(code, name, summary, docs)
        }
    }

    /// Of which some findings have a fix.
    const fn fixable(self) -> Self {
        Self {
            fixable: true,
            ..self
        }
    }
}
