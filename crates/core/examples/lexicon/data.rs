//! The pairs of sentences, as numbers of words.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use ibid_core::lang::Lang;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::rare::MOST_COUNT;
use crate::stems::Keys;

/// What is learned from: a file below the folder of data, English then French, and its part.
pub(crate) const FILES: [(&str, Part); 6] = [
    ("pairs/canada-regulations.tsv", Part::Law),
    ("pairs/canada-regulations-terms.tsv", Part::Law),
    ("pairs/open-sdg.tsv", Part::Law),
    ("pairs/php-manual.tsv", Part::Manual),
    ("pairs/python-docs.tsv", Part::Manual),
    ("lexicons/tatoeba_eng_fra.tsv", Part::Talk),
];

/// Kinds of text. What each says of a word is counted by itself, so that the largest does not drown
/// the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Law,
    Manual,
    Talk,
}

impl Part {
    /// How many there are.
    pub(crate) const COUNT: usize = 3;
}

/// A word that comes more seldom is not learned.
pub(crate) const LEAST_COUNT: u32 = 3;

/// Longer sentences are left out: they align badly, and cost the square of their length.
const MOST_WORDS: usize = 80;

/// A word of one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// Its stems, one or two; the first one is what it is known by.
    pub(crate) stems: Vec<String>,
    /// How often it comes.
    pub(crate) count: u32,
    /// How often as a function word.
    pub(crate) stops: u32,
    /// How it is written, and how often.
    forms: BTreeMap<String, u32>,
}

/// The words of one language, by number.
#[derive(Default)]
pub(crate) struct Vocabulary {
    numbers: FxHashMap<String, u32>,
    pub(crate) words: Vec<Entry>,
    form_numbers: FxHashMap<(u32, String), u32>,
    /// How each word is written, with its number.
    pub(crate) forms: Vec<(u32, String)>,
}

/// Two sentences that say the same.
pub(crate) struct Pair {
    pub(crate) part: Part,
    /// The words of the French sentence, then of the English one.
    pub(crate) words: [Vec<u32>; 2],
    /// How these words are written: numbers of forms.
    pub(crate) forms: [Vec<u32>; 2],
    /// The sentences.
    texts: [Box<str>; 2],
}

impl Pair {
    /// The text from one word of a sentence to before another.
    pub(crate) fn slice(&self, side: usize, [start, end]: [u8; 2], keys: &mut Keys) -> &str {
        let text = &self.texts[side];
        let words = keys.words(text, Lang::ALL[side]);
        let ends = words.get(usize::from(start)).zip(words.get(usize::from(end) - 1));
        ends.and_then(|(a, b)| text.get(a.range.start..b.range.end)).unwrap_or_default()
    }
}

/// All pairs, and the words of both languages, French first.
#[derive(Default)]
pub(crate) struct Data {
    pub(crate) pairs: Vec<Pair>,
    pub(crate) vocabularies: [Vocabulary; 2],
    /// How many rows each file has.
    pub(crate) read: Vec<(&'static str, usize)>,
}

impl Data {
    /// Reads all files; what comes twice in a file is read once.
    pub(crate) fn read(folder: &Path, keys: &mut Keys) -> Result<Data, Box<dyn Error>> {
        let mut data = Data::default();
        for (file, part) in FILES {
            let path = folder.join(file);
            let text = std::fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            let mut seen = FxHashSet::default();
            let mut rows = 0;
            for row in text.lines() {
                rows += 1;
                let mut columns = row.split('\t');
                let (Some(english), Some(french)) = (columns.next(), columns.next()) else {
                    return Err(format!("{}: row {rows} has no two columns", path.display()).into());
                };
                if seen.insert((english, french)) {
                    data.add(part, [french, english], keys);
                }
            }
            data.read.push((file, rows));
        }

        Ok(data)
    }

