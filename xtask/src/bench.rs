//! The benchmarks of the budgets, one after the other, so that none disturbs another.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::shell;

/// Package, its features and benchmark; each prints one JSON object, name -> figures, as the last line of its standard
/// output.
const BENCHMARKS: &[(&str, &str, &str)] = &[
    ("tidings", "", "event_to_record"),
    ("tidings-cli", "", "commands"),
    ("tidings-cli", "", "service"),
    ("tidings-codegen", "", "build_cost"),
    ("tidings-store", "", "durable_send"),
    ("tidings-store", "postgres", "postgres_send"),
    ("tidings-store", "postgres", "postgres_lists"),
    ("tidings-client", "", "http_send"),
];

/// Runs those named, or all; adds their figures to `tidings-bench.json` in the target folder and prints them.
pub fn run(names: &[&str]) -> Result<()> {
    if let Some(unknown) = names
        .iter()
        .find(|name| !BENCHMARKS.iter().any(|(_, _, bench)| bench == *name))
    {
        let known: Vec<&str> = BENCHMARKS.iter().map(|(_, _, bench)| *bench).collect();
        bail!("no benchmark `{unknown}`; there are {}", known.join(", "));
    }
    let file = shell::target_dir()?.join("tidings-bench.json");
    let mut figures = previous(&file);
    for (package, features, bench) in BENCHMARKS
        .iter()
        .filter(|(_, _, bench)| names.is_empty() || names.contains(bench))
    {
        figures.extend(measure(package, features, bench)?);
        let text = serde_json::to_string_pretty(&figures).context("figures are JSON")?;
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    print(&figures);
    Ok(())
}

fn previous(file: &std::path::Path) -> Map<String, Value> {
    let text = fs::read_to_string(file).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn measure(package: &str, features: &str, bench: &str) -> Result<Map<String, Value>> {
    let mut last = String::new();
    let succeeded = shell::watch(
        shell::cargo(&[
            "bench",
            "-p",
            package,
            "--features",
            features,
            "--bench",
            bench,
        ]),
        |line| {
            if line.starts_with('{') {
                last = line.to_owned();
            }
        },
    )?;
    if !succeeded {
        bail!("benchmark {bench} failed");
    }
    serde_json::from_str(&last)
        .with_context(|| format!("benchmark {bench} ended without its figures"))
}

fn print(figures: &Map<String, Value>) {
    eprintln!(
        "\n{:36} {:>12} {:>12} {:>8}  {:24} holds",
        "benchmark", "value", "baseline", "ratio", "budget"
    );
    for (name, figure) in figures {
        let unit = figure["unit"].as_str().unwrap_or_default();
        let number = |key: &str| {
            figure[key]
                .as_f64()
                .map_or("-".to_owned(), |value| format!("{value:.3}"))
        };
        let value = format!("{} {unit}", number("value"));
        let budget = figure["budget"].as_str().unwrap_or_default();
        eprintln!(
            "{name:36} {value:>12} {:>12} {:>8}  {budget:24} {}",
            number("baseline"),
            number("ratio"),
            figure["holds"]
        );
    }
}
