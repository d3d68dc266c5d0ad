//! Everything that services see of the crate, on a hand-kept copy of generated code.
#![deny(warnings, missing_docs)]

mod sample;
