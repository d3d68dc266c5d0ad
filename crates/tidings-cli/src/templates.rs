//! Templates on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tidings_codegen::{Options, Target};

/// The setting that names a folder of templates.
pub const TEMPLATE: &str = "template";

/// Reads the folder that the setting `template` names into the options of the target that has it.
pub fn read_into(options: &mut Options, target: Target) -> Result<()> {
    if target != Target::Template {
        return Ok(());
    }
    let Some(folder) = options.settings.get(TEMPLATE) else {
        bail!(
            "target template needs --template DIR, the folder of the templates; in tidings.toml `template = \"DIR\"`"
        );
    };
    read_folder(Path::new(folder), "", &mut options.templates)
}

/// Adds each template below the folder by its path, which begins with `prefix`. Links to folders are not followed.
fn read_folder(
    folder: &Path,
    prefix: &str,
    templates: &mut BTreeMap<String, String>,
) -> Result<()> {
    let told = || format!("cannot read the templates in `{}`", folder.display());
    for entry in fs::read_dir(folder).with_context(told)? {
        let entry = entry.with_context(told)?;
        let path = entry.path();
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            bail!("the name of `{}` is not UTF-8", path.display());
        };
        if entry.file_type().with_context(told)?.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), templates)?;
        } else if name.ends_with(".j2") {
            let text = fs::read_to_string(&path);
            let text = text.with_context(|| format!("cannot read `{}`", path.display()))?;
            templates.insert(format!("{prefix}{name}"), text);
        }
    }
    Ok(())
}
