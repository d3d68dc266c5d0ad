use tidings::{Event, MismatchedRecord, OffsetDateTime, Record, Uuid};

use crate::cases::{declared_event_types, enums, every_type, metrics_and_rate_limits, nasty};
use crate::recorder::Recorder;

/// Sends the event, reads it back from the record, and gives the record's message.
fn round_trip<E>(event: E) -> String
where
    E: Event + PartialEq + std::fmt::Debug + for<'a> TryFrom<&'a Record, Error = MismatchedRecord>,
{
    let recorder = Recorder::default();
    event.send(&recorder).wait().unwrap();
    let record = recorder.only();
    assert_eq!(record.name, E::definition().name);
    assert_eq!(E::try_from(&record).unwrap(), event);
    let Err(error) = E::try_from(&Record::new("other", "host", record.severity, "")) else {
        panic!("a record of another event was read as {event:?}");
    };
    assert!(matches!(error, MismatchedRecord::Name { .. }), "{error}");
    record.message
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn time() -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH
}

#[test]
fn every_type_is_sent_and_read() {
    let full = every_type::HostMeasured {
        host_id: id(1),
        infra_env_id: id(2),
        cluster_id: id(3),
        text: "fine {number}".to_owned(),
        number: -1,
        big_number: i64::MAX,
        truth: true,
        share: 0.5,
        begun: time(),
        token_id: id(4),
    };
    assert_eq!(
        round_trip(full),
        "00000000-0000-0000-0000-000000000001 of 00000000-0000-0000-0000-000000000003: fine {number} -1 \
         9223372036854775807 true 0.5 1970-01-01T00:00:00.000000Z"
    );
    let empty = every_type::HostMeasuredAgain {
        host_id: id(1),
        infra_env_id: id(2),
        cluster_id: None,
        text: None,
        number: None,
        big_number: None,
        truth: None,
        share: None,
        begun: None,
        token_id: None,
    };
    let filled = every_type::HostMeasuredAgain {
        cluster_id: Some(id(3)),
        text: Some(String::new()),
        number: Some(1),
        big_number: Some(2),
        truth: Some(false),
        share: Some(1e-7),
        begun: Some(time()),
        token_id: Some(id(4)),
        ..empty.clone()
    };
    assert_ne!(empty, filled);
    assert_eq!(round_trip(empty), "none: none none none none none none");
    assert_eq!(
        round_trip(filled),
        "00000000-0000-0000-0000-000000000003:  1 2 false 1e-7 1970-01-01T00:00:00.000000Z"
    );
}

#[test]
fn declared_subjects_are_sent_and_read() {
    let placed = declared_event_types::OrderPlaced {
        order_id: "A-1".to_owned(),
        customer_id: 7,
    };
    assert_eq!(round_trip(placed), "Order A-1 placed by customer 7");
    round_trip(declared_event_types::OrderParcelSent {
        order_id: "A-1".to_owned(),
        parcel: id(5),
    });
    assert_eq!(
        round_trip(declared_event_types::ServiceWasStarted {}),
        "Service started"
    );
}

#[test]
fn enums_are_sent_and_read() {
    let formatted = enums::DiskWasFormatted {
        host_id: id(1),
        infra_env_id: id(2),
        disk: enums::DiskWasFormattedDisk::Sdb,
        file_system: Some(enums::DiskWasFormattedFileSystem::GrU00f6U00dfE),
        only: enums::DiskWasFormattedOnly::X,
        secret_kind: enums::DiskWasFormattedSecretKind::Plain,
        wide: enums::DiskWasFormattedWide::Short,
    };
    let recorder = Recorder::default();
    formatted.send(&recorder).wait().unwrap();
    let record = recorder.only();
    assert_eq!(record.message, "Disk sdb formatted as größe");
    // The secret does not come back.
    let error = enums::DiskWasFormatted::try_from(&record).unwrap_err();
    assert!(
        matches!(&error, MismatchedRecord::Invalid { property, .. } if property == "secret_kind"),
        "{error}"
    );
    let last = enums::ABC {
        infra_env_id: id(1),
        d: enums::ABCD::Z,
    };
    assert_eq!(round_trip(last), "z");
}

#[test]
fn metrics_are_sent_and_read() {
    round_trip(metrics_and_rate_limits::InstallationWasMeasured {
        cluster_id: id(1),
        seconds: 1.5,
    });
    round_trip(metrics_and_rate_limits::DiskSpeedDegraded {
        host_id: id(1),
        infra_env_id: id(2),
    });
    round_trip(metrics_and_rate_limits::DiskSpeedMeasured {
        host_id: id(1),
        infra_env_id: id(2),
        speed: 3,
    });
}

#[test]
fn nasty_names_and_texts_are_sent_and_read() {
    let text = |text: &str| text.to_owned();
    round_trip(nasty::Option {
        some: text("a"),
        none: Some(true),
    });
    round_trip(nasty::String {
        string: text("a"),
        str: text("b"),
    });
    round_trip(nasty::Record {
        record: text("a"),
        fields: text("b"),
        index: 1,
    });
    round_trip(nasty::Result {
        event: text("a"),
        other: true,
        f: 1.0,
        a: text("b"),
    });
    round_trip(nasty::Ok {});
    round_trip(nasty::Some {});
    round_trip(nasty::Clone {});
    round_trip(nasty::Debug {});
    round_trip(nasty::Event {});
    round_trip(nasty::Sender {
        sender: text("a"),
        event_time: time(),
    });
    round_trip(nasty::Self_ {
        self_: text("a"),
        super_: text("b"),
        crate_: text("c"),
    });
    round_trip(nasty::Definitions { definitions: id(1) });
    let keywords = nasty::KeywordsWereUsed {
        r#type: text("a"),
        r#fn: text("b"),
        r#async: 1,
        r#gen: true,
        r#try: 0.5,
        r#match: time(),
        union: id(1),
        r#static: None,
        r#dyn: text("c"),
    };
    assert_eq!(
        round_trip(keywords),
        "a b 1 true 0.5 1970-01-01T00:00:00.000000Z 00000000-0000-0000-0000-000000000001 none"
    );
    let camel = nasty::CamelCaseWasUsed {
        host_name: text("a"),
        http_code: 404,
    };
    assert_eq!(nasty::CamelCaseWasUsed::NAME, "camelCaseWas_USED");
    assert_eq!(round_trip(camel), "a 404");
    assert_eq!(
        round_trip(nasty::TextWasQuoted { text: text("{0}") }),
        "\"quoted\" 'single' back\\slash {0} {{0}} {0} {} } { /* comment */ // comment é日本 😀 zero\u{200b}width \
         bidi\u{202e}end\ttab"
    );
    round_trip(nasty::AMessageWasLong { reason: text("a") });
}
