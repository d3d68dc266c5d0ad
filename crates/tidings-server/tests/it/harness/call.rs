use std::fmt::{Display, Write};

use serde_json::Value;
use ureq::http::Request;
use ureq::{Agent, AsSendBody};

use super::Answer;

/// A request in the making.
#[derive(Clone)]
pub struct Call<'a> {
    agent: &'a Agent,
    method: &'static str,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl<'a> Call<'a> {
    pub(super) fn new(agent: &'a Agent, method: &'static str, url: String) -> Self {
        Self {
            agent,
            method,
            url,
            headers: Vec::new(),
            body: None,
        }
    }

    /// Adds a parameter, percent-encoded.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.url
            .push(if self.url.contains('?') { '&' } else { '?' });
        let value = percent_encoded(&value.to_string());
        write!(self.url, "{}={value}", percent_encoded(name)).unwrap();
        self
    }

    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// As `Authorization: Bearer`.
    pub fn token(self, token: impl Display) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json")
            .body(body.to_string())
    }

    /// With a body as it is, and no content type.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub fn send(self) -> Answer {
        let mut request = Request::builder().method(self.method).uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        match self.body {
            Some(body) => exchange(self.agent, request.body(body).unwrap()),
            None => exchange(self.agent, request.body(()).unwrap()),
        }
    }
}

fn exchange(agent: &Agent, request: Request<impl AsSendBody>) -> Answer {
    let what = format!("{} {}", request.method(), request.uri());
    let answer = agent
        .run(request)
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    let (parts, body) = answer.into_parts();
    let body = body.into_with_config().limit(u64::MAX).read_to_vec();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.unwrap_or_else(|error| panic!("{what}: {error}")),
    }
}

/// Fit for a path segment, a parameter's name or its value.
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => write!(encoded, "%{byte:02X}").unwrap(),
        }
    }
    encoded
}
