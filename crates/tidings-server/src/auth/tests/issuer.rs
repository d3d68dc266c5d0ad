//! A server on this machine that answers with what a test tells it to.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

/// Serves until the test process ends.
pub(super) struct Issuer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct State {
    status: &'static str,
    headers: String,
    body: String,
    requests: usize,
}

impl Issuer {
    pub(super) fn start(body: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let state = Arc::new(Mutex::new(State {
            status: "200 OK",
            headers: String::new(),
            body,
            requests: 0,
        }));
        let issuer = Self {
            address: listener.local_addr().unwrap(),
            state: Arc::clone(&state),
        };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let lines = BufReader::new(stream.try_clone().unwrap()).lines();
                // To the empty line that ends a request without body.
                lines.map_while(Result::ok).find(|line| line.is_empty());
                let mut state = state.lock().unwrap();
                state.requests += 1;
                let State {
                    status,
                    headers,
                    body,
                    ..
                } = &*state;
                let length = body.len();
                // Who asked may not want all of it.
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
                );
            }
        });
        issuer
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/keys?secret=hunter2", self.address)
    }

    pub(super) fn serve(&self, status: &'static str, headers: &str, body: String) {
        let mut state = self.state.lock().unwrap();
        state.status = status;
        state.headers = headers.to_owned();
        state.body = body;
    }

    pub(super) fn requests(&self) -> usize {
        self.state.lock().unwrap().requests
    }
}
