//! Where records may go without encryption.

use tidings_client::{HttpSender, Options, StartError};

#[test]
fn plain_http_beyond_this_machine_is_refused_unless_told() {
    let url = "http://events.example.com";
    let told = HttpSender::new(url, Options::default());
    assert!(
        matches!(&told, Err(StartError::PlainHttp { .. })),
        "{told:?}"
    );
    let allowed = Options {
        allow_plain_http: true,
        ..Options::default()
    };
    assert!(HttpSender::new(url, allowed).is_ok());
    assert!(HttpSender::new("https://events.example.com", Options::default()).is_ok());
}
