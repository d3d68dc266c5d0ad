use tidings_catalog::Catalog;
use tidings_codegen::{Options, Target, generate};

#[test]
fn targets_have_names() {
    for target in Target::ALL {
        assert_eq!(target.to_string().parse(), Ok(target));
    }
    let unknown = "cobol".parse::<Target>().unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "no target `cobol`; there are rust, go, typescript, python, json-schema, asyncapi, markdown, template"
    );
}

#[test]
fn the_output_is_named_after_the_stem() {
    let files = generate(
        Target::Rust,
        &Catalog::default(),
        &Options::named("a/orders"),
    )
    .unwrap();
    let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["a/orders.rs"]);
}

#[test]
fn unknown_settings_are_refused() {
    let options = Options::named("events").with_setting("color", "red");
    let error = generate(Target::Rust, &Catalog::default(), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "target rust has no setting `color`; it has none"
    );
}
