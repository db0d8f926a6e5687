//! How often the lexicon finds in one language what was asked in the other: plain BM25, over
//! collections that stand in both.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use ibid_core::lang::Lang;
use ibid_core::lexicon::Lexicon;
use ibid_core::query::{Stem, Word};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::stems::{Keys, Stemmed};
use crate::table;

/// Collections whose questions have their answer in the other language.
pub(crate) const SETS: [&str; 3] = ["xl-ntrex", "xl-softdocs", "xl-canada-laws"];

/// Questions a direction: more take long, and say the same.
pub(crate) const QUESTIONS: usize = 500;

/// Ranks that are looked at.
const DEPTH: usize = 10;

/// What stands for a word of the question, with its weight.
type Terms = Vec<(String, f64)>;

/// Passages of one language, by their terms.
#[derive(Default)]
struct Index {
    postings: FxHashMap<String, Vec<(u32, f32)>>,
    lengths: Vec<f32>,
    ids: Vec<String>,
}

/// Prints Recall@10 of each set and direction: same spelling, lexicon, own language.
pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    // the table as `learn` wrote it last, not the one that was compiled in
    let table = std::fs::read(table("lexicon.bin"))?;
    let lexicon = Lexicon::over(table.leak()).ok_or("lexicon.bin is no table")?;
    let mut keys = Keys::default();
    println!("{:<16} {:>6} {:>9} {:>9} {:>9}", "set", "", "spelling", "lexicon", "mono");
    for set in SETS {
        let folder = folder.join("beir").join(set);
        let rows = rows(&folder.join("corpus.jsonl"))?;
        let indexes = Lang::ALL.map(|lang| Index::read(&rows, lang, &mut keys));
        let questions = self::rows(&folder.join("queries.jsonl"))?;
        let across = judged(&folder.join("qrels/test.tsv"))?;
        let own = judged(&folder.join("qrels/mono.tsv"))?;
        for lang in Lang::ALL {
            let mut asked: Vec<&serde_json::Value> = questions
                .iter()
                .filter(|row| {
                    text(row, "lang") == lang.code() && across.contains_key(text(row, "_id"))
                })
                .collect();
            let step = asked.len().div_ceil(QUESTIONS).max(1);
            asked = asked.into_iter().step_by(step).collect();
            let mut sums = [0.0; 3];
            for row in &asked {
                let words = keys.words(text(row, "text"), lang);
                let all = words.iter().all(|word| word.stop);
                let content = words.iter().filter(|word| all || !word.stop);
                let own_terms: Vec<Terms> = content
                    .map(|word| word.stems.iter().map(|stem| (stem.clone(), 1.0)).collect())
                    .collect();
                let other = &indexes[Lang::slot(Some(lang.other()))];
                let id = text(row, "_id");
                let question = text(row, "text");
                let spelled = spelling(question, &words, lang, &mut keys);
                let translated = translated(&lexicon, question, &words, lang, &mut keys);
                sums[0] += other.recall(&spelled, across.get(id));
                sums[1] += other.recall(&translated, across.get(id));
                sums[2] += indexes[Lang::slot(Some(lang))].recall(&own_terms, own.get(id));
            }
            let [spelling, translated, mono] = sums.map(|sum| sum / asked.len() as f64);
            println!(
                "{set:<16} {lang}>{} {spelling:>9.3} {translated:>9.3} {mono:>9.3}  {:.2} of mono, {} questions",
                lang.other(),
                translated / mono,
                asked.len(),
            );
        }
    }

    Ok(())
}

/// The words of a question as the other language spells them alike.
fn spelling(text: &str, words: &[Stemmed], from: Lang, keys: &mut Keys) -> Vec<Terms> {
    let content = words.iter().filter(|word| !word.stop);
    let same = |word: &Stemmed| {
        let form = text.get(word.range.clone()).unwrap_or_default();
        stems(form, 1.0, from.other(), keys)
    };
    content.map(same).collect()
}

/// The content words of a text in a language, each with all of the weight.
fn stems(text: &str, weight: f64, lang: Lang, keys: &mut Keys) -> Terms {
    let words = keys.words(text, lang).into_iter().filter(|word| !word.stop);
    words.flat_map(|word| word.stems).map(|stem| (stem, weight)).collect()
}

