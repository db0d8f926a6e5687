//! From text to words: every token of either language that stands for each of them.

use std::ops::Range;

use ibid_core::analysis::elision::elided_prefix;
use ibid_core::analysis::fold::lower;
use ibid_core::analysis::frame::is_frame_stem;
use ibid_core::analysis::{Analyzer, Kind, Token, Tokens};
use ibid_core::identify::identify;
use ibid_core::lang::Lang;
use ibid_core::query::{Phrase, Stem, Word};

/// A guess weighs on the ranking and chooses the function words: below this it says nothing, as
/// for `service public`, which only its endings seem to tell.
const SURE_ENOUGH: f32 = 0.48;

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) word: Word,
}

/// The tokens of a text in each way that a passage may have been analysed: the language first that
/// the text seems to be in; none last.
pub(super) struct Ways([(Option<Lang>, Tokens); 3]);

impl Ways {
    /// Analyses a text that seems to be in `lang`.
    pub(super) fn new(text: &str, lang: Option<Lang>, analyzer: &mut Analyzer) -> Self {
        let first = lang.unwrap_or(Lang::Fr);
        Ways([Some(first), Some(first.other()), None].map(|way| {
            let mut tokens = Tokens::new();
            analyzer.analyze(text, way, &mut tokens);
            (way, tokens)
        }))
    }
}

