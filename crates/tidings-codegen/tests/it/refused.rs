/// A mistake in an event is told by the compiler, and a deprecated event by a warning (here denied).
#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
