//! Every test of the workspace, and the sum of what they said.

use anyhow::{Result, bail};

use crate::{node, python, requirements, shell};

/// Runs them all, also after a failure; the last line printed is the sum.
pub fn run(setup: bool) -> Result<()> {
    if setup {
        requirements::install()?;
    } else {
        requirements::check()?;
    }
    let mut sum = Sum::default();
    let mut cargo = shell::cargo(&["test", "--workspace", "--all-features", "--no-fail-fast"]);
    cargo.env(python::VARIABLE, python::environment()?);
    cargo.env(node::VARIABLE, node::folder()?);
    if std::env::var_os("CI").is_some() {
        // A snapshot that is new or differs fails, and is not written.
        cargo.env("INSTA_UPDATE", "no");
    }
    let succeeded = shell::watch(cargo, |line| sum.add(line))?;
    #[expect(clippy::print_stdout, reason = "the sum is the output")]
    {
        println!(
            "{} passed, {} failed, {} skipped",
            sum.passed, sum.failed, sum.ignored
        );
    }
    if !succeeded || sum.failed > 0 {
        bail!("tests failed");
    }
    if sum.passed == 0 {
        bail!("no test ran");
    }
    Ok(())
}

#[derive(Default)]
struct Sum {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Sum {
    /// Adds a line such as `test result: ok. 12 passed; 0 failed; 0 ignored; ...`.
    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        let words: Vec<&str> = result.split([' ', ';']).collect();
        for pair in words.windows(2) {
            let Ok(count) = pair[0].parse::<u64>() else {
                continue;
            };
            match pair[1] {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn sums_the_results_of_all_test_binaries() {
        let mut sum = Sum::default();
        sum.add("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.00s");
        sum.add("test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        sum.add("test some::test ... ok");
        assert_eq!((sum.passed, sum.failed, sum.ignored), (14, 1, 1));
    }
}
