use serde_json::{Value, json};

use super::signing::EC;
use super::*;

const CLUSTER: &str = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
const INFRA_ENV: &str = "0b5e6c1e-4f0e-4a53-9d5f-6a2f5b0c7d11";

/// What becomes of each set of claims, a line each.
async fn outcomes(authenticator: &Authenticator, claims: &[Value]) -> String {
    let mut lines = String::new();
    for claims in claims {
        let outcome = told(identify(authenticator, &EC.sign(claims)).await);
        lines.push_str(&format!("{claims} -> {outcome}\n"));
    }
    lines
}

#[tokio::test]
async fn roles_and_scopes() {
    let exp = NOW;
    let lines = outcomes(
        &trusting(&EC),
        &[
            json!({"exp": exp, "role": "admin"}),
            json!({"exp": exp, "role": "read-only-admin", "sub": "ann"}),
            json!({"exp": exp, "role": "user", "sub": "ann", "org_id": "42"}),
            json!({"exp": exp, "role": "agent", "infra_env_id": INFRA_ENV}),
            json!({"exp": exp, "cluster_id": CLUSTER}),
            json!({"exp": exp, "cluster_id": CLUSTER.to_uppercase()}),
            json!({"exp": exp}),
            json!({"exp": exp, "cluster_id": CLUSTER, "infra_env_id": INFRA_ENV}),
            json!({"exp": exp, "role": "admin", "cluster_id": CLUSTER, "infra_env_id": INFRA_ENV}),
            json!({"exp": exp, "role": "Admin"}),
            json!({"exp": exp, "role": "admin "}),
            json!({"exp": exp, "role": "root", "cluster_id": CLUSTER}),
            json!({"exp": exp, "role": "admin", "cluster_id": "mine"}),
            json!({"exp": exp, "role": "admin", "cluster_id": CLUSTER.replace('-', "")}),
        ],
    )
    .await;
    insta::assert_snapshot!(lines);
}

#[tokio::test]
async fn wrong_types_are_refused_of_every_claim() {
    let authenticator = trusting(&EC);
    let wrong = [
        json!(null),
        json!(""),
        json!([]),
        json!({}),
        json!(true),
        json!([CLUSTER]),
    ];
    for name in [
        "sub",
        "org_id",
        "role",
        "cluster_id",
        "infra_env_id",
        "exp",
        "nbf",
    ] {
        let numbers = ["exp", "nbf"].contains(&name);
        let more = if numbers {
            json!("1900000000")
        } else {
            json!(7)
        };
        for value in wrong.iter().chain([&more]) {
            let mut claims = json!({"exp": NOW, "role": "admin"});
            claims[name] = value.clone();
            let result = identify(&authenticator, &EC.sign(&claims)).await;
            let error = result.expect_err(&claims.to_string());
            assert_eq!(error.status, 401, "{claims}");
            assert!(
                error.message.starts_with(&format!("claim `{name}` must")),
                "{claims}: {}",
                error.message
            );
        }
    }
    for name in ["sub", "org_id"] {
        let claims = format!(r#"{{"exp": {NOW}, "role": "user", "{name}": "a\u0000b"}}"#);
        let token = EC.sign_text(r#"{"alg":"ES256"}"#, &claims);
        let outcome = told(identify(&authenticator, &token).await);
        assert_eq!(
            outcome,
            format!("401 claim `{name}` must not contain control characters")
        );
    }
}

#[tokio::test]
async fn times_have_a_leeway_of_thirty_seconds() {
    let lines = outcomes(
        &trusting(&EC),
        &[
            json!({"role": "admin", "exp": NOW + 1}),
            json!({"role": "admin", "exp": NOW - 29}),
            json!({"role": "admin", "exp": NOW as f64 - 29.5}),
            json!({"role": "admin", "exp": NOW - 30}),
            json!({"role": "admin", "exp": -1}),
            json!({"role": "admin", "exp": u64::MAX}),
            json!({"role": "admin", "exp": 1e300}),
            json!({"role": "admin", "exp": NOW, "nbf": NOW + 30}),
            json!({"role": "admin", "exp": NOW, "nbf": NOW + 31}),
            json!({"role": "admin", "exp": NOW, "nbf": -1e300}),
            json!({"role": "admin"}),
            json!({"cluster_id": CLUSTER}),
        ],
    )
    .await;
    insta::assert_snapshot!(lines);
}

#[tokio::test]
async fn without_exp_only_scoped_tokens_are_accepted_and_only_where_allowed() {
    let mut options = options(KeySource::PemFile(EC.public_file()));
    options.allow_no_exp = true;
    let lines = outcomes(
        &open(options),
        &[
            json!({"infra_env_id": INFRA_ENV}),
            json!({"infra_env_id": INFRA_ENV, "nbf": NOW + 31}),
            json!({"infra_env_id": INFRA_ENV, "exp": NOW - 31}),
            json!({"infra_env_id": INFRA_ENV, "exp": null}),
            json!({"role": "agent", "cluster_id": CLUSTER}),
            json!({"role": "admin"}),
        ],
    )
    .await;
    insta::assert_snapshot!(lines);
}

#[tokio::test]
async fn issuer_and_audience_are_required_where_configured() {
    let mut options = options(KeySource::PemFile(EC.public_file()));
    options.issuer = Some("https://sso.example.com".to_owned());
    options.audience = Some("tidings".to_owned());
    let with =
        |iss: Value, aud: Value| json!({"role": "admin", "exp": NOW, "iss": iss, "aud": aud});
    let issuer = "https://sso.example.com";
    let lines = outcomes(
        &open(options),
        &[
            with(json!(issuer), json!("tidings")),
            with(json!(issuer), json!(["other", "tidings"])),
            with(json!("https://sso.example.com/"), json!("tidings")),
            with(json!([issuer]), json!("tidings")),
            with(json!(null), json!("tidings")),
            with(json!(issuer), json!("Tidings")),
            with(json!(issuer), json!([])),
            with(json!(issuer), json!(["tidings", 1])),
            with(json!(issuer), json!(null)),
            json!({"role": "admin", "exp": NOW, "iss": issuer}),
            json!({"role": "admin", "exp": NOW, "aud": "tidings"}),
        ],
    )
    .await;
    insta::assert_snapshot!(lines);
}

#[tokio::test]
async fn a_claim_named_twice_is_refused() {
    let texts = [
        format!(r#"{{"exp":{NOW},"role":"user","role":"admin"}}"#),
        format!(r#"{{"exp":{NOW},"role":"user","r\u006fle":"admin"}}"#),
        format!(r#"{{"exp":{NOW},"role":"user","address":{{"a":1,"a":2}}}}"#),
        format!(r#"{{"exp":{NOW},"role":"admin"}}{{}}"#),
        format!(r#"[{{"exp":{NOW},"role":"admin"}}]"#),
        format!(
            r#"{{"exp":{NOW},"role":"admin","deep":{}"#,
            "[".repeat(5000)
        ),
        String::new(),
    ];
    for text in texts {
        let token = EC.sign_text(r#"{"alg":"ES256"}"#, &text);
        assert_eq!(
            told(identify(&trusting(&EC), &token).await),
            "401 the token's claims are not a JSON object that names each claim once",
            "{text}"
        );
    }
}
