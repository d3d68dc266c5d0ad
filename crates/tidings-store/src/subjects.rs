//! Subjects: which ids a store has columns for, and what may stand in them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tidings::{Definition, Id, PropertyType, Record, SendError, Uuid};

use crate::StoreError;

/// A subject that has a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    pub name: String,
    pub kind: Kind,
}

/// The type of a subject's ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Uuid,
    Text,
    Integer,
}

impl Subject {
    /// As `cluster` of `cluster_id`.
    pub fn of_kind(&self) -> &str {
        self.name.strip_suffix("_id").unwrap_or(&self.name)
    }
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Text => "text",
            Self::Integer => "integer",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Uuid, Self::Text, Self::Integer];
        all.into_iter().find(|kind| kind.as_str() == name)
    }

    fn of(property_type: PropertyType) -> Option<Self> {
        match property_type {
            PropertyType::Uuid => Some(Self::Uuid),
            PropertyType::String => Some(Self::Text),
            PropertyType::Integer | PropertyType::Int64 => Some(Self::Integer),
            _ => None,
        }
    }

    /// The id as ids of this kind are; else what it must be.
    pub fn id<'a>(self, id: &'a Id) -> Result<Cow<'a, Id>, &'static str> {
        match (self, id) {
            (Self::Uuid, Id::Text(text)) => {
                let uuid = Uuid::try_parse(text).map_err(|_| "must be a UUID");
                uuid.map(|uuid| Cow::Owned(Id::Uuid(uuid)))
            }
            (Self::Integer, Id::Text(text)) => {
                let number = text.parse().map_err(|_| "must be a 64-bit integer");
                number.map(|number| Cow::Owned(Id::Integer(number)))
            }
            (Self::Uuid | Self::Text, Id::Uuid(_))
            | (Self::Text, Id::Text(_))
            | (Self::Integer, Id::Integer(_)) => Ok(Cow::Borrowed(id)),
            (Self::Uuid, _) => Err("must be a UUID"),
            (Self::Text, _) => Err("must be a text"),
            (Self::Integer, _) => Err("must be a 64-bit integer"),
        }
    }
}

/// Those that a store has columns for, in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Subjects(pub Vec<Subject>);

impl Subjects {
    pub fn get(&self, name: &str) -> Result<&Subject, StoreError> {
        let found = self.0.iter().find(|subject| subject.name == name);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.0.iter().map(|s| s.name.as_str()).collect();
            StoreError::UnknownSubject {
                name: name.to_owned(),
                known: known.join(" "),
            }
        })
    }

    /// The type of the infra-envs that records have; entries of the registry are under UUIDs.
    pub fn infra_env(&self) -> Option<Kind> {
        self.get("infra_env_id").ok().map(|subject| subject.kind)
    }

    /// What a filter asks of a subject, as its column holds it.
    pub fn asked<'a>(&self, name: &str, id: &'a Id) -> Result<(Kind, Cow<'a, Id>), StoreError> {
        let kind = self.get(name)?.kind;
        let invalid = |reason| StoreError::InvalidQuery(format!("subject `{name}` {reason}"));
        Ok((kind, kind.id(id).map_err(invalid)?))
    }

    /// Those of the declared ones that have no column yet.
    pub fn missing<'a>(
        &self,
        declared: &'a BTreeMap<String, Kind>,
    ) -> Result<Vec<(&'a str, Kind)>, StoreError> {
        let mut missing = Vec::new();
        for (name, kind) in declared {
            match self.0.iter().find(|subject| subject.name == *name) {
                Some(subject) => check_kind(name, subject.kind, *kind)?,
                None => missing.push((name.as_str(), *kind)),
            }
        }
        Ok(missing)
    }

    /// The record as its columns hold it: a UUID in capitals becomes one in small letters, `"7"` may become 7.
    ///
    /// # Errors
    /// A subject of another type than its column's.
    pub fn canonical<'a>(&self, record: &'a Record) -> Result<Cow<'a, Record>, SendError> {
        let mut canonical = Cow::Borrowed(record);
        for Subject { name, kind } in &self.0 {
            let Some((name, id)) = record.subjects.get_key_value(name.as_str()) else {
                continue;
            };
            match kind.id(id) {
                Ok(Cow::Borrowed(_)) => {}
                Ok(Cow::Owned(id)) => drop(canonical.to_mut().subjects.insert(name.clone(), id)),
                Err(reason) => return Err(invalid(name.clone(), reason)),
            }
        }
        Ok(canonical)
    }

    /// Those of the record's subjects that have no column, and could have one.
    #[cfg(feature = "postgres")]
    pub fn undeclared<'a>(&self, record: &'a Record) -> Vec<&'a str> {
        let names = record.subjects.keys().map(|name| &**name);
        names
            .filter(|name| self.get(name).is_err() && check_name(name).is_ok())
            .collect()
    }

    /// The record's subjects that have no column, as JSON; `None` when there are none.
    pub fn others(&self, record: &Record) -> Option<String> {
        let has_column = |name: &str| self.0.iter().any(|subject| subject.name == name);
        let all = record.subjects.iter().map(|(name, id)| (&**name, id));
        write_others(&all.filter(|(name, _)| !has_column(name)).collect())
    }
}

