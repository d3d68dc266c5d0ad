use std::fs;
use std::path::{Path, PathBuf};

use tidings_catalog::{Catalog, Sources, check};
use tidings_codegen::{Options, Target, generate};

use crate::extra_paths;

/// A catalog whose output is put into the module.
pub struct Case {
    /// The folder of its package.
    pub package: String,
    pub catalog: Catalog,
    pub settings: Options,
    /// Whether the package has its own sender.
    pub own: bool,
}

/// The golden cases and their folders.
pub fn golden() -> Vec<(PathBuf, Catalog)> {
    let entries = fs::read_dir(root().join("fixtures")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 8, "only {} golden cases", folders.len());
    let read = |folder: PathBuf| {
        let catalog = read(&folder.join("1-events.yaml"));
        (folder, catalog)
    };
    folders.into_iter().map(read).collect()
}

/// The golden cases, some of them with settings, one of nasty names as a drop-in, and the catalogs of
/// `TIDINGS_EXTRA_CATALOGS`.
pub fn all() -> Vec<Case> {
    let options = Options::named("events");
    let mut cases = Vec::new();
    for (folder, catalog) in golden() {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let name = name.replace('-', "_");
        if ["every_type", "sensitive", "enums"].contains(&name.as_str()) {
            let settings = options.clone().with_setting("sender_import", "none");
            cases.push(case(format!("{name}_alone"), catalog.clone(), settings));
        }
        if name == "vectors" {
            let catalog = with_built_in_event_types(catalog.clone());
            cases.push(case(format!("{name}_drop_in"), catalog, options.clone()));
        }
        cases.push(case(name, catalog, options.clone()));
    }
    let binder = read(&manifest().join("tests/go/binder.yaml"));
    cases.push(case("binder".to_owned(), binder, options.clone()));
    let nasty = read(&manifest().join("tests/go/nasty.yaml"));
    let settings = options.clone().with_setting("package", "nasty_2");
    cases.push(case("nasty_drop_in".to_owned(), nasty.clone(), settings));
    let settings = options.clone().with_setting("sender_import", "none");
    cases.push(case("nasty_alone".to_owned(), nasty, settings));
    for (index, path) in extra().iter().enumerate() {
        let name = format!("extra_{index}");
        cases.push(case(name, read(path), options.clone()));
    }
    cases
}

/// What is left of it without other event types and their events.
fn with_built_in_event_types(mut catalog: Catalog) -> Catalog {
    let built_in = ["cluster", "host", "infra_env"];
    let is_built_in = |name: &str| built_in.contains(&name);
    catalog
        .event_types
        .retain(|declared| is_built_in(&declared.name.value));
    catalog
        .events
        .retain(|event| is_built_in(&event.event_type.value));
    catalog
}

fn case(package: String, catalog: Catalog, settings: Options) -> Case {
    let own = generated(&catalog, &settings).contains("\ntype HTTPSender struct");
    Case {
        package,
        catalog,
        settings,
        own,
    }
}

/// The paths of `TIDINGS_EXTRA_CATALOGS`.
pub fn extra() -> Vec<PathBuf> {
    extra_paths::of(&root())
}

pub fn read(path: &Path) -> Catalog {
    let yaml = fs::read(path).unwrap();
    parse(yaml)
}

pub fn parse(yaml: impl Into<Vec<u8>>) -> Catalog {
    let checked = check(&Sources::single("events.yaml", yaml.into()));
    let messages: Vec<_> = checked.diagnostics.iter().map(|d| &d.message).collect();
    checked.catalog.unwrap_or_else(|| panic!("{messages:#?}"))
}

/// The only file.
pub fn generated(catalog: &Catalog, options: &Options) -> String {
    let mut files = generate(Target::Go, catalog, options).unwrap();
    assert_eq!(files.len(), 1);
    let file = files.remove(0);
    assert_eq!(file.path, format!("{}.go", options.stem));
    file.text
}

pub fn manifest() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn root() -> PathBuf {
    manifest().join("../..")
}
