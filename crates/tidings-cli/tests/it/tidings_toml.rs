//! What a `tidings.toml` says, followed by the commands.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::sandbox::{CATALOG, Sandbox};

const TARGETS: &str = "catalog = \"events.yaml\"\n\n[[target]]\nkind = \"rust\"\nout = \"src/events.rs\"\n\n\
    [[target]]\nkind = \"go\"\nout = \"go/events.go\"\npackage = \"myevents\"\n\n\
    [[target]]\nkind = \"typescript\"\nout = \"web/\"\n";

fn sandbox(config: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("events.yaml", CATALOG);
    sandbox.write("tidings.toml", config);
    sandbox
}

#[track_caller]
fn assert_ends(output: &str, code: u8, told: &[&str]) {
    assert!(output.starts_with(&format!("exit {code}\n")), "{output}");
    for told in told {
        assert!(output.contains(told), "{told}\n{output}");
    }
}

#[test]
fn all_targets_are_generated() {
    let sandbox = sandbox(TARGETS);
    sandbox.stdout("generate");
    assert!(sandbox.read("src/events.rs").contains("HostBindFailed"));
    assert!(
        sandbox
            .read("go/events.go")
            .contains("\npackage myevents\n")
    );
    assert!(sandbox.read("web/events.ts").contains("HostBindFailed"));
    assert_ends(&sandbox.run("generate --check"), 0, &[]);
}

#[test]
fn paths_are_those_of_the_file() {
    let sandbox = Sandbox::new();
    sandbox.write("service/events/hosts.yaml", CATALOG);
    sandbox.write(
        "service/tidings.toml",
        "catalog = [\"events\"]\n[[target]]\nkind = \"rust\"\nout = \"src/events.rs\"\n",
    );
    sandbox.stdout("generate --config service/tidings.toml");
    assert!(
        sandbox
            .read("service/src/events.rs")
            .contains("HostBindFailed")
    );
    // The one beside the catalog.
    assert_ends(
        &sandbox.run("generate service/events --check"),
        2,
        &["nothing says"],
    );
    sandbox.write(
        "service/events/tidings.toml",
        "[[target]]\nkind = \"rust\"\nout = \"x.rs\"\n",
    );
    sandbox.stdout("generate service/events");
    assert!(
        sandbox
            .read("service/events/x.rs")
            .contains("HostBindFailed")
    );
}

#[test]
fn templates_lie_where_the_file_says() {
    let sandbox = Sandbox::new();
    sandbox.write("service/events.yaml", CATALOG);
    sandbox.write(
        "service/templates/list.txt.j2",
        "{% for event in catalog.events %}{{ event.name }}\n{% endfor %}",
    );
    sandbox.write(
        "service/tidings.toml",
        "[[target]]\nkind = \"template\"\nout = \"out/\"\ntemplate = \"templates\"\n",
    );
    sandbox.stdout("generate --config service/tidings.toml");
    assert_eq!(
        sandbox.read("service/out/list.txt"),
        "host_bind_failed\ndisk_speed_measured\n"
    );
}

#[test]
fn one_target_can_be_named_instead() {
    let sandbox = sandbox(TARGETS);
    sandbox.stdout("generate --target python --out events.py");
    assert!(sandbox.read("events.py").contains("class HostBindFailed"));
    assert!(!sandbox.path().join("src").exists());
}

#[test]
fn check_shows_each_file_that_differs() {
    let sandbox = sandbox(TARGETS);
    sandbox.stdout("generate");
    let changed = CATALOG.replace("failed to bind", "cannot be bound");
    sandbox.write("events.yaml", &changed);
    fs::remove_file(sandbox.path().join("web/events.ts")).unwrap();
    let before = sandbox.read("src/events.rs");
    let output = sandbox.run("generate --check");
    let told = [
        "src/events.rs is out of date:\n    @@ -",
        "\n    -",
        "failed to bind",
        "\n    +",
        "cannot be bound",
        "go/events.go is out of date",
        "web/events.ts is missing",
        "hint: run the same command without --check",
    ];
    assert_ends(&output, 1, &told);
    assert_eq!(sandbox.read("src/events.rs"), before);
    assert!(!sandbox.path().join("web/events.ts").exists());
}

#[test]
fn nothing_is_written_when_one_target_cannot_be() {
    let sandbox = sandbox(&TARGETS.replace("go/events.go", "events.yaml/events.go"));
    let output = sandbox.run("generate");
    assert_ends(&output, 2, &["cannot make the folder `events.yaml`"]);
    assert!(!sandbox.path().join("src/events.rs").exists());
    let left = fs::read_dir(sandbox.path().join("src")).unwrap().count();
    assert_eq!(left, 0, "no temporary file stays");
}

#[test]
fn one_file_is_not_written_twice() {
    let config = "[[target]]\nkind = \"json-schema\"\nout = \"a.json\"\n\
        [[target]]\nkind = \"asyncapi\"\nout = \"b/../a.json\"\n";
    let sandbox = sandbox(config);
    fs::create_dir(sandbox.path().join("b")).unwrap();
    assert_ends(
        &sandbox.run("generate"),
        2,
        &["two targets would write the same file"],
    );
    assert!(!sandbox.path().join("a.json").exists());
}

