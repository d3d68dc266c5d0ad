//! The golden code as users have it, included into modules of a crate that denies every warning; its events are sent and
//! read back.
#![deny(warnings, missing_docs)]
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails where it should"
)]

mod deprecated_events;
mod enum_types;
mod old_names;
mod recorder;
mod records;
mod round_trip;
mod surface;
mod vectors;

/// Golden cases.
pub mod cases {
    macro_rules! case {
        ($module:ident, $folder:literal) => {
            #[doc = concat!("The case `", $folder, "`.")]
            pub mod $module {
                include!(concat!("../../../../fixtures/", $folder, "/3-generated.rs"));
            }
        };
    }

    case!(minimal, "minimal");
    case!(every_type, "every-type");
    case!(declared_event_types, "declared-event-types");
    case!(deprecated, "deprecated");
    case!(enums, "enums");
    case!(sensitive, "sensitive");
    case!(metrics_and_rate_limits, "metrics-and-rate-limits");
    case!(nasty, "nasty");
    case!(renamed, "renamed");
    case!(vectors, "vectors");
}
