//! Ids of records that had none: the same content gets the same id, whenever it comes.

use std::cmp::Ordering;
use std::collections::HashMap;

use sha2::{Digest, Sha256};
use tidings::{OffsetDateTime, Record, Uuid};
use uuid::Builder;

/// Gives ids, and tells events apart that are equal in everything.
///
/// Lists come in the order of time, and equal events have equal times: then only the events of one time need be
/// remembered.
pub struct Identities {
    in_order: bool,
    group: u64,
    time: Option<OffsetDateTime>,
    seen: HashMap<[u8; 16], u32>,
}

impl Identities {
    /// `in_order`: equal times come one after the other, within each group.
    pub fn new(in_order: bool) -> Self {
        Self {
            in_order,
            group: 0,
            time: None,
            seen: HashMap::new(),
        }
    }

    /// A UUIDv7 of the event's time, its random bits a hash of the content and of how many equal ones came before in
    /// the group.
    ///
    /// Neither event type nor definition count: they come from a catalog, which may be another one the next time.
    pub fn id(&mut self, record: &Record, group: u64) -> Uuid {
        let is_other_time = self.in_order && self.time != Some(record.event_time);
        if self.group != group || is_other_time {
            self.seen.clear();
        }
        self.group = group;
        self.time = Some(record.event_time);
        let content = content(record);
        let key = *content.first_chunk().expect("a hash is longer than that");
        let ordinal = self.seen.entry(key).or_default();
        let id = id(record.event_time, &content, *ordinal);
        *ordinal += 1;
        id
    }
}

fn id(time: OffsetDateTime, content: &[u8], ordinal: u32) -> Uuid {
    let hash = Sha256::new()
        .chain_update(content)
        .chain_update(ordinal.to_be_bytes())
        .finalize();
    let random = hash.first_chunk().expect("a hash is longer than that");
    // Times before 1970 have none in a UUIDv7.
    let milliseconds = u64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    Builder::from_unix_timestamp_millis(milliseconds, random).into_uuid()
}

/// A hash of what the record says; for ever the same, since ids depend on it.
fn content(record: &Record) -> [u8; 32] {
    let said = (
        "tidings import 1",
        &*record.name,
        record.severity,
        record.category,
        &record.message,
        tidings::timestamp::format(record.event_time),
        &record.request_id,
        &record.subjects,
        record.props_json(),
    );
    let json = serde_json::to_vec(&said).expect("texts and maps with text keys are JSON");
    Sha256::digest(json).into()
}

/// Whether the times of each group only rise, or only fall.
pub struct Order {
    pub is_kept: bool,
    group: u64,
    last: Option<OffsetDateTime>,
    direction: Ordering,
}

impl Default for Order {
    fn default() -> Self {
        Self {
            is_kept: true,
            group: 0,
            last: None,
            direction: Ordering::Equal,
        }
    }
}

impl Order {
    pub fn see(&mut self, group: u64, time: OffsetDateTime) {
        let last = self.last.replace(time).filter(|_| self.group == group);
        let direction = last.map_or(Ordering::Equal, |last| time.cmp(&last));
        if self.group != group || self.direction.is_eq() {
            self.direction = direction;
        }
        self.group = group;
        self.is_kept &= direction.is_eq() || direction == self.direction;
    }
}

#[cfg(test)]
mod tests {
    use tidings::Severity;

    use super::*;

    fn record(message: &str, seconds: i64) -> Record {
        let mut record = Record::new("disk_failed", "host", Severity::Error, message);
        record.event_time = OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(seconds);
        record
    }

    #[test]
    fn ids_follow_from_content_and_number_among_equals() {
        let records = [
            record("a", 7),
            record("a", 7),
            record("b", 7),
            record("a", 8),
            record("a", 7),
        ];
        let ids = |in_order, groups: [u64; 5]| {
            let mut identities = Identities::new(in_order);
            let ids = records.iter().zip(groups);
            ids.map(|(record, group)| identities.id(record, group))
                .collect::<Vec<_>>()
        };
        let all = ids(false, [1; 5]);
        for (index, id) in all.iter().enumerate() {
            assert!(!all[..index].contains(id), "{index}");
        }
        assert_eq!(all[..4], ids(true, [1; 5])[..4]);
        // Another list that has the first one again.
        let lists = ids(false, [1, 1, 1, 1, 2]);
        assert_eq!(lists[4], all[0]);
    }

    /// Were this to change, a file that was imported would be imported again.
    #[test]
    fn ids_are_the_same_for_ever() {
        let id = Identities::new(true).id(&record("a", 1_646_830_780), 1);
        assert_eq!(id.to_string(), "017f6ec3-7e60-7a3f-8dee-616e998782c2");
        assert_eq!(id.get_version_num(), 7);
        let before_1970 = Identities::new(true).id(&record("a", -1), 1);
        assert!(before_1970.to_string().starts_with("00000000-0000-7"));
    }

    #[test]
    fn times_are_in_order_when_each_group_goes_one_way() {
        let in_order = |times: &[(u64, i64)]| {
            let mut order = Order::default();
            for (group, seconds) in times {
                order.see(*group, record("", *seconds).event_time);
            }
            order.is_kept
        };
        assert!(in_order(&[
            (1, 1),
            (1, 1),
            (1, 2),
            (1, 3),
            (2, 9),
            (2, 8),
            (2, 8)
        ]));
        assert!(!in_order(&[(1, 1), (1, 2), (1, 2), (1, 1)]));
        assert!(!in_order(&[(1, 2), (1, 1), (1, 2)]));
    }
}
