//! Full disks: who cannot be stored is told, nothing acknowledged is lost, and with room again all goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use testbed::postgres::{Cluster, Settings};
use tidings::{Record, SendError, Sender, Uuid};
use tidings_store::{Cursor, Options, Records, Store, StoreOptions, StoreSender};

use crate::database::{Database, PostgresDatabase, SqliteFile, run};
use crate::sample::{everything, record};
use crate::suite::follow::take;

/// 16,000 characters that no compression makes smaller.
fn large() -> Record {
    let mut large = record("large");
    let random = (0..500).map(|_| Uuid::now_v7().simple().to_string());
    large.message = random.collect();
    large
}

/// Sends until the disk is full, from several at once; what was acknowledged.
fn fill(sender: &StoreSender) -> Vec<Uuid> {
    let mut acknowledged = Vec::new();
    for _ in 0..200 {
        let sent: Vec<_> = (0..20)
            .map(|_| {
                let record = large();
                (record.id, sender.try_send(record).unwrap())
            })
            .collect();
        let mut full = false;
        for (id, sending) in sent {
            match sending.wait() {
                Ok(_) => acknowledged.push(id),
                Err(SendError::Store(_) | SendError::Unavailable(_)) => full = true,
                Err(error) => panic!("{error}"),
            }
        }
        if full {
            return acknowledged;
        }
    }
    panic!("the disk is not full after {} records", acknowledged.len());
}

/// Fills the disk, makes room, and sends again.
fn check(store: &Store, mut followed: Records, make_room: impl FnOnce()) {
    let sender = StoreSender::new(store.clone(), Options::default());
    let mut acknowledged = fill(&sender);
    assert!(!acknowledged.is_empty());
    let told = sender.send(large()).wait().unwrap_err().to_string();
    assert!(
        told.contains("cannot grow") || told.contains("failed"),
        "{told}"
    );
    make_room();
    for _ in 0..20 {
        let record = large();
        acknowledged.push(record.id);
        sender.send(record).wait().unwrap();
    }
    let stored: Vec<Uuid> = everything(store).iter().map(|one| one.record.id).collect();
    assert_eq!(
        stored, acknowledged,
        "all that was acknowledged, and no more"
    );
    let seen = run(take(&mut followed, stored.len()));
    let seen: Vec<Uuid> = seen.iter().map(|record| record.id).collect();
    assert_eq!(seen, stored);
}

/// A file system of its own that holds so little; where one may not be mounted, none.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "none"])
            .arg(folder.path())
            .output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(folder)),
            output => {
                eprintln!("no small file system, a limit takes its place: {output:?}");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whatever still has files open there.
        let unmount = Command::new("umount").arg("-l").arg(self.path()).status();
        assert!(unmount.is_ok_and(|status| status.success()));
    }
}

/// Room that can be made by removing it.
fn put_filler(disk: &SmallDisk) {
    fs::write(disk.filler(), vec![1; 3 << 20]).unwrap();
}

#[test]
fn sqlite_on_a_full_disk() {
    let Some(disk) = SmallDisk::mount(6) else {
        let file = SqliteFile::new();
        let limited = file.open_with(StoreOptions {
            max_size: Some(2 << 20),
            ..StoreOptions::default()
        });
        let sender = StoreSender::new(limited.clone(), Options::default());
        let acknowledged = fill(&sender);
        let stored = everything(&limited);
        assert_eq!(stored.len(), acknowledged.len());
        return;
    };
    put_filler(&disk);
    let url = format!("sqlite:{}", disk.path().join("events.db").display());
    let store = run(Store::open(&url, &[])).unwrap();
    let followed = store.follow(Cursor::start());
    check(&store, followed, || fs::remove_file(disk.filler()).unwrap());
}

/// The tables are on the full disk; PostgreSQL's log of changes is not.
#[test]
fn postgres_on_a_full_disk() {
    let cluster = Cluster::start(&Settings::new());
    let Some(disk) = SmallDisk::mount(24) else {
        return postgres_under_a_limit();
    };
    let owned = Command::new("chown")
        .arg("postgres")
        .arg(disk.path())
        .status();
    assert!(owned.unwrap().success());
    let space = disk.path().display();
    cluster.psql(
        "postgres",
        &format!("CREATE TABLESPACE small LOCATION '{space}'"),
    );
    cluster.psql("postgres", "CREATE DATABASE small TABLESPACE small");
    put_filler(&disk);
    let store = run(Store::open(&cluster.url("small"), &[])).unwrap();
    let followed = store.follow(Cursor::start());
    check(&store, followed, || fs::remove_file(disk.filler()).unwrap());
    drop(store);
    // Before its disk.
    drop(cluster);
}

/// No file may grow beyond a few megabytes.
#[test]
fn postgres_under_a_limit() {
    let settings = Settings::new().wal_segment_megabytes(1);
    let cluster = Cluster::start(&settings);
    let database = PostgresDatabase::of(cluster.create_database());
    let store = database.open();
    let followed = store.follow(Cursor::start());
    cluster.limit_file_size(Some(4 << 20));
    check(&store, followed, || cluster.limit_file_size(None));
}
