//! What could not be used of a list of terms: the first lines by name, then how many more.

use crate::diagnostic::{Code, Diagnostic, ProblemKind, fill};

use crate::lexicon::MAX_TRANSLATIONS;

/// So many lines of a kind are named.
const SHOWN: usize = 20;

/// What there is to say of the list at a path.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    path: String,
    found: Vec<Diagnostic>,
    left_out: usize,
    crowded: usize,
}

impl Warnings {
    /// Nothing to say yet.
    pub(super) fn new(path: &str) -> Self {
        Warnings { path: path.to_owned(), ..Warnings::default() }
    }

    /// Something else about the list.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// What stands at `line` is not used. `fields` fill the text of the problem.
    pub(super) fn left_out(&mut self, line: u32, kind: ProblemKind, fields: &[(&str, String)]) {
        self.left_out += 1;
        if self.left_out > SHOWN {
            return;
        }

        let of_problem = fields.iter().map(|(name, value)| (*name, value.as_str()));
        let own = [
            ("path", self.path.clone()),
            ("line", line.to_string()),
            ("problem", fill(kind.text(), of_problem)),
            ("problem-code", kind.name().to_owned()),
        ];
        self.found.push(Diagnostic::with_values(Code::TermLeftOut, &[&own, fields].concat()));
    }

    /// The term `text`, which stands at `line`, has more translations than are used.
    pub(super) fn crowded(&mut self, line: u32, text: &str, count: usize) {
        self.crowded += 1;
        if self.crowded > SHOWN {
            return;
        }

        let fields = [
            ("path", self.path.clone()),
            ("line", line.to_string()),
            ("word", text.to_owned()),
            ("count", count.to_string()),
            ("limit", MAX_TRANSLATIONS.to_string()),
        ];
        self.found.push(Diagnostic::with_values(Code::ManyTranslations, &fields));
    }

    /// All of it, in the order in which it was found.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let counted =
            [(self.left_out, Code::MoreTermsLeftOut), (self.crowded, Code::MoreManyTranslations)];
        for (count, code) in counted {
            let more = count.saturating_sub(SHOWN);
            if more > 0 {
                let fields = [
                    ("path", self.path.clone()),
                    ("count", more.to_string()),
                    ("limit", MAX_TRANSLATIONS.to_string()),
                ];
                self.found.push(Diagnostic::with_values(code, &fields));
            }
        }

        self.found
    }
}
