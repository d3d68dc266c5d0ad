//! From a checked catalog to files: which targets, written or compared, once or at every change.

mod difference;
mod plan;
mod watch;

use difference::difference;
pub use plan::{Job, Plan};
pub use watch::{Inputs, watch};
