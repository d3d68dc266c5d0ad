//! Free ports on 127.0.0.1.

use std::net::TcpListener;

use crate::unique;

/// Below the ports that systems give to outgoing connections (from 32,768 on), so that nobody takes the port of a
/// server while it is stopped for a moment.
const FIRST: u16 = 15_000;
const COUNT: u64 = 17_000;

/// A port that is free now. Another process may take it before it is used: be ready to ask again.
pub fn free() -> u16 {
    let offsets = std::iter::repeat_with(|| unique::random() % COUNT).take(1_000);
    let ports = offsets.map(|offset| FIRST + u16::try_from(offset).expect("below 17,000"));
    let mut free = ports.filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.next().expect("one of 1,000 ports is free")
}
