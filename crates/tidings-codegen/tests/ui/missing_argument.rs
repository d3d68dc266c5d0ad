mod events {
    include!("../../../../fixtures/metrics-and-rate-limits/3-generated.rs");
}

fn send(sender: &dyn tidings::Sender, id: tidings::Uuid) {
    let _ = events::send_disk_speed_measured(sender, id, 3);
}

fn main() {}
