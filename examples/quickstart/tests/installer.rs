//! What the services tell, and what they must not.

use quickstart::events::{
    ClusterInstallationFailed, HostStatusUpdated, HostValidationFailed, QuickDiskFormatPerformed,
};
use quickstart::orders::{OrderShipped, PaymentCaptured, PaymentDeclined};
use quickstart::{Disk, Host, Installer, Order, Shop};
use tidings::{Category, OffsetDateTime, Severity, Uuid};
use tidings_testing::{EventMatcher, Recorder};

const INFRA_ENV: Uuid = Uuid::from_u128(1);
const CLUSTER: Uuid = Uuid::from_u128(2);
const HOST: Uuid = Uuid::from_u128(3);

fn installer(recorder: &Recorder) -> Installer<Recorder> {
    Installer::new(recorder.clone(), INFRA_ENV, CLUSTER)
}

fn host(sync_ms: f64, was_used: bool) -> Host {
    let disk = |name: &str| Disk {
        id: format!("wwn-{name}"),
        name: name.into(),
        sync_ms,
        was_used,
    };
    Host {
        id: HOST,
        name: "worker-1".into(),
        cpu_count: 8,
        disks: vec![disk("sda"), disk("sdb")],
    }
}

#[tokio::test]
async fn used_disks_are_formatted() {
    let recorder = Recorder::new();
    installer(&recorder)
        .format_disks(&host(1.0, true))
        .await
        .unwrap();

    let formatted = EventMatcher::of::<QuickDiskFormatPerformed>()
        .infra_env_id(INFRA_ENV)
        .cluster_id(CLUSTER)
        .host_id(HOST);
    recorder.expect(formatted.clone()).times(2);
    recorder
        .expect(formatted.message("worker-1: performed a quick format of disk sda (wwn-sda)"))
        .once();
    recorder
        .expect(EventMatcher::new().severity(Severity::Error))
        .never();
    recorder.expect_no_more();
}

#[tokio::test]
async fn unused_disks_are_left_alone() {
    let recorder = Recorder::new();
    installer(&recorder)
        .format_disks(&host(1.0, false))
        .await
        .unwrap();
    recorder.expect_no_more();
}

#[tokio::test]
async fn a_slow_disk_fails_the_validation_of_its_host() {
    let recorder = Recorder::new();
    let admitted = installer(&recorder)
        .admit(&host(23.5, false))
        .await
        .unwrap();
    assert!(!admitted);

    recorder.expect(
        EventMatcher::of::<HostValidationFailed>()
            .host_id(HOST)
            .with(|event: &HostValidationFailed| event.validation_id == "disk-speed"),
    );
    recorder.expect(
        EventMatcher::of::<HostStatusUpdated>()
            .severity(Severity::Error)
            .message_contains("insufficient"),
    );
    recorder
        .expect(
            EventMatcher::new()
                .name("disk_speed_measured")
                .category(Category::Metrics),
        )
        .times(2);
    recorder.expect(EventMatcher::new().name("host_registered").cluster_id(None));
    recorder.expect_no_more();
}

#[tokio::test]
async fn a_cluster_without_hosts_fails() {
    let recorder = Recorder::new();
    let begun = OffsetDateTime::UNIX_EPOCH;
    installer(&recorder).install(&[], begun).await.unwrap();

    recorder.expect_sequence([
        EventMatcher::new()
            .name("cluster_installation_started")
            .event_time(begun),
        EventMatcher::of::<ClusterInstallationFailed>()
            .cluster_id(CLUSTER)
            .severity(Severity::Critical),
    ]);
}

#[tokio::test]
async fn secrets_stay_inside() {
    let recorder = Recorder::new();
    installer(&recorder).register("lab", "demo").await.unwrap();
    let updated = recorder.find("pull_secret_updated").unwrap();
    assert_eq!(updated.props["pull_secret"], tidings::REDACTED);
}

#[tokio::test]
async fn a_paid_order_is_shipped() {
    let recorder = Recorder::new();
    let order = Order {
        id: "A-1001".into(),
        customer_id: Some(17),
        item_count: 3,
        total: 59.9,
        card_number: "4111".into(),
    };
    Shop::new(recorder.clone()).sell(&order).await.unwrap();

    let of_order = |matcher: EventMatcher| matcher.subject("order", "A-1001");
    recorder.expect(of_order(EventMatcher::of::<PaymentCaptured>()).property("amount", 59.9));
    recorder.expect(of_order(EventMatcher::of::<OrderShipped>()));
    recorder
        .expect(EventMatcher::of::<PaymentDeclined>())
        .never();
}
