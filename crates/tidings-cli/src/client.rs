//! Requests to a service, and what it answers.

use std::io::BufReader;
use std::time::Duration;

use anyhow::{Error, Result, anyhow};
use serde_json::{Map, Value, json};
use tidings::{OffsetDateTime, Severity, Uuid, timestamp};
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body};

use crate::json_values;
use crate::remote_list::Parameter;

/// A service, and who we are to it.
pub struct Client {
    base: String,
    agent: Agent,
    token: Option<String>,
}

/// The head of a list's answer.
pub struct List {
    pub total: Option<u64>,
    /// In the order of [`Severity::ALL`].
    pub counts: Option<Vec<u64>>,
    pub next: Option<String>,
    body: Body,
}

/// What became of an event.
pub enum Emitted {
    Stored(Value),
    /// There was one within this time.
    RateLimited(Duration),
}

impl Client {
    pub fn new(base: String, agent: Agent, token: Option<String>) -> Self {
        Self { base, agent, token }
    }

    /// # Errors
    /// A service that cannot be reached, or that refuses.
    pub fn list(&self, parameters: &[Parameter]) -> Result<List> {
        let url = format!("{}/v2/events", self.base);
        let mut request = self.agent.get(url);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        for (name, value) in parameters {
            request = request.query(name, value);
        }
        let answer = request
            .call()
            .map_err(|error| self.unanswered(&error, ""))?;
        let answer = self.accepted(answer, BEYOND_SCOPE)?;
        let counts =
            Severity::ALL.map(|severity| number(&answer, &format!("Severity-Count-{severity}")));
        Ok(List {
            total: number(&answer, "Event-Count"),
            counts: counts.into_iter().collect(),
            next: header(&answer, "Next-Cursor").map(str::to_owned),
            body: answer.into_body(),
        })
    }

    /// # Errors
    /// A service that cannot be reached, or that refuses.
    pub fn emit(
        &self,
        event: &str,
        id: Uuid,
        properties: &Map<String, Value>,
        at: Option<OffsetDateTime>,
    ) -> Result<Emitted> {
        let url = format!("{}/v2/events/{event}", self.base);
        let mut body = json!({"properties": properties});
        if let Some(time) = at {
            body["event_time"] = timestamp::format(time).into();
        }
        let body = body.to_string();
        let answer = match self.post(&url, id, &body) {
            // It may have been stored, and is not stored again under the same id.
            Err(error) if !was_never_reached(&error) && !is_untrusted(&error) => {
                self.post(&url, id, &body)
            }
            answer => answer,
        };
        let answer =
            answer.map_err(|error| self.unanswered(&error, "; the event may be stored or not"))?;
        let mut answer = self.accepted(answer, UNKNOWN_EVENT)?;
        if let Some(window) = header(&answer, "Tidings-Receipt").and_then(window) {
            return Ok(Emitted::RateLimited(window));
        }
        let text = answer.body_mut().read_to_string().unwrap_or_default();
        // It is stored whatever the body says.
        Ok(Emitted::Stored(
            serde_json::from_str(&text).unwrap_or(json!({})),
        ))
    }

    fn post(&self, url: &str, id: Uuid, body: &str) -> Result<Response<Body>, ureq::Error> {
        let mut request = self
            .agent
            .post(url)
            .content_type("application/json")
            .header("Idempotency-Key", id.to_string());
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        request.send(body)
    }

