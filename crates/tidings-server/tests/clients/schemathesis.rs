//! Requests made from the service's own description, good and bad ones, whose answers must be as it says.

use serde_json::json;

use crate::service::{Backend, Service};
use crate::{python, token};

/// What every answer is held to; also that requests without or with a wrong token are refused.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,negative_data_rejection,positive_data_acceptance,\
    unsupported_method,allow_header_conformance,ignored_auth";

fn check(backend: Backend, asks_for_tokens: bool) {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start_with(backend, |options| {
        if asks_for_tokens {
            options.auth = token::asked_for(folder.path());
        }
    });
    let mut run = python::program("schemathesis");
    run.current_dir(folder.path())
        .env("SCHEMATHESIS_HOOKS", python::file("hooks.py"));
    run.args([
        "--config-file",
        python::file("schemathesis.toml").to_str().unwrap(),
    ]);
    run.args(["run", &format!("http://{}/openapi.json", service.address())]);
    run.args(["--checks", CHECKS, "--no-color"]);
    if asks_for_tokens {
        let admin = token::of(json!({"role": "admin"}));
        run.args(["--header", &format!("Authorization: Bearer {admin}")]);
    }
    let said = python::run(run);
    // So that it did not pass for want of requests.
    assert!(
        said.contains("Operations:       9 selected / 9 total"),
        "{said}"
    );
    let words: Vec<&str> = said.split_whitespace().collect();
    let generated = words.windows(2).find(|pair| pair[1] == "generated,");
    let generated = generated.and_then(|pair| pair[0].parse::<u32>().ok());
    assert!(generated.is_some_and(|generated| generated > 500), "{said}");
}

#[test]
fn the_description_holds_on_sqlite() {
    check(Backend::Sqlite, false);
}

#[test]
fn the_description_holds_on_postgres() {
    check(Backend::Postgres, false);
}

#[test]
fn the_description_holds_with_tokens_on_sqlite() {
    check(Backend::Sqlite, true);
}

#[test]
fn the_description_holds_with_tokens_on_postgres() {
    check(Backend::Postgres, true);
}
