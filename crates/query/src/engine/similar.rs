//! Passages like another one: found by the words that tell it from others.

use ibid_core::backend::Snapshot;
use ibid_core::hit::Hit;
use ibid_core::ids::PassageId;
use ibid_core::lang::Lang;
use ibid_core::ranking::Plan;
use ibid_core::talk::{Stretch, TalkKey};

use super::session::Session;
use crate::parse::{self, ParseOptions};
use crate::verify::same_words;

/// So many words of a passage are asked for.
const MOST_WORDS: usize = 24;
/// So many hits more are asked for than are wanted, in the place of those that are the passage again.
pub(super) const SPARE: usize = 20;

/// A passage that others are to be like, and the question that finds them.
pub(super) struct Model {
    hit: Hit,
    /// The words that tell it from others, in the order of its text.
    pub(super) question: String,
    /// The language that it is in.
    pub(super) lang: Option<Lang>,
}

impl<S: Snapshot> Session<S> {
    /// The passage with an id as a model; `None` where there is none.
    pub(super) fn model(&mut self, id: PassageId) -> Result<Option<Model>, S::Error> {
        let Some(hit) = self.snapshot.fetch(&[id])?.into_iter().next().flatten() else {
            return Ok(None);
        };
        let lang = hit.passage.lang;
        let question = self.telling_words(&hit.passage.text, lang)?;
        Ok(Some(Model { hit, question, lang }))
    }

    /// The words of a text that weigh most in the collection, each once: the rarer a word is, and the
    /// more often it stands there, the more it weighs.
    fn telling_words(&mut self, text: &str, lang: Option<Lang>) -> Result<String, S::Error> {
        // signs would make a query of it
        let plain: String =
            text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let plain = plain.to_lowercase();
        let query = parse::parse(&plain, &mut self.analyzer, &ParseOptions { lang }).query;
        let weights = Plan::new(&query, &self.snapshot)?.weights();

        let mut words: Vec<(String, f64, usize)> = Vec::new();
        for (place, word) in query.root.words().into_iter().filter(|word| !word.stop).enumerate() {
            let of_stem = |weight: &&ibid_core::hit::TermWeight| {
                word.stems.iter().any(|stem| stem.term == weight.term)
            };
            let weight = weights.iter().filter(of_stem).map(|weight| weight.weight);
            let weight = weight.fold(0.0, f64::max);
            match words.iter_mut().find(|(known, ..)| *known == word.text) {
                Some((_, sum, _)) => *sum += weight / 2.0,
                None => words.push((word.text.clone(), weight, place)),
            }
        }
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.cmp(&b.2)));
        words.truncate(MOST_WORDS);
        words.sort_by_key(|(_, _, place)| *place);
        Ok(words.into_iter().map(|(word, ..)| word).collect::<Vec<_>>().join(" "))
    }
}

impl Model {
    /// Whether a hit is the passage itself: it has its id or its words, or was said at the same time
    /// of the same talk in the same language.
    pub(super) fn is_itself(&self, hit: &Hit) -> bool {
        let (own, other) = (&self.hit.passage, &hit.passage);
        if own.id == other.id || same_words(&own.text, &other.text) {
            return true;
        }
        let talk = TalkKey::of(own, &self.hit.path);
        let same_talk = talk.is_some() && talk == TalkKey::of(other, &hit.path);
        let shared = || Some(Stretch::of(own)?.shared(&Stretch::of(other)?).is_some());
        let other_document = own.document() != other.document();
        other_document && own.lang == other.lang && same_talk && shared() == Some(true)
    }
}
