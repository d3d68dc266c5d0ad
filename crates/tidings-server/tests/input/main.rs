//! What strangers send, right and wrong, to a service that runs: each is answered as the contract of the service says,
//! and stored or not at all.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bodies;
mod described;
mod discards;
mod exchange;
mod hostile;
mod http;
mod judge;
mod life;
mod limits;
mod log;
mod messages;
mod outage;
mod paging;
mod parameters;
mod protocol;
mod service;
mod tokens;
mod unicode;
mod watching;

/// Tests of these functions on SQLite and on PostgreSQL.
macro_rules! on_both_stores {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $name() { crate::log::keep(); super::$name(crate::service::Backend::Sqlite); })+
        }
        mod on_postgres {
            $(#[test] fn $name() { crate::log::keep(); super::$name(crate::service::Backend::Postgres); })+
        }
    };
}
use on_both_stores;
