//! What could not be used of a list of terms: the first lines by name, then how many more.

use crate::diagnostic::{Code, Diagnostic, ProblemKind, fill};

use crate::lexicon::MAX_TRANSLATIONS;

/// So many lines of a kind are named.
const SHOWN: usize = 20;

/// A line of a list that is not used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub problem: ProblemKind,
    /// What the text of the problem is about, by name.
    pub about: Vec<(&'static str, String)>,
}

impl LeftOut {
    /// A line with a problem whose text is about nothing.
    pub fn new(line: u32, problem: ProblemKind) -> Self {
        LeftOut { line, problem, about: Vec::new() }
    }

    /// A line with a problem whose text is about `value`, which it calls `name`.
    pub fn about(line: u32, problem: ProblemKind, name: &'static str, value: String) -> Self {
        LeftOut { line, problem, about: vec![(name, value)] }
    }

    /// What a diagnostic says of it: where it is, the English sentence, the name, and what that is
    /// about.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let about = self.about.iter().map(|(name, value)| (*name, value.as_str()));
        let mut fields = vec![
            ("line", self.line.to_string()),
            ("problem", fill(self.problem.text(), about)),
            ("problem-code", self.problem.name().to_owned()),
        ];
        fields.extend(self.about.iter().cloned());
        fields
    }
}

/// What there is to say of the list at a path.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    path: String,
    found: Vec<Diagnostic>,
    pub(super) first: Option<LeftOut>,
    last: Option<LeftOut>,
    left_out: usize,
    crowded: usize,
}

impl Warnings {
    /// Nothing to say yet.
    pub(super) fn new(path: &str) -> Self {
        Warnings { path: path.to_owned(), ..Warnings::default() }
    }

    /// Something else about the list: `fields` follow its path.
    pub(super) fn add(&mut self, code: Code, fields: &[(&'static str, String)]) {
        let path = [("path", self.path.clone())];
        self.found.push(Diagnostic::with_values(code, &[&path, fields].concat()));
    }

    /// What is not used; told once where both languages have the same problem.
    pub(super) fn left_out(&mut self, left_out: LeftOut) {
        if self.last.as_ref() == Some(&left_out) {
            return;
        }
        self.last = Some(left_out.clone());
        self.left_out += 1;
        if self.left_out <= SHOWN {
            self.add(Code::TermLeftOut, &left_out.fields());
        }
        self.first.get_or_insert(left_out);
    }

    /// The term `text`, which stands at `line`, has more translations than are used.
    pub(super) fn crowded(&mut self, line: u32, text: &str, count: usize) {
        self.crowded += 1;
        if self.crowded > SHOWN {
            return;
        }

        let fields = [
            ("line", line.to_string()),
            ("word", text.to_owned()),
            ("count", count.to_string()),
            ("limit", MAX_TRANSLATIONS.to_string()),
        ];
        self.add(Code::ManyTranslations, &fields);
    }

    /// All of it, in the order in which it was found.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let counted =
            [(self.left_out, Code::MoreTermsLeftOut), (self.crowded, Code::MoreManyTranslations)];
        for (count, code) in counted {
            let more = count.saturating_sub(SHOWN);
            if more > 0 {
                let limit = MAX_TRANSLATIONS.to_string();
                self.add(code, &[("count", more.to_string()), ("limit", limit)]);
            }
        }

        self.found
    }
}
