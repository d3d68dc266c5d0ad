//! Which tokens are none.

use serde_json::{Value, json};

use super::tenants::{CLUSTER_A, INFRA_ENV_A};
use crate::harness::{SECRET, Service, Setup, Store, Token, seconds_from_now};
use crate::model::catalog::BUILTIN;

/// What a token is worth for a service without anything in its store, which lists nothing for an admin.
fn status_of(service: &Service, token: &str) -> u16 {
    let answer = service.get("/v2/catalog").token(token).send();
    assert_eq!(answer.complaint(), None);
    answer.status
}

fn service() -> Service {
    Service::start(Store::Sqlite, Setup::new(BUILTIN.yaml))
}

#[test]
fn only_good_claims_are_accepted() {
    let service = service();
    let cluster = CLUSTER_A.to_string();
    let good = [
        Token::admin(),
        Token::role("user"),
        Token::cluster(CLUSTER_A),
        Token::admin().with("exp", seconds_from_now(-20)),
        Token::admin().with("nbf", seconds_from_now(-10)),
        Token::admin().with("something", json!({"else": null})),
        Token::admin()
            .with("iss", "anybody")
            .with("aud", "anything"),
    ];
    for token in good {
        assert_eq!(
            status_of(&service, &token.sign()),
            200,
            "{}",
            token.claims()
        );
    }
    let bad = [
        Token::new(),
        Token::new().with("sub", "alice").with("org_id", "org-a"),
        Token::cluster(CLUSTER_A).with("infra_env_id", INFRA_ENV_A.to_string()),
        Token::cluster(CLUSTER_A).with("infra_env_id", Value::Null),
        Token::role("Admin"),
        Token::role("root"),
        Token::role(""),
        Token::role(" admin"),
        Token::new().with("role", json!(["admin"])),
        Token::new()
            .with("role", Value::Null)
            .with("cluster_id", cluster.clone()),
        Token::new().with("role", true),
        Token::new().with("cluster_id", "zz"),
        Token::new().with("cluster_id", ""),
        Token::new().with("cluster_id", 7),
        Token::new().with("cluster_id", json!([cluster])),
        Token::admin().with("cluster_id", ""),
        Token::admin().with("infra_env_id", "zz"),
        Token::user("alice", ""),
        Token::user("", "org-a"),
        Token::role("user").with("org_id", 7),
        Token::role("user").with("org_id", Value::Null),
        Token::role("user").with("sub", json!({})),
        Token::admin().with("exp", seconds_from_now(-40)),
        Token::admin().with("exp", "tomorrow"),
        Token::admin().with("exp", Value::Null),
        Token::admin().with("exp", seconds_from_now(3600).to_string()),
        Token::admin().with("nbf", seconds_from_now(600)),
        Token::admin().with("nbf", "now"),
        Token::admin().without("exp"),
        Token::cluster(CLUSTER_A).without("exp"),
    ];
    for token in bad {
        assert_eq!(
            status_of(&service, &token.sign()),
            401,
            "{}",
            token.claims()
        );
    }
}

#[test]
fn only_the_services_key_and_algorithm_sign() {
    let service = service();
    let token = Token::admin();
    assert_eq!(
        status_of(
            &service,
            &token.sign_with("another-secret-of-the-same-length-00000")
        ),
        401
    );
    assert_eq!(status_of(&service, &token.sign_with("")), 401);
    assert_eq!(
        status_of(&service, &token.sign_with(&format!("{SECRET}\n"))),
        401
    );
    let signed = token.sign();
    let [_, claims, signature] = signed.split('.').collect::<Vec<_>>()[..] else {
        panic!("a token has three parts")
    };
    // {"alg":"none"}, {"alg":"None","typ":"JWT"}, {"alg":"RS256","typ":"JWT"}, {"alg":"HS512","typ":"JWT"}
    let headers = [
        "eyJhbGciOiJub25lIn0",
        "eyJhbGciOiJOb25lIiwidHlwIjoiSldUIn0",
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9",
    ];
    for header in headers {
        for signature in ["", signature] {
            assert_eq!(
                status_of(&service, &format!("{header}.{claims}.{signature}")),
                401
            );
        }
    }
    for cut in [
        &signed[..signed.len() - 2],
        &signed[1..],
        "..",
        "",
        "a.b",
        "a.b.c.d",
    ] {
        assert_eq!(status_of(&service, cut), 401, "{cut}");
    }
}

#[test]
fn scoped_tokens_alone_may_go_without_expiry() {
    let setup = Setup::new(BUILTIN.yaml).jwt(|options| options.allow_no_exp = true);
    let service = Service::start(Store::Sqlite, setup);
    assert_eq!(
        status_of(&service, &Token::cluster(CLUSTER_A).without("exp").sign()),
        200
    );
    assert_eq!(
        status_of(&service, &Token::admin().without("exp").sign()),
        401
    );
    let scoped_admin = Token::infra_env(INFRA_ENV_A).with("role", "admin");
    assert_eq!(
        status_of(&service, &scoped_admin.without("exp").sign()),
        200
    );
    let expired = Token::cluster(CLUSTER_A).with("exp", seconds_from_now(-40));
    assert_eq!(status_of(&service, &expired.sign()), 401);
    let nothing = Token::cluster(CLUSTER_A).with("exp", Value::Null);
    assert_eq!(status_of(&service, &nothing.sign()), 401);
}

#[test]
fn issuer_and_audience_are_enforced_where_configured() {
    let setup = Setup::new(BUILTIN.yaml).jwt(|options| {
        options.issuer = Some("the-issuer".to_owned());
        options.audience = Some("tidings".to_owned());
    });
    let service = Service::start(Store::Sqlite, setup);
    let both = |iss: Value, aud: Value| {
        status_of(
            &service,
            &Token::admin().with("iss", iss).with("aud", aud).sign(),
        )
    };
    assert_eq!(both(json!("the-issuer"), json!("tidings")), 200);
    assert_eq!(both(json!("the-issuer"), json!(["other", "tidings"])), 200);
    assert_eq!(both(json!("other"), json!("tidings")), 401);
    assert_eq!(both(json!("the-issuer"), json!("other")), 401);
    assert_eq!(both(json!("the-issuer"), json!([])), 401);
    assert_eq!(both(json!(null), json!("tidings")), 401);
    assert_eq!(
        status_of(&service, &Token::admin().with("iss", "the-issuer").sign()),
        401
    );
    assert_eq!(
        status_of(&service, &Token::admin().with("aud", "tidings").sign()),
        401
    );
}

#[test]
fn a_token_comes_in_any_of_four_places() {
    let service = service();
    let token = Token::admin().sign();
    let get = || service.get("/v2/catalog");
    get().token(&token).send().expect(200);
    get().header("X-Secret-Key", &token).send().expect(200);
    get()
        .header("Watcher-Authorization", &token)
        .send()
        .expect(200);
    get().query("api_key", &token).send().expect(200);
    get()
        .header("Authorization", format!("Basic {token}"))
        .send()
        .expect(401);
    get()
        .header("Cookie", format!("api_key={token}"))
        .send()
        .expect(401);
}
