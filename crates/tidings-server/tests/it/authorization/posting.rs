use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::tenants::{
    CLUSTER_A, CLUSTER_B, HOST_A, HOST_B, INFRA_ENV_A, INFRA_ENV_B, NOBODYS, Tenants, event,
};
use crate::harness::{Store, Token, on_each_store};

on_each_store! {
    roles_that_may_not_post_are_told_so
    a_secret_key_without_role_posts_within_its_scope
    an_agent_posts_for_no_other_infra_env
    other_subjects_must_be_of_the_same_org
    only_admins_keep_the_time_of_an_event
    a_time_far_ahead_is_refused
    a_taken_id_tells_nothing
    a_repeated_post_is_stored_once
    each_record_of_a_batch_is_authorized_alone
    by_name_is_authorized_alike
}

fn roles_that_may_not_post_are_told_so(store: Store) {
    let tenants = Tenants::start(store);
    let about = json!({"cluster_id": CLUSTER_A});
    let tokens = [
        Token::role("read-only-admin"),
        Token::user("alice", "org-a"),
        Token::user("alice", "org-a").with("cluster_id", CLUSTER_A.to_string()),
        Token::role("read-only-admin").with("cluster_id", CLUSTER_B.to_string()),
    ];
    for token in tokens {
        // The header does not help those who have a role.
        tenants
            .post(&about)
            .header("X-Secret-Key", token.sign())
            .send()
            .expect(403);
        tenants.post(&about).token(token.sign()).send().expect(403);
        let batch = tenants.service.post("/v2/records").json(&json!([]));
        batch.token(token.sign()).send().expect(403);
        let named = tenants
            .service
            .post("/v2/events/cluster_was_measured")
            .json(&json!({}));
        named.token(token.sign()).send().expect(403);
    }
    for token in [Token::admin(), Token::role("agent")] {
        tenants.post(&about).token(token.sign()).send().expect(201);
    }
}

/// "a scoped token without role that came in `X-Secret-Key`"
fn a_secret_key_without_role_posts_within_its_scope(store: Store) {
    let tenants = Tenants::start(store);
    let token = Token::infra_env(INFRA_ENV_A).sign();
    let about = json!({"infra_env_id": INFRA_ENV_A});
    let answer = tenants
        .post(&about)
        .header("X-Secret-Key", &token)
        .send()
        .expect(201);
    assert!(answer.body.is_empty());
    tenants.post(&about).token(&token).send().expect(403);
    tenants
        .post(&about)
        .header("Watcher-Authorization", &token)
        .send()
        .expect(403);
    let in_query = tenants.service.post("/v2/events").query("api_key", &token);
    in_query.json(&event(&about)).send().expect(403);
    tenants
        .post(&json!({}))
        .header("X-Secret-Key", &token)
        .send()
        .expect(404);
}

fn an_agent_posts_for_no_other_infra_env(store: Store) {
    let tenants = Tenants::start(store);
    let agent = Token::role("agent")
        .with("infra_env_id", INFRA_ENV_A.to_string())
        .sign();
    tenants
        .post(&json!({"infra_env_id": INFRA_ENV_B}))
        .token(&agent)
        .send()
        .expect(404);
    tenants
        .post(&json!({"host_id": HOST_A}))
        .token(&agent)
        .send()
        .expect(404);
    tenants
        .post(&json!({"host_id": HOST_A, "infra_env_id": INFRA_ENV_A}))
        .token(&agent)
        .send()
        .expect(201);
}

