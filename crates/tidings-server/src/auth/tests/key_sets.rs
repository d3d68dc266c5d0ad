use std::fs;
use std::path::Path;
use std::time::Duration;

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::issuer::Issuer;
use super::signing::{EC, ED, OTHER_EC, RSA, admin, key_file, key_set, sign_with_secret};
use super::*;
use crate::auth::authenticator::{Keys, Tokens};
use crate::auth::key_set_url::fresh_for;

const HOUR: Duration = Duration::from_secs(3600);
const UNKNOWN: &str = "401 the token's key (`kid`) is not known";

/// A service with a key set, and these pauses between two looks at it.
fn opened(place: &str, pause: Duration) -> Authenticator {
    let options = options(KeySource::Jwks(place.to_owned()));
    Authenticator::open_with(AuthOptions::Jwt(options), pause, pause).unwrap()
}

fn refusal(place: &str) -> String {
    let options = AuthOptions::Jwt(options(KeySource::Jwks(place.to_owned())));
    Authenticator::open(options)
        .expect_err("the key set is no good")
        .with_cause()
}

async fn outcome(authenticator: &Authenticator, token: &str) -> String {
    told(identify(authenticator, token).await)
}

/// Replaces a file at once, as a careful writer does.
fn replace(path: &Path, content: &str) {
    let beside = path.with_extension("new");
    fs::write(&beside, content).unwrap();
    fs::rename(beside, path).unwrap();
}

/// A set in a file, and the service that reads it.
fn in_file(
    content: &str,
    pause: Duration,
) -> (tempfile::TempDir, std::path::PathBuf, Authenticator) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    fs::write(&path, content).unwrap();
    let authenticator = opened(path.to_str().unwrap(), pause);
    (folder, path, authenticator)
}

#[tokio::test]
async fn each_token_is_verified_by_the_key_that_it_names() {
    let set = key_set(&[RSA.jwk("r"), EC.jwk("e"), ED.jwk("d"), OTHER_EC.jwk("o")]);
    let (_folder, _, authenticator) = in_file(&set, HOUR);
    for (key, kid) in [(RSA, "r"), (EC, "e"), (ED, "d"), (OTHER_EC, "o")] {
        assert_eq!(
            outcome(&authenticator, &key.sign_as(kid)).await,
            "ok, Admin",
            "{kid}"
        );
    }
    for (kid, expected) in [
        ("o", "401 the token's signature does not match"),
        ("r", "401 the token's algorithm is not that of its key"),
        ("x", UNKNOWN),
        ("", UNKNOWN),
    ] {
        assert_eq!(
            outcome(&authenticator, &EC.sign_as(kid)).await,
            expected,
            "{kid}"
        );
    }
    assert_eq!(
        outcome(&authenticator, &EC.sign(&admin())).await,
        "401 the token must name its key (`kid`): there are several"
    );
}

#[tokio::test]
async fn a_token_need_not_name_the_only_key() {
    let oct = json!({"kty": "oct", "kid": "s", "k": "AAAA"});
    let (_folder, _, authenticator) = in_file(&key_set(&[EC.jwk("e"), oct]), HOUR);
    assert_eq!(
        outcome(&authenticator, &EC.sign(&admin())).await,
        "ok, Admin"
    );
    assert_eq!(outcome(&authenticator, &EC.sign_as("x")).await, UNKNOWN);
}

