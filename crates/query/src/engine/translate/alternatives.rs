//! What stands for one word or set phrase in the other language, as words that rank.

use std::collections::BTreeMap;

use ibid_core::analysis::{Analyzer, Kind, Tokens};
use ibid_core::lang::Lang;
use ibid_core::lexicon::Translation;
use ibid_core::query::{Clause, Group, Stem, Word};

use super::APART;

/// The translations of one word or set phrase.
///
/// Those of one word each are one word with several stems: of them the best counts, as for any word
/// with several stems. Those of several words are set phrases. Together these weigh no more than
/// what was typed, so that a word that says in three words what another says in one does not weigh
/// three times as much, and one of the three is never the whole.
pub(super) struct Alternatives {
    lang: Lang,
    single: Word,
    phrases: Vec<Vec<Word>>,
    /// How many of the words that they stand for are more than function words.
    typed: usize,
    /// As people write them, the heaviest first.
    pub(super) texts: Vec<String>,
}

impl Alternatives {
    /// None yet, for some words.
    pub(super) fn new(words: &[&Word], lang: Lang) -> Self {
        let query_position = words.first().map_or(0, |word| word.query_position);
        let content: Vec<&&Word> = words.iter().filter(|word| !word.stop).collect();
        let frame = !content.is_empty() && content.iter().all(|word| word.frame);
        let single = Word { query_position, frame, ..Word::default() };
        let typed = content.len().max(1);
        Alternatives { lang, single, phrases: Vec::new(), typed, texts: Vec::new() }
    }

    /// Adds a translation. One of function words alone says nothing, and is shown all the same.
    pub(super) fn add(
        &mut self,
        translation: &Translation,
        analyzer: &mut Analyzer,
        next_position: &mut u32,
        next_phrase: &mut u32,
    ) {
        self.texts.push(translation.text.clone());
        let mut words = words_in(&translation.text, self.lang, analyzer);
        words.retain(|word| !word.stop);
        if let [word] = &mut words[..] {
            self.add_word(std::mem::take(word), translation.weight);
            return;
        }

        let share = (self.typed as f64 / words.len().max(1) as f64).min(1.0);
        let mut end = *next_position;
        for word in &mut words {
            word.query_position = word.query_position.saturating_add(*next_position);
            end = end.max(word.query_position);
            word.weight = translation.weight * share;
            word.frame = self.single.frame;
            word.set_phrase = Some(*next_phrase);
        }
        if !words.is_empty() {
            *next_position = end.saturating_add(APART);
            *next_phrase = next_phrase.saturating_add(1);
            self.phrases.push(words);
        }
    }

    fn add_word(&mut self, word: Word, weight: f64) {
        for stem in word.stems {
            match self.single.stems.iter_mut().find(|known| known.term == stem.term) {
                Some(known) => known.weight += weight,
                None => self.single.stems.push(Stem { weight, ..stem }),
            }
        }
        if self.single.text.is_empty() {
            self.single.text = word.text;
        }
    }

    /// In the query language; `None` where there is none.
    pub(super) fn shown(&self) -> Option<String> {
        let shown = |text: &String| match text.contains(char::is_whitespace) {
            true => format!("\"{text}\""),
            false => text.clone(),
        };
        let texts: Vec<String> = self.texts.iter().map(shown).collect();
        match &texts[..] {
            [] => None,
            [only] => Some(only.clone()),
            texts => Some(format!("({})", texts.join(" OR "))),
        }
    }

    /// As clauses that rank.
    pub(super) fn clauses(self) -> Vec<Clause> {
        let single = Some(self.single).filter(|word| !word.stems.is_empty());
        single.into_iter().chain(self.phrases.into_iter().flatten()).map(Clause::Word).collect()
    }

    /// As one clause that a passage satisfies which holds any of them: of a set phrase all words.
    /// `None` where nothing can be searched for.
    pub(super) fn one_of(self) -> Option<Clause> {
        let single = Some(self.single).filter(|word| !word.stems.is_empty());
        let mut choice: Vec<Clause> = single.into_iter().map(Clause::Word).collect();
        for words in self.phrases {
            let must = words.into_iter().map(Clause::Word).collect();
            choice.push(Clause::Group(Group { must, ..Group::default() }));
        }
        if choice.len() > 1 {
            return Some(Clause::Group(Group { should: choice, ..Group::default() }));
        }
        choice.pop()
    }
}

/// The words of a text in one language, each with its place among them. They have no surface forms:
/// in which form a list writes a translation says nothing of the form that is sought. On three judged
/// sets these forms lose in phase two.
fn words_in(text: &str, lang: Lang, analyzer: &mut Analyzer) -> Vec<Word> {
    let mut tokens = Tokens::new();
    analyzer.analyze(text, Some(lang), &mut tokens);
    let mut words: BTreeMap<u32, Word> = BTreeMap::new();
    for token in tokens.iter() {
        let word = words.entry(token.position).or_insert_with(|| Word {
            query_position: token.position,
            stop: true,
            ..Word::default()
        });
        word.stop &= token.stop || token.question;
        match token.kind {
            Kind::Exact => {
                if word.text.is_empty() {
                    let typed = text.get(token.start as usize..token.end as usize);
                    word.text = typed.unwrap_or_default().to_owned();
                }
            }
            Kind::Stem => {
                if !word.stems.iter().any(|stem| stem.term == token.term) {
                    word.stems.push(Stem::new(token.term, Some(lang)));
                }
            }
            Kind::Accented => {}
        }
    }

    words.into_values().collect()
}
