//! `check` and `generate` as whole processes, on synthetic catalogs; the baseline is a process that only runs the YAML
//! parser over the same file.
#![expect(clippy::print_stdout, reason = "the figures are the output")]

#[path = "../../tidings-codegen/benches/support/synthetic.rs"]
mod synthetic;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use granit_parser::Parser;
use serde_json::{Map, Value, json};
use wait4::Wait4;

const BARE_PARSE: &str = "--bare-parse";
const RUNS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, file] = arguments.as_slice()
        && flag == BARE_PARSE
    {
        let text = fs::read_to_string(file).expect("the benchmark wrote it");
        assert!(Parser::new_from_str(&text).all(|event| event.is_ok()));
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut figures = Map::new();
    check_figures(folder.path(), &mut figures);
    fix_figures(folder.path(), &mut figures);
    diff_figures(folder.path(), &mut figures);
    generate_figures(folder.path(), &mut figures);
    other_targets_figures(folder.path(), &mut figures);
    println!("{}", Value::Object(figures));
}

fn check_figures(folder: &Path, figures: &mut Map<String, Value>) {
    let clean = written(folder, "clean.yaml", &synthetic::catalog(10_000));
    let wrong = synthetic::catalog(10_000).replace("event_type: ", "event_type: x");
    let wrong = written(folder, "wrong.yaml", &wrong);
    let cases = [
        ("check_10k", &clean, "human", 0.3),
        ("check_10k_findings", &wrong, "human", 0.3),
        ("check_10k_findings_json", &wrong, "json", 1.0),
    ];
    for (name, catalog, format, seconds) in cases {
        let measured = measure(catalog, || {
            let mut command = tidings("check");
            command.arg(catalog).args(["--format", format]);
            command
        });
        measured.add(name, seconds, 100.0, figures);
    }
}

/// Another catalog in which each severity is another, and one in which each name is.
fn diff_figures(folder: &Path, figures: &mut Map<String, Value>) {
    let base = synthetic::catalog(10_000);
    let severities = base.replace("severity: \"info\"", "severity: \"error\"");
    let names = base.replace("- name: ", "- name: new_");
    let base = written(folder, "base.yaml", &base);
    for (name, head) in [("diff_10k", severities), ("diff_10k_names", names)] {
        let head = written(folder, "head.yaml", &head);
        let measured = measure(&base, || {
            let mut command = tidings("diff");
            command.args([&base, &head]).args(["--fail-on", "none"]);
            command
        });
        measured.add(name, 0.8, 200.0, figures);
    }
}

/// The events of which one is wrong, in 10,000: 100 fixes.
const EVENTS_A_FIX: usize = 100;

fn fix_figures(folder: &Path, figures: &mut Map<String, Value>) {
    let mut number = 0;
    let right = synthetic::catalog(10_000);
    let lines = right.split_inclusive('\n').map(|line| {
        let is_severity = line.trim_start().starts_with("severity: ");
        number += usize::from(is_severity);
        match is_severity && number.is_multiple_of(EVENTS_A_FIX) {
            true => line.replace("severity: ", "Severity: "),
            false => line.to_owned(),
        }
    });
    let wrong: String = lines.collect();
    let catalog = written(folder, "fix.yaml", &wrong);
    let measured = measure(&catalog, || {
        // Each run writes.
        fs::write(&catalog, &wrong).expect("room for a catalog");
        let mut command = tidings("check");
        command.arg(&catalog).arg("--fix");
        command
    });
    let fixed = fs::read_to_string(&catalog).expect("it was written");
    assert_eq!(fixed, right, "all was fixed");
    measured.add("check_fix_10k_100", 0.8, 150.0, figures);
}

fn generate_figures(folder: &Path, figures: &mut Map<String, Value>) {
    let cases = [
        ("80", 80, 0.010),
        ("10k", 10_000, 0.4),
        ("100k", 100_000, 5.0),
    ];
    let mut medians = Vec::new();
    for (size, events, seconds) in cases {
        let catalog = written(folder, &format!("{size}.yaml"), &synthetic::catalog(events));
        let out = folder.join(format!("{size}.rs"));
        let measured = measure(&catalog, || generate(&catalog, "rust", &out));
        measured.add(&format!("generate_{size}"), seconds, 600.0, figures);
        medians.push(measured.seconds);
    }
    add_growth(
        "generate_growth_10k_to_100k",
        medians[2] / medians[1],
        figures,
    );
}

