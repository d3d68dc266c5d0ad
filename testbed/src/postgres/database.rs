use super::psql;
use crate::unique;

/// A database of its own for a test, empty at first.
#[derive(Debug)]
pub struct Database {
    name: String,
    url: String,
    /// A database of the same server, from where this one is dropped; none: the server goes away as a whole.
    dropped_from: Option<String>,
}

impl Database {
    /// Makes one on a server; `url_of` gives the URL of a database there.
    pub(super) fn create(maintenance: &str, url_of: impl Fn(&str) -> String) -> Self {
        let name = unique::database_name();
        // From the empty template: the other one may have gained objects, and nobody may be connected to it.
        let create = format!("create database {name} template template0 encoding 'UTF8'");
        psql::expect(maintenance, &create);
        Self {
            url: url_of(&name),
            name,
            dropped_from: None,
        }
    }

    /// Drops the database with the value.
    pub(super) fn dropped_from(mut self, maintenance: &str) -> Self {
        self.dropped_from = Some(maintenance.to_owned());
        self
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is, for sqlx, for psql and for `--db`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements in it; the answers, a line a row, `|` between columns. Panics with psql's complaint.
    pub fn psql(&self, sql: &str) -> String {
        psql::expect(&self.url, sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(maintenance) = &self.dropped_from {
            let drop = format!("drop database if exists {} with (force)", self.name);
            // A test that stopped the server has nothing to clear up.
            psql::run(maintenance, &drop).ok();
        }
    }
}
