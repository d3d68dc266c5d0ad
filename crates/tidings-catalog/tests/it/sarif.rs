//! SARIF logs, held to the published schema, which an npm package brings.

use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value;
use tidings_catalog::render::sarif;
use tidings_catalog::{Diagnostic, Edit, Fix, Label, Sources, Span, check};

fn schema() -> Value {
    let folder = env::var_os("TIDINGS_TEST_NODE").map_or_else(default_folder, PathBuf::from);
    let path = folder.join("node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    let text = fs::read(&path);
    let text = text.unwrap_or_else(|error| {
        panic!(
            "{}: {error}; `cargo xtask setup` installs it",
            path.display()
        )
    });
    let mut schema: Value = serde_json::from_slice(&text).unwrap();
    // Its pattern has a bracket too many, which only JavaScript takes; our logs have no `language`.
    for owner in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][owner]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern");
    }
    schema
}

fn default_folder() -> PathBuf {
    // This program lies in TARGET/PROFILE/deps.
    let program = env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().join("test-node")
}

#[test]
fn logs_fit_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let texts: [&[u8]; 6] = [
        b"",
        b"x-events: []\n",
        b"x-events: []\n# caf\xe9\n",
        b"\xef\xbb\xbfx-events: 1\r\n",
        "x-events:\n- { name: \"\\u0000é]({0}\", colour: \u{202e} }\n".as_bytes(),
        include_bytes!("cases/much_wrong.yaml"),
    ];
    for text in texts {
        let mut sources = Sources::single("a folder/é%:1.yaml", text);
        sources.add("/absolute.yaml", text);
        let mut diagnostics = check(&sources).diagnostics;
        diagnostics.extend(fixed(&diagnostics));
        let log: Value = serde_json::from_str(&sarif(&sources, &diagnostics)).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}\n{log:#}");
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), diagnostics.len());
    }
    let not_valid = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {}}]});
    assert!(!validator.is_valid(&not_valid));
}

/// A finding with an edit in each of two files, and a label.
fn fixed(diagnostics: &[Diagnostic]) -> Option<Diagnostic> {
    let mut finding = diagnostics.first()?.clone();
    let spans = [finding.span, diagnostics.last()?.span];
    let edit = |span: Span| Edit {
        span,
        text: "{new}\n".to_owned(),
    };
    finding.fix = Some(Fix {
        message: "use `{new}`".to_owned(),
        edits: spans.map(edit).to_vec(),
    });
    finding.labels.push(Label {
        span: spans[1],
        message: "here".to_owned(),
    });
    Some(finding)
}
