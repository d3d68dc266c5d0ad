//! From the claims of a verified token to an identity.

use serde_json::{Map, Value};
use time::OffsetDateTime;
use uuid::Uuid;

use super::refusal::Refusal;
use super::{Credential, Identity, JwtOptions, Role, Scope};

/// How far clocks may be apart, in seconds.
const LEEWAY: f64 = 30.0;

type Claims = Map<String, Value>;

/// What is asked of claims.
pub(super) struct Rules {
    issuer: Option<String>,
    audience: Option<String>,
    allow_no_exp: bool,
    clock: fn() -> OffsetDateTime,
}

impl From<&JwtOptions> for Rules {
    fn from(options: &JwtOptions) -> Self {
        Self {
            issuer: options.issuer.clone(),
            audience: options.audience.clone(),
            allow_no_exp: options.allow_no_exp,
            clock: options.clock,
        }
    }
}

impl Rules {
    /// Who these claims speak of. Every claim that is known is checked, also one that another makes needless.
    pub(super) fn identity(
        &self,
        claims: &Claims,
        credential: Credential,
    ) -> Result<Identity, Refusal> {
        let scope = scope(claims)?;
        self.check_time(claims, scope.is_some())?;
        self.check_issuer(claims)?;
        self.check_audience(claims)?;
        let role = role(claims)?;
        if role.is_none() && scope.is_none() {
            return Err(Refusal::Token(
                "the token has neither a role (`role`) nor a scope (`cluster_id` or `infra_env_id`)",
            ));
        }
        Ok(Identity {
            user: text(claims, "sub")?.map(str::to_owned),
            org: text(claims, "org_id")?.map(str::to_owned),
            role,
            scope,
            credential,
        })
    }

    fn check_time(&self, claims: &Claims, scoped: bool) -> Result<(), Refusal> {
        let now = (self.clock)().unix_timestamp_nanos() as f64 / 1e9;
        match numeric_date(claims, "exp")? {
            Some(exp) if now >= exp + LEEWAY => {
                return Err(Refusal::Token("the token has expired"));
            }
            None if !self.allow_no_exp => return Err(Refusal::Claim("exp", "is required")),
            None if !scoped => {
                return Err(Refusal::Claim(
                    "exp",
                    "is required of a token without scope",
                ));
            }
            _ => {}
        }
        match numeric_date(claims, "nbf")? {
            Some(nbf) if now < nbf - LEEWAY => Err(Refusal::Token("the token is not valid yet")),
            _ => Ok(()),
        }
    }

    fn check_issuer(&self, claims: &Claims) -> Result<(), Refusal> {
        let Some(issuer) = &self.issuer else {
            return Ok(());
        };
        match text(claims, "iss")? {
            Some(found) if found == issuer => Ok(()),
            Some(_) => Err(Refusal::Claim(
                "iss",
                "is not the issuer that is expected here",
            )),
            None => Err(Refusal::Claim("iss", "is required")),
        }
    }

    /// RFC 7519, section 4.1.3: a text, or a list of texts.
    fn check_audience(&self, claims: &Claims) -> Result<(), Refusal> {
        let Some(audience) = &self.audience else {
            return Ok(());
        };
        let found = match claims.get("aud") {
            None => return Err(Refusal::Claim("aud", "is required")),
            Some(Value::Array(list)) if list.iter().all(Value::is_string) => {
                list.iter().any(|one| one == audience)
            }
            Some(Value::String(one)) => one == audience,
            Some(_) => {
                return Err(Refusal::Claim(
                    "aud",
                    "must be a string or a list of strings",
                ));
            }
        };
        if !found {
            return Err(Refusal::Claim("aud", "does not name this service"));
        }
        Ok(())
    }
}

fn role(claims: &Claims) -> Result<Option<Role>, Refusal> {
    let unknown = Refusal::Claim("role", "must be one of admin, read-only-admin, user, agent");
    match text(claims, "role")? {
        Some(name) => Role::from_name(name).map(Some).ok_or(unknown),
        None => Ok(None),
    }
}

fn scope(claims: &Claims) -> Result<Option<Scope>, Refusal> {
    match (id(claims, "cluster_id")?, id(claims, "infra_env_id")?) {
        (Some(_), Some(_)) => Err(Refusal::Token(
            "the token has two scopes: `cluster_id` and `infra_env_id`",
        )),
        (Some(cluster), None) => Ok(Some(Scope::Cluster(cluster))),
        (None, Some(infra_env)) => Ok(Some(Scope::InfraEnv(infra_env))),
        (None, None) => Ok(None),
    }
}

/// A claim that is a uuid in its usual form, in any case.
fn id(claims: &Claims, name: &'static str) -> Result<Option<Uuid>, Refusal> {
    let Some(text) = text(claims, name)? else {
        return Ok(None);
    };
    // Of 36 characters it is neither braced nor a URN.
    let id = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    id.map(Some).ok_or(Refusal::Claim(name, "must be a uuid"))
}

/// A claim that is a text: not empty, and nothing that a store or a log could stumble over.
fn text<'a>(claims: &'a Claims, name: &'static str) -> Result<Option<&'a str>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => {
            Err(Refusal::Claim(name, "must not be empty"))
        }
        Some(Value::String(text)) if text.contains(char::is_control) => {
            Err(Refusal::Claim(name, "must not contain control characters"))
        }
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::Claim(name, "must be a string")),
    }
}

/// Seconds since 1970, perhaps with a fraction (RFC 7519, section 2).
fn numeric_date(claims: &Claims, name: &'static str) -> Result<Option<f64>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_f64()
            .map(Some)
            .ok_or(Refusal::Claim(name, "must be a number of seconds")),
    }
}
