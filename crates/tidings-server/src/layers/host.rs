//! Keeps web pages away from a service without authentication: one that a browser on the same machine shows may name
//! the service by a name of its own (DNS rebinding).

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::header::HOST;

use crate::ApiError;
use crate::auth::AuthOptions;
use crate::service::Service;

pub async fn check(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    // Watchers know addresses only, and learn nothing here.
    let is_watched = matches!(request.uri().path(), "/healthz" | "/readyz");
    if matches!(service.options.auth, AuthOptions::None) && !is_watched {
        let mut hosts = request.headers().get_all(HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        let is_ours = host.is_some_and(|host| is_ours(host, &service.options.public_hosts));
        if !is_ours || hosts.next().is_some() {
            let told = "the header Host must name this service: a name of loopback, or one of --public-host";
            return Err(ApiError::forbidden(told));
        }
    }
    Ok(next.run(request).await)
}

/// A name of loopback or one of these, each with any port or, where it has one, with its own.
fn is_ours(host: &str, public: &[String]) -> bool {
    let name = name(host);
    let is_loopback = name.eq_ignore_ascii_case("localhost")
        || name
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback());
    is_loopback
        || public
            .iter()
            .any(|one| one.eq_ignore_ascii_case(host) || one.eq_ignore_ascii_case(name))
}

/// Without the port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !is_open(name) => {
            name
        }
        _ => host,
    }
}

/// An IPv6 address whose bracket is not closed: the colon was one of its own.
fn is_open(name: &str) -> bool {
    name.starts_with('[') && !name.ends_with(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_ours_by_name() {
        let public = ["events.example.com".to_owned(), "10.0.0.5:8090".to_owned()];
        for ours in [
            "localhost",
            "LOCALHOST:8090",
            "127.0.0.1:1",
            "127.9.9.9",
            "[::1]:8090",
            "[::1]",
            "events.example.com",
            "Events.Example.com:443",
            "10.0.0.5:8090",
        ] {
            assert!(is_ours(ours, &public), "{ours}");
        }
        for other in [
            "",
            "evil.example",
            "localhost.evil.example",
            "10.0.0.5",
            "10.0.0.5:80",
            "127.0.0.1.evil.example",
            "localhost:80@evil.example",
            "[::2]:80",
            ":80",
        ] {
            assert!(!is_ours(other, &public), "{other}");
        }
    }
}
