//! Two orgs with a cluster, an infra-env and hosts each.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Call, Service, Setup, Store, Token};
use crate::model::catalog::BUILTIN;

pub const CLUSTER_A: Uuid = Uuid::from_u128(0xa1);
pub const CLUSTER_B: Uuid = Uuid::from_u128(0xb1);
pub const INFRA_ENV_A: Uuid = Uuid::from_u128(0xa2);
pub const INFRA_ENV_B: Uuid = Uuid::from_u128(0xb2);
pub const HOST_A: Uuid = Uuid::from_u128(0xa3);
pub const HOST_B: Uuid = Uuid::from_u128(0xb3);
pub const NOBODYS: Uuid = Uuid::from_u128(0xff);

/// A service that knows both.
pub struct Tenants {
    pub service: Service,
    admin: String,
}

impl Tenants {
    pub fn start(store: Store) -> Self {
        let tenants = Self {
            service: Service::start(store, Setup::new(BUILTIN.yaml)),
            admin: Token::admin().sign(),
        };
        tenants.register(
            "cluster",
            CLUSTER_A,
            &json!({"org": "org-a", "owner": "alice"}),
        );
        tenants.register(
            "cluster",
            CLUSTER_B,
            &json!({"org": "org-b", "owner": "bob"}),
        );
        tenants.register(
            "infra_env",
            INFRA_ENV_A,
            &json!({"org": "org-a", "owner": "alice"}),
        );
        tenants.register(
            "infra_env",
            INFRA_ENV_B,
            &json!({"org": "org-b", "owner": "bob"}),
        );
        tenants.register("host", HOST_A, &host_of(INFRA_ENV_A, "org-a"));
        tenants.register("host", HOST_B, &host_of(INFRA_ENV_B, "org-b"));
        tenants
    }

    pub fn register(&self, kind: &str, id: Uuid, entry: &Value) {
        let answer = self.subject("PUT", kind, id).json(entry).send();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    }

    /// A request for a subject by an admin.
    pub fn subject(&self, method: &'static str, kind: &str, id: Uuid) -> Call<'_> {
        let call = self
            .service
            .call(method, &format!("/v2/subjects/{kind}/{id}"));
        call.token(&self.admin)
    }

    /// Has an admin store an event; gives its id.
    pub fn store(&self, subjects: &Value) -> Uuid {
        let id = Uuid::now_v7();
        let call = self.post(subjects).token(&self.admin);
        call.header("Idempotency-Key", id).send().expect(201);
        id
    }

    /// An event about subjects, to be posted.
    pub fn post(&self, subjects: &Value) -> Call<'_> {
        self.service.post("/v2/events").json(&event(subjects))
    }

    /// What a reader gets for a query.
    pub fn list(&self, token: &Token, query: &str) -> Vec<Uuid> {
        self.ask(token, query).send().expect(200).ids()
    }

    pub fn ask(&self, token: &Token, query: &str) -> Call<'_> {
        self.service
            .get(&format!("/v2/events?{query}"))
            .token(token.sign())
    }
}

/// An entry of a host.
pub fn host_of(infra_env: Uuid, org: &str) -> Value {
    json!({"org": org, "parents": {"infra_env": infra_env}})
}

/// The body of an event about subjects.
pub fn event(subjects: &Value) -> Value {
    let mut event =
        json!({"severity": "info", "message": "hello", "event_time": "2026-01-01T00:00:00Z"});
    let fields = subjects.as_object().unwrap().clone();
    event.as_object_mut().unwrap().extend(fields);
    event
}
