//! Catalogs of any size, the same for the same size: 40% cluster, 45% host, 15% infra_env events, 2 to 8 properties, 0 to 4
//! placeholders.

use std::fmt::Write;

const NOUNS: &[&str] = &[
    "cluster",
    "host",
    "infra_env",
    "installation",
    "validation",
    "agent",
    "image",
    "disk",
    "network",
    "operator",
    "manifest",
    "certificate",
    "upgrade",
    "role",
    "bootstrap",
    "subnet",
    "proxy",
    "ntp",
    "dns",
    "vip",
];
const VERBS: &[&str] = &[
    "registered",
    "deregistered",
    "failed",
    "succeeded",
    "started",
    "finished",
    "updated",
    "cancelled",
    "reset",
    "timed_out",
    "discovered",
    "approved",
    "rejected",
    "rebooted",
    "downloaded",
    "verified",
];
const WORDS: &[&str] = &[
    "Failed",
    "to",
    "update",
    "the",
    "status",
    "of",
    "host",
    "because",
    "network",
    "validation",
    "was",
    "not",
    "completed",
    "after",
    "several",
    "attempts",
    "and",
    "installation",
    "is",
    "waiting",
    "for",
    "user",
    "action",
];
const PROPERTIES: &[&str] = &[
    "host_name",
    "error",
    "src_status",
    "dest_status",
    "status_info",
    "validation_id",
    "validation_msg",
    "failure_message",
    "image_url",
    "release_version",
    "operator_name",
    "disk_path",
    "role",
    "stage",
    "reason",
    "progress",
];
const TYPES: &[&str] = &[
    "string", "string", "string", "string", "string", "string", "string", "string", "string",
    "string", "integer", "int64", "bool", "UUID", "UUID_PTR",
];

/// The YAML text of a catalog of so many events.
pub fn catalog(events: usize) -> String {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut yaml = String::from("x-events:\n");
    for number in 0..events {
        event(&mut random, number, &mut yaml);
    }
    yaml
}

fn event(random: &mut Random, number: usize, yaml: &mut String) {
    let (event_type, mut properties) = match random.below(100) {
        0..40 => ("cluster", vec![("cluster_id", "UUID")]),
        40..85 => (
            "host",
            vec![
                ("host_id", "UUID"),
                ("infra_env_id", "UUID"),
                ("cluster_id", "UUID_PTR"),
            ],
        ),
        _ => ("infra_env", vec![("infra_env_id", "UUID")]),
    };
    let wanted = 2 + random.below(7);
    let first = random.below(PROPERTIES.len());
    let more = wanted.saturating_sub(properties.len());
    properties.extend(
        (first..first + more).map(|i| (PROPERTIES[i % PROPERTIES.len()], random.pick(TYPES))),
    );

    let mut words: Vec<String> = (0..5 + random.below(12))
        .map(|_| random.pick(WORDS).to_owned())
        .collect();
    let placeholders = random.below(5).min(properties.len());
    for (property, _) in &properties[properties.len() - placeholders..] {
        let form = random.pick(&["'{}'", "{}", "({})", "{}:"]);
        words.insert(
            1 + random.below(words.len()),
            form.replace("{}", &format!("{{{property}}}")),
        );
    }
    let severity = match random.below(100) {
        0..60 => "info",
        60..75 => "warning",
        75..95 => "error",
        _ => "critical",
    };
    let name = format!(
        "{}_{}_{}_{number}",
        random.pick(NOUNS),
        random.pick(NOUNS),
        random.pick(VERBS)
    );
    let message = words.join(" ");
    let head = write!(
        yaml,
        "- name: {name}\n  message: \"{message}\"\n  event_type: {event_type}\n  severity: \"{severity}\"\n  properties:\n"
    );
    head.expect("writing to a string");
    for (property, property_type) in properties {
        writeln!(yaml, "    {property}: {property_type}").expect("writing to a string");
    }
    yaml.push('\n');
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }
}
