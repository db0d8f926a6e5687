//! What a word says in one of its forms: `enregistrement` and `enregistrer` have one stem, and are
//! not said by the same words; and how a translation is written where it stands for a word.

use std::collections::BTreeMap;

use ibid_core::lang::Lang;
use ibid_core::lexicon::{Entry, FORM, MAX_TRANSLATIONS, form_key};
use rustc_hash::FxHashMap;

use crate::data::{Data, written};
use crate::words::{Counts, LEAST, Linked, Links, Words, heaviest, shares, weight};

/// As many links as this does the word in all its forms weigh beside those of the form itself.
const OF_WORD: f64 = 4.0;

/// How much the direction that is asked counts beside the other one (see [`weight`]): more than for
/// whole words. A form that is rare is often said by a word that is common, and then the other
/// direction says next to nothing of it: `contraignant` is one of many forms of what `bind` says.
const OWN: f64 = 0.65;

/// A form that was linked more seldom has no entry of its own.
const LEAST_LINKS: f64 = 2.0;

/// A form has an entry of its own where more of the weight than this is on other words.
const LEAST_DISTANCE: f64 = 0.1;

/// A form that both languages write alike is a word by itself where at most this share of what the
/// other forms of its stem were linked with is the same.
const LEAST_SHARED: f64 = 0.1;

/// How translations are written: in each form how often, in hundredths of a damped link.
type Written = BTreeMap<String, u32>;

/// The forms of one word that have one key.
struct Group {
    key: String,
    word: u32,
    /// How often it was linked.
    count: f64,
    /// What it says, the heaviest first, as it is written beside this form.
    to: Vec<(u32, f64, String)>,
}

/// What the forms of the words of both languages say.
pub(crate) struct Surfaces {
    groups: [Vec<Group>; 2],
    /// How a word of the other language is written where it stands for a word.
    beside: [FxHashMap<[u32; 2], String>; 2],
    /// Words and translations of one of their forms alone, which both languages write alike.
    alike: [FxHashMap<[u32; 2], String>; 2],
}

impl Surfaces {
    /// Counts the links of forms, and weighs what each says: its own links, smoothed by those of its
    /// word in all its forms.
    pub(crate) fn learn(data: &Data, links: &Links, words: &Words) -> Surfaces {
        let mut sorted: Vec<([u32; 2], Counts)> =
            links.forms.iter().map(|(both, counts)| (*both, *counts)).collect();
        sorted.sort_unstable_by_key(|(both, _)| *both);
        let sides = [0, 1].map(|side| Counted::count(data, &sorted, side));
        let groups = [0, 1].map(|side| sides[side].groups(words, side));
        let alike = [0, 1].map(|side| sides[side].alike(data, side));
        let beside = sides.map(|side| {
            let written = side.beside.iter().map(|(both, forms)| (*both, written(forms)));
            written.filter(|(_, form)| !form.is_empty()).collect()
        });

        Surfaces { groups, beside, alike }
    }

    /// How a translation of a word is mostly written where it stands for it.
    pub(crate) fn form_for(&self, data: &Data, side: usize, word: u32, target: u32) -> String {
        let known = self.beside[side].get(&[word, target]);
        known.cloned().unwrap_or_else(|| data.vocabularies[1 - side].get(target).form())
    }

    /// Whether a translation of a word is one of its forms alone, which both languages write alike:
    /// `Phar` is an archive in both, and no `phare`.
    pub(crate) fn is_of_form(&self, side: usize, word: u32, target: u32) -> bool {
        self.alike[side].contains_key(&[word, target])
    }

