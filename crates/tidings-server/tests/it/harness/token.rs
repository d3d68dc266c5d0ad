use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The secret that services of this harness check tokens with.
pub const SECRET: &str = "a-secret-of-the-tests-0123456789abcdef";

/// The claims of a token; good for an hour unless said otherwise.
#[derive(Clone, Debug)]
pub struct Token(Map<String, Value>);

impl Token {
    /// Neither role nor scope.
    pub fn new() -> Self {
        Self(Map::new()).with("exp", seconds_from_now(3600))
    }

    pub fn role(role: &str) -> Self {
        Self::new().with("role", role)
    }

    pub fn admin() -> Self {
        Self::role("admin")
    }

    pub fn user(user: &str, org: &str) -> Self {
        Self::role("user").with("sub", user).with("org_id", org)
    }

    pub fn cluster(id: Uuid) -> Self {
        Self::new().with("cluster_id", id.to_string())
    }

    pub fn infra_env(id: Uuid) -> Self {
        Self::new().with("infra_env_id", id.to_string())
    }

    /// With a claim of any JSON.
    pub fn with(mut self, claim: &str, value: impl Into<Value>) -> Self {
        self.0.insert(claim.to_owned(), value.into());
        self
    }

    pub fn without(mut self, claim: &str) -> Self {
        self.0.remove(claim);
        self
    }

    /// Signed as the service expects it.
    pub fn sign(&self) -> String {
        self.sign_with(SECRET)
    }

    pub fn sign_with(&self, secret: &str) -> String {
        let key = EncodingKey::from_secret(secret.as_bytes());
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &self.0, &key).unwrap()
    }

    /// The claims alone.
    pub fn claims(&self) -> Value {
        Value::Object(self.0.clone())
    }
}

/// For `exp` and `nbf`.
pub fn seconds_from_now(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() + seconds
}
