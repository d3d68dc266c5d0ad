//! Real builds, by cargo, of packages that have catalogs.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails where it should"
)]

mod extra_catalogs;
mod extra_paths;
mod package;

use package::Package;

const EVENTS: &str = "\
x-events:
- name: cluster_registered
  message: Registered cluster {cluster_id}
  event_type: cluster
  severity: info
  properties: { cluster_id: UUID }
";

const ORDERS: &str = "\
x-event-types:
  order: { requires: [order_id] }
x-events:
- name: order_placed
  message: Order {order_id} placed
  event_type: order
  severity: info
  properties: { order_id: string }
";

const BUILD: &str =
    r#"fn main() -> tidings_build::Result { tidings_build::compile("events.yaml") }"#;

const MAIN: &str = r#"
#![deny(warnings)]
mod events { tidings::include_events!(); }
fn main() { println!("{}", events::DEFINITIONS[0].message); }
"#;

#[test]
fn a_catalog_becomes_a_module() {
    let package = Package::new("one-catalog");
    package.write("build.rs", BUILD);
    package.write("src/main.rs", MAIN);
    package.write("events.yaml", EVENTS);
    let built = package.run();
    assert_eq!(
        built.stdout, "Registered cluster {cluster_id}\n",
        "{}",
        built.stderr
    );
    assert_eq!(
        package.directives(),
        ["cargo::rerun-if-changed=events.yaml"]
    );
}

#[test]
fn two_catalogs_become_two_modules() {
    let package = Package::new("two-catalogs");
    package.write(
        "build.rs",
        r#"fn main() -> tidings_build::Result {
            tidings_build::compile("events.yaml")?;
            tidings_build::compile("catalogs/orders.yaml")
        }"#,
    );
    package.write(
        "src/main.rs",
        r#"
        mod events { tidings::include_events!(); }
        mod orders { tidings::include_events!("orders"); }
        fn main() { println!("{} {}", events::ClusterRegistered::NAME, orders::OrderPlaced::NAME); }
        "#,
    );
    package.write("events.yaml", EVENTS);
    package.write("catalogs/orders.yaml", ORDERS);
    let built = package.run();
    assert_eq!(
        built.stdout, "cluster_registered order_placed\n",
        "{}",
        built.stderr
    );
    assert_eq!(
        package.directives(),
        [
            "cargo::rerun-if-changed=events.yaml",
            "cargo::rerun-if-changed=catalogs/orders.yaml"
        ]
    );
}

#[test]
fn a_folder_is_one_catalog_and_a_new_file_in_it_is_noticed() {
    let package = Package::new("folder");
    let build = BUILD.replace("events.yaml", "events");
    package.write("build.rs", &build);
    package.write(
        "src/main.rs",
        r#"
        mod events { tidings::include_events!(); }
        fn main() {
            let names = events::DEFINITIONS.iter().map(|definition| &*definition.name);
            println!("{}", names.collect::<Vec<_>>().join(" "));
        }
        "#,
    );
    package.write("events/b.yaml", EVENTS);
    let built = package.run();
    assert_eq!(built.stdout, "cluster_registered\n", "{}", built.stderr);
    assert_eq!(package.directives(), ["cargo::rerun-if-changed=events"]);

    package.write(
        "events/a.yml",
        &EVENTS.replace("cluster_registered", "cluster_added"),
    );
    assert_eq!(package.run().stdout, "cluster_added cluster_registered\n");

    package.write("events/c.yaml", &EVENTS.replace("info", "grave"));
    let built = package.run();
    for part in [
        "Error: 2 errors in `events/c.yaml`\n",
        "::: events/b.yaml:2:9\n",
    ] {
        assert!(built.text().contains(part), "{part}\n{}", built.stderr);
    }
}

#[test]
fn paths_may_be_given_one_by_one() {
    let package = Package::new("paths");
    package.write(
        "build.rs",
        r#"fn main() -> tidings_build::Result {
            tidings_build::compile_all("orders", ["orders.yaml", "more"])
        }"#,
    );
    package.write(
        "src/main.rs",
        r#"
        mod orders { tidings::include_events!("orders"); }
        fn main() { println!("{} {}", orders::OrderPlaced::NAME, orders::OrderPaid::NAME); }
        "#,
    );
    package.write("orders.yaml", ORDERS);
    let (_, paid) = ORDERS.split_at(ORDERS.find("x-events").unwrap());
    package.write("more/paid.yaml", &paid.replace("placed", "paid"));
    let built = package.run();
    assert_eq!(
        built.stdout, "order_placed order_paid\n",
        "{}",
        built.stderr
    );
    assert_eq!(
        package.directives(),
        [
            "cargo::rerun-if-changed=orders.yaml",
            "cargo::rerun-if-changed=more"
        ]
    );
}

