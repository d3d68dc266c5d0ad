//! What the server says of each record of a request.

use std::time::Duration;

use serde::Deserialize;
use tidings::{Cause, Receipt, SendError, Uuid};

use crate::report::Answer;

/// Of one record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    Stored,
    RateLimited(Duration),
    /// Refused for good. The code is that of HTTP.
    Failed {
        code: u16,
        reason: String,
    },
}

/// As the server writes it.
#[derive(Deserialize)]
struct Written {
    id: Option<Uuid>,
    rate_limited: Option<RateLimited>,
    error: Option<String>,
    code: Option<u16>,
}

#[derive(Deserialize)]
struct RateLimited {
    window: f64,
}

impl Verdict {
    /// One for each of `ids`, or nothing if that is not what the text says.
    pub fn read_all(text: &str, ids: &[Uuid]) -> Option<Vec<Self>> {
        let written: Vec<Written> = serde_json::from_str(text).ok()?;
        let same = written.len() == ids.len()
            && written
                .iter()
                .zip(ids)
                .all(|(one, id)| one.id == Some(*id) || one.id.is_none() && one.error.is_some());
        same.then(|| written.into_iter().map(Self::from).collect())
    }

    /// What the record's sender is told.
    pub fn answer(&self, id: Uuid) -> Answer {
        match self {
            Self::Stored => Ok(Receipt::Stored { id }),
            Self::RateLimited(window) => Ok(Receipt::RateLimited { window: *window }),
            Self::Failed { code: 409, .. } => Err(SendError::IdTaken { id }),
            Self::Failed {
                code: 500..,
                reason,
            } => Err(SendError::Store(Cause::new(reason.clone()))),
            Self::Failed { reason, .. } => Err(SendError::Refused {
                reason: reason.clone(),
            }),
        }
    }

    pub fn is_failed(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }

    /// Why it failed, where that is the server's fault.
    pub fn server_fault(&self) -> Option<&str> {
        match self {
            Self::Failed {
                code: 500..,
                reason,
            } => Some(reason),
            _ => None,
        }
    }
}

impl From<Written> for Verdict {
    fn from(written: Written) -> Self {
        if let Some(reason) = written.error {
            let code = written.code.unwrap_or(400);
            return Self::Failed { code, reason };
        }
        match written.rate_limited {
            Some(RateLimited { window }) => {
                Self::RateLimited(Duration::try_from_secs_f64(window).unwrap_or_default())
            }
            None => Self::Stored,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_has_its_verdict_or_none_has() {
        let ids = [1, 2, 3].map(Uuid::from_u128);
        let text = format!(
            r#"[{{"id":"{}"}},{{"id":"{}","rate_limited":{{"window":1.5}}}},{{"id":"{}","error":"no","code":403}}]"#,
            ids[0], ids[1], ids[2]
        );
        let failed = Verdict::Failed {
            code: 403,
            reason: "no".to_owned(),
        };
        let limited = Verdict::RateLimited(Duration::from_millis(1500));
        assert_eq!(
            Verdict::read_all(&text, &ids),
            Some(vec![Verdict::Stored, limited, failed])
        );
        assert_eq!(Verdict::read_all(&text, &ids[..2]), None);
        let others = [1, 3, 2].map(Uuid::from_u128);
        assert_eq!(Verdict::read_all(&text, &others), None);
        for text in ["", "[]", "{}", "<html>", "[1,2,3]"] {
            assert_eq!(Verdict::read_all(text, &ids), None);
        }
    }

    #[test]
    fn the_code_tells_which_error_it_is() {
        let id = Uuid::from_u128(1);
        let told = |code| {
            let reason = "why".to_owned();
            Verdict::Failed { code, reason }.answer(id)
        };
        assert!(matches!(told(409), Err(SendError::IdTaken { .. })));
        assert!(matches!(told(500), Err(SendError::Store(_))));
        for code in [400, 403, 404] {
            assert!(matches!(told(code), Err(SendError::Refused { .. })));
        }
    }
}
