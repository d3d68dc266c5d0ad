//! In: the [`Record`](tidings::Record)s that a service sends to a [`Recorder`]. Out: expectations that hold, or a failure
//! that says what was expected, what was recorded, and where they differ.
//!
//! ```
//! use tidings::{Record, Sender, Severity};
//! use tidings_testing::{EventMatcher, Recorder};
//!
//! # fn order_service(sender: &impl Sender) {
//! #     let record = Record::new("order_placed", "order", Severity::Info, "Order A-17 placed");
//! #     sender.send(record).wait().unwrap();
//! # }
//! let recorder = Recorder::new();
//! order_service(&recorder);
//! recorder.expect(EventMatcher::new().name("order_placed").message_contains("A-17"));
//! recorder.expect(EventMatcher::new().severity(Severity::Error)).never();
//! recorder.expect_no_more();
//! ```
//!
//! Typed events, as generated from a catalog, are matched by [`EventMatcher::of`] and [`EventMatcher::with`]. With the
//! feature `predicates` a matcher is a `predicates::Predicate<Record>`, which mockall's `.with(..)` takes; with the feature
//! `googletest` it is a googletest `Matcher<&Record>`.
#![warn(missing_docs)]

mod recorder;

mod eventually;
mod expectation;
mod sequence;

mod matcher;

mod condition;
mod into_id;
mod typed;

mod failure;

#[cfg(feature = "googletest")]
mod googletest;
#[cfg(feature = "predicates")]
mod predicates;

pub use eventually::Eventually;
pub use expectation::Expectation;
pub use into_id::IntoId;
pub use matcher::EventMatcher;
pub use recorder::Recorder;
