//! Catalogs in revisions of a git repository, by way of the `git` program.

use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tidings_catalog::Sources;

/// The revision has nothing at the path.
#[derive(Debug)]
pub struct NoSuchPath {
    revision: String,
    pub path: String,
}

impl fmt::Display for NoSuchPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { revision, path } = self;
        write!(
            f,
            "there is no `{path}` in the revision `{revision}`; say where the catalog was, as `git:{revision}:PATH`"
        )
    }
}

impl std::error::Error for NoSuchPath {}

/// A working tree.
pub struct Repository {
    root: PathBuf,
}

impl Repository {
    /// The one in which this folder lies.
    pub fn at(folder: &Path) -> Result<Self> {
        let output = git(folder, ["rev-parse", "--show-toplevel"])?;
        let root = output.map_err(|said| {
            anyhow::anyhow!("`{}` is in no git repository: {said}", folder.display())
        })?;
        let root = String::from_utf8(root).context("the repository's path is not UTF-8")?;
        let root = PathBuf::from(root.trim_end_matches(['\r', '\n']));
        Ok(Self { root })
    }

    /// A path in the file system as one in the repository, with `/` between its parts.
    pub fn path_within(&self, path: &Path) -> Result<String> {
        let shown = path.display();
        let real = |path: &Path| {
            let cannot_find = || format!("cannot find `{}`", path.display());
            std::fs::canonicalize(path).with_context(cannot_find)
        };
        let (root, path) = (real(&self.root)?, real(path)?);
        let Ok(within) = path.strip_prefix(&root) else {
            bail!(
                "`{shown}` is not in the git repository `{}`; say which file is meant, as `git:REV:PATH`",
                root.display()
            );
        };
        let parts: Option<Vec<&str>> = within.iter().map(OsStr::to_str).collect();
        Ok(parts
            .with_context(|| format!("the path `{shown}` is not UTF-8"))?
            .join("/"))
    }

    /// The texts of the file or the folder at this path in a revision.
    ///
    /// # Errors
    /// [`NoSuchPath`], and what git complains of.
    pub fn read(&self, revision: &str, path: &str) -> Result<Sources> {
        let commit = self.commit(revision)?;
        let path = normal(path)?;
        let entry = self.entry(&commit, &path)?.ok_or_else(|| NoSuchPath {
            revision: revision.to_owned(),
            path: path.clone(),
        })?;
        let mut sources = Sources::default();
        let mut add = |path: &str, entry: &Entry| -> Result<()> {
            sources.add(format!("git:{revision}:{path}"), self.blob(entry)?);
            Ok(())
        };
        match entry.kind {
            Kind::File => add(&path, &entry)?,
            Kind::Folder => {
                let files = self.catalogs_in(&entry)?;
                if files.is_empty() {
                    bail!(
                        "the folder `{path}` in the revision `{revision}` has no catalog in it: no file whose name ends in .yaml or .yml"
                    );
                }
                for file in files {
                    let whole = format!("{path}/{}", file.name);
                    add(whole.trim_start_matches('/'), &file)?;
                }
            }
            Kind::Other => {
                bail!("`{path}` in the revision `{revision}` is neither a file nor a folder")
            }
        }
        Ok(sources)
    }

    /// The tags that match a pattern as `git tag --list` takes it, oldest first.
    pub fn tags(&self, pattern: &str) -> Result<Vec<String>> {
        let format = "--format=%(refname:strip=2)";
        let list = [
            "tag",
            "--list",
            "--sort=creatordate",
            format,
            "--end-of-options",
            pattern,
        ];
        let said = self
            .run(list)?
            .map_err(|said| anyhow::anyhow!("cannot list the tags: {said}"))?;
        let tags = String::from_utf8(said).context("a tag is not UTF-8")?;
        Ok(tags.lines().map(str::to_owned).collect())
    }

