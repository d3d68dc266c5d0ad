//! A store, or a service in front of one.

use anyhow::Result;
use clap::{ArgGroup, Args};

use crate::client::Client;
use crate::database::DatabaseOptions;
use crate::server::ServerOptions;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").required(true).args(["url", "server"]))]
pub struct StoreOrServer {
    /// The store: sqlite:PATH or postgres://USER@HOST/DATABASE; or give --server
    #[arg(long = "db", value_name = "URL")]
    url: Option<String>,
    /// The schema of PostgreSQL that holds the store, by default tidings
    #[arg(long, value_name = "NAME", conflicts_with = "server")]
    schema: Option<String>,
    #[command(flatten)]
    server: ServerOptions,
}

pub enum Source {
    Store(DatabaseOptions),
    Server(Client),
}

impl StoreOrServer {
    /// # Errors
    /// A service that cannot be spoken to so.
    pub fn source(&self) -> Result<Source> {
        if let Some(url) = &self.server.server {
            return Ok(Source::Server(self.server.client(url)?));
        }
        let url = self.url.clone().unwrap_or_default();
        Ok(Source::Store(DatabaseOptions::new(
            url,
            self.schema.clone(),
        )))
    }
}