    /// The entries of the forms that say something else than their word does, or write it in another
    /// way: those that are words by themselves, and the others, of which those that tell most come
    /// first.
    pub(crate) fn entries(
        &self,
        data: &Data,
        side: usize,
        of_word: &BTreeMap<String, Entry>,
    ) -> (Vec<Entry>, Vec<Entry>) {
        let (mut alone, mut found): (Vec<Entry>, Vec<(f64, Entry)>) = (Vec::new(), Vec::new());
        for group in self.groups[side].iter().filter(|group| group.count >= LEAST_LINKS) {
            // of a rare word no form has enough places to say something of its own
            if data.vocabularies[side].get(group.word).is_rare() {
                continue;
            }
            let stem = data.vocabularies[side].get(group.word).stems.first();
            let whole = stem.and_then(|stem| of_word.get(stem));
            let Some(whole) = whole.filter(|entry| entry.list == "learned") else { continue };
            let translations = self.translations(data, side, group, whole);
            let distance = distance(&translations, &whole.translations, Lang::ALL[1 - side]);
            if distance > LEAST_DISTANCE {
                let key = format!("{FORM}{}", group.key);
                let entry = Entry { key, list: "learned", translations };
                // what was left out of the entry of the word must have its own
                let is_alone = group.to.first().is_some_and(|(target, _, _)| {
                    self.alike[side].get(&[group.word, *target]) == Some(&group.key)
                });
                match is_alone {
                    true => alone.push(entry),
                    false => found.push((group.count.sqrt() * distance, entry)),
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.key.cmp(&b.1.key)));

        (alone, found.into_iter().map(|(_, entry)| entry).collect())
    }

    /// What stands for a form: its own translations, and those of several words that stand for its
    /// word.
    fn translations(
        &self,
        data: &Data,
        side: usize,
        group: &Group,
        whole: &Entry,
    ) -> Vec<(String, f64)> {
        let own = group.to.iter().map(|(target, weight, form)| match form.is_empty() {
            true => (self.form_for(data, side, group.word, *target), *weight),
            false => (form.clone(), *weight),
        });
        let several = whole.translations.iter().filter(|(text, _)| text.contains(' ')).cloned();
        let mut translations: Vec<(String, f64)> = own.chain(several).collect();
        translations.retain(|(text, _)| !text.is_empty());
        translations.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        translations.dedup_by(|a, b| a.0 == b.0);
        translations.truncate(MAX_TRANSLATIONS);

        translations
    }
}

/// The links of the forms of one language.
struct Counted {
    /// The keys of its forms, each with its word.
    keys: Vec<(String, u32)>,
    /// Of each key and each word of the other language: the links, and how that word is written.
    by_key: BTreeMap<[u32; 2], (Counts, Written)>,
    /// Of each word and each word of the other language how that one is written.
    beside: BTreeMap<[u32; 2], Written>,
}

impl Counted {
    fn count(data: &Data, links: &[([u32; 2], Counts)], side: usize) -> Counted {
        let (keys, of_form) = keys(data, side);
        let mut by_key: BTreeMap<[u32; 2], (Counts, Written)> = BTreeMap::new();
        let mut beside: BTreeMap<[u32; 2], Written> = BTreeMap::new();
        for (both, counts) in links {
            let (target, text) = &data.vocabularies[1 - side].forms[both[1 - side] as usize];
            let word = data.vocabularies[side].forms[both[side] as usize].0;
            let key = of_form[both[side] as usize];
            // a key that two words share is of the one that came first
            if keys[key as usize].1 != word {
                continue;
            }
            let (sum, forms) = by_key.entry([key, *target]).or_default();
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            if !text.contains(['\'', '’']) {
                let damped: f64 = counts.iter().map(|count| f64::from(*count).sqrt()).sum();
                for forms in [forms, beside.entry([word, *target]).or_default()] {
                    *forms.entry(text.clone()).or_default() += (damped * 100.0) as u32;
                }
            }
        }

        Counted { keys, by_key, beside }
    }

