//! Tokens made with real keys, and what becomes of them.

mod arbitrary_tokens;
mod claims;
mod credentials;
mod issuer;
mod key_files;
mod key_sets;
mod renewal;
mod secrecy;
mod signatures;
mod signing;

use axum::http::Request;
use axum::http::request::Parts;
use time::OffsetDateTime;

use super::{AuthOptions, Authenticator, Identity, JwtOptions, KeySource};
use crate::ApiError;
use signing::TestKey;

/// When all of this happens, in seconds since 1970.
const NOW: i64 = 1_800_000_000;

/// The options of a service whose clock stands still.
fn options(keys: KeySource) -> JwtOptions {
    JwtOptions {
        clock: || OffsetDateTime::from_unix_timestamp(NOW).unwrap(),
        ..JwtOptions::new(keys)
    }
}

fn open(options: JwtOptions) -> Authenticator {
    Authenticator::open(AuthOptions::Jwt(options)).unwrap()
}

/// A service that believes this key.
fn trusting(key: &TestKey) -> Authenticator {
    open(options(KeySource::PemFile(key.public_file())))
}

fn with_headers(uri: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::builder().uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

async fn identify(authenticator: &Authenticator, token: &str) -> Result<Identity, ApiError> {
    let parts = with_headers("/", &[("Authorization", &format!("Bearer {token}"))]);
    authenticator.identify(&parts).await
}

/// What became of a token, in a line.
fn told(result: Result<Identity, ApiError>) -> String {
    match result {
        Ok(identity) => {
            let mut line = "ok".to_owned();
            let fields = [
                identity.user.map(|user| format!("user {user}")),
                identity.org.map(|org| format!("org {org}")),
                identity.role.map(|role| format!("{role:?}")),
                identity.scope.map(|scope| format!("{scope:?}")),
            ];
            for field in fields.into_iter().flatten() {
                line = format!("{line}, {field}");
            }
            line
        }
        Err(error) => format!("{} {}", error.status.as_u16(), error.message),
    }
}
