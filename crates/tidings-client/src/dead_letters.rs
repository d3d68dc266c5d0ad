use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tidings::{OffsetDateTime, Record, Uuid, timestamp};

use crate::private_file;

/// A file of records that the server refuses for good: JSON lines of `time`, `reason` and `record`, its user's alone
/// (mode 0600).
///
/// Several processes may use it at a time, which a lock on `PATH.lock` sees to.
///
/// ```
/// use tidings_client::DeadLetters;
///
/// # fn main() -> Result<(), tidings_client::DeadLetterError> {
/// # let folder = tempfile::tempdir().expect("a folder");
/// # let path = folder.path().join("dead-letters");
/// # std::fs::write(&path, "").expect("written");
/// for letter in DeadLetters::at(path).read()?.letters {
///     println!("{} {}: {}", letter.time, letter.record.name, letter.reason);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct DeadLetters {
    path: PathBuf,
}

/// A record that was refused.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The record.
    pub record: Record,
    /// Why, in the server's words.
    pub reason: String,
    /// When.
    pub time: OffsetDateTime,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Letters {
    /// In the order in which they were refused.
    pub letters: Vec<DeadLetter>,
    /// The numbers, from 1, of lines that cannot be read; they stay in the file.
    pub unreadable: Vec<usize>,
}

/// What becomes of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is removed.
    Delivered,
    /// It stays, with this reason.
    Refused(String),
}

/// The file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("dead letters in `{}` cannot be {done}", path.display())]
#[non_exhaustive]
pub struct DeadLetterError {
    /// The file.
    pub path: PathBuf,
    done: &'static str,
    /// Why not.
    #[source]
    pub source: io::Error,
}

/// A line.
#[derive(Deserialize)]
struct Written {
    time: String,
    reason: String,
    record: Record,
}

impl DeadLetters {
    /// Those in this file.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// All of them.
    ///
    /// # Errors
    /// A file that is not there or cannot be read.
    pub fn read(&self) -> Result<Letters, DeadLetterError> {
        let text = fs::read(&self.path).map_err(|source| self.error("read", source))?;
        let mut read = Letters::default();
        for (index, line) in lines(&text).enumerate() {
            match letter(line) {
                Some(letter) => read.letters.push(letter),
                None => read.unreadable.push(index + 1),
            }
        }
        Ok(read)
    }

    /// Removes those that were delivered and gives others their new reason, all or nothing; what came into the file
    /// meanwhile stays.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn settle(&self, fates: &HashMap<Uuid, Fate>) -> Result<(), DeadLetterError> {
        let settle = || {
            let _lock = self.lock()?;
            let text = fs::read(&self.path)?;
            private_file::replace(&self.path, |file| {
                let kept = lines(&text).filter_map(|line| settled(line, fates));
                kept.map(|line| [line.as_slice(), b"\n"].concat())
                    .try_for_each(|line| file.write_all(&line))
            })
            .map(drop)
        };
        settle().map_err(|source| self.error("written", source))
    }

    /// Adds records in their JSON, each with the reason.
    pub(crate) fn append(&self, refused: &[(&str, &str)]) -> Result<(), DeadLetterError> {
        let append = || {
            let mut text = String::new();
            let _lock = self.lock()?;
            if !ends_with_a_line(&self.path)? {
                text.push('\n');
            }
            for (json, reason) in refused {
                text += &written(json, reason);
                text.push('\n');
            }
            private_file::append(&self.path, text.as_bytes())
        };
        append().map_err(|source| self.error("written", source))
    }

    fn lock(&self) -> io::Result<File> {
        let lock = private_file::open(&private_file::beside(&self.path, ".lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    fn error(&self, done: &'static str, source: io::Error) -> DeadLetterError {
        DeadLetterError {
            path: self.path.clone(),
            done,
            source,
        }
    }
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
}

fn written(json: &str, reason: &str) -> String {
    let time = timestamp::format(OffsetDateTime::now_utc());
    let reason = serde_json::Value::from(reason);
    format!(r#"{{"time":"{time}","reason":{reason},"record":{json}}}"#)
}

fn letter(line: &[u8]) -> Option<DeadLetter> {
    let Written {
        time,
        reason,
        record,
    } = serde_json::from_slice(line).ok()?;
    let time = timestamp::parse(&time).ok()?;
    Some(DeadLetter {
        record,
        reason,
        time,
    })
}

/// What the line becomes, if it stays.
fn settled(line: &[u8], fates: &HashMap<Uuid, Fate>) -> Option<Vec<u8>> {
    let unchanged = || Some(line.to_vec());
    let Some(letter) = letter(line) else {
        return unchanged();
    };
    match fates.get(&letter.record.id) {
        None => unchanged(),
        Some(Fate::Delivered) => None,
        Some(Fate::Refused(reason)) => {
            let json = serde_json::to_string(&letter.record).ok()?;
            Some(written(&json, reason).into_bytes())
        }
    }
}

/// A process that died may have left half a line.
fn ends_with_a_line(path: &Path) -> io::Result<bool> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        file => file?,
    };
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}
