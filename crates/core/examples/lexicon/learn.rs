//! From pairs of sentences to the table.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use ibid_core::lang::Lang;
use ibid_core::lexicon::{Entry, write};

use crate::align::Model;
use crate::data::Data;
use crate::friends::Friends;
use crate::stems::Keys;
use crate::words::{self, Words};
use crate::{hand, table};

/// A word that comes more seldom is not learned.
const LEAST_COUNT: u32 = 3;

/// The entries of both languages, by key.
type Sides = [BTreeMap<String, Entry>; 2];

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

    let links = words::links(&data, &model, |_, _| {});
    let words = words::words(&data, &links, |[french, english]| {
        let stems = [data.vocabularies[0].get(french), data.vocabularies[1].get(english)]
            .map(|word| &word.stems);
        !friends.are(stems[0], stems[1])
    });
    let mut sides = Sides::default();
    single_words(&data, &words, &mut sides);
    without_meaning(&friends, &mut sides);
    for (lang, entry) in hand::read(&mut keys)? {
        sides[Lang::slot(Some(lang))].insert(entry.key.clone(), entry);
    }

    let [french, english] = sides.map(|side| side.into_values().collect::<Vec<_>>());
    let bytes = write(&french, &english)?;
    std::fs::write(table("lexicon.bin"), &bytes)?;
    for (side, entries) in [("French", &french), ("English", &english)] {
        let several = entries.iter().filter(|entry| entry.key.contains(' ')).count();
        println!("{side}: {} words, {several} phrases", entries.len() - several);
    }
    println!("{} bytes, {:.0} s", bytes.len(), start.elapsed().as_secs_f64());

    Ok(())
}

/// An entry for each stem of each word that has translations.
fn single_words(data: &Data, words: &Words, sides: &mut Sides) {
    for (side, entries) in sides.iter_mut().enumerate() {
        let forms = &data.vocabularies[1 - side];
        let known = data.vocabularies[side].words.iter().zip(&words[side]);
        let known = known.filter(|(word, to)| word.count >= LEAST_COUNT && !to.is_empty());
        let mut seconds = Vec::new();
        for (word, to) in known {
            let text = |(number, weight): &(u32, f64)| (forms.get(*number).form(), *weight);
            let to = to.iter().filter(|(number, _)| forms.get(*number).count >= LEAST_COUNT);
            let translations: Vec<(String, f64)> =
                to.map(text).filter(|(text, _)| !text.is_empty()).collect();
            if translations.is_empty() {
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
