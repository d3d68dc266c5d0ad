//! What is found in a spill file when it is opened.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;

use super::line::{self, HEADER, Line};

/// The lines of a file.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    /// The lengths of the sound ones, in order.
    pub sound: VecDeque<u32>,
    /// Where lines are that were written, and are damaged now.
    pub damaged: Vec<Range<u64>>,
    /// Where the last line that is to be kept ends.
    pub end: u64,
    /// What comes after: what a crash left.
    pub torn: u64,
}

/// Reads all; nothing when the file is none of ours.
pub fn find(file: &mut File) -> io::Result<Option<Found>> {
    file.seek(SeekFrom::Start(0))?;
    let mut lines = BufReader::new(file);
    let mut header = Vec::new();
    lines
        .by_ref()
        .take(HEADER.len() as u64)
        .read_to_end(&mut header)?;
    if !HEADER.starts_with(&header) {
        return Ok(None);
    }
    let start = HEADER.len() as u64;
    let mut found = Found {
        end: start,
        ..Found::default()
    };
    // Those that are damaged if something sound comes after them.
    let mut doubtful = Vec::new();
    let (mut at, mut text) = (start, Vec::new());
    while let length @ 1.. = lines.read_until(b'\n', &mut text)? {
        let place = at..at + length as u64;
        at = place.end;
        let read = line::read(&text);
        if read == Line::Torn {
            doubtful.push(place);
        } else {
            found.damaged.append(&mut doubtful);
            found.end = place.end;
            match read {
                Line::Sound(_) => found
                    .sound
                    .push_back(u32::try_from(length).unwrap_or(u32::MAX)),
                _ => found.damaged.push(place),
            }
        }
        text.clear();
    }
    found.torn = at - found.end;
    Ok(Some(found))
}
