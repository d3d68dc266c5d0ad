//! An event in the shape that the generator gives it, kept by hand so that the runtime is tested without the generator.

use ::tidings::generated::v1;

static DISK_FORMATTED: v1::Definition = v1::definition(
    "disk_formatted",
    "{host_id}: formatted {disk} ({size}) for {cluster_id}, key {key}",
    "host",
    v1::Severity::Info,
    const {
        &[
            v1::subject("host_id", v1::UUID),
            v1::optional_subject("cluster_id", v1::UUID),
            v1::one_of(
                v1::required("disk", v1::STRING),
                const {
                    &[
                        ::std::borrow::Cow::Borrowed("sda"),
                        ::std::borrow::Cow::Borrowed("sdb"),
                    ]
                },
            ),
            v1::required("size", v1::INT64),
            v1::sensitive("key", v1::STRING),
            v1::optional("severity", v1::STRING),
            v1::optional("load", v1::FLOAT64),
            v1::optional("begun", v1::TIMESTAMP),
        ]
    },
);

/// All definitions.
pub static DEFINITIONS: &[&v1::Definition] = &[&DISK_FORMATTED];

/// A value of `disk`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiskFormattedDisk {
    /// `sda`
    Sda,
    /// `sdb`
    Sdb,
}

impl DiskFormattedDisk {
    /// Every value.
    pub const ALL: &'static [Self] = &[Self::Sda, Self::Sdb];

    /// The value as declared.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sda => "sda",
            Self::Sdb => "sdb",
        }
    }
}

impl v1::AsValue for DiskFormattedDisk {
    fn as_value(&self) -> v1::Value<'_> {
        v1::Value::String(self.as_str())
    }
}

/// A disk was formatted.
#[derive(Clone)]
pub struct DiskFormatted {
    /// `host_id`
    pub host_id: v1::Uuid,
    /// `cluster_id`
    pub cluster_id: ::core::option::Option<v1::Uuid>,
    /// `disk`
    pub disk: DiskFormattedDisk,
    /// `size`
    pub size: ::core::primitive::i64,
    /// `key`
    pub key: ::std::string::String,
    /// `severity`
    pub severity: ::core::option::Option<::std::string::String>,
    /// `load`
    pub load: ::core::option::Option<::core::primitive::f64>,
    /// `begun`
    pub begun: ::core::option::Option<v1::OffsetDateTime>,
}

impl DiskFormatted {
    /// The event's name.
    pub const NAME: &'static ::core::primitive::str = "disk_formatted";
}

impl v1::Values for DiskFormatted {
    fn value(&self, index: ::core::primitive::usize) -> v1::Value<'_> {
        match index {
            0 => v1::AsValue::as_value(&self.host_id),
            1 => v1::AsValue::as_value(&self.cluster_id),
            2 => v1::AsValue::as_value(&self.disk),
            3 => v1::AsValue::as_value(&self.size),
            4 => v1::AsValue::as_value(&self.key),
            5 => v1::AsValue::as_value(&self.severity),
            6 => v1::AsValue::as_value(&self.load),
            7 => v1::AsValue::as_value(&self.begun),
            _ => v1::Value::Absent,
        }
    }
}

impl v1::Event for DiskFormatted {
    fn definition() -> &'static v1::Definition {
        &DISK_FORMATTED
    }
}

impl ::core::fmt::Debug for DiskFormatted {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        v1::debug(&DISK_FORMATTED, self, "DiskFormatted", f)
    }
}

impl ::core::cmp::PartialEq for DiskFormatted {
    fn eq(&self, other: &Self) -> ::core::primitive::bool {
        v1::equal(&DISK_FORMATTED, self, other)
    }
}

impl ::core::convert::TryFrom<&v1::Record> for DiskFormatted {
    type Error = v1::MismatchedRecord;
    fn try_from(record: &v1::Record) -> ::core::result::Result<Self, Self::Error> {
        let fields = v1::Fields::of(record, &DISK_FORMATTED);
        fields.finish(Self {
            host_id: fields.uuid(0),
            cluster_id: fields.optional_uuid(1),
            disk: fields.variant(2, DiskFormattedDisk::ALL, DiskFormattedDisk::as_str),
            size: fields.integer(3),
            key: fields.string(4),
            severity: fields.optional_string(5),
            load: fields.optional_float(6),
            begun: fields.optional_timestamp(7),
        })
    }
}

/// Sends [`DiskFormatted`].
#[expect(
    clippy::too_many_arguments,
    reason = "one argument per declared property"
)]
pub fn send_disk_formatted<'a>(
    sender: &'a (impl v1::Sender + ?::core::marker::Sized),
    host_id: v1::Uuid,
    cluster_id: ::core::option::Option<v1::Uuid>,
    disk: DiskFormattedDisk,
    size: ::core::primitive::i64,
    key: impl ::core::convert::Into<::std::string::String>,
    severity: ::core::option::Option<::std::string::String>,
    load: ::core::option::Option<::core::primitive::f64>,
    begun: ::core::option::Option<v1::OffsetDateTime>,
) -> v1::Sending<'a> {
    v1::Event::send(
        &DiskFormatted {
            host_id,
            cluster_id,
            disk,
            size,
            key: ::core::convert::Into::into(key),
            severity,
            load,
            begun,
        },
        sender,
    )
}
