//! What there is to know about a kind of change.

use super::class::Class;

/// A kind of change: data, one file of `kinds/` each.
///
/// ```
/// let kind = tidings_catalog::diff::kinds::find("event-removed").expect("it is a kind");
/// assert!(kind.documentation().contains("(`source`, `clients`)"));
/// ```
#[derive(Debug)]
pub struct Kind {
    /// Stable, as `event-removed`.
    pub name: &'static str,
    /// One line, in lower case, without a period.
    pub summary: &'static str,
    /// When it breaks whom.
    pub cases: &'static [&'static Case],
    /// What is compared, and what to do instead; Markdown.
    pub docs: &'static str,
}

/// A kind of change breaks different users in different cases.
#[derive(Debug)]
pub struct Case {
    /// In words that go on after "when".
    pub when: &'static str,
    /// The gravest first; never empty.
    pub classes: &'static [Class],
    /// What happens to them: goes on after what changed and a colon.
    pub why: &'static str,
}

impl Case {
    /// Whom it breaks most.
    pub fn gravest(&self) -> Class {
        self.classes[0]
    }

    /// The names of its classes.
    pub fn class_names(&self) -> impl Iterator<Item = &'static str> {
        self.classes.iter().map(|class| class.name())
    }
}

impl Kind {
    /// The documentation as Markdown, without a title: what is compared, and each case.
    pub fn documentation(&self) -> String {
        let mut text = format!("{}\n", self.docs.trim());
        for case in self.cases {
            let classes: Vec<_> = case.class_names().collect();
            text += &format!(
                "\n- When {} (`{}`): {}.",
                case.when,
                classes.join("`, `"),
                case.why
            );
        }
        text + "\n"
    }
}
