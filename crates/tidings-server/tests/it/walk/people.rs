//! Who asks.

use fastrand::Rng;
use uuid::Uuid;

use super::sample::{cluster, infra_env};
use crate::model::{Carrier, Credential, Identity, Role, Scope, World};

impl Credential {
    pub fn of(identity: Identity, carrier: Carrier) -> Self {
        Self { identity, carrier }
    }
}

/// Every role with every scope.
pub fn everybody(world: &World) -> Vec<Identity> {
    let scopes = scopes(world);
    let with_scopes = |identity: Identity| {
        let scopes = scopes.clone();
        scopes.into_iter().map(move |scope| Identity {
            scope,
            ..identity.clone()
        })
    };
    roles().into_iter().flat_map(with_scopes).collect()
}

/// Somebody, by any way of saying so; now and then nobody.
pub fn anybody(world: &World, rng: &mut Rng) -> Credential {
    let identity = rng.choice(everybody(world)).unwrap();
    let carrier = if rng.u8(..50) == 0 {
        Carrier::Nothing
    } else {
        carrier(rng)
    };
    Credential::of(identity, carrier)
}

pub fn carrier(rng: &mut Rng) -> Carrier {
    let carriers = [
        Carrier::Authorization,
        Carrier::SecretKey,
        Carrier::Watcher,
        Carrier::ApiKey,
    ];
    rng.choice(carriers).unwrap()
}

fn roles() -> Vec<Identity> {
    let plain = |role| Identity {
        role,
        ..Identity::default()
    };
    let user = |user, org| Identity {
        role: Some(Role::User),
        user,
        org,
        scope: None,
    };
    vec![
        plain(None),
        plain(Some(Role::Admin)),
        plain(Some(Role::ReadOnlyAdmin)),
        plain(Some(Role::Agent)),
        user(Some("alice"), Some("org-a")),
        user(Some("andrew"), Some("org-a")),
        user(Some("bob"), Some("org-b")),
        user(Some("carol"), Some("org-c")),
        // "Org and user names compare exactly."
        user(Some("Alice"), Some("ORG-A")),
        // Theirs by user, in another org.
        user(Some("bob"), Some("org-a")),
        user(None, Some("org-a")),
        user(Some("alice"), None),
        user(None, None),
    ]
}

/// None, of one's own org, of another one, unregistered.
fn scopes(world: &World) -> Vec<Option<Scope>> {
    let of = |subject: &'static str, ids: &[Uuid]| {
        let scopes = ids.iter().map(|id| Some(Scope { subject, id: *id }));
        scopes.collect::<Vec<_>>()
    };
    let mut scopes = vec![None];
    scopes.extend(of(
        "cluster_id",
        &[cluster::A1, cluster::B1, cluster::UNREGISTERED],
    ));
    scopes.extend(of(
        "infra_env_id",
        &[infra_env::A1, infra_env::UNREGISTERED],
    ));
    if world.catalog.declares("infra_env_id") {
        scopes.extend(of("infra_env_id", &[infra_env::B1]));
    }
    scopes
}
