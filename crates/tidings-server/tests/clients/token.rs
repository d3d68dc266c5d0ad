//! Tokens as the service's users have them.

use std::fs;

use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use tidings_server::{AuthOptions, JwtOptions, KeySource};
use time::OffsetDateTime;

const SECRET: &[u8] = b"a secret of these tests, long enough";

/// Asks for tokens of this secret, which it writes into a file.
pub fn asked_for(folder: &std::path::Path) -> AuthOptions {
    let file = folder.join("secret");
    fs::write(&file, SECRET).unwrap();
    AuthOptions::Jwt(JwtOptions::new(KeySource::SecretFile(file)))
}

/// For an hour.
pub fn of(mut claims: Value) -> String {
    claims["exp"] = json!(OffsetDateTime::now_utc().unix_timestamp() + 3600);
    jsonwebtoken::encode(
        &Header::default(),
        &claims,
        &EncodingKey::from_secret(SECRET),
    )
    .unwrap()
}
