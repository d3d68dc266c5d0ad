//! What is generated from the golden cases, as text. That it compiles and works is tested beside, in `compiled`, which
//! could not even be built while a golden file is out of date.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails where it should"
)]

mod asyncapi;
mod cases;
#[path = "../../../tidings-build/tests/it/extra_paths.rs"]
mod extra_paths;
mod go;
mod golden;
mod json_schema;
mod markdown;
mod node;
mod options;
mod python;
mod refused;
mod rustfmt;
mod typescript;
