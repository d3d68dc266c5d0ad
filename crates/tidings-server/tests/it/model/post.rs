//! Who may post what.

use serde_json::Value;

use super::{Carrier, Credential, Identity, Refusal, Role, Scope, Subjects, World, id_text};

/// What matters of a posted event.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    pub subjects: &'a Subjects,
    /// Whether `keep_event_time=true` is in the query.
    pub keep_event_time: bool,
    /// The answer where the body or a parameter is invalid.
    pub invalid: Option<Option<String>>,
}

/// "POST: admin and agent, and a scoped token without role that came in `X-Secret-Key`"; "a role that may not post at all
/// is a 403"
pub fn may_post(credential: &Credential) -> Result<&Identity, Refusal> {
    let identity = credential.known()?;
    match identity.role {
        Some(Role::Admin | Role::Agent) => Ok(identity),
        None if credential.carrier == Carrier::SecretKey => Ok(identity),
        None | Some(Role::ReadOnlyAdmin | Role::User) => Err(Refusal::Forbidden),
    }
}

/// Whether an event may be stored.
pub fn post(world: &World, credential: &Credential, post: &Post<'_>) -> Result<(), Refusal> {
    let identity = may_post(credential)?;
    // "`keep_event_time=true` (ours; a 403 for others than admins)"
    if post.keep_event_time && identity.role != Some(Role::Admin) {
        return Err(Refusal::Forbidden);
    }
    if let Some(message) = &post.invalid {
        return Err(Refusal::Invalid(message.clone()));
    }
    match identity.scope {
        Some(scope) if !world.is_within(scope, post.subjects) => Err(Refusal::NotFound),
        _ => Ok(()),
    }
}

impl World {
    /// "A scoped token posts only events whose subjects include its scope and whose other registered subjects are of the
    /// same org"
    fn is_within(&self, scope: Scope, subjects: &Subjects) -> bool {
        let id = Value::String(scope.id.to_string());
        if subjects.get(scope.subject).map(id_text) != Some(id_text(&id)) {
            return false;
        }
        let orgs = self.orgs(scope.subject, &id);
        let mut others = subjects
            .iter()
            .filter(|(subject, _)| **subject != scope.subject);
        others.all(|(subject, id)| self.orgs(subject, id).iter().all(|org| orgs.contains(org)))
    }

    /// The orgs that a subject is registered with; none: it is not registered.
    fn orgs(&self, subject: &str, id: &Value) -> Vec<Option<&str>> {
        let entries = self.entries(subject, id);
        entries
            .into_iter()
            .map(|entry| entry.org.as_deref())
            .collect()
    }
}
