//! A catalog of several files, by every command that takes one.

use crate::sandbox::Sandbox;

const TYPES: &str = "x-event-types:\n  order: { requires: [order_id], owner: [order_id] }\n";

fn order(name: &str) -> String {
    format!(
        "x-events:\n- name: {name}\n  message: \"{name} {{order_id}}\"\n  event_type: order\n  severity: info\n  \
         properties: {{ order_id: string }}\n"
    )
}

/// A folder `orders` and, beside it, a file.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("orders/placed.yaml", &order("order_placed"));
    sandbox.write("orders/types.yml", TYPES);
    sandbox.write("orders/README.md", "No catalog.");
    sandbox.write("paid.yaml", &order("order_paid"));
    sandbox
}

#[test]
fn files_and_folders_are_checked_as_one_catalog() {
    let sandbox = sandbox();
    insta::assert_snapshot!(
        "several_files_clean",
        sandbox.run("check orders paid.yaml --format json")
    );
    sandbox.write("orders/again.yaml", &order("order_paid"));
    insta::assert_snapshot!(
        "several_files_human",
        sandbox.run("check orders paid.yaml --deny-warnings")
    );
    insta::assert_snapshot!(
        "several_files_github",
        sandbox.run("check paid.yaml orders --format github")
    );
    let output = sandbox
        .command("check paid.yaml orders --format json")
        .output()
        .unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = &json["diagnostics"][0];
    assert_eq!(finding["file"], "orders/again.yaml");
    assert_eq!(finding["labels"][0]["file"], "paid.yaml");
}

#[test]
fn what_is_no_catalog_of_files_is_told() {
    let sandbox = sandbox();
    sandbox.write("notes/README.md", "");
    let words = [
        "check notes",
        "check paid.yaml orders ./paid.yaml",
        "check paid.yaml absent.yaml",
        "generate orders paid.yaml --target rust --out src",
        "generate orders --target markdown --out orders/placed.yaml",
    ];
    let told = words.map(|words| format!("$ tidings {words}\n{}", sandbox.run(words)));
    insta::assert_snapshot!("several_files_refused", told.join("\n"));
}

#[test]
fn code_is_generated_from_all_files() {
    let sandbox = sandbox();
    sandbox.stdout("generate orders --target rust --out src/");
    let code = sandbox.read("src/orders.rs");
    assert!(
        code.contains("OrderPlaced") && !code.contains("OrderPaid"),
        "{code}"
    );
    sandbox.stdout("generate orders paid.yaml --target rust --out src/all.rs");
    let code = sandbox.read("src/all.rs");
    let (placed, paid) = (code.find("OrderPlaced"), code.find("OrderPaid"));
    assert!(placed.is_some() && placed < paid, "{code}");
}

#[test]
fn a_store_has_the_subjects_of_all_files() {
    let sandbox = sandbox();
    let script = sandbox.stdout("migrate paid.yaml orders --db sqlite:events.db --print-sql");
    assert!(script.contains("order_id"), "{script}");
    sandbox.stdout("emit orders order_placed order_id=A-17 --db sqlite:events.db");
    let listed = sandbox.stdout("list --db sqlite:events.db --order-id A-17 --format json");
    assert!(listed.contains("order_placed A-17"), "{listed}");
}
