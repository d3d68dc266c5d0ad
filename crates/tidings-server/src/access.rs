//! Who may see and post what: an identity and a request in; conditions for the store, or a refusal, out.

use tidings::Id;
use tidings_store::{Access, Filter, Holder, Store, SubjectEntry, Tenant};

use crate::ApiError;
use crate::auth::{Credential, Identity, Role, Scope};
use crate::options::Tenancy;
use crate::served::ServedCatalog;

/// What the identity may read, whatever it asks for.
pub fn reading(
    identity: &Identity,
    tenancy: Tenancy,
    catalog: &ServedCatalog,
) -> Result<Access, ApiError> {
    if identity.role == Some(Role::Agent) && identity.scope.is_none() {
        let told = "role agent reads only with a scope: a claim cluster_id or infra_env_id";
        return Err(ApiError::forbidden(told));
    }
    let tenant = (identity.role == Some(Role::User)).then(|| Tenant {
        holder: holder(identity, tenancy),
        ownership: catalog.ownership.clone(),
    });
    let scope = identity.scope.map(|scope| {
        let (name, id) = subject(scope);
        (name.to_owned(), id)
    });
    Ok(Access { scope, tenant })
}

fn holder(identity: &Identity, tenancy: Tenancy) -> Holder {
    // Without an organisation a user owns nothing, whatever the tenancy.
    match (tenancy, &identity.org, &identity.user) {
        (Tenancy::Org, Some(org), _) => Holder::Org(org.clone()),
        (Tenancy::User, Some(_), Some(user)) => Holder::User(user.clone()),
        _ => Holder::Nobody,
    }
}

fn subject(scope: Scope) -> (&'static str, Id) {
    match scope {
        Scope::Cluster(id) => ("cluster_id", id.into()),
        Scope::InfraEnv(id) => ("infra_env_id", id.into()),
    }
}

/// Whether a list stays within the identity's scope.
pub async fn check_scope(
    identity: &Identity,
    filter: &Filter,
    store: &Store,
) -> Result<(), ApiError> {
    let Some(scope) = identity.scope else {
        return Ok(());
    };
    let (name, id) = subject(scope);
    match filter.subjects.get(name) {
        Some(asked) if *asked == id => Ok(()),
        None if has_only_hosts(scope, filter) => check_hosts(filter, &id, store).await,
        _ => Err(ApiError::not_found()),
    }
}

fn has_only_hosts(scope: Scope, filter: &Filter) -> bool {
    matches!(scope, Scope::InfraEnv(_))
        && !filter.host_ids.is_empty()
        && !filter.subjects.contains_key("cluster_id")
        && !filter.cluster_level
        && !filter.deleted_hosts
}

/// Whether all hosts are registered under the infra-env.
async fn check_hosts(filter: &Filter, infra_env: &Id, store: &Store) -> Result<(), ApiError> {
    let hosts: Vec<(String, Id)> = filter
        .host_ids
        .iter()
        .map(|host| ("host".to_owned(), Id::from(*host)))
        .collect();
    let entries = store.subject_entries(&hosts).await?;
    let is_registered = |(_, host): &(String, Id)| {
        entries.iter().any(|entry| {
            entry.id == *host && entry.infra_env.map(Id::from).as_ref() == Some(infra_env)
        })
    };
    if hosts.iter().all(is_registered) {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

/// Whether the identity may post at all.
pub fn posting(identity: &Identity) -> Result<(), ApiError> {
    let may = match identity.role {
        Some(Role::Admin | Role::Agent) => true,
        Some(Role::ReadOnlyAdmin | Role::User) => false,
        // Agents of the original have such tokens.
        None => identity.scope.is_some() && identity.credential == Credential::SecretKey,
    };
    if may {
        return Ok(());
    }
    Err(ApiError::forbidden("this token may not post events"))
}

/// Whether the identity may post events of these subjects, by the id's name.
pub async fn check_posted<'a>(
    identity: &Identity,
    subjects: impl Iterator<Item = (&'a str, &'a Id)> + Clone,
    catalog: &ServedCatalog,
    store: &Store,
) -> Result<(), ApiError> {
    let Some(scope) = identity.scope else {
        return Ok(());
    };
    let scope = subject(scope);
    if !subjects
        .clone()
        .any(|(name, id)| name == scope.0 && *id == scope.1)
    {
        return Err(ApiError::not_found());
    }
    // What the store has no column for has no entry.
    let is_known = |name: &str| catalog.subjects.iter().any(|subject| subject.name == name);
    let named: Vec<(String, Id)> = subjects
        .clone()
        .filter(|(name, _)| is_known(name))
        .filter_map(|(name, id)| Some((name.strip_suffix("_id")?.to_owned(), id.clone())))
        .collect();
    let infra_env = subjects.clone().find(|(name, _)| *name == "infra_env_id");
    let infra_env = infra_env.map(|(_, id)| id);
    let entries = store.subject_entries(&named).await?;
    let orgs = |kind: &str, id: &Id| orgs(&entries, kind, id, infra_env);
    let scope_kind = scope.0.strip_suffix("_id").unwrap_or_default();
    let own = orgs(scope_kind, &scope.1).into_iter().next().flatten();
    let is_own = |(kind, id): &(String, Id)| orgs(kind, id).into_iter().all(|org| org == own);
    if named.iter().all(is_own) {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

/// The organisations of a subject of an event: of its entry under the event's infra-env or, where there is none, of all.
fn orgs<'a>(
    entries: &'a [SubjectEntry],
    kind: &str,
    id: &Id,
    infra_env: Option<&Id>,
) -> Vec<Option<&'a str>> {
    let mut of_subject: Vec<_> = entries
        .iter()
        .filter(|entry| entry.kind == kind && entry.id == *id)
        .collect();
    let is_under = |entry: &&SubjectEntry| entry.infra_env.map(Id::from).as_ref() == infra_env;
    if of_subject.iter().any(is_under) {
        of_subject.retain(is_under);
    }
    of_subject
        .into_iter()
        .map(|entry| entry.org.as_deref())
        .collect()
}

/// Whether the identity may use the registry of subjects: who could write there could read everything.
pub fn registering(identity: &Identity, writes: bool) -> Result<(), ApiError> {
    let may = match identity.role {
        Some(Role::Admin) => true,
        Some(Role::ReadOnlyAdmin) => !writes,
        _ => false,
    };
    if may && identity.scope.is_none() {
        return Ok(());
    }
    Err(ApiError::forbidden(
        "only admins without a scope may use the registry of subjects",
    ))
}
