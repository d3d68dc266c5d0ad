//! Places and cancels orders in the database of `DATABASE_URL`, and lists what was told.
#![expect(clippy::print_stdout, reason = "the list is the output")]

use order_desk::{Item, OrderDesk, Outcome};
use tidings::Uuid;
use tidings_store::Query;

#[tokio::main]
async fn main() -> Outcome<()> {
    let url = std::env::var("DATABASE_URL")
        .map_err(|_| "set DATABASE_URL, as postgres://localhost/orders")?;
    let desk = OrderDesk::open(&url).await?;
    let customer = Uuid::now_v7();
    let item = |name: &str, count| Item {
        name: name.to_owned(),
        count,
    };
    let order = desk
        .place(customer, vec![item("bolt", 12), item("nut", 12)])
        .await?;
    desk.cancel(order.id, "ordered twice").await?;
    if let Err(error) = desk.place(customer, Vec::new()).await {
        println!("not placed: {error}");
    }
    for stored in desk.store().list(&Query::default()).await?.records {
        println!("{:8} {}", stored.record.severity, stored.record.message);
    }
    Ok(())
}