fn other_subjects_must_be_of_the_same_org(store: Store) {
    let tenants = Tenants::start(store);
    let agent = Token::role("agent")
        .with("infra_env_id", INFRA_ENV_A.to_string())
        .sign();
    let status = |mut subjects: Value| {
        subjects["infra_env_id"] = json!(INFRA_ENV_A);
        tenants.post(&subjects).token(&agent).send().status
    };
    assert_eq!(
        status(json!({"cluster_id": CLUSTER_A, "host_id": HOST_A})),
        201
    );
    assert_eq!(
        status(json!({"cluster_id": CLUSTER_B, "host_id": HOST_A})),
        404
    );
    assert_eq!(
        status(json!({"cluster_id": CLUSTER_A, "host_id": HOST_B})),
        404
    );
    assert_eq!(
        status(json!({"cluster_id": NOBODYS, "host_id": NOBODYS})),
        201
    );
    // An org that is not known is nobody's: what is registered is not of it.
    let unregistered = Token::role("agent")
        .with("infra_env_id", NOBODYS.to_string())
        .sign();
    let beside = tenants.post(&json!({"infra_env_id": NOBODYS, "cluster_id": CLUSTER_A}));
    beside.token(&unregistered).send().expect(404);
    let alone = tenants.post(&json!({"infra_env_id": NOBODYS, "cluster_id": NOBODYS}));
    alone.token(&unregistered).send().expect(201);
}

fn only_admins_keep_the_time_of_an_event(store: Store) {
    let tenants = Tenants::start(store);
    let about = json!({"cluster_id": CLUSTER_A});
    let keep = || {
        tenants
            .service
            .post("/v2/events?keep_event_time=true")
            .json(&event(&about))
    };
    keep().token(Token::role("agent").sign()).send().expect(403);
    keep()
        .header("X-Secret-Key", Token::cluster(CLUSTER_A).sign())
        .send()
        .expect(403);
    let not_kept = tenants
        .service
        .post("/v2/events?keep_event_time=false")
        .json(&event(&about));
    not_kept
        .token(Token::role("agent").sign())
        .send()
        .expect(201);
    keep().token(Token::admin().sign()).send().expect(201);
    let kept = tenants
        .ask(&Token::admin(), "until=2026-01-02T00:00:00Z")
        .send()
        .expect(200);
    assert_eq!(kept.ids().len(), 1);
    assert_eq!(kept.json()[0]["event_time"], "2026-01-01T00:00:00.000Z");
}

/// "An `event_time` that is kept and lies more than 10 minutes ahead of the server: 400."
fn a_time_far_ahead_is_refused(store: Store) {
    let tenants = Tenants::start(store);
    let admin = Token::admin().sign();
    let ahead = |minutes| {
        (OffsetDateTime::now_utc() + Duration::minutes(minutes))
            .format(&Rfc3339)
            .unwrap()
    };
    for (minutes, status) in [(11, 400), (9, 201)] {
        let mut body = event(&json!({"cluster_id": CLUSTER_A}));
        body["event_time"] = json!(ahead(minutes));
        let call = tenants
            .service
            .post("/v2/events?keep_event_time=true")
            .json(&body);
        call.token(&admin).send().expect(status);
        // It is not kept here, so it may be any.
        tenants
            .service
            .post("/v2/events")
            .json(&body)
            .token(&admin)
            .send()
            .expect(201);
    }
    let batch = json!([
        record(&json!({"cluster_id": CLUSTER_A}), &ahead(11)),
        record(&json!({"cluster_id": CLUSTER_A}), &ahead(9))
    ]);
    let answer = tenants
        .service
        .post("/v2/records")
        .json(&batch)
        .token(&admin)
        .send()
        .expect(200);
    assert!(answer.json()[0]["error"].is_string());
    assert!(answer.json()[1].get("error").is_none());
    let named = json!({"properties": {"cluster_id": CLUSTER_A}, "event_time": ahead(11)});
    let call = tenants
        .service
        .post("/v2/events/cluster_was_measured")
        .json(&named);
    call.token(&admin).send().expect(400);
}

