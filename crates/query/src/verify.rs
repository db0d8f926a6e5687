//! Whether a quote stands in a text, to the letter or but for its typography, and where.
//!
//! Two writings are the same but for typography when their words are: stretches of letters and
//! digits, without case, accents and ligatures. Apostrophes, hyphens, punctuation and white space
//! only part words.

use std::ops::Range;

use ibid_core::analysis::Analyzer;
use ibid_core::analysis::fold::{fold, lower};
use ibid_core::document::Evidence;
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use ibid_core::query::{Phrase, Query};
use serde::Serialize;

use crate::cite::{self, Citation, CiteOptions};
use crate::parse::{self, ParseOptions};

/// A row of so many words is looked for at once.
const ROW: usize = 16;
/// So many passages that hold a row of its words are looked at.
const MOST_WITH_ROW: usize = 1000;
/// So many passages that hold its words are looked at.
const MOST_WITH_WORDS: usize = 20;
/// A passage of lively talk has so few words.
const FEW: usize = 3;
/// No quote reaches over more passages each way.
const FARTHEST: u32 = 40;

/// How far a quote agrees with the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Agreement {
    /// It is not there.
    None,
    /// It is there but for case, accents, apostrophes, punctuation or white space.
    Normalised,
    /// It is there to the letter; only line breaks and runs of white space may differ.
    Exact,
}

/// A place where a quote stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// The best citation in one line.
    pub citation: String,
    /// The passage in which the quote begins.
    pub id: PassageId,
    /// The path of its source.
    pub source: String,
    /// The title of its document.
    pub title: Option<String>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// What kind of evidence it is.
    pub evidence: Evidence,
    /// How far the quote agrees with it.
    pub found: Agreement,
    /// From and to in `text`, in bytes of UTF-8, the end not counted.
    pub bytes: [usize; 2],
    /// The passage, verbatim; with those after it where the quote goes on there.
    pub text: String,
    /// Where to open it: first the moment at which the quote begins.
    pub citations: Vec<Citation>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The best agreement of all places.
    pub found: Agreement,
    /// Where it stands: the best agreement first, then in the order of the sources.
    pub places: Vec<Place>,
}

/// A quote, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Quote {
    /// As given, trimmed.
    text: String,
    words: Vec<Word>,
}

/// A stretch of letters and digits.
#[derive(Clone, Debug)]
struct Word {
    folded: String,
    bytes: Range<usize>,
}

impl Quote {
    /// A quote to look for; `None` when it has no word.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim().to_owned();
        let words = words(&text);
        (!words.is_empty()).then_some(Quote { text, words })
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Never: a quote has a word at least.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What to ask a backend for, one after the other until there is an answer, and how many
    /// passages to look at.
    ///
    /// Wherever the quote stands within one passage, the first finds it. Where it crosses from one
    /// to the next, one of those after it does: of any two stretches only one is crossed. Where it
    /// crosses many, in a lively talk, its words are left.
    pub fn queries(&self, analyzer: &mut Analyzer) -> Vec<(Query, usize)> {
        let all = self.words.len();
        let halves = self.half_rows().into_iter().filter(|_| all > 1);
        let last = (all > 2 * ROW).then(|| all - ROW..all);
        let rows = std::iter::once(0..all.min(ROW)).chain(halves).chain(last);
        let row = |row| (self.row(row, analyzer), MOST_WITH_ROW);
        let mut queries: Vec<(Query, usize)> = rows.map(row).collect();
        let words = parse::parse(&self.text, analyzer, &ParseOptions::default()).query;
        queries.push((Query { suspect: true, ..words }, MOST_WITH_WORDS));
        queries
    }

    /// What to ask a backend for to find the quote within one passage.
    pub fn whole(&self, analyzer: &mut Analyzer) -> Query {
        self.row(0..self.words.len().min(ROW), analyzer)
    }

    /// What to ask a backend for to find either half within one passage.
    pub fn halves(&self, analyzer: &mut Analyzer) -> [Query; 2] {
        self.half_rows().map(|row| self.row(row, analyzer))
    }

    /// Its last words, as words in a row.
    pub fn end(&self, analyzer: &mut Analyzer) -> Phrase {
        let all = self.words.len();
        parse::words_in_a_row(self.text_of(all.saturating_sub(ROW)..all), analyzer).1
    }

    /// The first words of each half.
    fn half_rows(&self) -> [Range<usize>; 2] {
        let all = self.words.len();
        let half = all.div_ceil(2);
        [0..half.min(ROW), half..all.min(half + ROW)]
    }

    /// Whether a sentence ends within it.
    pub fn has_inner_end(&self) -> bool {
        self.words.windows(2).any(|pair| {
            let between = self.text.get(pair[0].bytes.end..pair[1].bytes.start);
            between.is_some_and(|signs| signs.contains(['.', '?', '!', '…', '\n']))
        })
    }

