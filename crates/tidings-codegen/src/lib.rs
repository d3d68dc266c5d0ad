//! tidings-codegen
