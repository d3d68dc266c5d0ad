use axum::http::HeaderValue;
use proptest::prelude::*;

use super::signing::{EC, encode, sign_with_secret};
use super::*;
use crate::auth::token::Token;

/// The status of a request with this header.
fn status(authenticator: &Authenticator, name: &'static str, value: HeaderValue) -> Option<u16> {
    let mut parts = with_headers("/", &[]);
    parts.headers.insert(name, value);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let result = runtime.block_on(authenticator.identify(&parts));
    result.err().map(|error| error.status.as_u16())
}

/// Texts that look like tokens as far as a while.
fn nearly_a_token() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        any::<Vec<u8>>().prop_map(encode),
        "\\PC{0,20}",
        Just(encode(r#"{"alg":"ES256"}"#)),
        Just(encode(r#"{"role":"admin","exp":1900000000}"#)),
        "\\{\"alg\":\"(ES256|HS256|none|EdDSA)\"(,\"[a-z]{1,4}\":(1|\"x\"|null))?\\}"
            .prop_map(encode),
    ];
    proptest::collection::vec(part, 0..5).prop_map(|parts| parts.join("."))
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused(bytes in any::<Vec<u8>>()) {
        let authenticator = trusting(&EC);
        for name in ["x-secret-key", "watcher-authorization", "authorization"] {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                prop_assert_eq!(status(&authenticator, name, value), Some(401));
            }
        }
    }

    #[test]
    fn what_nearly_is_a_token_is_refused(text in nearly_a_token()) {
        let authenticator = trusting(&EC);
        let value = HeaderValue::from_bytes(text.as_bytes()).unwrap();
        prop_assert_eq!(status(&authenticator, "x-secret-key", value), Some(401));
    }

    /// Also where the signature is good, so that the claims are reached.
    #[test]
    fn arbitrary_claims_never_panic(claims in "\\PC{0,40}", key in "[a-z_]{1,12}", value in any::<f64>()) {
        let secret = [7; 32];
        let key_of = crate::auth::key::VerificationKey::from_secret(&secret).unwrap();
        let rules = crate::auth::claims::Rules::from(&options(KeySource::Jwks(String::new())));
        for text in [claims, format!("{{\"{key}\":{value:e},\"exp\":{value:e}}}")] {
            let token = sign_with_secret(&secret, r#"{"alg":"HS256"}"#, &text);
            let claims = Token::parse(&token).and_then(|token| token.verify([&key_of]));
            if let Ok(claims) = claims {
                prop_assert!(rules.identity(&claims, crate::auth::Credential::Bearer).is_err());
            }
        }
    }
}
