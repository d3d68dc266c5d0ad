mod events {
    include!("../../../../fixtures/deprecated/3-generated.rs");
}

#[deny(deprecated)]
fn send(sender: &dyn tidings::Sender, cluster_id: tidings::Uuid) {
    let _ = events::send_cluster_was_forgotten(sender, cluster_id);
    let _ = events::ClusterInstallationFinished {
        cluster_id,
        result: events::ClusterInstallationFinishedResult::Success,
    };
}

fn main() {}
