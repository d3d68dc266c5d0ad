//! The Python of all golden cases, and of names of all lengths, as mypy, ruff and Python itself see it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tidings_catalog::Catalog;
use tidings_catalog::names::python::{RESERVED_CLASSES, RESERVED_FIELDS};
use tidings_codegen::{Options, Target, generate};

use crate::cases;
use crate::go::catalogs;
use crate::rustfmt::every_length;
use crate::typescript::run;

/// A program of the environment that `cargo xtask setup` makes.
fn program(name: &str, folder: &Path) -> Command {
    let wanted = include_str!("../python/requirements.txt");
    let environment = environment();
    let has = fs::read_to_string(environment.join("codegen-requirements.txt"));
    assert!(
        has.is_ok_and(|has| has == wanted),
        "{} does not have the Python packages of tests/python/requirements.txt; `cargo xtask setup` installs them",
        environment.display()
    );
    let mut command = Command::new(environment.join("bin").join(name));
    command
        .current_dir(folder)
        .env_remove("PYTHONPATH")
        .env_remove("MYPYPATH")
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn environment() -> PathBuf {
    if let Some(given) = std::env::var_os("TIDINGS_TEST_PYTHON") {
        return given.into();
    }
    // This program lies in TARGET/PROFILE/deps.
    let program = std::env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().join("test-python")
}

fn generated(catalog: &Catalog) -> String {
    let files = generate(Target::Python, catalog, &Options::named("events"));
    files.unwrap().remove(0).text
}

/// A module of each case and of each catalog of `TIDINGS_EXTRA_CATALOGS`, and one with names of every length; their names.
fn write_modules(folder: &Path) -> Vec<String> {
    let mut modules: Vec<(String, String)> = cases::all()
        .iter()
        .map(|case| (case.name().replace('-', "_"), case.text("py").to_owned()))
        .collect();
    let names = catalogs::parse(every_length());
    modules.push(("names".to_owned(), generated(&names)));
    for (index, path) in catalogs::extra().iter().enumerate() {
        let extra = generated(&catalogs::read(path));
        modules.push((format!("extra_{index}"), extra));
    }
    for (name, text) in &modules {
        fs::write(folder.join(format!("{name}.py")), text).unwrap();
    }
    modules.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn is_typed_formatted_and_works() {
    let folder = tempfile::tempdir().unwrap();
    let modules = write_modules(folder.path());
    let classes = folder.path().join("classes.py");
    fs::write(&classes, include_str!("../python/classes.py")).unwrap();
    check_types(folder.path());
    let mut ruff = program("ruff", folder.path());
    ruff.args(["format", "--isolated", "--no-cache", "--diff"]);
    ruff.args(["--target-version", "py310"]);
    ruff.args(modules.iter().map(|name| format!("{name}.py")));
    run(ruff);
    let mut python = program("python", folder.path());
    // Warnings are of literals and the like; importing makes every class.
    python.args([
        "-W",
        "error",
        "-c",
        &format!("import {}", modules.join(", ")),
    ]);
    run(python);
    let mut python = program("python", folder.path());
    python.arg(classes);
    assert_eq!(run(python).trim(), "done");
}

/// Checks all modules in the folder, as strict as can be.
pub fn check_types(folder: &Path) {
    let mut mypy = program("mypy", folder);
    mypy.args(["--strict", "--python-version", "3.10"]);
    mypy.args(["--config-file", "", "--cache-dir", "/dev/null", "."]);
    run(mypy);
}

/// What is the same for every catalog has no other names that events and properties could give.
#[test]
fn reserved_names_are_all_that_the_rest_uses() {
    let code = generated(&Catalog::default());
    let code = without_text(&code);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut seen = 0;
    for word in code.split(|c: char| !is_word(c)) {
        // A class has no `_`, but for those that are reserved.
        if word.starts_with(|c: char| c.is_ascii_uppercase()) && !word.contains('_') {
            assert!(RESERVED_CLASSES.contains(&word), "{word} is not reserved");
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} names were found");
    let mut keywords = Command::new("python3");
    keywords.args(["-c", "import keyword; print(*keyword.kwlist)"]);
    let output = keywords.output().expect("python3 is needed");
    let keywords = String::from_utf8(output.stdout).unwrap();
    for word in keywords.split_whitespace() {
        let reserved = RESERVED_CLASSES.contains(&word) || RESERVED_FIELDS.contains(&word);
        assert!(reserved, "{word} is not reserved");
    }
}

/// The code without comments, docstrings and other literals of one line.
fn without_text(code: &str) -> String {
    let code: Vec<&str> = code.split("\"\"\"").step_by(2).collect();
    let lines = code.iter().flat_map(|part| part.lines());
    let lines = lines.map(|line| line.split('#').next().unwrap_or_default());
    let lines = lines.map(|line| line.split('"').step_by(2).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}
