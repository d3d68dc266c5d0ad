use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::Value;
use tidings::Severity;
use tidings_catalog::render::escape_json;
use tidings_store::{Cursor, Order, Query, Store};

use crate::client::Client;
use crate::database::DatabaseOptions;
use crate::filters::Filters;
use crate::source::{Source, StoreOrServer};
use crate::table::Table;
use crate::{records, remote_list};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    source: StoreOrServer,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// By the time of the event
    #[arg(long, value_enum, default_value_t)]
    order: Direction,
    /// At most so many; 5000 when absent, all below 0
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    limit: Option<i64>,
    /// Leave out so many at the start
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u64,
    /// What was stored after this cursor, or `start`, in the order of storing
    #[arg(long, value_name = "CURSOR")]
    after: Option<Cursor>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// An array of the records' own JSON
    Json,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Direction {
    /// The earliest first
    #[default]
    Ascending,
    /// The latest first
    Descending,
}

pub async fn run(options: &Options) -> Result<ExitCode> {
    let query = options.query()?;
    match options.source.source()? {
        Source::Store(database) => from_store(&database, &query, options.format).await?,
        Source::Server(client) => from_server(&client, &query, options.format)?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Options {
    fn query(&self) -> Result<Query> {
        Ok(Query {
            filter: self.filters.filter()?,
            order: match self.order {
                Direction::Ascending => Order::Ascending,
                Direction::Descending => Order::Descending,
            },
            limit: self.limit,
            offset: self.offset,
            after: self.after,
            ..Query::default()
        })
    }
}

async fn from_store(database: &DatabaseOptions, query: &Query, format: Format) -> Result<()> {
    let store = Store::connect_with(&database.url, database.reading()?).await?;
    match format {
        Format::Table => {
            let page = store.list(query).await?;
            let mut table = Table::new(HEADER);
            for stored in &page.records {
                table.push(records::cells(stored).each_ref().map(String::as_str));
            }
            let summary = Summary {
                shown: page.records.len(),
                total: page.total,
                counts: page
                    .counts
                    .map(|counts| Severity::ALL.map(|severity| counts.of(severity)).to_vec()),
                next: page.next.map(|next| next.to_string()),
            };
            write_table(&table, &summary)
        }
        Format::Json => {
            let mut array = JsonArray::default();
            let mut listed = store.stream(query);
            while let Some(stored) = listed.next().await {
                array.push(&records::json(&stored?)?)?;
            }
            array.finish()
        }
    }
}

fn from_server(client: &Client, query: &Query, format: Format) -> Result<()> {
    let mut parameters = remote_list::parameters(query)?;
    match format {
        Format::Table => {
            let list = client.list(&parameters)?;
            let mut summary = Summary {
                shown: 0,
                total: list.total,
                counts: list.counts.clone(),
                next: list.next.clone(),
            };
            let mut table = Table::new(HEADER);
            list.each(&mut |listed| {
                let record = remote_list::record(listed)?;
                remote_list::check_subjects(&record, &query.filter)?;
                let cells = remote_list::cells(&record);
                table.push(cells.each_ref().map(String::as_str));
                summary.shown += 1;
                Ok(())
            })?;
            write_table(&table, &summary)
        }
        Format::Json => {
            parameters.push(("counts".to_owned(), "false".to_owned()));
            let mut array = JsonArray::default();
            let list = client.list(&parameters)?;
            list.each(&mut |listed| {
                let record = remote_list::record(listed)?;
                remote_list::check_subjects(&record, &query.filter)?;
                array.push(&record)
            })?;
            array.finish()
        }
    }
}

const HEADER: [&str; 5] = ["TIME", "SEVERITY", "EVENT", "SUBJECTS", "MESSAGE"];

/// What is told below a table.
struct Summary {
    shown: usize,
    total: Option<u64>,
    /// In the order of [`Severity::ALL`].
    counts: Option<Vec<u64>>,
    next: Option<String>,
}

fn write_table(table: &Table<5>, summary: &Summary) -> Result<()> {
    write!(stdout().lock(), "{table}")?;
    let mut text = format!("{} of {}", summary.shown, summary.total.unwrap_or_default());
    if let Some(counts) = &summary.counts {
        let counted = Severity::ALL.iter().zip(counts);
        let counted: Vec<_> = counted
            .map(|(severity, count)| format!("{count} {severity}"))
            .collect();
        text += &format!(" ({})", counted.join(", "));
    }
    if let Some(next) = &summary.next {
        text += &format!("; go on with --after {next}");
    }
    anstream::eprintln!("{text}");
    Ok(())
}

/// Written as it comes.
#[derive(Default)]
struct JsonArray {
    has_begun: bool,
}

impl JsonArray {
    fn push(&mut self, value: &Value) -> Result<()> {
        let separator = if self.has_begun { "," } else { "[" };
        let json = escape_json(value.to_string());
        write!(stdout().lock(), "{separator}\n{json}")?;
        self.has_begun = true;
        Ok(())
    }

    fn finish(self) -> Result<()> {
        let opening = if self.has_begun { "" } else { "[" };
        writeln!(stdout().lock(), "{opening}\n]")?;
        Ok(())
    }
}