    /// How many passages each way the quote may reach, if it has a few words in each; a long one has
    /// more of them in each.
    pub fn reach(&self) -> u32 {
        u32::try_from(self.words.len() / FEW + 1).unwrap_or(u32::MAX).min(FARTHEST)
    }

    fn row(&self, row: Range<usize>, analyzer: &mut Analyzer) -> Query {
        parse::phrase(self.text_of(row), analyzer)
    }

    fn text_of(&self, row: Range<usize>) -> &str {
        let words = self.words.get(row).unwrap_or_default();
        let bytes =
            words.first().map_or(0, |w| w.bytes.start)..words.last().map_or(0, |w| w.bytes.end);
        self.text.get(bytes).unwrap_or_default()
    }

    /// Whether a text may hold a part of the quote at its edge, the rest of which stands in the text
    /// before or after: it ends as the quote begins, or begins as the quote ends.
    pub fn touches_edge(&self, text: &str) -> bool {
        let here = words(text);
        let all = self.words.len();
        let same = |a: &[Word], b: &[Word]| a.iter().zip(b).all(|(a, b)| a.folded == b.folded);
        (1..all.min(here.len() + 1)).any(|n| {
            same(&here[here.len() - n..], &self.words[..n])
                || same(&here[..n], &self.words[all - n..])
        })
    }

    /// Where the quote stands in a text, and how far it agrees there.
    pub fn find_in(&self, text: &str) -> Vec<Found> {
        let here = words(text);
        let same = |at: &[Word]| at.iter().zip(&self.words).all(|(a, b)| a.folded == b.folded);
        let windows = here.windows(self.words.len()).filter(|window| same(window));
        let bytes = windows.filter_map(|w| Some(w.first()?.bytes.start..w.last()?.bytes.end));
        bytes.map(|words| self.compared(text, words)).collect()
    }

    /// How far the quote agrees with words of a text that are its own; with the signs around them
    /// where those are in the quote.
    fn compared(&self, text: &str, words: Range<usize>) -> Found {
        let first = self.words.first().map_or(0, |word| word.bytes.start);
        let last = self.words.last().map_or(0, |word| word.bytes.end);
        let (lead, rest) = self.text.split_at(first);
        let trail = rest.get(last - first..).unwrap_or_default();
        let core = rest.get(..last - first).unwrap_or_default();
        let lead_here = text[..words.start].ends_with(lead);
        let trail_here = text[words.end..].starts_with(trail);
        if lead_here && trail_here && same_but_space(core, &text[words.clone()]) {
            let bytes = words.start - lead.len()..words.end + trail.len();
            return Found { agreement: Agreement::Exact, bytes, words };
        }
        Found { agreement: Agreement::Normalised, bytes: words.clone(), words }
    }
}

/// Where a quote stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How far it agrees.
    pub agreement: Agreement,
    /// Its bytes, with the signs around its words that it has too.
    pub bytes: Range<usize>,
    /// The bytes from its first word to its last: what stands before may belong to the cue before.
    pub words: Range<usize>,
}

