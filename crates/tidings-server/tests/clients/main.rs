//! Programs that others published, against a service that runs: clients of the original API, and a tester of described
//! APIs. And those that are generated from catalogs.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod aicli;
mod assisted_service_client;
mod generated;
mod go;
mod node;
mod python;
mod schemathesis;
#[expect(dead_code, reason = "tests of input use the rest of it")]
#[path = "../input/service.rs"]
mod service;
mod token;
mod vectors;
