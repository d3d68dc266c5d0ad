//! Spill files that a crash, or a disk, has damaged.

use std::fs;
use std::path::Path;

use tidings::{Record, Uuid};
use tidings_client::HttpSender;

use crate::logs;
use crate::sample::{expect_spilled, ids, records, run, send_all, spilling, wait_all};
use crate::service::Service;

const HEADER: usize = 16;

/// A file with these records.
fn spilled(path: &Path, sent: &[Record]) -> Vec<u8> {
    let sender = HttpSender::new("http://127.0.0.1:9", spilling(path)).unwrap();
    expect_spilled(wait_all(send_all(&sender, sent)), sent);
    run(sender.shutdown()).unwrap();
    fs::read(path).unwrap()
}

/// What a sender with this file delivers.
fn delivered(service: &Service, path: &Path) -> Vec<Uuid> {
    let sender = HttpSender::new(&service.url(), spilling(path)).unwrap();
    let report = run(sender.shutdown()).unwrap();
    assert_eq!(report.left, 0);
    service.ids()
}

fn lines(file: &[u8]) -> Vec<&[u8]> {
    file[HEADER..]
        .split_inclusive(|byte| *byte == b'\n')
        .collect()
}

#[test]
fn an_end_that_is_torn_at_any_byte_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spill");
    let sent = records(3);
    let file = spilled(&path, &sent);
    let last = lines(&file)[2].len();
    let log = logs::capture();
    // Each byte would be a service each.
    for cut in [1, 2, 10, last / 2, last - 20, last - 9, last - 1] {
        fs::write(&path, &file[..file.len() - cut]).unwrap();
        let service = Service::start();
        assert_eq!(delivered(&service, &path), ids(&sent[..2]), "{cut}");
    }
    assert!(log.text().contains("cut off what a crash left"));
    assert!(!folder.path().join("spill.corrupt").exists());
}

/// As a file system may leave it whose pages were not written in order.
#[test]
fn an_end_of_zeros_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spill");
    let sent = records(2);
    let mut file = spilled(&path, &sent);
    file.extend([0; 5000]);
    fs::write(&path, &file).unwrap();
    let service = Service::start();
    assert_eq!(delivered(&service, &path), ids(&sent));
}

#[test]
fn a_header_that_is_torn_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spill");
    for length in [0, 5, HEADER] {
        fs::write(&path, &b"tidings spill 1\n"[..length]).unwrap();
        let sent = records(1);
        let file = spilled(&path, &sent);
        assert_eq!(lines(&file).len(), 1);
        let service = Service::start();
        assert_eq!(delivered(&service, &path), ids(&sent));
    }
}

#[test]
fn damaged_lines_are_kept_aside_and_told_and_the_others_delivered() {
    let log = logs::capture();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spill");
    let sent = records(5);
    let file = spilled(&path, &sent);
    let starts: Vec<usize> = lines(&file)
        .iter()
        .scan(HEADER, |at, line| {
            Some(std::mem::replace(at, *at + line.len()))
        })
        .collect();
    for (what, at, lost) in [
        ("its json", starts[1] + 40, 1),
        ("its length", starts[1], 1),
        ("its checksum", starts[2] + 10, 2),
        ("its end", starts[3] - 1, 2),
        ("the last one", starts[4] + 40, 4),
    ] {
        let mut damaged = file.clone();
        damaged[at] ^= 1;
        fs::write(&path, &damaged).unwrap();
        let aside = folder.path().join("spill.corrupt");
        let service = Service::start();
        let mut expected = ids(&sent);
        let kept = lines(&damaged)[lost].to_vec();
        if what == "its end" {
            // Two lines have become one.
            expected.drain(2..=3);
            let expected = &ids(&sent)[..2];
            assert!(delivered(&service, &path).starts_with(expected), "{what}");
        } else {
            expected.remove(lost);
            assert_eq!(delivered(&service, &path), expected, "{what}");
            assert_eq!(fs::read(&aside).unwrap(), kept, "{what}");
        }
        #[cfg(unix)]
        assert_eq!(crate::spill::mode(&aside), 0o600);
        fs::remove_file(aside).unwrap();
    }
    assert!(log.text().contains("a line of the spill file is damaged"));
}
