use std::env;
use std::fs;
use std::path::Path;

use crate::cases;

/// `TIDINGS_UPDATE=1` writes them; `cargo xtask gen` sets it.
#[test]
fn golden_files_are_what_is_generated() {
    let mut stale = Vec::new();
    for case in cases::all() {
        let files = case.files.iter().map(|file| (&*file.path, &file.text));
        for (name, text) in [("2-findings.txt", &case.findings)]
            .into_iter()
            .chain(files)
        {
            let path = case.folder.join(name);
            if !is_fresh(&path, text) {
                stale.push(path.display().to_string());
            }
        }
    }
    assert!(
        stale.is_empty(),
        "out of date; run `cargo xtask gen`: {stale:#?}"
    );
}

fn is_fresh(path: &Path, text: &str) -> bool {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return true;
    }
    let update = env::var_os("TIDINGS_UPDATE").is_some();
    if update {
        fs::write(path, text).unwrap();
    }
    update
}
