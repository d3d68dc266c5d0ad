//! Events in a file, which can be read more than once.

use std::fs::File;
use std::io::{BufReader, Seek, stdin};
use std::path::Path;

use anyhow::{Context, Error, Result};
use serde_json::Value;

use crate::json_values::{self, Place};

/// The file, or a copy of what can be read only once.
pub struct EventsFile {
    pub shown: String,
    file: File,
}

impl EventsFile {
    /// `-` is standard input.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        let context = || format!("cannot read `{shown}`");
        let file = if path == Path::new("-") {
            copied(&mut stdin().lock()).context("cannot read the events from standard input")?
        } else {
            let mut file = File::open(path).with_context(context)?;
            let kind = file.metadata().with_context(context)?;
            if kind.is_file() {
                file
            } else {
                copied(&mut file).with_context(context)?
            }
        };
        Ok(Self { shown, file })
    }

    /// # Errors
    /// What is no JSON, and what `take` refuses.
    pub fn each(&mut self, take: &mut dyn FnMut(Place, Value) -> Result<()>) -> Result<()> {
        let context = || format!("`{}`", self.shown);
        self.file.rewind().with_context(context)?;
        let of_file = |error: Error| error.context(context());
        json_values::each(BufReader::new(&self.file), of_file, take)
    }
}

/// In a file without a name, which nobody else can open.
fn copied(from: &mut dyn std::io::Read) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    std::io::copy(from, &mut file)?;
    Ok(file)
}
