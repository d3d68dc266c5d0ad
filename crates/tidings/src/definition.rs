//! What a catalog says of one event, at run time: a `static` in generated code, or built from a catalog that a server read.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;

use crate::template::Template;
use crate::{Category, Severity, Values};

/// One event definition of a catalog.
///
/// Generated code has one `static` of it per event. A program that reads a catalog at run time builds its own:
///
/// ```
/// use tidings::{Definition, Property, PropertyType, Severity};
///
/// let placed = Definition::new("order_placed", "Order {order_id} placed", "order", Severity::Info)
///     .with_properties(vec![Property::new("order_id", PropertyType::String).into_subject()]);
/// let values = serde_json::json!({"order_id": "A-17"});
/// let record = placed.record(values.as_object().unwrap())?;
/// assert_eq!(record.message, "Order A-17 placed");
/// # Ok::<(), tidings::InvalidValues>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Definition {
    /// The event's name, constant for ever.
    pub name: Cow<'static, str>,
    /// The message template, with `{property}` placeholders.
    pub message: Cow<'static, str>,
    /// `cluster`, `host`, `infra_env`, or one that the catalog declares.
    pub event_type: Cow<'static, str>,
    /// The severity, unless a property named `severity` overrides it when sent.
    pub severity: Severity,
    /// Whom the event is for.
    pub category: Category,
    /// In declared order.
    pub properties: Cow<'static, [Property]>,
    /// The same event, for the same subjects, is stored at most once per this time.
    pub rate_limit: Option<Duration>,
    /// Names that the event had before: records of these are records of this event.
    pub formerly: Cow<'static, [Cow<'static, str>]>,
    pub(crate) compiled: OnceLock<Compiled>,
}

/// What is worked out from a definition once, at its first use.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    pub template: Template,
    pub hash: DefinitionHash,
    /// The place of the string property named `severity`.
    pub severity: Option<usize>,
}

impl Definition {
    /// A definition without properties, of category `user`, without a rate limit.
    ///
    /// A placeholder that names no property is text; the checker of catalogs refuses it.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
        event_type: impl Into<Cow<'static, str>>,
        severity: Severity,
    ) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
            event_type: event_type.into(),
            severity,
            category: Category::User,
            properties: Cow::Borrowed(&[]),
            rate_limit: None,
            formerly: Cow::Borrowed(&[]),
            compiled: OnceLock::new(),
        }
    }

    /// The same with these properties, in this order.
    pub fn with_properties(mut self, properties: Vec<Property>) -> Self {
        self.properties = Cow::Owned(properties);
        self.compiled = OnceLock::new();
        self
    }

    /// The same with this category.
    pub fn with_category(mut self, category: Category) -> Self {
        self.category = category;
        self
    }

    /// The same with this rate limit.
    pub fn with_rate_limit(mut self, window: Duration) -> Self {
        self.rate_limit = Some(window);
        self
    }

    /// The same with these old names.
    pub fn with_old_names(mut self, formerly: Vec<Cow<'static, str>>) -> Self {
        self.formerly = Cow::Owned(formerly);
        self
    }

    /// Whether this is the event's name, or was.
    pub fn is_named(&self, name: &str) -> bool {
        self.name == name || self.formerly.iter().any(|old| old == name)
    }

    /// The property of this name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The subject ids, in declared order.
    pub fn subjects(&self) -> impl Iterator<Item = &Property> {
        self.properties.iter().filter(|property| property.subject)
    }

    /// The message of an event with these values, in one allocation; `none` for what is absent, sensitive values redacted.
    pub fn render(&self, values: &dyn Values) -> String {
        self.compiled().template.render(values)
    }

    /// A hash of name, template, properties and types: changes when readers of the record have to look again.
    pub fn hash(&self) -> DefinitionHash {
        self.compiled().hash
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| Compiled {
            template: Template::parse(&self.message, &self.properties),
            hash: hash(self),
            severity: self
                .properties
                .iter()
                .position(|p| p.name == "severity" && p.property_type == PropertyType::String),
        })
    }
}

/// A property of an event, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Property {
    /// The name in catalog, messages, JSON and generated fields.
    pub name: Cow<'static, str>,
    /// The type of its values.
    pub property_type: PropertyType,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether it is the id of a subject.
    pub subject: bool,
    /// Whether its value is replaced by [`REDACTED`](crate::REDACTED) before it leaves the event.
    pub sensitive: bool,
    /// The allowed values of an `enum`; empty: any.
    pub values: Cow<'static, [Cow<'static, str>]>,
    /// Names that it had before, under which older records have it.
    pub formerly: Cow<'static, [Cow<'static, str>]>,
}

impl Property {
    /// A required property that is no subject.
    pub fn new(name: impl Into<Cow<'static, str>>, property_type: PropertyType) -> Self {
        Self {
            name: name.into(),
            property_type,
            optional: false,
            subject: false,
            sensitive: false,
            values: Cow::Borrowed(&[]),
            formerly: Cow::Borrowed(&[]),
        }
    }

    /// The same, allowed to be absent.
    pub fn into_optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The same, as the id of a subject.
    pub fn into_subject(mut self) -> Self {
        self.subject = true;
        self
    }

    /// The same, with its value kept inside the event.
    pub fn into_sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// The same, with these old names.
    pub fn with_old_names(mut self, formerly: Vec<Cow<'static, str>>) -> Self {
        self.formerly = Cow::Owned(formerly);
        self
    }

    /// The same, with only these values allowed.
    pub fn with_values(mut self, values: Vec<Cow<'static, str>>) -> Self {
        self.values = Cow::Owned(values);
        self
    }
}

/// The type of a property's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PropertyType {
    /// A UUID.
    Uuid,
    /// UTF-8 text without NUL.
    String,
    /// A 64-bit signed integer, declared as `integer`.
    Integer,
    /// A 64-bit signed integer.
    Int64,
    /// `true` or `false`.
    Bool,
    /// A finite IEEE 754 double.
    Float64,
    /// A point in time, kept to the microsecond.
    Timestamp,
}

impl PropertyType {
    /// The name in catalogs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uuid => "UUID",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Int64 => "int64",
            Self::Bool => "bool",
            Self::Float64 => "float64",
            Self::Timestamp => "timestamp",
        }
    }
}

impl fmt::Display for PropertyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Tells definitions of one event apart, as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DefinitionHash(u64);

impl fmt::Display for DefinitionHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for DefinitionHash {
    type Err = InvalidDefinitionHash;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A sign and fewer digits would be read too.
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let hash = digits.then(|| u64::from_str_radix(text, 16).ok()).flatten();
        hash.map(Self).ok_or(InvalidDefinitionHash)
    }
}

/// A text that is no [`DefinitionHash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a definition's hash must be 16 hexadecimal digits")]
#[non_exhaustive]
pub struct InvalidDefinitionHash;

/// FNV-1a, 64 bit (draft-eastlake-fnv), over the parts, each ended by a byte that no UTF-8 text contains.
fn hash(definition: &Definition) -> DefinitionHash {
    let properties = definition.properties.iter().flat_map(|property| {
        let optional = if property.optional { "?" } else { "" };
        [&property.name, property.property_type.as_str(), optional]
    });
    let parts = [&*definition.name, &definition.message]
        .into_iter()
        .chain(properties);
    let bytes = parts.flat_map(|part| part.bytes().chain([0xff]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    DefinitionHash(hash)
}
