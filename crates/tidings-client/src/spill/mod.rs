//! The file of records that wait for the server: one a line, with length and checksum, in the order in which they were sent.
//!
//! What is delivered stays in the file until all is, or until its room is needed; a process that dies in between sends it
//! once more, which the server notices by the ids.

mod line;
mod recovery;
mod spill_file;

pub(crate) use spill_file::SpillFile;