    fn add(&mut self, part: Part, texts: [&str; 2], keys: &mut Keys) {
        let (mut words, mut forms) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for (side, (text, lang)) in texts.into_iter().zip(Lang::ALL).enumerate() {
            let sentence = self.vocabularies[side].sentence(text, lang, keys);
            (words[side], forms[side]) = sentence.into_iter().unzip();
        }
        let fits = |words: &Vec<u32>| (1..=MOST_WORDS).contains(&words.len());
        if words.iter().all(fits) {
            self.pairs.push(Pair { part, words, forms, texts: texts.map(Into::into) });
        }
    }
}

impl Vocabulary {
    /// Whether a word is known by this stem.
    pub(crate) fn holds(&self, stem: &str) -> bool {
        self.numbers.contains_key(stem)
    }

    /// The numbers of the words of a text, which are counted, and those of their forms.
    fn sentence(&mut self, text: &str, lang: Lang, keys: &mut Keys) -> Vec<(u32, u32)> {
        let words = keys.words(text, lang);
        let numbers = words.into_iter().map(|word| {
            let form = text.get(word.range).unwrap_or_default().to_owned();
            let first = word.stems.first().cloned().unwrap_or_default();
            let next = self.words.len() as u32;
            let number = *self.numbers.entry(first).or_insert(next);
            if number == next {
                self.words.push(Entry { stems: word.stems.clone(), ..Entry::default() });
            }
            if let Some(entry) = self.words.get_mut(number as usize) {
                entry.count += 1;
                entry.stops += u32::from(word.stop);
                // of two words with one first stem, the second stem of either finds the entry
                if entry.stems.len() < word.stems.len() {
                    entry.stems.clone_from(&word.stems);
                }
                *entry.forms.entry(form.clone()).or_default() += 1;
            }
            let next = self.forms.len() as u32;
            let form_number = *self.form_numbers.entry((number, form.clone())).or_insert(next);
            if form_number == next {
                self.forms.push((number, form));
            }
            (number, form_number)
        });

        numbers.collect()
    }

    /// The word of this number.
    pub(crate) fn get(&self, number: u32) -> &Entry {
        &self.words[number as usize]
    }
}

/// A word is written with a capital where at most this share of its places has none.
const LOWER_SHARE: f64 = 0.2;

impl Entry {
    /// Whether it is a function word more often than not.
    pub(crate) fn is_stop(&self) -> bool {
        self.stops * 2 > self.count
    }

    /// Whether it is a word, and no function word.
    pub(crate) fn is_content(&self) -> bool {
        !self.is_stop() && self.stems.iter().take(1).any(|s| s.chars().any(char::is_alphabetic))
    }

    /// Whether it is too rare for the model, and comes often enough to be learned.
    pub(crate) fn is_rare(&self) -> bool {
        let letters = |stem: &String| stem.chars().all(char::is_alphabetic);
        let often_enough = (LEAST_COUNT..=MOST_COUNT).contains(&self.count);
        often_enough && !self.is_stop() && self.stems.iter().all(letters)
    }

    /// The form that people write most often, without apostrophes.
    pub(crate) fn form(&self) -> String {
        let plain = self.forms.iter().filter(|(form, _)| !form.contains(['\'', '’']));
        written(&plain.map(|(form, count)| (form.clone(), *count)).collect())
    }
}

/// The form that comes most often, whatever its capitals; in lower case unless it nearly always has
/// one.
pub(crate) fn written(forms: &BTreeMap<String, u32>) -> String {
    let mut lower: BTreeMap<String, u32> = BTreeMap::new();
    for (form, count) in forms {
        *lower.entry(form.to_lowercase()).or_default() += count;
    }
    let most = lower.iter().max_by_key(|(form, count)| (**count, std::cmp::Reverse(form.len())));
    let Some((form, total)) = most else { return String::new() };

    let small = forms.get(form).copied().unwrap_or_default();
    if f64::from(small) > f64::from(*total) * LOWER_SHARE {
        return form.clone();
    }
    let same = forms.iter().filter(|(other, _)| other.to_lowercase() == *form);
    same.max_by_key(|(_, count)| **count).map_or_else(|| form.clone(), |(form, _)| form.clone())
}
