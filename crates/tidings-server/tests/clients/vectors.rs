//! Generated clients of every language emit the values of `fixtures/vectors/4-vectors.jsonl` to a service, which must make of
//! them what the Rust runtime did.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::service::{Backend, Service};
use crate::{go, node, python};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const CASE: &str = "fixtures/vectors";

/// Runs the program with the URL of a service of the catalog, and the vectors' file.
fn check(backend: Backend, mut program: Command) {
    let service = Service::start_with(backend, |options| {
        options.catalog = vec![Path::new(ROOT).join(CASE).join("1-events.yaml")];
    });
    program.arg(format!("http://{}", service.address()));
    program.arg(Path::new(ROOT).join(CASE).join("4-vectors.jsonl"));
    assert_eq!(python::run(program).trim(), "done");
}

/// A folder of files of the repository, each with the name that it has there.
fn folder_of(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (from, name) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(Path::new(ROOT).join(from), path).unwrap();
    }
    folder
}

fn check_typescript(backend: Backend) {
    let folder = folder_of(&[
        ("fixtures/vectors/3-generated.ts", "vectors-events.ts"),
        (
            "crates/tidings-server/tests/clients/generated/vectors.ts",
            "vectors.ts",
        ),
        (
            "crates/tidings-server/tests/clients/generated/node.d.ts",
            "node.d.ts",
        ),
    ]);
    let modules = ["vectors.ts", "node.d.ts"].map(|name| folder.path().join(name));
    node::compile(&modules, folder.path());
    check(backend, node::program(&folder.path().join("vectors.js")));
}

#[test]
fn typescript_emits_what_the_vectors_say_on_sqlite() {
    check_typescript(Backend::Sqlite);
}

#[test]
fn typescript_emits_what_the_vectors_say_on_postgres() {
    check_typescript(Backend::Postgres);
}

fn check_python(backend: Backend) {
    let folder = folder_of(&[
        ("fixtures/vectors/3-generated.py", "vectors_events.py"),
        (
            "crates/tidings-server/tests/clients/generated/vectors.py",
            "vectors.py",
        ),
    ]);
    let program = folder.path().join("vectors.py");
    python::check_types(&program);
    let mut script = python::program("python");
    script.arg(program);
    check(backend, script);
}

#[test]
fn python_emits_what_the_vectors_say_on_sqlite() {
    check_python(Backend::Sqlite);
}

#[test]
fn python_emits_what_the_vectors_say_on_postgres() {
    check_python(Backend::Postgres);
}

#[test]
fn go_emits_what_the_vectors_say() {
    let folder = folder_of(&[
        ("fixtures/vectors/3-generated.go", "events/events.go"),
        (
            "crates/tidings-codegen/tests/go/internal/vectors/vector.go",
            "internal/vectors/vector.go",
        ),
        (
            "crates/tidings-server/tests/clients/generated/vectors.go",
            "main.go",
        ),
    ]);
    let module = "module example.com/vectors\n\ngo 1.21\n";
    fs::write(folder.path().join("go.mod"), module).unwrap();
    let mut go = go::command(folder.path());
    go.args(["run", "."]);
    check(Backend::Sqlite, go);
}
