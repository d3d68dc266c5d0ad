#![expect(deprecated, reason = "this is what a user has to write")]

use tidings::Uuid;

use crate::cases::deprecated::{
    ClusterInstallationFinished, ClusterInstallationFinishedResult, send_cluster_was_forgotten,
};
use crate::recorder::Recorder;

#[test]
fn deprecated_events_still_work() {
    let recorder = Recorder::default();
    send_cluster_was_forgotten(&recorder, Uuid::from_u128(1))
        .wait()
        .unwrap();
    assert_eq!(recorder.only().name, "cluster_was_forgotten");
    let finished = ClusterInstallationFinished {
        cluster_id: Uuid::from_u128(1),
        result: ClusterInstallationFinishedResult::Success,
    };
    assert_eq!(finished.clone(), finished);
}
