fn main() -> tidings_build::Result {
    // For `sqlx::migrate!`.
    println!("cargo::rerun-if-changed=migrations");
    tidings_build::compile("events.yaml")
}
