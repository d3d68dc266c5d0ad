//! Files that templates give: each in the output folder, no two of the same name.

use std::collections::HashMap;

use crate::{GenerateError, GeneratedFile};

#[derive(Default)]
pub(super) struct Files {
    files: Vec<GeneratedFile>,
    /// The template of each path, in small letters, since some file systems take those for the same.
    templates: HashMap<String, String>,
}

impl Files {
    pub fn add(&mut self, template: &str, path: String, text: String) -> Result<(), GenerateError> {
        if !is_inside(&path) {
            let template = template.to_owned();
            return Err(GenerateError::OutputPath { template, path });
        }
        let taken = self
            .templates
            .insert(path.to_lowercase(), template.to_owned());
        if let Some(first) = taken {
            let second = template.to_owned();
            return Err(GenerateError::OutputTaken {
                path,
                first,
                second,
            });
        }
        self.files.push(GeneratedFile { path, text });
        Ok(())
    }

    pub fn into_vec(self) -> Vec<GeneratedFile> {
        self.files
    }
}

/// Whether it is the path of a file in the output folder, on every system.
fn is_inside(path: &str) -> bool {
    let part = |part: &str| {
        let wrong = |c: char| c.is_control() || "\\:*?\"<>|".contains(c);
        !part.trim_matches(['.', ' ']).is_empty() && !part.contains(wrong)
    };
    path.split('/').all(part)
}
