//! What the target is told beside the catalog.

use crate::json::{Json, Object, object};
use crate::{GenerateError, Options, Target};

/// The settings' names.
pub(crate) const NAMES: &[&str] = &[TITLE, VERSION, SERVER];

const TITLE: &str = "title";
const VERSION: &str = "version";
const SERVER: &str = "server";

pub(super) struct Settings<'a> {
    pub title: &'a str,
    /// Of the described service.
    pub version: &'a str,
    pub server: Option<Server<'a>>,
}

/// Where the service is.
pub(super) struct Server<'a> {
    protocol: &'a str,
    host: &'a str,
    /// With a `/` before it; empty for none.
    pathname: &'a str,
}

impl<'a> Settings<'a> {
    pub fn of(options: &'a Options) -> Result<Self, GenerateError> {
        let setting = |name: &str| options.settings.get(name).map(String::as_str);
        let text = |name, default| match setting(name) {
            Some(text) if text.trim().is_empty() => Err(invalid(
                name,
                text,
                "it cannot be empty; leave it out for the default",
            )),
            given => Ok(given.unwrap_or(default)),
        };
        let server = setting(SERVER).map(|url| {
            let reason = "it is the address of the service, as https://events.example.com/api, without user, query or fragment";
            Server::of(url).ok_or_else(|| invalid(SERVER, url, reason))
        });
        Ok(Self {
            title: text(TITLE, "Events")?,
            version: text(VERSION, "1.0.0")?,
            server: server.transpose()?,
        })
    }
}

impl<'a> Server<'a> {
    fn of(url: &'a str) -> Option<Self> {
        let (protocol, rest) = url.split_once("://")?;
        let (host, pathname) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        let plain = |text: &str| {
            let right = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:%[]/".contains(&byte);
            text.bytes().all(right)
        };
        let right = ["http", "https"].contains(&protocol) && !host.is_empty() && plain(rest);
        right.then_some(Self {
            protocol,
            host,
            pathname: pathname.trim_end_matches('/'),
        })
    }

    pub fn object(&self) -> Object {
        let mut server = object([
            ("host", Json::text(self.host)),
            ("protocol", Json::text(self.protocol)),
        ]);
        if !self.pathname.is_empty() {
            server.push(("pathname".into(), Json::text(self.pathname)));
        }
        server
    }
}

fn invalid(name: &str, value: &str, reason: &'static str) -> GenerateError {
    GenerateError::InvalidSetting {
        target: Target::AsyncApi,
        name: name.to_owned(),
        value: value.to_owned(),
        reason,
    }
}
