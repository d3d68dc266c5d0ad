//! The Go modules that tests import, in Go's own cache.

use anyhow::Result;

use crate::shell;

/// As people read of it.
pub const WHAT: &str =
    "the Go modules of crates/tidings-codegen/tests/go/go.mod (generated Go is compiled with them)";

const MODULE: &str = "crates/tidings-codegen/tests/go";

/// Whether the modules are there without fetching.
pub fn is_installed() -> bool {
    let download = shell::command("sh", &["-c", &script("GOPROXY=off ")]).output();
    download.is_ok_and(|output| output.status.success())
}

/// Fetches them.
pub fn install() -> Result<()> {
    shell::run(shell::command("sh", &["-c", &script("")]))
}

/// Go's own installer leaves it to its users to put its folder on their path.
fn script(environment: &str) -> String {
    format!(
        "PATH=$PATH:/usr/local/go/bin; cd {MODULE} && {environment}GOTOOLCHAIN=local go mod download"
    )
}
