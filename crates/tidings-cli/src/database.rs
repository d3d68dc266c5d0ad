//! Which store a command uses, and how.

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use tidings_store::{PostgresOptions, StoreOptions};

#[derive(Debug, Args)]
pub struct DatabaseOptions {
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE
    #[arg(long = "db", value_name = "URL")]
    pub url: String,
    /// The schema of PostgreSQL that holds the store, by default tidings
    #[arg(long, value_name = "NAME")]
    schema: Option<String>,
}

/// For a command that stores or removes records.
#[derive(Debug, Args)]
pub struct WrittenDatabase {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Use a PostgreSQL that runs with fsync = off: a crash of its machine can lose what was stored
    #[arg(long)]
    accept_fsync_off: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Partition {
    /// A table for each month, which a purge drops whole
    Monthly,
}

impl DatabaseOptions {
    pub fn new(url: String, schema: Option<String>) -> Self {
        Self { url, schema }
    }

    /// For a command that only reads, which no setting of the server can make lose anything.
    ///
    /// # Errors
    /// What is PostgreSQL's alone for another kind of database.
    pub fn reading(&self) -> Result<StoreOptions> {
        let mut options = self.options()?;
        options.postgres.accept_fsync_off = true;
        Ok(options)
    }

    fn options(&self) -> Result<StoreOptions> {
        if self.schema.is_some() {
            self.check_is_postgres("--schema")?;
        }
        let mut postgres = PostgresOptions::default();
        if let Some(schema) = &self.schema {
            postgres.schema.clone_from(schema);
        }
        Ok(StoreOptions {
            postgres,
            ..StoreOptions::default()
        })
    }

    fn check_is_postgres(&self, flag: &str) -> Result<()> {
        if self.url.starts_with("sqlite:") {
            bail!("`{flag}` is for PostgreSQL, and this store is in SQLite");
        }
        Ok(())
    }
}

impl WrittenDatabase {
    pub fn new(database: DatabaseOptions, accept_fsync_off: bool) -> Self {
        Self {
            database,
            accept_fsync_off,
        }
    }

    pub fn url(&self) -> &str {
        &self.database.url
    }

    /// # Errors
    /// What is PostgreSQL's alone for another kind of database.
    pub fn options(&self) -> Result<StoreOptions> {
        if self.accept_fsync_off {
            self.database.check_is_postgres("--accept-fsync-off")?;
        }
        let mut options = self.database.options()?;
        options.postgres.accept_fsync_off = self.accept_fsync_off;
        Ok(options)
    }

    /// The same for a command that creates a store, which may be divided.
    ///
    /// # Errors
    /// The same.
    pub fn options_of_new(&self, partition: Option<Partition>) -> Result<StoreOptions> {
        let mut options = self.options()?;
        if let Some(Partition::Monthly) = partition {
            self.database.check_is_postgres("--partition")?;
            options.postgres.partition = Some(tidings_store::Partition::Monthly);
        }
        Ok(options)
    }
}
