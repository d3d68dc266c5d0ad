use tempfile::TempDir;

/// The kinds of store that every test is run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Sqlite,
    Postgres,
}

/// An empty database that goes with the value.
pub enum Database {
    Sqlite(TempDir),
    Postgres(testbed::postgres::Database),
}

impl Database {
    pub fn new(store: Store) -> Self {
        match store {
            Store::Sqlite => Self::Sqlite(tempfile::tempdir().unwrap()),
            Store::Postgres => Self::Postgres(testbed::postgres::shared().database()),
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("events.db").display()),
            Self::Postgres(database) => database.url().to_owned(),
        }
    }
}