/// The other targets, whose time should grow as the catalog does.
const OTHER_TARGETS: [(&str, &str); 6] = [
    ("go", "go"),
    ("typescript", "ts"),
    ("python", "py"),
    ("json-schema", "json"),
    ("asyncapi", "json"),
    ("markdown", "md"),
];

fn other_targets_figures(folder: &Path, figures: &mut Map<String, Value>) {
    for (target, extension) in OTHER_TARGETS {
        let mut medians = Vec::new();
        for (size, events) in [("80", 80), ("1k", 1_000), ("10k", 10_000)] {
            let catalog = written(folder, &format!("{size}.yaml"), &synthetic::catalog(events));
            let out = folder.join(format!("events_{size}.{extension}"));
            let measured = measure(&catalog, || generate(&catalog, target, &out));
            measured.state(&format!("generate_{target}_{size}"), figures);
            medians.push(measured.seconds);
        }
        let name = format!("generate_{target}_growth_1k_to_10k");
        add_growth(&name, medians[2] / medians[1], figures);
    }
}

/// By ten times as many events.
fn add_growth(name: &str, growth: f64, figures: &mut Map<String, Value>) {
    figures.insert(
        name.into(),
        json!({"value": growth, "unit": "x", "baseline": 10, "ratio": growth / 10.0, "budget": "under 12", "holds": growth < 12.0}),
    );
}

/// Each run writes: a file that is right already would not be.
fn generate(catalog: &Path, target: &str, out: &Path) -> Command {
    let _ = fs::remove_file(out);
    let mut command = tidings("generate");
    command
        .arg(catalog)
        .args(["--target", target, "--out"])
        .arg(out);
    command
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).expect("room for a catalog");
    path
}

fn tidings(command: &str) -> Command {
    let mut tidings = Command::new(env!("CARGO_BIN_EXE_tidings"));
    tidings.arg(command);
    tidings
}

struct Measured {
    seconds: f64,
    baseline: f64,
    mebibytes: f64,
}

impl Measured {
    fn add(
        &self,
        name: &str,
        most_seconds: f64,
        most_mebibytes: f64,
        figures: &mut Map<String, Value>,
    ) {
        let Self {
            seconds,
            baseline,
            mebibytes,
        } = *self;
        figures.insert(
            name.into(),
            json!({"value": seconds, "unit": "s", "baseline": baseline, "ratio": seconds / baseline,
                   "budget": format!("under {most_seconds} s"), "holds": seconds < most_seconds}),
        );
        figures.insert(
            format!("{name}_memory"),
            json!({"value": mebibytes, "unit": "MiB", "baseline": null, "ratio": null,
                   "budget": format!("under {most_mebibytes} MiB"), "holds": mebibytes < most_mebibytes}),
        );
    }
}

impl Measured {
    /// Without a budget.
    fn state(&self, name: &str, figures: &mut Map<String, Value>) {
        let ratio = self.seconds / self.baseline;
        figures.insert(
            name.into(),
            json!({"value": self.seconds, "unit": "s", "baseline": self.baseline, "ratio": ratio,
                   "budget": null, "holds": null}),
        );
    }
}

/// Medians of runs in turn with the baseline's.
fn measure(catalog: &Path, command: impl Fn() -> Command) -> Measured {
    let (mut ours, mut baselines, mut most_memory) = (Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        let (seconds, memory) = run(command());
        ours.push(seconds);
        most_memory = most_memory.max(memory);
        let mut bare = Command::new(std::env::current_exe().expect("this program has a path"));
        bare.arg(BARE_PARSE).arg(catalog);
        baselines.push(run(bare).0);
    }
    let mebibytes = most_memory as f64 / f64::from(1 << 20);
    Measured {
        seconds: median(ours),
        baseline: median(baselines),
        mebibytes,
    }
}

/// Seconds, and the most bytes in memory.
fn run(mut command: Command) -> (f64, u64) {
    let output = File::create("/dev/null").expect("a null device");
    let begun = Instant::now();
    let child = command
        .stdout(output)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program is built");
    let used = child.wait4().expect("the child is ours to wait for");
    // 1: findings were asked for.
    let ended = used.status.code();
    assert!(
        matches!(ended, Some(0 | 1)),
        "{command:?} ended with {ended:?}"
    );
    (begun.elapsed().as_secs_f64(), used.rusage.maxrss)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
