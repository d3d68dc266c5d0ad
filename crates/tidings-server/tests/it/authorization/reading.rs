use serde_json::json;

use super::tenants::{
    CLUSTER_A, CLUSTER_B, HOST_A, HOST_B, INFRA_ENV_A, INFRA_ENV_B, NOBODYS, Tenants, host_of,
};
use crate::harness::{Store, Token, on_each_store};

on_each_store! {
    own_infra_env_beside_a_foreign_host_gives_nothing
    a_scope_that_is_not_named_is_not_found
    hosts_of_the_infra_env_may_be_named_in_its_place
    a_scope_narrows_an_admin
    a_scope_narrows_a_user_to_what_they_own_of_it
    an_agent_reads_within_a_scope_only
    counts_tell_nothing_of_others
    one_record_of_others_is_not_found
    a_user_without_org_owns_nothing
    paging_by_cursor_shows_own_rows_only
    a_deleted_host_is_one_of_its_infra_env
    any_valid_token_reads_the_catalog
}

/// "own `infra_env_id` plus a foreign `host_ids` returned the foreign host's events" in the original.
fn own_infra_env_beside_a_foreign_host_gives_nothing(store: Store) {
    let tenants = Tenants::start(store);
    tenants.store(&json!({"host_id": HOST_B, "infra_env_id": INFRA_ENV_B}));
    let own = tenants.store(&json!({"host_id": HOST_A, "infra_env_id": INFRA_ENV_A}));
    let token = Token::infra_env(INFRA_ENV_A);
    let both = format!("infra_env_id={INFRA_ENV_A}&host_ids={HOST_B}");
    assert!(tenants.list(&token, &both).is_empty());
    let all = format!("{both},{HOST_A}&deleted_hosts=true&cluster_level=true");
    assert_eq!(tenants.list(&token, &all), [own]);
}

fn a_scope_that_is_not_named_is_not_found(store: Store) {
    let tenants = Tenants::start(store);
    tenants.store(&json!({"cluster_id": CLUSTER_A}));
    let cluster = Token::cluster(CLUSTER_A);
    for query in [
        "",
        &format!("cluster_id={CLUSTER_B}"),
        &format!("host_ids={HOST_A}"),
        &format!("infra_env_id={INFRA_ENV_A}"),
    ] {
        tenants.ask(&cluster, query).send().expect(404);
    }
    let infra_env = Token::infra_env(INFRA_ENV_A);
    let foreign = [
        String::new(),
        format!("infra_env_id={INFRA_ENV_B}"),
        format!("infra_env_id={INFRA_ENV_B}&host_ids={HOST_A}"),
        format!("host_ids={HOST_B}"),
        format!("host_ids={HOST_A},{HOST_B}"),
        format!("host_ids={HOST_A}&host_id={HOST_B}"),
        format!("host_ids={HOST_A},{NOBODYS}"),
        format!("cluster_id={CLUSTER_A}"),
        "cluster_level=true".to_owned(),
    ];
    for query in foreign {
        tenants.ask(&infra_env, &query).send().expect(404);
    }
}

fn hosts_of_the_infra_env_may_be_named_in_its_place(store: Store) {
    let tenants = Tenants::start(store);
    let own = tenants.store(&json!({"host_id": HOST_A, "infra_env_id": INFRA_ENV_A}));
    // The same host under somebody else's infra-env, and under none.
    tenants.store(&json!({"host_id": HOST_A, "infra_env_id": INFRA_ENV_B}));
    tenants.store(&json!({"host_id": HOST_A}));
    let token = Token::infra_env(INFRA_ENV_A);
    assert_eq!(tenants.list(&token, &format!("host_ids={HOST_A}")), [own]);
    assert_eq!(
        tenants.list(&token, &format!("host_id={HOST_A}&cluster_level=false")),
        [own]
    );
    for beside in [
        "cluster_level=true",
        "deleted_hosts=1",
        &format!("cluster_id={CLUSTER_A}"),
    ] {
        tenants
            .ask(&token, &format!("host_ids={HOST_A}&{beside}"))
            .send()
            .expect(404);
    }
}

fn a_scope_narrows_an_admin(store: Store) {
    let tenants = Tenants::start(store);
    let own = tenants.store(&json!({"cluster_id": CLUSTER_A}));
    let other = tenants.store(&json!({"cluster_id": CLUSTER_B}));
    for role in ["admin", "read-only-admin"] {
        let token = Token::cluster(CLUSTER_A).with("role", role);
        tenants.ask(&token, "").send().expect(404);
        assert_eq!(
            tenants.list(&token, &format!("cluster_id={CLUSTER_A}")),
            [own]
        );
        let by_id = tenants.service.get(&format!("/v2/events/{other}"));
        by_id.token(token.sign()).send().expect(404);
    }
}

fn a_scope_narrows_a_user_to_what_they_own_of_it(store: Store) {
    let tenants = Tenants::start(store);
    tenants.store(&json!({"cluster_id": CLUSTER_B}));
    let token = Token::user("alice", "org-a").with("cluster_id", CLUSTER_B.to_string());
    let answer = tenants
        .ask(&token, &format!("cluster_id={CLUSTER_B}"))
        .send()
        .expect(200);
    assert!(answer.ids().is_empty());
    assert_eq!(answer.number("Event-Count"), Some(0));
}

