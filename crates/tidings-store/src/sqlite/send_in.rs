use rusqlite::Transaction;
use tidings::{Event, Receipt, Record, SendError};

use super::SqliteStore;
use super::error::store_error;

impl SqliteStore {
    /// Sends an event in the caller's own transaction: it is stored if, and once, the caller commits, along with
    /// whatever else the transaction does.
    ///
    /// The connection must be one to this store's file. Its settings hold: for a receipt to mean what it means
    /// elsewhere, leave `synchronous` at `FULL`, and set a busy timeout. Until the caller commits, other writers wait.
    ///
    /// ```
    /// # use tidings::{Record, Severity};
    /// # use tidings_store::{SqliteStore, StoreOptions, rusqlite};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("shop.db");
    /// let store = SqliteStore::open(&path, &[], StoreOptions::default())?;
    /// let mut connection = rusqlite::Connection::open(&path)?;
    /// connection.execute_batch("CREATE TABLE orders (number TEXT)")?;
    ///
    /// let transaction = connection.transaction()?;
    /// transaction.execute("INSERT INTO orders VALUES ('A-17')", [])?;
    /// let placed = Record::new("order_placed", "order", Severity::Info, "Order A-17 placed");
    /// store.send_record_in(&transaction, &placed)?;
    /// transaction.commit()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of any sender; the transaction goes on without the event, unless SQLite itself has rolled it back (a full
    /// disk, a file that cannot be written).
    pub fn send_in(
        &self,
        transaction: &Transaction<'_>,
        event: &impl Event,
    ) -> Result<Receipt, SendError> {
        self.send_record_in(transaction, &event.to_record()?)
    }

    /// [`SqliteStore::send_in`] for a record.
    ///
    /// # Errors
    /// The same.
    pub fn send_record_in(
        &self,
        transaction: &Transaction<'_>,
        record: &Record,
    ) -> Result<Receipt, SendError> {
        record.validate()?;
        let append = || {
            // Writes nothing but takes the lock: a transaction that has only read cannot be made to wait for it later.
            transaction.execute("DELETE FROM tidings_meta WHERE one = 0", [])?;
            let schema = self.shared.schema.get_foreign(transaction)?;
            self.appender(transaction, schema).append(record)
        };
        append().unwrap_or_else(|error| Err(store_error(&self.shared.database.path, error).into()))
    }
}
