//! `tidings serve` as people start, configure, reload and stop it.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::sandbox::{CATALOG, Sandbox};

/// A running service, ended with its test.
struct Service {
    process: Child,
    log: Lines<BufReader<ChildStderr>>,
    address: String,
}

impl Service {
    fn start(mut command: Command) -> Self {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut service = Self {
            process,
            log,
            address: String::new(),
        };
        let line = service.logged("listening on http://");
        let address = line.rsplit_once("http://").unwrap().1;
        service.address = address
            .trim_end_matches(['"', '}'])
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        service
    }

    /// The next line of the log that has this text.
    fn logged(&mut self, text: &str) -> String {
        let mut seen = Vec::new();
        for line in self.log.by_ref() {
            let line = line.unwrap();
            if line.contains(text) {
                return line;
            }
            seen.push(line);
        }
        panic!("no `{text}` in {seen:#?}");
    }

    fn signal(&self, signal: Signal) {
        self::signal(&self.process, signal);
    }

    /// Status line and body.
    fn ask(&self, request: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().to_owned(), body.to_owned())
    }
}

fn signal(process: &Child, signal: Signal) {
    let id = i32::try_from(process.id()).unwrap();
    kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const SERVE: &str = "serve --catalog events.yaml --db sqlite:events.db --listen 127.0.0.1:0";

/// A catalog with a subject of its own.
const ORDERS: &str = r#"x-event-types:
  order: { requires: [order_id], owner: [order_id] }
x-events:
- name: order_placed
  message: "Order {order_id} placed"
  event_type: order
  severity: info
  properties: { order_id: string }
"#;

#[test]
fn flags_that_contradict_each_other_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    sandbox.write("wrong.yaml", "x-events: 5\n");
    sandbox.write("limits.json", "{\"host_bind_failed\": \"soon\"}");
    let refused = [
        "serve",
        "serve --catalog none.yaml --db sqlite:events.db",
        "serve --catalog wrong.yaml --db sqlite:events.db",
        "serve --catalog events.yaml --db events.db",
        "serve --catalog events.yaml --db sqlite:none/events.db",
        "serve --catalog events.yaml --db postgres://ana@127.0.0.1:1/events",
        "serve --catalog events.yaml --db sqlite:events.db --listen localhost:8090",
        "serve --catalog events.yaml --db sqlite:events.db --max-body 8MiB",
        "serve --catalog events.yaml --db sqlite:events.db --schema x",
        "serve --catalog events.yaml --db sqlite:events.db --listen 0.0.0.0:0",
        "serve --catalog events.yaml --db sqlite:events.db --auth jwt",
        "serve --catalog events.yaml --db sqlite:events.db --jwt-key key.pem",
        "serve --catalog events.yaml --db sqlite:events.db --auth jwt --jwt-key none.pem",
        "serve --catalog events.yaml --db sqlite:events.db --auth jwt --jwt-key a --jwks b",
        "serve --catalog events.yaml --db sqlite:events.db --jwt-issuer login",
        "serve --catalog events.yaml --db sqlite:events.db --metrics-listen 0.0.0.0:0",
        "serve --catalog events.yaml --db sqlite:events.db --max-connections 0",
        "serve --catalog events.yaml --db sqlite:events.db --idle-time 0s",
        "serve --catalog events.yaml --db sqlite:events.db --cors-origin *",
        "serve --catalog events.yaml --db sqlite:events.db --base-path api",
        "serve --catalog events.yaml --db sqlite:events.db --cors-origin console.example.com",
        "serve --catalog events.yaml --db sqlite:events.db --rate-limits limits.json",
    ];
    let told = refused.map(|words| format!("$ tidings {words}\n{}", sandbox.run(words)));
    insta::assert_snapshot!("serve_refused", told.join("\n"));
    assert!(!sandbox.path().join("events.db").exists());
}

#[test]
fn the_configuration_is_shown_without_secrets() {
    let sandbox = Sandbox::new();
    let words = "serve --catalog events.yaml --db postgres://ana:hidden@db/events?password=hidden \
                 --auth jwt --jwks https://keys.example.com/set?secret=hidden --print-config";
    let output = sandbox
        .command(words)
        .env("TIDINGS_LISTEN", "0.0.0.0:80")
        // As an environment file leaves them.
        .envs(
            [
                "METRICS_LISTEN",
                "JWT_ISSUER",
                "PUBLIC_HOST",
                "LOG_LEVEL",
                "SCHEMA",
                "JWT_KEY",
            ]
            .map(|name| (format!("TIDINGS_{name}"), "")),
        )
        .env("TIDINGS_MAX_BODY", "1000")
        .env("TIDINGS_JWT_ALLOW_NO_EXP", "true")
        .env("TIDINGS_CORS_ORIGIN", "https://a.example,https://b.example")
        .env("EVENT_RATE_LIMITS", r#"{"host_bind_failed": "5m"}"#)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(!text.contains("hidden"), "{text}");
    insta::assert_snapshot!("serve_config", text);
}

#[test]
fn rate_limits_of_the_environment_stop_the_start() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    let told = ["{", r#"{"host_bind_failed": "soon"}"#].map(|limits| {
        let output = sandbox
            .command(SERVE)
            .env("EVENT_RATE_LIMITS", limits)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    });
    insta::assert_snapshot!("serve_rate_limits", told.concat());
}

