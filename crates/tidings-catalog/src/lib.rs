//! YAML text in; a checked [`Catalog`] with the place of everything in it, and every [`Diagnostic`], out.
//!
//! Reading and checking do no I/O: callers put the text of each file into [`Sources`].

mod catalog;
mod check;
mod diagnostic;
mod line_index;
pub mod names;
pub mod render;
pub mod rules;
mod source;
pub mod template;

pub use catalog::{
    Catalog, Category, Deprecated, EventDefinition, EventType, Extensions, Property, PropertyType,
    Severity, Subject,
};
pub use check::{Checked, check};
pub use diagnostic::{Diagnostic, Edit, Fix, Label, Level};
pub use source::{FileId, Position, Sources, Span, Spanned};
