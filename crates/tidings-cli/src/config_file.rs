//! Reading `tidings.toml`, and the catalog that it or the command line names.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use tidings_catalog::config::{Config, ReadConfig, read_config};
use tidings_catalog::{CheckOptions, Diagnostic, Sources};
use tidings_codegen::Target;
use tidings_files::{CONFIG_FILE, CatalogFiles, config_of};

use crate::catalog_file;
use crate::generation::Inputs;
use crate::templates::TEMPLATE;

/// The catalog of who names none.
const CATALOG: &str = "events.yaml";

#[derive(Debug, Args)]
pub struct ConfigOptions {
    /// The tidings.toml; by default the one beside the catalog, else the one in the current folder, where there is one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// A catalog, and how it is to be looked at.
#[derive(Debug)]
pub struct Configured {
    /// The paths of the catalog: files and folders. Empty when only a `tidings.toml` with errors could tell them.
    pub catalog: Vec<PathBuf>,
    /// Their texts, and beside them that of `tidings.toml`.
    pub files: CatalogFiles,
    /// The `tidings.toml`, where there is one.
    pub path: Option<PathBuf>,
    /// What it says; none when it has errors.
    pub config: Option<Config>,
    /// What is wrong in it.
    pub diagnostics: Vec<Diagnostic>,
}

impl ConfigOptions {
    /// Reads all for the catalog at these paths; without any, for the one that `tidings.toml` names.
    ///
    /// # Errors
    /// Something cannot be read.
    pub fn read(&self, given: &[PathBuf]) -> Result<Configured> {
        let path = self.path(given);
        let text = path.as_deref().map(read).transpose()?;
        let catalog = match (given, &text) {
            ([], None) => vec![PathBuf::from(CATALOG)],
            ([], Some(text)) => text.catalog(),
            (given, _) => given.to_vec(),
        };
        let files = catalog_file::read(&catalog);
        let mut files = match (given, &text) {
            ([], Some(text)) => {
                files.with_context(|| format!("the catalog of `{}`", text.path.display()))?
            }
            _ => files?,
        };
        let read = text.map(|text| text.read_into(&mut files.sources));
        let ReadConfig {
            config,
            diagnostics,
        } = read.unwrap_or_else(|| ReadConfig {
            config: Some(Config::default()),
            diagnostics: Vec::new(),
        });
        Ok(Configured {
            catalog,
            files,
            path,
            config,
            diagnostics,
        })
    }

    fn path(&self, catalog: &[PathBuf]) -> Option<PathBuf> {
        let found = || config_of(Path::new(""), catalog.first().map(PathBuf::as_path));
        self.config.clone().or_else(found)
    }

    /// What decides on what is generated.
    pub fn inputs(&self, catalog: &[PathBuf]) -> Inputs {
        let config = self.path(catalog);
        let text = config.as_deref().and_then(|path| read(path).ok());
        let trees = text.as_ref().map(Text::templates).unwrap_or_default();
        let named = text.map_or_else(|| vec![CATALOG.into()], |text| text.catalog());
        let catalog = if catalog.is_empty() {
            named
        } else {
            catalog.to_vec()
        };
        let (folders, mut files): (Vec<_>, Vec<_>) =
            catalog.into_iter().partition(|path| path.is_dir());
        // Where one would be looked for, if it were there.
        let beside = files.iter().filter_map(|path| path.parent());
        let beside: Vec<PathBuf> = beside.map(|folder| folder.join(CONFIG_FILE)).collect();
        files.extend(beside);
        files.push(CONFIG_FILE.into());
        files.extend(config);
        Inputs {
            files,
            folders,
            trees,
        }
    }
}

impl Configured {
    /// What relative paths of `tidings.toml` are relative to.
    pub fn folder(&self) -> &Path {
        folder(self.path.as_deref())
    }

    /// How the catalog is to be checked.
    pub fn check_options(&self) -> CheckOptions {
        self.config
            .as_ref()
            .map(Config::check_options)
            .unwrap_or_default()
    }
}

fn folder(config: Option<&Path>) -> &Path {
    config.and_then(Path::parent).unwrap_or(Path::new(""))
}

/// What a `tidings.toml` holds.
struct Text<'a> {
    path: &'a Path,
    bytes: Vec<u8>,
}

fn read(path: &Path) -> Result<Text<'_>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(Text { path, bytes })
}

impl Text<'_> {
    fn read_into(&self, sources: &mut Sources) -> ReadConfig {
        let file = sources.add_aside(self.path.display().to_string(), self.bytes.clone());
        read_config(sources, file, &Target::kinds())
    }

    fn config(&self) -> Option<Config> {
        self.read_into(&mut Sources::default()).config
    }

    /// The folders of templates as seen from the current folder.
    fn templates(&self) -> Vec<PathBuf> {
        let config = self.config();
        let targets = config.iter().flat_map(|config| &config.targets);
        let settings = targets.flat_map(|target| &target.settings);
        let folders = settings.filter(|(name, _)| name == TEMPLATE);
        folders
            .map(|(_, path)| folder(Some(self.path)).join(&path.value))
            .collect()
    }

    /// The catalog's paths as seen from the current folder.
    fn catalog(&self) -> Vec<PathBuf> {
        let Some(config) = self.config() else {
            return Vec::new();
        };
        let folder = folder(Some(self.path));
        if config.catalog.is_empty() {
            return vec![folder.join(CATALOG)];
        }
        let paths = config.catalog.iter();
        paths.map(|path| folder.join(&path.value)).collect()
    }
}
