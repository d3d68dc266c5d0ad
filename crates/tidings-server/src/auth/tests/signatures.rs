use std::fs;

use serde_json::json;

use super::signing::{EC, ED, OTHER_EC, RSA, admin, encode, sign_with_secret};
use super::*;

const SECRET: &[u8] = b"a secret of more than 32 bytes, that is";

async fn refused(authenticator: &Authenticator, token: &str) -> String {
    let error = identify(authenticator, token)
        .await
        .expect_err("the token is no good");
    assert_eq!(error.status, 401);
    error.message.into_owned()
}

#[tokio::test]
async fn each_kind_of_key_verifies_its_own_tokens() {
    for key in [RSA, EC, ED] {
        let outcome = told(identify(&trusting(&key), &key.sign(&admin())).await);
        assert_eq!(outcome, "ok, Admin", "{key:?}");
    }
}

#[tokio::test]
async fn a_key_refuses_the_tokens_of_every_other() {
    for key in [RSA, EC, ED] {
        for other in [RSA, EC, ED, OTHER_EC]
            .iter()
            .filter(|other| other.alg != key.alg)
        {
            assert_eq!(
                refused(&trusting(&key), &other.sign(&admin())).await,
                "the token's algorithm is not that of its key"
            );
            // And when the header lies about it.
            let header = json!({"alg": key.alg}).to_string();
            let token = other.sign_text(&header, &admin().to_string());
            assert_eq!(
                refused(&trusting(&key), &token).await,
                "the token's signature does not match"
            );
        }
    }
    assert_eq!(
        refused(&trusting(&EC), &OTHER_EC.sign(&admin())).await,
        "the token's signature does not match"
    );
}

#[tokio::test]
async fn a_public_key_is_no_secret() {
    for key in [RSA, EC, ED] {
        let pem = fs::read(key.public_file()).unwrap();
        for secret in [pem.as_slice(), pem.trim_ascii()] {
            let token = sign_with_secret(secret, r#"{"alg":"HS256"}"#, &admin().to_string());
            assert_eq!(
                refused(&trusting(&key), &token).await,
                "the token's algorithm is not that of its key"
            );
        }
    }
}

#[tokio::test]
async fn an_unsigned_token_is_refused() {
    let claims = encode(admin().to_string());
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = encode(json!({ "alg": alg }).to_string());
        for token in [
            format!("{header}.{claims}."),
            format!("{header}.{claims}.AA"),
        ] {
            assert_eq!(
                refused(&trusting(&EC), &token).await,
                "the token's `alg` must be one of RS256, ES256, EdDSA, HS256"
            );
        }
    }
    let header = encode(r#"{"alg":"ES256"}"#);
    for signature in ["", "AA", &"A".repeat(86)] {
        let token = format!("{header}.{claims}.{signature}");
        assert_eq!(
            refused(&trusting(&EC), &token).await,
            "the token's signature does not match"
        );
    }
}

#[tokio::test]
async fn headers_that_are_refused() {
    let claims = admin().to_string();
    let mut lines = String::new();
    for header in [
        r#"{"alg":"ES256","crit":["exp"],"exp":1}"#,
        r#"{"alg":"ES256","crit":[]}"#,
        r#"{"alg":"ES256","crit":null}"#,
        r#"{"alg":"HS256","alg":"ES256"}"#,
        r#"{"alg":"ES384"}"#,
        r#"{"alg":"es256"}"#,
        r#"{"alg":["ES256"]}"#,
        r#"{"alg":null}"#,
        r#"{"typ":"JWT"}"#,
        r#"{"alg":"ES256","kid":7}"#,
        r#"["ES256"]"#,
        r#"{"alg":"ES256"} x"#,
        "",
    ] {
        let outcome = refused(&trusting(&EC), &EC.sign_text(header, &claims)).await;
        lines.push_str(&format!("{header} -> {outcome}\n"));
    }
    insta::assert_snapshot!(lines);
}

#[tokio::test]
async fn a_key_within_the_token_is_not_believed() {
    let header = json!({"alg": "ES256", "jwk": OTHER_EC.jwk("a"), "jku": "https://example.com/"});
    let token = OTHER_EC.sign_text(&header.to_string(), &admin().to_string());
    assert_eq!(
        refused(&trusting(&EC), &token).await,
        "the token's signature does not match"
    );
}

#[tokio::test]
async fn tokens_that_are_changed_on_the_way() {
    let token = EC.sign(&admin());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    let others = encode(json!({"role": "admin", "exp": NOW + 3600}).to_string());
    let malformed = "the token is not three parts in base64url, joined by dots";
    for (changed, expected) in [
        (
            format!("{header}.{others}.{signature}"),
            "the token's signature does not match",
        ),
        (format!("{signed}.{signature}=="), malformed),
        (format!("{signed}.{signature}.x"), malformed),
        (format!("{signed}.x.{signature}.y"), malformed),
        (format!("{signed}.{signature} "), "ok"),
        (format!("{signed}. {signature}"), malformed),
        (format!("{signed}.+/{signature}"), malformed),
        (signed.to_owned(), malformed),
        (header.to_owned(), malformed),
        (
            "..".to_owned(),
            "the token's header is not a JSON object that names each member once",
        ),
        (
            format!("{signed}.{}", "A".repeat(16 * 1024)),
            "the token is longer than 16 KiB",
        ),
    ] {
        if expected == "ok" {
            assert!(identify(&trusting(&EC), &changed).await.is_ok());
        } else {
            assert_eq!(
                refused(&trusting(&EC), &changed).await,
                expected,
                "{changed}"
            );
        }
    }
}

#[tokio::test]
async fn a_secret_without_its_last_newline() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    for (ending, signed_with) in [
        ("", ""),
        ("\n", ""),
        ("\r\n", ""),
        ("\n\n", "\n"),
        ("\r", "\r"),
        (" ", " "),
    ] {
        fs::write(&path, [SECRET, ending.as_bytes()].concat()).unwrap();
        let authenticator = open(options(KeySource::SecretFile(path.clone())));
        let secret = [SECRET, signed_with.as_bytes()].concat();
        let token = sign_with_secret(&secret, r#"{"alg":"HS256"}"#, &admin().to_string());
        assert_eq!(
            told(identify(&authenticator, &token).await),
            "ok, Admin",
            "{ending:?}"
        );
        let token = sign_with_secret(b"other", r#"{"alg":"HS256"}"#, &admin().to_string());
        assert_eq!(
            refused(&authenticator, &token).await,
            "the token's signature does not match"
        );
        assert_eq!(
            refused(&authenticator, &RSA.sign(&admin())).await,
            "the token's algorithm is not that of its key"
        );
    }
}
