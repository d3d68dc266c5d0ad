use std::collections::HashMap;
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;
use tidings::{Receipt, SendError, Sending, Uuid};
use tidings_client::{DeadLetter, DeadLetters, Fate, HttpSender, Token};

#[derive(Debug, Args)]
pub struct Options {
    /// The file of dead letters
    file: PathBuf,
    /// The service's URL, with its base path, as `https://events.example.com`
    #[arg(long, value_name = "URL")]
    server: String,
    /// The file with the token; without it, the variable TIDINGS_TOKEN
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The certificates (PEM) to trust, instead of those of the well-known authorities
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Send without encryption, also to another machine
    #[arg(long)]
    insecure_http: bool,
}

/// A command is not to wait longer for a server that is away.
const PATIENCE: Duration = Duration::from_secs(10);

pub fn run(options: &Options) -> Result<ExitCode> {
    let dead = DeadLetters::at(&options.file);
    let read = dead.read()?;
    super::warn_of_unreadable(&read);
    let sender = options.sender(read.letters.len())?;
    let replayed = Replayed::of(&sender, &read.letters);
    dead.settle(&replayed.fates).context(
        "what was delivered is still in the file; it is stored once, however often it is sent",
    )?;
    let counts = json!({
        "delivered": replayed.delivered,
        "rate_limited": replayed.rate_limited,
        "refused": replayed.refused,
    });
    writeln!(stdout().lock(), "{counts}")?;
    if let Some(cause) = replayed.unavailable {
        bail!("`{}` did not take all of them: {cause}", options.server);
    }
    Ok(ExitCode::from(u8::from(replayed.refused > 0)))
}

impl Options {
    fn sender(&self, capacity: usize) -> Result<HttpSender> {
        let of_variable = || {
            let token = std::env::var("TIDINGS_TOKEN").ok()?;
            (!token.is_empty()).then(|| Token::new(token))
        };
        let token = self.token_file.as_ref().map(Token::file);
        let options = tidings_client::Options {
            capacity,
            token: token.or_else(of_variable),
            ca_file: self.ca_file.clone(),
            allow_plain_http: self.insecure_http,
            give_up_after: PATIENCE,
            request_time: PATIENCE,
            ..tidings_client::Options::default()
        };
        Ok(HttpSender::new(&self.server, options)?)
    }
}

/// What became of the letters.
#[derive(Default)]
struct Replayed {
    fates: HashMap<Uuid, Fate>,
    delivered: usize,
    rate_limited: usize,
    refused: usize,
    /// Why some were not looked at.
    unavailable: Option<SendError>,
}

impl Replayed {
    fn of(sender: &HttpSender, letters: &[DeadLetter]) -> Self {
        let sent: Vec<_> = letters
            .iter()
            .map(|letter| (letter.record.id, sender.try_send(letter.record.clone())))
            .collect();
        let mut replayed = Self::default();
        for (id, sending) in sent {
            replayed.count(id, sending.and_then(Sending::wait));
        }
        replayed
    }

    fn count(&mut self, id: Uuid, answer: Result<Receipt, SendError>) {
        let fate = match answer {
            Ok(Receipt::RateLimited { .. }) => {
                self.rate_limited += 1;
                Fate::Delivered
            }
            Ok(_) => {
                self.delivered += 1;
                Fate::Delivered
            }
            Err(error @ (SendError::Unavailable(_) | SendError::Closed)) => {
                self.unavailable = Some(error);
                return;
            }
            Err(error) => {
                self.refused += 1;
                Fate::Refused(match error {
                    SendError::Refused { reason } => reason,
                    error => error.to_string(),
                })
            }
        };
        self.fates.insert(id, fate);
    }
}
