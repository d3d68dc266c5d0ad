//! Clients that are generated from a catalog, against services of the same catalog.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::service::{Backend, Service};
use crate::{node, python, token};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");
/// Golden cases whose catalogs are served.
const CASES: [&str; 2] = ["every-type", "declared-event-types"];

/// Runs a program with the URLs of services of both catalogs.
fn check(backend: Backend, mut program: Command) {
    let keys = tempfile::tempdir().unwrap();
    let services = CASES.map(|case| {
        Service::start_with(backend, |options| {
            options.base_path = "/api/events".to_owned();
            options.catalog = vec![file(case, "1-events.yaml")];
            options.auth = token::asked_for(keys.path());
        })
    });
    for service in &services {
        program.arg(format!("http://{}/api/events", service.address()));
    }
    program.env("ADMIN", token::of(json!({"role": "admin"})));
    assert_eq!(python::run(program).trim(), "done");
}

fn file(case: &str, name: &str) -> PathBuf {
    Path::new(FIXTURES).join(case).join(name)
}

/// A folder of the generated modules, named after their cases, and of the program that uses them.
fn folder_with(extension: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let generated = CASES.map(|case| {
        let module = file(case, &format!("3-generated.{extension}"));
        (module, format!("{case}.{extension}"))
    });
    let program = format!("emit_and_list.{extension}");
    let program = (python::file("generated").join(&program), program);
    for (from, name) in generated.into_iter().chain([program]) {
        // A hyphen is no part of a Python module's name.
        let name = if extension == "py" {
            name.replace('-', "_")
        } else {
            name
        };
        fs::copy(from, folder.path().join(name)).unwrap();
    }
    folder
}

fn check_typescript(backend: Backend) {
    let folder = folder_with("ts");
    node::compile(&[folder.path().join("emit_and_list.ts")], folder.path());
    check(
        backend,
        node::program(&folder.path().join("emit_and_list.js")),
    );
}

#[test]
fn typescript_emits_and_lists_on_sqlite() {
    check_typescript(Backend::Sqlite);
}

#[test]
fn typescript_emits_and_lists_on_postgres() {
    check_typescript(Backend::Postgres);
}

fn check_python(backend: Backend) {
    let folder = folder_with("py");
    let program = folder.path().join("emit_and_list.py");
    python::check_types(&program);
    let mut script = python::program("python");
    script.arg(program);
    check(backend, script);
}

#[test]
fn python_emits_and_lists_on_sqlite() {
    check_python(Backend::Sqlite);
}

#[test]
fn python_emits_and_lists_on_postgres() {
    check_python(Backend::Postgres);
}
