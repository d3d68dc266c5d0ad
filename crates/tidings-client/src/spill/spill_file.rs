use std::collections::VecDeque;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tidings::Uuid;

use super::line::{self, HEADER, Line};
use super::recovery::{self, Found};
use crate::batch::{Batch, Limits};
use crate::{Spill, StartError, private_file};

/// Open, and ours alone while it is.
pub(crate) struct SpillFile {
    path: PathBuf,
    file: File,
    max_bytes: u64,
    /// Where the first line is that is not delivered.
    head: u64,
    /// Where the last one ends.
    end: u64,
    /// Of all that are not delivered.
    lengths: VecDeque<u32>,
    /// Held for the lock on it.
    _lock: File,
}

/// As much of a record as is needed to send it.
#[derive(Deserialize)]
struct Identified {
    id: Uuid,
}

impl SpillFile {
    pub fn open(spill: &Spill) -> Result<Self, StartError> {
        let path = spill.path.clone();
        let failed = |source| StartError::Spill {
            path: path.clone(),
            source,
        };
        let lock = private_file::open(&private_file::beside(&path, ".lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StartError::SpillInUse { path }),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut file = private_file::open(&path).map_err(failed)?;
        let Some(found) = recovery::find(&mut file).map_err(failed)? else {
            return Err(StartError::NoSpillFile { path });
        };
        let mut opened = Self {
            path: path.clone(),
            file,
            max_bytes: spill.max_bytes,
            head: HEADER.len() as u64,
            end: found.end,
            lengths: VecDeque::new(),
            _lock: lock,
        };
        opened.mend(found).map_err(failed)?;
        Ok(opened)
    }

    /// Cuts off what a crash left, and keeps aside what is damaged.
    fn mend(&mut self, found: Found) -> io::Result<()> {
        let path = self.path.display();
        if found.torn > 0 {
            tracing::warn!(
                target: "tidings", spill = %path, bytes = found.torn,
                "cut off what a crash left half-written at the end of the spill file; it was never acknowledged"
            );
        }
        if !found.sound.is_empty() {
            tracing::info!(target: "tidings", spill = %path, records = found.sound.len(), "spilled events are to be sent");
        }
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(HEADER)?;
        self.file.set_len(found.end)?;
        self.file.sync_all()?;
        private_file::sync_folder(&self.path)?;
        self.lengths = found.sound;
        for place in &found.damaged {
            self.keep_aside(place)?;
        }
        if !found.damaged.is_empty() {
            self.remove(&found.damaged)?;
        }
        Ok(())
    }

    fn keep_aside(&mut self, place: &Range<u64>) -> io::Result<()> {
        let aside = private_file::beside(&self.path, ".corrupt");
        let bytes = self.bytes(place)?;
        private_file::append(&aside, &bytes)?;
        tracing::error!(
            target: "tidings", spill = %self.path.display(), kept_in = %aside.display(), bytes = bytes.len(),
            "a line of the spill file is damaged, and its event cannot be sent"
        );
        Ok(())
    }

    /// Writes the file again without these places.
    fn remove(&mut self, places: &[Range<u64>]) -> io::Result<()> {
        let starts =
            std::iter::once(HEADER.len() as u64).chain(places.iter().map(|place| place.end));
        let ends = places.iter().map(|place| place.start).chain([self.end]);
        let kept: Vec<_> = starts.zip(ends).map(|(start, end)| start..end).collect();
        self.rewrite(&kept)
    }

    /// Writes the file again with these parts alone.
    fn rewrite(&mut self, parts: &[Range<u64>]) -> io::Result<()> {
        let old = &mut self.file;
        let path: &Path = &self.path;
        self.file = private_file::replace(path, |new| {
            new.write_all(HEADER)?;
            for part in parts {
                old.seek(SeekFrom::Start(part.start))?;
                io::copy(&mut old.take(part.end - part.start), new)?;
            }
            Ok(())
        })?;
        self.head = HEADER.len() as u64;
        self.end = self.head + parts.iter().map(|part| part.end - part.start).sum::<u64>();
        Ok(())
    }

    /// How many are not delivered.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Adds as many as there is room for, in their order, and syncs the file; how many that were. Either all of those are
    /// in the file or, with an error, none.
    pub fn append<'a>(
        &mut self,
        records: impl Iterator<Item = &'a str> + Clone,
    ) -> io::Result<usize> {
        let wanted: usize = records.clone().map(|json| line::length(json.len())).sum();
        if !self.has_room(wanted) && self.head > self.max_bytes / 8 {
            let undelivered = self.head..self.end;
            self.rewrite(std::slice::from_ref(&undelivered))?;
        }
        let (mut lines, mut lengths) = (Vec::new(), Vec::new());
        for json in records {
            let length = line::length(json.len());
            if !self.has_room(lines.len() + length) {
                break;
            }
            line::write(&mut lines, json);
            lengths.push(u32::try_from(length).map_err(io::Error::other)?);
        }
        if let Err(error) = self.write(&lines) {
            // What is there of them is not to be sent: nobody is told that it is kept.
            self.file.set_len(self.end)?;
            return Err(error);
        }
        self.end += lines.len() as u64;
        let added = lengths.len();
        self.lengths.extend(lengths);
        Ok(added)
    }

    fn has_room(&self, bytes: usize) -> bool {
        self.end + bytes as u64 <= self.max_bytes
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(lines)?;
        self.file.sync_data()
    }

    /// The first ones, as many as are within the limits, and how many had to be kept aside before them, since the disk
    /// has changed them.
    pub fn front(&mut self, limits: &Limits) -> (usize, io::Result<Batch>) {
        let mut lost = 0;
        loop {
            let batch = self.read_front(limits);
            let is_lost = batch.as_ref().is_ok_and(|batch| batch.ids.is_empty());
            if !is_lost || self.lengths.is_empty() {
                return (lost, batch);
            }
            let first = self.place(1);
            if let Err(error) = self.keep_aside(&first) {
                return (lost, Err(error));
            }
            self.advance(1);
            lost += 1;
        }
    }

    fn read_front(&mut self, limits: &Limits) -> io::Result<Batch> {
        let mut batch = Batch::new(true);
        let place = self.place(self.within(limits));
        let bytes = self.bytes(&place)?;
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        for (id, json) in lines.map_while(identified) {
            batch.push(id, json);
        }
        Ok(batch.close())
    }

    /// The JSON of each of the first ones.
    pub fn first(&mut self, count: usize) -> io::Result<Vec<String>> {
        let place = self.place(count);
        let bytes = self.bytes(&place)?;
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let jsons = lines.map(|text| identified(text).map(|(_, json)| json.to_owned()));
        let jsons: Option<_> = jsons.collect();
        jsons.ok_or_else(|| io::Error::other("a line of the spill file has changed"))
    }

    fn within(&self, limits: &Limits) -> usize {
        let mut sum = 0;
        let lengths = self.lengths.iter().take(limits.records);
        let fitting = lengths.take_while(|length| {
            // A line is longer than its record and a comma in a body.
            sum += **length as usize;
            sum <= limits.bytes
        });
        fitting.count().max(1)
    }

    /// Where the first ones are.
    fn place(&self, count: usize) -> Range<u64> {
        let length: u64 = self
            .lengths
            .iter()
            .take(count)
            .map(|length| u64::from(*length))
            .sum();
        self.head..self.head + length
    }

    fn bytes(&mut self, place: &Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes =
            vec![0; usize::try_from(place.end - place.start).map_err(io::Error::other)?];
        self.file.seek(SeekFrom::Start(place.start))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The first ones are delivered.
    pub fn advance(&mut self, count: usize) {
        self.head = self.place(count).end;
        self.lengths.drain(..count);
        if self.lengths.is_empty()
            && let Err(error) = self.empty()
        {
            // What is delivered may stay, and be sent again.
            tracing::warn!(target: "tidings", %error, "the spill file cannot be emptied");
        }
    }

    fn empty(&mut self) -> io::Result<()> {
        let start = HEADER.len() as u64;
        self.file.set_len(start)?;
        (self.head, self.end) = (start, start);
        self.file.sync_all()
    }
}

fn identified(text: &[u8]) -> Option<(Uuid, &str)> {
    let Line::Sound(json) = line::read(text) else {
        return None;
    };
    let Identified { id } = serde_json::from_str(json).ok()?;
    Some((id, json))
}
