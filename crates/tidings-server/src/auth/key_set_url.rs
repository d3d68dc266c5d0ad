//! A key set behind a URL, fetched again in time.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, Uri};
use ureq::Agent;

use super::AuthError;
use super::key_file::LARGEST;
use super::key_set::KeySet;
use super::options::without_query;
use super::renewal::Source;

/// Between two fetches, so that tokens with made-up keys do not make us a burden to the issuer.
pub(super) const PAUSE: Duration = Duration::from_secs(30);

/// For a whole fetch, from the name to the last byte.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A URL that answers with a key set.
pub(super) struct KeySetUrl {
    url: String,
    agent: Agent,
    pause: Duration,
    fresh_for: Duration,
}

impl KeySetUrl {
    /// The URL must be https, or http of this machine: who could change the keys on their way could be anybody.
    pub(super) fn new(url: &str, pause: Duration) -> Result<Self, AuthError> {
        let flawed = |reason: &str| AuthError::Fetch {
            url: without_query(url),
            reason: reason.to_owned(),
        };
        let uri: Uri = url.parse().map_err(|_| flawed("it is not a URL"))?;
        let host = uri.host().filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| flawed("it names no host"))?;
        if uri
            .authority()
            .is_some_and(|authority| authority.as_str().contains('@'))
        {
            return Err(flawed(
                "it holds a user name or password, which are not supported",
            ));
        }
        let https = uri.scheme_str() == Some("https");
        if !https && uri.scheme_str() != Some("http") {
            return Err(flawed("it must be an http or https URL, or a path"));
        }
        if !https && !is_loopback(host) {
            return Err(flawed(
                "http is for this machine alone (localhost, 127.0.0.1, [::1]); use https",
            ));
        }
        Ok(Self {
            url: url.to_owned(),
            agent: agent(https),
            pause,
            fresh_for: Duration::ZERO,
        })
    }

    fn fetch(&mut self) -> Result<KeySet, String> {
        let mut response = self
            .agent
            .get(&self.url)
            .call()
            .map_err(|error| self.reason(&error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(format!(
                "it answered {status}: redirections are not followed; give the URL that they lead to"
            ));
        }
        if !status.is_success() {
            return Err(format!("it answered {status}"));
        }
        let fresh_for = fresh_for(response.headers());
        let body = response
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_vec();
        let body = body.map_err(|error| self.reason(&error))?;
        let keys = KeySet::parse(&body)?;
        self.fresh_for = fresh_for;
        Ok(keys)
    }

    /// The URL's query, which may be a secret, is kept out of what the client says.
    fn reason(&self, error: &ureq::Error) -> String {
        match error {
            ureq::Error::BodyExceedsLimit(_) => "its answer is larger than 1 MiB".to_owned(),
            other => other.to_string().replace(&self.url, &self.place()),
        }
    }
}

impl Source for KeySetUrl {
    fn place(&self) -> String {
        without_query(&self.url)
    }

    fn read(&mut self, _asked: bool) -> Result<Option<KeySet>, AuthError> {
        let fetched = self.fetch().map_err(|reason| AuthError::Fetch {
            url: self.place(),
            reason,
        })?;
        Ok(Some(fetched))
    }

    fn fresh_for(&self) -> Duration {
        self.fresh_for
    }

    fn pause(&self) -> Duration {
        self.pause
    }
}

fn agent(https: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .https_only(https)
        .user_agent(concat!("tidings/", env!("CARGO_PKG_VERSION")))
        .accept("application/jwk-set+json, application/json");
    // The environment's proxy is for what lies beyond this machine.
    let config = if https { config } else { config.proxy(None) };
    config.build().new_agent()
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// What the answer asks for (RFC 9111, section 5.2.2.1), between a minute and an hour, or five minutes.
pub(super) fn fresh_for(headers: &HeaderMap) -> Duration {
    const LEAST: u64 = 60;
    const USUAL: u64 = 5 * 60;
    const MOST: u64 = 60 * 60;
    let directives = headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let seconds = directives
        .flat_map(|value| value.split(','))
        .filter_map(|directive| {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "max-age" => value.trim().trim_matches('"').parse().ok(),
                "no-cache" | "no-store" => Some(LEAST),
                _ => None,
            }
        });
    Duration::from_secs(seconds.min().unwrap_or(USUAL).clamp(LEAST, MOST))
}
