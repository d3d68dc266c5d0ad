use crate::StoreError;

/// A step that leads from one version of the schema to the next, the first from an empty database.
///
/// Never changed once released, only added to.
pub(crate) struct Migration {
    pub sql: &'static str,
    /// The oldest version whose builds can still use the store after this step.
    pub compatible_from: i64,
}

/// The version of a store's schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    pub found: i64,
    /// The oldest version whose builds can use the store.
    pub compatible_from: i64,
}

impl Version {
    /// Of a database without a store.
    pub const NONE: Self = Self {
        found: 0,
        compatible_from: 0,
    };

    /// The steps that are to be taken; none for a store that a newer build has migrated, and this one can still use.
    pub fn steps(self, all: &'static [Migration]) -> Result<&'static [Migration], StoreError> {
        let known = newest(all);
        if self.compatible_from > known {
            return Err(StoreError::NewerSchema {
                found: self.found,
                known,
            });
        }
        let done = usize::try_from(self.found).unwrap_or_default();
        Ok(all.get(done..).unwrap_or_default())
    }

    /// Whether a build that has these steps can use the store as it is.
    pub fn check(self, all: &'static [Migration]) -> Result<(), StoreError> {
        if self.steps(all)?.is_empty() {
            return Ok(());
        }
        Err(StoreError::OlderSchema {
            found: self.found,
            known: newest(all),
        })
    }
}

/// The version that all steps lead to.
pub(crate) const fn newest(all: &[Migration]) -> i64 {
    all.len() as i64
}