    /// The hash of the commit, which no option can be mistaken for.
    fn commit(&self, revision: &str) -> Result<String> {
        if revision.starts_with('-') || revision.is_empty() {
            bail!("`{revision}` is no revision");
        }
        let wanted = format!("{revision}^{{commit}}");
        let found = self.run(["rev-parse", "--verify", "--end-of-options", &wanted])?;
        let hash = found.map_err(|said| {
            anyhow::anyhow!(
                "there is no revision `{revision}` in `{}`: {said}",
                self.root.display()
            )
        })?;
        let hash = String::from_utf8(hash).context("git gave no hash")?;
        Ok(hash.trim().to_owned())
    }

    fn entry(&self, commit: &str, path: &str) -> Result<Option<Entry>> {
        if path.is_empty() {
            return Ok(Some(Entry {
                name: String::new(),
                kind: Kind::Folder,
                object: format!("{commit}^{{tree}}"),
            }));
        }
        // The path is the last thing, so that no name is an option; and no pattern, as one with `*` would be.
        let found = self.entries(&[
            "--literal-pathspecs",
            "ls-tree",
            "-z",
            "--full-tree",
            commit,
            "--",
            path,
        ])?;
        Ok(found.into_iter().next())
    }

    /// In the order of their names' bytes, as catalogs in folders of the file system are.
    fn catalogs_in(&self, folder: &Entry) -> Result<Vec<Entry>> {
        let mut entries = self.entries(&["ls-tree", "-z", "--full-tree", &folder.object])?;
        entries.retain(|entry| {
            matches!(entry.kind, Kind::File) && tidings_files::is_catalog(OsStr::new(&entry.name))
        });
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }

    fn entries(&self, arguments: &[&str]) -> Result<Vec<Entry>> {
        let said = self.run(arguments)?;
        let said = said.map_err(|said| anyhow::anyhow!("git cannot list the revision: {said}"))?;
        let lines = said
            .split(|byte| *byte == 0)
            .filter(|line| !line.is_empty());
        lines.map(Entry::parse).collect()
    }

    fn blob(&self, entry: &Entry) -> Result<Vec<u8>> {
        self.run(["cat-file", "blob", &entry.object])?
            .map_err(|said| anyhow::anyhow!("git cannot show `{}`: {said}", entry.name))
    }

    fn run<'a>(&self, arguments: impl IntoIterator<Item: AsRef<OsStr> + 'a>) -> Result<Said> {
        git(&self.root, arguments)
    }
}

/// Of a tree in git.
struct Entry {
    name: String,
    kind: Kind,
    object: String,
}

enum Kind {
    File,
    Folder,
    /// A link, another repository.
    Other,
}

impl Entry {
    /// `MODE TYPE OBJECT<tab>NAME`
    fn parse(line: &[u8]) -> Result<Self> {
        let line = std::str::from_utf8(line).context("a file name in git is not UTF-8")?;
        let (facts, name) = line
            .split_once('\t')
            .context("git lists a tree as it never did")?;
        let mut facts = facts.split(' ');
        let mode = facts.next().unwrap_or_default();
        Ok(Self {
            name: name.to_owned(),
            kind: match mode {
                "100644" | "100755" | "100664" => Kind::File,
                "040000" => Kind::Folder,
                _ => Kind::Other,
            },
            object: facts
                .nth(1)
                .context("git lists a tree as it never did")?
                .to_owned(),
        })
    }
}

/// Paths in a revision begin at its root, and know no `..`.
fn normal(path: &str) -> Result<String> {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    let parts: Vec<&str> = parts.collect();
    if parts.contains(&"..") {
        bail!(
            "a path in a revision begins at the root of the repository: `{path}` leads out of it"
        );
    }
    Ok(parts.join("/"))
}

/// What git printed, or what it complained of.
type Said = std::result::Result<Vec<u8>, String>;

fn git<'a>(folder: &Path, arguments: impl IntoIterator<Item: AsRef<OsStr> + 'a>) -> Result<Said> {
    let mut command = Command::new("git");
    command.current_dir(folder).args(arguments);
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => {
            bail!("there is no `git` on the path; install it, or compare files")
        }
        Err(error) => {
            return Err(error).with_context(|| format!("cannot run git in `{}`", folder.display()));
        }
    };
    if output.status.success() {
        return Ok(Ok(output.stdout));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim().trim_start_matches("fatal: ");
    Ok(Err(said.lines().next().unwrap_or("it failed").to_owned()))
}
