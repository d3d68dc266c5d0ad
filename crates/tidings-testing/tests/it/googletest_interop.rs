use googletest::prelude::*;
use tidings_testing::EventMatcher;

use crate::recorder;
use crate::sample::DiskFormatted;

fn formatted() -> EventMatcher {
    EventMatcher::of::<DiskFormatted>().property("disk", "sda")
}

#[gtest]
fn records_are_verified_by_matchers() -> Result<()> {
    let records = recorder().records();
    verify_that!(&records[2], formatted().and(not(formatted().host_id(None))))?;
    verify_that!(records, contains(formatted()))
}

#[test]
fn a_mismatch_is_explained() {
    let record = recorder().find("host_bound").unwrap();
    let failure = verify_that!(&record, formatted()).unwrap_err().to_string();
    for part in [
        "Expected: is event `disk_formatted` with disk \"sda\"",
        "which has name `host_bound`, disk absent",
    ] {
        assert!(failure.contains(part), "{failure}");
    }
}
