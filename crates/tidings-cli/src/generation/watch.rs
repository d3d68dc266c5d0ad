//! Generating again at every change.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout_at};

use crate::output_file::TEMPORARY;

/// Editors save in several steps; what comes within this time is one change.
const QUIET: Duration = Duration::from_millis(50);

/// A change that takes longer is looked at in between.
const LONGEST: Duration = Duration::from_secs(1);

/// What changes the outcome.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Files, whether they are there or not.
    pub files: Vec<PathBuf>,
    /// Folders of which all counts that lies in them.
    pub folders: Vec<PathBuf>,
    /// Folders of which all counts that lies anywhere below them.
    pub trees: Vec<PathBuf>,
}

/// Calls `generate` now and after every change of what `inputs` gives, until it is interrupted. Files are looked at by
/// their folders, since many editors save by putting a new file in the place of the old one.
pub async fn watch(inputs: impl Fn() -> Inputs, mut generate: impl FnMut()) -> Result<ExitCode> {
    let (tell, mut told) = unbounded_channel();
    // Nobody listens any more when it is interrupted.
    let watcher = notify::recommended_watcher(move |event| drop(tell.send(event)));
    let mut watched = Watched {
        watcher: watcher.context("cannot watch files")?,
        folders: HashSet::new(),
        files: HashSet::new(),
        whole: HashSet::new(),
    };
    let interrupted = tokio::signal::ctrl_c();
    tokio::pin!(interrupted);
    loop {
        // Before, so that a change meanwhile is not missed; after, since what matters may be another now.
        watched.set(&inputs())?;
        generate();
        watched.set(&inputs())?;
        tokio::select! {
            changed = change(&mut told, &mut watched) => changed?,
            signal = &mut interrupted => {
                signal.context("cannot wait for an interrupt")?;
                return Ok(ExitCode::SUCCESS);
            }
        }
    }
}

/// Waits for a change, and for its end.
async fn change(
    told: &mut UnboundedReceiver<notify::Result<Event>>,
    watched: &mut Watched,
) -> Result<()> {
    loop {
        let event = told.recv().await.context("nothing is watched any more")?;
        if watched.is_changed_by(&event.context("cannot watch files")?) {
            break;
        }
    }
    let longest = Instant::now() + LONGEST;
    let mut quiet = Instant::now() + QUIET;
    while let Ok(Some(event)) = timeout_at(quiet.min(longest), told.recv()).await {
        if watched.is_changed_by(&event.context("cannot watch files")?) {
            quiet = Instant::now() + QUIET;
        }
    }
    Ok(())
}

/// What the system tells of.
struct Watched {
    watcher: RecommendedWatcher,
    /// Those that are watched.
    folders: HashSet<PathBuf>,
    /// What counts in them.
    files: HashSet<PathBuf>,
    /// Those in which all counts.
    whole: HashSet<PathBuf>,
}

impl Watched {
    fn set(&mut self, inputs: &Inputs) -> Result<()> {
        // Folders, too, come and go; links are changed where they lead.
        let paths = [&inputs.files, &inputs.folders, &inputs.trees];
        let paths = paths.into_iter().flatten();
        self.files = paths
            .flat_map(|path| placed(path).into_iter().chain(fs::canonicalize(path)))
            .collect();
        let trees = inputs.trees.iter().flat_map(|tree| folders_below(tree));
        let whole = inputs.folders.iter().cloned().chain(trees);
        self.whole = whole.flat_map(fs::canonicalize).collect();
        let parents = self.files.iter().filter_map(|file| file.parent());
        let parents = parents.map(Path::to_owned);
        let folders: HashSet<PathBuf> = parents.chain(self.whole.iter().cloned()).collect();
        for folder in self.folders.difference(&folders) {
            // One that is gone is watched no more already.
            let _ = self.watcher.unwatch(folder);
        }
        for folder in folders.difference(&self.folders) {
            let begun = self.watcher.watch(folder, RecursiveMode::NonRecursive);
            begun.with_context(|| format!("cannot watch `{}`", folder.display()))?;
        }
        self.folders = folders;
        Ok(())
    }

    /// Whether what matters may have changed. A folder that came anew must be watched anew.
    fn is_changed_by(&mut self, event: &Event) -> bool {
        let concerns = self.concerns(event);
        if concerns && !matches!(event.kind, EventKind::Modify(ModifyKind::Data(_))) {
            for path in &event.paths {
                self.folders.remove(path);
            }
        }
        concerns
    }

    fn concerns(&self, event: &Event) -> bool {
        if matches!(event.kind, EventKind::Access(_)) {
            return false;
        }
        // Without a path something may have been missed.
        event.paths.is_empty()
            || event.paths.iter().any(|path| {
                let is_ours = path
                    .file_name()
                    .is_some_and(|name| name.as_encoded_bytes().starts_with(TEMPORARY.as_bytes()));
                let in_whole = path
                    .parent()
                    .is_some_and(|folder| self.whole.contains(folder));
                !is_ours && (in_whole || self.files.contains(path))
            })
    }
}

/// The folder and all below it; links are not followed.
fn folders_below(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let below = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    for entry in below {
        folders.extend(folders_below(&entry.path()));
    }
    folders
}

/// As the system names it: in the folder to which links lead. None where there is no such folder.
fn placed(file: &Path) -> Option<PathBuf> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
    Some(folder.join(file.file_name()?))
}
