//! The one catalogue of all that a person reads, in French and English.

use std::collections::HashMap;
use std::sync::OnceLock;

use ibid::Diagnostic;
use ibid::Lang;
use ibid::diagnostic::{fill, refusal};

const CATALOGUE: &str = include_str!("../messages/catalogue.tsv");

/// English and French, by key.
fn catalogue() -> &'static HashMap<&'static str, [&'static str; 2]> {
    static TABLE: OnceLock<HashMap<&'static str, [&'static str; 2]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = CATALOGUE.lines().filter(|l| !l.starts_with('#'));
        let columns = rows.filter_map(|line| {
            let mut columns = line.split('\t');
            Some((columns.next()?, [columns.next()?, columns.next()?]))
        });
        columns.collect()
    })
}

/// Says things in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Messages {
    pub(crate) lang: Lang,
}

impl Messages {
    /// In the language that was asked for, or that of the environment; English for others.
    pub(crate) fn new(asked: Option<Lang>) -> Self {
        let from = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let set = ["IBID_UI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(from);
        let lang = asked.or_else(|| Lang::from_tag(&set?)).unwrap_or(Lang::En);
        Messages { lang }
    }

    fn find(self, key: &str) -> Option<&'static str> {
        let [en, fr] = catalogue().get(key)?;
        Some(match self.lang {
            Lang::En => en,
            Lang::Fr => fr,
        })
    }

