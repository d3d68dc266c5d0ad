//! The `tidings` command as people run it.

mod check;
mod documentation;
mod emit_list_tail;
mod generate;
mod pages;
mod sandbox;
