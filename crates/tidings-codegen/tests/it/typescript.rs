//! The TypeScript of all golden cases, and of names of all lengths, as tsc and prettier see it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tidings_catalog::Catalog;
use tidings_catalog::names::typescript as names;
use tidings_codegen::{Options, Target, generate};

use crate::cases;
use crate::go::catalogs;
use crate::node::program;
use crate::rustfmt::every_length;

/// As strict as the compiler can be.
const FLAGS: &[&str] = &[
    "--strict",
    "--noUncheckedIndexedAccess",
    "--exactOptionalPropertyTypes",
    "--noPropertyAccessFromIndexSignature",
    "--noImplicitOverride",
    "--noImplicitReturns",
    "--noFallthroughCasesInSwitch",
    "--noUnusedLocals",
    "--noUnusedParameters",
    "--isolatedModules",
    "--verbatimModuleSyntax",
    "--erasableSyntaxOnly",
    "--noEmit",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom",
];

/// Runs it to its end; what it says, with which it panics when it fails.
pub fn run(mut command: Command) -> String {
    let output = command.output().expect("the program starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

/// An ES module of each case and of each catalog of `TIDINGS_EXTRA_CATALOGS`, one with names of every length, and one with
/// names that objects have.
fn write_modules(folder: &Path) -> Vec<PathBuf> {
    fs::write(folder.join("package.json"), r#"{"type":"module"}"#).unwrap();
    let mut files = Vec::new();
    for case in cases::all() {
        files.push(folder.join(format!("{}.ts", case.name())));
        fs::write(files.last().unwrap(), case.text("ts")).unwrap();
    }
    let own = [("names", every_length()), ("members", MEMBERS.to_owned())];
    let own = own.map(|(name, yaml)| (name.to_owned(), catalogs::parse(yaml)));
    let extra = catalogs::extra().into_iter().enumerate();
    let extra = extra.map(|(index, path)| (format!("extra-{index}"), catalogs::read(&path)));
    for (name, catalog) in own.into_iter().chain(extra) {
        files.push(folder.join(format!("{name}.ts")));
        fs::write(files.last().unwrap(), generated(&catalog)).unwrap();
    }
    files
}

fn generated(catalog: &Catalog) -> String {
    let files = generate(Target::TypeScript, catalog, &Options::named("events"));
    files.unwrap().remove(0).text
}

/// Names that every object has without being given them, which no other target minds.
const MEMBERS: &str = "x-event-types: { service: { requires: [] } }
x-events:
- name: constructor
  message: \"{constructor} {toString} {__proto__} {valueOf}\"
  event_type: service
  severity: info
  properties:
    constructor: { type: string, optional: true }
    hasOwnProperty: { type: bool, optional: true }
    isPrototypeOf: integer
    propertyIsEnumerable: UUID
    toLocaleString: float64
    toString: timestamp
    valueOf: { type: string, enum: [a, b, a_value_that_is_so_long_that_it_needs_a_line_of_its_own], sensitive: true }
    __proto__: string
    __defineGetter__: string
";

#[test]
fn compiles_at_its_strictest_as_prettier_would_have_it() {
    let folder = tempfile::tempdir().unwrap();
    let files = write_modules(folder.path());
    compile(&files);
    let mut prettier = program("prettier");
    prettier.arg("--check").args(&files);
    run(prettier);
}

/// Compiles them, as strict as can be.
pub fn compile(files: &[PathBuf]) {
    let mut tsc = program("tsc");
    tsc.args(FLAGS).args(files);
    run(tsc);
}

/// What is the same for every catalog has none of the names that events give.
#[test]
fn no_event_takes_a_name_of_the_rest() {
    let text = generated(&Catalog::default());
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut declared = 0;
    for line in text.lines() {
        let line = line
            .trim_start_matches("export ")
            .trim_start_matches("async ");
        for keyword in ["function ", "class ", "interface ", "type ", "const "] {
            let Some(rest) = line.strip_prefix(keyword) else {
                continue;
            };
            let name = rest.split(|c| !is_word(c)).next().unwrap();
            assert!(!names::is_of_events(name), "{name}");
            declared += 1;
        }
    }
    assert!(declared > 40, "only {declared} names were found");
}
