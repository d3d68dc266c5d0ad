//! Which files are generated.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, bail};
use tidings_catalog::Catalog;
use tidings_codegen::{GenerateError, Options, Target, generate, generate_into};

use super::difference;
use crate::output_file::Output;
use crate::place::Place;
use crate::progress::Progress;
use crate::templates;

/// A target, and where its files go.
#[derive(Debug)]
pub struct Job {
    pub target: Target,
    folder: PathBuf,
    options: Options,
    /// The place of `tidings.toml` that asks for it, if none on the command line does.
    asked_at: Option<String>,
}

impl Job {
    /// `out` and `catalog` as on the command line.
    ///
    /// # Errors
    /// An output that cannot be meant.
    pub fn new(
        target: Target,
        out: &Path,
        catalog: &[PathBuf],
        settings: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let Place { folder, stem } = Place::of(out, catalog, target)?;
        let mut options = Options::named(stem);
        options.settings.extend(settings);
        templates::read_into(&mut options, target)?;
        Ok(Self {
            target,
            folder,
            options,
            asked_at: None,
        })
    }

    pub fn asked_at(self, place: String) -> Self {
        Self {
            asked_at: Some(place),
            ..self
        }
    }

    /// The error, and what asks for that which has it.
    fn told(&self, error: GenerateError) -> Error {
        let error = Error::new(error);
        match &self.asked_at {
            Some(place) => error.context(place.clone()),
            None => error,
        }
    }
}

/// What is generated from one catalog.
#[derive(Debug)]
pub struct Plan {
    pub jobs: Vec<Job>,
    /// The catalog's files.
    pub catalog: Vec<PathBuf>,
    /// The `tidings.toml`, where there is one.
    pub config: Option<PathBuf>,
}

impl Plan {
    /// Writes all files, or, after an error, none. Those that changed.
    ///
    /// # Errors
    /// What cannot be generated or written.
    pub fn write(&self, catalog: &Catalog) -> Result<Vec<PathBuf>> {
        let mut outputs: Vec<Output> = Vec::new();
        let mut progress = Progress::new("generating", None, "kB");
        let mut bytes = 0;
        for job in &self.jobs {
            let mut written = Ok(());
            let others = outputs.len();
            let generated = generate_into(job.target, catalog, &job.options, |path, text| {
                if written.is_ok() {
                    written = self.add(&mut outputs, others, job.folder.join(path), text);
                    bytes += text.len() as u64;
                    progress.at(bytes / 1000);
                }
            });
            generated.map_err(|error| job.told(error))?;
            written?;
        }
        check_differ(&outputs)?;
        // All are whole now.
        let mut changed = Vec::new();
        for output in outputs {
            let path = output.path().to_owned();
            if output.replace()? {
                changed.push(path);
            }
        }
        Ok(changed)
    }

    /// The first `others` of the outputs are those of other targets.
    fn add(
        &self,
        outputs: &mut Vec<Output>,
        others: usize,
        path: PathBuf,
        text: &str,
    ) -> Result<()> {
        let last = outputs[others..].last();
        if last.is_none_or(|output| output.path() != path) {
            self.check_is_no_source(&path)?;
            outputs.push(Output::create(path)?);
        }
        outputs.last_mut().expect("one was created").write(text)
    }

    /// Whether every file is what would be written; tells the others, and how they differ.
    ///
    /// # Errors
    /// What cannot be generated or read.
    pub fn check(&self, catalog: &Catalog) -> Result<bool> {
        let mut same = true;
        for job in &self.jobs {
            let files = generate(job.target, catalog, &job.options);
            for file in files.map_err(|error| job.told(error))? {
                let path = job.folder.join(&file.path);
                let shown = path.display();
                match fs::read(&path) {
                    Ok(old) if old == file.text.as_bytes() => continue,
                    Ok(old) => {
                        let difference = difference(&old, &file.text);
                        anstream::eprint!("{shown} is out of date:\n{difference}");
                    }
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        anstream::eprintln!("{shown} is missing");
                    }
                    Err(error) => {
                        return Err(error).with_context(|| format!("cannot read `{shown}`"));
                    }
                }
                same = false;
            }
        }
        Ok(same)
    }

    /// The catalog is never overwritten with what is generated from it.
    fn check_is_no_source(&self, output: &Path) -> Result<()> {
        let Ok(place) = fs::canonicalize(output) else {
            return Ok(());
        };
        let shown = output.display();
        let is_it = |source: &PathBuf| fs::canonicalize(source).is_ok_and(|source| source == place);
        if self.catalog.iter().any(is_it) {
            bail!("`{shown}` is the catalog; name another file");
        }
        if self.config.iter().any(is_it) {
            bail!("`{shown}` says what is generated; name another file");
        }
        Ok(())
    }
}

/// Two targets that write one file would undo each other's work.
fn check_differ(outputs: &[Output]) -> Result<()> {
    let mut places = HashMap::new();
    for output in outputs {
        let (path, real) = (output.path(), output.real_path());
        let folder = real
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        // Of several paths to one file.
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        if let Some(first) = places.insert(folder.join(real.file_name().unwrap_or_default()), path)
        {
            bail!(
                "two targets would write the same file, `{}` and `{}`; give each an `out` of its own",
                first.display(),
                path.display()
            );
        }
    }
    Ok(())
}
