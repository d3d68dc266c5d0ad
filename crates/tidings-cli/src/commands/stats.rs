use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tidings_catalog::{Catalog, Category, EventDefinition, Property, Severity};

use crate::catalog_file;
use crate::table::Table;

#[derive(Debug, Args)]
pub struct Options {
    /// Files and folders of one catalog; `-` is standard input
    #[arg(required = true, value_name = "CATALOG")]
    catalog: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
}

pub fn run(options: &Options) -> Result<ExitCode> {
    let Some(catalog) = catalog_file::without_errors(&options.catalog)? else {
        return Ok(ExitCode::FAILURE);
    };
    let stats = Stats::of(&catalog);
    let text = match options.format {
        Format::Table => stats.table(),
        Format::Json => format!("{}\n", stats.json()),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// What there is of everything in a catalog.
struct Stats {
    events: usize,
    described_events: usize,
    deprecated: usize,
    retired: usize,
    by_type: Counts,
    by_severity: Counts,
    by_category: Counts,
    /// An event of several owners counts for each; those of nobody are apart.
    by_owner: Counts,
    without_owner: usize,
    properties: usize,
    described_properties: usize,
    by_property_type: Counts,
    optional: usize,
    sensitive: usize,
    with_enum: usize,
}

/// In the order to show them.
type Counts = Vec<(String, usize)>;

impl Stats {
    fn of(catalog: &Catalog) -> Self {
        let events = &catalog.events;
        let properties = || events.iter().flat_map(|event| &event.properties);
        let count = |is: fn(&EventDefinition) -> bool| events.iter().filter(|e| is(e)).count();
        let count_properties = |is: fn(&Property) -> bool| properties().filter(|p| is(p)).count();
        let severities = [
            Severity::Info,
            Severity::Warning,
            Severity::Error,
            Severity::Critical,
        ];
        let categories = [Category::User, Category::Metrics];
        Self {
            events: events.len(),
            described_events: count(|event| event.description.is_some()),
            deprecated: count(|event| event.deprecated.is_some()),
            retired: catalog.retired.len(),
            by_type: declared(
                catalog.event_types.iter().map(|known| &*known.name.value),
                events.iter().map(|event| &*event.event_type.value),
            ),
            by_severity: declared(
                severities.into_iter().map(Severity::name),
                events.iter().map(|event| event.severity.value.name()),
            ),
            by_category: declared(
                categories.into_iter().map(Category::name),
                events.iter().map(|event| event.category.name()),
            ),
            by_owner: most_first(
                events
                    .iter()
                    .flat_map(|event| &event.owners)
                    .map(|owner| &*owner.value),
            ),
            without_owner: count(|event| event.owners.is_empty()),
            properties: properties().count(),
            described_properties: count_properties(|property| property.description.is_some()),
            by_property_type: most_first(properties().map(|one| one.property_type.value.name())),
            optional: count_properties(|property| property.optional),
            sensitive: count_properties(|property| property.sensitive),
            with_enum: count_properties(|property| !property.values.is_empty()),
        }
    }

    fn json(&self) -> Value {
        json!({
            "events": {
                "count": self.events, "described": self.described_events,
                "described_share": share(self.described_events, self.events),
                "deprecated": self.deprecated, "retired": self.retired,
                "by_type": object(&self.by_type), "by_severity": object(&self.by_severity),
                "by_category": object(&self.by_category), "by_owner": object(&self.by_owner),
                "without_owner": self.without_owner,
            },
            "properties": {
                "count": self.properties, "described": self.described_properties,
                "described_share": share(self.described_properties, self.properties),
                "optional": self.optional, "sensitive": self.sensitive, "enum": self.with_enum,
                "by_type": object(&self.by_property_type),
            },
        })
    }

    fn table(&self) -> String {
        let mut table = Table::new(["WHAT", "", "COUNT", "SHARE"]);
        let mut row = |what: &str, name: &str, count: usize, of: usize| {
            let share = share(count, of).map(|share| format!("{:.0} %", share * 100.0));
            let share = share.unwrap_or_default();
            table.push([what, name, &count.to_string(), &share]);
        };
        row("events", "", self.events, self.events);
        let groups = [
            ("type", &self.by_type),
            ("severity", &self.by_severity),
            ("category", &self.by_category),
            ("owner", &self.by_owner),
        ];
        for (what, counts) in groups {
            for (name, count) in counts {
                row(what, name, *count, self.events);
            }
        }
        row("without owner", "", self.without_owner, self.events);
        row("described", "", self.described_events, self.events);
        row("deprecated", "", self.deprecated, self.events);
        row("retired", "", self.retired, 0);
        row("properties", "", self.properties, self.properties);
        for (name, count) in &self.by_property_type {
            row("type", name, *count, self.properties);
        }
        row("optional", "", self.optional, self.properties);
        row("sensitive", "", self.sensitive, self.properties);
        row("enum", "", self.with_enum, self.properties);
        row("described", "", self.described_properties, self.properties);
        table.to_string()
    }
}

/// How many there are of each that could be, in the order of those, none left out.
fn declared<'a>(
    known: impl Iterator<Item = &'a str>,
    seen: impl Iterator<Item = &'a str>,
) -> Counts {
    let counts = counted(seen);
    known
        .map(|name| (name.to_owned(), counts.get(name).copied().unwrap_or(0)))
        .collect()
}

/// How many there are of each; the most frequent first, then by name.
fn most_first<'a>(seen: impl Iterator<Item = &'a str>) -> Counts {
    let mut counts: Vec<_> = counted(seen).into_iter().collect();
    counts.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
    let owned = counts.into_iter();
    owned
        .map(|(name, count)| (name.to_owned(), count))
        .collect()
}

fn counted<'a>(seen: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for name in seen {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

fn object(counts: &Counts) -> Value {
    let entries = counts.iter();
    entries
        .map(|(name, count)| (name.clone(), json!(count)))
        .collect()
}

/// From 0 to 1; none of nothing.
fn share(count: usize, of: usize) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "no catalog has so many")]
    (of > 0).then(|| count as f64 / of as f64)
}
