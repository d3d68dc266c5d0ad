//! YAML text in; a checked [`Catalog`] with the place of everything in it, and every
//! [`Diagnostic`], out.
//!
//! Reading and checking do no I/O: callers put the text of each file into [`Sources`].

mod assemble;
mod catalog;
mod check;
pub mod config;
mod context;
mod declared;
mod diagnostic;
pub mod diff;
mod findings;
mod fix;
mod layout;
mod line_index;
mod merge;
pub mod names;
mod past_tense;
mod placeholder;
mod read;
pub mod render;
pub mod rules;
mod scalar;
mod schema;
mod source;
mod suggest;
pub mod template;
mod yaml;

pub use catalog::{
    Catalog, Category, Deprecated, EventDefinition, EventType, Extensions, Property, PropertyType,
    Retired, Severity, Subject,
};
pub use check::{CheckOptions, Checked, check, check_with};
pub use diagnostic::{Diagnostic, Edit, Fix, Label, Level};
pub use fix::{Fixed, fix};
pub use schema::schema;
pub use source::{FileId, Position, Sources, Span, Spanned};
