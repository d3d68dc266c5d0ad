//! JSON texts of any length, value by value: the entries of arrays, and values that stand alone, as one to a line.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, BufRead, Read};

use anyhow::{Error, Result, anyhow};
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Deserializer, Map, Value};

/// The most bytes of one value: one is in memory at a time.
const MOST_BYTES: u64 = 16 << 20;

/// Where a value begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: u64,
    /// Counted over the whole text, from 1.
    pub entry: u64,
    /// Which array it is in, from 1; 0 when it stands alone.
    pub array: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, entry {}", self.line, self.entry)
    }
}

/// Hands over each value, in order.
///
/// # Errors
/// What is no JSON, by line and column, as `of_text` puts it; the first error of `take` as it is, after which no more is
/// read.
pub fn each(
    text: impl BufRead,
    of_text: impl FnOnce(Error) -> Error,
    take: &mut dyn FnMut(Place, Value) -> Result<()>,
) -> Result<()> {
    let seen = Seen::default();
    let counted = Counted { text, seen: &seen };
    let mut deserializer = Deserializer::from_reader(counted);
    let state = RefCell::new(State {
        take,
        place: Place {
            line: 1,
            entry: 0,
            array: 0,
        },
        arrays: 0,
        refused: None,
    });
    // `end` fails when more than white space follows, and takes none of it.
    while deserializer.end().is_err() {
        let read = deserializer.deserialize_any(TopLevel {
            seen: &seen,
            state: &state,
        });
        if let Err(error) = read {
            let refused = state.borrow_mut().refused.take();
            return Err(refused.unwrap_or_else(|| of_text(described(error))));
        }
    }
    Ok(())
}

/// What serde_json says of texts in Rust's words is said in JSON's.
fn described(error: serde_json::Error) -> Error {
    if error.is_io() {
        // In words: a text that came through a pipe must not look like one that our reader left.
        return anyhow!("{}", io::Error::from(error));
    }
    if error.is_data() {
        let at = format!("line {}, column {}", error.line(), error.column());
        return anyhow!("{at}: an array of events, or events one to a line, is wanted");
    }
    anyhow!("no JSON: {error}")
}

/// How far the text was read.
struct Seen {
    line: Cell<u64>,
    /// How many bytes the value may still have.
    left: Cell<u64>,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            line: Cell::new(1),
            left: Cell::new(MOST_BYTES),
        }
    }
}

/// serde_json reads byte by byte, so what was counted is what it has seen.
struct Counted<'a, R> {
    text: R,
    seen: &'a Seen,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.text.read(buffer)?;
        let lines = buffer[..read].iter().filter(|byte| **byte == b'\n').count();
        self.seen.line.set(self.seen.line.get() + lines as u64);
        let left = self.seen.left.get().checked_sub(read as u64);
        self.seen.left.set(left.ok_or_else(|| {
            let at = self.seen.line.get();
            io::Error::other(format!("line {at}: an entry is longer than 16 MiB"))
        })?);
        Ok(read)
    }
}

struct State<'a> {
    take: &'a mut dyn FnMut(Place, Value) -> Result<()>,
    place: Place,
    arrays: u64,
    refused: Option<Error>,
}

impl State<'_> {
    fn give<E: de::Error>(&mut self, value: Value) -> Result<(), E> {
        (self.take)(self.place, value).map_err(|error| {
            self.refused = Some(error);
            E::custom("refused")
        })
    }
}

#[derive(Clone, Copy)]
struct TopLevel<'a, 'b> {
    seen: &'a Seen,
    state: &'a RefCell<State<'b>>,
}

impl TopLevel<'_, '_> {
    fn begin(&self, array: u64) {
        let mut state = self.state.borrow_mut();
        state.place.entry += 1;
        state.place.line = self.seen.line.get();
        state.place.array = array;
        self.seen.left.set(MOST_BYTES);
    }
}

impl<'de> Visitor<'de> for TopLevel<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.state.borrow_mut().arrays += 1;
        while entries.next_element_seed(Entry(self))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        self.begin(0);
        let mut map = Map::new();
        while let Some((name, value)) = fields.next_entry()? {
            map.insert(name, value);
        }
        self.state.borrow_mut().give(Value::Object(map))
    }
}

struct Entry<'a, 'b>(TopLevel<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Entry<'_, '_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let array = self.0.state.borrow().arrays;
        self.0.begin(array);
        let value = Value::deserialize(deserializer)?;
        self.0.state.borrow_mut().give(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, entry, array and text of each.
    type Values = Vec<(u64, u64, u64, String)>;

    fn read(text: &str) -> (Values, Option<String>) {
        let mut values = Vec::new();
        let read = each(text.as_bytes(), |error| error, &mut |place, value| {
            values.push((place.line, place.entry, place.array, value.to_string()));
            Ok(())
        });
        (values, read.err().map(|error| format!("{error:#}")))
    }

    #[test]
    fn arrays_and_values_that_stand_alone_are_entries() {
        let (values, error) = read("[\n {\"a\":1},\n\n {\"a\":2}]\n[]\n[3]\n{\"b\":\n4}\n{}\n");
        let expected = [
            (2, 1, 1, r#"{"a":1}"#),
            (4, 2, 1, r#"{"a":2}"#),
            (6, 3, 3, "3"),
            (7, 4, 0, r#"{"b":4}"#),
            (9, 5, 0, "{}"),
        ];
        assert_eq!(values, expected.map(|(l, e, a, v)| (l, e, a, v.to_owned())));
        assert_eq!(error, None);
        assert_eq!(read(" \n"), (Vec::new(), None));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let (values, error) = read("[{},\n {]");
        assert_eq!(values.len(), 1);
        assert!(error.unwrap().contains("line 2"), "line");
        assert!(read("[{}").1.unwrap().contains("EOF"), "cut off");
        assert!(read("7").1.unwrap().contains("array of events"), "a number");
        let deep = "[".repeat(200_000);
        assert!(read(&deep).1.unwrap().contains("recursion limit"), "deep");
        let long = format!("[\"{}\"]", "x".repeat(17 << 20));
        assert!(read(&long).1.unwrap().contains("longer than 16 MiB"));
    }

    #[test]
    fn what_the_taker_refuses_ends_the_reading() {
        let mut taken = 0;
        let read = each(&b"[1,2,3]"[..], |error| error, &mut |place, _| {
            taken += 1;
            anyhow::ensure!(place.entry < 2, "enough");
            Ok(())
        });
        assert_eq!(read.unwrap_err().to_string(), "enough");
        assert_eq!(taken, 2);
    }
}
