//! From a request to who sent it.

use std::fmt;
use std::time::Duration;

use axum::http::request::Parts;

use super::claims::Rules;
use super::key::VerificationKey;
use super::key_set_file::{self, KeySetFile};
use super::key_set_url::{self, KeySetUrl};
use super::refusal::Refusal;
use super::renewal::RenewedKeySet;
use super::token::Token;
use super::{AuthError, AuthOptions, Identity, KeySource, credential, key_file};
use crate::ApiError;

/// Tells who a request comes from. Share it in an `Arc`.
///
/// ```
/// use axum::http::Request;
/// use tidings_server::auth::{AuthOptions, Authenticator, Role};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let authenticator = Authenticator::open(AuthOptions::None)?;
/// let (parts, _body) = Request::get("/v2/events").body(())?.into_parts();
/// let identity = authenticator.identify(&parts).await.expect("no token is asked for");
/// assert_eq!(identity.role, Some(Role::Admin));
/// # Ok(())
/// # }
/// ```
pub struct Authenticator {
    /// Absent where no tokens are asked for.
    pub(super) tokens: Option<Tokens>,
}

/// Which tokens are believed.
pub(super) struct Tokens {
    pub(super) keys: Keys,
    rules: Rules,
}

/// What verifies signatures.
pub(super) enum Keys {
    One(VerificationKey),
    Set(RenewedKeySet),
}

impl Authenticator {
    /// Reads the keys, or fetches them: blocks for as long as that takes, 10 seconds at most.
    pub fn open(options: AuthOptions) -> Result<Self, AuthError> {
        Self::open_with(options, key_set_file::PAUSE, key_set_url::PAUSE)
    }

    /// With other pauses between two looks at a key set.
    pub(super) fn open_with(
        options: AuthOptions,
        file_pause: Duration,
        url_pause: Duration,
    ) -> Result<Self, AuthError> {
        let AuthOptions::Jwt(options) = options else {
            return Ok(Self { tokens: None });
        };
        let keys = match &options.keys {
            KeySource::PemFile(path) => Keys::One(key_file::read_public(path)?),
            KeySource::SecretFile(path) => Keys::One(key_file::read_secret(path)?),
            KeySource::Jwks(place) if place.contains("://") => {
                Keys::Set(RenewedKeySet::open(KeySetUrl::new(place, url_pause)?)?)
            }
            KeySource::Jwks(path) => {
                Keys::Set(RenewedKeySet::open(KeySetFile::new(path, file_pause))?)
            }
        };
        let rules = Rules::from(&options);
        Ok(Self {
            tokens: Some(Tokens { keys, rules }),
        })
    }

    /// Who sent this request: a 401 if that cannot be told, a 400 for two credentials.
    pub async fn identify(&self, parts: &Parts) -> Result<Identity, ApiError> {
        match &self.tokens {
            None => Ok(Identity::anybody()),
            Some(tokens) => Ok(tokens.identify(parts).await?),
        }
    }
}

impl Tokens {
    async fn identify(&self, parts: &Parts) -> Result<Identity, Refusal> {
        let (credential, text) = credential::find(parts)?;
        let token = Token::parse(&text)?;
        let claims = match &self.keys {
            Keys::One(key) => token.verify([key])?,
            Keys::Set(set) => {
                let kid = token.kid.as_deref();
                let set = set.with(kid).await;
                token.verify(set.candidates(kid)?)?
            }
        };
        self.rules.identity(&claims, credential)
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator")
            .field("asks_for_tokens", &self.tokens.is_some())
            .finish_non_exhaustive()
    }
}
