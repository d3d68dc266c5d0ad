//! What generated code costs the builds of its users: a crate with the code of 1,000 events is checked and built for
//! release, beside one with the same events written plainly and an empty one, alternately. The last line of standard output
//! is JSON: milliseconds per event.
#![expect(clippy::print_stdout, reason = "the figures are the output")]

#[path = "support/plain.rs"]
mod plain;
#[path = "support/synthetic.rs"]
mod synthetic;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tidings_catalog::{Sources, check};
use tidings_codegen::{Options, Target, generate};

const EVENTS: usize = 1_000;
/// How often each crate is built each way.
const RUNS: usize = 5;
const CRATES: [&str; 3] = ["empty", "plain", "generated"];

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-cost");
    let catalog = check(&Sources::single("events.yaml", synthetic::catalog(EVENTS))).catalog;
    let catalog = catalog.expect("the synthetic catalog has no errors");
    let options = Options::named("lib");
    let generated = generate(Target::Rust, &catalog, &options).expect("no setting is unknown");
    let sources = ["", &plain::code(&catalog), &generated[0].text];
    for (name, source) in CRATES.into_iter().zip(sources) {
        write_crate(&folder.join(name), name, source);
    }
    let checked = measure(&folder, &["check"]);
    let built = measure(&folder, &["build", "--release"]);
    let check = figure(checked, 2.2);
    let release = figure(built, 10.0);
    println!("{{\"build_check_per_event\":{check},\"build_release_per_event\":{release}}}");
}

fn write_crate(folder: &Path, name: &str, source: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let tidings = root.join("crates/tidings");
    let manifest = format!(
        "[package]\nname = {name:?}\nedition = \"2024\"\n[workspace]\n[dependencies]\ntidings = {{ path = {tidings:?} }}\n"
    );
    let library = format!("//! {name}\n{source}");
    fs::create_dir_all(folder.join("src")).expect("the target folder is writable");
    fs::write(folder.join("Cargo.toml"), manifest).expect("the target folder is writable");
    fs::write(folder.join("src/lib.rs"), library).expect("the target folder is writable");
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the workspace has a lock");
}

/// The median times of the three crates, in the order of [`CRATES`]. What they depend on is built before.
fn measure(folder: &Path, command: &[&str]) -> [Duration; 3] {
    let mut times: [Vec<Duration>; 3] = Default::default();
    for run in 0..=RUNS {
        for (name, times) in CRATES.into_iter().zip(&mut times) {
            let time = time(&folder.join(name), command);
            if run > 0 {
                eprintln!("cargo {} {name}: {time:?}", command.join(" "));
                times.push(time);
            }
        }
    }
    times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    })
}

/// How long cargo takes when the crate's source has changed.
fn time(folder: &Path, command: &[&str]) -> Duration {
    let library: PathBuf = folder.join("src/lib.rs");
    let file = fs::File::options().append(true).open(&library);
    let touched = file.and_then(|file| file.set_modified(std::time::SystemTime::now()));
    touched.expect("the library was written before");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(command)
        .args(["--quiet", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.with_file_name("target"))
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS");
    let start = Instant::now();
    let status = cargo.status().expect("cargo runs this benchmark");
    assert!(status.success(), "{} does not build", folder.display());
    start.elapsed()
}

/// Milliseconds per event over an empty crate, beside the plain form.
fn figure([empty, plain, generated]: [Duration; 3], budget: f64) -> String {
    let per_event =
        |time: Duration| (time.as_secs_f64() - empty.as_secs_f64()) * 1e3 / EVENTS as f64;
    let (value, baseline) = (per_event(generated), per_event(plain));
    let ratio = value / baseline;
    let holds = value < budget && ratio < 0.6;
    format!(
        "{{\"value\":{value:.3},\"unit\":\"ms\",\"baseline\":{baseline:.3},\"ratio\":{ratio:.3},\
         \"budget\":\"under {budget} ms, ratio under 0.6\",\"holds\":{holds}}}"
    )
}
