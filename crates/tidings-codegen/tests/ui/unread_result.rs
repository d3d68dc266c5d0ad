mod events {
    include!("../../../../fixtures/minimal/3-generated.rs");
}

#[deny(unused_must_use)]
fn send(sender: &dyn tidings::Sender, cluster_id: tidings::Uuid) {
    events::send_cluster_registered(sender, cluster_id);
}

fn main() {}