#[tokio::test]
async fn keys_of_different_kinds_may_share_a_name() {
    let (_folder, _, authenticator) = in_file(&key_set(&[RSA.jwk("a"), EC.jwk("a")]), HOUR);
    for key in [RSA, EC] {
        assert_eq!(
            outcome(&authenticator, &key.sign_as("a")).await,
            "ok, Admin"
        );
    }
    // A header that names the other's algorithm does not make either key serve it.
    let lying = EC.sign_text(r#"{"alg":"RS256","kid":"a"}"#, &admin().to_string());
    assert_eq!(
        outcome(&authenticator, &lying).await,
        "401 the token's signature does not match"
    );
}

/// The key with some members replaced.
fn with(mut key: Value, members: Value) -> Value {
    for (name, value) in members.as_object().unwrap() {
        key[name] = value.clone();
    }
    key
}

#[tokio::test]
async fn keys_that_are_left_out() {
    let secret = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (unusable, signer) in [
        (with(EC.jwk("x"), json!({"use": "enc"})), EC),
        (with(EC.jwk("x"), json!({"use": null})), EC),
        (with(EC.jwk("x"), json!({"key_ops": ["sign"]})), EC),
        (with(EC.jwk("x"), json!({"alg": "ECDH-ES"})), EC),
        (with(EC.jwk("x"), json!({"alg": "HS256"})), EC),
        (with(EC.jwk("x"), json!({"alg": null})), EC),
        (with(EC.jwk("x"), json!({"crv": "P-384"})), EC),
        (with(EC.jwk("x"), json!({"x": "AAAA"})), EC),
        (with(EC.jwk("x"), json!({"y": EC.jwk("x")["x"]})), EC),
        (with(RSA.jwk("x"), json!({"alg": "RS512"})), RSA),
        (with(RSA.jwk("x"), json!({"n": "AQAB"})), RSA),
        (with(RSA.jwk("x"), json!({"e": "AQ"})), RSA),
        (with(RSA.jwk("x"), json!({"e": ""})), RSA),
        (with(ED.jwk("x"), json!({"x": "AAAA"})), ED),
        (with(ED.jwk("x"), json!({"x": null})), ED),
        (
            json!({"kty": "oct", "kid": "x", "alg": "HS256", "k": secret}),
            EC,
        ),
        (json!({"kty": "new", "kid": "x"}), EC),
        (json!({}), EC),
    ] {
        let set = key_set(&[unusable.clone(), OTHER_EC.jwk("good")]);
        let (_folder, _, authenticator) = in_file(&set, HOUR);
        assert_eq!(
            outcome(&authenticator, &signer.sign_as("x")).await,
            UNKNOWN,
            "{unusable}"
        );
        assert_eq!(
            outcome(&authenticator, &OTHER_EC.sign_as("good")).await,
            "ok, Admin"
        );
        let hmac = sign_with_secret(
            &[0; 36],
            r#"{"alg":"HS256","kid":"x"}"#,
            &admin().to_string(),
        );
        assert_eq!(outcome(&authenticator, &hmac).await, UNKNOWN);
    }
}

#[tokio::test]
async fn uses_that_are_named_are_kept() {
    for members in [
        json!({"use": "sig", "alg": "ES256", "key_ops": ["verify"], "x5t": "abc"}),
        json!({"key_ops": ["sign", "verify"]}),
    ] {
        let (_folder, _, authenticator) = in_file(&key_set(&[with(EC.jwk("x"), members)]), HOUR);
        assert_eq!(outcome(&authenticator, &EC.sign_as("x")).await, "ok, Admin");
    }
}

#[test]
fn files_that_hold_no_key_set() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let mut lines = String::new();
    for content in [
        String::new(),
        "[]".to_owned(),
        "{}".to_owned(),
        r#"{"keys":{}}"#.to_owned(),
        r#"{"keys":[]}"#.to_owned(),
        r#"{"keys":[1]}"#.to_owned(),
        r#"{"keys":[],"keys":[]}"#.to_owned(),
        key_set(&[json!({"kty": "oct", "k": "AAAA"})]),
        key_set(&[with(EC.jwk("x"), json!({"d": "AAAA"}))]),
        fs::read_to_string(key_file("ec.public.pem")).unwrap(),
    ] {
        fs::write(&path, &content).unwrap();
        let told = refusal(path.to_str().unwrap());
        lines.push_str(&told.replace(folder.path().to_str().unwrap(), "folder"));
        lines.push('\n');
    }
    insta::assert_snapshot!(lines);
}

