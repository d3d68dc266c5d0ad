//! The rate of requests as `wrk` sees it: little work of its own on the cores that the service needs.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// Each thread asks for the paths in turn, from a place of its own.
const SCRIPT: &str = r#"
local threads = 0
function setup(thread)
  thread:set("first", threads * 997)
  threads = threads + 1
end
function init(args)
  paths, asked = {}, first
  for path in io.lines(args[1]) do paths[#paths + 1] = path end
end
function request()
  asked = asked + 1
  return wrk.format("GET", paths[asked % #paths + 1])
end
"#;

/// Good answers a second to requests for these paths.
pub fn rate(
    address: SocketAddr,
    paths: &[String],
    connections: usize,
    seconds: u64,
    folder: &Path,
) -> f64 {
    let (script, list) = (folder.join("paths.lua"), folder.join("paths.txt"));
    fs::write(&script, SCRIPT).unwrap();
    fs::write(&list, paths.join("\n")).unwrap();
    let output = Command::new("wrk")
        .args(["--threads", "2", "--connections", &connections.to_string()])
        .args(["--duration", &format!("{seconds}s"), "--script"])
        .arg(script)
        .args([&format!("http://{address}"), "--"])
        .arg(list)
        .output()
        .expect("wrk is missing; `cargo xtask setup` installs it");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    for failure in ["Non-2xx", "Socket errors"] {
        assert!(!said.contains(failure), "{said}");
    }
    let rate = said
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"));
    rate.expect(&said).trim().parse().unwrap()
}
