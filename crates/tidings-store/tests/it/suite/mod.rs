//! What holds for every kind of database.

pub mod append;
pub mod follow;
pub mod list;
pub mod property;
pub mod rate_limits;
pub mod sender;
