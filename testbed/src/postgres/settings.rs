/// What a [`Cluster`](super::Cluster) is started with.
///
/// The default keeps PostgreSQL's own durability (`fsync` and `synchronous_commit` on), allows 100 connections and listens on
/// a Unix socket only.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub(super) tcp: bool,
    pub(super) file_size_limit: Option<u64>,
    pub(super) wal_segment_megabytes: Option<u32>,
    pub(super) values: Vec<(String, String)>,
    pub(super) files: Vec<(String, Vec<u8>)>,
}

impl Settings {
    pub fn new() -> Self {
        Self::default()
    }

    /// Listens on a free port of 127.0.0.1 too.
    #[must_use]
    pub fn tcp(mut self) -> Self {
        self.tcp = true;
        self
    }

    /// A line of `postgresql.conf`; a later one wins, also over the defaults here.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lets no file of the server grow beyond so many bytes, as if the disk were full.
    ///
    /// A segment of the write-ahead log is a file as well: see
    /// [`wal_segment_megabytes`](Self::wal_segment_megabytes).
    /// [`Cluster::limit_file_size`](super::Cluster::limit_file_size) changes it while the server runs.
    #[must_use]
    pub fn file_size_limit(mut self, bytes: u64) -> Self {
        self.file_size_limit = Some(bytes);
        self
    }

    /// The size of a segment of the write-ahead log: a power of two from 1; PostgreSQL's default is 16.
    #[must_use]
    pub fn wal_segment_megabytes(mut self, megabytes: u32) -> Self {
        self.wal_segment_megabytes = Some(megabytes);
        self
    }

    /// A file in the data folder, such as a `server.key`, or a `pg_hba.conf` in place of the one that trusts everybody.
    /// Settings that name it need no folder.
    #[must_use]
    pub fn file(mut self, name: &str, contents: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.to_owned(), contents.into()));
        self
    }

    /// The lines of `postgresql.conf` for these.
    pub(super) fn configuration(&self) -> String {
        let lines = self.values.iter().map(|(name, value)| {
            let value = value.replace('\'', "''");
            format!("{name} = '{value}'\n")
        });
        lines.collect()
    }
}
