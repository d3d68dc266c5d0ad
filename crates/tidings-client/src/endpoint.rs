//! One request to the server, and what its answer means for all records in it.

use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use ureq::http::{Response, Uri};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};

use crate::batch::Batch;
use crate::verdict::Verdict;
use crate::{Options, StartError, Token};

/// The server, and who we are to it.
pub(crate) struct Endpoint {
    agent: Agent,
    url: String,
    token: Option<Token>,
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Each record was judged.
    Judged(Vec<Verdict>),
    /// The request as a whole is too large, or has something in it that the server cannot read.
    Indigestible { code: u16, reason: String },
    /// No record was looked at: a token that may not, a wrong address.
    Refused(String),
    /// Whether the records are stored is not known; they are to be sent again.
    Away {
        reason: String,
        retry_after: Option<Duration>,
    },
}

/// More of an answer is not read: a thousand records with errors of 2,000 characters each.
const MOST_OF_ANSWER: u64 = 16 << 20;
const MOST_OF_ERROR: u64 = 1 << 20;

impl Endpoint {
    pub fn new(url: &str, options: &Options) -> Result<Self, StartError> {
        let is_local = check_url(url, options.allow_plain_http)?;
        if let Some(token) = &options.token {
            token.header().map_err(StartError::Token)?;
        }
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("tidings-client/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .timeout_connect(Some(options.request_time / 3))
            .timeout_global(Some(options.request_time))
            .tls_config(tls(options.ca_file.as_deref())?);
        if is_local {
            // A proxy's loopback is another machine.
            config = config.proxy(None);
        }
        Ok(Self {
            agent: config.build().new_agent(),
            url: format!("{}/v2/records", url.trim_end_matches('/')),
            token: options.token.clone(),
        })
    }

    pub fn post(&self, batch: &Batch) -> Outcome {
        let mut request = self.agent.post(&self.url).content_type("application/json");
        match self.token.as_ref().map(Token::header).transpose() {
            Err(reason) => return Outcome::Refused(reason),
            Ok(None) => {}
            Ok(Some(bearer)) => request = request.header("Authorization", bearer),
        }
        match request.send(&batch.body) {
            Ok(answer) => judged(answer, batch),
            Err(error) => Outcome::Away {
                reason: error.to_string(),
                retry_after: None,
            },
        }
    }
}

fn judged(mut answer: Response<Body>, batch: &Batch) -> Outcome {
    let code = answer.status().as_u16();
    let (retry_after, location) = (retry_after(&answer), header(&answer, "Location"));
    let limit = if code == 200 {
        MOST_OF_ANSWER
    } else {
        MOST_OF_ERROR
    };
    let read = answer
        .body_mut()
        .with_config()
        .limit(limit)
        .read_to_string();
    let away = |reason| Outcome::Away {
        reason,
        retry_after,
    };
    let said = read.as_deref().ok().and_then(told);
    let status = answer.status();
    let reason = match &said {
        Some(said) => format!("it answered {}: {said}", status.as_u16()),
        None => format!("it answered {status}"),
    };
    match (code, read) {
        (200, Ok(text)) => match Verdict::read_all(&text, &batch.ids) {
            Some(verdicts) => Outcome::Judged(verdicts),
            None => away("its answer is not that of a tidings server".to_owned()),
        },
        (200, Err(error)) => away(format!("its answer broke off: {error}")),
        (408 | 425 | 429 | 500.., _) => away(reason),
        (400 | 413 | 422, _) => Outcome::Indigestible {
            code,
            reason: said.unwrap_or(reason),
        },
        (300..400, _) => Outcome::Refused(format!(
            "it answered {status} and points to `{}`; give that server's own URL",
            location.unwrap_or_default()
        )),
        _ => Outcome::Refused(reason),
    }
}

/// What an error's body says to people.
fn told(body: &str) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    let told = body["message"].as_str().or_else(|| body["reason"].as_str());
    told.map(str::to_owned)
}

fn header(answer: &Response<Body>, name: &str) -> Option<String> {
    Some(answer.headers().get(name)?.to_str().ok()?.to_owned())
}

/// Seconds, or a time (RFC 9110, section 10.2.3).
fn retry_after(answer: &Response<Body>) -> Option<Duration> {
    let text = header(answer, "Retry-After")?;
    read_retry_after(text.trim(), OffsetDateTime::now_utc())
}

fn read_retry_after(text: &str, now: OffsetDateTime) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    Some((time - now).try_into().unwrap_or_default())
}

/// Whether the server is on this machine.
fn check_url(url: &str, allow_plain_http: bool) -> Result<bool, StartError> {
    // What is before an @ may be a password.
    if url.contains('@') {
        return Err(StartError::Password);
    }
    let wrong = || StartError::Url {
        url: url.to_owned(),
        reason: "is no URL of a server, as https://events.example.com",
    };
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    let is_https = uri.scheme_str() == Some("https");
    let is_plain = uri.query().is_none() && !url.contains('#');
    let host = uri.host().filter(|host| !host.is_empty());
    let host = host.filter(|_| is_plain && (is_https || uri.scheme_str() == Some("http")));
    let is_local = is_loopback(host.ok_or_else(wrong)?);
    if !is_https && !is_local && !allow_plain_http {
        return Err(StartError::PlainHttp {
            url: url.to_owned(),
        });
    }
    Ok(is_local)
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |address: IpAddr| address.is_loopback();
    host.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(is_loopback)
}

fn tls(ca_file: Option<&Path>) -> Result<TlsConfig, StartError> {
    let builder = TlsConfig::builder();
    let Some(path) = ca_file else {
        return Ok(builder.build());
    };
    let unusable = |reason| StartError::Certificates {
        path: path.to_owned(),
        reason,
    };
    let pem = fs::read(path).map_err(|error| unusable(error.to_string()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        let item = item.map_err(|error| unusable(error.to_string()))?;
        if let PemItem::Certificate(certificate) = item {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        let reason = "it has no certificate; one begins with -----BEGIN CERTIFICATE-----";
        return Err(unusable(reason.to_owned()));
    }
    let roots = RootCerts::new_with_certs(&certificates);
    Ok(builder.root_certs(roots).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_time() {
        let now = OffsetDateTime::from_unix_timestamp(784_111_777).expect("a time");
        for (text, seconds) in [
            ("7", Some(7)),
            ("Sun, 06 Nov 1994 08:50:07 GMT", Some(30)),
            ("Sun, 06 Nov 1994 08:40:07 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            let read = read_retry_after(text, now);
            assert_eq!(read, seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_unless_told() {
        for url in [
            "http://127.0.0.1:8090",
            "http://localhost",
            "http://[::1]:1/x",
        ] {
            assert!(matches!(check_url(url, false), Ok(true)), "{url}");
        }
        for url in ["http://10.0.0.1", "http://localhost.example.com"] {
            let refused = check_url(url, false);
            assert!(
                matches!(refused, Err(StartError::PlainHttp { .. })),
                "{url}"
            );
            assert!(matches!(check_url(url, true), Ok(false)), "{url}");
        }
        assert!(matches!(
            check_url("https://a.example/x/", false),
            Ok(false)
        ));
        for url in [
            "a.example",
            "ftp://a.example",
            "https://",
            "https://a/?x=1",
            "a b",
        ] {
            assert!(
                matches!(check_url(url, true), Err(StartError::Url { .. })),
                "{url}"
            );
        }
        let told = check_url("https://u:secret@a.example", false).map_err(|e| e.to_string());
        assert!(told.is_err_and(|told| !told.contains("secret")));
    }
}
