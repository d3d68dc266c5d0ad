//! The pages that show commands and code: run as they are written.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use testbed::postgres::{Cluster, Settings};

use crate::sandbox::Sandbox;

#[test]
fn adding_an_event_works_as_written() {
    run_page("adding-an-event.md");
}

#[test]
fn sending_to_a_server_works_as_written() {
    let sandbox = Sandbox::new();
    prepare_cargo(&sandbox);
    run_in(&sandbox, &page("sending-to-a-server.md"), 6);
}

#[test]
fn serving_works_as_written() {
    let page = page("serving.md");
    let (page, _) = page.split_once("\n## In PostgreSQL").unwrap();
    run_with_service(page, 15);
}

/// What comes after shows that the rights which the page grants are enough.
#[test]
fn serving_from_postgresql_works_as_written() {
    let page = page("serving.md");
    let catalog = blocks(&page)
        .into_iter()
        .find(|(_, text)| text.contains("tidings init"));
    let (_, page) = page.split_once("\n## In PostgreSQL").unwrap();
    let (page, _) = page.split_once("\n## As a systemd unit").unwrap();
    let cluster = Cluster::start(&Settings::new().tcp());
    let mut sandbox = Sandbox::new();
    sandbox.environment = vec![
        ("PGHOST", "127.0.0.1".to_owned()),
        ("PGPORT", cluster.port().to_string()),
        ("PGUSER", "postgres".to_owned()),
    ];
    let page = format!(
        "```console\n{}```\n{page}\n```console\n{USED}```",
        catalog.unwrap().1
    );
    run_in(&sandbox, &page, 12);
}

const USED: &str = r#"$ tidings emit events.yaml cluster_installation_failed cluster_id=16acc07d-13e9-4b83-a9b5-4d9b6a0e8b6f reason=disk exit_code=3 --server http://127.0.0.1:8090
{"id":"…","message":"Failed to install the cluster: disk"}
$ curl -sf -X PUT -H 'Content-Type: application/json' -d '{"org":"acme"}' http://127.0.0.1:8090/v2/subjects/cluster/16acc07d-13e9-4b83-a9b5-4d9b6a0e8b6f
$ curl -sf -X DELETE http://127.0.0.1:8090/v2/subjects/cluster/16acc07d-13e9-4b83-a9b5-4d9b6a0e8b6f
$ curl -sf 'http://127.0.0.1:8090/v2/events?after=start&counts=false&names=cluster_installation_failed'
[{…"message":"Failed to install the cluster: disk",…}]
$ tidings list --server http://127.0.0.1:8090 --severity critical --format json | grep -c message
1
"#;

#[test]
fn moving_works_as_written() {
    run_with_service(&page("moving-from-assisted-service.md"), 5);
}

#[test]
fn go_works_as_written() {
    run_with_service(&page("go.md"), 6);
}

#[test]
fn typescript_works_as_written() {
    let page = page("typescript.md");
    run_in(&sandbox_with_npm_packages(), &page, 4);
}

#[test]
fn python_works_as_written() {
    run_with_service(&page("python.md"), 3);
}

#[test]
fn json_schema_works_as_written() {
    let page = page("json-schema.md");
    run_in(&sandbox_with_npm_packages(), &page, 4);
}

#[test]
fn asyncapi_works_as_written() {
    let page = page("asyncapi.md");
    run_in(&sandbox_with_npm_packages(), &page, 3);
}

#[test]
fn markdown_works_as_written() {
    run_with_service(&page("markdown.md"), 4);
}

#[test]
fn templates_work_as_written() {
    run_with_service(&page("templates.md"), 3);
}

/// Where TypeScript is installed, as `cargo xtask setup` has it.
fn sandbox_with_npm_packages() -> Sandbox {
    let packages = std::env::var_os("TIDINGS_TEST_NODE").map(PathBuf::from);
    // This program lies in TARGET/PROFILE/deps.
    let program = std::env::current_exe().unwrap();
    let packages =
        packages.unwrap_or_else(|| program.ancestors().nth(3).unwrap().join("test-node"));
    let modules = packages.join("node_modules");
    assert!(
        modules.join("typescript").exists(),
        "{} has no TypeScript; `cargo xtask setup` installs it",
        modules.display()
    );
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink(modules, sandbox.path().join("node_modules")).unwrap();
    sandbox
}

fn page(name: &str) -> String {
    fs::read_to_string(workspace().join("docs").join(name)).unwrap()
}

/// What is `console service` runs on beside the commands that follow, until the next one is started.
fn run_with_service(page: &str, least: usize) {
    run_in(&Sandbox::new(), page, least);
}

