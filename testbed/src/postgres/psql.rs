//! Asking a server by the `psql` program, so that this crate needs no driver.

use std::io::{Read, Write};
use std::process::Stdio;
use std::thread;

use crate::programs;

/// Runs statements, each in its own transaction; the answers, a line a row, `|` between columns. Or what psql complained of.
pub fn run(url: &str, sql: &str) -> Result<String, String> {
    let mut command = programs::command(&programs::postgres("psql"));
    command
        .args(["--no-psqlrc", "--no-password", "--quiet"])
        .args(["--no-align", "--tuples-only"])
        .args(["--set=ON_ERROR_STOP=1", "--file=-", "--dbname", url])
        .env("PGCLIENTENCODING", "UTF8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut psql = command
        .spawn()
        .map_err(|error| format!("cannot run psql: {error}"))?;
    let mut input = psql.stdin.take().expect("the input is piped");
    let mut complaints = psql.stderr.take().expect("the errors are piped");
    // Three at once: psql answers while it still reads, and waits when nobody takes its answers.
    let (output, complaints) = thread::scope(|threads| {
        // Fails when psql ended early; its status tells why.
        threads.spawn(move || input.write_all(sql.as_bytes()).ok());
        let complaints = threads.spawn(move || {
            let mut text = Vec::new();
            complaints.read_to_end(&mut text).ok();
            text
        });
        let output = psql.wait_with_output();
        let complaints = complaints.join().unwrap_or_default();
        (output, complaints)
    });
    let output = output.map_err(|error| format!("cannot read what psql answers: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&complaints).into_owned());
    }
    let answer = String::from_utf8_lossy(&output.stdout);
    Ok(answer.trim_end_matches('\n').to_owned())
}

/// As [`run`], for those who expect no complaint.
pub fn expect(url: &str, sql: &str) -> String {
    run(url, sql).unwrap_or_else(|complaint| panic!("psql {url}: {complaint}"))
}
