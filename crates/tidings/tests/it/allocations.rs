use tidings::{Event, Uuid};

use crate::sample::{DiskFormatted, DiskFormattedDisk};

#[test]
fn a_message_is_rendered_in_one_allocation() {
    let event = DiskFormatted {
        host_id: Uuid::nil(),
        cluster_id: None,
        disk: DiskFormattedDisk::Sda,
        size: i64::MIN,
        key: "k".repeat(1000),
        severity: None,
        load: None,
        begun: None,
    };
    let definition = DiskFormatted::definition();
    // The first use works the template out.
    let message = definition.render(&event);
    assert!(message.contains("formatted sda"), "{message}");
    let measured = allocation_counter::measure(|| drop(definition.render(&event)));
    assert_eq!(measured.count_total, 1);
}
