mod events {
    include!("../../../../fixtures/metrics-and-rate-limits/3-generated.rs");
}

fn main() {
    let _ = events::DiskSpeedMeasured {
        host_id: tidings::Uuid::nil(),
        speed: 3,
    };
}