    /// `not_found` is what may have led to a 404.
    fn accepted(&self, mut answer: Response<Body>, not_found: &str) -> Result<Response<Body>> {
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status();
        if let (true, Some(place)) = (status.is_redirection(), header(&answer, "Location")) {
            return Err(anyhow!(
                "the server answered {status} and points to `{place}`; give the service's own URL to --server"
            ));
        }
        let wait =
            header(&answer, "Retry-After").map(|seconds| format!(" (Retry-After: {seconds} s)"));
        let text = answer
            .body_mut()
            .with_config()
            .limit(MOST_OF_ERROR)
            .read_to_string();
        let told = told(&text.unwrap_or_default())
            .unwrap_or_else(|| status.canonical_reason().unwrap_or("an error").to_owned());
        let (code, wait) = (status.as_u16(), wait.unwrap_or_default());
        let hint = match status {
            StatusCode::UNAUTHORIZED if self.token.is_none() => {
                "give a token with --token-file or TIDINGS_TOKEN"
            }
            StatusCode::NOT_FOUND => not_found,
            _ => return Err(anyhow!("the server answered {code}: {told}{wait}")),
        };
        Err(anyhow!("the server answered {code}: {told}\nhint: {hint}"))
    }

    /// In words, not as the cause: a broken connection is none of a pipe, and must not look like one.
    fn unanswered(&self, error: &ureq::Error, doubt: &str) -> Error {
        let base = &self.base;
        let told = match error {
            ureq::Error::Io(error) => error.to_string(),
            error => error.to_string(),
        };
        match error {
            error if was_never_reached(error) => anyhow!(
                "cannot reach `{base}`: {told}\nhint: is it running, and is the address right? `tidings serve` tells the \
                 one that it listens on"
            ),
            error if is_untrusted(error) => anyhow!(
                "cannot trust `{base}`: {told}\nhint: for a certificate of your own authority give --ca-file; the service's own must not \
                 be one of an authority (CA:FALSE)"
            ),
            _ => anyhow!("`{base}` did not answer: {told}{doubt}"),
        }
    }
}

impl List {
    /// Hands over each record, as the server gave it.
    ///
    /// # Errors
    /// An answer that is no list, or ends early; the first error of `take`.
    pub fn each(self, take: &mut dyn FnMut(Value) -> Result<()>) -> Result<()> {
        let body = self.body.into_with_config().limit(u64::MAX).reader();
        let of_answer = |error: Error| {
            anyhow!("the server's answer is no list of events, or ended early: {error:#}")
        };
        json_values::each(BufReader::new(body), of_answer, &mut |_, value| take(value))
    }
}

const BEYOND_SCOPE: &str = "--server must end with the service's base path, and the token's scope must cover what is asked";
const UNKNOWN_EVENT: &str =
    "--server must end with the service's base path, and the service's catalog must have the event";

/// More of an error is not read.
const MOST_OF_ERROR: u64 = 1 << 20;

/// What an error's body says to people.
fn told(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    let told = body["message"].as_str().or_else(|| body["reason"].as_str());
    told.map(str::to_owned)
}

fn header<'a>(answer: &'a Response<Body>, name: &str) -> Option<&'a str> {
    answer.headers().get(name)?.to_str().ok()
}

fn number(answer: &Response<Body>, name: &str) -> Option<u64> {
    header(answer, name)?.parse().ok()
}

/// The window in `rate-limited; window=3600`.
fn window(receipt: &str) -> Option<Duration> {
    let parameters = receipt.strip_prefix("rate-limited")?;
    let window = parameters
        .split(';')
        .find_map(|part| part.trim().strip_prefix("window="));
    let seconds = window.and_then(|seconds| seconds.parse().ok());
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    Some(duration.unwrap_or_default())
}

/// Then nothing of the request has gone out.
fn is_untrusted(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) => true,
        // As which errors of the handshake come.
        ureq::Error::Io(error) => error.kind() == std::io::ErrorKind::InvalidData,
        _ => false,
    }
}

fn was_never_reached(error: &ureq::Error) -> bool {
    use std::io::ErrorKind;
    match error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => true,
        ureq::Error::Timeout(timeout) => {
            matches!(timeout, ureq::Timeout::Resolve | ureq::Timeout::Connect)
        }
        ureq::Error::Io(error) => matches!(
            error.kind(),
            ErrorKind::ConnectionRefused
                | ErrorKind::HostUnreachable
                | ErrorKind::NetworkUnreachable
                | ErrorKind::AddrNotAvailable
        ),
        _ => false,
    }
}