    /// The translations of one form of a word alone that are written as this form, with its key.
    fn alike(&self, data: &Data, side: usize) -> FxHashMap<[u32; 2], String> {
        let count = |counts: &Counts| counts.iter().map(|count| f64::from(*count)).sum::<f64>();
        let mut of_keys = vec![0.0; self.keys.len()];
        let mut of_words: BTreeMap<u32, f64> = BTreeMap::new();
        let mut of_pairs: BTreeMap<[u32; 2], f64> = BTreeMap::new();
        for ([key, target], (counts, _)) in &self.by_key {
            let word = self.keys[*key as usize].1;
            of_keys[*key as usize] += count(counts);
            *of_words.entry(word).or_default() += count(counts);
            *of_pairs.entry([word, *target]).or_default() += count(counts);
        }

        let mut alike = FxHashMap::default();
        for ([number, target], (counts, _)) in &self.by_key {
            let (key, word) = &self.keys[*number as usize];
            let form = data.vocabularies[1 - side].get(*target).form();
            if form_key(&form, Lang::ALL[side]) != *key
                || data.vocabularies[side].get(*word).is_rare()
            {
                continue;
            }
            let others = of_words[word] - of_keys[*number as usize];
            let shared = of_pairs[&[*word, *target]] - count(counts);
            let most = count(counts) > of_keys[*number as usize] / 2.0;
            if most && others >= LEAST_LINKS && shared <= others * LEAST_SHARED {
                alike.insert([*word, *target], key.clone());
            }
        }

        alike
    }

    /// What each key says.
    fn groups(&self, words: &Words, side: usize) -> Vec<Group> {
        let links: Vec<([u32; 2], Counts)> =
            self.by_key.iter().map(|(both, (counts, _))| (*both, *counts)).collect();
        let shares = shares(self.keys.len(), &links, 0);
        let mut own: FxHashMap<[u32; 2], f64> = FxHashMap::default();
        let mut counts = vec![0.0; self.keys.len()];
        for ((both, parts), share) in links.iter().zip(shares) {
            own.insert(*both, share);
            counts[both[0] as usize] += parts.iter().map(|count| f64::from(*count)).sum::<f64>();
        }

        let group = |((number, (key, word)), count): ((usize, &(String, u32)), f64)| {
            let number = number as u32;
            let weigh = |(target, [there, back]): &Linked| {
                let own = own.get(&[number, *target]).copied().unwrap_or_default();
                let there = (count * own + OF_WORD * there) / (count + OF_WORD);
                (*target, weight(there, *back, OWN))
            };
            let linked = words.linked[side][*word as usize].iter().map(weigh);
            let mut to: Vec<(u32, f64)> = linked.filter(|(_, weight)| *weight >= LEAST).collect();
            heaviest(&mut to);
            let form = |target| {
                let known = self.by_key.get(&[number, target]);
                known.map(|(_, forms)| written(forms)).unwrap_or_default()
            };
            let to = to.into_iter().map(|(target, weight)| (target, weight, form(target)));
            Group { key: key.clone(), word: *word, count, to: to.collect() }
        };
        self.keys.iter().enumerate().zip(counts).map(group).collect()
    }
}

/// The keys of all forms of one language, each with its word, and which of them each form has.
fn keys(data: &Data, side: usize) -> (Vec<(String, u32)>, Vec<u32>) {
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut keys: Vec<(String, u32)> = Vec::new();
    let mut of_form: Vec<u32> = Vec::new();
    for (word, form) in &data.vocabularies[side].forms {
        let key = form_key(form, Lang::ALL[side]);
        let next = keys.len() as u32;
        let number = *numbers.entry(key.clone()).or_insert(next);
        if number == next {
            keys.push((key, *word));
        }
        of_form.push(number);
    }

    (keys, of_form)
}

/// How much of the weight of some translations is on words, or forms of them, that stand less among
/// others: from 0 to 1.
fn distance(these: &[(String, f64)], others: &[(String, f64)], lang: Lang) -> f64 {
    let shares = |of: &[(String, f64)]| {
        let sum: f64 = of.iter().map(|(_, weight)| weight).sum();
        let mut shares: BTreeMap<String, f64> = BTreeMap::new();
        for (text, weight) in of {
            *shares.entry(form_key(text, lang)).or_default() += weight / sum;
        }
        shares
    };
    let (these, others) = (shares(these), shares(others));
    let more =
        |(key, share): (&String, &f64)| (share - others.get(key).copied().unwrap_or(0.0)).max(0.0);

    these.iter().map(more).sum()
}