fn an_agent_reads_within_a_scope_only(store: Store) {
    let tenants = Tenants::start(store);
    let own = tenants.store(&json!({"infra_env_id": INFRA_ENV_A}));
    let agent = Token::role("agent");
    tenants.ask(&agent, "").send().expect(403);
    tenants
        .service
        .get(&format!("/v2/events/{own}"))
        .token(agent.sign())
        .send()
        .expect(403);
    let scoped = agent.with("infra_env_id", INFRA_ENV_A.to_string());
    assert_eq!(
        tenants.list(&scoped, &format!("infra_env_id={INFRA_ENV_A}")),
        [own]
    );
}

fn counts_tell_nothing_of_others(store: Store) {
    let tenants = Tenants::start(store);
    for subjects in [
        json!({"cluster_id": CLUSTER_B}),
        json!({"cluster_id": NOBODYS}),
        json!({}),
    ] {
        tenants.store(&subjects);
    }
    tenants.store(&json!({"cluster_id": CLUSTER_A}));
    let alice = Token::user("alice", "org-a");
    for (query, expected) in [
        ("", 1),
        (&format!("cluster_id={CLUSTER_B}")[..], 0),
        ("limit=0", 1),
        ("severities=error", 0),
    ] {
        let answer = tenants.ask(&alice, query).send().expect(200);
        assert_eq!(answer.number("Event-Count"), Some(expected), "{query}");
        let infos = if query.contains("cluster_id") { 0 } else { 1 };
        assert_eq!(answer.number("Severity-Count-Info"), Some(infos), "{query}");
    }
    // "and were 0 for an admin without filter" in the original.
    let answer = tenants.ask(&Token::admin(), "").send().expect(200);
    assert_eq!(answer.number("Event-Count"), Some(4));
}

fn one_record_of_others_is_not_found(store: Store) {
    let tenants = Tenants::start(store);
    let others = tenants.store(&json!({"cluster_id": CLUSTER_B}));
    let alice = Token::user("alice", "org-a").sign();
    let hidden = tenants
        .service
        .get(&format!("/v2/events/{others}"))
        .token(&alice)
        .send()
        .expect(404);
    let missing = tenants
        .service
        .get(&format!("/v2/events/{NOBODYS}"))
        .token(&alice)
        .send()
        .expect(404);
    assert_eq!(hidden.body, missing.body);
    let bob = Token::user("bob", "org-b").sign();
    let shown = tenants
        .service
        .get(&format!("/v2/events/{others}"))
        .token(bob)
        .send()
        .expect(200);
    assert_eq!(shown.json()["id"], others.to_string());
    assert_eq!(shown.header("Cache-Control"), Some("no-store"));
}

fn a_user_without_org_owns_nothing(store: Store) {
    let tenants = Tenants::start(store);
    tenants.store(&json!({"cluster_id": CLUSTER_A}));
    tenants.register("cluster", NOBODYS, &json!({}));
    tenants.store(&json!({"cluster_id": NOBODYS}));
    let token = Token::role("user").with("sub", "alice");
    assert!(tenants.list(&token, "").is_empty());
}

fn paging_by_cursor_shows_own_rows_only(store: Store) {
    let tenants = Tenants::start(store);
    let mut own = Vec::new();
    for _ in 0..5 {
        own.push(tenants.store(&json!({"cluster_id": CLUSTER_A})));
        tenants.store(&json!({"cluster_id": CLUSTER_B}));
    }
    let alice = Token::user("alice", "org-a");
    let (mut seen, mut after) = (Vec::new(), "start".to_owned());
    loop {
        let call = tenants.ask(&alice, "limit=2").query("after", &after);
        let answer = call.send().expect(200);
        assert_eq!(answer.number("Event-Count"), Some(5));
        let next = answer.header("Next-Cursor").expect("a cursor").to_owned();
        if answer.ids().is_empty() {
            assert_eq!(next, after, "an empty page repeats it");
            break;
        }
        seen.extend(answer.ids());
        after = next;
    }
    assert_eq!(seen, own);
}

/// "registered under it, deleted or not"
fn a_deleted_host_is_one_of_its_infra_env(store: Store) {
    let tenants = Tenants::start(store);
    let own = tenants.store(&json!({"host_id": HOST_A, "infra_env_id": INFRA_ENV_A}));
    tenants.subject("DELETE", "host", HOST_A).send().expect(204);
    let token = Token::infra_env(INFRA_ENV_A);
    assert_eq!(tenants.list(&token, &format!("host_ids={HOST_A}")), [own]);
    // Registered under two infra-envs, it is a host of both.
    tenants.register("host", HOST_B, &host_of(INFRA_ENV_A, "org-a"));
    assert!(
        tenants
            .list(&token, &format!("host_ids={HOST_A},{HOST_B}"))
            .contains(&own)
    );
}

fn any_valid_token_reads_the_catalog(store: Store) {
    let tenants = Tenants::start(store);
    let tokens = [
        Token::role("agent"),
        Token::role("user"),
        Token::infra_env(NOBODYS),
        Token::cluster(CLUSTER_A).with("role", "admin"),
    ];
    for token in tokens {
        let answer = tenants
            .service
            .get("/v2/catalog")
            .token(token.sign())
            .send()
            .expect(200);
        assert!(answer.text().contains("cluster_was_installed"));
    }
    tenants.service.get("/v2/catalog").send().expect(401);
}
