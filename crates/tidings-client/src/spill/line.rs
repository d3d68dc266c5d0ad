//! `LENGTH CHECKSUM JSON\n`: the length of the JSON in bytes and its CRC-32, eight hexadecimal digits each.

use std::io::Write;

/// What the first line of the file is.
pub const HEADER: &[u8] = b"tidings spill 1\n";

/// Before the JSON.
const PREFIX: usize = 18;

/// The length of a line with so much JSON.
pub fn length(json: usize) -> usize {
    PREFIX + json + 1
}

pub fn write(lines: &mut Vec<u8>, json: &str) {
    let checksum = crc32fast::hash(json.as_bytes());
    writeln!(lines, "{:08x} {checksum:08x} {json}", json.len())
        .expect("a vector takes whatever is written");
}

/// What a line, with its end, is.
#[derive(Debug, PartialEq)]
pub enum Line<'a> {
    /// The JSON.
    Sound(&'a str),
    /// It has its length, and so was written, but its checksum is another.
    Damaged,
    /// Its length is not what it says, as when the writer died.
    Torn,
}

pub fn read(line: &[u8]) -> Line<'_> {
    let number = |at: usize| {
        let digits = str::from_utf8(line.get(at..at + 8)?).ok()?;
        (line.get(at + 8) == Some(&b' ')).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let (Some(written), Some(checksum)) = (number(0), number(9)) else {
        return Line::Torn;
    };
    let Some(json) = line.get(PREFIX..).and_then(|rest| rest.strip_suffix(b"\n")) else {
        return Line::Torn;
    };
    if json.len() != written as usize {
        return Line::Torn;
    }
    match str::from_utf8(json) {
        Ok(text) if crc32fast::hash(json) == checksum => Line::Sound(text),
        _ => Line::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_sound_damaged_or_torn() {
        let mut line = Vec::new();
        write(&mut line, r#"{"a":1}"#);
        assert_eq!(line.len(), length(7));
        assert_eq!(read(&line), Line::Sound(r#"{"a":1}"#));
        for end in 0..line.len() {
            assert_eq!(read(&line[..end]), Line::Torn, "{end}");
        }
        for at in PREFIX..line.len() - 1 {
            let mut damaged = line.clone();
            damaged[at] ^= 1;
            assert_eq!(read(&damaged), Line::Damaged, "{at}");
        }
        let mut damaged = line.clone();
        damaged[0] = b'1';
        assert_eq!(read(&damaged), Line::Torn);
    }
}
