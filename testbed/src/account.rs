//! As whom servers run: PostgreSQL and PgBouncer refuse to run as root.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// The user who stands in for root; comes with the system's packages of PostgreSQL.
const STAND_IN: &str = "postgres";

/// User and group that servers run as; none: those of this process.
static ACCOUNT: OnceLock<Option<(u32, u32)>> = OnceLock::new();

/// Makes the command run as a user whom servers accept.
pub fn apply(command: &mut Command) {
    if let Some((user, group)) = account() {
        command.uid(user).gid(group);
    }
}

/// Gives a file or folder to that user.
pub fn give(path: &Path) {
    if let Some((user, group)) = account() {
        chown(path, Some(user), Some(group))
            .unwrap_or_else(|error| panic!("cannot give {} away: {error}", path.display()));
    }
}

fn account() -> Option<(u32, u32)> {
    *ACCOUNT.get_or_init(|| {
        let own = id(&["-u"]).expect("`id -u` tells the user of this process");
        (own == 0).then(|| {
            let user = id(&["-u", STAND_IN]);
            let group = id(&["-g", STAND_IN]);
            user.zip(group).unwrap_or_else(|| {
                panic!(
                    "PostgreSQL refuses to run as root, and there is no user `{STAND_IN}` to run it as; \
                     `cargo xtask setup` installs the packages that bring that user"
                )
            })
        })
    })
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
