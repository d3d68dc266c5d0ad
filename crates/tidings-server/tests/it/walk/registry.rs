//! What is registered and marked deleted meanwhile.

use fastrand::Rng;

use super::changes::Tried;
use super::comparison::{different, refused, status};
use super::drafts::{subject_body, subject_path};
use super::people;
use super::sample::{host, ids, infra_env};
use crate::harness::{Answer, Service};
use crate::model::{
    Credential, Entry, Identity, Role, World, delete_subject, get_subject, put_subject,
};

/// Mostly an admin, since others may not keep the registry.
pub fn admin_or(credential: &Credential, rng: &mut Rng) -> Credential {
    if rng.u8(..3) == 0 {
        return credential.clone();
    }
    let role = Some(Role::Admin);
    Credential::of(
        Identity {
            role,
            ..Identity::default()
        },
        people::carrier(rng),
    )
}

pub fn put(service: &Service, world: &mut World, rng: &mut Rng, credential: &Credential) -> Tried {
    let mut entry = any_subject(world, rng);
    let org = rng.choice(["org-a", "org-b", "org-c"]).unwrap();
    let registered = world
        .entries(entry.subject, &entry.id)
        .first()
        .and_then(|other| other.org.clone());
    // A host stays with one org, so that it is plain whose it is.
    entry.org = registered
        .filter(|_| entry.subject == "host_id")
        .or(Some(org.to_owned()));
    entry.owner = rng.choice(["alice", "andrew", "bob"]).map(str::to_owned);
    entry.deleted = rng.u8(..3) == 0;
    let call = service
        .put(&subject_path(&entry))
        .json(&subject_body(&entry));
    let answer = credential.on(call).send();
    let compared = match put_subject(world, credential, &entry) {
        Err(refusal) => refused(&answer, &refusal),
        Ok(replaced) => status(&answer, if replaced { 200 } else { 201 }),
    };
    (
        format!("PUT {} {}", subject_path(&entry), subject_body(&entry)),
        compared,
    )
}

pub fn delete(
    service: &Service,
    world: &mut World,
    rng: &mut Rng,
    credential: &Credential,
) -> Tried {
    let entry = any_subject(world, rng);
    let one_entry = entry.infra_env.is_some() && rng.bool();
    let call = service.delete(&subject_path(&entry));
    let call = match entry.infra_env {
        Some(infra_env) if one_entry => call.query("infra_env", infra_env),
        _ => call,
    };
    let answer = credential.on(call).send();
    let compared = match delete_subject(world, credential, &entry, one_entry) {
        Err(refusal) => refused(&answer, &refusal),
        Ok(()) => status(&answer, 204),
    };
    (
        format!("DELETE {} one={one_entry}", subject_path(&entry)),
        compared,
    )
}

pub fn get(service: &Service, world: &mut World, rng: &mut Rng, credential: &Credential) -> Tried {
    let entry = any_subject(world, rng);
    let answer = credential.on(service.get(&subject_path(&entry))).send();
    let compared = match get_subject(world, credential, &entry) {
        Err(refusal) => refused(&answer, &refusal),
        // Whether what was never registered is an empty list or an unknown object is left open.
        Ok(entries) if entries.is_empty() && answer.status == 404 => status(&answer, 404),
        Ok(entries) => status(&answer, 200).and_then(|()| same_entries(&answer, &entries)),
    };
    (format!("GET {}", subject_path(&entry)), compared)
}

fn same_entries(answer: &Answer, entries: &[&Entry]) -> Result<(), String> {
    let shown = answer.json();
    let shown = shown["entries"].as_array().ok_or("no entries")?;
    let shown = shown.iter().map(|entry| {
        let field = |name: &str| entry[name].as_str().map(str::to_owned);
        let infra_env = entry["parents"]["infra_env"].as_str().map(str::to_owned);
        (
            infra_env,
            field("owner"),
            field("org"),
            field("deleted_at").is_some(),
        )
    });
    let expected = entries.iter().map(|entry| {
        let infra_env = entry.infra_env.map(|id| id.to_string());
        (
            infra_env,
            entry.owner.clone(),
            entry.org.clone(),
            entry.deleted,
        )
    });
    let (mut shown, mut expected): (Vec<_>, Vec<_>) = (shown.collect(), expected.collect());
    shown.sort();
    expected.sort();
    if shown == expected {
        Ok(())
    } else {
        Err(different(expected, &shown))
    }
}

/// An entry's key: a subject of the sample, registered or not.
fn any_subject(world: &World, rng: &mut Rng) -> Entry {
    let (subject, _) = *rng.choice(world.catalog.subjects).unwrap();
    let id = rng.choice(ids(subject)).unwrap();
    let infra_envs = [
        Some(infra_env::A1),
        Some(infra_env::A2),
        Some(infra_env::B1),
        None,
    ];
    let registered = world
        .entries(subject, &id)
        .first()
        .map(|entry| entry.infra_env);
    let infra_env = match (subject, registered) {
        ("host_id", Some(infra_env)) => infra_env,
        ("host_id", None) if id != host::ALONE.to_string() => rng.choice(infra_envs).unwrap(),
        _ => None,
    };
    Entry {
        subject,
        id,
        infra_env,
        owner: None,
        org: None,
        deleted: false,
    }
}
