//! Why a token is refused.

use axum::http::HeaderValue;
use axum::http::header::WWW_AUTHENTICATE;

use crate::ApiError;

/// What is wrong with a token, for its holder. Fixed texts alone, so that nothing of a token is ever told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// There is no token.
    NoToken,
    /// There are several, which may speak of different people: a 400.
    TwoCredentials,
    /// There is one, and this is wrong with it.
    Token(&'static str),
    /// A claim is not what it must be.
    Claim(&'static str, &'static str),
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let message = match refusal {
            Refusal::NoToken => {
                // RFC 6750, section 3.1: no error code where there was no token.
                return challenge("a token is required", "Bearer");
            }
            Refusal::TwoCredentials => {
                return Self::invalid("two credentials: send one token, in one place");
            }
            Refusal::Token(reason) => reason.to_owned(),
            Refusal::Claim(name, reason) => format!("claim `{name}` {reason}"),
        };
        challenge(message, "Bearer error=\"invalid_token\"")
    }
}

fn challenge(
    message: impl Into<std::borrow::Cow<'static, str>>,
    challenge: &'static str,
) -> ApiError {
    ApiError::unauthorized(message)
        .with_header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
}
