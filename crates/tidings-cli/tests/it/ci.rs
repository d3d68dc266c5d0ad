//! The files with which others run tidings in continuous integration, run as they would.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::diff::{commit, git};
use crate::sandbox::{CATALOG, Sandbox, shown};

const CONFIG: &str = "[[target]]\nkind = \"rust\"\nout = \"src/events.rs\"\n";

/// Python of the environment that `cargo xtask setup` makes.
fn python(folder: &Path) -> Command {
    let given = std::env::var_os("TIDINGS_TEST_PYTHON").map(PathBuf::from);
    // This program lies in TARGET/PROFILE/deps.
    let program = std::env::current_exe().unwrap();
    let environment =
        given.unwrap_or_else(|| program.ancestors().nth(3).unwrap().join("test-python"));
    let has = fs::read_to_string(environment.join("ci-requirements.txt"));
    assert!(
        has.is_ok_and(|has| has == include_str!("../ci/requirements.txt")),
        "{} does not have the Python packages of tests/ci/requirements.txt; `cargo xtask setup` installs them",
        environment.display()
    );
    let mut python = Command::new(environment.join("bin/python"));
    python.current_dir(folder).env_remove("PYTHONPATH");
    python
}

fn root() -> &'static Path {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    crates.parent().unwrap()
}

/// The path, on which `tidings` is the one of this build.
fn path() -> String {
    let tidings = Path::new(env!("CARGO_BIN_EXE_tidings")).parent().unwrap();
    format!("{}:{}", tidings.display(), std::env::var("PATH").unwrap())
}

#[track_caller]
fn succeeds(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}\n{}", shown(&output));
    output
}

#[test]
fn the_action_and_the_hooks_have_their_published_shapes() {
    let mut action = python(root());
    action.args([
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-actions",
        "action.yml",
    ]);
    succeeds(action);
    let mut hooks = python(root());
    hooks.args([
        "-m",
        "pre_commit",
        "validate-manifest",
        ".pre-commit-hooks.yaml",
    ]);
    succeeds(hooks);
}

/// A runner's clone of a repository whose branch `main` has a catalog and what is generated from it.
struct Checkout {
    origin: Sandbox,
    sandbox: Sandbox,
}

impl Checkout {
    fn new() -> Self {
        let origin = Sandbox::new();
        origin.write("api/tidings.toml", CONFIG);
        origin.write("api/events.yaml", CATALOG);
        succeeds(tidings(&origin.path().join("api"), "generate"));
        git(&origin, "init --quiet --initial-branch main");
        commit(&origin, "first");
        origin.write("README.md", "Since then, the branch has gone on.\n");
        let sandbox = Sandbox::new();
        let from = format!("file://{}", origin.path().display());
        git(&sandbox, &format!("clone --quiet --depth 1 {from} ."));
        commit(&origin, "second");
        Self { origin, sandbox }
    }

    fn folder(&self) -> PathBuf {
        self.sandbox.path().join("api")
    }

    fn change(&self, from: &str, to: &str) {
        let catalog = CATALOG.replace(from, to);
        assert_ne!(catalog, CATALOG);
        self.sandbox.write("api/events.yaml", &catalog);
        succeeds(tidings(&self.folder(), "generate"));
    }

    /// Runs the steps of the action until one fails; what they printed, and the job's summary.
    fn run_action(&self, inputs: &[(&str, &str)]) -> (String, String) {
        let action = action();
        let known = action["inputs"].as_object().unwrap();
        let mut values: HashMap<String, String> = known
            .iter()
            .map(|(name, input)| (name.clone(), input["default"].as_str().unwrap().to_owned()))
            .collect();
        values.insert("base".to_owned(), "main".to_owned());
        values.insert("catalog".to_owned(), "api/events.yaml".to_owned());
        for (name, value) in inputs {
            assert!(
                values
                    .insert((*name).to_owned(), (*value).to_owned())
                    .is_some()
            );
        }
        let summary = self.sandbox.write("summary.md", "");
        let mut printed = String::new();
        for step in action["runs"]["steps"].as_array().unwrap() {
            let output = self.step(step, &values, &summary).output().unwrap();
            printed += &format!("# {}\n{}", step["name"].as_str().unwrap(), shown(&output));
            if !output.status.success() {
                break;
            }
        }
        (printed, fs::read_to_string(summary).unwrap())
    }

    /// As runners run it.
    fn step(&self, step: &Value, inputs: &HashMap<String, String>, summary: &Path) -> Command {
        assert_eq!(step["shell"], "bash");
        let filled = |text: &Value| {
            let text = text.as_str().unwrap();
            let name = text
                .strip_prefix("${{ inputs.")
                .and_then(|text| text.strip_suffix(" }}"));
            match (name, text) {
                (Some(name), _) => inputs[name].clone(),
                (None, "${{ github.action_path }}") => root().display().to_string(),
                (None, text) => panic!("{text}"),
            }
        };
        let run = step["run"].as_str().unwrap();
        assert!(
            !run.contains("${{"),
            "what comes from outside is no part of a program: {run}"
        );
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", run])
            .current_dir(self.sandbox.path())
            .env("PATH", path())
            .env("GITHUB_STEP_SUMMARY", summary)
            .env("GIT_CONFIG_GLOBAL", "/dev/null");
        for (name, value) in step["env"].as_object().unwrap() {
            bash.env(name, filled(value));
        }
        bash
    }
}

fn tidings(folder: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.args(words.split(' ')).current_dir(folder);
    command
}