fn invalid(property: Cow<'static, str>, reason: &'static str) -> SendError {
    let reason = Cow::Borrowed(reason);
    SendError::InvalidValue { property, reason }
}

/// Subjects without a column, as JSON; `None` when there are none.
pub(crate) fn write_others(others: &BTreeMap<&str, &Id>) -> Option<String> {
    let write = |others| serde_json::to_string(others).expect("a map with text keys is JSON");
    (!others.is_empty()).then(|| write(others))
}

/// The subjects of the definitions, and more, by name.
pub(crate) fn declared(
    definitions: &[&Definition],
    more: &BTreeMap<String, PropertyType>,
) -> Result<BTreeMap<String, Kind>, StoreError> {
    let properties = definitions.iter().flat_map(|one| one.subjects());
    let properties = properties.map(|property| (&*property.name, property.property_type));
    let more = more.iter().map(|(name, of_type)| (name.as_str(), *of_type));
    let mut declared = BTreeMap::new();
    for (name, property_type) in properties.chain(more) {
        let invalid = |reason| StoreError::InvalidSubject {
            name: name.to_owned(),
            reason,
        };
        check_name(name).map_err(invalid)?;
        let kind = Kind::of(property_type)
            .ok_or_else(|| invalid("must be of type UUID, string or int64"))?;
        let earlier = declared.insert(name.to_owned(), kind);
        check_kind(name, earlier.unwrap_or(kind), kind)?;
    }
    Ok(declared)
}

/// Whether a subject keeps its type.
fn check_kind(name: &str, stored: Kind, declared: Kind) -> Result<(), StoreError> {
    if stored == declared {
        return Ok(());
    }
    Err(StoreError::SubjectTypeChanged {
        name: name.to_owned(),
        stored: stored.as_str(),
        declared: declared.as_str(),
    })
}

/// Names become columns: those of the catalog's format, which no other column has.
fn check_name(name: &str) -> Result<(), &'static str> {
    const RESERVED: [&str; 6] = [
        "request_id",
        "event_id",
        "record_id",
        "trace_id",
        "span_id",
        "org_id",
    ];
    let stem = name.strip_suffix("_id").unwrap_or_default();
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !stem.starts_with(|first: char| first.is_ascii_lowercase())
        || stem.len() > 51
        || !stem.bytes().all(allowed)
    {
        return Err("must be a name as `cluster_id`: a-z, 0-9 and _, at most 54 characters");
    }
    if RESERVED.contains(&name) {
        return Err("has a reserved name");
    }
    Ok(())
}
