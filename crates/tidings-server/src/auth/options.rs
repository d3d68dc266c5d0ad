//! How the service is told whom to believe.

use std::fmt;
use std::path::PathBuf;

use time::OffsetDateTime;

/// Whether tokens are asked for.
#[derive(Debug, Clone)]
pub enum AuthOptions {
    /// No: everybody is an admin, and credentials that are sent are not looked at.
    None,
    /// Yes, JSON Web Tokens (RFC 7519).
    Jwt(JwtOptions),
}

/// Which tokens are believed.
#[derive(Clone)]
pub struct JwtOptions {
    /// Where the keys are that verify signatures.
    pub keys: KeySource,
    /// What `iss` must be. Without it `iss` is not looked at.
    pub issuer: Option<String>,
    /// What `aud` must contain. Without it `aud` is not looked at.
    pub audience: Option<String>,
    /// Whether a token that is confined to a cluster or infra-env may go without `exp`.
    pub allow_no_exp: bool,
    /// Tells the time that `exp` and `nbf` are compared with.
    pub clock: fn() -> OffsetDateTime,
}

impl JwtOptions {
    /// Tokens signed by one of these keys, by the system's clock, with nothing more asked of them.
    pub fn new(keys: KeySource) -> Self {
        Self {
            keys,
            issuer: None,
            audience: None,
            allow_no_exp: false,
            clock: OffsetDateTime::now_utc,
        }
    }
}

impl fmt::Debug for JwtOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtOptions")
            .field("keys", &self.keys)
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("allow_no_exp", &self.allow_no_exp)
            .finish_non_exhaustive()
    }
}

/// Where the keys are that verify signatures.
#[derive(Clone)]
pub enum KeySource {
    /// A public key in PEM: RSA (RS256), EC P-256 (ES256) or Ed25519 (EdDSA).
    PemFile(PathBuf),
    /// A JSON Web Key Set (RFC 7517): a path or an http(s) URL.
    Jwks(String),
    /// A secret shared with the issuer (HS256).
    SecretFile(PathBuf),
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PemFile(path) => f.debug_tuple("PemFile").field(path).finish(),
            // A URL's query may hold a secret.
            Self::Jwks(place) => f.debug_tuple("Jwks").field(&without_query(place)).finish(),
            Self::SecretFile(path) => f.debug_tuple("SecretFile").field(path).finish(),
        }
    }
}

/// What of a path or URL may be shown: a URL's user and query may hold secrets.
pub(super) fn without_query(place: &str) -> String {
    let Some((scheme, rest)) = place.split_once("://") else {
        return place.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}
