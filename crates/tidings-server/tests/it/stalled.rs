//! Clients that ask and do not read.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::harness::{Service, Setup, Store, on_each_store};

on_each_store! { clients_that_do_not_read_are_let_go }

const CONNECTIONS: usize = 3;

fn clients_that_do_not_read_are_let_go(store: Store) {
    let setup = Setup::new("x-events: []\n")
        .without_auth()
        .adjust(|options| {
            options.limits.max_connections = CONNECTIONS;
            options.limits.idle_time = Duration::from_millis(300);
        });
    let service = Service::start(store, setup);
    let stalled: Vec<TcpStream> = (0..CONNECTIONS).map(|_| stalled(&service)).collect();
    // Waits to be accepted until one of the others is let go.
    let mut stream = TcpStream::connect(service.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    drop(stalled);
}

/// Asks for more than the system keeps for a reader.
fn stalled(service: &Service) -> TcpStream {
    let mut stream = TcpStream::connect(service.address()).unwrap();
    let request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2000);
    stream
        .set_write_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    // The service stops to read when nobody reads its answers.
    let _ = stream.write_all(&request);
    stream
}