/// What the lexicon makes of a question; a word without an entry is taken as it is spelled.
pub(crate) fn translated(
    lexicon: &Lexicon,
    text: &str,
    words: &[Stemmed],
    from: Lang,
    keys: &mut Keys,
) -> Vec<Terms> {
    let parsed: Vec<Word> = words.iter().map(|word| as_word(text, word, from)).collect();
    let parsed: Vec<&Word> = parsed.iter().collect();
    let mut terms = Vec::new();
    let mut at = 0;
    while let (Some(word), Some(rest)) = (words.get(at), parsed.get(at..)) {
        if word.stop {
            at += 1;
            continue;
        }
        if let Some(found) = lexicon.longest(rest, from) {
            at += found.words;
            let to = found.translations.iter();
            terms.push(to.flat_map(|t| stems(&t.text, t.weight, from.other(), keys)).collect());
        } else {
            let form = text.get(word.range.clone()).unwrap_or_default();
            terms.push(stems(form, 1.0, from.other(), keys));
            at += 1;
        }
    }

    terms
}

/// A word as the parser of questions gives it to the lexicon.
fn as_word(text: &str, word: &Stemmed, lang: Lang) -> Word {
    let stem = |stem: &String| Stem::new(format!("{lang}:{stem}"), Some(lang));
    let text = text.get(word.range.clone()).unwrap_or_default().to_owned();
    Word { text, stems: word.stems.iter().map(stem).collect(), ..Word::default() }
}

impl Index {
    fn read(rows: &[serde_json::Value], lang: Lang, keys: &mut Keys) -> Index {
        let mut index = Index::default();
        for row in rows.iter().filter(|row| self::lang(row) == lang) {
            let number = index.ids.len() as u32;
            index.ids.push(text(row, "_id").to_owned());
            let words = keys.words(&format!("{}\n{}", text(row, "title"), text(row, "text")), lang);
            index.lengths.push(words.len() as f32);
            let mut counts: BTreeMap<String, f32> = BTreeMap::new();
            for stem in words.into_iter().flat_map(|word| word.stems) {
                *counts.entry(stem).or_default() += 1.0;
            }
            for (term, count) in counts {
                index.postings.entry(term).or_default().push((number, count));
            }
        }

        index
    }

    /// The share of what is judged right among the first ranks, by BM25 with k1 = 1.2, b = 0.75.
    fn recall(&self, question: &[Terms], right: Option<&FxHashSet<String>>) -> f64 {
        let Some(right) = right else { return 0.0 };
        let mean = self.lengths.iter().sum::<f32>() / self.lengths.len() as f32;
        let mut scores: FxHashMap<u32, f64> = FxHashMap::default();
        for (term, weight) in question.iter().flatten() {
            let Some(postings) = self.postings.get(term) else { continue };
            let rarity = 1.0
                + (self.ids.len() as f64 - postings.len() as f64 + 0.5)
                    / (postings.len() as f64 + 0.5);
            for (number, count) in postings {
                let norm = 1.2 * (0.25 + 0.75 * self.lengths[*number as usize] / mean);
                let tf = f64::from(count * 2.2 / (count + norm));
                *scores.entry(*number).or_default() += weight * rarity.ln() * tf;
            }
        }

        let mut ranked: Vec<(u32, f64)> = scores.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let first = ranked.iter().take(DEPTH).map(|(number, _)| &self.ids[*number as usize]);
        first.filter(|id| right.contains(*id)).count() as f64 / right.len() as f64
    }
}

pub(crate) fn rows(path: &Path) -> Result<Vec<serde_json::Value>, Box<dyn Error>> {
    let lines =
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// What is judged right, by question.
pub(crate) fn judged(path: &Path) -> Result<FxHashMap<String, FxHashSet<String>>, Box<dyn Error>> {
    let mut judged: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
    for line in std::fs::read_to_string(path)?.lines().skip(1) {
        let mut columns = line.split('\t');
        if let (Some(question), Some(id)) = (columns.next(), columns.next()) {
            judged.entry(question.to_owned()).or_default().insert(id.to_owned());
        }
    }

    Ok(judged)
}

pub(crate) fn text<'r>(row: &'r serde_json::Value, field: &str) -> &'r str {
    row.get(field).and_then(|value| value.as_str()).unwrap_or_default()
}

/// The language of a passage: its own field, or what its id says.
pub(crate) fn lang(row: &serde_json::Value) -> Lang {
    let said = Lang::from_tag(text(row, "lang"));
    let id = text(row, "_id");
    said.unwrap_or(if id.starts_with("en:") || id.contains("-en-") { Lang::En } else { Lang::Fr })
}
