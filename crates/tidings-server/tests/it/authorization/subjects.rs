use serde_json::json;

use super::tenants::{CLUSTER_A, HOST_A, INFRA_ENV_A, INFRA_ENV_B, NOBODYS, Tenants, host_of};
use crate::harness::{Store, Token, on_each_store};

on_each_store! {
    only_unscoped_admins_keep_the_registry
    registering_under_another_org_moves_what_is_seen_at_once
    a_deleted_subject_keeps_owner_and_rows
    the_whole_entry_is_replaced
    entries_are_kept_by_infra_env
    a_host_under_several_infra_envs_is_listed_once
    deleted_hosts_are_those_of_the_infra_env_of_the_row
    what_is_not_registered_cannot_be_deleted
}

fn only_unscoped_admins_keep_the_registry(store: Store) {
    let tenants = Tenants::start(store);
    let path = format!("/v2/subjects/cluster/{CLUSTER_A}");
    let reader = Token::role("read-only-admin").sign();
    tenants.service.get(&path).token(&reader).send().expect(200);
    let others = [
        Token::role("read-only-admin"),
        Token::role("agent"),
        Token::user("alice", "org-a"),
        Token::cluster(CLUSTER_A),
        Token::cluster(CLUSTER_A).with("role", "admin"),
    ];
    for (index, token) in others.iter().enumerate() {
        let token = token.sign();
        let entry = json!({"org": "org-b"});
        tenants
            .service
            .put(&path)
            .json(&entry)
            .token(&token)
            .send()
            .expect(403);
        tenants
            .service
            .delete(&path)
            .token(&token)
            .send()
            .expect(403);
        if index > 0 {
            tenants.service.get(&path).token(&token).send().expect(403);
        }
        // 403 comes before 400.
        tenants
            .service
            .put("/v2/subjects/cluster/zz")
            .json(&json!([]))
            .token(&token)
            .send()
            .expect(403);
    }
    let entries = tenants
        .subject("GET", "cluster", CLUSTER_A)
        .send()
        .expect(200)
        .json();
    assert_eq!(entries["entries"][0]["org"], "org-a");
}

/// "Ownership is looked up when asked."
fn registering_under_another_org_moves_what_is_seen_at_once(store: Store) {
    let tenants = Tenants::start(store);
    let id = tenants.store(&json!({"cluster_id": CLUSTER_A}));
    let (alice, bob) = (Token::user("alice", "org-a"), Token::user("bob", "org-b"));
    assert_eq!(tenants.list(&alice, ""), [id]);
    assert!(tenants.list(&bob, "").is_empty());
    tenants.register("cluster", CLUSTER_A, &json!({"org": "org-b"}));
    assert!(tenants.list(&alice, "").is_empty());
    assert_eq!(tenants.list(&bob, ""), [id]);
    let by_id = tenants.service.get(&format!("/v2/events/{id}"));
    by_id.token(alice.sign()).send().expect(404);
}

/// "A deleted subject keeps its owner and org; its rows stay visible until purged."
fn a_deleted_subject_keeps_owner_and_rows(store: Store) {
    let tenants = Tenants::start(store);
    let id = tenants.store(&json!({"cluster_id": CLUSTER_A}));
    let answer = tenants
        .subject("DELETE", "cluster", CLUSTER_A)
        .send()
        .expect(204);
    assert!(answer.body.is_empty());
    let entries = tenants
        .subject("GET", "cluster", CLUSTER_A)
        .send()
        .expect(200)
        .json();
    let entry = &entries["entries"][0];
    assert_eq!(
        (&entry["org"], &entry["owner"]),
        (&json!("org-a"), &json!("alice"))
    );
    assert!(entry["deleted_at"].is_string(), "{entries}");
    assert_eq!(tenants.list(&Token::user("andrew", "org-a"), ""), [id]);
    assert_eq!(
        tenants.list(
            &Token::cluster(CLUSTER_A),
            &format!("cluster_id={CLUSTER_A}")
        ),
        [id]
    );
}

