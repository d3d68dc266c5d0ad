//! What holds for every text.

use proptest::prelude::*;
use tidings_catalog::template::{Piece, pieces};

use crate::invariants::check_any;

/// A catalog without errors, whose pieces are exchanged below.
const CATALOG: &str = include_str!("cases/everything.yaml");

/// Pieces that have a meaning somewhere in a catalog.
const PIECES: &[&str] = &[
    "x-events:",
    "- ",
    "name: ",
    "message: ",
    "{order_id}",
    "{",
    "}",
    "event_type: order\n",
    "severity: ",
    "info",
    "yes",
    "properties:\n",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "[",
    "]",
    ", ",
    "UUID",
    "UUID_PTR",
    "string",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "'",
    "\"",
    "\\",
    "|\n",
    ">-\n",
    "---\n",
    "...\n",
    "#",
    "~",
    "010",
    "1h",
    "enum: ",
    "optional: true\n",
    "allow: [",
    "é",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "order_id",
    "x-event-types:\n",
    "requires: ",
    "? ",
    "deprecated: ",
    "since: ",
    ":",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![3 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,3}", 1 => "[a-z_]{1,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check_any(&bytes);
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        check_any(text.as_bytes());
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(piece(), 0..60)) {
        check_any(pieces.concat().as_bytes());
        check_any(format!("x-events:\n- {}", pieces.concat()).as_bytes());
    }

    #[test]
    fn a_catalog_with_something_replaced(
        edits in proptest::collection::vec((0..CATALOG.len(), 0usize..12, piece()), 1..6)
    ) {
        let mut text = CATALOG.to_owned();
        for (at, length, piece) in edits {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &piece);
        }
        check_any(text.as_bytes());
    }

    #[test]
    fn the_pieces_of_a_template_are_the_whole(template in "[a{}_0 é]{0,40}") {
        let whole: String = pieces(&template)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Placeholder { name, offset } => {
                    assert_eq!(&template[offset + 1..offset + 1 + name.len()], name);
                    format!("{{{name}}}")
                }
            })
            .collect();
        prop_assert_eq!(whole, template);
    }
}
