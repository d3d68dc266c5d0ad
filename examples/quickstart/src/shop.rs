use tidings::{Event, OffsetDateTime, SendError, Sender, Uuid};

use crate::orders::{self, OrderPlacedCurrency, PaymentCaptured};

/// Sells things.
pub struct Shop<S> {
    sender: S,
}

pub struct Order {
    /// As customers know it: `A-1001`.
    pub id: String,
    pub customer_id: Option<i64>,
    pub item_count: i64,
    pub total: f64,
    pub card_number: String,
}

impl<S: Sender> Shop<S> {
    pub fn new(sender: S) -> Self {
        Self { sender }
    }

    pub async fn open(&self) -> Result<(), SendError> {
        orders::send_shop_opened(&self.sender, env!("CARGO_PKG_VERSION")).await?;
        Ok(())
    }

    /// Sells one order: the card is charged, then the parcel leaves.
    pub async fn sell(&self, order: &Order) -> Result<(), SendError> {
        let currency = OrderPlacedCurrency::Eur;
        orders::send_order_placed(
            &self.sender,
            &order.id,
            order.customer_id,
            order.item_count,
            order.total,
            currency,
        )
        .await?;
        let payment_id = Uuid::now_v7();
        if order.card_number.is_empty() {
            // The bank is asked once more at once; the second event falls under the catalog's rate limit.
            for _ in 0..2 {
                orders::send_payment_declined(&self.sender, payment_id, &order.id, "no-card")
                    .await?;
            }
            return Ok(());
        }
        let captured = PaymentCaptured {
            payment_id,
            order_id: order.id.clone(),
            customer_id: order.customer_id,
            amount: order.total,
            card_number: order.card_number.clone(),
        };
        captured.send(&self.sender).await?;
        let now = OffsetDateTime::now_utc();
        orders::send_order_shipped(
            &self.sender,
            &order.id,
            order.customer_id,
            "Pigeon Post",
            now,
        )
        .await?;
        Ok(())
    }
}
