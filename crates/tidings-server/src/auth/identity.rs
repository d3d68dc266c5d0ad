//! Who a request comes from.

use uuid::Uuid;

/// Who a request comes from, as its token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The user (claim `sub`).
    pub user: Option<String>,
    /// Their organisation (claim `org_id`).
    pub org: Option<String>,
    /// What they may do. Never absent beside an absent scope.
    pub role: Option<Role>,
    /// What they are confined to, whatever the role.
    pub scope: Option<Scope>,
    /// Where the token was.
    pub credential: Credential,
}

impl Identity {
    /// Everybody, where no tokens are asked for.
    pub(super) fn anybody() -> Self {
        Self {
            user: None,
            org: None,
            role: Some(Role::Admin),
            scope: None,
            credential: Credential::None,
        }
    }
}

/// What a token lets its holder do (claim `role`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `admin`
    Admin,
    /// `read-only-admin`
    ReadOnlyAdmin,
    /// `user`
    User,
    /// `agent`
    Agent,
}

impl Role {
    /// The role of this name, in exactly this case.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "admin" => Some(Self::Admin),
            "read-only-admin" => Some(Self::ReadOnlyAdmin),
            "user" => Some(Self::User),
            "agent" => Some(Self::Agent),
            _ => None,
        }
    }
}

/// The one subject that a token is confined to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Claim `cluster_id`.
    Cluster(Uuid),
    /// Claim `infra_env_id`.
    InfraEnv(Uuid),
}

/// Where a request's token was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credential {
    /// Nowhere: none are asked for.
    None,
    /// `Authorization: Bearer`
    Bearer,
    /// `X-Secret-Key`, as agents send it.
    SecretKey,
    /// `Watcher-Authorization`
    Watcher,
    /// `api_key` in the query.
    ApiKey,
}