/// The words of a text, folded.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut low = String::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // A combining accent and a soft hyphen are part of the word around them.
        let inside = c.is_alphanumeric() || start.is_some() && is_inside(c);
        match start {
            None if inside => start = Some(at),
            Some(from) if !inside => {
                let mut folded = String::new();
                lower(&text[from..at], &mut low);
                fold(&low, &mut folded);
                words.push(Word { folded, bytes: from..at });
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn is_inside(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

/// Whether two texts are the same, where a run of spaces and line breaks counts as one space.
fn same_but_space(a: &str, b: &str) -> bool {
    let plain = |c: char| matches!(c, ' ' | '\t'..='\r');
    a.split(plain)
        .filter(|part| !part.is_empty())
        .eq(b.split(plain).filter(|part| !part.is_empty()))
}

/// A place where a quote stands, before it is made into what is shown.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The passage in which the quote begins, by its place among those that were looked at.
    pub at: usize,
    /// How far it agrees.
    pub agreement: Agreement,
    /// Its bytes in the texts of that passage and those after it, a line each.
    pub bytes: Range<usize>,
    /// The bytes of its words, in the same.
    words: Range<usize>,
    /// How many of the passages after it the quote goes on in.
    following: usize,
}

/// The places in some passages of one document, given in its order, where a quote begins.
pub fn spots(quote: &Quote, hits: &[Hit]) -> Vec<Spot> {
    let texts: Vec<&str> = hits.iter().map(|hit| hit.passage.text.as_str()).collect();
    let mut starts = Vec::with_capacity(texts.len());
    let mut length = 0;
    for text in &texts {
        starts.push(length);
        length += text.len() + 1;
    }
    let within = |byte: usize| starts.partition_point(|start| *start <= byte).saturating_sub(1);
    let spot = |found: Found| {
        let at = within(found.words.start);
        let from = starts[at];
        let following = within(found.words.end - 1) - at;
        let moved = |range: Range<usize>| range.start.saturating_sub(from)..range.end - from;
        let (bytes, words) = (moved(found.bytes), moved(found.words));
        Spot { at, agreement: found.agreement, bytes, words, following }
    };
    quote.find_in(&texts.join("\n")).into_iter().map(spot).collect()
}

impl Spot {
    /// Whether it goes on in the passage after that in which it begins.
    pub fn crosses(&self) -> bool {
        self.following > 0
    }

    /// The bytes of the words in the passage in which the quote begins.
    pub fn quoted(&self, hits: &[Hit]) -> Range<usize> {
        let own = hits.get(self.at).map_or(0, |hit| hit.passage.text.len());
        self.words.start..self.words.end.min(own)
    }

    /// Makes it into what is shown; `hits` are those it was found among.
    pub fn place(&self, hits: &[Hit], options: &CiteOptions) -> Option<Place> {
        let hit = hits.get(self.at)?;
        let quoted = self.quoted(hits);
        let citations = cite::citations(&hit.passage, &hit.file, &[], Some(&quoted), options);
        let line = citations.first().map(|c| cite::line(&hit.passage, &hit.path, c));
        let shown = hits.get(self.at..=self.at + self.following)?;
        let texts: Vec<&str> = shown.iter().map(|hit| hit.passage.text.as_str()).collect();
        Some(Place {
            citation: line.unwrap_or_default(),
            id: hit.passage.id,
            source: hit.path.clone(),
            title: hit.passage.about.title.clone(),
            speaker: hit.passage.speaker.clone(),
            evidence: hit.passage.evidence(),
            found: self.agreement,
            bytes: [self.bytes.start, self.bytes.end],
            text: texts.join("\n"),
            citations,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(quote: &str, text: &str) -> Option<(Agreement, String)> {
        let found = Quote::new(quote)?.find_in(text);
        found.into_iter().next().map(|found| (found.agreement, text[found.bytes].to_owned()))
    }

    #[test]
    fn typography_is_told_from_other_words() {
        use Agreement::{Exact, Normalised};
        let text = "Il a dit : « L’État n’innove pas, il achète. »\nVoilà tout.";
        let exact = |quote: &str| assert_eq!(find(quote, text), Some((Exact, quote.into())));
        exact("L’État n’innove pas");
        exact("il achète.");
        exact("« L’État n’innove pas, il achète. »");
        assert_eq!(find("achète. »  Voilà", text), Some((Exact, "achète. »\nVoilà".into())));
        for quote in [
            "l'Etat n'innove pas",
            "L’ÉTAT N’INNOVE PAS !",
            "n’innove pas il achète",
            "“L’État n’innove pas, il achète.”",
            "L’E\u{301}tat n’inno\u{ad}ve pas",
        ] {
            assert_eq!(find(quote, text).map(|f| f.0), Some(Normalised), "{quote}");
        }
        for quote in ["l’État innove", "État n’innov", "achètera", "", "…"] {
            assert_eq!(find(quote, text), None, "{quote}");
        }
    }

    #[test]
    fn every_place_is_found() {
        let quote = Quote::new("non non").unwrap();
        assert_eq!(quote.find_in("Non, non, non !").len(), 2);
    }

    #[test]
    fn one_of_the_rows_that_are_asked_for_crosses_no_edge() {
        let mut analyzer = Analyzer::new();
        let count = |words: usize, analyzer: &mut Analyzer| {
            let text = (0..words).map(|i| format!("mot{i}")).collect::<Vec<_>>().join(" ");
            Quote::new(&text).unwrap().queries(analyzer).len()
        };
        assert_eq!(count(1, &mut analyzer), 2);
        assert_eq!(count(9, &mut analyzer), 4);
        assert_eq!(count(100, &mut analyzer), 5);
    }

    proptest! {
        #[test]
        fn a_part_of_a_text_is_found_to_the_letter(text in "[a-zéà’ ,.«»\n-]{1,80}", from in 0usize..40, len in 1usize..40) {
            let chars: Vec<char> = text.chars().collect();
            let from = from.min(chars.len() - 1);
            let part: String = chars[from..(from + len).min(chars.len())].iter().collect();
            let whole_words = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric());
            let before = from.checked_sub(1).and_then(|i| chars.get(i));
            let after = chars.get((from + len).min(chars.len()));
            if let (Some(quote), true, true) = (Quote::new(&part), whole_words(before), whole_words(after)) {
                let found = quote.find_in(&text);
                prop_assert!(found.iter().any(|f| f.agreement == Agreement::Exact), "{part:?}");
            }
        }

        #[test]
        fn nothing_makes_it_panic(quote in ".*", text in ".*") {
            if let Some(quote) = Quote::new(&quote) {
                for found in quote.find_in(&text) {
                    prop_assert!(text.get(found.bytes).is_some() && text.get(found.words).is_some());
                }
            }
        }
    }
}
