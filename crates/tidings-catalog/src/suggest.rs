//! "Did you mean ...?"

use std::cell::Cell;

/// Finds the name that was probably meant. Comparing is work, and hostile catalogs can ask for much
/// of it, so all questions of a run share one budget; when it is spent there are no suggestions any
/// more.
#[derive(Debug)]
pub(crate) struct Suggestions {
    budget: Cell<u64>,
}

/// What was probably meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meant<'a> {
    pub(crate) name: &'a str,
    /// Whether it may be written in the word's place without asking: only this one is near.
    pub(crate) certain: bool,
}

impl Meant<'_> {
    pub(crate) fn help(self) -> String {
        format!("did you mean `{}`?", self.name)
    }
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
    pub(crate) fn meant<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<Meant<'a>> {
        if word.is_empty() || word.len() > LONGEST {
            return None;
        }
        let folded = word.to_ascii_lowercase();
        let furthest = word.len().max(3) / 3;
        let mut best: Option<(usize, &str)> = None;
        let mut next = None;
        for candidate in candidates {
            let begins = word.len() >= 3 && starts_with(candidate, &folded);
            if !self.afford(word, candidate, furthest)? && !begins {
                continue;
            }
            let distance = if begins {
                furthest
            } else {
                strsim::osa_distance(&folded, &candidate.to_ascii_lowercase())
            };
            if distance > furthest || best.is_some_and(|(_, name)| name == candidate) {
                continue;
            }
            if best.is_none_or(|(nearest, _)| distance < nearest) {
                next = best.map(|(nearest, _)| nearest);
                best = Some((distance, candidate));
            } else {
                next = next.min(Some(distance)).or(Some(distance));
            }
        }
        let (distance, name) = best?;
        let certain = match (distance, next) {
            (0, next) => next != Some(0),
            (_, None) => is_slip(&folded, name),
            (_, Some(_)) => false,
        };
        Some(Meant { name, certain })
    }

    /// The name of the nearest candidate.
    pub(crate) fn nearest<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        self.meant(word, candidates).map(|meant| meant.name)
    }

    /// The nearest candidate as help: "did you mean `x`?"
    pub(crate) fn did_you_mean<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<String> {
        self.meant(word, candidates).map(Meant::help)
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
        let left = self.budget.get().checked_sub(cost as u64);
        self.budget.set(left.unwrap_or_default());
        left?;
        Some(compare)
    }
}

/// Whether the near `name` was misspelt or shortened, rather than another name that is alike: `disk_1` is not `disk_2`.
fn is_slip(folded: &str, name: &str) -> bool {
    let digits = |text: &str| {
        let mut digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        digits.sort_unstable();
        digits
    };
    let close = (folded.len() / 4).clamp(1, 2);
    let shortened = starts_with(name, folded);
    let misspelt = || {
        digits(folded) == digits(name)
            && strsim::osa_distance(folded, &name.to_ascii_lowercase()) <= close
    };
    folded.len() >= 3 && (shortened || misspelt())
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
