//! tidings-testing
