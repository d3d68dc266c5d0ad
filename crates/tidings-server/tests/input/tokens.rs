//! Every hostile value as a token, in every place of one: refused, and told to nobody.

use std::fs;

use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use tidings_server::{AuthOptions, JwtOptions, KeySource};

use crate::described;
use crate::hostile::{self, encoded, shown};
use crate::http::Request;
use crate::judge::{is_answered, judge_protocol};
use crate::on_both_stores;
use crate::service::{Backend, Service};

const SECRET: &str = "secret-of-these-tests-0123456789abcdef";

fn token(secret: &str, claims: &Value) -> String {
    jsonwebtoken::encode(
        &Header::default(),
        claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )
    .unwrap()
}

fn start(backend: Backend) -> Service {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    fs::write(&file, SECRET).unwrap();
    Service::start_with(backend, |options| {
        options.auth = AuthOptions::Jwt(JwtOptions::new(KeySource::SecretFile(file)));
    })
}

fn hostile_tokens(backend: Backend) {
    let service = start(backend);
    // As good as they can be without the secret.
    let others = [
        token(
            "another-secret-0123456789abcdef",
            &json!({"role": "admin", "exp": 4_000_000_000_u64}),
        ),
        "eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4iLCJleHAiOjQwMDAwMDAwMDB9.".to_owned(),
        token(SECRET, &json!({"role": "admin", "exp": 1_000_000_000})),
        token(SECRET, &json!({"role": "admin"})),
        token(SECRET, &json!({"role": "Admin", "exp": 4_000_000_000_u64})),
        token(
            SECRET,
            &json!({"role": ["admin"], "exp": 4_000_000_000_u64}),
        ),
        token(SECRET, &json!({"role": "admin", "exp": "never"})),
    ];
    let others = others.into_iter().map(String::into_bytes);
    for value in hostile::values().into_iter().chain(others) {
        let mut requests = vec![Request::get(format!(
            "/v2/events?api_key={}",
            encoded(&value)
        ))];
        if !value.iter().any(|byte| b"\r\n".contains(byte)) {
            let bearer = [b"Bearer ", &*value].concat();
            requests.push(Request::get("/v2/events").header("authorization", &value));
            requests.push(Request::get("/v2/events").header("authorization", bearer));
            requests.push(Request::get("/v2/events").header("x-secret-key", &value));
            requests.push(Request::get("/v2/events").header("watcher-authorization", &value));
        }
        for request in requests {
            let answer = request.send(service.address());
            judge_protocol(&answer, &shown(&value));
            // Also without a body, where it is no HTTP.
            assert!(
                matches!(answer.status, 400 | 401 | 414 | 431),
                "{}: {}",
                answer.status,
                shown(&value)
            );
            assert!(
                value.len() < 40 || !answer.body.windows(40).any(|part| part == &value[..40]),
                "{}",
                answer.text()
            );
        }
    }
    is_answered(&service);
}

/// Whoever may not is told so before anything else of a request is looked at.
fn routes_ask_for_tokens(backend: Backend) {
    let service = start(backend);
    for operation in described::operations(&service) {
        for target in [
            operation.good_path(),
            format!(
                "{}?limit=x&infra_env=x&keep_event_time=true",
                operation.good_path()
            ),
        ] {
            let request = Request::new(&operation.method, target).json("{");
            let answer = request.send(service.address());
            assert_eq!(
                answer.status, 401,
                "{} {}",
                operation.method, operation.path
            );
            assert!(answer.header("www-authenticate").is_some());
            let two = request
                .header("x-secret-key", "a")
                .header("watcher-authorization", "b");
            assert_eq!(two.send(service.address()).status, 400);
        }
    }
}

/// Neither tokens nor what they are made with are in log, metrics or errors.
fn secrets_are_told_to_nobody(backend: Backend) {
    let service = start(backend);
    let good = token(
        SECRET,
        &json!({"role": "admin", "sub": "root", "exp": 4_000_000_000_u64}),
    );
    let bad = token(
        "another-secret-0123456789abcdef",
        &json!({"role": "admin", "exp": 4_000_000_000_u64}),
    );
    let mut told = String::new();
    for token in [&good, &bad] {
        for request in [
            Request::get(format!("/v2/events?api_key={token}")),
            Request::get(format!("/nowhere?api_key={token}")),
            Request::get(format!("/v2/events?limit=x&api_key={token}")),
            Request::get("/v2/events").header("authorization", format!("Bearer {token}")),
            Request::post("/v2/events", "{").header("x-secret-key", token),
            Request::get("/v2/events").header("watcher-authorization", token),
        ] {
            let answer = request.send(service.address());
            told += &format!("{} {:?} {}\n", answer.status, answer.headers, answer.text());
        }
    }
    assert!(
        told.contains("200 ") && told.contains("401 ") && told.contains("400 "),
        "{told}"
    );
    told += &Request::get("/metrics").send(service.address()).text();
    told += &crate::log::text();
    for secret in [SECRET, "another-secret-0123456789abcdef"] {
        assert!(!told.contains(secret));
    }
    for token in [good, bad] {
        for part in token.split('.').skip(1) {
            assert!(!told.contains(part), "{part}");
        }
    }
}

on_both_stores!(
    hostile_tokens,
    routes_ask_for_tokens,
    secrets_are_told_to_nobody
);
