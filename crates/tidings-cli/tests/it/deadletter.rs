//! What a server refused: looked at, and sent again.

use insta::assert_snapshot;
use serde_json::Value;

use crate::recorded_server::RecordedServer;
use crate::sandbox::Sandbox;

const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9";

fn line(number: u8, reason: &str) -> String {
    format!(
        r#"{{"time":"2026-11-01T12:00:0{number}.000Z","reason":"{reason}","record":{{"id":"{}","name":"host_bound","event_type":"host","category":"user","severity":"info","message":"bound","event_time":"2026-11-01T11:00:00.000Z"}}}}
"#,
        id(number)
    )
}

fn id(number: u8) -> String {
    format!("019a3f1e-2c00-7000-8000-00000000000{number}")
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let letters = [
        line(1, "unknown subject"),
        "torn\n".to_owned(),
        line(2, "too \\u001b[2J far ahead"),
        line(3, "id taken"),
    ];
    sandbox.write("dead", &letters.concat());
    sandbox.write("token", &format!("{TOKEN}\n"));
    sandbox
}

#[test]
fn dead_letters_are_shown() {
    let sandbox = sandbox();
    assert_snapshot!("deadletter_table", sandbox.run("deadletter list dead"));
    let json: Value =
        serde_json::from_str(&sandbox.stdout("deadletter list dead --format json")).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 3);
    assert_eq!(json[1]["reason"], "too \u{1b}[2J far ahead");
    assert_eq!(json[1]["record"]["id"], id(2));
    assert!(sandbox.run("deadletter list missing").starts_with("exit 2"));
}

#[test]
fn what_is_delivered_leaves_the_file_and_the_others_have_their_new_reason() {
    let answer = format!(
        "200 OK\n\n[{{\"id\":\"{}\"}},{{\"id\":\"{}\",\"error\":\"still not\",\"code\":400}},{{\"id\":\"{}\",\"rate_limited\":{{\"window\":60}}}}]",
        id(1),
        id(2),
        id(3)
    );
    let server = RecordedServer::new(&[&answer]);
    let sandbox = sandbox();
    let words = format!(
        "deadletter replay dead --server {}/base/ --token-file token",
        server.url()
    );
    let said = sandbox.run(&words);
    assert!(said.starts_with("exit 1"), "{said}");
    assert!(
        said.contains(r#"{"delivered":1,"rate_limited":1,"refused":1}"#),
        "{said}"
    );
    let asked = server.asked().remove(0);
    assert_eq!(asked.line, "POST /base/v2/records");
    let bearer = format!("authorization: Bearer {TOKEN}");
    assert!(asked.headers.contains(&bearer));
    let left = sandbox.read("dead");
    assert!(left.starts_with("torn\n"), "{left}");
    let json: Value =
        serde_json::from_str(&sandbox.stdout("deadletter list dead --format json")).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 1);
    assert_eq!(
        (&json[0]["reason"], &json[0]["record"]["id"]),
        (&"still not".into(), &id(2).into())
    );
}

#[test]
fn a_server_that_takes_none_changes_nothing() {
    let sandbox = sandbox();
    let before = sandbox.read("dead");
    let refused = "401 Unauthorized\n\n{\"code\":401,\"message\":\"the token has expired\"}";
    let server = RecordedServer::new(&[refused]);
    let said = sandbox.run(&format!("deadletter replay dead --server {}", server.url()));
    assert!(said.starts_with("exit 2"), "{said}");
    assert!(
        said.contains("it answered 401: the token has expired"),
        "{said}"
    );
    assert_eq!(sandbox.read("dead"), before);
    let said = sandbox.run("deadletter replay dead --server http://events.example.com");
    assert!(said.contains("without encryption"), "{said}");
    assert_eq!(sandbox.read("dead"), before);
}
