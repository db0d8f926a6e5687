//! From pairs of sentences to the table.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use ibid_core::analysis::fold::folded;
use ibid_core::lang::Lang;
use ibid_core::lexicon::{Entry, FORM, MAX_TRANSLATIONS, write};

use crate::align::Model;
use crate::data::{Data, Entry as Word, LEAST_COUNT};
use crate::friends::Friends;
use crate::phrases::{MOST_COMPOSED, Phrase, Places, composed, telling};
use crate::rare::Rare;
use crate::stems::Keys;
use crate::surfaces::Surfaces;
use crate::words::{self, Words};
use crate::{hand, table, terms};

/// The entries of both languages, by key.
pub(crate) type Sides = [BTreeMap<String, Entry>; 2];

/// Learns, writes the table, and says what it holds.
pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut keys = Keys::default();
    let friends = Friends::read(&mut keys)?;
    let data = Data::read(folder, &mut keys)?;
    for (file, rows) in &data.read {
        println!("{rows:>8}  {file}");
    }
    let model = Model::learn(&data);
    println!("aligned after {:.0} s", start.elapsed().as_secs_f64());

    let mut places = Places::default();
    let mut rare = Rare::default();
    let links = words::links(&data, &model, |at, agreed| {
        places.add(&data, at, agreed);
        rare.add(&data, at, agreed);
    });
    let allowed = |[french, english]: [u32; 2]| {
        let stems = [data.vocabularies[0].get(french), data.vocabularies[1].get(english)]
            .map(|word| &word.stems);
        !friends.are(stems[0], stems[1])
    };
    let mut words = words::words(&data, &links, allowed);
    rare.learn(&data, &links, &mut words, allowed);
    let mut sides = Sides::default();
    let surfaces = Surfaces::learn(&data, &links, &words);
    single_words(&data, &words, &surfaces, &mut sides);
    phrases(&data, &words, &surfaces, &places, &mut keys, &mut sides);
    terms::add(folder, &mut keys, &mut sides)?;
    without_meaning(&friends, &mut sides);
    for (lang, entry) in hand::read(&mut keys)? {
        sides[Lang::slot(Some(lang))].insert(entry.key.clone(), entry);
    }

    forms(&data, &surfaces, &mut sides);

    let [french, english] = sides.map(|side| side.into_values().collect::<Vec<_>>());
    let bytes = write(&french, &english)?;
    std::fs::write(table("lexicon.bin"), &bytes)?;
    for (side, entries) in [("French", &french), ("English", &english)] {
        let several = entries.iter().filter(|entry| entry.key.contains(' ')).count();
        let forms = entries.iter().filter(|entry| entry.key.starts_with(FORM)).count();
        let words = entries.len() - several - forms;
        println!("{side}: {words} words, {forms} of their forms, {several} phrases");
    }
    println!("{} bytes, {:.0} s", bytes.len(), start.elapsed().as_secs_f64());

    Ok(())
}

/// An entry for each stem of each word that has translations.
fn single_words(data: &Data, words: &Words, surfaces: &Surfaces, sides: &mut Sides) {
    for (side, entries) in sides.iter_mut().enumerate() {
        let forms = &data.vocabularies[1 - side];
        let known = data.vocabularies[side].words.iter().zip(&words.to[side]).enumerate();
        let known = known.filter(|(_, (word, to))| word.count >= LEAST_COUNT && !to.is_empty());
        let mut seconds = Vec::new();
        for (at, (word, to)) in known {
            let text = |(target, weight): &(u32, f64)| {
                (surfaces.form_for(data, side, at as u32, *target), *weight)
            };
            let own = |of_form: bool| {
                let known = to.iter().filter(|(number, _)| forms.get(*number).count >= LEAST_COUNT);
                let is = |target| surfaces.is_of_form(side, at as u32, target);
                known.filter(move |(target, _)| !of_form || !is(*target)).collect::<Vec<_>>()
            };
            let to = Some(own(true)).filter(|to| !to.is_empty()).unwrap_or_else(|| own(false));
            let translations: Vec<(String, f64)> =
                to.into_iter().map(text).filter(|(text, _)| !text.is_empty()).collect();
            if translations.is_empty() || is_name(word, &translations) {
                continue;
            }
            let entry = |key: &String| Entry {
                key: key.clone(),
                list: "learned",
                translations: translations.clone(),
            };
            seconds.extend(word.stems.get(1).map(entry));
            entries.extend(word.stems.first().map(|stem| (stem.clone(), entry(stem))));
        }
        for entry in seconds {
            entries.entry(entry.key.clone()).or_insert(entry);
        }
    }
}

/// So many forms of each language have an entry of their own, those that tell most, beside those that
/// are words by themselves.
const MOST_FORMS: usize = 2200;

