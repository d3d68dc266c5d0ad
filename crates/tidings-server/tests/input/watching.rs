//! Health and metrics on an address of their own.

use crate::http::Request;
use crate::service::{Backend, Service};

#[test]
fn metrics_may_have_an_address_of_their_own() {
    let service = Service::start_with(Backend::Sqlite, |options| {
        options.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
        options.base_path = "/api".to_owned();
    });
    let watched = service.server().metrics_address().unwrap();
    let status = |path: &str, address| Request::get(path).send(address).status;
    assert_eq!(status("/api/v2/events", service.address()), 200);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(
            (status(path, service.address()), status(path, watched)),
            (200, 200),
            "{path}"
        );
    }
    assert_eq!(status("/metrics", service.address()), 404);
    let metrics = Request::get("/metrics").send(watched).text();
    let counted =
        "tidings_http_requests_total{method=\"GET\",route=\"/api/v2/events\",status=\"200\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
    for path in ["/api/v2/events", "/v2/events", "/openapi.json"] {
        assert_eq!(status(path, watched), 404, "{path}");
    }
    let alone = Service::start(Backend::Sqlite);
    assert_eq!(alone.server().metrics_address(), None);
}
