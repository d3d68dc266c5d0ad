//! Records of many tasks, put in a queue; commits, each of all that have come meanwhile, out.

mod queue;
mod store_sender;

pub(crate) use queue::{Answer, Job, Queue};
pub use store_sender::{Options, Report, StoreSender};
