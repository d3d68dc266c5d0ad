use std::collections::HashSet;

use crate::cases::enums::{DiskWasFormattedDisk as Disk, DiskWasFormattedFileSystem as FileSystem};

#[test]
fn values_are_texts_and_back() {
    for value in FileSystem::ALL {
        assert_eq!(value.as_str().parse::<FileSystem>().as_ref(), Ok(value));
        assert_eq!(format!("{value:>12}"), format!("{:>12}", value.as_str()));
    }
    let texts: Vec<&str> = FileSystem::ALL.iter().map(|value| value.as_str()).collect();
    assert_eq!(
        texts,
        [
            "ext4",
            "xfs",
            "größe",
            "a b/c",
            "1.5",
            "self",
            "say \"hi\"",
            "back\\slash",
            "Ok",
            "None"
        ]
    );
    let different: HashSet<_> = FileSystem::ALL.iter().copied().collect();
    assert_eq!(different.len(), FileSystem::ALL.len());
}

#[test]
fn another_text_is_refused_with_the_allowed_ones() {
    let error = "sdc".parse::<Disk>().unwrap_err();
    assert_eq!(error.to_string(), "should be one of [sda sdb]");
}