fn action() -> Value {
    let mut python = python(root());
    python.args([
        "-c",
        "import json, ruamel.yaml; print(json.dumps(ruamel.yaml.YAML(typ='safe', pure=True).load(open('action.yml'))))",
    ]);
    serde_json::from_slice(&succeeds(python).stdout).unwrap()
}

#[test]
fn the_action_passes_what_is_right() {
    let checkout = Checkout::new();
    let (printed, summary) = checkout.run_action(&[]);
    assert_eq!(printed.matches("exit 0\n").count(), 4, "{printed}");
    assert_eq!(summary, "## Changes of the catalog\n\nNone.\n\n");
    checkout.change("category: metrics", "category: metrics\n  description: d");
    let (printed, summary) = checkout.run_action(&[]);
    assert_eq!(printed.matches("exit 0\n").count(), 4, "{printed}");
    assert!(
        printed.contains("::notice file=api/events.yaml,line=17,"),
        "{printed}"
    );
    assert!(summary.contains("- **description-changed**: "), "{summary}");
}

#[test]
fn the_action_fails_at_what_is_wrong() {
    let checkout = Checkout::new();
    checkout.change("severity: error", "severity: info");
    let (printed, summary) = checkout.run_action(&[]);
    assert!(
        printed.contains("::error file=api/events.yaml,line=5,col=13,"),
        "{printed}"
    );
    assert!(printed.contains("title=severity-changed::"), "{printed}");
    assert!(summary.contains("### Breaks clients"), "{summary}");
    assert_eq!(printed.matches("exit 1\n").count(), 1, "{printed}");
    for inputs in [("fail-on", "source"), ("base", "")] {
        let (printed, _) = checkout.run_action(&[inputs]);
        assert_eq!(printed.matches("exit 0\n").count(), 4, "{printed}");
    }
    checkout.sandbox.write("api/src/events.rs", "// by hand\n");
    let (printed, _) = checkout.run_action(&[]);
    assert!(printed.ends_with("--check\n"), "{printed}");
    let (printed, _) = checkout.run_action(&[("generate", "false"), ("base", "")]);
    assert_eq!(printed.matches("exit 0\n").count(), 4, "{printed}");
    checkout.change("host_bind_failed", "host_bind_failure");
    let (printed, _) = checkout.run_action(&[("deny-warnings", "true")]);
    assert!(
        printed.contains("::warning file=api/events.yaml,line=2,"),
        "{printed}"
    );
    assert!(!printed.contains("# Compare"), "{printed}");
}

#[test]
fn a_catalog_that_is_new_is_no_change() {
    let checkout = Checkout::new();
    checkout.sandbox.write("new;touch x/events.yaml", CATALOG);
    let inputs = [
        ("catalog", "new;touch x/events.yaml"),
        ("generate", "false"),
    ];
    let (printed, summary) = checkout.run_action(&inputs);
    assert!(printed.contains("everything in it is new"), "{printed}");
    assert_eq!(printed.matches("exit 0\n").count(), 4, "{printed}");
    assert_eq!(summary, "");
    let gone = checkout.run_action(&[("base", "gone")]).0;
    assert!(gone.contains("gone") && gone.contains("exit 128"), "{gone}");
}

/// As `pre-commit` runs them in a repository that uses them.
#[test]
fn the_hooks_find_what_the_commands_find() {
    let hooks = Sandbox::new();
    let manifest = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    hooks.write(".pre-commit-hooks.yaml", &manifest);
    git(&hooks, "init --quiet --initial-branch main");
    commit(&hooks, "hooks");
    git(&hooks, "tag v1");
    let checkout = Checkout::new();
    checkout.sandbox.write(
        ".pre-commit-config.yaml",
        &format!(
            "repos:\n- repo: {}\n  rev: v1\n  hooks:\n  - {{ id: tidings-check, args: [api/events.yaml] }}\n  \
             - {{ id: tidings-generate, args: [api/events.yaml] }}\n  \
             - {{ id: tidings-diff, args: [\"git:origin/main\", api/events.yaml] }}\n",
            hooks.path().display()
        ),
    );
    commit(&checkout.sandbox, "hooks");
    let home = Sandbox::new();
    let run = |hook: &str| {
        let mut command = python(checkout.sandbox.path());
        command
            .args(["-m", "pre_commit", "run", "--all-files", "--verbose", hook])
            .args([
                "--hook-stage",
                if hook == "tidings-diff" {
                    "pre-push"
                } else {
                    "pre-commit"
                },
            ])
            .env("PRE_COMMIT_HOME", home.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("PATH", path());
        let output = command.output().unwrap();
        (output.status.success(), shown(&output))
    };
    for hook in ["tidings-check", "tidings-generate", "tidings-diff"] {
        let (succeeded, printed) = run(hook);
        assert!(succeeded && printed.contains("Passed"), "{printed}");
    }
    checkout.change("severity: error", "severity: info");
    git(&checkout.sandbox, "add --all");
    let (succeeded, printed) = run("tidings-diff");
    assert!(
        !succeeded && printed.contains("severity-changed (clients)"),
        "{printed}"
    );
    checkout.sandbox.write("api/src/events.rs", "// by hand\n");
    assert!(!run("tidings-generate").0);
    checkout.sandbox.write("api/events.yaml", "x-events: 1\n");
    let (succeeded, printed) = run("tidings-check");
    assert!(
        !succeeded && printed.contains("events.yaml:1:11"),
        "{printed}"
    );
    assert!(checkout.origin.path().exists());
}
