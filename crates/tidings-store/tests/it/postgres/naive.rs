//! Followers as one would first write them. Each falls into a trap that the store's own must avoid; the tests that set
//! the trap assert that.

use tidings::Uuid;

use crate::database::Database;
use crate::postgres::session::Session;

/// By sequence number: takes whatever is greater than the last.
pub const BY_SEQUENCE: &str = "SELECT 0, seq, id FROM tidings.events WHERE seq > $seq ORDER BY seq";

/// The same, but only of transactions before which all others have ended.
pub const BELOW_XMIN: &str = "SELECT 0, seq, id FROM tidings.events WHERE seq > $seq \
     AND xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY seq";

/// By the number of the transaction.
pub const BY_TRANSACTION: &str = "SELECT xmin::text::bigint, seq, id FROM tidings.events \
     WHERE (xmin::text::bigint, seq) > ($xid, $seq) ORDER BY 1, 2";

/// By the number of the transaction, where all others before it have ended.
pub const BY_SETTLED_TRANSACTION: &str = "SELECT xmin::text::bigint, seq, id FROM tidings.events \
     WHERE (xmin::text::bigint, seq) > ($xid, $seq) \
     AND xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY 1, 2";

pub struct Naive {
    query: &'static str,
    session: Session,
    xid: String,
    seq: String,
    pub seen: Vec<Uuid>,
}

impl Naive {
    pub fn new(database: &impl Database, query: &'static str) -> Self {
        Self {
            query,
            session: Session::connect(&database.url()),
            xid: "0".to_owned(),
            seq: "0".to_owned(),
            seen: Vec::new(),
        }
    }

    /// The same, going on from its last place at another database.
    pub fn resume_at(self, database: &impl Database) -> Self {
        Self {
            session: Session::connect(&database.url()),
            ..self
        }
    }

    /// Takes what is new.
    pub fn look(&mut self) {
        let query = self.query.replace("$xid", &self.xid);
        for row in self.session.rows(&query.replace("$seq", &self.seq)) {
            let [xid, seq, id] = row.try_into().unwrap();
            (self.xid, self.seq) = (xid, seq);
            self.seen.push(id.parse().unwrap());
        }
    }
}
