//! The names that generated code gives to what a catalog declares, one module per target; the
//! checker's collision rules and the generators use the same functions.

pub(crate) mod case;
pub mod go;
pub mod json_schema;
pub mod python;
pub mod rust;
pub mod typescript;
