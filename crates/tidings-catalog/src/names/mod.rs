//! The names that generated code gives to what a catalog declares, one module per target; the
//! checker's collision rules and the generators use the same functions.

pub(crate) mod case;
mod collisions;
pub mod go;
pub mod json_schema;
mod language;
pub mod python;
pub mod rust;
pub mod typescript;

pub use collisions::{Collision, NamedEvent, NamedProperty, collisions};
pub use language::Language;
