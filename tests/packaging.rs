//! What is sent and how it is built: the crates, the profiles, the Debian package.

use std::fs;
use std::path::{Component, Path, PathBuf};

use toml::{Table, Value};

use crate::environment::root;

/// The crates that are sent, each with its folder and its Cargo.toml.
fn crates() -> Vec<(PathBuf, Table)> {
    let folders = fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let read = |folder: PathBuf| {
        let toml = fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap();
        (folder, toml)
    };
    let crates: Vec<(PathBuf, Table)> = folders.map(read).collect();
    assert_eq!(crates.len(), 8);
    crates
}

fn workspace() -> Table {
    fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap()
}

/// A value of a package, its own or that of the workspace.
fn of_package<'t>(package: &'t Table, workspace: &'t Table, key: &str) -> Option<&'t Value> {
    let value = package.get(key)?;
    match value.get("workspace") {
        Some(_) => workspace["workspace"]["package"].get(key),
        None => Some(value),
    }
}

#[test]
fn every_crate_says_what_a_registry_wants_to_know() {
    let workspace = workspace();
    for (folder, toml) in crates() {
        let package = toml["package"].as_table().unwrap();
        for key in ["name", "version", "description", "license", "rust-version", "readme"] {
            let value = of_package(package, &workspace, key).and_then(Value::as_str);
            assert!(value.is_some_and(|text| !text.is_empty()), "{}: {key}", folder.display());
        }
        for (key, most) in [("keywords", 5), ("categories", 5)] {
            let values = of_package(package, &workspace, key).and_then(Value::as_array);
            let count = values.map_or(0, Vec::len);
            assert!((1..=most).contains(&count), "{}: {key}", folder.display());
        }
        assert!(package.get("publish").is_none(), "{}: cannot be packaged", folder.display());
    }
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The files that a source file compiles in.
fn included(source: &str) -> Vec<&str> {
    let starts = ["include_str!(\"", "include_bytes!(\""].into_iter();
    let files = starts.flat_map(|start| source.split(start).skip(1));
    files.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn what_a_crate_compiles_in_is_sent_with_it() {
    let mut seen = 0;
    for (folder, _) in crates() {
        let mut files = Vec::new();
        rust_files(&folder.join("src"), &mut files);
        for file in files {
            let source = fs::read_to_string(&file).unwrap();
            for name in included(&source) {
                let mut path = file.parent().unwrap().to_owned();
                for part in Path::new(name).components() {
                    match part {
                        Component::ParentDir => assert!(path.pop()),
                        part => path.push(part),
                    }
                }
                assert!(path.starts_with(&folder), "{}: {name}", file.display());
                assert!(path.exists(), "{}: {name}", file.display());
                seen += 1;
            }
        }
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn what_is_measured_is_built_as_what_is_sent_and_a_first_build_is_not() {
    let workspace = workspace();
    let profiles = workspace["profile"].as_table().unwrap();
    let of = |name: &str, key: &str| profiles.get(name).and_then(|profile| profile.get(key));
    for key in ["lto", "codegen-units", "opt-level", "panic"] {
        assert_eq!(of("bench", key), of("dist", key), "{key}");
    }
    let without = |lto: &Value| lto.as_str() == Some("off");
    assert!(of("dist", "lto").is_some() && of("release", "lto").is_none_or(without));
}

#[test]
fn the_debian_package_holds_files_that_are_here_or_made_for_it() {
    let cli = root().join("crates/cli");
    let toml: Table = fs::read_to_string(cli.join("Cargo.toml")).unwrap().parse().unwrap();
    let deb = &toml["package"]["metadata"]["deb"];
    let assets: Vec<&str> =
        deb["assets"].as_array().unwrap().iter().map(|asset| asset[0].as_str().unwrap()).collect();
    let script = fs::read_to_string(root().join(".ci/dist")).unwrap();
    for asset in &assets {
        if let Some(made) = asset.strip_prefix("../../target/share/") {
            let made = made.trim_end_matches("/*");
            assert!(script.contains(&format!("$share/{made}\"")), "{asset} is not made");
        } else if *asset != "target/release/ibid" {
            assert!(cli.join(asset).exists(), "{asset}");
        }
    }
    for part in ["bash", "man/man1", "man/fr/man1", "completions"] {
        assert!(script.contains(part), "{part}");
    }
    assert!(assets.len() >= 8 && cli.join(deb["license-file"][0].as_str().unwrap()).exists());
}
