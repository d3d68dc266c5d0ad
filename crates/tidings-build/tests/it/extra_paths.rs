//! Catalogs of whoever runs the tests, which have to work as well.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The paths in `TIDINGS_EXTRA_CATALOGS`, separated by spaces or colons, relative to the workspace. `*` in a file's name stands for anything,
/// since a shell leaves it alone in an assignment.
pub fn of(root: &Path) -> Vec<PathBuf> {
    let Some(list) = env::var_os("TIDINGS_EXTRA_CATALOGS") else {
        return Vec::new();
    };
    let list = list.to_str().expect("paths in UTF-8");
    let words = list.split([' ', ':']).filter(|word| !word.is_empty());
    words.flat_map(|word| matching(&root.join(word))).collect()
}

fn matching(path: &Path) -> Vec<PathBuf> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let Some((start, end)) = name.split_once('*') else {
        assert!(path.exists(), "no catalog at {}", path.display());
        return vec![path.to_owned()];
    };
    let entries = fs::read_dir(path.parent().unwrap()).unwrap();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
    });
    found.sort();
    assert!(!found.is_empty(), "no catalog matches {}", path.display());
    found
}
