//! Which rows a reader sees.

use serde_json::Value;
use tidings_server::Tenancy;
use uuid::Uuid;

use super::{Credential, Identity, Refusal, Role, Row, Scope, World, id_text};

/// Whether somebody may read events at all. "agent: reads only with a scope (without: 403)"
pub fn may_read(credential: &Credential) -> Result<&Identity, Refusal> {
    let identity = credential.known()?;
    match (identity.role, identity.scope) {
        (Some(Role::Agent), None) => Err(Refusal::Forbidden),
        _ => Ok(identity),
    }
}

/// "`GET {base}/v2/events/{id}`: one record; to a reader who may not see it, the 404"; "by id it sees the rows of its scope"
pub fn one_record<'a>(
    world: &'a World,
    credential: &Credential,
    id: Uuid,
) -> Result<&'a Row, Refusal> {
    let identity = may_read(credential)?;
    let row = world.records.iter().find(|row| row.id == id);
    row.filter(|row| world.sees(identity, row))
        .ok_or(Refusal::NotFound)
}

impl World {
    /// "a scope always narrows, whatever the role"
    pub fn sees(&self, identity: &Identity, row: &Row) -> bool {
        let in_scope = identity.scope.is_none_or(|scope| scope.holds(row));
        in_scope && self.may_see_unscoped(identity, row)
    }

    fn may_see_unscoped(&self, identity: &Identity, row: &Row) -> bool {
        match identity.role {
            // "admin, read-only-admin: all rows."
            Some(Role::Admin | Role::ReadOnlyAdmin) => true,
            // "rows whose owner (..) belongs to their org (`--tenancy org`, default) or to them (`--tenancy user`)"
            Some(Role::User) => self.owns(identity, row),
            // "Without a role it reads every row of its scope, registered or not. agent: reads only with a scope"
            None | Some(Role::Agent) => true,
        }
    }

    /// "A user without `org_id` owns nothing."
    fn owns(&self, identity: &Identity, row: &Row) -> bool {
        let (Some(org), Some((owner, id))) = (identity.org, self.owner(row)) else {
            return false;
        };
        // "an unregistered owner's rows are for admins only"
        let entries = self.entries(owner, id);
        entries.into_iter().any(|entry| match self.tenancy {
            Tenancy::Org => entry.org.as_deref() == Some(org),
            // "`sub` is optional."
            Tenancy::User => identity.user.is_some() && entry.owner.as_deref() == identity.user,
        })
    }

    /// "the first subject present of the event type's `owner`"; "a record without a catalogued name is owned by its
    /// `cluster_id`, else its `infra_env_id`, else admins"
    fn owner<'a>(&self, row: &'a Row) -> Option<(&'static str, &'a Value)> {
        let event_type = row
            .name
            .as_ref()
            .and_then(|name| self.catalog.event_type(name));
        let owners = event_type.map_or(&["cluster_id", "infra_env_id"][..], |of| of.owner);
        let mut present = owners
            .iter()
            .filter_map(|subject| Some((*subject, row.subjects.get(subject)?)));
        present.next()
    }
}

impl Scope {
    /// "The scope is also a condition on the row's own columns"
    pub fn holds(&self, row: &Row) -> bool {
        let id = row.subjects.get(self.subject);
        id.is_some_and(|id| id_text(id) == self.id.to_string())
    }
}