/// An entry for each form that says something else than its word does.
fn forms(data: &Data, surfaces: &Surfaces, sides: &mut Sides) {
    for (side, entries) in sides.iter_mut().enumerate() {
        let (alone, found) = surfaces.entries(data, side, entries);
        println!(
            "{} forms say something of their own, {MOST_FORMS} are kept; {} are words by themselves",
            found.len(),
            alone.len()
        );
        let kept = alone.into_iter().chain(found.into_iter().take(MOST_FORMS));
        entries.extend(kept.map(|entry| (entry.key.clone(), entry)));
    }
}

/// A word of so few places that both languages write alike needs no entry.
const MOST_ALIKE: u32 = 5;

/// Whether a word is a name or a sign that both languages write alike: its spelling stands for it.
fn is_name(word: &Word, translations: &[(String, f64)]) -> bool {
    let form = word.form();
    let capital = form.starts_with(char::is_uppercase);
    if capital && translations.iter().all(|(text, _)| *text == form) {
        return true;
    }
    let sign = word.count <= MOST_ALIKE || !form.chars().all(char::is_alphabetic);
    sign && translations.iter().all(|(text, _)| folded(text) == folded(&form))
}

/// A phrase that stands for a single word has at least this share.
const LEAST_FOR_WORD: f64 = 0.2;

/// So many phrases of each language are kept, the most telling first.
const MOST_PHRASES: usize = 4500;

/// An entry for each phrase that says more than its words, and phrases among what single words say.
fn phrases(
    data: &Data,
    words: &Words,
    surfaces: &Surfaces,
    places: &Places,
    keys: &mut Keys,
    sides: &mut Sides,
) {
    let found = places.phrases(data, words);
    println!("{} pairs of phrases", found.len());
    for (side, entries) in sides.iter_mut().enumerate() {
        let new = |phrase: &&Phrase| composed(data, words, phrase, side) < MOST_COMPOSED;
        let mut kept: Vec<(&Phrase, f64)> = found
            .iter()
            .filter(new)
            .map(|phrase| (phrase, telling(data, words, phrase, side)))
            .collect();
        kept.sort_by(|a, b| b.1.total_cmp(&a.1));
        kept.truncate(MOST_PHRASES);

        for (phrase, _) in kept {
            let texts = places.texts(data, phrase, keys);
            // a name or a heading in the other language stands for itself
            if texts.iter().any(String::is_empty) || folded(&texts[0]) == folded(&texts[1]) {
                continue;
            }
            if phrase.words[side].len() == 1 {
                if phrase.mean >= LEAST_FOR_WORD {
                    for_word(data, surfaces, phrase, side, &texts[1 - side], entries);
                }
                continue;
            }
            for key in phrase_keys(data, phrase, side) {
                let new = || Entry { key: key.clone(), list: "learned", translations: Vec::new() };
                let entry = entries.entry(key.clone()).or_insert_with(new);
                put(entry, texts[1 - side].clone(), phrase.mean);
            }
        }
    }
}

/// The keys of a phrase: of its first stems, and of its second ones where a word has two.
fn phrase_keys(data: &Data, phrase: &Phrase, side: usize) -> Vec<String> {
    let stems = |nth: usize| {
        let words = phrase.words[side].iter().map(|word| &data.vocabularies[side].get(*word).stems);
        let stems = words.filter_map(|stems| stems.get(nth).or(stems.first()));
        stems.map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    let mut keys = vec![stems(0), stems(1)];
    keys.dedup();

    keys
}

/// Puts a phrase among what a word says, in the place of its words.
fn for_word(
    data: &Data,
    surfaces: &Surfaces,
    phrase: &Phrase,
    side: usize,
    text: &str,
    entries: &mut BTreeMap<String, Entry>,
) {
    let word = phrase.words[side][0];
    let part = |target: &u32| surfaces.form_for(data, side, word, *target);
    let parts: Vec<String> = phrase.words[1 - side].iter().map(part).collect();
    for stem in &data.vocabularies[side].get(word).stems {
        if let Some(entry) = entries.get_mut(stem) {
            entry.translations.retain(|(text, _)| !parts.contains(text));
            put(entry, text.to_owned(), phrase.mean);
        }
    }
}

/// Puts a translation into an entry, where it belongs by its weight.
pub(crate) fn put(entry: &mut Entry, text: String, weight: f64) {
    if entry.translations.iter().all(|(other, _)| *other != text) {
        entry.translations.push((text, weight));
        entry.translations.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        entry.translations.truncate(MAX_TRANSLATIONS);
    }
}

/// An entry without translations for each false friend whose meaning was not learned, so that its
/// spelling does not stand for it.
fn without_meaning(friends: &Friends, sides: &mut Sides) {
    for (side, stems) in sides.iter_mut().zip(&friends.stems) {
        for stem in stems.iter().filter(|stem| !stem.contains(' ')) {
            side.entry(stem.clone()).or_insert_with(|| Entry {
                key: stem.clone(),
                list: "hand",
                translations: Vec::new(),
            });
        }
    }
}
