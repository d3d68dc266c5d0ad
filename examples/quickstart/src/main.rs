//! Sends the events of two services from concurrent tasks into `sqlite:quickstart.db`, and lists what was stored.
#![expect(clippy::print_stdout, reason = "the tables are the output")]

use std::error::Error;
use std::sync::Arc;

use quickstart::{Disk, Host, Installer, Order, Shop, events, orders};
use tidings::{Id, OffsetDateTime, SendError, Severity, Uuid};
use tidings_store::{Filter, Options, Page, Query, Store, StoreSender};

const DATABASE: &str = "sqlite:quickstart.db";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let definitions = [events::DEFINITIONS, orders::DEFINITIONS].concat();
    let store = Store::open(DATABASE, &definitions).await?;
    let options = Options {
        source: Some("quickstart".into()),
        ..Options::default()
    };
    let sender = Arc::new(StoreSender::new(store.clone(), options));

    let cluster_id = Uuid::now_v7();
    let installation = tokio::spawn(tidings::with_request_id(
        "install-1",
        install_cluster(Arc::clone(&sender), cluster_id),
    ));
    let sale = tokio::spawn(tidings::with_request_id(
        "sale-1",
        sell_orders(Arc::clone(&sender)),
    ));
    installation.await??;
    let order_id = sale.await??;
    sender.shutdown().await?;

    println!("The cluster, by severity:");
    for severity in Severity::ALL {
        let filter = Filter {
            severities: vec![severity],
            ..Filter::default()
        };
        let filter = filter.subject("cluster_id", cluster_id);
        print(&store.list(&Query::new(filter)).await?, Some(severity));
    }
    println!("\nOrder {order_id}:");
    let of_order = Filter::default().subject("order_id", order_id.as_str());
    print(&store.list(&Query::new(of_order)).await?, None);
    let page = store
        .list(&Query {
            limit: Some(0),
            ..Query::default()
        })
        .await?;
    println!("\n{} events in {DATABASE}", page.total.unwrap_or_default());
    Ok(())
}

/// One task per host, as hosts report themselves when they please.
async fn install_cluster(sender: Arc<StoreSender>, cluster_id: Uuid) -> Outcome<()> {
    let installer = Arc::new(Installer::new(sender, Uuid::now_v7(), cluster_id));
    installer.register("lab", "demo").await?;
    let admissions = (1..=4).map(|number| {
        let installer = Arc::clone(&installer);
        tokio::spawn(async move {
            let host = host(number);
            let admitted = installer.admit(&host).await?;
            Ok::<_, SendError>(admitted.then_some(host))
        })
    });
    let mut hosts = Vec::new();
    for admission in admissions.collect::<Vec<_>>() {
        hosts.extend(admission.await??);
    }
    installer.install(&hosts, OffsetDateTime::now_utc()).await?;
    Ok(())
}

fn host(number: i64) -> Host {
    let disk = |name: &str, sync_ms| Disk {
        id: format!("/dev/disk/by-id/wwn-0x{number}{name}"),
        name: name.into(),
        sync_ms,
        was_used: number == 1,
    };
    let sync_ms = if number == 4 { 23.5 } else { 1.75 };
    Host {
        id: Uuid::now_v7(),
        name: format!("worker-{number}"),
        cpu_count: 8 * number,
        disks: vec![disk("sda", 0.5), disk("sdb", sync_ms)],
    }
}

/// The last order's id.
async fn sell_orders(sender: Arc<StoreSender>) -> Outcome<String> {
    let shop = Shop::new(sender);
    shop.open().await?;
    let order = |card_number: &str| Order {
        id: format!("A-{}", Uuid::now_v7().simple()),
        customer_id: Some(17),
        item_count: 3,
        total: 59.9,
        card_number: card_number.into(),
    };
    shop.sell(&order("")).await?;
    let paid = order("4111 1111 1111 1111");
    shop.sell(&paid).await?;
    Ok(paid.id)
}

fn print(page: &Page, severity: Option<Severity>) {
    for stored in &page.records {
        let record = &stored.record;
        let subject = ["host_id", "payment_id", "order_id", "cluster_id"]
            .into_iter()
            .find_map(|name| {
                let id = record.subject(name)?;
                Some(format!("{} {}", name.trim_end_matches("_id"), short(id)))
            });
        let (severity, subject) = (record.severity, subject.unwrap_or_default());
        println!(
            "  {severity:9} {subject:21} {:32} {}",
            record.name, record.message
        );
    }
    if let (Some(severity), Some(counts)) = (severity, page.counts) {
        println!("  {severity:9} {} in all", counts.of(severity));
    }
}

/// Ids made within a moment of each other begin alike; their ends tell them apart.
fn short(id: &Id) -> String {
    let text = id.to_string();
    let from = text.len().saturating_sub(8);
    format!("..{}", text.get(from..).unwrap_or(&text))
}