/// A text with its words.
pub(super) struct Analysed<'a> {
    text: &'a str,
    /// The tokens of each way, by where they start.
    ways: [(Option<Lang>, Vec<Token<'a>>); 3],
    /// In the order of the text; they do not overlap.
    pub(super) words: Vec<Found>,
}

/// The language that a query seems to be in.
pub(super) fn guess(text: &str) -> Option<Lang> {
    let guess = identify(text);
    let sure = guess.lang.filter(|_| guess.confidence >= SURE_ENOUGH);
    sure.or_else(|| has_elision(text).then_some(Lang::Fr))
}

/// Whether a word is elided before another, as only French does: `startups d’État`.
fn has_elision(text: &str) -> bool {
    let mut low = String::new();
    text.split_whitespace().any(|word| {
        lower(word.trim_start_matches(|c: char| !c.is_alphanumeric()), &mut low);
        // those that English text may hold are the surest
        elided_prefix(&low, Some(Lang::En)) > 0
    })
}

impl<'a> Analysed<'a> {
    /// The words of a text that seems to be in `lang`.
    pub(super) fn new(text: &'a str, lang: Option<Lang>, ways: &'a Ways) -> Self {
        let ways = ways.0.each_ref().map(|(way, tokens)| {
            let mut tokens: Vec<Token<'a>> = tokens.iter().collect();
            tokens.sort_by_key(|t| t.start);
            (*way, tokens)
        });
        let words = Vec::new();
        let mut analysed = Analysed { text, ways, words };
        analysed.words = analysed.merge(lang);
        analysed
    }

    /// The text of a range.
    pub(super) fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The words that begin in a range.
    pub(super) fn within(&self, range: &Range<usize>) -> &[Found] {
        let from = self.words.partition_point(|w| w.range.start < range.start);
        let to = self.words.partition_point(|w| w.range.start < range.end).max(from);
        self.words.get(from..to).unwrap_or_default()
    }

    /// The words that begin in a range, as words in a row.
    pub(super) fn phrase(&self, range: &Range<usize>, slop: u32) -> Phrase {
        let words = self.within(range);
        let mut variants: Vec<Vec<(u32, String)>> = Vec::new();
        for (_, tokens) in &self.ways {
            let inside = tokens_within(tokens, range);
            let exact = inside.filter(|t| t.kind == Kind::Exact && !t.compound);
            let mut row: Vec<(u32, String)> = Vec::new();
            let mut first = None;
            for token in exact.filter(|t| t.primary) {
                let start = *first.get_or_insert(token.position);
                row.push((token.position.saturating_sub(start), token.term.to_owned()));
            }
            add_new(row, &mut variants);
        }

        // `porte-parole` is also one word in a row of its own
        let ends = words.first().zip(words.last()).map(|(a, b)| (a.range.start, b.range.end));
        for (_, tokens) in &self.ways {
            let whole = |t: &Token<'_>| ends == Some((t.start as usize, t.end as usize));
            let joined =
                tokens_within(tokens, range).filter(|t| t.kind == Kind::Exact && t.compound);
            for token in joined.filter(whole) {
                add_new(vec![(0, token.term.to_owned())], &mut variants);
            }
        }

        let text = self.text.get(range.clone()).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.iter().map(|w| w.word.clone()).collect();

        Phrase { text, variants, slop, words, required: false }
    }

    /// The folded beginning that the last word of a range is, cut short.
    pub(super) fn beginning(&self, range: &Range<usize>) -> Option<&'a str> {
        let (_, tokens) = self.ways.first()?;
        let exact = tokens_within(tokens, range).filter(|t| t.kind == Kind::Exact && t.primary);
        exact.last().map(|t| t.term)
    }

    /// One word for all tokens whose bytes overlap, whatever the way they were made.
    fn merge(&self, lang: Option<Lang>) -> Vec<Found> {
        let mut plain: Vec<(usize, Token<'_>)> = Vec::new();
        let mut compounds: Vec<(usize, Token<'_>)> = Vec::new();
        for (way, (_, tokens)) in self.ways.iter().enumerate() {
            for token in tokens {
                let list = if token.compound { &mut compounds } else { &mut plain };
                list.push((way, *token));
            }
        }

        plain.sort_by_key(|(way, t)| (t.start, *way));
        compounds.sort_by_key(|(way, t)| (t.start, *way));
        let mut words = Vec::new();
        let (mut plain, mut compounds) = (plain.as_slice(), compounds.as_slice());
        while let Some((_, first)) = plain.first() {
            let mut end = first.end;
            let mut taken = 0;
            while let Some((_, token)) =
                plain.get(taken).filter(|(_, t)| taken == 0 || t.start < end)
            {
                end = end.max(token.end);
                taken += 1;
            }
            let (own, rest) = plain.split_at(taken);
            // the joined form of a compound goes to its first part
            let (joined, later) =
                compounds.split_at(compounds.partition_point(|(_, t)| t.start < end));
            let range = first.start as usize..end as usize;
            let content = joined.iter().any(|(way, whole)| has_content(rest, *way, whole));
            let mut found = self.word(range, own, joined, (lang, content));
            found.word.query_position = u32::try_from(words.len()).unwrap_or(u32::MAX);
            words.push(found);
            (plain, compounds) = (rest, later);
        }

        words
    }

    fn word(
        &self,
        range: Range<usize>,
        own: &[(usize, Token<'_>)],
        joined: &[(usize, Token<'_>)],
        (lang, content): (Option<Lang>, bool),
    ) -> Found {
        let text = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let mut word = Word { text, ..Word::default() };
        let is_stop = |way: usize| {
            let mut primary = own.iter().filter(|(w, t)| *w == way && t.primary).peekable();
            primary.peek().is_some() && primary.all(|(_, t)| t.stop || t.question)
        };

        let stop = is_stop(0) || (lang.is_none() && is_stop(1));
        // of `on-line` and `sous-titres` the joined form is asked for, not the function word
        let only_joined = stop && content;
        word.stop = stop && !content;
        let mut ordered: Vec<&(usize, Token<'_>)> = own.iter().filter(|_| !only_joined).collect();

        // the form as typed comes first: in the language of the query, then in the others
        ordered.sort_by_key(|(way, t)| (!t.primary, *way));
        for (way, token) in ordered.into_iter().chain(joined) {
            match token.kind {
                Kind::Exact => add_new(token.term.to_owned(), &mut word.exact),
                Kind::Accented => {
                    word.accented.get_or_insert_with(|| token.term.to_owned());
                }
                Kind::Stem => {
                    let lang = self.ways.get(*way).and_then(|(lang, _)| *lang);
                    add_new(Stem::new(token.term, lang), &mut word.stems);
                }
            }
        }

        // in the language of the query where that is known, in either where it is not
        let asked = |stem: &&Stem| lang.is_none() || stem.lang == lang;
        word.frame = word.stems.iter().filter(asked).any(|stem| is_frame_stem(&stem.term));

        Found { range, word }
    }
}

/// Whether a compound holds more than function words after its first part; `after` are the tokens
/// that follow that part.
fn has_content(after: &[(usize, Token<'_>)], way: usize, compound: &Token<'_>) -> bool {
    let inside = after.iter().take_while(|(_, t)| t.start < compound.end);
    inside.filter(|(w, t)| *w == way && t.primary).any(|(_, t)| !t.stop && !t.question)
}

/// The tokens of which the first byte lies in the range.
fn tokens_within<'a>(
    tokens: &[Token<'a>],
    range: &Range<usize>,
) -> impl Iterator<Item = Token<'a>> {
    let from = tokens.partition_point(|t| (t.start as usize) < range.start);
    let to = tokens.partition_point(|t| (t.start as usize) < range.end).max(from);
    tokens.get(from..to).unwrap_or_default().iter().copied()
}

fn add_new<T: PartialEq>(value: T, into: &mut Vec<T>) {
    if !into.contains(&value) {
        into.push(value);
    }
}
