fn main() -> tidings_build::Result {
    tidings_build::compile("events.yaml")?;
    tidings_build::compile("orders.yaml")
}
