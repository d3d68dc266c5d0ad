//! Who may see which records, and which subjects are deleted, as SQL.
//!
//! Each question to the registry compares for equality alone, so that PostgreSQL can choose between looking every
//! subject up and making a table of hashes of all entries first.

use super::conditions::Conditions;
use super::schema::Schema;
use super::sql::{self, Array};
use super::subjects::{literal, registry_column};
use crate::access::{Case, Names, Owner};
use crate::subjects::{Kind, Subject};
use crate::{Access, Filter, Holder, Tenant};

/// More subjects than this are not looked up one by one for their tenant; its records are found among all.
const MOST_OWNERS: usize = 50;

impl Conditions {
    pub fn and_access(&mut self, access: &Access, schema: &Schema) {
        if let Some((name, id)) = &access.scope {
            self.and(match schema.subjects.asked(name, id) {
                Ok((kind, id)) => format!("\"{name}\" = {}", literal(kind, &id)),
                // No record has it.
                Err(_) => "FALSE".to_owned(),
            });
        }
        if let Some(tenant) = &access.tenant {
            self.and(visible(schema, tenant));
        }
    }
}

fn visible(schema: &Schema, tenant: &Tenant) -> String {
    let Some(belongs) = belongs(&tenant.holder) else {
        return "FALSE".to_owned();
    };
    let owners = tenant.ownership.owners(&schema.subjects);
    let visible = owners.iter().map(|owner| {
        let known = is_known(schema, owner.subject, &belongs);
        format!("{} AND {known}", owned_by(owner))
    });
    any_of(visible.collect())
}

/// Of an entry, which is `known`. `None` for nobody.
fn belongs(holder: &Holder) -> Option<String> {
    match holder {
        Holder::Org(org) => Some(format!("known.org = {}", sql::text(org))),
        Holder::User(user) => Some(format!("known.owner = {}", sql::text(user))),
        Holder::Nobody => None,
    }
}

/// Whether the records that have this subject are owned by it.
fn owned_by(owner: &Owner<'_>) -> String {
    any_of(owner.cases.iter().map(case).collect())
}

fn case(case: &Case<'_>) -> String {
    let array = |names: &[&str]| Array::of(names, |array, name| array.text(name));
    let names = match &case.names {
        Names::These(names) => Some(format!("name = ANY ({}::text[])", array(names))),
        Names::AllBut(names) if names.is_empty() => None,
        Names::AllBut(names) => Some(format!("name <> ALL ({}::text[])", array(names))),
    };
    let absent = case.absent.iter().map(|name| format!("\"{name}\" IS NULL"));
    let all: Vec<String> = names.into_iter().chain(absent).collect();
    if all.is_empty() {
        "TRUE".to_owned()
    } else {
        all.join(" AND ")
    }
}

/// Whether a record's subject is marked deleted: a host under the record's own infra-env.
pub(super) fn is_deleted(schema: &Schema, subject: &Subject) -> String {
    let deleted = "known.deleted_at IS NOT NULL";
    if subject.of_kind() != "host" {
        return is_known(schema, subject, deleted);
    }
    let absent = match schema.subjects.infra_env() {
        Some(_) => " AND events.infra_env_id IS NULL",
        None => "",
    };
    let under_none = entry(schema, subject, &format!("{deleted} AND {UNDER_NONE}"));
    let under_none = format!("{under_none}{absent}");
    any_of(
        [Some(under_none), under_its_own(schema, subject, deleted)]
            .into_iter()
            .flatten()
            .collect(),
    )
}

/// Whether a record's subject has an entry under the record's infra-env, or under none.
fn is_known(schema: &Schema, subject: &Subject, such: &str) -> String {
    let under_none = entry(schema, subject, &format!("{such} AND {UNDER_NONE}"));
    let under_its_own = under_its_own(schema, subject, such);
    any_of(
        [Some(under_none)]
            .into_iter()
            .chain([under_its_own])
            .flatten()
            .collect(),
    )
}

const UNDER_NONE: &str = "known.infra_env IS NULL";

/// Infra-envs of another type are none that an entry could be under.
fn under_its_own(schema: &Schema, subject: &Subject, such: &str) -> Option<String> {
    let under = format!("{such} AND known.infra_env = events.infra_env_id");
    (schema.subjects.infra_env() == Some(Kind::Uuid)).then(|| entry(schema, subject, &under))
}

fn entry(schema: &Schema, subject: &Subject, such: &str) -> String {
    let (schema, kind, name) = (&schema.name, subject.of_kind(), &subject.name);
    let id = registry_column(subject.kind);
    format!(
        "EXISTS (SELECT FROM {schema}.registry AS known \
         WHERE known.kind = '{kind}' AND known.{id} = events.\"{name}\" AND {such})"
    )
}

pub(super) fn any_of(conditions: Vec<String>) -> String {
    match &*conditions {
        [] => "FALSE".to_owned(),
        all => format!("({})", all.join(" OR ")),
    }
}

/// The subjects of a tenant, by which its records are found where they are few.
///
/// How many they are is asked in the query itself: of its two parts, by owner and among all, one is not run.
pub(super) struct Owners {
    found: Vec<OwnersOf>,
}

/// Those of one kind.
struct OwnersOf {
    /// A query for their ids, of a few more than are looked up one by one.
    select: String,
    /// What holds for records that such a subject owns, where `owner.id` is its id.
    owned: String,
}

impl Owners {
    /// Of the filter's tenant, if it has one.
    pub fn of(filter: &Filter, schema: &Schema) -> Option<Self> {
        let tenant = filter.access.tenant.as_ref()?;
        let belongs = belongs(&tenant.holder)?;
        let owners = tenant.ownership.owners(&schema.subjects);
        let found = owners.iter().map(|owner| {
            let (kind, id) = (owner.subject.of_kind(), registry_column(owner.subject.kind));
            OwnersOf {
                select: format!(
                    "SELECT DISTINCT known.{id} AS id FROM {}.registry AS known \
                     WHERE known.kind = '{kind}' AND {belongs} LIMIT {}",
                    schema.name,
                    MOST_OWNERS + 1
                ),
                owned: format!(
                    "\"{}\" = owner.id AND {}",
                    owner.subject.name,
                    owned_by(owner)
                ),
            }
        });
        let found: Vec<OwnersOf> = found.collect();
        (!found.is_empty()).then_some(Self { found })
    }

    /// Whether they are few.
    pub fn are_few(&self) -> String {
        let counts = self.found.iter();
        let counts = counts.map(|one| format!("(SELECT count(*) FROM ({}) AS owners)", one.select));
        format!(
            "{} <= {MOST_OWNERS}",
            counts.collect::<Vec<_>>().join(" + ")
        )
    }

    /// What a query for the records of one owner, made of its condition, finds for all of them, where they are few.
    pub fn each(&self, select: impl Fn(&str) -> String) -> Vec<String> {
        let few = self.are_few();
        let each = self.found.iter().map(|one| {
            format!(
                "SELECT events.* FROM ({}) AS owner CROSS JOIN LATERAL ({}) AS events WHERE {few}",
                one.select,
                select(&one.owned)
            )
        });
        each.collect()
    }
}
