//! Everybody asks for everything, and the service answers as the [`model`](crate::model) says.

mod changes;
mod comparison;
mod drafts;
mod people;
mod queries;
mod registry;
mod sample;

use fastrand::Rng;
use tidings_server::Tenancy;

use crate::harness::{Service, Setup, Store};
use crate::model::catalog::{BUILTIN, DECLARED};
use crate::model::{Carrier, Catalog, Credential, Parameters, World};
use comparison::Mismatches;
use queries::Queries;

/// How many people are asked to try each pair of parameters.
const PEOPLE_PER_PAIR: usize = 8;
/// How many queries of up to six parameters there are.
const LARGE_QUERIES: usize = 1000;
/// How many changes the registry and the records undergo.
const CHANGES: usize = 400;

macro_rules! walks {
    ($($test:ident: $catalog:ident $tenancy:ident;)*) => {
        mod sqlite {
            $(#[test] fn $test() { super::walk(super::Store::Sqlite, &super::$catalog, super::Tenancy::$tenancy); })*
        }
        mod postgres {
            $(#[test] fn $test() { super::walk(super::Store::Postgres, &super::$catalog, super::Tenancy::$tenancy); })*
        }
    };
}

walks! {
    built_in_event_types_by_org: BUILTIN Org;
    built_in_event_types_by_user: BUILTIN User;
    declared_event_types_by_org: DECLARED Org;
    declared_event_types_by_user: DECLARED User;
}

fn walk(store: Store, catalog: &'static Catalog, tenancy: Tenancy) {
    let service = Service::start(store, Setup::new(catalog.yaml).tenancy(tenancy));
    let mut rng = Rng::with_seed(0x0071_d195);
    let mut world = sample::fill(&service, catalog, tenancy, &mut rng);
    let mut mismatches = Mismatches::default();
    one_parameter(&service, &world, &mut rng, &mut mismatches);
    two_parameters(&service, &world, &mut rng, &mut mismatches);
    many_parameters(&service, &world, &mut rng, &mut mismatches);
    single_records(&service, &world, &mut rng, &mut mismatches);
    catalogs(&service, &world, &mut mismatches);
    for _ in 0..CHANGES {
        changes::change(&service, &mut world, &mut rng, &mut mismatches);
        let (asker, query) = anybody_asking(&world, &mut rng);
        mismatches.list(&service, &world, &asker, query);
    }
    mismatches.report();
}

/// Everybody, with no parameter and each one alone, beside the one that names their scope.
fn one_parameter(service: &Service, world: &World, rng: &mut Rng, mismatches: &mut Mismatches) {
    for identity in people::everybody(world) {
        let credential = Credential::of(identity, people::carrier(rng));
        mismatches.list(service, world, &credential, Parameters::default());
        for parameter in queries::parameters(world.catalog) {
            let mut queries = Queries::new(world, rng);
            let query = queries.of(&[parameter], &credential.identity, true);
            mismatches.list(service, world, &credential, query);
        }
    }
}

/// Every pair of parameters, a parameter beside itself too, for some people each.
fn two_parameters(service: &Service, world: &World, rng: &mut Rng, mismatches: &mut Mismatches) {
    let parameters = queries::parameters(world.catalog);
    let everybody = people::everybody(world);
    for (index, first) in parameters.iter().enumerate() {
        for second in &parameters[index..] {
            for _ in 0..PEOPLE_PER_PAIR {
                let identity = rng.choice(&everybody).unwrap().clone();
                let credential = Credential::of(identity, people::carrier(rng));
                let names_scope = rng.u8(..4) > 0;
                let query = Queries::new(world, rng).of(
                    &[first, second],
                    &credential.identity,
                    names_scope,
                );
                mismatches.list(service, world, &credential, query);
            }
        }
    }
}

fn many_parameters(service: &Service, world: &World, rng: &mut Rng, mismatches: &mut Mismatches) {
    for _ in 0..LARGE_QUERIES {
        let (asker, query) = anybody_asking(world, rng);
        mismatches.list(service, world, &asker, query);
    }
}

fn anybody_asking(world: &World, rng: &mut Rng) -> (Credential, Parameters) {
    let credential = people::anybody(world, rng);
    let parameters = queries::parameters(world.catalog);
    let number = rng.usize(1..=6);
    let chosen = rng.choose_multiple(&parameters, number);
    let chosen: Vec<&str> = chosen.into_iter().copied().collect();
    let names_scope = rng.u8(..8) > 0;
    let query = Queries::new(world, rng).of(&chosen, &credential.identity, names_scope);
    (credential, query)
}

/// Every record by its id, for everybody.
fn single_records(service: &Service, world: &World, rng: &mut Rng, mismatches: &mut Mismatches) {
    for identity in people::everybody(world) {
        let credential = Credential::of(identity, people::carrier(rng));
        let records = rng.choose_multiple(&world.records, 12);
        let ids = records.into_iter().map(|row| row.id);
        for id in ids.chain([uuid::Uuid::now_v7()]) {
            mismatches.one_record(service, world, &credential, id);
        }
    }
}

/// "With any valid token: `GET {base}/v2/catalog` (the definitions as JSON)."
fn catalogs(service: &Service, world: &World, mismatches: &mut Mismatches) {
    for identity in people::everybody(world) {
        for carrier in [Carrier::Nothing, Carrier::Authorization, Carrier::ApiKey] {
            mismatches.catalog(service, &Credential::of(identity.clone(), carrier));
        }
    }
}
