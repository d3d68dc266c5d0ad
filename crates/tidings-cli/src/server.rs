//! Which service a command speaks to, and as whom.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use crate::client::Client;

#[derive(Debug, Args)]
#[command(next_help_heading = "Server")]
pub struct ServerOptions {
    /// Instead of a store: the service at this URL, with its base path, as `https://events.example.com`
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
    /// The file with the token; without it, the variable TIDINGS_TOKEN
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    token_file: Option<PathBuf>,
    /// The certificates (PEM) to trust, instead of those of the well-known authorities
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    ca_file: Option<PathBuf>,
    /// Send the token without encryption, also to another machine
    #[arg(long, conflicts_with = "url")]
    insecure_http: bool,
}

impl ServerOptions {
    /// # Errors
    /// A URL that is none of a service, a token or certificate that cannot be used, a token that would be sent in clear
    /// text.
    pub fn client(&self, url: &str) -> Result<Client> {
        let uri = checked_url(url)?;
        let token = self.token()?;
        let is_local = uri.host().is_some_and(is_loopback);
        let is_clear = uri.scheme_str() == Some("http");
        if token.is_some() && is_clear && !is_local && !self.insecure_http {
            bail!(
                "the token would go to `{url}` without encryption; use https://, or --insecure-http where the way there \
                 is safe"
            );
        }
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("tidings/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_recv_response(Some(Duration::from_secs(60)))
            .tls_config(self.tls()?);
        if is_local {
            // A proxy's loopback is another machine.
            config = config.proxy(None);
        }
        let agent = Agent::new_with_config(config.build());
        let base = url.trim_end_matches('/').to_owned();
        Ok(Client::new(base, agent, token))
    }

    /// Never in an error: it is a secret.
    fn token(&self) -> Result<Option<String>> {
        let (token, place) = match &self.token_file {
            Some(file) => (Some(read(file)?), format!("`{}`", file.display())),
            None => {
                let variable = std::env::var_os("TIDINGS_TOKEN").filter(|token| !token.is_empty());
                let token = variable.map(|token| token.into_encoded_bytes());
                (token, "TIDINGS_TOKEN".to_owned())
            }
        };
        token.map(|token| checked_token(token, &place)).transpose()
    }

    fn tls(&self) -> Result<TlsConfig> {
        let builder = TlsConfig::builder();
        let Some(file) = &self.ca_file else {
            return Ok(builder.build());
        };
        let mut certificates = Vec::new();
        for item in parse_pem(&read(file)?) {
            let item = item.map_err(|error| anyhow!("`{}`: {error}", file.display()))?;
            if let PemItem::Certificate(certificate) = item {
                certificates.push(certificate);
            }
        }
        ensure!(
            !certificates.is_empty(),
            "`{}` has no certificate; one begins with -----BEGIN CERTIFICATE-----",
            file.display()
        );
        let roots = RootCerts::new_with_certs(&certificates);
        Ok(builder.root_certs(roots).build())
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))
}

fn checked_token(token: Vec<u8>, place: &str) -> Result<String> {
    let mut token = String::from_utf8(token).unwrap_or_default();
    if token.ends_with('\n') {
        token.truncate(token.len() - 1);
        token.truncate(token.trim_end_matches('\r').len());
    }
    let is_token = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    ensure!(
        is_token,
        "{place} holds no token: it must be one line of visible ASCII characters"
    );
    Ok(token)
}

fn checked_url(url: &str) -> Result<Uri> {
    const WANTED: &str = "is no URL of a service, as https://events.example.com";
    // What is before an @ may be a password.
    ensure!(
        !url.contains('@'),
        "--server takes no user or password; give a token with --token-file"
    );
    let uri: Uri = url.parse().map_err(|_| anyhow!("`{url}` {WANTED}"))?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    let is_plain = uri.query().is_none() && !url.contains('#');
    ensure!(
        is_http && is_plain && uri.host().is_some(),
        "`{url}` {WANTED}"
    );
    Ok(uri)
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |address: IpAddr| address.is_loopback();
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_break_is_not_part_of_a_token() {
        let token = |text: &str| checked_token(text.into(), "f").ok();
        for text in ["abc", "abc\n", "abc\r\n"] {
            assert_eq!(token(text).as_deref(), Some("abc"), "{text:?}");
        }
        for text in ["", "\n", "abc\n\n", "a b", "a\tb", "abc\0", "\u{e4}"] {
            assert_eq!(token(text), None, "{text:?}");
        }
        let error = checked_token(b"se cret".into(), "f").map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| !error.contains("cret")));
    }

    #[test]
    fn loopback_is_this_machine_only() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.example.com",
            "10.0.0.1",
            "[::2]",
            "127.0.0.1.nip.io",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn what_is_no_url_of_a_service_is_refused() {
        for url in [
            "http://127.0.0.1:8090",
            "https://a.example/api/assisted-install/",
        ] {
            assert!(checked_url(url).is_ok(), "{url}");
        }
        for url in [
            "events.example.com",
            "ftp://a.example",
            "https://",
            "https://u:secret@a.example",
            "https://a.example/?x=1",
            "https://a.example/#x",
            "a b",
        ] {
            let error = checked_url(url)
                .map(drop)
                .map_err(|error| error.to_string());
            assert!(error.is_err_and(|error| !error.contains("secret")), "{url}");
        }
    }
}
