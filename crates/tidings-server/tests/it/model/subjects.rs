//! The registry of subjects.

use serde_json::Value;
use uuid::Uuid;

use super::{Credential, Refusal, Role, World, id_text};

/// "Entries are keyed by (kind, id, parents.infra_env)"
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The id's name, such as `cluster_id`.
    pub subject: &'static str,
    pub id: Value,
    pub infra_env: Option<Uuid>,
    pub owner: Option<String>,
    pub org: Option<String>,
    pub deleted: bool,
}

impl Entry {
    pub fn kind(&self) -> &'static str {
        self.subject.strip_suffix("_id").expect("ids end so")
    }

    fn has_key_of(&self, other: &Self) -> bool {
        self.is_of(other.subject, &other.id) && self.infra_env == other.infra_env
    }

    fn is_of(&self, subject: &str, id: &Value) -> bool {
        self.subject == subject && self.id == *id
    }
}

impl World {
    /// The entries of a subject; none: it is not registered. "A deleted subject keeps its owner and org"
    pub fn entries(&self, subject: &str, id: &Value) -> Vec<&Entry> {
        let entries = self.registry.iter();
        entries.filter(|entry| entry.is_of(subject, id)).collect()
    }

    /// "`deleted_hosts` looks at host and infra-env of the row (a row without infra-env matches only an entry without)"
    pub fn is_deleted_host(&self, host: &Value, infra_env: Option<&Value>) -> bool {
        let entries = self.entries("host_id", host);
        entries.into_iter().any(|entry| {
            entry.deleted && entry.infra_env.map(|id| id.to_string()) == infra_env.map(id_text)
        })
    }

    /// "registered under it, deleted or not"
    pub fn is_host_of(&self, host: &str, infra_env: Uuid) -> bool {
        let mut entries = self.registry.iter();
        entries.any(|entry| {
            entry.subject == "host_id"
                && id_text(&entry.id) == host
                && entry.infra_env == Some(infra_env)
        })
    }
}

/// "Unscoped admins only (read-only-admin may GET)"
fn may_keep_registry(credential: &Credential, reads: bool) -> Result<(), Refusal> {
    let identity = credential.known()?;
    match (identity.role, identity.scope) {
        (Some(Role::Admin), None) => Ok(()),
        (Some(Role::ReadOnlyAdmin), None) if reads => Ok(()),
        _ => Err(Refusal::Forbidden),
    }
}

/// Whether it was replaced. "201 new, 200 replaced: the whole entry"
pub fn put_subject(
    world: &mut World,
    credential: &Credential,
    entry: &Entry,
) -> Result<bool, Refusal> {
    may_keep_registry(credential, false)?;
    let before = world.registry.len();
    world.registry.retain(|other| !other.has_key_of(entry));
    let replaced = world.registry.len() < before;
    world.registry.push(entry.clone());
    Ok(replaced)
}

pub fn get_subject<'a>(
    world: &'a World,
    credential: &Credential,
    of: &Entry,
) -> Result<Vec<&'a Entry>, Refusal> {
    may_keep_registry(credential, true)?;
    Ok(world.entries(of.subject, &of.id))
}

/// "`DELETE` marks deleted: 204, or 404 (`?infra_env=` for one entry)"
pub fn delete_subject(
    world: &mut World,
    credential: &Credential,
    of: &Entry,
    one_entry: bool,
) -> Result<(), Refusal> {
    may_keep_registry(credential, false)?;
    let entries = world.registry.iter_mut();
    let meant = entries.filter(|entry| entry.is_of(of.subject, &of.id));
    let mut meant = meant
        .filter(|entry| !one_entry || entry.infra_env == of.infra_env)
        .peekable();
    meant.peek().ok_or(Refusal::NotFound)?;
    meant.for_each(|entry| entry.deleted = true);
    Ok(())
}
