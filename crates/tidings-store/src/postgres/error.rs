use std::borrow::Cow;

use tidings::Cause;

use crate::StoreError;

/// Why something could not be done: what the server or the way to it says, or what the store says.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server has not answered in time; what it was asked to do may be done or not.
    #[error("no answer in time")]
    NoAnswer,
    /// All connections for reading were in use for long.
    #[error("no connection in time")]
    AllInUse,
}

/// What to do about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// The server is away, or on its way down or up: connect again.
    Reconnect,
    /// Another transaction was in the way: the same once more will do.
    Again,
    /// The statement was not prepared on this connection, or was prepared already.
    Prepare,
    /// Something was locked for too long.
    Wait,
    /// Other records of the same batch may fare better.
    Split,
    /// Nothing.
    None,
}

impl Problem {
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::NoAnswer => Remedy::Reconnect,
            Self::AllInUse => Remedy::Wait,
            Self::Store(_) => Remedy::None,
            Self::Sql(sqlx::Error::Database(error)) => of_code(&error.code().unwrap_or_default()),
            Self::Sql(sqlx::Error::Io(_) | sqlx::Error::Protocol(_)) => Remedy::Reconnect,
            Self::Sql(_) => Remedy::None,
        }
    }

    /// The SQLSTATE, where the server told one.
    pub fn code(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Sql(sqlx::Error::Database(error)) => error.code(),
            _ => None,
        }
    }

    /// Whether something was to be written where nothing may be: at a standby, or by a reader.
    pub fn is_read_only(&self) -> bool {
        self.code().as_deref() == Some("25006")
    }

    /// For the user, with the database's URL.
    pub fn of(self, shown: &str) -> StoreError {
        let remedy = self.remedy();
        let what = in_plain_words(&self);
        let cause = match self {
            Self::Store(error) => return error,
            Self::NoAnswer | Self::AllInUse => Cause::new(format!("`{shown}` {what}")),
            Self::Sql(source) => Cause::new(Failure {
                shown: shown.to_owned(),
                what,
                source: Said(source),
            }),
        };
        match remedy {
            Remedy::Reconnect | Remedy::Again | Remedy::Wait => StoreError::Unavailable(cause),
            _ => StoreError::Failed(cause),
        }
    }
}

/// By PostgreSQL's list of error codes.
fn of_code(code: &str) -> Remedy {
    match code {
        // Shutting down or starting; too many connections; a standby, after its primary has moved.
        "57P01" | "57P02" | "57P03" | "57P05" | "53300" | "25006" | "25P03" => Remedy::Reconnect,
        _ if code.starts_with("08") => Remedy::Reconnect,
        "40001" | "40P01" => Remedy::Again,
        "26000" | "42P05" => Remedy::Prepare,
        "57014" | "55P03" => Remedy::Wait,
        // Full, too big, out of memory; values, constraints.
        "53100" | "53200" | "54000" | "54001" => Remedy::Split,
        _ if code.starts_with("22") || code.starts_with("23") => Remedy::Split,
        _ => Remedy::None,
    }
}

#[derive(Debug, thiserror::Error)]
#[error("`{shown}` {what}: {source}")]
struct Failure {
    shown: String,
    what: &'static str,
    source: Said,
}

/// The end of the chain of causes: what is behind it says the same once more.
#[derive(Debug, thiserror::Error)]
#[error("{}", said(.0))]
struct Said(sqlx::Error);

/// Without the line of PostgreSQL's own source that sqlx tells with it.
fn said(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        error => error.to_string(),
    }
}

fn in_plain_words(problem: &Problem) -> &'static str {
    let code = problem.code();
    match code.as_deref() {
        Some("53300") => "has no free connection",
        Some("57P01" | "57P02" | "57P03" | "57P05") => "is shutting down or starting",
        Some("25006") => "is read-only, a standby perhaps",
        Some("28000" | "28P01") => "refuses the login",
        Some("3D000") => "does not exist",
        Some("42501") => {
            "does not allow it, a privilege is missing; the schema's owner runs `tidings migrate` and grants"
        }
        Some("53100") => "cannot grow, its disk is full",
        Some("54000") => "cannot hold a record as large as this",
        Some("57014") => "took longer than the statement timeout",
        Some("55P03") => "was locked by another transaction for longer than the busy limit",
        Some(_) => "failed",
        None => match problem {
            Problem::NoAnswer => "did not answer in time",
            Problem::Sql(sqlx::Error::Tls(_)) => "cannot be reached over TLS",
            Problem::AllInUse => "had no free connection in time, all were in use",
            Problem::Sql(sqlx::Error::Configuration(_)) => "is no valid URL",
            Problem::Sql(sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound) => {
                "holds what this build cannot read"
            }
            _ => "cannot be reached",
        },
    }
}
