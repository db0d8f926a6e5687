//! What holds for the crates of this workspace and for what they depend on.
//!
//! Licences are those of all that is built for this system; bans and sources hold for every line
//! of `Cargo.lock`, whatever the system. Nothing is fetched.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use toml::Table;

use crate::environment::{root, text};

/// What cargo knows of the workspace and of what it is built from.
fn metadata() -> &'static Value {
    static METADATA: OnceLock<Value> = OnceLock::new();
    METADATA.get_or_init(|| {
        let cargo = |args: &[&str]| {
            let output =
                Command::new(env!("CARGO")).args(args).current_dir(root()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            output.stdout
        };
        // what only other systems need may not have been downloaded
        let version = String::from_utf8(cargo(&["-vV"])).unwrap();
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        let args = ["metadata", "--format-version", "1", "--offline", "--locked"];
        let args = [&args[..], &["--filter-platform", host]].concat();
        serde_json::from_slice(&cargo(&args)).unwrap()
    })
}

fn packages() -> &'static [Value] {
    metadata()["packages"].as_array().unwrap()
}

/// Our own packages.
fn ours() -> impl Iterator<Item = &'static Value> {
    let members: HashSet<&str> =
        metadata()["workspace_members"].as_array().unwrap().iter().map(text).collect();
    packages().iter().filter(move |package| members.contains(text(&package["id"])))
}

/// What one of our packages names in its Cargo.toml: for building, for its tests, for all.
fn dependencies(package: &Value) -> BTreeSet<&str> {
    package["dependencies"].as_array().unwrap().iter().map(|d| text(&d["name"])).collect()
}

fn toml(name: &str) -> Table {
    let path = root().join(name);
    let read = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    read.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

// The crates.

#[test]
fn the_crates_are_those_of_the_workspace() {
    let names: BTreeSet<&str> = ours().map(|package| text(&package["name"])).collect();
    let want = [
        "ibid",
        "ibid-cli",
        "ibid-core",
        "ibid-index",
        "ibid-ingest",
        "ibid-memory",
        "ibid-messages",
        "ibid-query",
    ];
    // the tools of maintainers stand beside them
    let want = want.into_iter().chain(["xtask"]);
    assert_eq!(names, want.collect());
}

/// Only these of our packages name what `is_it` says.
fn check_only(users: &[&str], is_it: impl Fn(&str) -> bool) {
    let named: BTreeSet<&str> = ours()
        .filter(|package| dependencies(package).iter().any(|name| is_it(name)))
        .map(|package| text(&package["name"]))
        .collect();
    assert_eq!(named, users.iter().copied().collect());
}

#[test]
fn only_the_index_names_the_engine() {
    check_only(&["ibid-index"], |name| name.starts_with("tantivy"));
}

#[test]
fn only_the_binary_names_its_command_line_and_its_catch_all_error() {
    check_only(&["ibid-cli"], |name| name == "anyhow");
    check_only(&["ibid-cli"], |name| name.starts_with("clap"));
}

#[test]
fn crates_know_only_what_lies_below_them() {
    for package in ours() {
        let name = text(&package["name"]);
        let known: BTreeSet<&str> =
            dependencies(package).into_iter().filter(|d| d.starts_with("ibid")).collect();
        let allowed: &[&str] = match name {
            "ibid-core" => &[],
            "ibid-index" | "ibid-ingest" | "ibid-memory" | "ibid-messages" => &["ibid-core"],
            // its tests ask the store in memory
            "ibid-query" => &["ibid-core", "ibid-memory"],
            "ibid" => &["ibid-core", "ibid-index", "ibid-ingest", "ibid-memory", "ibid-query"],
            // its own code knows the face and the messages alone: the others are for benches and tests
            "ibid-cli" => &[
                "ibid",
                "ibid-core",
                "ibid-index",
                "ibid-ingest",
                "ibid-memory",
                "ibid-messages",
                "ibid-query",
            ],
            "xtask" => {
                assert_eq!(dependencies(package), BTreeSet::new(), "xtask needs nothing but std");
                &[]
            }
            other => panic!("{other} has no place in the workspace"),
        };
        assert_eq!(known, allowed.iter().copied().collect(), "{name}");
    }
}

#[test]
fn sources_name_only_what_their_crate_may() {
    let mentions = |name: &str, word: &str| -> Vec<PathBuf> {
        let files = files_below(&root().join("crates").join(name).join("src"));
        // in code and not in prose
        let code = |text: &str| {
            text.lines().any(|l| !l.trim_start().starts_with("//") && l.contains(word))
        };
        files.into_iter().filter(|f| code(&fs::read_to_string(f).unwrap())).collect()
    };
    for name in ["core", "ingest", "memory", "messages", "query", "ibid", "cli"] {
        assert_eq!(mentions(name, "tantivy::"), Vec::<PathBuf>::new(), "{name}");
    }
    for name in ["core", "ingest", "index", "messages", "query", "ibid"] {
        assert_eq!(mentions(name, "anyhow::"), Vec::<PathBuf>::new(), "{name}");
        assert_eq!(
            mentions(name, "println!"),
            Vec::<PathBuf>::new(),
            "{name}: a library is silent"
        );
    }
    // the binary stands on what every embedder gets
    for name in ["core", "ingest", "index", "memory", "query"] {
        let word = format!("ibid_{name}::");
        assert_eq!(mentions("cli", &word), Vec::<PathBuf>::new(), "{word}");
    }
    assert!(!mentions("index", "tantivy::").is_empty(), "the search for mentions finds some");
}

// Licences.

/// Evaluates a licence expression of SPDX, and the older `MIT/Apache-2.0`, where `/` means `OR`.
struct Licence<'a> {
    tokens: Vec<String>,
    at: usize,
    allowed: &'a BTreeSet<String>,
}

