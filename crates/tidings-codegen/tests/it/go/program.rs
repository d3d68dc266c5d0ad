//! A Go program that sends every event of every package, and prints what its sender gets.

use std::fmt::Write;

use tidings_catalog::EventDefinition;
use tidings_catalog::names::go as names;

use super::catalogs::Case;
use super::values;

const MODULE: &str = "github.com/openshift/assisted-service";

pub fn program(cases: &[Case]) -> String {
    let mut imports = String::new();
    let mut functions = String::new();
    let mut calls = String::new();
    for case in cases {
        let package = &case.package;
        writeln!(
            imports,
            "{package} \"{MODULE}/internal/generated/{package}\""
        )
        .unwrap();
        if case.own {
            functions += &recorder(package);
        }
        // One function a package, since compilers take their time for long ones.
        writeln!(functions, "func send_{package}(ctx context.Context) {{").unwrap();
        functions += &sends(case);
        functions += "}\n";
        writeln!(calls, "send_{package}(ctx)").unwrap();
    }
    format!(
        "package main\nimport (\n\"context\"\n\"time\"\n\"github.com/go-openapi/strfmt\"\n\"{MODULE}/internal/rendering\"\n{imports})\n\
         var _ strfmt.UUID\nvar _ time.Time\n{functions}\nfunc main() {{\nctx := context.Background()\n{calls}}}\n"
    )
}

/// A sender for a package that has its own interface.
fn recorder(package: &str) -> String {
    format!(
        "type recorder_{package} struct {{ sent []rendering.Sent }}
func (r *recorder_{package}) Send(_ context.Context, event {package}.Event, at time.Time) ({package}.Receipt, error) {{
r.sent = append(r.sent, rendering.Sent{{Event: event, Kind: event.GetEventType(), Time: at, IDs: event.GetSubjects()}})
return {package}.Receipt{{}}, nil
}}
func (r *recorder_{package}) Print(name string) {{
rendering.Print(name, r.sent)
r.sent = nil
}}
"
    )
}

fn sends(case: &Case) -> String {
    let mut sends = if case.own {
        format!("sender := &recorder_{}{{}}\n", case.package)
    } else {
        "sender := &rendering.Recorder{}\n".to_owned()
    };
    for event in &case.catalog.events {
        for round in 0..values::ROUNDS {
            sends += &send(event, round, case);
        }
    }
    sends
}

/// Sends an event by both functions; a package's own sender gives a receipt and an error besides.
fn send(event: &EventDefinition, round: usize, case: &Case) -> String {
    let name = &event.name.value;
    let package = &case.package;
    let mut arguments = vec!["ctx".to_owned(), "sender".to_owned()];
    arguments.extend(values::arguments(event, round, package, case.own));
    let arguments = arguments.join(", ");
    let (send, send_at) = (
        names::send_function(name),
        names::send_at_time_function(name),
    );
    format!(
        "{package}.{send}({arguments})\n{package}.{send_at}({arguments}, rendering.When)\nsender.Print({name:?})\n"
    )
}
