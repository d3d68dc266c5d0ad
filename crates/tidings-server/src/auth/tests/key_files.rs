use std::fs;
use std::path::PathBuf;

use super::signing::{EC, RSA, admin, key_file};
use super::*;

fn refusal(keys: KeySource) -> String {
    let error =
        Authenticator::open(AuthOptions::Jwt(options(keys))).expect_err("the key is no good");
    error.with_cause()
}

/// Without the folder, which is another on every machine.
fn of_public(name: &str) -> String {
    let path = key_file(name);
    let folder = path.parent().unwrap().display().to_string();
    refusal(KeySource::PemFile(path)).replace(&folder, "keys")
}

#[test]
fn keys_that_are_refused() {
    let lines: Vec<_> = [
        "rsa-1024.public.pem",
        "p384.public.pem",
        "ed448.public.pem",
        "certificate.pem",
        "rsa.private.pem",
        "ec.sec1.pem",
        "missing.pem",
    ]
    .map(of_public)
    .into();
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn a_key_as_in_pkcs1() {
    let authenticator = open(options(KeySource::PemFile(key_file("rsa.pkcs1.pem"))));
    assert_eq!(
        told(identify(&authenticator, &RSA.sign(&admin())).await),
        "ok, Admin"
    );
}

/// A file of this content in a folder that is removed afterwards.
fn file(content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    fs::write(&path, content).unwrap();
    (folder, path)
}

fn reason(content: &[u8], source: fn(PathBuf) -> KeySource) -> String {
    let (folder, path) = file(content);
    refusal(source(path)).replace(&folder.path().display().to_string(), "folder")
}

#[test]
fn files_that_hold_no_public_key() {
    let ec = fs::read_to_string(EC.public_file()).unwrap();
    let damaged = ec.replacen("MFkwEwYH", "MFkwEwYI", 1);
    assert_ne!(ec, damaged);
    let off_curve = {
        let pem = pem::parse(&ec).unwrap();
        let mut der = pem.into_contents();
        *der.last_mut().unwrap() ^= 1;
        pem::encode(&pem::Pem::new("PUBLIC KEY", der))
    };
    let lines: Vec<_> = [
        String::new(),
        "not a key".to_owned(),
        format!("{ec}{ec}"),
        damaged,
        off_curve,
        ec.replace("PUBLIC KEY", "SOMETHING"),
        ec.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
        "x".repeat(1024 * 1024 + 1),
    ]
    .iter()
    .map(|text| reason(text.as_bytes(), KeySource::PemFile))
    .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn files_that_hold_no_secret() {
    let public = fs::read(EC.public_file()).unwrap();
    let lines: Vec<_> = [
        b"".as_slice(),
        b"\n",
        b"\r\n",
        b"31 bytes, or one too few of it.\n",
        &public,
    ]
    .iter()
    .map(|text| reason(text, KeySource::SecretFile))
    .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