/// Whether all that an expression asks for is allowed.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens = spaced.split_whitespace().map(str::to_owned).collect();
    let mut licence = Licence { tokens, at: 0, allowed };
    let allowed = licence.any()?;
    if licence.at < licence.tokens.len() {
        return Err(format!("{expression}: not an expression of SPDX"));
    }
    Ok(allowed)
}

impl Licence<'_> {
    fn takes(&mut self, token: &str) -> bool {
        let there = self.tokens.get(self.at).is_some_and(|t| t.eq_ignore_ascii_case(token));
        self.at += usize::from(there);
        there
    }

    /// `a OR b`, which binds loosest.
    fn any(&mut self) -> Result<bool, String> {
        let mut allowed = self.all()?;
        while self.takes("OR") {
            allowed |= self.all()?;
        }
        Ok(allowed)
    }

    /// `a AND b`.
    fn all(&mut self) -> Result<bool, String> {
        let mut allowed = self.one()?;
        while self.takes("AND") {
            allowed &= self.one()?;
        }
        Ok(allowed)
    }

    /// A name, perhaps `WITH` an exception, or an expression in brackets.
    fn one(&mut self) -> Result<bool, String> {
        if self.takes("(") {
            let allowed = self.any()?;
            return if self.takes(")") {
                Ok(allowed)
            } else {
                Err("a bracket stays open".to_owned())
            };
        }
        let name = self.name()?;
        let name = if self.takes("WITH") { format!("{name} WITH {}", self.name()?) } else { name };
        Ok(self.allowed.contains(&name))
    }

    fn name(&mut self) -> Result<String, String> {
        let name = self.tokens.get(self.at).cloned().unwrap_or_default();
        let starts = name.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !starts || ["OR", "AND", "WITH"].iter().any(|word| name.eq_ignore_ascii_case(word)) {
            return Err(format!("`{name}` stands where a licence should"));
        }
        self.at += 1;
        Ok(name)
    }
}

