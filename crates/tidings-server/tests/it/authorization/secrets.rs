//! No token and no secret in what the service says or logs.

use serde_json::json;

use super::tenants::{CLUSTER_A, CLUSTER_B, INFRA_ENV_A, Tenants, event};
use crate::harness::{Answer, SECRET, Store, Token, logs, on_each_store, seconds_from_now};

on_each_store! {
    tokens_and_secrets_are_told_nowhere
}

fn tokens_and_secrets_are_told_nowhere(store: Store) {
    let log = logs::capture();
    let tenants = Tenants::start(store);
    let tokens = tokens();
    let mut answers = Vec::new();
    for token in &tokens {
        answers.extend(asked_with(&tenants, token));
    }
    answers.extend(with_two_credentials(&tenants, &tokens));
    answers.push(with_a_sensitive_property(&tenants));
    answers.push(tenants.service.get("/metrics").send().expect(200));
    assert!(
        answers.iter().any(|answer| answer.status == 200)
            && answers.iter().any(|answer| answer.status >= 400)
    );
    let database = tenants.service.database_url();
    drop(tenants);
    let log = log.text();
    assert!(log.contains("/v2/events"), "requests are logged");
    let pieces = tokens
        .iter()
        .flat_map(|token| token.split('.').filter(|piece| piece.len() > 40));
    for secret in pieces.chain([SECRET, PULL_SECRET, "nonsense-of-a-token"]) {
        assert!(
            !log.contains(secret),
            "the log has {secret}: {}",
            line_with(&log, secret)
        );
        for answer in &answers {
            assert!(!answer.text().contains(secret), "{}", answer.text());
            assert!(
                !format!("{:?}", answer.headers).contains(secret),
                "{:?}",
                answer.headers
            );
        }
    }
    assert!(
        !answers
            .iter()
            .any(|answer| answer.text().contains(&database))
    );
}

const PULL_SECRET: &str = "a-pull-secret-that-is-nobody-elses";

/// Good and bad ones.
fn tokens() -> Vec<String> {
    let good = [
        Token::admin().sign(),
        Token::user("alice", "org-a").sign(),
        Token::role("agent").sign(),
        Token::infra_env(INFRA_ENV_A).sign(),
        Token::role("agent")
            .with("cluster_id", CLUSTER_A.to_string())
            .sign(),
    ];
    let bad = [
        Token::new().with("sub", "somebody-without-a-role").sign(),
        Token::role("superuser").sign(),
        Token::admin().with("exp", seconds_from_now(-4000)).sign(),
        Token::admin().with("exp", "when-pigs-fly").sign(),
        Token::admin().sign_with("somebody-elses-secret-0123456789abcdef"),
        format!("{}x", Token::admin().sign()),
        "nonsense-of-a-token".to_owned(),
    ];
    good.into_iter().chain(bad).collect()
}

fn asked_with(tenants: &Tenants, token: &str) -> Vec<Answer> {
    let service = &tenants.service;
    let about = json!({"cluster_id": CLUSTER_B});
    vec![
        service.get("/v2/events").token(token).send(),
        service.get("/v2/events").query("api_key", token).send(),
        service
            .get("/v2/events?order=sideways")
            .query("api_key", token)
            .send(),
        service.get("/v2/nothing").query("api_key", token).send(),
        service.get("/healthz").query("api_key", token).send(),
        service
            .get("/v2/events")
            .header("X-Secret-Key", token)
            .send(),
        service
            .get(&format!("/v2/events?cluster_id={CLUSTER_A}"))
            .header("Watcher-Authorization", token)
            .send(),
        service
            .get("/v2/catalog")
            .header("Authorization", format!("Basic {token}"))
            .send(),
        tenants.post(&about).query("api_key", token).send(),
        tenants.post(&about).header("X-Secret-Key", token).send(),
        service
            .post("/v2/events")
            .json(&json!({"severity": 7}))
            .query("api_key", token)
            .send(),
        service
            .post("/v2/records")
            .json(&json!([1]))
            .token(token)
            .send(),
        service
            .put("/v2/subjects/cluster/zz")
            .json(&json!({}))
            .token(token)
            .send(),
        service.delete("/v2/events").query("api_key", token).send(),
    ]
}

fn with_two_credentials(tenants: &Tenants, tokens: &[String]) -> Vec<Answer> {
    let call = |token| tenants.service.get("/v2/events").token(token);
    tokens
        .iter()
        .map(|token| call(token).query("api_key", &tokens[0]).send().expect(400))
        .collect()
}

/// "A catalogued name has its sensitive properties redacted."
fn with_a_sensitive_property(tenants: &Tenants) -> Answer {
    let admin = Token::admin().sign();
    let body = json!({"properties": {"infra_env_id": INFRA_ENV_A, "pull_secret": PULL_SECRET}});
    let call = tenants
        .service
        .post("/v2/events/image_was_built")
        .json(&body);
    let answer = call.token(&admin).send().expect(201);
    assert!(answer.text().contains("[redacted]"));
    let mut body = event(&json!({"infra_env_id": INFRA_ENV_A, "name": "image_was_built"}));
    body["props"] = json!(json!({"pull_secret": PULL_SECRET}).to_string());
    tenants
        .service
        .post("/v2/events")
        .json(&body)
        .token(&admin)
        .send()
        .expect(201);
    let wrong = json!({"properties": {"infra_env_id": "zz", "pull_secret": [PULL_SECRET]}});
    let call = tenants
        .service
        .post("/v2/events/image_was_built")
        .json(&wrong);
    let wrong = call.token(&admin).send().expect(400);
    assert!(!wrong.text().contains(PULL_SECRET), "{}", wrong.text());
    tenants
        .service
        .get("/v2/events")
        .token(&admin)
        .send()
        .expect(200)
}

fn line_with<'a>(log: &'a str, secret: &str) -> &'a str {
    log.lines()
        .find(|line| line.contains(secret))
        .unwrap_or_default()
}
