//! The language in which the program speaks. Its texts are in the catalogue of `ibid-messages`.

use ibid::Lang;

pub(crate) use ibid_messages::{Messages, visible};

/// Speaks the language that was asked for, that of `IBID_UI_LANG`, that of the settings, or that of
/// the system; English for others.
pub(crate) fn messages(asked: Option<Lang>, of_file: impl FnOnce() -> Option<String>) -> Messages {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let of_system = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    let said = || set("IBID_UI_LANG").or_else(of_file).or_else(of_system);
    let lang = asked.or_else(|| Lang::from_tag(&said()?));
    Messages::new(lang.unwrap_or(Lang::En))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use ibid::ParamField;

    use super::*;

    /// The Rust files below a folder, without their tests.
    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                sources(&entry, found);
            } else if entry.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&entry).unwrap();
                found.push(text.split("#[cfg(test)]").next().unwrap().to_owned());
            }
        }
    }

    /// All texts between quotation marks that may be keys.
    fn quoted() -> HashSet<String> {
        let mut all = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        let key = |text: &&str| {
            text.starts_with(|c: char| c.is_ascii_lowercase())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        };
        all.iter().flat_map(|text| text.split('"')).filter(key).map(str::to_owned).collect()
    }

    /// The families of rows that the libraries name; they are tested beside the catalogue.
    const LIBRARIES: [&str; 10] = [
        "not-read",
        "diagnostic",
        "rule",
        "reason",
        "problem",
        "expected",
        "evidence",
        "lang",
        "feature",
        "score-rule",
    ];

    /// The keys of the program itself: those of a number without what the number chooses.
    fn own_keys() -> HashSet<&'static str> {
        let family = |key: &str| key.split('.').next().is_some_and(|f| LIBRARIES.contains(&f));
        let stem = |key: &'static str| {
            key.strip_suffix(".one").or_else(|| key.strip_suffix(".other")).unwrap_or(key)
        };
        ibid_messages::keys().filter(|key| !family(key)).map(stem).collect()
    }

    #[test]
    fn every_key_that_the_program_names_has_a_row() {
        let keys = own_keys();
        let families: HashSet<&str> =
            keys.iter().filter_map(|key| Some(key.split_once('.')?.0)).collect();
        let quoted = quoted();
        for text in &quoted {
            let named = text.split_once('.').is_some_and(|(family, _)| families.contains(family));
            assert!(!named || keys.contains(text.as_str()), "{text} has no row");
        }
        assert!(quoted.contains("usage.hint") && quoted.contains("passed-over"));
    }

    #[test]
    fn every_row_of_the_program_is_named_by_it() {
        let quoted = quoted();
        for key in own_keys() {
            assert!(quoted.contains(key), "{key} is named nowhere");
        }
    }

    #[test]
    fn what_each_field_expects_has_a_row() {
        for field in ParamField::ALL {
            let key: &'static str = ibid_messages::keys()
                .find(|key| key.strip_prefix("expected.") == Some(field.name()))
                .unwrap_or_else(|| panic!("expected.{field} has no row"));
            assert_eq!(Messages::new(Lang::En).text(key), field.expected());
        }
        let rows = ibid_messages::keys().filter(|key| key.starts_with("expected."));
        assert_eq!(rows.count(), ParamField::ALL.len());
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_in_the_language_asked_for() {
        let bytes = br#"<!DOCTYPE tt [<!ENTITY a "b">]><tt xmlns="http://www.w3.org/ns/ttml"/>"#;
        let error = ibid::read_bytes(bytes, "a.ttml");
        let diagnostic = error.unwrap_err().diagnostic();
        let said = |lang| Messages::new(lang).diagnostic(&diagnostic);
        assert_eq!(said(Lang::En), diagnostic.message);
        assert!(said(Lang::Fr).ends_with("il déclare des entités, qui ne sont pas développées"));
    }

    #[test]
    fn why_a_file_cannot_be_read_is_said_in_the_language_asked_for() {
        use std::io::{Error, ErrorKind};
        let said = |kind, lang| {
            let path = "a.txt".to_owned();
            let error = ibid::ReadError::Io { path, source: Error::from(kind) };
            Messages::new(lang).diagnostic(&error.diagnostic())
        };
        for (kind, en, fr) in [
            (ErrorKind::PermissionDenied, "permission denied", "permission refusée"),
            (ErrorKind::StorageFull, "no space left", "plus de place"),
            (ErrorKind::NotADirectory, "not a folder", "pas un dossier"),
        ] {
            assert!(said(kind, Lang::En).contains(en), "{kind}");
            assert!(said(kind, Lang::Fr).contains(fr), "{kind}");
        }
        assert_eq!(
            said(ErrorKind::PermissionDenied, Lang::Fr),
            "impossible de lire a.txt\u{a0}: permission refusée"
        );
    }
}