#[test]
fn licence_expressions_are_evaluated() {
    let allowed: BTreeSet<String> =
        ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    for (expression, want) in [
        ("MIT", Some(true)),
        ("GPL-3.0", Some(false)),
        ("Apache-2.0", Some(false)),
        ("Apache-2.0 WITH LLVM-exception", Some(true)),
        ("MIT WITH LLVM-exception", Some(false)),
        ("MIT OR GPL-3.0", Some(true)),
        ("GPL-3.0/MIT", Some(true)),
        ("MIT / GPL-3.0", Some(true)),
        ("MIT AND GPL-3.0", Some(false)),
        ("MIT AND Zlib", Some(true)),
        ("GPL-3.0 OR MIT AND Zlib", Some(true)),
        ("Zlib OR MIT AND GPL-3.0", Some(true)),
        ("(Zlib OR MIT) AND GPL-3.0", Some(false)),
        ("(GPL-3.0 OR MIT) AND (Zlib)", Some(true)),
        ("MIT or Zlib", Some(true)),
        ("", None),
        ("MIT AND", None),
        ("(MIT", None),
        ("MIT Zlib", None),
        ("MIT)", None),
        ("OR MIT", None),
    ] {
        assert_eq!(is_allowed(expression, &allowed).ok(), want, "{expression}");
    }
}

#[test]
fn every_licence_is_allowed() {
    let deny = toml("deny.toml");
    let licences = deny["licenses"].as_table().unwrap();
    let mut allowed: BTreeSet<String> = strings(&licences["allow"]).collect();
    assert!(allowed.contains("MIT"), "{allowed:?}");
    let mut refused = Vec::new();
    assert!(packages().len() > 50, "all that is built, and not only ours");
    for package in packages() {
        let name = text(&package["name"]);
        let own: Vec<String> = exceptions(licences, name);
        let added: Vec<String> = own.into_iter().filter(|l| allowed.insert(l.clone())).collect();
        match package["license"].as_str().map(|l| is_allowed(l, &allowed)) {
            Some(Ok(true)) => {}
            _ => refused.push(format!("{name}: {}", package["license"])),
        }
        added.iter().for_each(|licence| {
            allowed.remove(licence);
        });
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

fn strings(list: &toml::Value) -> impl Iterator<Item = String> {
    list.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned())
}

/// What is allowed to one package only.
fn exceptions(licences: &Table, package: &str) -> Vec<String> {
    let all = licences.get("exceptions").and_then(|e| e.as_array()).into_iter().flatten();
    let own = all.filter(|e| {
        ["crate", "name"].iter().any(|k| e.get(k).is_some_and(|n| n.as_str() == Some(package)))
    });
    own.flat_map(|e| strings(&e["allow"])).collect()
}

// Bans and sources.

/// Every package of Cargo.lock: its name, version, source, and who depends on it.
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
}

fn locked() -> (Vec<Locked>, BTreeMap<String, BTreeSet<String>>) {
    let lock = toml("Cargo.lock");
    let mut packages = Vec::new();
    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in lock["package"].as_array().unwrap() {
        let field = |key: &str| package.get(key).and_then(|v| v.as_str()).map(str::to_owned);
        let name = field("name").unwrap();
        for dependency in package.get("dependencies").map(strings).into_iter().flatten() {
            // `name`, or `name version` where there are several
            let dependency = dependency.split(' ').next().unwrap().to_owned();
            users.entry(dependency).or_default().insert(name.clone());
        }
        let version = field("version").unwrap();
        packages.push(Locked { name, version, source: field("source") });
    }
    (packages, users)
}

#[test]
fn everything_comes_from_the_registry_or_from_here() {
    let ours: BTreeSet<&str> = ours().map(|package| text(&package["name"])).collect();
    let (packages, _) = locked();
    assert!(packages.len() > ours.len());
    for Locked { name, source, .. } in packages {
        match source.as_deref() {
            None => assert!(ours.contains(name.as_str()), "{name} comes from a path"),
            Some("registry+https://github.com/rust-lang/crates.io-index") => {}
            Some(other) => panic!("{name} comes from {other}"),
        }
    }
    let here = root();
    for package in self::ours() {
        let manifest = Path::new(text(&package["manifest_path"]));
        let known = ["crates", "xtask"].iter().any(|name| manifest.starts_with(here.join(name)));
        assert!(known, "{}", manifest.display());
    }
}

/// The least Rust that a package wants, by its first two numbers.
fn rust(package: &Value) -> Option<[u32; 2]> {
    let mut numbers = package["rust_version"].as_str()?.split('.').map(|n| n.parse().unwrap());
    Some([numbers.next().unwrap(), numbers.next().unwrap_or(0)])
}

