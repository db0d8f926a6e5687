//! What a library has to say: a code, fields, and an English sentence.
//!
//! A binary translates by the code and fills in the fields; a program matches on the code.

use std::io::ErrorKind;

use serde::{Deserialize, Serialize};

/// Something worth telling that did not stop the work, or the matter of an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// A stable name, in kebab case, such as `unbalanced-quote`.
    pub code: String,
    /// What the message speaks of, by name: `path`, `line`, `word`…
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(String, String)>,
    /// The English message: lower case, no full stop.
    pub message: String,
}

impl Diagnostic {
    /// A diagnostic with `code`; `message` may hold `{name}` for each of the `fields`.
    pub fn new(code: &str, message: &str, fields: &[(&str, &str)]) -> Self {
        Diagnostic {
            code: code.to_owned(),
            message: fill(message, fields.iter().copied()),
            fields: fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        }
    }
}

/// Why the system refused, where that can be translated: a stable name, and English words.
pub fn refusal(kind: ErrorKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        ErrorKind::NotFound => ("not-found", "no such file or folder"),
        ErrorKind::PermissionDenied => ("permission-denied", "permission denied"),
        ErrorKind::NotADirectory => ("not-a-folder", "not a folder"),
        ErrorKind::IsADirectory => ("is-a-folder", "it is a folder"),
        ErrorKind::Interrupted => ("interrupted", "interrupted"),
        ErrorKind::StorageFull => ("storage-full", "no space left on the disk"),
        ErrorKind::ReadOnlyFilesystem => ("read-only", "the disk can only be read"),
        _ => return None,
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_fill_their_places_once() {
        let diagnostic = Diagnostic::new(
            "x",
            "{path}: `{word}` and {none}",
            &[("path", "a{word}"), ("word", "b")],
        );
        assert_eq!(diagnostic.message, "a{word}: `b` and {none}");
        assert_eq!(fill("open {", [].into_iter()), "open {");
    }
}