#[test]
fn a_hangup_reads_the_catalog_again() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    let mut service = Service::start(sandbox.command(SERVE));
    let emit = "POST /v2/events/order_placed";
    let body = r#"{"properties": {"order_id": "A-17"}}"#;
    assert_eq!(service.ask(emit, body).0, "HTTP/1.1 404 Not Found");

    sandbox.write("events.yaml", "x-events: 5\n");
    service.signal(Signal::HUP);
    service.logged("the catalog stays as it was");
    assert_eq!(service.ask("GET /readyz", "").0, "HTTP/1.1 200 OK");

    sandbox.write("events.yaml", ORDERS);
    service.signal(Signal::HUP);
    service.logged("the catalog is reloaded");
    let (status, answer) = service.ask(emit, body);
    assert_eq!(status, "HTTP/1.1 201 Created", "{answer}");
    let (_, listed) = service.ask("GET /v2/events?order_id=A-17", "");
    assert!(
        listed.contains("\"message\":\"Order A-17 placed\""),
        "{listed}"
    );

    service.signal(Signal::TERM);
    service.logged("stopped");
    assert!(service.process.wait().unwrap().success());
}

#[test]
fn a_hangup_finds_a_new_file_in_the_catalogs_folder() {
    let sandbox = Sandbox::new();
    sandbox.write("events/hosts.yaml", CATALOG);
    let types = "x-event-types:\n  order: { requires: [order_id] }\n  host: { requires: [host_id, infra_env_id] }\n  \
                 cluster: { requires: [cluster_id] }\n";
    sandbox.write("types.yaml", types);
    let serve = SERVE.replace("events.yaml", "events --catalog types.yaml");
    let mut service = Service::start(sandbox.command(&serve));
    let emit = "POST /v2/events/order_placed";
    let body = r#"{"properties": {"order_id": "6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa"}}"#;
    assert_eq!(service.ask(emit, body).0, "HTTP/1.1 404 Not Found");

    let placed = "x-events:\n- name: order_placed\n  message: \"Order {order_id} placed\"\n  \
                  event_type: order\n  severity: info\n  properties: { order_id: UUID }\n";
    sandbox.write("events/orders.yml", placed);
    service.signal(rustix::process::Signal::HUP);
    service.logged("the catalog is reloaded");
    let (status, answer) = service.ask(emit, body);
    assert_eq!(status, "HTTP/1.1 201 Created", "{answer}");
}

#[test]
fn logs_may_be_json() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    let words = format!("{SERVE} --log-format json --metrics-listen 127.0.0.1:0");
    let mut service = Service::start(sandbox.command(&words));
    service.logged("metrics on http://127.0.0.1:");
    service.ask("GET /v2/events?api_key=hidden&limit=x", "");
    let line = service.logged("/v2/events");
    assert!(!line.contains("hidden"), "{line}");
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let shown = ["level", "message", "method", "path", "status"].map(|key| line[key].to_string());
    assert_eq!(
        shown.join(" "),
        r#""INFO" "request" "GET" "/v2/events" 400"#
    );
    assert!(line["request_id"].is_string());
}

/// The first lets requests finish that have begun; who does not want to wait for them says so again.
#[test]
fn a_second_signal_stops_at_once() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    let mut service = Service::start(sandbox.command(SERVE));
    let mut begun = TcpStream::connect(&service.address).unwrap();
    let head = "POST /v2/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 9\r\nExpect: 100-continue\r\n\r\n";
    begun.write_all(head.as_bytes()).unwrap();
    let mut goes_on = [0; 25];
    begun.read_exact(&mut goes_on).unwrap();
    assert_eq!(&goes_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    service.signal(Signal::TERM);
    service.logged("stopping");
    service.signal(Signal::INT);
    service.logged("stopped at once, by a second signal");
    assert_eq!(service.process.wait().unwrap().code(), Some(2));
}

/// Of a database that does not answer, at the start.
#[test]
fn a_start_that_waits_can_be_stopped() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let words = format!("serve --catalog events.yaml --db postgres://ana@127.0.0.1:{port}/events");
    let process = sandbox.command(&words).stderr(Stdio::piped()).spawn();
    let process = process.unwrap();
    let _accepted = silent.accept().unwrap();
    signal(&process, Signal::TERM);
    let output = process.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && told.contains("stopped"),
        "{told}"
    );
}

/// A new subject wants a column, and somebody has locked the table.
#[test]
fn a_reload_that_waits_can_be_stopped() {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    let database = testbed::postgres::shared().database();
    let mut serve = sandbox.command("serve --catalog events.yaml --listen 127.0.0.1:0 --db");
    serve.arg(database.url());
    let mut service = Service::start(serve);
    let mut psql = Command::new(testbed::postgres::program("psql"))
        .args(["--quiet", "--no-psqlrc", "--dbname", database.url()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut locking = psql.stdin.take().unwrap();
    let lock = b"BEGIN; LOCK TABLE tidings.events;\n\\echo locked\n";
    locking.write_all(lock).unwrap();
    let mut said = BufReader::new(psql.stdout.take().unwrap()).lines();
    assert_eq!(said.next().unwrap().unwrap(), "locked");

    sandbox.write("events.yaml", ORDERS);
    service.signal(Signal::HUP);
    let waiting = "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database \
                   WHERE NOT granted AND datname = current_database()";
    while database.psql(waiting).trim() == "0" {
        std::thread::yield_now();
    }
    service.signal(Signal::TERM);
    let next = service.log.next().unwrap().unwrap();
    assert!(next.ends_with("stopping"), "{next}");
    service.logged("stopped");
    assert!(service.process.wait().unwrap().success());
    drop(locking);
    psql.wait().unwrap();
}
