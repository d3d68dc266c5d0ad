//! Cursors as clients have them. A store's own cursor tells how many events it has stored, which is nobody's to know who
//! sees a part of them.

use sha2::{Digest, Sha256};
use tidings_store::Cursor;

/// Seals and opens the cursors of one store.
///
/// A Feistel network of four rounds over epoch and position (Luby and Rackoff, 1988). Its key comes from the epoch, which
/// is told at random when a store is made and, sealed, never shown: so every service of a store, also after a restart,
/// knows the same cursors, and one that was made up opens as that of another epoch.
pub struct CursorSeal {
    key: [u8; 32],
}

const ROUNDS: u8 = 4;

const START: &str = "start";

impl CursorSeal {
    /// For the store of this cursor, which must be of a place.
    pub fn of(cursor: Cursor) -> Self {
        let (epoch, _) = halves(cursor).unwrap_or_default();
        let key = Sha256::new()
            .chain_update(b"tidings cursor")
            .chain_update(epoch.to_be_bytes());
        Self {
            key: key.finalize().into(),
        }
    }

    /// The cursor for a client: `start`, or 32 hexadecimal digits.
    pub fn seal(&self, cursor: Cursor) -> String {
        let Some(mut halves) = halves(cursor) else {
            return START.to_owned();
        };
        for round in 0..ROUNDS {
            halves = (halves.1, halves.0 ^ self.mixed(round, halves.1));
        }
        format!("{:016x}{:016x}", halves.0, halves.1)
    }

    /// The store's cursor; `None` for a text that is none.
    pub fn open(&self, text: &str) -> Option<Cursor> {
        if text == START {
            return Some(Cursor::start());
        }
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 32 || !text.bytes().all(is_digit) {
            return None;
        }
        let half = |text| u64::from_str_radix(text, 16).ok();
        let mut halves = (half(&text[..16])?, half(&text[16..])?);
        for round in (0..ROUNDS).rev() {
            halves = (halves.1 ^ self.mixed(round, halves.0), halves.0);
        }
        format!("{:016x}-{}", halves.0, halves.1).parse().ok()
    }

    fn mixed(&self, round: u8, half: u64) -> u64 {
        let digest = Sha256::new()
            .chain_update(self.key)
            .chain_update([round])
            .chain_update(half.to_be_bytes())
            .finalize();
        let first = digest.first_chunk().expect("a digest has 32 bytes");
        u64::from_be_bytes(*first)
    }
}

/// Epoch and position; `None` for the start.
fn halves(cursor: Cursor) -> Option<(u64, u64)> {
    let text = cursor.to_string();
    let (epoch, position) = text.split_once('-')?;
    Some((u64::from_str_radix(epoch, 16).ok()?, position.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(text: &str) -> Cursor {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_sealed_opens_as_it_was_and_shows_nothing() {
        let seal = CursorSeal::of(cursor("00000000000000ff-7"));
        for text in [
            "00000000000000ff-0",
            "00000000000000ff-1",
            "ffffffffffffffff-18446744073709551615",
            "start",
        ] {
            let sealed = seal.seal(cursor(text));
            assert_eq!(seal.open(&sealed), Some(cursor(text)));
            assert!(
                text == START || (sealed.len() == 32 && !sealed.contains("00000000")),
                "{sealed}"
            );
        }
        let shared = |one: &str, other: &str| {
            one.bytes()
                .zip(other.bytes())
                .filter(|(one, other)| one == other)
                .count()
        };
        let (one, next) = (cursor("00000000000000ff-1"), cursor("00000000000000ff-2"));
        assert!(shared(&seal.seal(one), &seal.seal(next)) < 12);
    }

    #[test]
    fn only_the_services_of_a_store_open_its_cursors() {
        let (seal, other) = (
            CursorSeal::of(cursor("00000000000000ff-7")),
            CursorSeal::of(cursor("00000000000000fe-7")),
        );
        let sealed = seal.seal(cursor("00000000000000ff-1"));
        assert_eq!(
            CursorSeal::of(cursor("00000000000000ff-9")).open(&sealed),
            Some(cursor("00000000000000ff-1"))
        );
        let opened = other.open(&sealed).unwrap().to_string();
        assert!(!opened.starts_with("00000000000000ff") && !opened.starts_with("00000000000000fe"));
        for wrong in [
            "",
            "Start",
            "00000000000000ff-1",
            &sealed.to_uppercase(),
            &sealed[1..],
            &format!("{}é", &sealed[2..]),
        ] {
            assert_eq!(seal.open(wrong), None, "{wrong}");
        }
    }
}
