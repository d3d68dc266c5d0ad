//! Between a store and its server; loses an answer to a commit when asked to.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use super::PATIENCE;

/// How the server says that the transaction of a message is over.
const READY: &[u8] = b"Z\0\0\0\x05I";

/// What a message that stores records has in it.
const STORES: &[u8] = b"EXECUTE";

/// What an answer has in it when nothing was committed, such as that a statement is not prepared yet.
const FAILED: &[u8] = b"VERROR\0";

/// Told when the next answer is lost.
type Armed = Arc<Mutex<Option<mpsc::Sender<()>>>>;

/// Its threads end with their connections, or with the process.
pub struct Proxy {
    port: u16,
    armed: Armed,
}

impl Proxy {
    /// To the server at a port of this machine.
    pub fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let armed = Armed::default();
        let passed = armed.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if let Ok(server) = TcpStream::connect(("127.0.0.1", server)) {
                    pass(&client, &server, &passed);
                }
            }
        });
        Self { port, armed }
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Ends a connection in place of passing on what the server answers to a batch that it has committed. Returns when
    /// that has happened.
    pub fn lose_an_answer(&self) {
        let (lost, told) = mpsc::channel();
        *self.armed.lock().unwrap() = Some(lost);
        told.recv_timeout(PATIENCE).expect("a batch in time");
    }
}

fn pass(client: &TcpStream, server: &TcpStream, armed: &Armed) {
    let storing = Arc::new(AtomicBool::new(false));
    let there = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let (asked, armed) = (storing.clone(), armed.clone());
    thread::spawn(move || {
        pump(there, |bytes| {
            asked.fetch_or(holds(bytes, STORES), Ordering::Relaxed);
            true
        });
    });
    thread::spawn(move || {
        pump(back, |bytes| {
            let answered = bytes.ends_with(READY) && storing.swap(false, Ordering::Relaxed);
            let stored = answered && !holds(bytes, FAILED);
            let lost = stored.then(|| armed.lock().unwrap().take()).flatten();
            // Nobody waits any longer where its patience ended.
            lost.map(|lost| lost.send(())).is_none()
        });
    });
}

/// Copies until either side ends, or what comes is not to be passed on; then ends both.
fn pump((mut from, mut to): (TcpStream, TcpStream), mut pass_on: impl FnMut(&[u8]) -> bool) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if !pass_on(&bytes[..count]) || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    for end in [from, to] {
        end.shutdown(Shutdown::Both).ok();
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
