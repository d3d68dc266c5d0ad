//! "Did you mean ...?"

use std::cell::Cell;

/// Finds the name that was probably meant. Comparing is work, and hostile catalogs can ask for much
/// of it, so all questions of a run share one budget; when it is spent there are no suggestions any
/// more.
#[derive(Debug)]
pub(crate) struct Suggestions {
    budget: Cell<u64>,
}

/// In compared pairs of characters: a fraction of a second.
const BUDGET: u64 = 20_000_000;

/// Longer words are not compared.
const LONGEST: usize = 64;

impl Default for Suggestions {
    fn default() -> Self {
        Self {
            budget: Cell::new(BUDGET),
        }
    }
}

impl Suggestions {
    /// The candidate nearest to `word`, when one is near: at most one mistake in three characters,
    /// or it begins with the word. The first of equals.
    pub(crate) fn nearest<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if word.is_empty() || word.len() > LONGEST {
            return None;
        }
        let folded = word.to_ascii_lowercase();
        let furthest = word.len().max(3) / 3;
        let mut best: Option<(usize, &str)> = None;
        for candidate in candidates {
            let limit = best.map_or(furthest, |(distance, _)| distance.saturating_sub(1));
            let begins = word.len() >= 3 && starts_with(candidate, &folded);
            if !self.afford(word, candidate, limit)? && !begins {
                continue;
            }
            let distance = if begins {
                furthest
            } else {
                strsim::osa_distance(&folded, &candidate.to_ascii_lowercase())
            };
            if distance <= limit && best.is_none_or(|(nearest, _)| distance < nearest) {
                best = Some((distance, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    /// The nearest candidate as help: "did you mean `x`?"
    pub(crate) fn did_you_mean<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        let nearest = self.nearest(word, candidates)?;
        Some(format!("did you mean `{nearest}`?"))
    }

    /// Takes the cost of a look at `candidate` from the budget; none when it is spent, and whether
    /// to compare.
    fn afford(&self, word: &str, candidate: &str, limit: usize) -> Option<bool> {
        let compare = candidate.len() <= LONGEST && candidate.len().abs_diff(word.len()) <= limit;
        let cost = if compare {
            word.len() * candidate.len() + 1
        } else {
            1
        };
        self.budget.set(self.budget.get().checked_sub(cost as u64)?);
        Some(compare)
    }
}

/// Whether `candidate` goes on after `folded`, which is in small letters.
fn starts_with(candidate: &str, folded: &str) -> bool {
    candidate.len() > folded.len()
        && candidate.as_bytes()[..folded.len()].eq_ignore_ascii_case(folded.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(
            Suggestions::default().nearest(word, candidates.iter().copied()),
            expected,
            "{word}"
        );
    }

    #[test]
    fn near_names_are_suggested() {
        check(
            "critcal",
            &["info", "warning", "error", "critical"],
            Some("critical"),
        );
        check("Error", &["info", "warning", "error"], Some("error"));
        check("hsot_name", &["host_id", "host_name"], Some("host_name"));
        check("int", &["string", "integer", "int64"], Some("integer"));
        check("past-tense", &["past-tense-name"], Some("past-tense-name"));
        check("host", &["host_name", "hosts"], Some("host_name"));
        check("uuid", &["UUID", "UUID_PTR"], Some("UUID"));
    }

    #[test]
    fn far_names_are_not() {
        check("fatal", &["info", "warning", "error", "critical"], None);
        check("", &["a", "info"], None);
        check(&"x".repeat(65), &[&"x".repeat(65)], None);
    }

    #[test]
    fn work_is_bounded_however_many_questions_are_asked() {
        let names: Vec<String> = (0..100_000)
            .map(|number| format!("event_{number:06}_failed"))
            .collect();
        let suggestions = Suggestions::default();
        for name in &names {
            suggestions.nearest(&format!("{name}x"), names.iter().map(String::as_str));
        }
        assert_eq!(
            suggestions.nearest("event", ["event"]),
            None,
            "the budget is spent"
        );
    }
}
