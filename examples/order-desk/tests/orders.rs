//! Orders and their events share one fate, in a real PostgreSQL.
#![expect(
    clippy::unwrap_used,
    reason = "a test that meets what it does not expect fails"
)]

use order_desk::{Item, Order, OrderDesk};
use tidings::Uuid;
use tidings_store::Query;

struct Desk {
    database: testbed::postgres::Database,
    desk: OrderDesk,
}

async fn desk() -> Desk {
    let database = testbed::postgres::shared().database();
    let desk = OrderDesk::open(database.url()).await.unwrap();
    Desk { database, desk }
}

impl Desk {
    async fn told(&self) -> Vec<String> {
        let page = self.desk.store().list(&Query::default()).await.unwrap();
        let names = page
            .records
            .iter()
            .map(|stored| stored.record.name.to_string());
        names.collect()
    }

    async fn order(&self) -> Order {
        let items = vec![Item {
            name: "bolt".to_owned(),
            count: 12,
        }];
        self.desk.place(Uuid::now_v7(), items).await.unwrap()
    }
}

#[tokio::test]
async fn an_order_and_its_event_are_stored_together() {
    let desk = desk().await;
    let order = desk.order().await;
    assert_eq!(order.items[0].count, 12);
    assert_eq!(desk.told().await, ["order_placed"]);
    assert_eq!(desk.database.psql("SELECT count(*) FROM orders"), "1");

    desk.desk.cancel(order.id, "ordered twice").await.unwrap();
    assert_eq!(desk.told().await, ["order_placed", "order_cancelled"]);
    assert_eq!(desk.database.psql("SELECT count(*) FROM orders"), "0");
}

#[tokio::test]
async fn what_is_rolled_back_is_not_told() {
    let desk = desk().await;
    assert!(desk.desk.cancel(Uuid::now_v7(), "none").await.is_err());
    let order = desk.order().await;
    // The order's note forbids that it is removed.
    desk.desk.note(order.id, "urgent").await.unwrap();
    assert!(desk.desk.cancel(order.id, "ordered twice").await.is_err());
    assert_eq!(desk.told().await, ["order_placed"]);
    assert_eq!(
        desk.database.psql("SELECT count(*) FROM public.events"),
        "1"
    );
}

#[tokio::test]
async fn what_belongs_to_no_transaction_is_told_by_itself() {
    let desk = desk().await;
    assert!(desk.desk.place(Uuid::now_v7(), Vec::new()).await.is_err());
    assert_eq!(desk.told().await, ["order_rejected"]);
}

/// Of the service and of the store, which have migration tables of their own.
#[tokio::test]
async fn a_service_that_starts_again_finds_everything() {
    let desk = desk().await;
    desk.order().await;
    let again = OrderDesk::open(desk.database.url()).await.unwrap();
    let page = again.store().list(&Query::default()).await.unwrap();
    assert_eq!(page.records.len(), 1);
}
