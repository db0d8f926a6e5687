//! TBX, the exchange format of terminologists: ISO 30042 of 2008 (`martif`, `termEntry`, `langSet`,
//! `tig`) and of 2019 (`tbx`, `conceptEntry`, `langSec`, `termSec`), in any dialect. What is said of
//! a term in attributes (DCA) may stand in the names of elements too (DCT).

use ibid_core::diagnostic::Code;
use ibid_core::lang::Lang;
use ibid_core::lexicon::terms::Entry;

use super::Sink;
use crate::clean::clean;
use crate::formats::Malformed;
use crate::formats::xml::{Event, Tag, Xml};
use crate::problem::Problem;

/// Deeper than anything that TBX has.
const MAX_DEPTH: usize = 64;

/// Whether a document with this root holds terms.
pub(super) fn is_root(name: &str) -> bool {
    ["martif", "tbx"].iter().any(|root| name.eq_ignore_ascii_case(root))
}

/// Reads a document. What is not well-formed is read as well as it goes, and told.
pub(super) fn read(text: &str, sink: &mut Sink) -> Result<(), Malformed> {
    let mut xml = Xml::new(text);
    let mut concept = Concept::default();
    let mut depth = 0_usize;
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    let problem = Problem::TooDeep { limit: MAX_DEPTH };
                    return Err(Malformed { line: xml.line(), problem });
                }
                concept.start(&tag, xml.line());
            }
            Event::Text(text) => concept.text(&text),
            Event::End(name) => {
                depth = depth.saturating_sub(1);
                if let Some(entry) = concept.end(name)
                    && !sink.add(&entry)
                {
                    return Ok(());
                }
            }
        }
    }

    if let Some(broken) = xml.broken() {
        let mut fields = vec![("line", broken.line.to_string())];
        fields.extend(broken.problem.fields());
        sink.builder.warn(Code::TermsBroken, &fields);
    }
    Ok(())
}

/// An entry while it is read.
#[derive(Default)]
struct Concept {
    line: u32,
    inside: bool,
    /// The language of the terms that come, where it is one of ours.
    lang: Option<Lang>,
    /// What is being read.
    reading: Option<Reading>,
    value: String,
    terms: Vec<Term>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Term,
    /// Whether the term before it should be used.
    Status,
}

struct Term {
    lang: Lang,
    text: String,
    deprecated: bool,
}

impl Concept {
    fn start(&mut self, tag: &Tag<'_>, line: u32) {
        match tag.name {
            "termEntry" | "conceptEntry" => {
                *self = Concept { line, inside: true, ..Concept::default() };
            }
            "langSet" | "langSec" => {
                self.lang = tag.attribute("lang").and_then(|lang| Lang::from_tag(&lang));
            }
            "term" if self.inside && self.lang.is_some() => self.read(Reading::Term),
            _ if is_status(tag) && !self.terms.is_empty() => self.read(Reading::Status),
            _ => {}
        }
    }

    fn read(&mut self, reading: Reading) {
        self.reading = Some(reading);
        self.value.clear();
    }

    fn text(&mut self, text: &str) {
        if self.reading.is_some() {
            self.value.push_str(text);
        }
    }

    /// The entry that ends here, if one does.
    fn end(&mut self, name: &str) -> Option<Entry> {
        match (name, self.reading) {
            ("term", Some(Reading::Term)) => {
                self.reading = None;
                let term = |lang| Term { lang, text: clean(&self.value), deprecated: false };
                self.terms.extend(self.lang.map(term));
            }
            ("termNote" | "administrativeStatus" | "normativeAuthorization", Some(_)) => {
                self.reading = None;
                let last = self.terms.last_mut().filter(|term| Some(term.lang) == self.lang);
                if let Some(term) = last {
                    term.deprecated |= is_deprecated(&self.value);
                }
            }
            ("langSet" | "langSec", _) => self.lang = None,
            ("termEntry" | "conceptEntry", _) => return self.finish(),
            _ => {}
        }
        None
    }

    fn finish(&mut self) -> Option<Entry> {
        let concept = std::mem::take(self);
        if !concept.inside {
            return None;
        }
        let mut entry = Entry { line: concept.line, ..Entry::default() };
        let mut terms = concept.terms;
        // the first ones are kept where there are too many
        terms.sort_by_key(|term| term.deprecated);
        for term in terms {
            entry.side_mut(term.lang).push(term.text);
        }

        Some(entry)
    }
}

/// Whether an element says if the term before it should be used.
fn is_status(tag: &Tag<'_>) -> bool {
    let is_one = |name: &str| matches!(name, "administrativeStatus" | "normativeAuthorization");
    is_one(tag.name)
        || (tag.name == "termNote" && tag.attribute("type").is_some_and(|t| is_one(&t)))
}

/// `deprecatedTerm-admn-sts`, `supersededTerm`, `deprecatedTerm`…
fn is_deprecated(status: &str) -> bool {
    let status = status.trim();
    ["deprecated", "superseded", "obsolete"].iter().any(|word| status.starts_with(word))
}
