//! Keys in files: a public key in PEM, or a secret.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use spki::der::Decode;
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::AuthError;
use super::key::{Usable, VerificationKey};

/// No file of keys is this large; a device or a log given by mistake is.
pub(super) const LARGEST: u64 = 1024 * 1024;

/// The public key of a PEM file.
pub(super) fn read_public(path: &Path) -> Result<VerificationKey, AuthError> {
    let text = read(path)?;
    public_key(&text).map_err(|reason| AuthError::key(path.display().to_string(), reason))
}

/// The secret that a file holds.
pub(super) fn read_secret(path: &Path) -> Result<VerificationKey, AuthError> {
    let text = read(path)?;
    secret(&text).map_err(|reason| AuthError::key(path.display().to_string(), reason))
}

/// What a file holds, if that is not too much.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, AuthError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|source| AuthError::Read {
            path: path.display().to_string(),
            source,
        })?;
    if bytes.len() as u64 > LARGEST {
        return Err(AuthError::key(
            path.display().to_string(),
            "it is larger than 1 MiB",
        ));
    }
    Ok(bytes)
}

fn secret(text: &[u8]) -> Usable<VerificationKey> {
    // Whoever knows the public key could sign with it.
    if contains(text, b"-----BEGIN ") {
        return Err(
            "it holds a key or certificate in PEM, not a secret; give a public key with --jwt-key",
        );
    }
    let secret = text.strip_suffix(b"\n").unwrap_or(text);
    let secret = if secret.len() < text.len() {
        secret.strip_suffix(b"\r").unwrap_or(secret)
    } else {
        secret
    };
    if secret.is_empty() {
        return Err("it is empty");
    }
    VerificationKey::from_secret(secret)
}

fn public_key(text: &[u8]) -> Usable<VerificationKey> {
    let blocks = pem::parse_many(text).map_err(|_| "it is not PEM")?;
    // Said before anything else: such a file must not be here at all.
    if blocks.iter().any(|block| block.tag().contains("PRIVATE")) {
        return Err("it holds a private key; give the public one, as of `openssl pkey -pubout`");
    }
    let [block] = blocks.as_slice() else {
        return Err(if blocks.is_empty() {
            "it holds no PEM block; a public key begins with `-----BEGIN PUBLIC KEY-----`"
        } else {
            "it holds several PEM blocks; give one public key, or a key set with --jwks"
        });
    };
    match block.tag() {
        "PUBLIC KEY" => from_spki(block.contents()),
        "RSA PUBLIC KEY" => VerificationKey::from_rsa_der(block.contents()),
        "CERTIFICATE" => {
            Err("it holds a certificate; give its public key, as of `openssl x509 -pubkey -noout`")
        }
        _ => Err("its PEM block is no public key (`-----BEGIN PUBLIC KEY-----`)"),
    }
}

/// RFC 5280, section 4.1.2.7: an algorithm and a public key.
fn from_spki(der: &[u8]) -> Usable<VerificationKey> {
    const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
    const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
    const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

    let damaged = "its PEM block is damaged: it holds no public key";
    let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| damaged)?;
    let key = info.subject_public_key.as_bytes().ok_or(damaged)?;
    match info.algorithm.oid {
        RSA => VerificationKey::from_rsa_der(key),
        EC if info.algorithm.parameters_oid() == Ok(P256) => VerificationKey::from_p256(key),
        EC => Err("its curve is not supported; an EC key must be of P-256"),
        ED25519 => VerificationKey::from_ed25519(key),
        _ => Err("its kind is not supported; it must be RSA, EC P-256 or Ed25519"),
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
