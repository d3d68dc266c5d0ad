//! Any bytes as a catalog: nothing panics, findings are in bounds and can be shown in every format, and a catalog without
//! errors has what generators rely on.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/tidings-catalog/tests/it/invariants.rs"]
mod invariants;

fuzz_target!(|bytes: &[u8]| invariants::check_any(bytes));