fn run_in(sandbox: &Sandbox, page: &str, least: usize) {
    let address = free_address();
    let page = page.replace("127.0.0.1:8090", &address);
    let mut service: Option<Service> = None;
    let mut commands = 0;
    for (info, text) in blocks(&page) {
        if let Some((_, file)) = info.split_once("file=") {
            sandbox.write(file, &text);
        }
        let is_service = match &*info {
            "console" | "console postgres" => false,
            "console service" => true,
            _ => continue,
        };
        for (command, expected) in console(&text) {
            if is_service {
                // The port is free again when the one before has ended.
                drop(service.take());
                service = Some(Service::start(sandbox, &command, &address, &expected));
            } else {
                check_command(sandbox, &command, &expected);
            }
            commands += 1;
        }
    }
    assert!(commands >= least, "the page shows commands");
}

fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Runs until it is dropped.
struct Service(Child);

impl Service {
    /// When it has said what the page shows.
    fn start(sandbox: &Sandbox, command: &str, address: &str, expected: &str) -> Self {
        let mut service = shell(sandbox, &format!("exec {command}"))
            .env("TIDINGS_LISTEN", address)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(service.stderr.take().unwrap()).lines();
        let line = said.next().unwrap().unwrap();
        assert!(alike(expected, &line), "$ {command}\n{line}");
        // It must not wait for somebody to read on.
        std::thread::spawn(move || said.for_each(drop));
        Self(service)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let id = self.0.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        let ended = self.0.wait();
        if !std::thread::panicking() {
            assert!(told.unwrap().success() && ended.unwrap().success());
        }
    }
}

/// Writes each block with `file=` and runs each command of a `console` block, in order.
fn run_page(name: &str) {
    let page = page(name);
    let sandbox = Sandbox::new();
    prepare_cargo(&sandbox);
    let mut commands = 0;
    for (info, text) in blocks(&page) {
        if let Some((_, file)) = info.split_once("file=") {
            sandbox.write(file, &text);
        } else if info == "console" {
            for (command, expected) in console(&text) {
                check_command(&sandbox, &command, &expected);
                commands += 1;
            }
        }
    }
    assert!(commands >= 3, "the page shows commands");
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
}

/// The project's crates in the place of published ones, and the versions of everything else that are here already.
fn prepare_cargo(sandbox: &Sandbox) {
    let mut config = String::from("[net]\noffline = true\n");
    for krate in [
        "tidings",
        "tidings-build",
        "tidings-client",
        "tidings-testing",
    ] {
        let path = workspace().join("crates").join(krate);
        config += &format!("[patch.crates-io.{krate}]\npath = {path:?}\n");
    }
    sandbox.write(".cargo/config.toml", &config);
    fs::copy(
        workspace().join("Cargo.lock"),
        sandbox.path().join("Cargo.lock"),
    )
    .unwrap();
}

/// Info string and text of each fenced block.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let text = lines.by_ref().take_while(|line| *line != "```");
            let text = text.map(|line| format!("{line}\n")).collect();
            blocks.push((info.to_owned(), text));
        }
    }
    blocks
}

/// Each command after `$ `, and the output shown below it.
fn console(text: &str) -> Vec<(String, String)> {
    let commands = text.split("$ ").skip(1);
    commands
        .map(|part| part.split_once('\n').unwrap())
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect()
}

/// `sh`, in which `tidings` is the one of this build.
fn shell(sandbox: &Sandbox, command: &str) -> Command {
    let tidings = Path::new(env!("CARGO_BIN_EXE_tidings")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    // Go's own installer leaves it to its users to put its folder on their path.
    let path = format!("{}:{path}:/usr/local/go/bin", tidings.display());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    let mut shell = Command::new("sh");
    shell
        .args(["-c", command])
        .current_dir(sandbox.path())
        .envs(sandbox.environment.clone())
        .env("PATH", path)
        .env("CARGO_TARGET_DIR", target);
    shell
}

fn check_command(sandbox: &Sandbox, command: &str, expected: &str) {
    // Standard output and standard error together, as a terminal shows them.
    let output = shell(sandbox, &format!("{{ {command}\n}} 2>&1"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "$ {command}\n{printed}");
    let alike = expected.is_empty() || alike(expected, &printed);
    assert!(
        alike,
        "$ {command}\nexpected:\n{expected}\nprinted:\n{printed}"
    );
}

/// Whether the lines are the same, where `…` stands for anything.
fn alike(expected: &str, printed: &str) -> bool {
    expected.lines().count() == printed.lines().count()
        && expected
            .lines()
            .zip(printed.lines())
            .all(|(expected, printed)| line_is_alike(expected, printed))
}

fn line_is_alike(expected: &str, printed: &str) -> bool {
    let mut rest = printed;
    let mut parts = expected.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(after) = rest.strip_prefix(first) else {
        return false;
    };
    rest = after;
    let mut last = first;
    for part in parts {
        let Some(found) = rest.find(part) else {
            return false;
        };
        rest = &rest[found + part.len()..];
        last = part;
    }
    rest.is_empty() || (expected.contains('…') && last.is_empty())
}