/// "201 new, 200 replaced: the whole entry, so an absent `deleted_at` clears it"
fn the_whole_entry_is_replaced(store: Store) {
    let tenants = Tenants::start(store);
    let put = |entry| {
        tenants
            .subject("PUT", "cluster", NOBODYS)
            .json(&entry)
            .send()
    };
    put(json!({"org": "org-a", "owner": "alice", "deleted_at": "2026-01-01T00:00:00Z"}))
        .expect(201);
    put(json!({"org": "org-a"})).expect(200);
    let entries = tenants
        .subject("GET", "cluster", NOBODYS)
        .send()
        .expect(200)
        .json();
    let entry = &entries["entries"][0];
    assert!(
        entry["deleted_at"].is_null() && entry["owner"].is_null(),
        "{entries}"
    );
    assert_eq!(entry["org"], "org-a");
    put(json!({"org": "org-a", "deleted_at": null})).expect(200);
}

/// "Entries are keyed by (kind, id, parents.infra_env)"; "`?infra_env=` for one entry"
fn entries_are_kept_by_infra_env(store: Store) {
    let tenants = Tenants::start(store);
    let deleted = || {
        let entries = tenants
            .subject("GET", "host", HOST_A)
            .send()
            .expect(200)
            .json();
        let entries = entries["entries"].as_array().unwrap().clone();
        entries
            .iter()
            .filter(|entry| entry["deleted_at"].is_string())
            .count()
    };
    let second = tenants
        .subject("PUT", "host", HOST_A)
        .json(&host_of(INFRA_ENV_B, "org-b"));
    second.send().expect(201);
    let one = tenants
        .subject("DELETE", "host", HOST_A)
        .query("infra_env", INFRA_ENV_B);
    one.send().expect(204);
    assert_eq!(deleted(), 1);
    tenants
        .subject("DELETE", "host", HOST_A)
        .query("infra_env", NOBODYS)
        .send()
        .expect(404);
    tenants.subject("DELETE", "host", HOST_A).send().expect(204);
    assert_eq!(deleted(), 2);
}

/// "a host may be registered under several infra-envs; listing never duplicates events for it"
fn a_host_under_several_infra_envs_is_listed_once(store: Store) {
    let tenants = Tenants::start(store);
    tenants.register("host", HOST_A, &host_of(INFRA_ENV_B, "org-b"));
    tenants.register("host", HOST_A, &json!({"org": "org-a"}));
    let id = tenants.store(&json!({"host_id": HOST_A, "infra_env_id": INFRA_ENV_A}));
    for query in [
        "",
        &format!("host_ids={HOST_A},{HOST_A}"),
        &format!("host_ids={HOST_A}&deleted_hosts=true"),
    ] {
        for token in [Token::admin(), Token::user("alice", "org-a")] {
            let answer = tenants.ask(&token, query).send().expect(200);
            assert_eq!(answer.ids(), [id]);
            assert_eq!(answer.number("Event-Count"), Some(1));
        }
    }
}

/// "a row without infra-env matches only an entry without"
fn deleted_hosts_are_those_of_the_infra_env_of_the_row(store: Store) {
    let tenants = Tenants::start(store);
    let of_a = tenants.store(&json!({"host_id": HOST_A, "infra_env_id": INFRA_ENV_A}));
    let of_b = tenants.store(&json!({"host_id": HOST_A, "infra_env_id": INFRA_ENV_B}));
    let of_none = tenants.store(&json!({"host_id": HOST_A}));
    let deleted = |entry: &serde_json::Value| {
        let mut entry = entry.clone();
        entry["deleted_at"] = json!("2026-01-01T00:00:00Z");
        tenants.register("host", HOST_A, &entry);
        tenants.list(&Token::admin(), "deleted_hosts=true")
    };
    assert_eq!(deleted(&host_of(INFRA_ENV_B, "org-b")), [of_b]);
    assert_eq!(deleted(&host_of(INFRA_ENV_A, "org-a")), [of_a, of_b]);
    assert_eq!(deleted(&json!({"org": "org-a"})), [of_a, of_b, of_none]);
}

fn what_is_not_registered_cannot_be_deleted(store: Store) {
    let tenants = Tenants::start(store);
    tenants
        .subject("DELETE", "cluster", NOBODYS)
        .send()
        .expect(404);
    // An infra-env's id is no cluster's.
    tenants
        .subject("DELETE", "cluster", INFRA_ENV_A)
        .send()
        .expect(404);
}
