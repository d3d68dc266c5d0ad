//! The token goes to the server, and nowhere else.

use std::fs;

use tidings::{SendError, Sender};
use tidings_client::{HttpSender, Options, Token};

use crate::gate::{Fault, Gate};
use crate::logs;
use crate::sample::{eager, record, run};
use crate::service::Service;

fn bearer(gate: &Gate) -> Vec<String> {
    let requests = gate.requests();
    let lines = requests.iter().flat_map(|request| request.head.lines());
    let values = lines
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    values.map(|(_, value)| value.to_owned()).collect()
}

#[test]
fn a_token_file_is_read_for_each_request() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Pass]);
    let file = service.path("token");
    fs::write(&file, "first\n").unwrap();
    let options = Options {
        token: Some(Token::file(&file)),
        ..Options::default()
    };
    let sender = HttpSender::new(&gate.url(), options).unwrap();
    sender.send(record("one")).wait().unwrap();
    fs::write(&file, "second\n").unwrap();
    sender.send(record("two")).wait().unwrap();
    assert_eq!(bearer(&gate), ["Bearer first", "Bearer second"]);

    fs::remove_file(&file).unwrap();
    match sender.send(record("three")).wait() {
        Err(SendError::Unavailable(cause)) => {
            assert!(cause.to_string().contains("cannot read the token"))
        }
        told => panic!("{told:?}"),
    }
    assert_eq!(bearer(&gate).len(), 2);
}

#[test]
fn a_token_is_never_told() {
    const SECRET: &str = "very-secret-token";
    let log = logs::capture();
    let service = Service::start();
    let options = || Options {
        token: Some(Token::new(SECRET)),
        ..eager()
    };
    let mut told = vec![format!("{:?}", options())];
    for fault in [
        Fault::answer("401 Unauthorized", "", "{}"),
        Fault::answer(
            "307 Temporary Redirect",
            "Location: http://127.0.0.1:9/\r\n",
            "",
        ),
    ] {
        let gate = Gate::to(
            service.port(),
            [Fault::Break, Fault::unavailable(""), fault],
        );
        let sender = HttpSender::new(&gate.url(), options()).unwrap();
        let error = sender.send(record("refused")).wait().unwrap_err();
        told.push(format!("{error} {error:?} {sender:?}"));
        run(sender.shutdown()).unwrap();
        assert_eq!(bearer(&gate).len(), 3);
    }
    let unusable = Options {
        token: Some(Token::new(format!("{SECRET}\n\n"))),
        ..Options::default()
    };
    let error = HttpSender::new(&service.url(), unusable).unwrap_err();
    told.push(format!("{error} {error:?}"));
    told.push(log.text());
    assert!(log.text().contains("events cannot be delivered now"));
    for text in told {
        assert!(!text.contains(SECRET), "{text}");
    }
}
