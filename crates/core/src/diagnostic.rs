//! What a library has to say: a code, fields, and an English sentence.
//!
//! A binary translates by the code and fills in the fields; a program matches on the code.

mod causes;
mod codes;

use serde::{Deserialize, Serialize};

pub use causes::{NotRead, ProblemKind, Reason};
pub use codes::Code;

/// Something worth telling that did not stop the work, or the matter of an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What it is about; in JSON a stable name in kebab case, such as `unbalanced-quote`.
    pub code: Code,
    /// What the message speaks of, by name: `path`, `line`, `word`…
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
    /// The English message: lower case, no full stop.
    pub message: String,
}

impl Diagnostic {
    /// A diagnostic with `code`, whose text is filled in with `fields`.
    pub fn new(code: Code, fields: &[(&str, &str)]) -> Self {
        Diagnostic {
            code,
            fields: fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            message: fill(code.text(), fields.iter().copied()),
        }
    }

    /// The same with values that were made for it.
    pub fn with_values(code: Code, fields: &[(&str, String)]) -> Self {
        let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Diagnostic::new(code, &fields)
    }
}

/// Replaces each `{name}` in `template` by the field of that name; an unknown name stays.
pub fn fill<'a>(
    template: &str,
    fields: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('}') else { break };
        let name = &rest[1..close];
        match fields.clone().find(|(k, _)| *k == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[..=close]),
        }
        rest = &rest[close + 1..];
    }

    out.push_str(rest);
    out
}

/// The names of the places of a template, in their order.
pub fn places(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_fill_their_places_once() {
        let template = "{path}: `{word}` and {none}";
        let fields = [("path", "a{word}"), ("word", "b")];
        assert_eq!(fill(template, fields.into_iter()), "a{word}: `b` and {none}");
        assert_eq!(fill("open {", [].into_iter()), "open {");
        assert_eq!(places(template).collect::<Vec<_>>(), ["path", "word", "none"]);
    }

    #[test]
    fn json_holds_the_name_of_the_code() {
        let diagnostic = Diagnostic::new(Code::ShortPrefix, &[("word", "a")]);
        let json = serde_json::to_string(&diagnostic).unwrap();
        let want = r#"{"code":"short-prefix","fields":[["word","a"]],"message":"`a*` is too short a beginning; the star was ignored"}"#;
        assert_eq!(json, want);
        assert_eq!(serde_json::from_str::<Diagnostic>(&json).unwrap(), diagnostic);
    }

    #[test]
    fn texts_are_written_alike() {
        let kebab = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let codes = Code::ALL.iter().map(|c| (c.name(), c.text()));
        let reasons = Reason::ALL.iter().map(|r| (r.name(), r.text()));
        let problems = ProblemKind::ALL.iter().map(|p| (p.name(), p.text()));
        for (name, text) in codes.chain(reasons).chain(problems) {
            assert!(kebab(name), "{name}");
            assert!(!text.is_empty() && !text.ends_with('.'), "{name}: {text}");
        }
    }

    /// Whether a text says what to type: `ibid index`, `--in`. A version of ibid is no command.
    fn names_a_command(text: &str) -> bool {
        let verb = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
        text.contains("--") || text.split("ibid ").skip(1).any(verb)
    }

    #[test]
    fn libraries_name_no_command_and_no_option() {
        assert!(names_a_command("run `ibid index`") && names_a_command("see --in"));
        assert!(!names_a_command("made by ibid {made_by}"));
        for code in Code::ALL {
            assert!(!names_a_command(code.text()), "{code}: {}", code.text());
        }
        for problem in ProblemKind::ALL {
            assert!(!names_a_command(problem.text()), "{problem}: {}", problem.text());
        }
    }
}
