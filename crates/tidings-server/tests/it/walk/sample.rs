//! What the service holds when the walk begins: subjects and records of several orgs, whole and odd ones.

use fastrand::Rng;
use serde_json::{Value, json};
use tidings_server::Tenancy;
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use super::drafts::{
    draft_event, draft_record, post_event_body, post_record_body, subject_body, subject_path,
};
use crate::harness::{Service, Token};
use crate::model::{Catalog, Entry, Row, World};

/// When the sampled events happened, or some minutes later.
pub const BEGINNING: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

pub mod cluster {
    use uuid::Uuid;
    pub const A1: Uuid = Uuid::from_u128(0xc1a1_0000_0000_4000_8000_0000_0000_00a1);
    pub const A2: Uuid = Uuid::from_u128(0xc1a2_0000_0000_4000_8000_0000_0000_00a2);
    pub const DELETED: Uuid = Uuid::from_u128(0xc1de_0000_0000_4000_8000_0000_0000_00de);
    pub const B1: Uuid = Uuid::from_u128(0xc1b1_0000_0000_4000_8000_0000_0000_00b1);
    /// Of an org whose name differs in case only.
    pub const UPPER: Uuid = Uuid::from_u128(0xc1c1_0000_0000_4000_8000_0000_0000_00c1);
    pub const UNREGISTERED: Uuid = Uuid::from_u128(0xc1ff_0000_0000_4000_8000_0000_0000_00ff);
}

pub mod infra_env {
    use uuid::Uuid;
    pub const A1: Uuid = Uuid::from_u128(0x1ea1_0000_0000_4000_8000_0000_0000_00a1);
    pub const A2: Uuid = Uuid::from_u128(0x1ea2_0000_0000_4000_8000_0000_0000_00a2);
    pub const B1: Uuid = Uuid::from_u128(0x1eb1_0000_0000_4000_8000_0000_0000_00b1);
    pub const UNREGISTERED: Uuid = Uuid::from_u128(0x1eff_0000_0000_4000_8000_0000_0000_00ff);
}

pub mod host {
    use uuid::Uuid;
    pub const A1: Uuid = Uuid::from_u128(0x405a_0001_0000_4000_8000_0000_0000_00a1);
    pub const A2: Uuid = Uuid::from_u128(0x405a_0002_0000_4000_8000_0000_0000_00a2);
    pub const B1: Uuid = Uuid::from_u128(0x405b_0001_0000_4000_8000_0000_0000_00b1);
    pub const B2: Uuid = Uuid::from_u128(0x405b_0002_0000_4000_8000_0000_0000_00b2);
    /// Registered without an infra-env.
    pub const ALONE: Uuid = Uuid::from_u128(0x405c_0001_0000_4000_8000_0000_0000_00c1);
    pub const UNREGISTERED: Uuid = Uuid::from_u128(0x405f_0001_0000_4000_8000_0000_0000_00ff);
}

/// The ids of a subject that occur, registered or not.
pub fn ids(subject: &str) -> Vec<Value> {
    let text = |ids: &[Uuid]| ids.iter().map(|id| json!(id.to_string())).collect();
    match subject {
        "cluster_id" => {
            use cluster::{A1, A2, B1, DELETED, UNREGISTERED, UPPER};
            text(&[A1, A2, DELETED, B1, UPPER, UNREGISTERED])
        }
        "infra_env_id" => {
            use infra_env::{A1, A2, B1, UNREGISTERED};
            text(&[A1, A2, B1, UNREGISTERED])
        }
        "host_id" => {
            use host::{A1, A2, ALONE, B1, B2, UNREGISTERED};
            text(&[A1, A2, B1, B2, ALONE, UNREGISTERED])
        }
        "order_id" => vec![json!("o-1"), json!("o 2/ß%_"), json!("o,3"), json!("7")],
        "customer_id" => vec![json!(7), json!(-8), json!(i64::MAX), json!(0)],
        other => panic!("{other} is no subject of these catalogs"),
    }
}

