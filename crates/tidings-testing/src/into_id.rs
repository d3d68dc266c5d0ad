use tidings::{Id, Uuid};

/// What names a subject in a matcher: an id, or `None` for "is absent".
///
/// A trait of its own, since `Into<Option<Id>>` cannot be had for `Uuid` and `&str`: neither those nor `Option` are types of
/// `tidings` (Rust's orphan rule). Of all `Option`s it takes `Option<Uuid>` alone, the type of optional subjects' fields, so
/// that a bare `None` has a type.
pub trait IntoId {
    /// The id, or `None` when the subject should be absent.
    fn into_id(self) -> Option<Id>;
}

macro_rules! into_id {
    ($($from:ty),*) => {
        $(impl IntoId for $from {
            fn into_id(self) -> Option<Id> {
                Some(self.into())
            }
        })*
    };
}

into_id!(Id, Uuid, &Uuid, &str, String, i64);

impl IntoId for &Id {
    fn into_id(self) -> Option<Id> {
        Some(self.clone())
    }
}

impl IntoId for &String {
    fn into_id(self) -> Option<Id> {
        self.as_str().into_id()
    }
}

impl IntoId for Option<Uuid> {
    fn into_id(self) -> Option<Id> {
        self.map(Id::Uuid)
    }
}
