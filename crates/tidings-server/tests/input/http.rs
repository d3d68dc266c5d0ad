//! HTTP/1.1 byte by byte: what tests send need not be HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// An answer that takes longer counts as none.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request, as bytes in the making.
#[derive(Debug, Clone)]
pub struct Request {
    method: String,
    target: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
    body: Option<Vec<u8>>,
}

impl Request {
    pub fn new(method: &str, target: impl AsRef<[u8]>) -> Self {
        Self {
            method: method.to_owned(),
            target: target.as_ref().to_vec(),
            headers: Vec::new(),
            body: None,
        }
    }

    pub fn get(target: impl AsRef<[u8]>) -> Self {
        Self::new("GET", target)
    }

    /// With a body in JSON.
    pub fn post(target: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> Self {
        Self::new("POST", target).json(body)
    }

    pub fn json(self, body: impl AsRef<[u8]>) -> Self {
        self.header("content-type", "application/json").body(body)
    }

    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = Some(body.as_ref().to_vec());
        self
    }

    /// One more; `host`, `connection` and `content-length` in place of those that are sent anyway.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers
            .push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head();
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        bytes
    }

    /// All but the body.
    pub fn head(&self) -> Vec<u8> {
        let mut head = Vec::new();
        let mut put = |parts: &[&[u8]]| parts.iter().for_each(|part| head.extend_from_slice(part));
        put(&[self.method.as_bytes(), b" ", &self.target, b" HTTP/1.1\r\n"]);
        let has = |name: &str| {
            self.headers
                .iter()
                .any(|(one, _)| one.eq_ignore_ascii_case(name))
        };
        if !has("host") {
            put(&[b"host: localhost\r\n"]);
        }
        if !has("connection") {
            put(&[b"connection: close\r\n"]);
        }
        if let Some(body) = self.body.as_ref().filter(|_| !has("content-length")) {
            put(&[format!("content-length: {}\r\n", body.len()).as_bytes()]);
        }
        for (name, value) in &self.headers {
            put(&[name.as_bytes(), b": ", value, b"\r\n"]);
        }
        put(&[b"\r\n"]);
        head
    }

    pub fn send(&self, address: SocketAddr) -> Answer {
        let mut connection = Connection::open(address);
        connection.write(&self.bytes());
        connection.answer(&self.method)
    }
}

/// A connection on which a test speaks as it likes.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the service accepts connections");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// A service that has answered need not read on.
    pub fn write(&mut self, bytes: &[u8]) {
        let _ = self.0.get_mut().write_all(bytes);
    }

    /// Panics when there is none in time.
    pub fn answer(&mut self, method: &str) -> Answer {
        let status = self.line();
        let status = status
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let mut answer = Answer {
            status: status.expect("a status line"),
            headers: Vec::new(),
            body: Vec::new(),
        };
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let header = (name.to_ascii_lowercase(), value.trim().to_owned());
            answer.headers.push(header);
        }
        if answer.status == 100 {
            return self.answer(method);
        }
        if method != "HEAD" && !matches!(answer.status, 204 | 304) {
            answer.body = self.body(&answer);
        }
        answer
    }

    /// Status and headers.
    fn head(&mut self) -> Answer {
        let status = self.line();
        let status = status
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let mut answer = Answer {
            status: status.expect("a status line"),
            headers: Vec::new(),
            body: Vec::new(),
        };
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(':') else {
                return answer;
            };
            let header = (name.to_ascii_lowercase(), value.trim().to_owned());
            answer.headers.push(header);
        }
    }

    /// Of an answer without body, as `100 Continue`.
    pub fn status(&mut self) -> u16 {
        self.head().status
    }

    /// All that comes until the service closes it.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A service that has not read everything may reset the connection.
        let read = self.0.read_to_end(&mut rest);
        assert!(
            !read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock),
            "it hangs"
        );
        rest
    }

    /// Whether the service has closed it.
    pub fn is_closed(&mut self) -> bool {
        matches!(self.0.read(&mut [0]), Ok(0))
    }

    fn body(&mut self, answer: &Answer) -> Vec<u8> {
        let mut body = Vec::new();
        if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let size = usize::from_str_radix(&self.line(), 16).expect("a chunk's size");
                let begin = body.len();
                body.resize(begin + size, 0);
                self.0.read_exact(&mut body[begin..]).expect("a chunk");
                assert_eq!(self.line(), "");
                if size == 0 {
                    return body;
                }
            }
        }
        match answer.header("content-length") {
            Some(length) => {
                body.resize(length.parse().expect("a length"), 0);
                self.0.read_exact(&mut body).expect("the whole body");
            }
            None => {
                self.0.read_to_end(&mut body).expect("the rest");
            }
        }
        body
    }

    fn line(&mut self) -> String {
        let mut line = Vec::new();
        let read = self.0.read_until(b'\n', &mut line);
        read.expect("an answer in time");
        assert!(line.ends_with(b"\r\n"), "the answer breaks off: {line:?}");
        line.truncate(line.len() - 2);
        String::from_utf8_lossy(&line).into_owned()
    }
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(one, _)| one == name);
        found.next().map(|(_, value)| &**value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What is wrong, of an answer of the shape that errors other than 404 have.
    #[track_caller]
    pub fn message(&self) -> String {
        let body = self.json();
        assert_eq!(body["code"], self.status, "{body}");
        assert_eq!(
            body.as_object().map(serde_json::Map::len),
            Some(2),
            "{body}"
        );
        body["message"].as_str().expect("a message").to_owned()
    }
}
