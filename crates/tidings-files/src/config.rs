use std::path::{Path, PathBuf};

/// What the file is called that says how a catalog is used.
pub const CONFIG_FILE: &str = "tidings.toml";

/// The `tidings.toml` that holds for a catalog at this path: the one beside it, in it where it is a folder; else the one
/// in `base`, which relative paths are relative to; none where there is neither.
pub fn config_of(base: &Path, catalog: Option<&Path>) -> Option<PathBuf> {
    let beside = catalog.and_then(|path| match base.join(path).is_dir() {
        true => Some(path),
        false => path.parent(),
    });
    let folders = beside.into_iter().chain([Path::new("")]);
    let mut files = folders.map(|folder| folder.join(CONFIG_FILE));
    files.find(|file| base.join(file).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        let found = |catalog: &str| config_of(base, Some(Path::new(catalog)));
        std::fs::create_dir_all(base.join("deep/events")).unwrap();
        assert_eq!(found("deep/events"), None);
        std::fs::write(base.join(CONFIG_FILE), "").unwrap();
        assert_eq!(found("deep/events"), Some(CONFIG_FILE.into()));
        assert_eq!(config_of(base, None), Some(CONFIG_FILE.into()));
        for place in ["deep", "deep/events"] {
            let file = Path::new(place).join(CONFIG_FILE);
            std::fs::write(base.join(&file), "").unwrap();
            assert_eq!(
                found("deep/events").as_ref() == Some(&file),
                place == "deep/events"
            );
            assert_eq!(found("deep/events.yaml"), Some("deep/tidings.toml".into()));
        }
        assert_eq!(found("events.yaml"), Some(CONFIG_FILE.into()));
    }
}
