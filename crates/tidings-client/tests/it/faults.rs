//! What a sender does while the server, or the way there, is faulty.

use std::time::Duration;

use tidings::{Receipt, SendError, Sender};
use tidings_client::{HttpSender, Options};

use crate::gate::{Fault, Gate};
use crate::sample::{eager, expect_stored, ids, record, records, run, send_all, wait_all};
use crate::service::Service;

#[test]
fn a_server_that_was_away_gets_what_was_sent_meanwhile() {
    for fault in [
        Fault::Break,
        Fault::unavailable("Retry-After: 1\r\n"),
        Fault::unavailable("Retry-After: Sun, 06 Nov 2044 08:49:37 GMT\r\n"),
        Fault::answer("429 Too Many Requests", "", "{}"),
        Fault::answer("502 Bad Gateway", "", "<html>"),
        Fault::answer("200 OK", "", "<html>"),
        Fault::answer("200 OK", "", "[]"),
    ] {
        let service = Service::start();
        let gate = Gate::to(service.port(), [fault.clone()]);
        let sender = HttpSender::new(&gate.url(), eager()).unwrap();
        let sent = records(20);
        let answers = send_all(&sender, &sent);
        gate.wait_for(3);
        gate.set(Fault::Pass);
        expect_stored(wait_all(answers), &sent);
        assert_eq!(service.ids(), ids(&sent), "{fault:?}");
    }
}

#[test]
fn an_answer_that_is_lost_after_the_commit_stores_nothing_twice() {
    let service = Service::start();
    let lost = [Fault::LoseAnswer, Fault::LoseAnswer, Fault::Pass];
    let gate = Gate::to(service.port(), lost);
    let sender = HttpSender::new(&gate.url(), eager()).unwrap();
    let sent = records(50);
    expect_stored(wait_all(send_all(&sender, &sent)), &sent);
    assert_eq!(service.ids(), ids(&sent));
    assert!(gate.requests().len() >= 3);
}

#[test]
fn a_server_that_stays_away_is_told_of_and_the_next_one_is_tried() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Break]);
    let options = Options {
        give_up_after: Duration::from_secs(1),
        ..eager()
    };
    let sender = HttpSender::new(&gate.url(), options).unwrap();
    for told in wait_all(send_all(&sender, &records(2))) {
        assert!(matches!(told, Err(SendError::Unavailable(_))), "{told:?}");
    }
    gate.set(Fault::Pass);
    let sent = record("found");
    expect_stored(
        vec![sender.send(sent.clone()).wait()],
        std::slice::from_ref(&sent),
    );
    assert_eq!(service.ids(), [sent.id]);
    let report = run(sender.shutdown()).unwrap();
    assert_eq!((report.stored, report.failed), (1, 2));
}

#[test]
fn a_server_that_does_not_answer_is_given_up() {
    let service = Service::start();
    let gate = Gate::to(service.port(), [Fault::Hang]);
    let options = Options {
        request_time: Duration::from_millis(50),
        ..eager()
    };
    let sender = HttpSender::new(&gate.url(), options).unwrap();
    let sent = record("patient");
    let answer = send_all(&sender, std::slice::from_ref(&sent));
    gate.wait_for(2);
    gate.set(Fault::Pass);
    expect_stored(wait_all(answer), std::slice::from_ref(&sent));
    assert_eq!(service.ids(), [sent.id]);
}

#[test]
fn a_refused_request_is_told_at_once_in_the_servers_words() {
    let service = Service::start();
    for (fault, expected) in [
        (
            Fault::answer(
                "401 Unauthorized",
                "",
                r#"{"code":401,"message":"the token has expired"}"#,
            ),
            "it answered 401: the token has expired",
        ),
        (
            Fault::answer("403 Forbidden", "", ""),
            "it answered 403 Forbidden",
        ),
        (
            Fault::answer(
                "404 Not Found",
                "",
                r#"{"code":"404","reason":"Object Not Found"}"#,
            ),
            "it answered 404: Object Not Found",
        ),
    ] {
        let gate = Gate::to(service.port(), [fault]);
        let sender = HttpSender::new(&gate.url(), Options::default()).unwrap();
        match sender.send(record("refused")).wait() {
            Err(SendError::Unavailable(cause)) => assert_eq!(cause.to_string(), expected),
            told => panic!("{told:?}"),
        }
        assert_eq!(gate.requests().len(), 1);
    }
}

#[test]
fn redirections_are_not_followed() {
    let service = Service::start();
    let elsewhere = Gate::to(service.port(), [Fault::Pass]);
    let to = format!("Location: {}/v2/records\r\n", elsewhere.url());
    let gate = Gate::to(
        service.port(),
        [Fault::answer("307 Temporary Redirect", &to, "")],
    );
    let sender = HttpSender::new(&gate.url(), Options::default()).unwrap();
    match sender.send(record("lured away")).wait() {
        Err(SendError::Unavailable(cause)) => assert!(cause.to_string().contains(&elsewhere.url())),
        told => panic!("{told:?}"),
    }
    assert!(elsewhere.requests().is_empty() && service.ids().is_empty());
}

#[test]
fn an_endless_answer_is_not_read_to_its_end() {
    let service = Service::start();
    let endless = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{}",
        " ".repeat(17 << 20)
    );
    let gate = Gate::to(service.port(), [Fault::Answer(endless), Fault::Pass]);
    let sender = HttpSender::new(&gate.url(), eager()).unwrap();
    let sent = record("short");
    let told = sender.send(sent.clone()).wait().unwrap();
    assert_eq!(told, Receipt::Stored { id: sent.id });
    assert_eq!(gate.requests().len(), 2);
}
