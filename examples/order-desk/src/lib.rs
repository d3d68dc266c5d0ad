//! A service with tables of its own in PostgreSQL, whose events are stored in the transactions that they tell of:
//! there is no order without its event, and no event without its order.

use std::error::Error;

use sqlx::PgPool;
use sqlx::types::Json;
use tidings::{OffsetDateTime, Uuid};
use tidings_store::{Options, PostgresStore, Store, StoreOptions, StoreSender};

/// Generated from `events.yaml`.
pub mod events {
    tidings::include_events!();
}

/// What callers are told.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// A row of `orders`.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Order {
    /// Its number.
    pub id: Uuid,
    /// Whose it is.
    pub customer_id: Uuid,
    /// When it was placed.
    pub placed_at: OffsetDateTime,
    /// What was ordered.
    pub items: Json<Vec<Item>>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Item {
    /// What.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// The service.
pub struct OrderDesk {
    pool: PgPool,
    store: PostgresStore,
    /// For events that belong to no transaction.
    sender: StoreSender,
}

impl OrderDesk {
    /// Migrates both, the service's tables and the store's, and starts.
    ///
    /// # Errors
    /// A database that cannot be reached or migrated.
    pub async fn open(url: &str) -> Outcome<Self> {
        let pool = PgPool::connect(url).await?;
        sqlx::migrate!().run(&pool).await?;
        let store = PostgresStore::open(url, events::DEFINITIONS, StoreOptions::default()).await?;
        let options = Options {
            source: Some("order-desk".into()),
            ..Options::default()
        };
        let sender = StoreSender::new(store.clone().into(), options);
        Ok(Self {
            pool,
            store,
            sender,
        })
    }

    /// Stores an order and its event, both or none.
    ///
    /// # Errors
    /// An order without items, which is told by an event of its own; a database that fails.
    pub async fn place(&self, customer_id: Uuid, items: Vec<Item>) -> Outcome<Order> {
        let id = Uuid::now_v7();
        if items.is_empty() {
            let reason = "it has no items";
            events::send_order_rejected(&self.sender, id, Some(customer_id), reason).await?;
            return Err(reason.into());
        }
        let mut transaction = self.pool.begin().await?;
        let order: Order = sqlx::query_as(
            "INSERT INTO orders VALUES ($1, $2, now(), $3) RETURNING id, customer_id, placed_at, items",
        )
        .bind(id)
        .bind(customer_id)
        .bind(Json(&items))
        .fetch_one(&mut *transaction)
        .await?;
        let placed = events::OrderPlaced {
            order_id: id,
            customer_id,
            item_count: i64::try_from(items.len())?,
        };
        self.store.send_in(&mut transaction, &placed).await?;
        transaction.commit().await?;
        Ok(order)
    }

    /// Removes an order, and tells that it was cancelled.
    ///
    /// # Errors
    /// No such order, or one with notes; a database that fails.
    pub async fn cancel(&self, id: Uuid, reason: &str) -> Outcome<()> {
        let mut transaction = self.pool.begin().await?;
        let cancelled = events::OrderCancelled {
            order_id: id,
            customer_id: None,
            cancelled_at: OffsetDateTime::now_utc(),
            reason: reason.to_owned(),
        };
        self.store.send_in(&mut transaction, &cancelled).await?;
        let deleted = sqlx::query("DELETE FROM orders WHERE id = $1")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        if deleted.rows_affected() == 0 {
            // The transaction is rolled back, and with it the event.
            return Err(format!("there is no order {id}").into());
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Adds a note to the service's own table `events`.
    ///
    /// # Errors
    /// No such order; a database that fails.
    pub async fn note(&self, id: Uuid, note: &str) -> Outcome<()> {
        sqlx::query("INSERT INTO events VALUES ($1, $2)")
            .bind(id)
            .bind(note)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Everything that was told.
    pub fn store(&self) -> Store {
        self.store.clone().into()
    }
}
