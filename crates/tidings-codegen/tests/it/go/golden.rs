use std::{env, fs};

use tidings_codegen::Options;

use super::catalogs;

/// `TIDINGS_UPDATE=1` writes them; `cargo xtask gen` sets it.
#[test]
fn golden_go_files_are_what_is_generated() {
    let mut stale = Vec::new();
    for (folder, catalog) in catalogs::golden() {
        let path = folder.join("3-generated.go");
        let text = catalogs::generated(&catalog, &Options::named("3-generated"));
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            continue;
        }
        if env::var_os("TIDINGS_UPDATE").is_some() {
            fs::write(&path, text).unwrap();
        } else {
            stale.push(path.display().to_string());
        }
    }
    assert!(
        stale.is_empty(),
        "out of date; run `cargo xtask gen`: {stale:#?}"
    );
}
