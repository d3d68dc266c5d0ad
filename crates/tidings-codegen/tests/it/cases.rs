//! The golden cases: `fixtures/CASE/1-events.yaml` and what follows from it, stage by stage.

use std::fs;
use std::path::{Path, PathBuf};

use tidings_catalog::render::{HumanOptions, human};
use tidings_catalog::{Sources, check};
use tidings_codegen::{GeneratedFile, Options, Target, generate};

/// One golden case.
pub struct Case {
    pub folder: PathBuf,
    pub findings: String,
    /// The Rust of it.
    pub generated: String,
    /// Every target's files.
    pub files: Vec<GeneratedFile>,
}

impl Case {
    /// The folder's name.
    pub fn name(&self) -> &str {
        self.folder.file_name().unwrap().to_str().unwrap()
    }

    /// The text of `3-generated.EXTENSION`.
    pub fn text(&self, extension: &str) -> &str {
        let path = format!("3-generated.{extension}");
        let file = self.files.iter().find(|file| file.path == path);
        &file.unwrap_or_else(|| panic!("no {path}")).text
    }
}

/// Every case, in the order of names.
pub fn all() -> Vec<Case> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let entries = fs::read_dir(fixtures).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let cases: Vec<Case> = folders.into_iter().map(run).collect();
    assert!(cases.len() >= 8, "only {} golden cases", cases.len());
    cases
}

fn run(folder: PathBuf) -> Case {
    let yaml = fs::read(folder.join("1-events.yaml")).unwrap();
    let sources = Sources::single("1-events.yaml", yaml);
    let checked = check(&sources);
    let options = HumanOptions {
        color: false,
        max_findings: 0,
    };
    let findings = human(&sources, &checked.diagnostics, &options);
    let catalog = checked
        .catalog
        .unwrap_or_else(|| panic!("{}:\n{findings}", folder.display()));
    // Of templates there are none here.
    let targets = Target::ALL.into_iter();
    let targets = targets.filter(|target| *target != Target::Template);
    let files: Vec<GeneratedFile> = targets
        .flat_map(|target| {
            let options = Options::named(format!("3-generated{}", target.infix()));
            generate(target, &catalog, &options).unwrap()
        })
        .collect();
    let rust = files.iter().find(|file| file.path == "3-generated.rs");
    Case {
        generated: rust.unwrap().text.clone(),
        folder,
        findings,
        files,
    }
}