#[test]
fn no_dependency_wants_a_later_rust_than_we_say() {
    let said = ours().map(|package| rust(package).expect("rust-version.workspace = true"));
    let said: BTreeSet<[u32; 2]> = said.collect();
    assert_eq!(said.len(), 1, "{said:?}");
    let least = said.first().unwrap();

    let later = packages().iter().filter(|package| rust(package).is_some_and(|own| own > *least));
    let later: Vec<&str> = later.map(|package| text(&package["name"])).collect();
    assert!(later.is_empty(), "{later:?} want a later Rust than {least:?}");
}

/// A line of `[bans] deny`: the crate, its version if one is meant, and who may use it all the same.
fn banned(entry: &toml::Value) -> (String, Option<String>, BTreeSet<String>) {
    let key = |key: &str| entry.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    let spec = entry.as_str().map(str::to_owned).or_else(|| key("crate")).or_else(|| key("name"));
    let spec = spec.unwrap_or_else(|| panic!("{entry}: which crate?"));
    let (name, version) = match spec.split_once(['@', ':']) {
        Some((name, version)) => (name.to_owned(), Some(version.to_owned())),
        None => (spec, key("version")),
    };
    let wrappers = entry.get("wrappers").map(strings).into_iter().flatten().collect();
    (name, version.map(|v| v.trim_start_matches('=').to_owned()), wrappers)
}

#[test]
fn what_is_banned_is_not_there() {
    let deny = toml("deny.toml");
    let bans = deny["bans"].as_table().unwrap().get("deny").expect("something is banned");
    let (packages, users) = locked();
    let mut broken = Vec::new();
    for entry in bans.as_array().unwrap() {
        let (name, version, wrappers) = banned(entry);
        let exact = |v: &String| v.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        assert!(
            version.as_ref().is_none_or(exact),
            "{entry}: a range of versions needs cargo-deny"
        );
        let same = |p: &&Locked| p.name == name && version.as_ref().is_none_or(|v| *v == p.version);
        if packages.iter().find(same).is_none() {
            continue;
        }
        let users = users.get(&name).cloned().unwrap_or_default();
        let others: Vec<&String> = users.difference(&wrappers).collect();
        if wrappers.is_empty() || !others.is_empty() {
            broken.push(format!("{name}, which {others:?} use"));
        }
    }
    assert!(broken.is_empty(), "banned: {}", broken.join("; "));
}

#[test]
fn bans_are_read_as_cargo_deny_reads_them() {
    let list: Table =
        "deny = [\"a\", { name = \"b\" }, { crate = \"c@1.2.3\", wrappers = [\"d\"] }]"
            .parse()
            .unwrap();
    let read: Vec<_> = list["deny"].as_array().unwrap().iter().map(banned).collect();
    let wrapped: BTreeSet<String> = ["d".to_owned()].into();
    assert_eq!(
        read,
        [
            ("a".to_owned(), None, BTreeSet::new()),
            ("b".to_owned(), None, BTreeSet::new()),
            ("c".to_owned(), Some("1.2.3".to_owned()), wrapped),
        ]
    );
}

// The repository.

#[test]
fn tests_of_examples_are_run() {
    let targets = ours().flat_map(|package| package["targets"].as_array().unwrap());
    let examples = targets.filter(|target| target["kind"][0] == "example");
    let (run, not_run): (Vec<_>, Vec<_>) = examples.partition(|target| target["test"] == true);
    assert!(!run.is_empty() && not_run.is_empty(), "`test = true` is missing: {not_run:?}");
}

/// The files below a folder, whatever their depth; none where there is no folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let list = if path.is_dir() { &mut folders } else { &mut files };
            list.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn nothing_reaches_out_of_the_repository() {
    // in two parts, so that this file does not name it
    let outside = ["..", "shared"].join("/");
    let folders =
        ["crates", "tests", "benches", "xtask"].map(|name| files_below(&root().join(name)));
    let files: Vec<&PathBuf> = folders.iter().flatten().collect();
    assert!(files.len() > 50, "{} files", files.len());
    let names =
        |file: &&&PathBuf| String::from_utf8_lossy(&fs::read(file).unwrap()).contains(&outside);
    let naming: Vec<&&PathBuf> = files.iter().filter(names).collect();
    assert!(naming.is_empty(), "{naming:?}");
}
