//! What people and continuous integration repeat: `cargo xtask COMMAND`.

mod bench;
mod ci;
mod generated;
mod go;
mod node;
mod python;
mod requirements;
mod shell;
mod test;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask COMMAND

  ci                what continuous integration runs: fmt, clippy, tidy, gen --check, test --setup, doc
  setup             installs what the tests need and is missing; packages only as root
  test [--setup]    every test; with --setup after a setup
  gen [--check]     writes the generated files of the repository, or checks that they are fresh
  tidy              the rules of the house: who may depend on whom, how long a file may be
  bench [NAME..]    the benchmarks, into tidings-bench.json in the target folder";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["ci"] => ci::run(),
        ["setup"] => requirements::install(),
        ["test"] => test::run(false),
        ["test", "--setup"] => test::run(true),
        ["gen"] => generated::run(generated::Mode::Write),
        ["gen", "--check"] => generated::run(generated::Mode::Check),
        ["tidy"] => tidy::run(),
        ["bench", names @ ..] => bench::run(names),
        ["help" | "--help" | "-h"] => {
            eprintln!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
