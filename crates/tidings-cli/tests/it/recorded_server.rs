//! A service that gives answers that were written down, and tells what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;

pub struct RecordedServer {
    address: SocketAddr,
    asked: JoinHandle<Vec<Request>>,
}

pub struct Request {
    /// Method and target.
    pub line: String,
    /// With names in small letters.
    pub headers: Vec<String>,
    pub body: String,
}

impl RecordedServer {
    /// Answers as many requests as there are answers; each is status line and headers, an empty line, and the body; or empty, for
    /// a connection that is closed without an answer.
    pub fn new(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answers: Vec<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
        let play = move || {
            let answers = answers.iter();
            let asked = answers.map(|answer| exchange(listener.accept().unwrap().0, answer));
            asked.collect()
        };
        Self {
            address,
            asked: std::thread::spawn(play),
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// When all answers are given.
    pub fn asked(self) -> Vec<Request> {
        self.asked.join().unwrap()
    }
}

fn exchange(stream: TcpStream, answer: &str) -> Request {
    let mut reader = BufReader::new(&stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: Vec<String> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| format!("{}: {value}", name.to_lowercase()))
        .collect();
    let length = headers
        .iter()
        .find_map(|header| header.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    if let Some((head, text)) = answer.split_once("\n\n") {
        let (head, length) = (head.replace('\n', "\r\n"), text.len());
        write!(
            &stream,
            "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
        )
        .unwrap();
    }
    Request {
        line: lines[0].replace(" HTTP/1.1", ""),
        headers,
        body: String::from_utf8(body).unwrap(),
    }
}
