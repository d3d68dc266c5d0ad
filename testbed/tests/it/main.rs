//! The servers of this crate do what its users count on.

mod cluster;
