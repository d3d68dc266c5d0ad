use tidings::{Id, OffsetDateTime, Uuid};

use crate::StoreError;
use crate::clock;
use crate::subjects::{Kind, Subjects};

/// What is known of a subject: whose it is, what it belongs to, whether it is deleted.
///
/// Entries are told apart by kind, id and infra-env: a host may be registered under several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectEntry {
    /// The id's name without `_id`, as `cluster`.
    pub kind: String,
    /// Of the type that the store has for the kind.
    pub id: Id,
    /// The infra-env that it is registered under.
    pub infra_env: Option<Uuid>,
    /// The cluster that it belongs to.
    pub cluster: Option<Uuid>,
    /// The user whose it is.
    pub owner: Option<String>,
    /// The organisation whose it is.
    pub org: Option<String>,
    /// Since when it is deleted. Its records stay until they are purged.
    pub deleted_at: Option<OffsetDateTime>,
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// There was none of its kind, id and infra-env.
    New,
    /// It is there instead of the former one.
    Replaced,
}

/// Which entries of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entries {
    /// All.
    All,
    /// The one under this infra-env; `None`: the one under none.
    Under(Option<Uuid>),
}

/// The longest `owner` and `org`, in bytes: they stand in indexes, which hold no more than a part of a page.
const LONGEST: usize = 1024;

/// The longest text that is an id, in bytes, as records have it.
const LONGEST_ID: usize = 255;

impl SubjectEntry {
    /// As the registry holds it, where it may.
    pub(crate) fn canonical(&self, subjects: &Subjects) -> Result<(Kind, Self), StoreError> {
        let (kind, id) = known(subjects, &self.kind, &self.id)?;
        for (what, text) in [("owner", &self.owner), ("org", &self.org)] {
            let reason = match text {
                Some(text) if text.contains('\0') => "must not contain a NUL character",
                Some(text) if text.len() > LONGEST => "must not be longer than 1024 bytes",
                _ => continue,
            };
            return Err(StoreError::InvalidQuery(format!(
                "`{what}` of {} {id} {reason}",
                self.kind
            )));
        }
        let deleted_at = self.deleted_at.map(|time| {
            let microsecond = clock::canonical(time);
            let reason = || {
                format!(
                    "`deleted_at` of {} {id} is no time of UTC's years 0 to 9999",
                    self.kind
                )
            };
            microsecond.ok_or_else(|| StoreError::InvalidQuery(reason()))
        });
        let canonical = Self {
            deleted_at: deleted_at.transpose()?,
            id: id.clone(),
            ..self.clone()
        };
        Ok((kind, canonical))
    }
}

/// An id of a kind that the store has a column for, as that holds it.
pub(crate) fn known(subjects: &Subjects, kind: &str, id: &Id) -> Result<(Kind, Id), StoreError> {
    let name = format!("{kind}_id");
    let (kind, id) = subjects.asked(&name, id)?;
    let reason = match &*id {
        Id::Text(text) if text.contains('\0') => "must not contain a NUL character",
        Id::Text(text) if text.is_empty() || text.len() > LONGEST_ID => {
            "must be 1 to 255 bytes long"
        }
        _ => return Ok((kind, id.into_owned())),
    };
    Err(StoreError::InvalidQuery(format!(
        "subject `{name}` {reason}"
    )))
}

/// In order of kind, id and infra-env.
pub(crate) fn sort(entries: &mut [SubjectEntry]) {
    fn key(entry: &SubjectEntry) -> (&str, &Id, Option<Uuid>) {
        (&entry.kind, &entry.id, entry.infra_env)
    }
    entries.sort_by(|one, other| key(one).cmp(&key(other)));
}
