//! The `tidings` command as people run it.

mod sandbox;
mod pages;
mod check;
mod generate;
mod emit_list_tail;
mod documentation;
