//! The service as its users meet it: over HTTP, on every kind of store.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets what it does not expect fails"
)]

mod authorization;
#[path = "../../../tidings-build/tests/it/extra_paths.rs"]
mod extra_paths;
mod harness;
mod model;
mod records;
mod stalled;
mod walk;
mod whole_catalogs;
