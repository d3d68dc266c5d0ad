//! Real servers for tests, benchmarks and examples.
//!
//! In: programs of the system (`cargo xtask setup` installs them). Out: a PostgreSQL or PgBouncer that runs in a short
//! temporary folder, answers when the call returns, and is gone when its value is dropped or its process ends,
//! however that happens.
//!
//! ```
//! let database = testbed::postgres::shared().database();
//! assert_eq!(database.psql("select 6 * 7"), "42");
//! ```
//!
//! Everything here panics when it fails: there is nothing a test could do about it, and the message says what is
//! missing.

pub mod pgbouncer;
pub mod postgres;

mod account;
mod folder;
mod guard;
mod ports;
mod programs;
mod unique;
