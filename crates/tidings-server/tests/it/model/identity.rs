use uuid::Uuid;

use super::Refusal;
use crate::harness::{Call, Token};

/// Who asks, and how they say so.
#[derive(Clone, Debug)]
pub struct Credential {
    pub identity: Identity,
    pub carrier: Carrier,
}

/// "Token from `Authorization: Bearer`, `X-Secret-Key`, `Watcher-Authorization` (the original's), or `api_key` in the query"
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// No token at all.
    Nothing,
    Authorization,
    SecretKey,
    Watcher,
    ApiKey,
}

/// The claims of a token.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    pub role: Option<Role>,
    pub user: Option<&'static str>,
    pub org: Option<&'static str>,
    pub scope: Option<Scope>,
}

/// "`role` (`admin`, `read-only-admin`, `user`, `agent`)"
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Admin,
    ReadOnlyAdmin,
    User,
    Agent,
}

/// "scope `cluster_id` or `infra_env_id`": the claim, and the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub subject: &'static str,
    pub id: Uuid,
}

impl Identity {
    pub fn token(&self) -> Token {
        let role = self.role.map(|role| match role {
            Role::Admin => "admin",
            Role::ReadOnlyAdmin => "read-only-admin",
            Role::User => "user",
            Role::Agent => "agent",
        });
        let scope = self
            .scope
            .map(|scope| (scope.subject, scope.id.to_string()));
        let claims = [("role", role), ("sub", self.user), ("org_id", self.org)];
        let named = claims
            .into_iter()
            .filter_map(|(claim, value)| Some((claim, value?.to_owned())));
        named
            .chain(scope)
            .fold(Token::new(), |token, (claim, value)| {
                token.with(claim, value)
            })
    }
}

impl Credential {
    /// "Neither role nor scope, two scopes, an unknown role, or a claim of the wrong type: 401"; "no or bad token: 401"
    pub fn known(&self) -> Result<&Identity, Refusal> {
        let identity = &self.identity;
        if self.carrier == Carrier::Nothing || (identity.role.is_none() && identity.scope.is_none())
        {
            return Err(Refusal::Unauthenticated);
        }
        Ok(identity)
    }

    /// Puts the token where its carrier is.
    pub fn on<'a>(&self, call: Call<'a>) -> Call<'a> {
        let token = || self.identity.token().sign();
        match self.carrier {
            Carrier::Nothing => call,
            Carrier::Authorization => call.token(token()),
            Carrier::SecretKey => call.header("X-Secret-Key", token()),
            Carrier::Watcher => call.header("Watcher-Authorization", token()),
            Carrier::ApiKey => call.query("api_key", token()),
        }
    }
}
