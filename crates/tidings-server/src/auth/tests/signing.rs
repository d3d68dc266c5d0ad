//! Throw-away keys and the tokens that they sign.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use spki::SubjectPublicKeyInfoRef;
use spki::der::Decode;

use super::NOW;

/// A key pair of `keys/`, made for these tests alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct TestKey {
    name: &'static str,
    pub(super) alg: &'static str,
}

pub(super) const RSA: TestKey = TestKey {
    name: "rsa",
    alg: "RS256",
};
pub(super) const EC: TestKey = TestKey {
    name: "ec",
    alg: "ES256",
};
pub(super) const OTHER_EC: TestKey = TestKey {
    name: "ec-other",
    alg: "ES256",
};
pub(super) const ED: TestKey = TestKey {
    name: "ed",
    alg: "EdDSA",
};

pub(super) fn key_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/auth/tests/keys")
        .join(name)
}

impl TestKey {
    pub(super) fn public_file(&self) -> PathBuf {
        key_file(&format!("{}.public.pem", self.name))
    }

    /// A token with this header and these claims, which may be any text.
    pub(super) fn sign_text(&self, header: &str, claims: &str) -> String {
        let pem = fs::read(key_file(&format!("{}.private.pem", self.name))).unwrap();
        let (key, algorithm) = match self.alg {
            "RS256" => (EncodingKey::from_rsa_pem(&pem), Algorithm::RS256),
            "ES256" => (EncodingKey::from_ec_pem(&pem), Algorithm::ES256),
            _ => (EncodingKey::from_ed_pem(&pem), Algorithm::EdDSA),
        };
        sign_with(&key.unwrap(), algorithm, header, claims)
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": self.alg, "typ": "JWT"});
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    /// A token whose header names its key.
    pub(super) fn sign_as(&self, kid: &str) -> String {
        let header = json!({"alg": self.alg, "kid": kid});
        self.sign_text(&header.to_string(), &admin().to_string())
    }

    /// The public key in a key set.
    pub(super) fn jwk(&self, kid: &str) -> Value {
        let public = pem::parse(fs::read(self.public_file()).unwrap()).unwrap();
        let info = SubjectPublicKeyInfoRef::from_der(public.contents()).unwrap();
        let key = info.subject_public_key.as_bytes().unwrap();
        match self.alg {
            "RS256" => {
                let utils = &crypto::rust_crypto::DEFAULT_PROVIDER.key_utils;
                let (n, e) = (utils.rsa_pub_components_from_public_key)(key).unwrap();
                json!({"kty": "RSA", "kid": kid, "n": encode(&n), "e": encode(&e)})
            }
            "ES256" => {
                let (x, y) = (encode(&key[1..33]), encode(&key[33..]));
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y})
            }
            _ => json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": encode(key)}),
        }
    }
}

/// A key set of these keys.
pub(super) fn key_set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// Claims that suffice.
pub(super) fn admin() -> Value {
    json!({"role": "admin", "exp": NOW + 60})
}

pub(super) fn sign_with_secret(secret: &[u8], header: &str, claims: &str) -> String {
    sign_with(
        &EncodingKey::from_secret(secret),
        Algorithm::HS256,
        header,
        claims,
    )
}

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn sign_with(key: &EncodingKey, algorithm: Algorithm, header: &str, claims: &str) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}
