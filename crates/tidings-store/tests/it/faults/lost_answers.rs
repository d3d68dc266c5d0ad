//! Commits whose answers are lost: the ids of the records tell whether they are stored.

use std::thread;
use std::time::Duration;

use testbed::postgres::{Cluster, Settings};
use tidings::Uuid;
use tidings_store::{Store, StoreOptions};

use super::proxy::Proxy;
use super::trial::survive;
use super::{full_house::Others, rounds};
use crate::database::{Database, PostgresDatabase, run};
use crate::sample::definitions;

#[test]
fn an_answer_that_is_lost_after_the_commit_is_found_by_the_ids() {
    let cluster = Cluster::start(&Settings::new().tcp());
    let database = PostgresDatabase::of(cluster.create_database());
    let observer = database.open();
    let proxy = Proxy::to(cluster.port());
    let sending = open(&proxy.url(database.name()));
    let rounds = rounds();
    let what = format!("{rounds} answers lost after their commits");
    survive(&what, &sending, &observer, |sent| {
        for _ in 0..rounds {
            proxy.lose_an_answer();
            sent.wait_for_more();
        }
    });
}

fn open(url: &str) -> Store {
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    run(Store::open_with(url, &definitions, StoreOptions::default())).unwrap()
}

/// All at once: those that write, those that read, those that listen.
#[test]
fn connections_that_end_at_any_moment_of_a_commit() {
    let cluster = Cluster::start(&Settings::new());
    let database = PostgresDatabase::of(cluster.create_database());
    let [sending, observer] = [(); 2].map(|()| database.open());
    let mut administrator = Others::connect(&database.url());
    let (rounds, mut ended) = (rounds() * 2, 0);
    survive(
        "connections ended in large commits",
        &sending,
        &observer,
        |sent| {
            for _ in 0..rounds {
                // A random moment, not one to wait for.
                let micros = Uuid::now_v7().as_u128() % 40_000;
                thread::sleep(Duration::from_micros(u64::try_from(micros).unwrap()));
                ended += administrator.end_tidings();
                sent.wait_for_more();
            }
        },
    );
    eprintln!("{ended} connections ended in {rounds} rounds");
    assert!(ended >= rounds, "{ended}");
}
