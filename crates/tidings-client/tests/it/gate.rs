//! Between a sender and its server; does to each request what the test says.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use serde_json::Value;
use tidings::Uuid;

use crate::PATIENCE;

/// What happens to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// Nothing.
    Pass,
    /// The server works on it, and its answer is lost.
    LoseAnswer,
    /// It is answered in the server's place: status line, headers and body.
    Answer(String),
    /// The connection ends.
    Break,
    /// Nobody answers until there is another fault.
    Hang,
}

impl Fault {
    pub fn answer(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Answer(format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        ))
    }

    /// As a server whose store is away.
    pub fn unavailable(headers: &str) -> Self {
        Self::answer(
            "503 Service Unavailable",
            headers,
            r#"{"code":503,"message":"away"}"#,
        )
    }
}

/// What came.
#[derive(Debug, Clone)]
pub struct Request {
    pub head: String,
    pub body: String,
}

impl Request {
    pub fn ids(&self) -> Vec<Uuid> {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        let records = body.as_array().unwrap().iter();
        records
            .map(|record| record["id"].as_str().unwrap().parse().unwrap())
            .collect()
    }
}

/// Its threads end with their connections, or with the process.
pub struct Gate {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    server: u16,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Of the next requests, then the last one of all further ones.
    faults: VecDeque<Fault>,
    requests: Vec<Request>,
}

impl Gate {
    /// To the server at a port of this machine.
    pub fn to(server: u16, faults: impl IntoIterator<Item = Fault>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            server,
            state: Mutex::new(State {
                faults: faults.into_iter().collect(),
                requests: Vec::new(),
            }),
            changed: Condvar::new(),
        });
        let passed = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let shared = passed.clone();
                thread::spawn(move || shared.serve(&client));
            }
        });
        Self { port, shared }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From now on.
    pub fn set(&self, fault: Fault) {
        self.set_all([fault]);
    }

    /// Of the next requests, then the last one of all further ones.
    pub fn set_all(&self, faults: impl IntoIterator<Item = Fault>) {
        self.shared.state.lock().unwrap().faults = faults.into_iter().collect();
        self.shared.changed.notify_all();
    }

    /// What came so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.state.lock().unwrap().requests.clone()
    }

    /// Until so many requests have come.
    pub fn wait_for(&self, count: usize) {
        let state = self.shared.state.lock().unwrap();
        let few = |state: &mut State| state.requests.len() < count;
        let (state, waited) = self
            .shared
            .changed
            .wait_timeout_while(state, PATIENCE, few)
            .unwrap();
        assert!(!waited.timed_out(), "{} requests", state.requests.len());
    }
}

impl Shared {
    fn serve(&self, client: &TcpStream) {
        let mut reader = BufReader::new(client);
        while let Some(request) = read_message(&mut reader) {
            let Some(answer) = self.answer(request) else {
                break;
            };
            if (&mut &*client).write_all(answer.as_bytes()).is_err() {
                break;
            }
        }
        let _ = client.shutdown(std::net::Shutdown::Both);
    }

    /// Nothing where the connection is to end.
    fn answer(&self, request: Request) -> Option<String> {
        match self.next_fault(&request) {
            Fault::Pass => self.forward(&request),
            Fault::LoseAnswer => {
                self.forward(&request);
                None
            }
            Fault::Answer(text) => Some(text),
            Fault::Break | Fault::Hang => None,
        }
    }

    fn next_fault(&self, request: &Request) -> Fault {
        let mut state = self.state.lock().unwrap();
        state.requests.push(request.clone());
        self.changed.notify_all();
        while state.faults[0] == Fault::Hang {
            state = self.changed.wait(state).unwrap();
        }
        match state.faults.len() {
            1 => state.faults[0].clone(),
            _ => state.faults.pop_front().unwrap(),
        }
    }

    fn forward(&self, request: &Request) -> Option<String> {
        let server = TcpStream::connect(("127.0.0.1", self.server)).ok()?;
        let text = format!("{}{}", request.head, request.body);
        (&server).write_all(text.as_bytes()).ok()?;
        let answer = read_message(&mut BufReader::new(&server))?;
        Some(format!("{}{}", answer.head, answer.body))
    }
}

fn read_message(reader: &mut impl BufRead) -> Option<Request> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let lower = head.to_lowercase();
    let length = lower.split("content-length:").nth(1);
    let length = length.map_or(0, |rest| {
        rest.lines().next().unwrap().trim().parse().unwrap()
    });
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).unwrap();
    Some(Request { head, body })
}
