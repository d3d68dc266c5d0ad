//! [`Record`](tidings::Record)s in; posted to a tidings server, in batches, until it has taken or refused each, out.
//!
//! [`HttpSender`] is the [`Sender`](tidings::Sender) for services whose events are kept by a server (`tidings serve`). It
//! tries again until the server answers, which the ids of the records make safe: each is stored once. With a
//! [spill file](Spill) what is sent while the server is away is kept on disk, and sent later, by another process if need
//! be. What the server refuses for good goes to a file of [`DeadLetters`].
//!
//! ```
//! use tidings::{Record, Sender, Severity};
//! use tidings_client::{HttpSender, Options};
//!
//! # let runtime = tokio::runtime::Runtime::new()?;
//! # let folder = tempfile::tempdir()?;
//! # let catalog = folder.path().join("events.yaml");
//! # std::fs::write(&catalog, "x-events: []\n")?;
//! # let db = format!("sqlite:{}", folder.path().join("events.db").display());
//! # let server = runtime.block_on(tidings_server::Server::start(tidings_server::ServerOptions::new(db, catalog)))?;
//! # let url = format!("http://{}", server.address());
//! let sender = HttpSender::new(&url, Options::default())?;
//! let record = Record::new("service_started", "service", Severity::Info, "Service started");
//! sender.send(record).wait()?;
//! # runtime.block_on(async {
//! let report = sender.shutdown().await?;
//! assert_eq!(report.stored, 1);
//! # Ok::<(), tidings::SendError>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![warn(missing_docs)]

mod backoff;
mod batch;
mod clerk;
mod courier;
mod dead_letters;
mod endpoint;
mod http_sender;
mod options;
mod outbox;
mod private_file;
mod report;
mod spill;
mod start_error;
mod token;
mod verdict;

pub use dead_letters::{DeadLetter, DeadLetterError, DeadLetters, Fate, Letters};
pub use http_sender::HttpSender;
pub use options::{Options, Spill};
pub use report::Report;
pub use start_error::StartError;
pub use token::Token;
