//! Names in generated Rust.
