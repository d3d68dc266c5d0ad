//! Every test of behaviour is written over a [`Database`] that makes stores, for all kinds of databases alike.
