use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, Request};

use super::signing::{EC, admin};
use super::*;
use crate::auth::Credential;

#[tokio::test]
async fn a_token_is_found_in_every_place() {
    let authenticator = trusting(&EC);
    let token = EC.sign(&admin());
    let bearer = format!("Bearer {token}");
    let places: Vec<(&str, String, Credential)> = vec![
        ("Authorization", bearer.clone(), Credential::Bearer),
        (
            "Authorization",
            format!(" bearer \t {token} "),
            Credential::Bearer,
        ),
        ("X-Secret-Key", token.clone(), Credential::SecretKey),
        ("Watcher-Authorization", bearer, Credential::Watcher),
        ("Watcher-Authorization", token.clone(), Credential::Watcher),
    ];
    for (name, value, credential) in places {
        let identity = authenticator
            .identify(&with_headers("/", &[(name, &value)]))
            .await;
        assert_eq!(identity.unwrap().credential, credential, "{name}: {value}");
    }
    for query in [
        format!("api_key={token}"),
        format!("limit=1&api_key={token}&api_key="),
        format!(
            "api%5Fkey={}",
            token.replace('.', "%2E").replace('-', "%2d")
        ),
        format!("api_key=+{token}%20"),
    ] {
        let parts = with_headers(&format!("/v2/events?{query}"), &[("Authorization", " ")]);
        let identity = authenticator.identify(&parts).await.unwrap();
        assert_eq!(identity.credential, Credential::ApiKey, "{query}");
    }
}

#[tokio::test]
async fn two_credentials_are_refused_whatever_they_are() {
    let authenticator = trusting(&EC);
    let token = EC.sign(&admin());
    let query = format!("/?api_key={token}");
    let bearer = format!("Bearer {token}");
    let (a, x, w) = (
        ("Authorization", bearer.as_str()),
        ("X-Secret-Key", token.as_str()),
        ("Watcher-Authorization", token.as_str()),
    );
    let basic = ("Authorization", "Basic YTpi");
    for parts in [
        with_headers("/", &[a, a]),
        with_headers("/", &[x, x]),
        with_headers("/", &[a, x]),
        with_headers("/", &[a, w]),
        with_headers("/", &[x, w]),
        with_headers("/", &[basic, x]),
        with_headers("/", &[a, ("X-Secret-Key", "nonsense")]),
        with_headers(&query, &[a]),
        with_headers(&query, &[x]),
        with_headers(&format!("{query}&api_key={token}"), &[]),
        with_headers(&format!("{query}&api_key=nonsense"), &[]),
    ] {
        let error = authenticator.identify(&parts).await.unwrap_err();
        assert_eq!(error.status, 400);
        assert_eq!(
            error.message,
            "two credentials: send one token, in one place"
        );
    }
}

#[tokio::test]
async fn none_or_one_of_another_kind_is_a_challenge() {
    let authenticator = trusting(&EC);
    let token = EC.sign(&admin());
    let bearer = format!("Bearer {token}");
    let invalid = "Bearer error=\"invalid_token\"";
    for (header, message, challenge) in [
        (("Accept", "*/*"), "a token is required", "Bearer"),
        (("Authorization", ""), "a token is required", "Bearer"),
        (
            ("Authorization", "Basic YTpi"),
            "Authorization must be `Bearer TOKEN`",
            invalid,
        ),
        (
            ("Authorization", &token),
            "Authorization must be `Bearer TOKEN`",
            invalid,
        ),
        (
            ("Authorization", "Bearer"),
            "Authorization must be `Bearer TOKEN`",
            invalid,
        ),
        (
            ("X-Secret-Key", &bearer),
            "the token is not three parts in base64url, joined by dots",
            invalid,
        ),
    ] {
        let parts = with_headers("/?api_key=&x=1", &[header]);
        let error = authenticator.identify(&parts).await.unwrap_err();
        assert_eq!(
            (error.status.as_u16(), error.message.as_ref()),
            (401, message)
        );
        assert_eq!(
            error.headers,
            [(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))]
        );
    }
}

#[tokio::test]
async fn a_header_that_is_no_text() {
    let value = HeaderValue::from_bytes(b"Bearer \xff\xfe").unwrap();
    let request = Request::builder()
        .header("Authorization", value)
        .body(())
        .unwrap();
    let error = trusting(&EC)
        .identify(&request.into_parts().0)
        .await
        .unwrap_err();
    assert_eq!(
        (error.status.as_u16(), error.message.as_ref()),
        (401, "the token is not ASCII")
    );
}

#[tokio::test]
async fn without_authentication_credentials_are_not_looked_at() {
    let everybody = Authenticator::open(AuthOptions::None).unwrap();
    let sent = [("Authorization", "Bearer x"), ("X-Secret-Key", "y")];
    let identity = everybody
        .identify(&with_headers("/?api_key=z", &sent))
        .await
        .unwrap();
    assert_eq!(identity, Identity::anybody());
    assert_eq!(told(Ok(identity)), "ok, Admin");
}
