use std::io::{Write, stdout};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use tidings::Severity;
use tidings_catalog::render::escape_json;
use tidings_store::{Cursor, Order, Page, Query, Store};

use crate::database::DatabaseOptions;
use crate::filters::Filters;
use crate::records;
use crate::table::Table;

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
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
    let store = Store::connect_with(&options.database.url, options.database.reading()?).await?;
    let query = Query {
        filter: options.filters.filter()?,
        order: match options.order {
            Direction::Ascending => Order::Ascending,
            Direction::Descending => Order::Descending,
        },
        limit: options.limit,
        offset: options.offset,
        after: options.after,
        ..Query::default()
    };
    match options.format {
        Format::Table => table(&store.list(&query).await?)?,
        Format::Json => json(&store, &query).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn table(page: &Page) -> Result<()> {
    let mut table = Table::new(["TIME", "SEVERITY", "EVENT", "SUBJECTS", "MESSAGE"]);
    for stored in &page.records {
        table.push(records::cells(stored).each_ref().map(String::as_str));
    }
    write!(stdout().lock(), "{table}")?;
    let mut summary = format!(
        "{} of {}",
        page.records.len(),
        page.total.unwrap_or_default()
    );
    if let Some(counts) = page.counts {
        let counted = Severity::ALL.map(|severity| format!("{} {severity}", counts.of(severity)));
        summary += &format!(" ({})", counted.join(", "));
    }
    if let Some(next) = page.next {
        summary += &format!("; go on with --after {next}");
    }
    anstream::eprintln!("{summary}");
    Ok(())
}

async fn json(store: &Store, query: &Query) -> Result<()> {
    let mut listed = store.stream(query);
    let mut separator = "[";
    while let Some(stored) = listed.next().await {
        let json = escape_json(records::json(&stored?)?.to_string());
        write!(stdout().lock(), "{separator}\n{json}")?;
        separator = ",";
    }
    let opening = if separator == "[" { "[" } else { "" };
    writeln!(stdout().lock(), "{opening}\n]")?;
    Ok(())
}
