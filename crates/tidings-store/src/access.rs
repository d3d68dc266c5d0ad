use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tidings::Id;

use crate::subjects::{Subject, Subjects};

/// Which records a reader may see, whatever the filter asks for; by default all.
///
/// It is part of the query itself, so rows and counts agree.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Access {
    /// Only records of this subject, by the id's name, as `cluster_id`.
    pub scope: Option<(String, Id)>,
    /// Only records whose owner belongs to it.
    pub tenant: Option<Tenant>,
}

/// To whom subjects belong, as the registry of subjects says ([`Store::put_subject`](crate::Store::put_subject)).
#[derive(Debug, Clone, PartialEq)]
pub struct Tenant {
    /// Whose records.
    pub holder: Holder,
    /// Which subject owns a record.
    pub ownership: Arc<Ownership>,
}

/// Compared exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// Subjects registered with this `org`.
    Org(String),
    /// Subjects registered with this `owner`.
    User(String),
    /// Owns nothing.
    Nobody,
}

/// Which subject owns a record: the first one of a list that the record has. A record that has none of them is nobody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    /// By the event's name: the names of subjects, as `cluster_id`, in order.
    pub by_name: BTreeMap<String, Vec<String>>,
    /// Those of all other records; by default `cluster_id`, then `infra_env_id`.
    pub others: Vec<String>,
}

impl Default for Ownership {
    fn default() -> Self {
        Self {
            by_name: BTreeMap::new(),
            others: ["cluster_id", "infra_env_id"].map(str::to_owned).into(),
        }
    }
}

/// A subject that owns records, and which.
pub(crate) struct Owner<'a> {
    pub subject: &'a Subject,
    /// The records of any of these cases, where they have the subject. No record is of two owners.
    pub cases: Vec<Case<'a>>,
}

/// Records with such names that lack some subjects.
pub(crate) struct Case<'a> {
    pub names: Names<'a>,
    /// Those that would come first, in order of their names.
    pub absent: BTreeSet<&'a str>,
}

/// Names of events.
pub(crate) enum Names<'a> {
    These(Vec<&'a str>),
    AllBut(Vec<&'a str>),
}

impl Ownership {
    /// The subjects that own records of a store with these subjects. Names are mentioned only where they matter.
    pub(crate) fn owners<'a>(&'a self, subjects: &'a Subjects) -> Vec<Owner<'a>> {
        let others = present(&self.others, subjects);
        let mut lists: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
        for (name, list) in &self.by_name {
            let names = lists.entry(present(list, subjects)).or_default();
            names.push(name);
        }
        let owners = subjects.0.iter().map(|subject| Owner {
            subject,
            cases: cases(&subject.name, &others, &lists),
        });
        owners.filter(|owner| !owner.cases.is_empty()).collect()
    }
}

/// Those of a list that have columns.
fn present<'a>(list: &'a [String], subjects: &Subjects) -> Vec<&'a str> {
    let names = list.iter().map(String::as_str);
    names.filter(|name| subjects.get(name).is_ok()).collect()
}

fn cases<'a>(
    subject: &str,
    others: &[&'a str],
    lists: &BTreeMap<Vec<&'a str>, Vec<&'a str>>,
) -> Vec<Case<'a>> {
    let of_others = before(others, subject);
    let (mut excepted, mut excepting) = (Vec::new(), BTreeMap::new());
    for (list, names) in lists {
        let absent = before(list, subject);
        if absent == of_others {
            continue;
        }
        excepted.extend(names);
        if let Some(absent) = absent {
            let these: &mut Vec<&str> = excepting.entry(absent).or_default();
            these.extend(names);
        }
    }
    let all_but = of_others.map(|absent| Case {
        names: Names::AllBut(excepted),
        absent,
    });
    let these = excepting.into_iter().map(|(absent, names)| Case {
        names: Names::These(names),
        absent,
    });
    all_but.into_iter().chain(these).collect()
}

/// What comes before the subject in a list that has it.
fn before<'a>(list: &[&'a str], subject: &str) -> Option<BTreeSet<&'a str>> {
    let place = list.iter().position(|name| *name == subject)?;
    Some(list[..place].iter().copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subjects::Kind;

    /// `lists` is names and, after a colon, their subjects; without names, those of all others.
    fn check(lists: &[&str], expected: &[&str]) {
        let mut ownership = Ownership::default();
        for line in lists {
            let (names, list) = line.split_once(':').unwrap();
            let list: Vec<String> = list.split_whitespace().map(str::to_owned).collect();
            for name in names.split_whitespace() {
                ownership.by_name.insert(name.to_owned(), list.clone());
            }
            if names.is_empty() {
                ownership.others = list;
            }
        }
        let subjects = ["cluster_id", "host_id", "infra_env_id"].map(|name| Subject {
            name: name.to_owned(),
            kind: Kind::Uuid,
        });
        let subjects = Subjects(subjects.into());
        let owners = ownership.owners(&subjects);
        let shown: Vec<String> = owners.iter().flat_map(shown).collect();
        assert_eq!(shown, expected, "{lists:?}");
    }

    fn shown(owner: &Owner<'_>) -> Vec<String> {
        let cases = owner.cases.iter().map(|case| {
            let names = match &case.names {
                Names::These(names) => format!("of {names:?}"),
                Names::AllBut(names) => format!("but of {names:?}"),
            };
            let (name, absent) = (&owner.subject.name, &case.absent);
            format!("{name} {names} without {absent:?}")
        });
        cases.collect()
    }

    #[test]
    fn owners_mention_names_only_where_they_matter() {
        let by_default = [
            "cluster_id but of [] without {}",
            "infra_env_id but of [] without {\"cluster_id\"}",
        ];
        check(&[], &by_default);
        check(&["a b: cluster_id infra_env_id"], &by_default);
        check(
            &["a: order_id cluster_id cluster_id infra_env_id"],
            &by_default,
        );
        check(
            &["a b: cluster_id"],
            &[
                "cluster_id but of [] without {}",
                "infra_env_id but of [\"a\", \"b\"] without {\"cluster_id\"}",
            ],
        );
        check(
            &["a: host_id cluster_id", "b: host_id", "c:", ": cluster_id"],
            &[
                "cluster_id but of [\"c\", \"b\", \"a\"] without {}",
                "cluster_id of [\"a\"] without {\"host_id\"}",
                "host_id of [\"b\", \"a\"] without {}",
            ],
        );
        check(&[": order_id"], &[]);
    }
}
