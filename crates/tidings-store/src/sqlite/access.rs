//! Who may see which records, and which subjects are deleted, as SQL.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, named_params};

use super::conditions::{Conditions, Lead, subject_value};
use super::schema::Schema;
use crate::access::{Case, Names, Owner};
use crate::subjects::{Kind, Subject};
use crate::{Access, Holder, Tenant};

/// More subjects than this are not looked up one by one for their tenant; its records are found among all.
pub(super) const MOST_OWNERS: usize = 50;

/// A subject that belongs to a tenant: which of [`Ownership::owners`](crate::Ownership::owners), and its id.
pub(super) type OwnerId = (usize, Value);

/// The subjects that belong to a tenant, unless they are many.
pub(super) fn few_owners(
    connection: &Connection,
    schema: &Schema,
    tenant: &Tenant,
) -> rusqlite::Result<Option<Vec<OwnerId>>> {
    let (column, holder) = match &tenant.holder {
        Holder::Org(org) => ("org", org),
        Holder::User(user) => ("owner", user),
        Holder::Nobody => return Ok(Some(Vec::new())),
    };
    let mut found = Vec::new();
    for (index, owner) in tenant.ownership.owners(&schema.subjects).iter().enumerate() {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT DISTINCT id FROM tidings_registry WHERE kind = :kind AND {column} = :holder \
             ORDER BY id LIMIT :most"
        ))?;
        let parameters = named_params! {
            ":kind": owner.subject.of_kind(),
            ":holder": holder,
            ":most": (MOST_OWNERS + 1 - found.len()) as i64,
        };
        for id in statement.query_map(parameters, |row| row.get(0))? {
            found.push((index, id?));
        }
        if found.len() > MOST_OWNERS {
            return Ok(None);
        }
    }
    Ok(Some(found))
}

impl Conditions {
    pub fn and_access(&mut self, access: &Access, schema: &Schema) {
        if let Some((name, id)) = &access.scope {
            match subject_value(schema, name, id) {
                Ok(value) => {
                    let column = self.lead.column(Lead::Subjects, &format!("\"{name}\""));
                    self.and(&format!("{column} = "), value);
                }
                // No record has it.
                Err(_) => self.and_sql("FALSE"),
            }
        }
        if let Some(tenant) = &access.tenant {
            let visible = self.visible(tenant, schema);
            self.and_sql(&visible);
        }
    }

    fn visible(&mut self, tenant: &Tenant, schema: &Schema) -> String {
        let owners = tenant.ownership.owners(&schema.subjects);
        if owners.is_empty() {
            return "FALSE".to_owned();
        }
        let belongs = match &tenant.holder {
            Holder::Org(org) => format!("+known.org = {}", self.bind(org.clone())),
            Holder::User(user) => format!("+known.owner = {}", self.bind(user.clone())),
            Holder::Nobody => return "FALSE".to_owned(),
        };
        let visible = owners.iter().map(|owner| {
            let (owned, under) = (self.owned_by(owner), under(schema, Under::AnyOrThis));
            let known = is_known(owner.subject, &format!("{belongs} AND {under}"));
            format!("{owned} AND {known}")
        });
        any_of(visible.collect())
    }

    /// A condition for the records that each of these subjects of a tenant owns.
    pub fn owned_by_each(
        &mut self,
        tenant: &Tenant,
        schema: &Schema,
        ids: &[OwnerId],
    ) -> Vec<String> {
        let owners = tenant.ownership.owners(&schema.subjects);
        let mut owned: BTreeMap<usize, String> = BTreeMap::new();
        let each = ids.iter().map(|(index, id)| {
            let owner = &owners[*index];
            let owned = owned.entry(*index).or_insert_with(|| self.owned_by(owner));
            let (name, id) = (&owner.subject.name, self.bind(id.clone()));
            format!("\"{name}\" = {id} AND {owned}")
        });
        each.collect()
    }

    /// Whether the records that have this subject are owned by it.
    fn owned_by(&mut self, owner: &Owner<'_>) -> String {
        any_of(owner.cases.iter().map(|case| self.case(case)).collect())
    }

    fn case(&mut self, case: &Case<'_>) -> String {
        let owned = |name: &&str| (*name).to_owned();
        let names = match &case.names {
            Names::These(names) => self.any("+name", names.iter().map(owned)),
            Names::AllBut(names) => self.none("+name", names.iter().map(owned)),
        };
        let absent = case.absent.iter();
        let absent = absent.map(|name| format!("+\"{name}\" IS NULL"));
        let all: Vec<String> = names.into_iter().chain(absent).collect();
        if all.is_empty() {
            "TRUE".to_owned()
        } else {
            all.join(" AND ")
        }
    }
}

/// Whether a record's subject is marked deleted: a host under the record's own infra-env.
pub(super) fn is_deleted(schema: &Schema, subject: &Subject) -> String {
    let under = match subject.of_kind() {
        "host" => under(schema, Under::This),
        _ => under(schema, Under::AnyOrThis),
    };
    is_known(
        subject,
        &format!("+known.deleted_at IS NOT NULL AND {under}"),
    )
}

/// Whether there is an entry of a record's subject. `+` keeps to the index of the key, which finds fewest.
fn is_known(subject: &Subject, such: &str) -> String {
    let (kind, name) = (subject.of_kind(), &subject.name);
    format!(
        "EXISTS (SELECT 1 FROM tidings_registry AS known \
         WHERE known.kind = '{kind}' AND known.id = +tidings_events.\"{name}\" AND {such})"
    )
}

/// What an entry's infra-env may be.
#[derive(Clone, Copy)]
enum Under {
    /// The record's, absent where that is.
    This,
    /// The same, or absent.
    AnyOrThis,
}

fn under(schema: &Schema, under: Under) -> &'static str {
    match (schema.subjects.infra_env(), under) {
        (Some(Kind::Uuid), Under::This) => "known.infra_env IS tidings_events.infra_env_id",
        (Some(Kind::Uuid), Under::AnyOrThis) => {
            "(known.infra_env IS NULL OR known.infra_env = tidings_events.infra_env_id)"
        }
        // Infra-envs of another type are none that an entry could be under.
        (Some(_), Under::This) => "known.infra_env IS NULL AND tidings_events.infra_env_id IS NULL",
        (Some(_), Under::AnyOrThis) | (None, _) => "known.infra_env IS NULL",
    }
}

pub(super) fn any_of(conditions: Vec<String>) -> String {
    match &*conditions {
        [] => "FALSE".to_owned(),
        all => format!("({})", all.join(" OR ")),
    }
}