#[test]
fn one_file_under_two_names_is_not_written_twice() {
    // The second would have been written behind the first.
    let sandbox = sandbox(
        "[[target]]\nkind = \"rust\"\nout = \"src/\"\n[[target]]\nkind = \"rust\"\nout = \"src/events.rs\"\n",
    );
    let refused = ["two targets would write the same file"];
    assert_ends(&sandbox.run("generate"), 2, &refused);
    assert!(!sandbox.path().join("src/events.rs").exists());
    #[cfg(unix)]
    {
        sandbox.write("real.rs", "");
        std::os::unix::fs::symlink("real.rs", sandbox.path().join("link.rs")).unwrap();
        sandbox.write(
            "tidings.toml",
            "[[target]]\nkind = \"rust\"\nout = \"real.rs\"\n[[target]]\nkind = \"rust\"\nout = \"link.rs\"\n",
        );
        assert_ends(&sandbox.run("generate"), 2, &refused);
        assert_eq!(sandbox.read("real.rs"), "");
    }
}

#[test]
fn what_a_target_cannot_be_is_told_with_its_place() {
    let first = "[[target]]\nkind = \"rust\"\nout = \"events.rs\"\n";
    for (second, told) in [
        (
            "kind = \"rust\"\nout = \"a.txt\"",
            "`a.txt` does not end in .rs",
        ),
        (
            "kind = \"go\"\nout = \"a.go\"\npackage = \"1\"",
            "target go: `package` cannot be `1`",
        ),
        (
            "kind = \"template\"\nout = \"a\"",
            "in tidings.toml `template = \"DIR\"`",
        ),
    ] {
        let sandbox = sandbox(&format!("{first}[[target]]\n{second}\n"));
        for words in ["generate", "generate --check"] {
            let output = sandbox.run(words);
            assert_ends(&output, 2, &["error: tidings.toml:4:1: ", told]);
        }
    }
    assert_ends(
        &sandbox("catalog = \"none.yaml\"\n").run("check"),
        2,
        &["the catalog of `tidings.toml`: cannot read the catalog `none.yaml`"],
    );
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_place() {
    let wrong = "catalog = 1\n[[target]]\nkind = \"typscript\"\nout = \"x\"\n[rules]\nduplicate-key = \"off\"\n";
    let sandbox = sandbox(wrong);
    let told = [
        "tidings.toml:1:11",
        "tidings.toml:3:8",
        "tidings.toml:6:17",
        "did you mean `typescript`",
    ];
    assert_ends(&sandbox.run("generate"), 1, &told);
    assert_ends(&sandbox.run("check"), 1, &told);
    let json = sandbox.run("check events.yaml --format json");
    assert_ends(
        &json,
        1,
        &["\"file\":\"tidings.toml\"", "\"events\":2", "\"errors\":3"],
    );
}

#[test]
fn rules_have_the_levels_of_the_file() {
    let level = |level: &str| format!("[rules]\npast-tense-name = \"{level}\"\n");
    let sandbox = sandbox(&level("warning"));
    let catalog = CATALOG.replace("disk_speed_measured", "disk_speed");
    sandbox.write("events.yaml", &catalog);
    let run = |chosen: &str, words: &str| {
        sandbox.write("tidings.toml", &level(chosen));
        sandbox.run(words)
    };
    assert_ends(
        &run("warning", "check"),
        0,
        &["warning[TD401 past-tense-name]"],
    );
    assert_ends(
        &run("off", "check --deny-warnings"),
        0,
        &["2 events, 0 errors, 0 warnings"],
    );
    assert_ends(&run("error", "check"), 1, &["error[TD401 past-tense-name]"]);
    let generate = "generate --target rust --out x.rs";
    assert_ends(
        &run("error", generate),
        1,
        &["error[TD401 past-tense-name]"],
    );
    assert_ends(&run("warning", generate), 0, &[]);
    // Who runs with a catalog is not held up by matters of style.
    let emit = "emit events.yaml host_bind_failed host_id=6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa \
        infra_env_id=0d7e3c1e-59a5-4d46-9a0b-2c3f6d0a4b11 host_name=a reason=b --db sqlite:events.db";
    assert_ends(&run("error", emit), 0, &[]);
}

#[test]
fn names_collide_in_the_languages_of_the_targets_alone() {
    let sandbox = sandbox("[[target]]\nkind = \"python\"\nout = \"events.py\"\n");
    let catalog = CATALOG
        .replace("host_name", "disk_1")
        .replace("reason", "disk1");
    sandbox.write("events.yaml", &catalog);
    assert_ends(&sandbox.run("check"), 0, &["0 errors"]);
    sandbox.stdout("generate");
    // Of a target that is named beside it.
    let go = "generate --target go --out events.go";
    assert_ends(
        &sandbox.run(go),
        1,
        &["becomes `Disk1` in Go, which is taken"],
    );
    fs::remove_file(sandbox.path().join("tidings.toml")).unwrap();
    assert_ends(
        &sandbox.run("check events.yaml"),
        1,
        &["becomes `Disk1` in Go"],
    );
}

/// `tidings generate --watch`, and what it tells.
struct Watching {
    child: Child,
    told: std::sync::mpsc::Receiver<String>,
}

const LIMIT: Duration = Duration::from_secs(60);

impl Watching {
    fn start(sandbox: &Sandbox, words: &str) -> Self {
        let mut command = sandbox.command(words);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| tell.send(line))
        });
        Self { child, told }
    }

    /// Waits for a line that begins so.
    #[track_caller]
    fn wait_for(&self, begin: &str) {
        let until = Instant::now() + LIMIT;
        while let Ok(line) = self.told.recv_timeout(until - Instant::now()) {
            if line.starts_with(begin) {
                return;
            }
        }
        panic!("no line `{begin}` in time");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watch_generates_at_every_save() {
    let sandbox = sandbox("[[target]]\nkind = \"rust\"\nout = \"src/events.rs\"\n");
    let mut watching = Watching::start(&sandbox, "generate --watch");
    watching.wait_for("wrote src/events.rs");
    // Saved in place.
    sandbox.write("events.yaml", &CATALOG.replace("failed to bind", "one"));
    watching.wait_for("wrote src/events.rs");
    assert!(sandbox.read("src/events.rs").contains("one"));
    // Saved by a new file in the place of the old one, twice.
    for word in ["two", "three"] {
        let new = sandbox.write(".events.yaml.swp", &CATALOG.replace("failed to bind", word));
        fs::rename(new, sandbox.path().join("events.yaml")).unwrap();
        watching.wait_for("wrote src/events.rs");
        assert!(sandbox.read("src/events.rs").contains(word));
    }
    // An error is told, and mended.
    sandbox.write(
        "events.yaml",
        &CATALOG.replace("severity: error", "severity: fatal"),
    );
    watching.wait_for("error[TD302 unknown-severity]");
    sandbox.write("events.yaml", &CATALOG.replace("failed to bind", "four"));
    watching.wait_for("wrote src/events.rs");
    // Removed, and there again.
    fs::remove_file(sandbox.path().join("events.yaml")).unwrap();
    watching.wait_for("error: the catalog of `tidings.toml`: cannot read");
    sandbox.write("events.yaml", CATALOG);
    watching.wait_for("wrote src/events.rs");
    // Another target, another catalog.
    sandbox.write("more/more.yaml", CATALOG);
    sandbox.write(
        "tidings.toml",
        "catalog = \"more\"\n[[target]]\nkind = \"go\"\nout = \"events.go\"\n",
    );
    watching.wait_for("wrote events.go");
    sandbox.write("more/more.yaml", &CATALOG.replace("failed to bind", "five"));
    watching.wait_for("wrote events.go");
    assert!(sandbox.read("events.go").contains("five"));
    interrupt(&watching.child);
    assert!(watching.child.wait().unwrap().success());
}

#[test]
fn watch_follows_folders_that_are_put_in_place_of_others() {
    let sandbox = sandbox("catalog = \"cat\"\n[[target]]\nkind = \"rust\"\nout = \"events.rs\"\n");
    sandbox.write("cat/hosts.yaml", CATALOG);
    let watching = Watching::start(&sandbox, "generate --watch");
    watching.wait_for("wrote events.rs");
    let (here, there) = (sandbox.path().join("cat"), sandbox.path().join("dog"));
    fs::rename(&here, &there).unwrap();
    watching.wait_for("error: the catalog of `tidings.toml`: cannot read");
    sandbox.write("cat/hosts.yaml", &CATALOG.replace("failed to bind", "one"));
    watching.wait_for("wrote events.rs");
    // At once, as another branch is checked out.
    fs::remove_dir_all(&here).unwrap();
    fs::rename(&there, &here).unwrap();
    watching.wait_for("wrote events.rs");
    sandbox.write("cat/hosts.yaml", &CATALOG.replace("failed to bind", "two"));
    watching.wait_for("wrote events.rs");
    assert!(sandbox.read("events.rs").contains("two"));
}

#[cfg(unix)]
#[test]
fn watch_follows_links_and_is_not_held_up_by_neighbours() {
    let sandbox = sandbox("[[target]]\nkind = \"rust\"\nout = \"out/events.rs\"\n");
    let catalog = sandbox.write("elsewhere/real.yaml", CATALOG);
    let link = sandbox.path().join("events.yaml");
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&catalog, &link).unwrap();
    let watching = Watching::start(&sandbox, "generate --watch");
    watching.wait_for("wrote out/events.rs");
    let log = sandbox.path().join("elsewhere/log.txt");
    let is_done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                fs::write(&log, "one more").unwrap();
            }
        });
        fs::write(&catalog, CATALOG.replace("failed to bind", "one")).unwrap();
        let until = Instant::now() + LIMIT;
        let told = watching.told.recv_timeout(until - Instant::now());
        is_done.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(told.unwrap(), "wrote out/events.rs");
    });
}

fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(killed.unwrap().success());
}