#[tokio::test]
async fn a_new_key_in_the_file_is_known_at_once() {
    let (_folder, path, authenticator) = in_file(&key_set(&[EC.jwk("old")]), Duration::ZERO);
    assert_eq!(
        outcome(&authenticator, &OTHER_EC.sign_as("new")).await,
        UNKNOWN
    );
    replace(&path, &key_set(&[OTHER_EC.jwk("new")]));
    assert_eq!(
        outcome(&authenticator, &OTHER_EC.sign_as("new")).await,
        "ok, Admin"
    );
    assert_eq!(outcome(&authenticator, &EC.sign_as("old")).await, UNKNOWN);
}

/// The set of a service that has one.
fn set_of(authenticator: &Authenticator) -> &crate::auth::renewal::RenewedKeySet {
    match &authenticator.tokens {
        Some(Tokens {
            keys: Keys::Set(set),
            ..
        }) => set,
        _ => panic!("the service has no key set"),
    }
}

#[tokio::test]
async fn a_key_replaced_under_its_name_is_noticed_without_being_asked_for() {
    let pause = Duration::from_millis(5);
    let (_folder, path, authenticator) = in_file(&key_set(&[EC.jwk("a")]), pause);
    replace(&path, &key_set(&[RSA.jwk("a")]));
    set_of(&authenticator).changed().await;
    assert_eq!(
        outcome(&authenticator, &RSA.sign_as("a")).await,
        "ok, Admin"
    );
    assert_eq!(
        outcome(&authenticator, &EC.sign_as("a")).await,
        "401 the token's algorithm is not that of its key"
    );
}

#[tokio::test]
async fn a_damaged_or_missing_file_leaves_the_last_keys_in_force() {
    let (_folder, path, authenticator) = in_file(&key_set(&[EC.jwk("a")]), Duration::ZERO);
    replace(&path, "{\"keys\":");
    assert_eq!(outcome(&authenticator, &RSA.sign_as("b")).await, UNKNOWN);
    assert_eq!(outcome(&authenticator, &EC.sign_as("a")).await, "ok, Admin");
    fs::remove_file(&path).unwrap();
    assert_eq!(outcome(&authenticator, &RSA.sign_as("b")).await, UNKNOWN);
    assert_eq!(outcome(&authenticator, &EC.sign_as("a")).await, "ok, Admin");
    replace(&path, &key_set(&[RSA.jwk("b")]));
    assert_eq!(
        outcome(&authenticator, &RSA.sign_as("b")).await,
        "ok, Admin"
    );
}

#[tokio::test]
async fn a_set_that_was_emptied_is_obeyed() {
    let (_folder, path, authenticator) = in_file(&key_set(&[EC.jwk("a")]), Duration::ZERO);
    replace(&path, &key_set(&[]));
    assert_eq!(outcome(&authenticator, &RSA.sign_as("b")).await, UNKNOWN);
    assert_eq!(outcome(&authenticator, &EC.sign_as("a")).await, UNKNOWN);
}

#[tokio::test]
async fn a_new_key_behind_the_url_is_known_at_once() {
    let issuer = Issuer::start(key_set(&[EC.jwk("old")]));
    let authenticator = opened(&issuer.url(), Duration::ZERO);
    assert_eq!(
        outcome(&authenticator, &EC.sign_as("old")).await,
        "ok, Admin"
    );
    assert_eq!(issuer.requests(), 1);
    issuer.serve("200 OK", "", key_set(&[OTHER_EC.jwk("new")]));
    assert_eq!(
        outcome(&authenticator, &OTHER_EC.sign_as("new")).await,
        "ok, Admin"
    );
    assert_eq!(outcome(&authenticator, &EC.sign_as("old")).await, UNKNOWN);
}

#[tokio::test]
async fn made_up_keys_do_not_make_it_fetch() {
    let issuer = Issuer::start(key_set(&[EC.jwk("a")]));
    let authenticator = opened(&issuer.url(), HOUR);
    for number in 0..50 {
        let token = EC.sign_as(&format!("made-up-{number}"));
        assert_eq!(outcome(&authenticator, &token).await, UNKNOWN);
    }
    assert_eq!(issuer.requests(), 1);
}

