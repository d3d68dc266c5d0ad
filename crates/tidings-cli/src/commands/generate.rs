use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use tidings_catalog::names::Language;
use tidings_catalog::{Position, Sources, Span};
use tidings_codegen::Target;

use crate::catalog_file;
use crate::config_file::{ConfigOptions, Configured};
use crate::generation::{Inputs, Job, Plan, watch};
use crate::output;
use crate::templates::TEMPLATE;

#[derive(Debug, Args)]
pub struct Options {
    /// Files, and folders of files, that are one catalog together; `-` is standard input; by default the catalog of
    /// tidings.toml, or events.yaml
    catalog: Vec<PathBuf>,
    /// What to generate: rust, go, typescript, python, json-schema, asyncapi, markdown, template; by default all targets of
    /// tidings.toml
    #[arg(long, value_name = "TARGET", requires = "out")]
    target: Option<Target>,
    /// The file to write, as src/events.rs; any path without an extension, or with `/` at its end, is a folder, for a
    /// file named after the catalog
    #[arg(long, value_name = "PATH", requires = "target")]
    out: Option<PathBuf>,
    /// A setting of the target; repeat it for several settings
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting, requires = "target")]
    settings: Vec<(String, String)>,
    /// The folder of templates; for the target template, whose setting it is
    #[arg(long, value_name = "DIR", requires = "target")]
    template: Option<String>,
    /// Write nothing; exit with 1 when a file is not what would be written
    #[arg(long)]
    check: bool,
    /// Write again whenever the catalog or tidings.toml is saved, until interrupted
    #[arg(long, conflicts_with = "check")]
    watch: bool,
    #[command(flatten)]
    config: ConfigOptions,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("a setting is KEY=VALUE")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

pub fn run(options: &Options) -> Result<ExitCode> {
    if options.watch {
        if options
            .catalog
            .iter()
            .any(|path| path.as_os_str() == catalog_file::STDIN)
        {
            bail!("standard input can be read only once; watch a file");
        }
        return super::block_on(watch(|| options.inputs(), || options.write_and_tell()));
    }
    let Some((plan, catalog)) = options.prepare()? else {
        return Ok(ExitCode::FAILURE);
    };
    if !options.check {
        plan.write(&catalog)?;
        return Ok(ExitCode::SUCCESS);
    }
    if plan.check(&catalog)? {
        return Ok(ExitCode::SUCCESS);
    }
    anstream::eprintln!(
        "{}: run the same command without --check",
        output::hint_word()
    );
    Ok(ExitCode::FAILURE)
}

impl Options {
    /// None after errors in the catalog or in tidings.toml, which were told.
    fn prepare(&self) -> Result<Option<(Plan, tidings_catalog::Catalog)>> {
        let configured = self.config.read(&self.catalog)?;
        let sources = &configured.files.sources;
        if configured.config.is_none() {
            catalog_file::tell_errors(sources, configured.diagnostics);
            return Ok(None);
        }
        let plan = self.plan(&configured)?;
        let mut check_options = configured.check_options();
        // Of a target that tidings.toml does not name.
        let languages = Language::ALL.into_iter().filter(|language| {
            let is_of = |job: &Job| job.target.as_str() == language.target();
            plan.jobs.iter().any(is_of)
        });
        languages.for_each(|language| check_options.add_language(language));
        let catalog = catalog_file::checked(sources, &check_options);
        Ok(catalog.map(|catalog| (plan, catalog)))
    }

    fn plan(&self, configured: &Configured) -> Result<Plan> {
        let catalog = &configured.catalog;
        let jobs = match (self.target, &self.out) {
            (Some(target), Some(out)) => {
                let template = self.template.iter();
                let template = template.map(|folder| (TEMPLATE.to_owned(), folder.clone()));
                let settings: Vec<_> = self.settings.iter().cloned().chain(template).collect();
                check_given_once(&settings)?;
                vec![Job::new(target, out, catalog, settings)?]
            }
            _ => configured_jobs(configured)?,
        };
        Ok(Plan {
            jobs,
            catalog: configured.files.paths.iter().flatten().cloned().collect(),
            config: configured.path.clone(),
        })
    }

    fn inputs(&self) -> Inputs {
        let mut inputs = self.config.inputs(&self.catalog);
        let template = self.template.iter();
        inputs.trees.extend(template.map(PathBuf::from));
        inputs
    }

    /// Once of many times: an error is told, and may be mended by the next change.
    fn write_and_tell(&self) {
        let written = self.prepare().and_then(|prepared| match prepared {
            Some((plan, catalog)) => plan.write(&catalog),
            None => Ok(Vec::new()),
        });
        match written {
            Ok(changed) => {
                for path in changed {
                    anstream::eprintln!("wrote {}", path.display());
                }
            }
            Err(error) => output::tell(&error),
        }
    }
}

/// For messages of one line.
fn place(sources: &Sources, span: Span) -> String {
    let Position { line, column } = sources.position(span.file, span.range().start);
    format!("{}:{line}:{column}", sources.name(span.file))
}

fn check_given_once(settings: &[(String, String)]) -> Result<()> {
    let mut names = HashSet::new();
    match settings.iter().find(|(name, _)| !names.insert(name)) {
        Some((name, _)) => bail!("the setting `{name}` is given twice; give it once"),
        None => Ok(()),
    }
}

/// The targets of tidings.toml.
fn configured_jobs(configured: &Configured) -> Result<Vec<Job>> {
    let targets = configured.config.iter().flat_map(|config| &config.targets);
    let jobs = targets.map(|target| {
        let kind = target.kind.value.parse::<Target>()?;
        let out = configured.folder().join(&target.out.value);
        let settings = target.settings.iter();
        let settings = settings.map(|(name, value)| {
            let value = match name == TEMPLATE {
                true => configured.folder().join(&value.value).display().to_string(),
                false => value.value.clone(),
            };
            (name.clone(), value)
        });
        let place = place(&configured.files.sources, target.span);
        let job = Job::new(kind, &out, &configured.catalog, settings);
        job.with_context(|| place.clone())
            .map(|job| job.asked_at(place))
    });
    let jobs = jobs.collect::<Result<Vec<_>>>()?;
    if jobs.is_empty() {
        match &configured.path {
            Some(path) => bail!(
                "`{}` has no [[target]]; add one, or name a target with --target and --out",
                path.display()
            ),
            None => bail!(
                "nothing says what to generate; name a target with --target and --out, or write a tidings.toml"
            ),
        }
    }
    Ok(jobs)
}
