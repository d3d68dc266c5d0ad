//! YAML text in; a checked [`Catalog`] with the place of everything in it, and every [`Diagnostic`], out.
//!
//! Reading and checking do no I/O: callers put the text of each file into [`Sources`].

mod catalog;
mod diagnostic;
mod source;
pub mod names;

pub use catalog::{
    Catalog, Category, Deprecated, EventDefinition, EventType, Extensions, Property, PropertyType, Severity, Subject,
};
pub use diagnostic::{Diagnostic, Edit, Fix, Label, Level};
pub use source::{FileId, Sources, Span, Spanned};
