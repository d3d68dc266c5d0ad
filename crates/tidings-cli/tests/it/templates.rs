//! Templates of one's own, as they lie on disk.

use std::process::Command;

use crate::sandbox::{CATALOG, Sandbox};

const GENERATE: &str = "generate events.yaml --target template --template templates --out out";

fn sandbox(templates: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    for (name, text) in templates {
        sandbox.write(&format!("templates/{name}"), text);
    }
    sandbox
}

#[test]
fn names_of_templates_say_which_files_there_are() {
    let sandbox = sandbox(&[
        (
            "{{ stem }}.txt.j2",
            "{% for event in catalog.events %}\n{{ event.name|kebab }}\n{% endfor %}\n",
        ),
        (
            "each/{{ pascal(event.name) }}.txt.j2",
            "{% include '_parts/_message.j2' %}",
        ),
        (
            "_parts/_message.j2",
            "{{ event.message|literal('rust') }}\n",
        ),
        (
            "{{ event_type.name }}.txt.j2",
            "{{ event_type.events|length }}\n",
        ),
        ("left-alone.txt", "{{ nothing }}"),
    ]);
    sandbox.stdout(GENERATE);
    assert_eq!(
        sandbox.read("out/events.txt"),
        "host-bind-failed\ndisk-speed-measured\n"
    );
    assert_eq!(
        sandbox.read("out/each/HostBindFailed.txt"),
        "\"Host {host_name}: failed to bind: {reason}\"\n"
    );
    assert_eq!(sandbox.read("out/host.txt"), "1\n");
    assert!(!sandbox.path().join("out/left-alone.txt").exists());
    assert!(
        sandbox
            .run(&format!("{GENERATE} --check"))
            .starts_with("exit 0\n")
    );
    sandbox.write("out/host.txt", "2\n");
    assert!(
        sandbox
            .run(&format!("{GENERATE} --check"))
            .starts_with("exit 1\n")
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (name, text, told) in [
        (
            "a.j2",
            "one\nxx {{ event.nmae }}",
            "template a.j2:2:7: undefined value",
        ),
        (
            "{{ event.name }}.j2",
            "\n  {{ event.nmae }}",
            "(with event `host_bind_failed`)\n  |   {{ event.nmae }}\n  |      ^^^^^^^^^^",
        ),
        (
            "{{ event.name }}.j2",
            "{% include '_b.j2' %}",
            "template _b.j2:2:4: undefined value",
        ),
        (
            "{{ event.nmae }}.j2",
            "",
            "template {{ event.nmae }}.j2:1:4: undefined value",
        ),
        ("a.j2", "{% if %}", "template a.j2:1:"),
        (
            "a.j2",
            "{{ 'x'|literal('cobol') }}",
            "no literals of `cobol`; there are c, go, java",
        ),
        (
            "a.j2",
            "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
            "fuel",
        ),
        ("a.j2", "{% include 'a.j2' %}", "template a.j2:1:"),
        ("../a.j2", "", "there is no template"),
        (
            "{{ '../' ~ stem }}.j2",
            "",
            "`../events` is no path of a file in the output folder",
        ),
        ("{{ '/tmp/' ~ stem }}.j2", "", "`/tmp/events` is no path"),
        ("{{ 'C:x' }}.j2", "", "`C:x` is no path"),
        (
            "{{ event.name[:0] }}x.j2",
            "",
            "`x` is written already, by template",
        ),
        ("_a.j2", "", "there is no template"),
    ] {
        let sandbox = sandbox(&[(name, text), ("_b.j2", "\n{{ missing }}")]);
        let said = sandbox.run(GENERATE);
        assert!(
            said.starts_with("exit 2\n") && said.contains(told),
            "{name}\n{said}"
        );
        assert!(!sandbox.path().join("out").exists(), "{name}");
    }
}

#[test]
fn templates_are_named() {
    let sandbox = sandbox(&[]);
    for (words, told) in [
        ("--target template", "needs --template DIR"),
        (
            "--target template --template nowhere",
            "cannot read the templates in `nowhere`",
        ),
        (
            "--target rust --template templates",
            "has no setting `template`",
        ),
    ] {
        let said = sandbox.run(&format!("generate events.yaml {words} --out out"));
        assert!(
            said.starts_with("exit 2\n") && said.contains(told),
            "{said}"
        );
    }
}

/// What the example makes of catalogs with all kinds of text compiles, and says what was declared.
#[test]
fn the_c_header_compiles() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut catalogs = vec![root.join("examples/quickstart/events.yaml")];
    for case in std::fs::read_dir(root.join("fixtures")).unwrap() {
        catalogs.push(case.unwrap().path().join("1-events.yaml"));
    }
    for catalog in &catalogs {
        let sandbox = Sandbox::new();
        std::fs::copy(catalog, sandbox.path().join("events.yaml")).unwrap();
        let templates = root.join("examples/c-header/templates");
        sandbox.stdout(&format!(
            "generate --target template --template {} --out .",
            templates.display()
        ));
        let compiled = Command::new("cc")
            .args([
                "-std=c11",
                "-Wall",
                "-Wextra",
                "-Wpedantic",
                "-Werror",
                "-I.",
                "-o",
                "main",
            ])
            .arg(root.join("examples/c-header/main.c"))
            .current_dir(sandbox.path())
            .output()
            .expect("a C compiler is needed: `cargo xtask setup` installs it");
        let told = String::from_utf8_lossy(&compiled.stderr);
        assert!(compiled.status.success(), "{}\n{told}", catalog.display());
        let printed = Command::new(sandbox.path().join("main")).output().unwrap();
        let printed = String::from_utf8(printed.stdout).unwrap();
        assert!(
            printed.contains("  host_id: UUID\n") || catalog != &catalogs[0],
            "{printed}"
        );
    }
}