#[tokio::test]
async fn an_issuer_that_fails_leaves_the_last_keys_in_force() {
    let issuer = Issuer::start(key_set(&[EC.jwk("a")]));
    let authenticator = opened(&issuer.url(), Duration::ZERO);
    let large = key_set(&[RSA.jwk("b"), json!({"pad": "x".repeat(1024 * 1024)})]);
    for (status, headers, body) in [
        ("500 Internal Server Error", "", key_set(&[RSA.jwk("b")])),
        ("404 Not Found", "", key_set(&[RSA.jwk("b")])),
        (
            "302 Found",
            "location: /elsewhere\r\n",
            key_set(&[RSA.jwk("b")]),
        ),
        ("200 OK", "", "<html>".to_owned()),
        ("200 OK", "", large),
    ] {
        issuer.serve(status, headers, body);
        let before = issuer.requests();
        assert_eq!(
            outcome(&authenticator, &RSA.sign_as("b")).await,
            UNKNOWN,
            "{status}"
        );
        assert_eq!(issuer.requests(), before + 1, "{status}");
        assert_eq!(outcome(&authenticator, &EC.sign_as("a")).await, "ok, Admin");
    }
}

#[test]
fn urls_that_are_refused_at_the_start() {
    let issuer = Issuer::start(String::new());
    issuer.serve(
        "302 Found",
        "location: http://127.0.0.1:1/\r\n",
        String::new(),
    );
    let mut lines = vec![refusal(&issuer.url())];
    issuer.serve("503 Service Unavailable", "", String::new());
    lines.push(refusal(&issuer.url()));
    issuer.serve("200 OK", "", "x".repeat(1024 * 1024 + 1));
    lines.push(refusal(&issuer.url()));
    issuer.serve("200 OK", "", "{}".to_owned());
    lines.push(refusal(&issuer.url()));
    for url in [
        "http://sso.example.com/keys?secret=hunter2",
        "http://127.0.0.1.example.com/keys",
        "http://localhost.example.com/keys",
        "http://user:hunter2@127.0.0.1/keys",
        "https://user:hunter2@sso.example.com/keys",
        "ftp://localhost/keys",
        "https:///keys",
        "https://",
        "http://a b/",
    ] {
        lines.push(refusal(url));
    }
    let port = issuer.url().split(['/', ':']).nth(4).unwrap().to_owned();
    insta::assert_snapshot!(lines.join("\n").replace(&port, "PORT"));
}

#[test]
fn an_issuer_that_is_away_stops_the_start() {
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let told = refusal(&format!("http://{address}/keys?secret=hunter2"));
    assert!(
        told.starts_with(&format!("cannot fetch the key set http://{address}/keys: ")),
        "{told}"
    );
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn an_issuer_without_tls_is_not_believed_over_https() {
    let issuer = Issuer::start(key_set(&[EC.jwk("a")]));
    let told = refusal(&issuer.url().replace("http:", "https:"));
    assert!(
        told.starts_with("cannot fetch the key set https://127.0.0.1:"),
        "{told}"
    );
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn how_long_an_answer_is_good_for() {
    for (value, seconds) in [
        (None, 300),
        (Some("public"), 300),
        (Some("max-age=abc"), 300),
        (Some("public, max-age=600, must-revalidate"), 600),
        (Some("Max-Age=\"600\""), 600),
        (Some("max-age=0"), 60),
        (Some("no-store"), 60),
        (Some("no-cache, max-age=600"), 60),
        (Some("max-age=86400"), 3600),
    ] {
        let mut headers = HeaderMap::new();
        if let Some(value) = value {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(value));
        }
        assert_eq!(
            fresh_for(&headers),
            Duration::from_secs(seconds),
            "{value:?}"
        );
    }
}
