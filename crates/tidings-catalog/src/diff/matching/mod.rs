//! Which event, and which property, of BASE is which of HEAD.

mod by_name;
mod events;
mod likeness;
mod properties;

pub(super) use events::events;
