use std::path::PathBuf;
use std::time::Duration;

use crate::Token;

/// How an [`HttpSender`](crate::HttpSender) behaves.
///
/// Fields may be added: write `Options { source, ..Options::default() }`.
///
/// ```
/// use tidings_client::{Options, Token};
///
/// let options = Options {
///     source: Some("billing".to_owned()),
///     token: Some(Token::file("/run/secrets/events-token")),
///     ..Options::default()
/// };
/// let options = options.spill("/var/lib/billing/events.spill");
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// How many records may wait: then `send` waits, and `try_send` answers
    /// [`SendError::QueueFull`](tidings::SendError::QueueFull). 4,096 by default.
    pub capacity: usize,
    /// The most records of one request; 1,000, which is also the most that a server takes, by default.
    pub batch: usize,
    /// The most bytes of a request's body, 8 MiB, the server's own limit, by default. A record that is longer goes alone;
    /// a server, or what is before it, that takes less is sent less.
    pub body: usize,
    /// The service's name, put into records that have no `source`.
    pub source: Option<String>,
    /// Who we are to the server.
    pub token: Option<Token>,
    /// Sends without encryption also to other machines.
    pub allow_plain_http: bool,
    /// The certificates (PEM) to trust, instead of those of the well-known authorities.
    pub ca_file: Option<PathBuf>,
    /// How long a server may take to answer a request, 30 s by default; a third of it, at most, to be connected.
    pub request_time: Duration,
    /// How long a record waits for a server that is away before its sender is told
    /// [`SendError::Unavailable`](tidings::SendError::Unavailable), 30 s by default; what is spilled waits for ever.
    pub give_up_after: Duration,
    /// The longest wait between two tries, also where the server asks for a longer one; 60 s by default.
    pub longest_wait: Duration,
    /// Where to keep what is sent while the server is away; nowhere by default.
    pub spill: Option<Spill>,
    /// Where to keep what the server refuses for good. By default, beside the spill file, with `.dead-letters` added to
    /// its name; without one nowhere, since each record's sender is told.
    pub dead_letters: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            capacity: 4096,
            batch: 1000,
            body: 8 * 1024 * 1024,
            source: None,
            token: None,
            allow_plain_http: false,
            ca_file: None,
            request_time: Duration::from_secs(30),
            give_up_after: Duration::from_secs(30),
            longest_wait: Duration::from_secs(60),
            spill: None,
            dead_letters: None,
        }
    }
}

impl Options {
    /// The same with a spill file at `path`.
    pub fn spill(mut self, path: impl Into<PathBuf>) -> Self {
        self.spill = Some(Spill::at(path));
        self
    }

    /// Where dead letters go.
    pub(crate) fn dead_letter_path(&self) -> Option<PathBuf> {
        self.dead_letters.clone().or_else(|| {
            let mut path = self.spill.as_ref()?.path.clone().into_os_string();
            path.push(".dead-letters");
            Some(path.into())
        })
    }
}

/// A file that keeps what is sent while the server is away.
///
/// A `send` resolves with [`Receipt::Stored`](tidings::Receipt::Stored) when the server has stored the record, or, where that
/// takes longer than `after`, with [`Receipt::Spilled`](tidings::Receipt::Spilled) when the record is in this file and the
/// file is synced to disk. From there it is sent before all that comes later, by this sender or, when the process dies, by the
/// next one that is given the same file; the server stores it once, however often it was sent.
///
/// The file belongs to its user (mode 0600), and to one sender at a time, which a lock on `PATH.lock` sees to. Each line
/// has a length and a checksum: what a crash left half-written at the end, and so was never acknowledged, is cut off, with
/// a warning; a line that is damaged later is kept in `PATH.corrupt`, with an error in the log, and those after it are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spill {
    /// Where; the folder must be there.
    pub path: PathBuf,
    /// The most bytes of the file, 64 MiB by default. When it is full, senders wait as they do without a file.
    pub max_bytes: u64,
    /// How long a record may wait for the server before it is spilled, 1 s by default. When the server has been away for that
    /// long, records do not wait at all.
    pub after: Duration,
}

impl Spill {
    /// With the defaults.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            max_bytes: 64 * 1024 * 1024,
            after: Duration::from_secs(1),
        }
    }
}
