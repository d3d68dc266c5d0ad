//! A small service that installs clusters, and a shop: what they do is told by events.

/// The events of `events.yaml`.
pub mod events {
    tidings::include_events!();
}

/// The events of `orders.yaml`.
pub mod orders {
    tidings::include_events!("orders");
}

mod installer;
mod shop;

pub use installer::{Disk, Host, Installer};
pub use shop::{Order, Shop};
