//! What is asked for.

use fastrand::Rng;
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::sample::{BEGINNING, ids};
use crate::model::{Catalog, IdType, Identity, Parameters, World, id_text};

/// Parameters of every catalog.
const COMMON: [&str; 12] = [
    "severities",
    "categories",
    "message",
    "order",
    "limit",
    "offset",
    "names",
    "event_types",
    "request_id",
    "since",
    "until",
    "after",
];
const BUILT_IN: [&str; 3] = ["cluster_id", "infra_env_id", "host_id"];
/// Those that speak of hosts.
const OF_HOSTS: [&str; 4] = ["host_ids", "host_id", "cluster_level", "deleted_hosts"];

/// The parameters of a list.
pub fn parameters(catalog: &Catalog) -> Vec<&'static str> {
    // Those of the original are there whatever the catalog says.
    let others = catalog
        .subjects
        .iter()
        .map(|(subject, _)| *subject)
        .filter(|subject| !BUILT_IN.contains(subject));
    let subjects = others.chain(["cluster_id", "infra_env_id"]);
    let own = COMMON.into_iter().chain(["counts", "unknown_parameter"]);
    subjects.chain(OF_HOSTS).chain(own).collect()
}

/// Makes queries; at most one value of each is wrong, so that it is plain which error is the first.
pub struct Queries<'a> {
    world: &'a World,
    rng: &'a mut Rng,
    may_be_wrong: bool,
}

impl<'a> Queries<'a> {
    pub fn new(world: &'a World, rng: &'a mut Rng) -> Self {
        let may_be_wrong = rng.u8(..5) == 0;
        Self {
            world,
            rng,
            may_be_wrong,
        }
    }

    /// A query with these parameters, and, if that is wanted, one that names the scope.
    pub fn of(
        &mut self,
        parameters: &[&str],
        identity: &Identity,
        names_scope: bool,
    ) -> Parameters {
        let mut query = Parameters::default();
        for parameter in parameters {
            query = query.with(
                parameter,
                self.value(parameter, parameters.contains(&"after")),
            );
        }
        let scope = identity.scope.filter(|_| names_scope);
        match scope {
            Some(scope) => query.with(scope.subject, scope.id),
            None => query,
        }
    }

    fn value(&mut self, parameter: &str, beside_after: bool) -> String {
        // "Empty values are dropped first"
        if self.rng.u8(..20) == 0 {
            return String::new();
        }
        if self.may_be_wrong
            && self.rng.bool()
            && let Some(wrong) = self.wrong(parameter)
        {
            self.may_be_wrong = false;
            return wrong;
        }
        match parameter {
            "host_ids" | "host_id" => self.several(&texts(ids("host_id"))),
            "severities" => self.several(&["info", "warning", "error", "critical"]),
            "categories" => self.several(&["user", "metrics", "unknown"]),
            "message" => self.one(&["INSTALL", "größe", "50%", "a_b", "\\", "o", "%", "nowhere"]),
            "cluster_level" | "deleted_hosts" => {
                self.one(&["true", "YES", "1", "on", "T", "y", "false", "no", "2"])
            }
            "counts" => self.one(&["true", "false", "no"]),
            "order" => self.one(&["ascending", "descending"]),
            "limit" => self.one(&["0", "1", "2", "7", "100", "-1", "9223372036854775807"]),
            // Whether a negative one, which is as none, may stand beside `after` is left open.
            "offset" if beside_after => self.one(&["0", "1"]),
            "offset" => self.one(&["0", "1", "2", "7", "1000", "-1"]),
            "names" => self.several(&self.names()),
            "event_types" => self.several(&self.event_types()),
            "request_id" => self.one(&["request-1", "request-2", "request-9", "REQUEST-1"]),
            "since" | "until" => self.time(),
            "after" => "start".to_owned(),
            "unknown_parameter" => "1".to_owned(),
            subject => self.subject(subject),
        }
    }

    fn wrong(&mut self, parameter: &str) -> Option<String> {
        let wrong: &[&str] = match parameter {
            "order" => &["sideways", "ASCENDING"],
            "limit" | "offset" => &["abc", "1.5", "9223372036854775808"],
            "severities" => &["info,loud", "INFO"],
            "host_ids" => &["a", "405a0001-0000-4000-8000-0000000000a1,zz"],
            "since" | "until" => &["yesterday", "2026-01-01"],
            subject => match self.world.catalog.id_type(subject) {
                Some(IdType::Uuid) if subject != "host_id" => &["zz", "c1a10000"],
                Some(IdType::Int64) => &["zz", "1.0", "9223372036854775808"],
                _ => return None,
            },
        };
        Some(self.one(wrong))
    }

    fn subject(&mut self, subject: &str) -> String {
        let id = self.one(&texts(ids(subject)));
        // "uuids in any case"
        match id.parse::<Uuid>() {
            Ok(_) if self.rng.u8(..4) == 0 => id.to_uppercase(),
            _ => id,
        }
    }

    fn time(&mut self) -> String {
        let minutes = time::Duration::minutes(self.rng.i64(0..12));
        let offset = self.one(&["+00:00", "+02:00", "-03:30"]);
        let time = (BEGINNING + minutes).format(&Rfc3339).unwrap();
        match offset.as_str() {
            "+02:00" => moved(BEGINNING + minutes, 2, 0),
            "-03:30" => moved(BEGINNING + minutes, -3, -30),
            _ => time,
        }
    }

    fn names(&self) -> Vec<String> {
        let events = self
            .world
            .catalog
            .events
            .iter()
            .map(|(name, ..)| (*name).to_owned());
        events.chain(["mystery_was_seen".to_owned()]).collect()
    }

    fn event_types(&self) -> Vec<String> {
        let types = self
            .world
            .catalog
            .event_types
            .iter()
            .map(|of| of.name.to_owned());
        types.chain(["mystery".to_owned()]).collect()
    }

    fn one(&mut self, values: &[impl AsRef<str>]) -> String {
        self.rng.choice(values).unwrap().as_ref().to_owned()
    }

    fn several(&mut self, values: &[impl AsRef<str>]) -> String {
        let number = self.rng.usize(1..=2);
        let chosen = self.rng.choose_multiple(values, number);
        let chosen: Vec<&str> = chosen.into_iter().map(AsRef::as_ref).collect();
        chosen.join(",")
    }
}

fn moved(time: time::OffsetDateTime, hours: i8, minutes: i8) -> String {
    let offset = time::UtcOffset::from_hms(hours, minutes, 0).unwrap();
    time.to_offset(offset).format(&Rfc3339).unwrap()
}

fn texts(ids: Vec<Value>) -> Vec<String> {
    ids.iter().map(id_text).collect()
}
