//! A JSON Web Key Set (RFC 7517): several keys, each with a name.

use serde_json::{Map, Value};

use super::key::{Algorithm, Usable, VerificationKey};
use super::refusal::Refusal;
use super::token::decode;
use crate::json;

/// The keys of a set that are of use here.
#[derive(Default)]
pub(super) struct KeySet {
    keys: Vec<(Option<String>, VerificationKey)>,
}

impl KeySet {
    /// Reads a set. Keys for other uses, of other kinds and of other algorithms are left out (RFC 7517, section 5).
    pub(super) fn parse(bytes: &[u8]) -> Usable<Self> {
        let set =
            json::object(bytes).ok_or("it is not a JSON object that names each member once")?;
        let Some(Value::Array(keys)) = set.get("keys") else {
            return Err("it has no list `keys`");
        };
        let mut usable = Self::default();
        for key in keys {
            let Value::Object(key) = key else {
                return Err("its list `keys` holds something other than objects");
            };
            if let Some(verification) = verification_key(key)? {
                usable
                    .keys
                    .push((member(key, "kid").map(str::to_owned), verification));
            }
        }
        Ok(usable)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether a set that is read again could hold a key that this one lacks.
    pub(super) fn lacks(&self, kid: Option<&str>) -> bool {
        kid.is_some() && self.named(kid).next().is_none()
    }

    /// The keys that a token with this `kid` may be signed by. Keys of different kinds may share a name (RFC 7517, section 4.5).
    pub(super) fn candidates(&self, kid: Option<&str>) -> Result<Vec<&VerificationKey>, Refusal> {
        if kid.is_none() {
            return match self.keys.as_slice() {
                [(_, only)] => Ok(vec![only]),
                _ => Err(Refusal::Token(
                    "the token must name its key (`kid`): there are several",
                )),
            };
        }
        let candidates: Vec<_> = self.named(kid).collect();
        if candidates.is_empty() {
            return Err(Refusal::Token("the token's key (`kid`) is not known"));
        }
        Ok(candidates)
    }

    fn named(&self, kid: Option<&str>) -> impl Iterator<Item = &VerificationKey> {
        let named = self
            .keys
            .iter()
            .filter(move |(name, _)| name.as_deref() == kid);
        named.map(|(_, key)| key)
    }
}

/// The key, if it is one that is of use here.
fn verification_key(key: &Map<String, Value>) -> Usable<Option<VerificationKey>> {
    if !for_signatures(key) {
        return Ok(None);
    }
    let algorithm = match (member(key, "kty"), member(key, "crv")) {
        (Some("RSA"), _) => Algorithm::Rs256,
        (Some("EC"), Some("P-256")) => Algorithm::Es256,
        (Some("OKP"), Some("Ed25519")) => Algorithm::EdDsa,
        // Secrets (`oct`) among them: what is published is none.
        _ => return Ok(None),
    };
    if key.contains_key("d") {
        return Err("it holds a private key (a member `d`), which must not be there");
    }
    if key
        .get("alg")
        .is_some_and(|alg| alg.as_str().and_then(Algorithm::from_name) != Some(algorithm))
    {
        return Ok(None);
    }
    let made = match algorithm {
        Algorithm::Rs256 => rsa(key),
        Algorithm::Es256 => p256(key),
        _ => bytes(key, "x").and_then(|x| VerificationKey::from_ed25519(&x)),
    };
    if let Err(reason) = made {
        tracing::warn!(reason, "a key of the key set is left out");
    }
    Ok(made.ok())
}

/// RFC 7517, sections 4.2 and 4.3.
fn for_signatures(key: &Map<String, Value>) -> bool {
    let used = key.get("use").is_none_or(|value| value == "sig");
    let verifies = key.get("key_ops").is_none_or(|value| {
        value
            .as_array()
            .is_some_and(|operations| operations.iter().any(|one| one == "verify"))
    });
    used && verifies
}

fn rsa(key: &Map<String, Value>) -> Usable<VerificationKey> {
    VerificationKey::from_rsa(&bytes(key, "n")?, &bytes(key, "e")?)
}

fn p256(key: &Map<String, Value>) -> Usable<VerificationKey> {
    let (x, y) = (bytes(key, "x")?, bytes(key, "y")?);
    // RFC 7518, section 6.2.1.2: the full size of a coordinate.
    if x.len() != 32 || y.len() != 32 {
        return Err("the coordinates of a P-256 key must have 32 bytes each");
    }
    VerificationKey::from_p256(&[&[4], x.as_slice(), y.as_slice()].concat())
}

fn bytes(key: &Map<String, Value>, name: &str) -> Usable<Vec<u8>> {
    let decoded = member(key, name).and_then(decode);
    decoded.ok_or("one of its members is missing or not base64url")
}

fn member<'a>(key: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    key.get(name).and_then(Value::as_str)
}
