//! From entries, one after the other, to a list of terms.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::warnings::{LeftOut, Warnings};
use super::{
    Direction, Entry, MAX_SIDE_TERMS, MAX_TERM_WORDS, ROOT, Side, Term, TermList, is_capitals,
};
use crate::analysis::{Analyzer, Kind, Token, Tokens};
use crate::diagnostic::{Code, Diagnostic, ProblemKind};
use crate::lang::Lang;
use crate::lexicon::MAX_TRANSLATIONS;

/// A longer text is no term, however few words it has.
const MAX_TERM_BYTES: usize = 1024;

/// Makes a list of terms of entries. What cannot be used is told at the end.
pub struct Builder {
    name: String,
    analyzer: Analyzer,
    sides: [Growing; Lang::ALL.len()],
    entries: usize,
    warnings: Warnings,
}

/// One side of a list while it grows.
#[derive(Default)]
struct Growing {
    side: Side,
    /// From a node, by a whole word, to the node one word further.
    children: FxHashMap<(u32, Box<[u32]>), u32>,
    nodes: u32,
    /// By node, and as they are written in small letters.
    terms: FxHashMap<(u32, Box<str>), GrowingTerm>,
}

/// A term with all its translations, by their stems.
#[derive(Default)]
struct GrowingTerm {
    /// How many terms came before it.
    before: usize,
    /// As it was first written.
    text: Box<str>,
    capitals: bool,
    targets: Vec<Target>,
    known: FxHashMap<Box<str>, usize>,
}

/// What a term says, as it was first written, and how often.
struct Target {
    text: Box<str>,
    count: u32,
    line: u32,
}

/// A term of an entry, analysed in its language.
struct Analysed<'a> {
    text: &'a str,
    /// The stems of each word, in the ways in which a question may part the words.
    readings: Vec<Vec<Vec<String>>>,
    /// The same for all forms of the same words.
    key: Box<str>,
    /// The words in small letters.
    written: Box<str>,
    /// Whether it is written in capitals and nothing but function words otherwise.
    capitals: bool,
}

impl Builder {
    /// A list that is not begun. Warnings call it `path`, translations `terms:` and the name of the
    /// file.
    pub fn new(path: &str) -> Self {
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        Builder {
            name: format!("terms:{file}"),
            analyzer: Analyzer::new(),
            sides: Default::default(),
            entries: 0,
            warnings: Warnings::new(path),
        }
    }

    /// How many entries could be used.
    pub fn len(&self) -> usize {
        self.entries
    }

    /// Whether no entry could be used.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Says something about the list: `fields` follow its path.
    pub fn warn(&mut self, code: Code, fields: &[(&'static str, String)]) {
        self.warnings.add(code, fields);
    }

    /// Says that what stands somewhere is no entry.
    pub fn leave_out(&mut self, left_out: LeftOut) {
        self.warnings.left_out(left_out);
    }

    /// The first thing that was left out.
    pub fn first_left_out(&self) -> Option<&LeftOut> {
        self.warnings.first.as_ref()
    }

    /// Adds an entry. An empty side and a term of too many words are left out, and told.
    pub fn add(&mut self, entry: &Entry) {
        let [fr, en] = Lang::ALL.map(|lang| self.side(entry, lang));
        let (Some(fr), Some(en)) = (fr, en) else { return };
        self.entries += 1;
        for (from, sources, targets) in [(Lang::Fr, &fr, &en), (Lang::En, &en, &fr)] {
            let asked = match entry.direction {
                Direction::Both => true,
                Direction::From(lang) => lang == from,
            };
            let Some(side) = self.sides.get_mut(Lang::slot(Some(from))).filter(|_| asked) else {
                continue;
            };
            for source in sources {
                side.add(source, targets, entry.line);
            }
        }
    }

    /// The terms of an entry in one language that can be used; nothing where there are none.
    fn side<'e>(&mut self, entry: &'e Entry, lang: Lang) -> Option<Vec<Analysed<'e>>> {
        let mut side: Vec<Analysed<'e>> = Vec::new();
        let mut told = false;
        let mut limit = |kind, limit: usize| {
            told = true;
            let left_out = LeftOut::about(entry.line, kind, "limit", limit.to_string());
            self.warnings.left_out(left_out);
        };
        for text in entry.side(lang) {
            let text = text.trim();
            let analysed = Analysed::new(text, lang, &mut self.analyzer);
            match analysed {
                None => limit(ProblemKind::LongTerm, MAX_TERM_WORDS),
                Some(term) if term.key.is_empty() => {}
                Some(term) if side.iter().any(|known| known.key == term.key) => {}
                Some(_) if side.len() == MAX_SIDE_TERMS => {
                    limit(ProblemKind::ManyTerms, MAX_SIDE_TERMS);
                    break;
                }
                Some(term) => side.push(term),
            }
        }

        if side.is_empty() && !told {
            self.warnings.left_out(LeftOut::new(entry.line, ProblemKind::EmptySide));
        }
        Some(side).filter(|side| !side.is_empty())
    }

    /// The list, and what could not be used.
    pub fn finish(self) -> (TermList, Vec<Diagnostic>) {
        let mut warnings = self.warnings;
        let mut crowded = Vec::new();
        let sides = self.sides.map(|side| side.finish(&mut crowded));
        crowded.sort();
        // a term with a hyphen has two readings
        crowded.dedup();
        for (line, text, count) in crowded {
            warnings.crowded(line, &text, count);
        }

        (TermList { name: self.name, sides, entries: self.entries }, warnings.finish())
    }
}

