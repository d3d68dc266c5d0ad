//! Who asks: a request in, an [`Identity`] out, or the 401 that says what is wrong with its token.
//!
//! What an identity may see and do is decided elsewhere. The way of a token: `credential` finds it in the request, `token`
//! takes it apart, a `key` verifies its signature (the one key of a file, or one of a `key_set`), and `claims` makes the
//! identity. Nothing of a token or of a key is ever told or logged.

mod authenticator;
mod claims;
mod credential;
mod error;
mod identity;
mod key;
mod key_file;
mod key_set;
mod key_set_file;
mod key_set_url;
mod options;
mod refusal;
mod renewal;
mod token;

#[cfg(test)]
mod tests;

pub use authenticator::Authenticator;
pub use error::AuthError;
pub use identity::{Credential, Identity, Role, Scope};
pub use options::{AuthOptions, JwtOptions, KeySource};
