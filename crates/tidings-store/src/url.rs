use std::path::PathBuf;

use crate::StoreError;

/// Where a store is.
#[derive(Debug, PartialEq)]
pub(crate) struct Location {
    pub path: PathBuf,
    pub read_only: bool,
}

/// Reads `sqlite:PATH`, also `sqlite://PATH`, with `?mode=ro` for one that is only read.
pub(crate) fn parse(url: &str) -> Result<Location, StoreError> {
    let invalid = |reason| {
        Err(StoreError::InvalidUrl {
            url: without_password(url),
            reason,
        })
    };
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        return invalid("cannot be opened: this build has no PostgreSQL support");
    }
    let Some(rest) = url.strip_prefix("sqlite:") else {
        return invalid("is no store's URL: write `sqlite:PATH`");
    };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, mode) = rest.split_once('?').unwrap_or((rest, "mode=rw"));
    match (path, mode) {
        ("", _) => invalid("names no file: write `sqlite:PATH`"),
        (":memory:", _) => invalid("cannot be shared by several connections: name a file"),
        (_, "mode=ro" | "mode=rw") => Ok(Location {
            path: path.into(),
            read_only: mode == "mode=ro",
        }),
        _ => invalid("has unknown parameters: only `?mode=ro` and `?mode=rw` are known"),
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((user, host)) if user.contains(':') => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:***@{host}")
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_a_file_or_are_refused() {
        let cases = [
            "sqlite:events.db",
            "sqlite:/var/lib/events.db",
            "sqlite:///var/lib/events.db",
            "sqlite://events.db?mode=ro",
            "sqlite:events.db?mode=rwc&cache=shared",
            "sqlite:",
            "sqlite::memory:",
            "events.db",
            "postgres://me:secret@localhost/events",
            "mysql://me:s@cret@localhost/events",
        ];
        let shown: Vec<String> = cases.iter().map(|url| show(url)).collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    fn show(url: &str) -> String {
        match parse(url) {
            Ok(Location { path, read_only }) => {
                format!("{url} -> {} read_only={read_only}", path.display())
            }
            Err(error) => format!("{url} -> {error}"),
        }
    }
}
