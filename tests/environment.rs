//! Where tests run: a folder of their own, the real binary, and nothing of the person's settings.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// All that could change what the binary prints, besides what a test sets and ibid's own settings.
const SETTINGS: [&str; 13] = [
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "TERM",
    // a machine that builds counts as one that shows colours
    "CI",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "FORCE_HYPERLINK",
    "COLUMNS",
    "XDG_CONFIG_HOME",
];

/// Nothing takes nearly as long: a run that hangs fails, and does not hang the others.
const PATIENCE: Duration = Duration::from_secs(600);

/// The program that is tried.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_ibid");

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let cli = Path::new(env!("CARGO_MANIFEST_DIR"));
    cli.ancestors().nth(2).expect("crates/cli lies two folders below the root").to_owned()
}

/// The sample corpus.
pub(crate) fn corpus() -> PathBuf {
    root().join("corpus")
}

/// Copies the files of a folder into a new one.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// A folder with `sources/`, the default index `.ibid` and a cache, gone with the test.
pub(crate) struct Sandbox {
    dir: TempDir,
}

/// What a run of the binary left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    /// An empty place.
    pub(crate) fn new() -> Self {
        let place = Sandbox { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(place.path("sources")).unwrap();
        place
    }

    /// A place with these files in `sources/`, not yet indexed.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let place = Sandbox::new();
        for (name, text) in files {
            place.source(name, text);
        }
        place
    }

    /// A place with these files in `sources/`, indexed.
    pub(crate) fn indexed(files: &[(&str, &str)]) -> Self {
        let place = Sandbox::with(files);
        place.index();
        place
    }

    /// A path below this place.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The folder that is indexed, as the system calls it.
    pub(crate) fn sources(&self) -> PathBuf {
        self.path("sources").canonicalize().unwrap()
    }

    /// Writes a file in `sources/`.
    pub(crate) fn source(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path("sources").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Removes a file of `sources/`.
    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path("sources").join(name)).unwrap();
    }

    /// The binary, run here and knowing nothing of the person who runs the tests.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::from_std(self.process(BINARY));
        command.timeout(PATIENCE);
        command
    }

    /// A program that is run as [`Self::command`] is, for as long as it likes.
    pub(crate) fn process(&self, program: &str) -> Process {
        let mut process = Process::new(program);
        for (name, _) in std::env::vars_os() {
            let own = name.as_encoded_bytes().starts_with(b"IBID_");
            if own || SETTINGS.iter().any(|setting| name == *setting) {
                process.env_remove(name);
            }
        }
        process
            .current_dir(self.dir.path())
            .env("HOME", self.dir.path())
            .env("XDG_CACHE_HOME", self.path("cache"))
            // the same on Windows
            .env("USERPROFILE", self.dir.path())
            .env("LOCALAPPDATA", self.path("cache"));
        process
    }

    /// Runs the binary.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Run {
        Run::of(self.command().args(args).output().unwrap())
    }

    /// Runs the binary with more in its environment.
    pub(crate) fn run_with(&self, args: &[&str], settings: &[(&str, &str)]) -> Run {
        let mut command = self.command();
        command.args(args).envs(settings.iter().copied());
        Run::of(command.output().unwrap())
    }

    /// Brings the index up to date with `sources/`; the summary.
    pub(crate) fn index(&self) -> Value {
        self.run(&["index", "sources", "--json"]).done().json()
    }

    /// The response to a search, found or not.
    pub(crate) fn search(&self, words: &str, more: &[&str]) -> Value {
        let args: Vec<&str> =
            ["search", "--json"].iter().chain(more).chain(&["--", words]).copied().collect();
        let run = self.run(&args);
        assert!(run.code <= 1, "{words}: {run:?}");
        let response = run.json();
        // the exit code says what the answer says: a page without passages is not nothing
        let warnings = response["query"]["warnings"].as_array().unwrap();
        let past = warnings.iter().any(|warning| warning["code"] == "past-the-end");
        let counted = response["total"].as_u64() > Some(0);
        let across = response.get("across").is_some();
        let found = !hits(&response).is_empty() || across || past || counted;
        assert_eq!(run.code == 0, found, "{words}: {run:?}");
        response
    }
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("what is printed is UTF-8");
        Run {
            // a process that a signal ended has no code; a panic ends with 101
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// Asserts that it went well.
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// Its standard output as one JSON value on one line.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one JSON value on one line: {self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

/// The sample corpus, indexed for as long as a test needs it.
pub(crate) fn indexed_corpus() -> Arc<Sandbox> {
    static SHARED: Mutex<Weak<Sandbox>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(place) = shared.upgrade() {
        return place;
    }
    let place = Arc::new(Sandbox::new());
    place.run(&["index".as_ref(), corpus().as_os_str()]).done();
    *shared = Arc::downgrade(&place);
    place
}

/// The hits of a response.
pub(crate) fn hits(response: &Value) -> &[Value] {
    response["hits"].as_array().expect("a response has hits")
}

/// A text in JSON.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text is expected: {value}"))
}

/// A list of texts in JSON.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list is expected").iter().map(text).collect()
}

/// A field of each hit.
pub(crate) fn each<'r>(response: &'r Value, field: &str) -> Vec<&'r str> {
    hits(response).iter().map(|hit| text(&hit[field])).collect()
}

/// What a hit highlights, cut out by bytes.
pub(crate) fn marked(hit: &Value) -> Vec<&str> {
    let whole = text(&hit["text"]);
    let highlights = hit["highlights"].as_array().unwrap();
    highlights.iter().map(|h| whole.get(range(&h["bytes"])).expect("whole characters")).collect()
}

/// `[from, to]` as a range.
pub(crate) fn range(value: &Value) -> std::ops::Range<usize> {
    let at = |i: usize| usize::try_from(value[i].as_u64().unwrap()).unwrap();
    at(0)..at(1)
}

/// A response without what differs from run to run, and from one commit to the next.
pub(crate) fn timeless(mut response: Value) -> String {
    response["took_us"].take();
    response["generation"].take();
    response.to_string()
}

/// How much a test does: what a variable of the environment says, or the default of the ordinary
/// tests. CONTRIBUTING.md names the variables.
pub(crate) fn how_many(variable: &str, default: usize) -> usize {
    match std::env::var(variable) {
        Ok(said) => said.parse().unwrap_or_else(|_| panic!("{variable}={said} is no number")),
        Err(_) => default,
    }
}

/// Says what a test measured, to whoever runs it with `--nocapture`.
#[allow(clippy::print_stdout)]
pub(crate) fn tell(measured: &str) {
    println!("{measured}");
}

/// Says that a test tries nothing, and why, also where the output of tests that pass is not shown.
pub(crate) fn skipped(test: &str, why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// Numbers that look random, and are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// One of some things.
    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for i in (1..all.len()).rev() {
            all.swap(i, self.below(i + 1));
        }
    }
}