#[test]
fn a_changed_catalog_is_compiled_again_and_the_same_code_is_not_written_again() {
    let package = Package::new("changes");
    package.write("build.rs", BUILD);
    package.write("src/main.rs", MAIN);
    package.write("events.yaml", EVENTS);
    assert_eq!(package.run().stdout, "Registered cluster {cluster_id}\n");
    let first = package.generated("events.rs");

    // The stored time, put into the past, tells whether the file is written, and cargo that the catalog changed.
    package.set_past(&first);
    let old = package.modified(&first);
    package.write("events.yaml", &format!("# a comment\n{EVENTS}"));
    assert_eq!(package.run().stdout, "Registered cluster {cluster_id}\n");
    assert_eq!(package.modified(&first), old);

    package.write("events.yaml", &EVENTS.replace("Registered", "Added"));
    assert_eq!(package.run().stdout, "Added cluster {cluster_id}\n");
    assert_ne!(package.modified(&first), old);
    let beside: Vec<_> = std::fs::read_dir(first.parent().unwrap())
        .unwrap()
        .collect();
    assert_eq!(beside.len(), 1, "{beside:?}");
}

#[test]
fn a_broken_catalog_fails_the_build_with_its_findings() {
    let package = Package::new("broken");
    package.write("build.rs", BUILD);
    package.write("src/main.rs", MAIN);
    package.write(
        "events.yaml",
        &EVENTS
            .replace("severity: info", "severity: grave")
            .replace("{cluster_id}", "{cluster}"),
    );
    let built = package.run();
    assert!(!built.succeeded);
    for part in [
        "Error: 2 errors in `events.yaml`\n",
        "error[TD",
        "--> events.yaml:5:13\n",
        "5 |   severity: grave\n",
        "did you mean",
    ] {
        assert!(built.text().contains(part), "{part}\n{}", built.stderr);
    }
}

#[test]
fn warnings_are_cargos_one_line_each() {
    let package = Package::new("warnings");
    package.write("build.rs", BUILD);
    package.write("src/main.rs", MAIN);
    let yaml = EVENTS
        .replace("cluster_registered", "cluster_register")
        .replace(
            "message: Registered cluster {cluster_id}",
            "message: \"a\\nb {cluster_id}\"",
        )
        + "- name: cluster_added\n  message: \"a\\nb {cluster_id}\"\n  event_type: cluster\n  severity: info\n  \
         properties: { cluster_id: UUID }\n";
    package.write("events.yaml", &yaml);
    let built = package.run();
    assert!(built.succeeded, "{}", built.stderr);
    let directives = package.directives();
    let warnings: Vec<_> = directives
        .iter()
        .filter(|line| line.starts_with("cargo::warning="))
        .collect();
    assert_eq!(directives.len(), 1 + warnings.len(), "{directives:#?}");
    assert_eq!(warnings.len(), 2, "{warnings:#?}");
    assert!(
        warnings[0].starts_with("cargo::warning=events.yaml:2:9: [TD401 past-tense-name] "),
        "{warnings:#?}"
    );
    assert!(
        built.text().contains("events.yaml:2:9: [TD401"),
        "{}",
        built.stderr
    );
}

#[test]
fn what_cannot_be_compiled_is_told() {
    let package = Package::new("refused");
    package.write("src/main.rs", "fn main() {}");
    package.write("a/events.yaml", EVENTS);
    package.write("b/events.yaml", EVENTS);
    for (calls, message) in [
        (
            r#"tidings_build::compile("none.yaml")"#,
            "Error: cannot read the catalog `",
        ),
        (
            r#"tidings_build::compile("a/events.yaml")?; tidings_build::compile("b/events.yaml")"#,
            "give one of them another file name",
        ),
        (
            r#"tidings_build::compile("..")"#,
            "Error: `..` cannot be a catalog's path",
        ),
    ] {
        package.write(
            "build.rs",
            &format!("fn main() -> tidings_build::Result {{ {calls} }}"),
        );
        let built = package.run();
        assert!(!built.succeeded);
        assert!(
            built.stderr.contains(message),
            "{message}\n{}",
            built.stderr
        );
    }
}

#[test]
fn outside_a_build_script_nothing_is_compiled() {
    // Cargo sets the package's folder for tests, but not where a build script writes.
    let error = tidings_build::compile("Cargo.toml").unwrap_err();
    assert!(
        matches!(
            error,
            tidings_build::BuildError::NoBuildScript {
                variable: "OUT_DIR"
            }
        ),
        "{error}"
    );
    assert_eq!(format!("{error:?}"), error.to_string());
}

#[test]
fn rules_have_the_levels_of_tidings_toml() {
    let package = Package::new("rule-levels");
    package.write("build.rs", BUILD);
    package.write("src/main.rs", MAIN);
    package.write(
        "events.yaml",
        &EVENTS.replace("_registered", "_registration"),
    );
    package.write("tidings.toml", "[rules]\npast-tense-name = \"off\"\n");
    assert!(package.run().succeeded);
    let rerun = [
        "cargo::rerun-if-changed=events.yaml",
        "cargo::rerun-if-changed=tidings.toml",
    ];
    assert_eq!(package.directives(), rerun);
    package.write("tidings.toml", "[rules]\npast-tense-name = \"error\"\n");
    let built = package.run();
    assert!(!built.succeeded);
    let told = "error[TD401 past-tense-name]";
    assert!(built.text().contains(told), "{}", built.text());
    package.write("tidings.toml", "[rules]\npast-tense = \"error\"\n");
    let built = package.run();
    let told = [
        "1 error in `tidings.toml`",
        "did you mean `past-tense-name`?",
    ];
    assert!(
        told.iter().all(|told| built.text().contains(told)),
        "{}",
        built.text()
    );
}
