//! A JSON Web Token, taken apart (RFC 7515, compact serialization).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::key::{Algorithm, VerificationKey};
use super::refusal::Refusal;
use crate::json;

/// More than any issuer makes, and little enough to work on before anything is known of the sender.
const LONGEST: usize = 16 * 1024;

/// A token whose header is understood, and of which nothing is believed yet.
pub(super) struct Token<'a> {
    signed: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
    algorithm: Algorithm,
    pub(super) kid: Option<String>,
}

impl<'a> Token<'a> {
    /// Takes a token apart and reads its header.
    pub(super) fn parse(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::Token("the token is longer than 16 KiB"));
        }
        let malformed = Refusal::Token("the token is not three parts in base64url, joined by dots");
        let Some((signed, signature)) = text.rsplit_once('.') else {
            return Err(malformed);
        };
        let Some((header, payload)) = signed.split_once('.') else {
            return Err(malformed);
        };
        if payload.contains('.') {
            return Err(malformed);
        }
        let (Some(header), Some(signature)) = (decode(header), decode(signature)) else {
            return Err(malformed);
        };
        let header = json::object(&header).ok_or(Refusal::Token(
            "the token's header is not a JSON object that names each member once",
        ))?;
        Ok(Self {
            signed,
            payload,
            signature,
            algorithm: algorithm(&header)?,
            kid: kid(&header)?,
        })
    }

    /// The claims, once one of these keys has verified them.
    pub(super) fn verify<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k VerificationKey>,
    ) -> Result<Map<String, Value>, Refusal> {
        let mut served = false;
        let verified = keys.into_iter().any(|key| {
            let serves = key.algorithm() == self.algorithm;
            served |= serves;
            serves && key.verifies(self.signed.as_bytes(), &self.signature)
        });
        if !served {
            return Err(Refusal::Token(
                "the token's algorithm is not that of its key",
            ));
        }
        if !verified {
            return Err(Refusal::Token("the token's signature does not match"));
        }
        let claims = decode(self.payload).and_then(|payload| json::object(&payload));
        claims.ok_or(Refusal::Token(
            "the token's claims are not a JSON object that names each claim once",
        ))
    }
}

/// Strict: no padding, no other alphabet, no stray bits (RFC 7515, section 2).
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn algorithm(header: &Map<String, Value>) -> Result<Algorithm, Refusal> {
    // An extension that must be understood, and none is (RFC 7515, section 4.1.11).
    if header.contains_key("crit") {
        return Err(Refusal::Token(
            "the token's header has `crit`, of which nothing is supported",
        ));
    }
    let name = header.get("alg").and_then(Value::as_str);
    name.and_then(Algorithm::from_name).ok_or(Refusal::Token(
        "the token's `alg` must be one of RS256, ES256, EdDSA, HS256",
    ))
}

fn kid(header: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    match header.get("kid") {
        None => Ok(None),
        Some(Value::String(kid)) => Ok(Some(kid.clone())),
        Some(_) => Err(Refusal::Token("the token's `kid` must be a string")),
    }
}
