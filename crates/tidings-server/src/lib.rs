//! HTTP requests and a catalog in; a [`tidings_store::Store`]'s records, authorized for each reader, out.
//!
//! [`Server::start`] listens. A request goes through `layers/` to its file in `routes/`; `auth/` tells who calls,
//! `access.rs` what they may see, as conditions that are part of the store's queries.
#![warn(missing_docs)]

mod access;
mod api_error;
pub mod auth;
mod body;
mod definitions;
mod emission;
mod event_array;
mod event_json;
mod json;
mod layers;
mod metrics;
mod options;
mod parameters;
mod rate_limits;
mod redaction;
mod routes;
mod sealed_cursor;
mod served;
mod server;
mod service;
mod stall;

pub use api_error::ApiError;
pub use auth::{AuthError, AuthOptions, JwtOptions, KeySource};
pub use definitions::of as definitions;
pub use options::{Limits, RateLimitsSource, ServerOptions, Tenancy};
pub use rate_limits::RateLimitsError;
pub use served::CatalogError;
pub use server::{Server, StartError};
pub use service::LoadError;
