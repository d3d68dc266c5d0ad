//! A key and the one algorithm that it serves.

use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::CryptoProvider;
use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;

/// Named rather than asked for, since which one is the default depends on what other crates of the build enable.
static CRYPTO: &CryptoProvider = &DEFAULT_PROVIDER;

/// An algorithm that is accepted (RFC 7518, section 3; RFC 8037). `none` is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Hs256,
    Rs256,
    Es256,
    EdDsa,
}

impl Algorithm {
    /// The algorithm that a header or a key calls so.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "HS256" => Some(Self::Hs256),
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }

    fn of_library(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::Hs256 => jsonwebtoken::Algorithm::HS256,
            Self::Rs256 => jsonwebtoken::Algorithm::RS256,
            Self::Es256 => jsonwebtoken::Algorithm::ES256,
            Self::EdDsa => jsonwebtoken::Algorithm::EdDSA,
        }
    }
}

/// A key and the one algorithm that it serves: a token cannot choose how its signature is looked at.
///
/// It has no `Debug`, so that it is never shown.
pub(super) struct VerificationKey {
    algorithm: Algorithm,
    key: DecodingKey,
}

/// Why something is no key that is of use here: it, or the reason.
pub(super) type Usable<T> = Result<T, &'static str>;

impl VerificationKey {
    /// A shared secret, for HS256.
    pub(super) fn from_secret(secret: &[u8]) -> Usable<Self> {
        // RFC 7518, section 3.2: a key of the hash's size or larger must be used.
        if secret.len() < 32 {
            return Err("the secret must be at least 32 bytes long; make one with \
                        `openssl rand -hex 32`");
        }
        Self::checked(Algorithm::Hs256, DecodingKey::from_secret(secret))
    }

    /// An RSA public key as in PKCS #1, for RS256.
    pub(super) fn from_rsa_der(der: &[u8]) -> Usable<Self> {
        let components = (CRYPTO.key_utils.rsa_pub_components_from_public_key)(der);
        let (modulus, exponent) =
            components.map_err(|_| "it is not an RSA public key of at most 4096 bits")?;
        Self::from_rsa(&modulus, &exponent)
    }

    /// An RSA public key, for RS256.
    pub(super) fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Usable<Self> {
        let modulus = without_zeros(modulus);
        let exponent = without_zeros(exponent);
        let bits = modulus.len() * 8 - modulus.first().map_or(0, |b| b.leading_zeros() as usize);
        // RFC 7518, section 3.3: 2048 bits or larger must be used. The library takes no more than 4096.
        if !(2048..=4096).contains(&bits) {
            return Err("an RSA key must have 2048 to 4096 bits");
        }
        let odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
        if !odd(modulus) || !odd(exponent) || exponent.len() > 4 || exponent == [1] {
            return Err(
                "it is not an RSA public key: modulus and exponent must be odd, and the \
                        exponent between 3 and 4294967295",
            );
        }
        Self::checked(
            Algorithm::Rs256,
            DecodingKey::from_rsa_raw_components(modulus, exponent),
        )
    }

    /// A point of P-256 as in SEC 1, section 2.3.3, for ES256.
    pub(super) fn from_p256(point: &[u8]) -> Usable<Self> {
        Self::checked(Algorithm::Es256, DecodingKey::from_ec_der(point))
    }

    /// A public key of Ed25519 (RFC 8032), for EdDSA.
    pub(super) fn from_ed25519(public: &[u8]) -> Usable<Self> {
        // The library takes the first 32 bytes of what it gets, and panics when there are fewer.
        if public.len() != 32 {
            return Err("an Ed25519 key must have 32 bytes");
        }
        Self::checked(Algorithm::EdDsa, DecodingKey::from_ed_der(public))
    }

    fn checked(algorithm: Algorithm, key: DecodingKey) -> Usable<Self> {
        (CRYPTO.verifier_factory)(&algorithm.of_library(), &key)
            .map_err(|_| "it is not a public key of its kind: its point is not on the curve")?;
        Ok(Self { algorithm, key })
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether this key's owner signed the message.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        (CRYPTO.verifier_factory)(&self.algorithm.of_library(), &self.key)
            .is_ok_and(|verifier| verifier.verify(message, &signature.to_vec()).is_ok())
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}
