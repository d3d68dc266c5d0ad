//! The `tidings` command as people run it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod check;
mod ci;
mod deadletter;
mod diff;
mod documentation;
mod emit_list_tail;
mod fixing;
mod generate;
mod import;
mod pages;
mod purge_migrate;
mod recorded_server;
mod remote;
mod sandbox;
mod serve;
mod several_files;
mod stats;
mod templates;
mod tidings_toml;