/// Registers the subjects and stores the records.
pub fn fill(
    service: &Service,
    catalog: &'static Catalog,
    tenancy: Tenancy,
    rng: &mut Rng,
) -> World {
    let mut world = World {
        catalog,
        tenancy,
        records: Vec::new(),
        registry: registry(catalog),
    };
    let admin = Token::admin().sign();
    for entry in &world.registry {
        let call = service.put(&subject_path(entry)).token(&admin);
        call.json(&subject_body(entry)).send().expect(201);
    }
    for _ in 0..18 {
        let batch: Vec<Row> = (0..3).map(|_| draft_record(&world, rng)).collect();
        let body: Vec<Value> = batch.iter().map(post_record_body).collect();
        let answer = service
            .post("/v2/records")
            .token(&admin)
            .json(&json!(body))
            .send()
            .expect(200);
        let ids: Vec<Value> = batch.iter().map(|row| json!({"id": row.id})).collect();
        assert_eq!(answer.json(), json!(ids));
        world.records.extend(batch);
        let event = draft_event(&world, rng);
        let call = service
            .post("/v2/events?keep_event_time=true")
            .token(&admin);
        let call = call.header("Idempotency-Key", event.id);
        let call = call.header("X-Request-ID", event.request_id.as_ref().unwrap());
        call.json(&post_event_body(&event)).send().expect(201);
        world.records.push(event);
    }
    world
}

fn registry(catalog: &Catalog) -> Vec<Entry> {
    let entries = clusters()
        .into_iter()
        .chain(infra_envs())
        .chain(hosts())
        .chain(declared());
    entries
        .filter(|entry| catalog.declares(entry.subject))
        .collect()
}

fn entry(subject: &'static str, id: impl ToString, owner: &str, org: &str) -> Entry {
    Entry {
        subject,
        id: json!(id.to_string()),
        infra_env: None,
        owner: Some(owner.to_owned()),
        org: Some(org.to_owned()),
        deleted: false,
    }
}

fn clusters() -> Vec<Entry> {
    let entry = |id, owner, org| entry("cluster_id", id, owner, org);
    vec![
        entry(cluster::A1, "alice", "org-a"),
        entry(cluster::A2, "andrew", "org-a"),
        Entry {
            deleted: true,
            ..entry(cluster::DELETED, "alice", "org-a")
        },
        entry(cluster::B1, "bob", "org-b"),
        entry(cluster::UPPER, "Alice", "ORG-A"),
    ]
}

fn infra_envs() -> Vec<Entry> {
    let entry = |id, owner, org| entry("infra_env_id", id, owner, org);
    vec![
        entry(infra_env::A1, "alice", "org-a"),
        entry(infra_env::A2, "andrew", "org-a"),
        entry(infra_env::B1, "bob", "org-b"),
    ]
}

fn hosts() -> Vec<Entry> {
    let entry = |id, infra_env, deleted, owner, org| Entry {
        infra_env,
        deleted,
        ..entry("host_id", id, owner, org)
    };
    vec![
        entry(host::A1, Some(infra_env::A1), false, "alice", "org-a"),
        // The same host once more: it was moved.
        entry(host::A1, Some(infra_env::A2), true, "andrew", "org-a"),
        entry(host::A2, Some(infra_env::A1), true, "alice", "org-a"),
        entry(host::B1, Some(infra_env::B1), false, "bob", "org-b"),
        entry(host::B2, Some(infra_env::B1), true, "bob", "org-b"),
        entry(host::ALONE, None, true, "alice", "org-a"),
    ]
}

fn declared() -> Vec<Entry> {
    let customer = |id: i64, owner, org| Entry {
        id: json!(id),
        ..entry("customer_id", id, owner, org)
    };
    vec![
        entry("order_id", "o-1", "alice", "org-a"),
        entry("order_id", "o 2/ß%_", "bob", "org-b"),
        // A text that looks like a customer's number is an order all the same.
        entry("order_id", "7", "andrew", "org-a"),
        customer(7, "bob", "org-b"),
        customer(-8, "alice", "org-a"),
        customer(i64::MAX, "andrew", "org-a"),
    ]
}