impl Growing {
    fn add(&mut self, source: &Analysed<'_>, targets: &[Analysed<'_>], line: u32) {
        for reading in &source.readings {
            let node = reading.iter().fold(ROOT, |node, word| self.child(node, word));
            let written = source.written.clone();
            let before = self.terms.len();
            let term = self.terms.entry((node, written)).or_insert_with(|| GrowingTerm {
                before,
                text: source.text.into(),
                capitals: true,
                ..GrowingTerm::default()
            });
            term.capitals &= source.capitals;
            for target in targets {
                term.add(target, line);
            }
        }
    }

    /// The node that a word leads to.
    fn child(&mut self, node: u32, word: &[String]) -> u32 {
        let stems = &mut self.side.stems;
        let mut ids: Vec<u32> = Vec::new();
        for stem in word {
            let new = u32::try_from(stems.len()).unwrap_or(u32::MAX);
            ids.push(*stems.entry(stem.as_str().into()).or_insert(new));
        }
        ids.sort_unstable();
        ids.dedup();

        let nodes = &mut self.nodes;
        let edges = &mut self.side.edges;
        *self.children.entry((node, ids.as_slice().into())).or_insert_with(|| {
            *nodes = nodes.saturating_add(1);
            for id in ids {
                edges.entry((node, id)).or_default().push(*nodes);
            }
            *nodes
        })
    }

    fn finish(self, crowded: &mut Vec<(u32, Box<str>, usize)>) -> Side {
        let mut side = self.side;
        let mut terms: Vec<_> = self.terms.into_iter().collect();
        terms.sort_by_key(|(_, term)| term.before);
        for ((node, written), mut term) in terms {
            if let Some(fifth) = term.targets.get(MAX_TRANSLATIONS) {
                crowded.push((fifth.line, term.text, term.targets.len()));
            }
            // those that are as frequent stay in the order of the list
            term.targets.sort_by_key(|target| Reverse(target.count));
            term.targets.truncate(MAX_TRANSLATIONS);
            let targets = term.targets.into_iter().map(|target| (target.text, target.count));
            let (capitals, targets) = (term.capitals, targets.collect());
            side.ends.entry(node).or_default().push(Term { written, capitals, targets });
        }

        side
    }
}

impl GrowingTerm {
    fn add(&mut self, target: &Analysed<'_>, line: u32) {
        let at = *self.known.entry(target.key.clone()).or_insert(self.targets.len());
        match self.targets.get_mut(at) {
            Some(known) => known.count = known.count.saturating_add(1),
            None => self.targets.push(Target { text: target.text.into(), count: 1, line }),
        }
    }
}

impl<'a> Analysed<'a> {
    /// A term with its words; nothing for a text that is too long.
    fn new(text: &'a str, lang: Lang, analyzer: &mut Analyzer) -> Option<Self> {
        if text.len() > MAX_TERM_BYTES {
            return None;
        }
        let mut tokens = Tokens::new();
        analyzer.analyze(text, Some(lang), &mut tokens);
        let stems: Vec<Token<'_>> = tokens.iter().filter(|t| t.kind == Kind::Stem).collect();
        let parted = parted(&stems);
        if parted.len() > MAX_TERM_WORDS {
            return None;
        }

        let mut places: Vec<&Token<'_>> = stems.iter().filter(|t| t.primary).collect();
        let key = places.iter().map(|t| t.term).collect::<Vec<_>>().join(" ").into_boxed_str();
        places.dedup_by_key(|t| t.position);
        let word = |t: &&Token<'_>| text.get(t.start as usize..t.end as usize).unwrap_or_default();
        let written = places.iter().map(word).collect::<Vec<_>>().join(" ");
        let written = written.to_lowercase().into_boxed_str();
        let mut readings = vec![parted];
        if stems.iter().any(|t| t.compound) {
            readings.push(joined(&stems));
        }
        let capitals = is_capitals(text) && is_function_words(text, lang, analyzer);

        Some(Analysed { text, readings, key, written, capitals })
    }
}

/// The stems of each word; the first of a compound has those of the whole beside its own, as it has
/// in a question.
fn parted(stems: &[Token<'_>]) -> Vec<Vec<String>> {
    let mut words: Vec<(u32, Vec<String>)> = Vec::new();
    for token in stems {
        match words.iter_mut().find(|(position, _)| *position == token.position) {
            Some((_, word)) => word.push(token.term.to_owned()),
            None => words.push((token.position, vec![token.term.to_owned()])),
        }
    }

    words.sort_by_key(|(position, _)| *position);
    words.into_iter().map(|(_, word)| word).collect()
}

/// The same with each compound as one word: `e-mail` as `email`.
fn joined(stems: &[Token<'_>]) -> Vec<Vec<String>> {
    let inside = |token: &Token<'_>| {
        let whole = |t: &Token<'_>| t.compound && t.start <= token.start && token.end <= t.end;
        !token.compound && stems.iter().any(whole)
    };
    let kept: Vec<Token<'_>> = stems.iter().filter(|t| !inside(t)).copied().collect();
    parted(&kept)
}

/// Whether a term would be nothing but function words in small letters: `IT`, `OR`.
fn is_function_words(text: &str, lang: Lang, analyzer: &mut Analyzer) -> bool {
    let lower = text.to_lowercase();
    let mut tokens = Tokens::new();
    analyzer.analyze(&lower, Some(lang), &mut tokens);
    tokens.iter().filter(|t| t.primary).all(|t| t.stop || t.question)
}
