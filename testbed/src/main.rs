//! A PostgreSQL to try things by hand: prints the URL of an empty database, and runs until its input ends.

use std::io::{self, Read};

use testbed::postgres::{Cluster, Settings};

fn main() {
    let cluster = Cluster::start(&Settings::new());
    let database = cluster.create_database();
    #[expect(clippy::print_stdout, reason = "the URL is the output")]
    {
        println!("{}", database.url());
    }
    let mut input = io::stdin();
    // Whatever comes, only its end counts; input that cannot be read has ended.
    let mut ignored = [0; 1024];
    while input.read(&mut ignored).is_ok_and(|count| count > 0) {}
}
