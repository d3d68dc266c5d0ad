//! One test a sentence of HTTP.md's sections on authorization and subjects, beside what the [`walk`](crate::walk) asks.

mod errors;
mod no_auth;
mod posting;
mod reading;
mod secrets;
mod subjects;
mod tenants;
mod tokens;
