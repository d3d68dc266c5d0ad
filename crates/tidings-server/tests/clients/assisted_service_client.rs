//! The client that the original API is published with, for Python.

use serde_json::json;

use crate::service::{Backend, Service};
use crate::{python, token};

const BASE: &str = "/api/assisted-install";

fn check(backend: Backend) {
    let service = Service::start_with(backend, |options| options.base_path = BASE.to_owned());
    let mut script = python::script("list_and_post.py");
    script.arg(format!("http://{}{BASE}", service.address()));
    assert_eq!(python::run(script).trim(), "done");
}

fn check_with_tokens(backend: Backend) {
    let keys = tempfile::tempdir().unwrap();
    let service = Service::start_with(backend, |options| {
        options.base_path = BASE.to_owned();
        options.auth = token::asked_for(keys.path());
    });
    let mut script = python::script("send_tokens.py");
    script.arg(format!("http://{}{BASE}", service.address()));
    let cluster = "11111111-1111-4111-8111-111111111111";
    script
        .arg(cluster)
        .env("ADMIN", token::of(json!({"role": "admin", "sub": "root"})))
        .env("AGENT", token::of(json!({"cluster_id": cluster})))
        .env(
            "USER",
            token::of(json!({"role": "user", "sub": "a", "org_id": "o"})),
        );
    assert_eq!(python::run(script).trim(), "done");
}

#[test]
fn lists_filters_pages_counts_and_posts_on_sqlite() {
    check(Backend::Sqlite);
}

#[test]
fn lists_filters_pages_counts_and_posts_on_postgres() {
    check(Backend::Postgres);
}

#[test]
fn sends_its_tokens_on_sqlite() {
    check_with_tokens(Backend::Sqlite);
}

#[test]
fn sends_its_tokens_on_postgres() {
    check_with_tokens(Backend::Postgres);
}
