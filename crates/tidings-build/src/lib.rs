//! tidings-build
