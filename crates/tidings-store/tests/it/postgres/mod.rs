//! The suite on PostgreSQL, and what is PostgreSQL's own.

crate::suite::run_suite!(crate::database::PostgresDatabase::new());
