use std::fs;

use super::signing::{EC, admin};
use super::*;

#[tokio::test]
async fn nothing_of_a_secret_or_token_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    fs::write(&path, "hunter2hunter2hunter2hunter2hunter2").unwrap();
    let options = options(KeySource::SecretFile(path));
    let authenticator = open(options.clone());
    let token = EC.sign(&admin());
    let error = identify(&authenticator, &token).await.unwrap_err();
    let identity = identify(&trusting(&EC), &token).await.unwrap();
    let url =
        KeySource::Jwks("https://user:hunter2@sso.example.com/keys?a=hunter2#hunter2".to_owned());
    let shown = format!(
        "{options:?} {authenticator:?} {error:?} {identity:?} {url:?} {}",
        error.message
    );
    assert!(!shown.contains("hunter2"), "{shown}");
    for part in token.split('.') {
        assert!(!shown.contains(part), "{shown}");
    }
    assert!(shown.contains("https://sso.example.com/keys"), "{shown}");
}