/// "taken by other content: 409, which tells nothing of the stored record"
fn a_taken_id_tells_nothing(store: Store) {
    let tenants = Tenants::start(store);
    let id = tenants.store(&json!({"cluster_id": CLUSTER_B}));
    let agent = Token::role("agent")
        .with("cluster_id", CLUSTER_A.to_string())
        .sign();
    let mut body = event(&json!({"cluster_id": CLUSTER_A}));
    body["message"] = json!("other");
    let call = tenants.service.post("/v2/events").json(&body).token(&agent);
    let text = call.header("Idempotency-Key", id).send().expect(409).text();
    for told in ["hello", &CLUSTER_B.to_string(), "org-b"] {
        assert!(!text.contains(told), "{text}");
    }
    let mut taken = record(&json!({"cluster_id": CLUSTER_A}), "2026-01-01T00:00:00Z");
    taken["id"] = json!(id);
    let call = tenants
        .service
        .post("/v2/records")
        .json(&json!([taken]))
        .token(&agent);
    let text = call.send().expect(200).text();
    assert!(text.contains("error") && !text.contains("hello"), "{text}");
    assert_eq!(tenants.list(&Token::admin(), ""), [id]);
}

/// "`Idempotency-Key: <uuid>` becomes the record's id"
fn a_repeated_post_is_stored_once(store: Store) {
    let tenants = Tenants::start(store);
    // Of version 4 too.
    for id in [
        Uuid::now_v7(),
        "5b0a6b3e-6d0c-4c5e-9d5a-6a1f6a9d2c11".parse().unwrap(),
    ] {
        for _ in 0..2 {
            let call = tenants
                .post(&json!({"cluster_id": CLUSTER_A}))
                .token(Token::admin().sign());
            call.header("Idempotency-Key", id).send().expect(201);
        }
        let stored = tenants.list(&Token::admin(), "");
        assert_eq!(stored.iter().filter(|other| **other == id).count(), 1);
    }
    let call = tenants.post(&json!({})).token(Token::admin().sign());
    call.header("Idempotency-Key", "no-uuid").send().expect(400);
}

/// "each judged alone; each authorized alone"
fn each_record_of_a_batch_is_authorized_alone(store: Store) {
    let tenants = Tenants::start(store);
    let time = "2026-01-01T00:00:00Z";
    let own = record(&json!({"cluster_id": CLUSTER_A}), time);
    let foreign = record(&json!({"cluster_id": CLUSTER_B}), time);
    let own_again = record(&json!({"cluster_id": CLUSTER_A}), time);
    let body = json!([own, foreign, own_again]);
    let call = tenants.service.post("/v2/records").json(&body);
    let agent = Token::role("agent").with("cluster_id", CLUSTER_A.to_string());
    let answer = call.token(agent.sign()).send().expect(200).json();
    assert_eq!(answer[0], json!({"id": own["id"]}));
    assert_eq!(answer[1]["id"], foreign["id"]);
    assert!(answer[1]["error"].is_string(), "{answer}");
    assert_eq!(answer[2], json!({"id": own_again["id"]}));
    let stored = tenants.list(&Token::admin(), "categories=user,metrics");
    assert_eq!(json!(stored), json!([own["id"], own_again["id"]]));
}

fn by_name_is_authorized_alike(store: Store) {
    let tenants = Tenants::start(store);
    let agent = Token::role("agent")
        .with("cluster_id", CLUSTER_A.to_string())
        .sign();
    let post = |cluster| {
        let body = json!({"properties": {"cluster_id": cluster}});
        let call = tenants
            .service
            .post("/v2/events/cluster_was_measured")
            .json(&body);
        call.token(&agent).send()
    };
    post(CLUSTER_A).expect(201);
    post(CLUSTER_B).expect(404);
    let unknown = tenants
        .service
        .post("/v2/events/never_was_declared")
        .json(&json!({"properties": {}}));
    unknown.token(Token::admin().sign()).send().expect(404);
}

/// A record's own JSON.
fn record(subjects: &Value, event_time: &str) -> Value {
    json!({
        "id": Uuid::now_v7(), "name": "cluster_was_measured", "event_type": "cluster", "category": "metrics",
        "severity": "info", "message": "measured", "event_time": event_time, "subjects": subjects,
    })
}
