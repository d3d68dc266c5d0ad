//! An event of a uuid and three strings, 150 characters of message: rendered, against one `format!` of the same message;
//! and the whole record.
#![expect(clippy::print_stdout, reason = "the figures are the output")]

use std::hint::black_box;
use std::time::Instant;

use serde_json::json;
use tidings::generated::v1;
use tidings::{Definition, Event, Uuid, Value, Values};

const ROUNDS: usize = 15;
const EVENTS_PER_ROUND: u32 = 100_000;

static HOST_STATUS_UPDATED: Definition = v1::definition(
    "host_status_updated",
    "Host {host_id}: updated status from {old_status} to {new_status} ({status_info})",
    "host",
    tidings::Severity::Info,
    const {
        &[
            v1::subject("host_id", v1::UUID),
            v1::required("old_status", v1::STRING),
            v1::required("new_status", v1::STRING),
            v1::required("status_info", v1::STRING),
        ]
    },
);

#[derive(Clone)]
struct HostStatusUpdated {
    host_id: Uuid,
    old_status: String,
    new_status: String,
    status_info: String,
}

impl Values for HostStatusUpdated {
    fn value(&self, index: usize) -> Value<'_> {
        match index {
            0 => v1::AsValue::as_value(&self.host_id),
            1 => v1::AsValue::as_value(&self.old_status),
            2 => v1::AsValue::as_value(&self.new_status),
            3 => v1::AsValue::as_value(&self.status_info),
            _ => Value::Absent,
        }
    }
}

impl Event for HostStatusUpdated {
    fn definition() -> &'static Definition {
        &HOST_STATUS_UPDATED
    }
}

fn main() {
    let event = HostStatusUpdated {
        host_id: Uuid::from_u128(0x6e5b_1c9a_5d1f_4c58_9a34_0f3c_5f0d_71aa),
        old_status: "preparing-for-installation".into(),
        new_status: "installing".into(),
        status_info: "Host started to install the image on disk sd".into(),
    };
    assert_eq!(formatted(&event), HOST_STATUS_UPDATED.render(&event));
    assert_eq!(formatted(&event).len(), 150);
    let (mut plain, mut rendered, mut recorded) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        plain.push(nanoseconds(|| formatted(black_box(&event))));
        rendered.push(nanoseconds(|| {
            HOST_STATUS_UPDATED.render(black_box(&event))
        }));
        recorded.push(nanoseconds(|| black_box(&event).to_record()));
    }
    let (plain, rendered, recorded) = (median(plain), median(rendered), median(recorded));
    let ratio = rendered / plain;
    println!(
        "{}",
        json!({
            "render_message": {
                "value": rendered, "unit": "ns", "baseline": plain, "ratio": ratio,
                "budget": "ratio < 0.5", "holds": ratio < 0.5,
            },
            "event_to_record": {
                "value": recorded, "unit": "ns", "baseline": plain, "ratio": recorded / plain,
                "budget": null, "holds": null,
            },
        })
    );
}

fn formatted(event: &HostStatusUpdated) -> String {
    format!(
        "Host {}: updated status from {} to {} ({})",
        event.host_id, event.old_status, event.new_status, event.status_info
    )
}

/// Per call.
fn nanoseconds<T>(mut work: impl FnMut() -> T) -> f64 {
    let begun = Instant::now();
    for _ in 0..EVENTS_PER_ROUND {
        black_box(work());
    }
    begun.elapsed().as_nanos() as f64 / f64::from(EVENTS_PER_ROUND)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
