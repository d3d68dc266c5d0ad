//! Records of many tasks, put in a queue; commits, each of all that have come meanwhile, out.

mod pace;
mod queue;
mod store_sender;

pub(crate) use pace::Pace;
pub(crate) use queue::{Answer, Job, Queue};
pub use store_sender::{Options, Report, StoreSender};
