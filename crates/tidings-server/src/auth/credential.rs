//! Finds a request's token, which may be in any of four places.

use axum::http::request::Parts;

use super::Credential;
use super::refusal::Refusal;

/// The one token of a request.
///
/// Empty ones count as not given. A second one, even of the same text, is refused: whoever adds one on the way (a proxy, a page) must not
/// choose who is believed.
pub(super) fn find(parts: &Parts) -> Result<(Credential, String), Refusal> {
    let mut found = Vec::new();
    for (name, credential) in [
        ("authorization", Credential::Bearer),
        ("x-secret-key", Credential::SecretKey),
        ("watcher-authorization", Credential::Watcher),
    ] {
        for value in parts.headers.get_all(name) {
            let value = value.as_bytes().trim_ascii();
            if !value.is_empty() {
                found.push((credential, value.to_vec()));
            }
        }
    }
    let query = parts.uri.query().unwrap_or_default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = value.trim_ascii();
        if name == "api_key" && !value.is_empty() {
            found.push((Credential::ApiKey, value.as_bytes().to_vec()));
        }
    }
    if found.len() > 1 {
        return Err(Refusal::TwoCredentials);
    }
    let (credential, value) = found.pop().ok_or(Refusal::NoToken)?;
    let value = String::from_utf8(value).map_err(|_| Refusal::Token("the token is not ASCII"))?;
    Ok((credential, bare(credential, &value)?.to_owned()))
}

/// Without the scheme that comes before it in two of the headers.
fn bare(credential: Credential, value: &str) -> Result<&str, Refusal> {
    match (credential, after_bearer(value)) {
        (Credential::Bearer | Credential::Watcher, Some(token)) => Ok(token),
        (Credential::Bearer, None) => Err(Refusal::Token("Authorization must be `Bearer TOKEN`")),
        _ => Ok(value),
    }
}

/// What follows the scheme, which is known in any case (RFC 9110, section 11.1).
fn after_bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once([' ', '\t'])?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_ascii())
}
