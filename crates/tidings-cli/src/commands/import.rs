use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use tidings::{Definition, Property, PropertyType, Record, Severity};

use crate::assisted::{self, Assisted, Noticed};
use crate::catalog_file;
use crate::database::WrittenDatabase;
use crate::events_file::EventsFile;
use crate::identity::{Identities, Order};
use crate::importing::{Imported, Importer};
use crate::progress::Progress;

/// Store the events of another service's list
///
/// The file is read twice: when anything in it is wrong, all of that is told and nothing is stored. The same event gets
/// the same id every time, so that the command may be run again, after an interruption or with a longer list: what is
/// stored already is left as it is. Rate limits do not apply.
#[derive(Debug, Args)]
pub struct Options {
    /// `-` is standard input
    file: PathBuf,
    /// What the file holds
    #[arg(long, value_enum)]
    format: Format,
    /// Take event types, and which properties are sensitive, from this catalog, a file or a folder of files; use the same
    /// one every time; may be repeated for one of several files
    #[arg(long)]
    catalog: Vec<PathBuf>,
    #[command(flatten)]
    database: WrittenDatabase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// What assisted-service answers to GET /v2/events: an array of events, several arrays, or an event to a line
    AssistedJson,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let Format::AssistedJson = options.format;
    let store_options = options.database.options()?;
    let stdin = Path::new(catalog_file::STDIN);
    if options.file == stdin && options.catalog.iter().any(|path| path == stdin) {
        bail!("the events and the catalog cannot both come from standard input");
    }
    let Some(mut definitions) = catalog_file::definitions(&options.catalog)? else {
        return Ok(ExitCode::FAILURE);
    };
    let mut events = EventsFile::open(&options.file)?;
    let checked = check(&mut events, &definitions)?;
    notice(&checked.noticed);

    let catalogued = definitions.len();
    definitions.extend(missing_subjects(&definitions));
    let importer = Importer::open(options.database.url(), &definitions, store_options)?;
    let imported = store(&mut events, &definitions[..catalogued], &checked, importer)?;
    if imported.different > 0 {
        anstream::eprintln!(
            "{} of those that are stored already differ from the file, as after an import with another catalog; they \
             stay as they are",
            imported.different
        );
    }
    let (imported, already) = (imported.imported, imported.already);
    writeln!(
        stdout().lock(),
        r#"{{"imported":{imported},"already":{already}}}"#
    )?;
    Ok(ExitCode::SUCCESS)
}

/// A definition that gives the store columns of the subjects that every list has and the catalog has not.
fn missing_subjects(definitions: &[Definition]) -> Option<Definition> {
    let is_declared = |name: &str| {
        let mut subjects = definitions.iter().flat_map(Definition::subjects);
        subjects.any(|subject| subject.name == name)
    };
    let missing: Vec<_> = assisted::SUBJECTS
        .into_iter()
        .filter(|(name, _)| !is_declared(name))
        .map(|(name, _)| Property::new(name, PropertyType::Uuid).into_subject())
        .collect();
    let definition = Definition::new("", "", "", Severity::Info);
    (!missing.is_empty()).then(|| definition.with_properties(missing))
}

/// A file in which nothing is wrong.
struct Checked {
    entries: u64,
    /// Equal times come one after the other.
    in_order: bool,
    noticed: Noticed,
}

/// More than these are counted only.
const TOLD_ENTRIES: usize = 100;

fn check(events: &mut EventsFile, definitions: &[Definition]) -> Result<Checked> {
    let mut assisted = Assisted::new(definitions);
    let (mut order, mut entries, mut wrong) = (Order::default(), 0, Vec::new());
    let mut untold = 0_u64;
    let mut progress = Progress::new("checked", None, "events");
    events.each(&mut |place, value| {
        match assisted.record(value) {
            Ok(record) => order.see(place.array, record.event_time),
            Err(reasons) if wrong.len() < TOLD_ENTRIES => {
                wrong.push(format!("\n  {place}: {}", reasons.join("; ")));
            }
            Err(_) => untold += 1,
        }
        entries = place.entry;
        progress.at(entries);
        Ok(())
    })?;
    drop(progress);
    if !wrong.is_empty() {
        let more = match untold {
            0 => String::new(),
            untold => format!("\n  and {untold} more entries"),
        };
        let (file, wrong) = (&events.shown, wrong.concat());
        bail!(
            "`{file}` has entries that are no events; mend or remove them:{wrong}{more}\nnothing was imported"
        );
    }
    Ok(Checked {
        entries,
        in_order: order.is_kept,
        noticed: assisted.noticed,
    })
}

fn notice(noticed: &Noticed) {
    let listed = |names: &std::collections::BTreeSet<String>| {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        tidings_catalog::render::escape_terminal(&names.join(", ")).into_owned()
    };
    if !noticed.fields.is_empty() {
        anstream::eprintln!(
            "left out, since no event has it: {}",
            listed(&noticed.fields)
        );
    }
    if !noticed.names.is_empty() {
        anstream::eprintln!(
            "not in the catalog, stored as they are: {}",
            listed(&noticed.names)
        );
    }
}

fn store(
    events: &mut EventsFile,
    definitions: &[Definition],
    checked: &Checked,
    mut importer: Importer,
) -> Result<Imported> {
    let mut assisted = Assisted::new(definitions);
    let mut identities = Identities::new(checked.in_order);
    let mut progress = Progress::new("stored", Some(checked.entries), "events");
    let stored = events.each(&mut |place, value| {
        let record = assisted.record(value);
        let mut record: Record = match record {
            Ok(record) => record,
            Err(_) => bail!("{place}: the file was changed meanwhile"),
        };
        record.id = identities.id(&record, place.array);
        importer.add(record, place.array)?;
        progress.at(place.entry);
        Ok(())
    });
    drop(progress);
    let so_far = importer.so_far;
    let finished = stored.and_then(|()| importer.finish());
    finished.with_context(|| {
        let done = so_far.imported + so_far.already;
        format!(
            "stopped when at least {done} of {} events were stored; run the same command again to go on",
            checked.entries
        )
    })
}