    /// The text of a key; the key itself if the catalogue lacks it, which a test forbids.
    pub(crate) fn text(self, key: &'static str) -> &'static str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key, filled in.
    pub(crate) fn say(self, key: &'static str, fields: &[(&str, &str)]) -> String {
        fill(self.text(key), fields.iter().copied())
    }

    /// The text of a key for a number.
    pub(crate) fn count(self, key: &str, n: u64, fields: &[(&str, &str)]) -> String {
        let one = match self.lang {
            Lang::En => n == 1,
            Lang::Fr => n < 2,
        };
        let key = format!("{key}.{}", if one { "one" } else { "other" });
        let count = self.number(n);
        let fields = fields.iter().copied().chain([("count", count.as_str())]);
        fill(self.find(&key).unwrap_or_default(), fields)
    }

    /// What a library has to say.
    pub(crate) fn diagnostic(self, diagnostic: &Diagnostic) -> String {
        let Some(text) = self.find(&format!("diagnostic.{}", diagnostic.code)) else {
            return diagnostic.message.clone();
        };
        let fields = || diagnostic.fields.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        // what is wrong, and why the system refused, have names of their own
        let told = ["problem", "reason"].map(|part| {
            let (_, code) = fields().find(|(name, _)| name.strip_suffix("-code") == Some(part))?;
            Some((part, fill(self.find(&format!("{part}.{code}"))?, fields())))
        });
        let told = told.iter().flatten().map(|(part, text)| (*part, text.as_str()));
        fill(text, told.chain(fields()))
    }

    /// Why the system refused; its own words where these are all there is.
    pub(crate) fn refusal(self, error: &std::io::Error) -> String {
        let known =
            refusal(error.kind()).and_then(|(code, _)| self.find(&format!("reason.{code}")));
        known.map_or_else(|| error.to_string(), str::to_owned)
    }

    /// Why a line is in no passage; the rule itself where the catalogue lacks it.
    pub(crate) fn rule(self, rule: &str) -> &str {
        self.find(&format!("rule.{rule}")).unwrap_or(rule)
    }

    /// A number with its digits in groups, as the language writes it.
    pub(crate) fn number(self, n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(match self.lang {
                    Lang::En => ',',
                    Lang::Fr => '\u{202f}',
                });
            }
            out.push(digit);
        }
        out
    }

    /// A number with some decimals.
    pub(crate) fn decimal(self, value: f64, decimals: usize) -> String {
        let number = format!("{value:.decimals$}");
        match self.lang {
            Lang::En => number,
            Lang::Fr => number.replace('.', ","),
        }
    }

    /// A share of a hundred, to two decimals.
    pub(crate) fn percent(self, share: f64) -> String {
        let number = self.decimal(share, 2);
        match self.lang {
            Lang::En => format!("{number}%"),
            Lang::Fr => format!("{number}\u{a0}%"),
        }
    }

    /// A short time, in a unit that suits it.
    pub(crate) fn time(self, micros: u64) -> String {
        let (value, unit) = match micros {
            0..1_000 => (micros as f64, "µs"),
            1_000..1_000_000 => (micros as f64 / 1e3, "ms"),
            _ => (micros as f64 / 1e6, "s"),
        };
        let digits = usize::from(value < 100.0 && unit != "µs");
        let number = format!("{value:.digits$}");
        match self.lang {
            Lang::En => format!("{number} {unit}"),
            Lang::Fr => format!("{}\u{a0}{unit}", number.replace('.', ",")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> impl Iterator<Item = Vec<&'static str>> {
        CATALOGUE.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect())
    }

    fn places(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            text.split('{').skip(1).filter_map(|t| t.split('}').next()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn every_message_is_there_in_both_languages_with_the_same_places() {
        let mut keys = std::collections::HashSet::new();
        for row in rows() {
            assert_eq!(row.len(), 3, "{row:?}");
            assert!(keys.insert(row[0]), "{} comes twice", row[0]);
            assert!(!row[1].is_empty() && !row[2].is_empty(), "{row:?}");
            assert_eq!(places(row[1]), places(row[2]), "{row:?}");
        }
    }

    #[test]
    fn french_messages_are_typed_as_french_is() {
        for row in rows() {
            let fr: Vec<char> = row[2].chars().collect();
            let straight =
                fr.windows(3).any(|w| w[0].is_alphabetic() && w[1] == '\'' && w[2].is_alphabetic());
            assert!(!straight, "straight apostrophe: {}", row[2]);
            let tight = fr
                .windows(2)
                .any(|w| (w[0] == ' ' && ":;!?»".contains(w[1])) || (w[0] == '«' && w[1] == ' '));
            assert!(!tight, "a plain space where a no-break space belongs: {}", row[2]);
        }
    }

    #[test]
    fn every_key_that_the_code_names_exists() {
        let sources = [
            include_str!("args.rs"),
            include_str!("main.rs"),
            include_str!("usage.rs"),
            include_str!("view.rs"),
            include_str!("commands/index.rs"),
            include_str!("commands/search.rs"),
            include_str!("commands/show.rs"),
            include_str!("commands/parse.rs"),
            include_str!("commands/analyze.rs"),
            include_str!("commands/stats.rs"),
        ];
        for source in sources {
            for call in [".text(\"", ".say(\""] {
                for key in source.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(catalogue().contains_key(key), "{key}");
                }
            }
        }
    }

    /// The Rust files of the libraries, without their tests.
    fn library_sources(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.file_name().unwrap().to_string_lossy().into_owned();
            if entry.is_dir() && name != "tests" {
                library_sources(&entry, found);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = std::fs::read_to_string(&entry).unwrap();
                found.push(text.split("#[cfg(test)]").next().unwrap().to_owned());
            }
        }
    }

    #[test]
    fn every_warning_of_the_libraries_is_in_the_catalogue() {
        let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut sources = Vec::new();
        for library in ["core", "ingest", "index", "query", "ibid"] {
            library_sources(&crates.join(library).join("src"), &mut sources);
        }
        let mut codes = 0;
        for source in &sources {
            for call in ["Diagnostic::new(", "warnings.add("] {
                for rest in source.split(call).skip(1) {
                    let Some(rest) = rest.trim_start().strip_prefix('"') else { continue };
                    let code = rest.split('"').next().unwrap();
                    assert!(
                        catalogue().contains_key(format!("diagnostic.{code}").as_str()),
                        "{code}"
                    );
                    codes += 1;
                }
            }
        }
        let problems = sources.iter().find(|source| source.contains("pub enum Problem")).unwrap();
        for code in problems.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(catalogue().contains_key(format!("problem.{code}").as_str()), "{code}");
            codes += 1;
        }
        // captions keep theirs in one table
        let table = sources.iter().find(|source| source.contains("enum CueProblem")).unwrap();
        for code in table.split("(\"").chain(table.split("(\n")).filter_map(|rest| {
            rest.trim_start().trim_start_matches('"').split_once("\",").map(|(code, _)| code)
        }) {
            if code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && code.contains('-') {
                assert!(catalogue().contains_key(format!("diagnostic.{code}").as_str()), "{code}");
                codes += 1;
            }
        }
        assert!(codes >= 38, "only {codes} warnings were found");
    }

    /// The texts between quotation marks that follow some code.
    fn texts_after<'s>(source: &'s str, code: &str) -> Vec<&'s str> {
        let after = source.split(code).skip(1).map(|rest| rest.split(';').next().unwrap());
        let opened = usize::from(!code.ends_with('"'));
        let quoted = after.filter_map(|rest| rest.split('"').nth(opened));
        // `Some("a" | "b")` is a question and no answer
        let quoted = quoted.filter(|text| !source.contains(&format!("Some(\"{text}\" |")));
        let kebab = |text: &&str| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        quoted.filter(kebab).collect()
    }

    #[test]
    fn every_rule_that_leaves_something_out_is_in_the_catalogue() {
        let ingest = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ingest/src");
        let check = |folder: &std::path::Path, calls: &[&str]| {
            let mut sources = Vec::new();
            library_sources(folder, &mut sources);
            let rules = |source| calls.iter().flat_map(move |call| texts_after(source, call));
            let rules: Vec<&str> = sources.iter().map(String::as_str).flat_map(rules).collect();
            for rule in &rules {
                assert!(catalogue().contains_key(format!("rule.{rule}").as_str()), "{rule}");
            }
            rules.len()
        };
        let said = check(&ingest, &["rule: \"", "leave_out(&", "LeftOut(\""]);
        let formats = ingest.join("formats");
        let pages = check(&formats.join("pages/html"), &["Some(\"", "insert(\""]);
        let lines = check(&formats.join("notes/text"), &["Some(\"", "    (\n", "    (\""]);
        assert!(said >= 9 && pages >= 12 && lines >= 12, "{said} {pages} {lines}");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_in_the_language_asked_for() {
        let bytes = br#"<!DOCTYPE tt [<!ENTITY a "b">]><tt xmlns="http://www.w3.org/ns/ttml"/>"#;
        let error = ibid::read_bytes(bytes, "a.ttml");
        let diagnostic = error.unwrap_err().diagnostic();
        let said = |lang| Messages { lang }.diagnostic(&diagnostic);
        assert_eq!(said(Lang::En), diagnostic.message);
        assert!(said(Lang::Fr).ends_with("il déclare des entités, qui ne sont pas développées"));
    }

    #[test]
    fn why_the_system_refused_is_said_in_the_language_asked_for() {
        use std::io::{Error, ErrorKind};
        let said = |kind, lang| {
            let path = "a.txt".to_owned();
            let error = ibid::ReadError::Io { path, source: Error::from(kind) };
            Messages { lang }.diagnostic(&error.diagnostic())
        };
        for (kind, en, fr) in [
            (ErrorKind::PermissionDenied, "permission denied", "permission refusée"),
            (ErrorKind::StorageFull, "no space left", "plus de place"),
            (ErrorKind::NotADirectory, "not a folder", "pas un dossier"),
        ] {
            assert!(said(kind, Lang::En).contains(en), "{kind}");
            assert!(said(kind, Lang::Fr).contains(fr), "{kind}");
            let refusal = Messages { lang: Lang::Fr }.refusal(&Error::from(kind));
            assert!(refusal.contains(fr), "{kind}");
        }
        assert_eq!(
            said(ErrorKind::PermissionDenied, Lang::Fr),
            "impossible de lire a.txt\u{a0}: permission refusée"
        );
    }

    #[test]
    fn numbers_and_times_follow_the_language() {
        let (en, fr) = (Messages { lang: Lang::En }, Messages { lang: Lang::Fr });
        assert_eq!(en.number(1_234_567), "1,234,567");
        assert_eq!(fr.number(1_234), "1\u{202f}234");
        assert_eq!(en.time(1_234), "1.2 ms");
        assert_eq!(fr.time(2_500_000), "2,5\u{a0}s");
        assert!(fr.count("found", 0, &[("time", "x")]).contains("0 passage "));
    }
}
