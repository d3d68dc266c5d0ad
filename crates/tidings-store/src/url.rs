use crate::StoreError;

/// Where a store is.
#[derive(Debug, PartialEq)]
pub(crate) enum Location {
    #[cfg(feature = "sqlite")]
    Sqlite(File),
    #[cfg(feature = "postgres")]
    Postgres(Server),
}

/// A database of a server.
#[cfg(feature = "postgres")]
#[derive(Debug, PartialEq)]
pub(crate) struct Server {
    pub url: String,
    /// The URL for people and logs, without its password.
    pub shown: String,
}

/// A SQLite file.
#[cfg(feature = "sqlite")]
#[derive(Debug, PartialEq)]
pub(crate) struct File {
    pub path: std::path::PathBuf,
    pub read_only: bool,
}

/// Reads `sqlite:PATH`, also `sqlite://PATH`, with `?mode=ro` for one that is only read; and `postgres://...`.
pub(crate) fn parse(url: &str) -> Result<Location, StoreError> {
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        return postgres(url);
    }
    match url.strip_prefix("sqlite:") {
        Some(rest) => sqlite(url, rest),
        None => invalid(
            url,
            "is no store's URL: write `sqlite:PATH` or `postgres://...`",
        ),
    }
}

#[cfg(feature = "postgres")]
fn postgres(url: &str) -> Result<Location, StoreError> {
    let shown = without_password(url);
    let url = url.to_owned();
    Ok(Location::Postgres(Server { url, shown }))
}

#[cfg(not(feature = "postgres"))]
fn postgres(url: &str) -> Result<Location, StoreError> {
    invalid(
        url,
        "cannot be opened: this build has no PostgreSQL support",
    )
}

#[cfg(feature = "sqlite")]
fn sqlite(url: &str, rest: &str) -> Result<Location, StoreError> {
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, mode) = rest.split_once('?').unwrap_or((rest, "mode=rw"));
    match (path, mode) {
        ("", _) => invalid(url, "names no file: write `sqlite:PATH`"),
        (":memory:", _) => invalid(url, "cannot be shared by several connections: name a file"),
        (_, "mode=ro" | "mode=rw") => Ok(Location::Sqlite(File {
            path: path.into(),
            read_only: mode == "mode=ro",
        })),
        _ => invalid(
            url,
            "has unknown parameters: only `?mode=ro` and `?mode=rw` are known",
        ),
    }
}

#[cfg(not(feature = "sqlite"))]
fn sqlite(url: &str, _: &str) -> Result<Location, StoreError> {
    invalid(url, "cannot be opened: this build has no SQLite support")
}

fn invalid(url: &str, reason: &'static str) -> Result<Location, StoreError> {
    Err(StoreError::InvalidUrl {
        url: without_password(url),
        reason,
    })
}

/// A URL as it may be shown: each password in it is `***`.
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url
        .split_once(':')
        .filter(|(scheme, _)| *scheme != "sqlite")
    else {
        return url.to_owned();
    };
    let Some(rest) = rest.strip_prefix("//") else {
        return format!("{scheme}:***");
    };
    let (login, rest) = match rest.rsplit_once('@') {
        // Not escaped as it has to be: nobody can tell where the password ends.
        Some((login, _)) if login.contains(['/', '?', '#']) => return format!("{scheme}://***"),
        Some((login, rest)) => match login.split_once(':') {
            Some((user, _)) => (format!("{user}:***@"), rest),
            None => (format!("{login}@"), rest),
        },
        None => (String::new(), rest),
    };
    match rest.split_once('?') {
        None => format!("{scheme}://{login}{rest}"),
        Some((rest, parameters)) => {
            let shown: Vec<String> = parameters.split('&').map(shown_parameter).collect();
            format!("{scheme}://{login}{rest}?{}", shown.join("&"))
        }
    }
}

/// Parameters may hold passwords too, and names may be escaped.
fn shown_parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, _)) if name.contains("password") || name.contains('%') => format!("{name}=***"),
        _ => parameter.to_owned(),
    }
}

#[cfg(all(test, feature = "sqlite", feature = "postgres"))]
mod tests {
    use super::*;

    #[test]
    fn urls_name_a_store_or_are_refused() {
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
            "postgresql:///events?host=/run/postgresql&password=secret",
            "mysql://me:s@cret@localhost/events",
            "postgres://me:se?cret@localhost/events",
            "postgres:me:secret@localhost/events",
            "postgres:///events?p%61ssword=secret",
        ];
        let shown: Vec<String> = cases.iter().map(|url| show(url)).collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    fn show(url: &str) -> String {
        match parse(url) {
            Ok(Location::Sqlite(File { path, read_only })) => {
                format!("{url} -> {} read_only={read_only}", path.display())
            }
            Ok(Location::Postgres(server)) => format!("{url} -> {}", server.shown),
            Err(error) => format!("{url} -> {error}"),
        }
    }
}
