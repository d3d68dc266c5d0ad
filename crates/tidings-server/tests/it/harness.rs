//! A service to ask: in this process, on a database of its own.
//!
//! ```ignore
//! let service = Service::start(Store::Sqlite, Setup::new(CATALOG));
//! let answer = service.get("/v2/events").query("limit", 1).token(&Token::admin().sign()).send();
//! assert_eq!(answer.status, 200);
//! ```

mod answer;
mod call;
mod database;
pub mod logs;
mod service;
mod token;

pub use answer::Answer;
pub use call::{Call, percent_encoded};
pub use database::Store;
pub use service::{Service, Setup};
pub use token::{SECRET, Token, seconds_from_now};

/// Tests of these names for each kind of store, each a function that takes a [`Store`].
macro_rules! on_each_store {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[test] fn $test() { super::$test($crate::harness::Store::Sqlite); })*
        }
        mod postgres {
            $(#[test] fn $test() { super::$test($crate::harness::Store::Postgres); })*
        }
    };
}
pub(crate) use on_each_store;
