//! What one misspelt word costs a question, and how much of it near words win back.
//!
//! From each set an equal number of questions is drawn, evenly. In each, one content word of five
//! letters or more gets one mistake: a letter dropped, doubled, swapped with the next or replaced.
//! Which word, which letter and which mistake follow from a hash of the question, so that every run
//! asks the same.

use std::collections::HashMap;
use std::error::Error;
use std::ops::Range;
use std::path::Path;

use ibid::analysis::{Analyzer, Kind, Tokens};
use ibid::eval::beir::{Judged, Options, documents};
use ibid::eval::measures::Measures;
use ibid::{Budget, IndexOptions, Lang, Library, SearchOptions};
use rayon::prelude::*;

/// How many questions are drawn from each set, or all of a smaller one.
const QUESTIONS: usize = 60;

/// Shorter words are left as they are.
const SHORTEST: usize = 5;

/// The development sets with short questions.
const SETS: [(&str, Lang); 10] = [
    ("cdtn-real-queries", Lang::Fr),
    ("piaf-v1.1", Lang::Fr),
    ("service-public-qr", Lang::Fr),
    ("cnil-faq", Lang::Fr),
    ("fr-faq-gouv", Lang::Fr),
    ("afriqa-en", Lang::En),
    ("squad2-dev-en", Lang::En),
    ("cacm", Lang::En),
    ("cisi", Lang::En),
    ("en-faq-gov", Lang::En),
];

/// The sum of nDCG@10 over some questions, and how many there are.
#[derive(Clone, Copy, Default)]
struct Sums {
    questions: f64,
    right: f64,
    /// The same with near words, which may be put beside a word that is right and nowhere.
    right_with: f64,
    without: f64,
    with: f64,
    /// How many answers have something searched beside what was typed.
    expanded: f64,
    /// In how many of these what was meant is among it.
    meant: f64,
}

/// Prints the figures of each set and language.
pub(crate) fn run(data: &Path) -> Result<(), Box<dyn Error>> {
    println!(
        "| set | questions | right | right, with near words | misspelt | with near words | won back | near | meant |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut of_lang = [(Lang::Fr, Sums::default()), (Lang::En, Sums::default())];
    for (set, lang) in SETS {
        let sums = measure(data, set, lang)?;
        line(&format!("{set} ({})", lang.code()), &sums);
        for (_, all) in of_lang.iter_mut().filter(|(of, _)| *of == lang) {
            *all = all.add(&sums);
        }
    }
    for (lang, sums) in of_lang {
        line(&format!("all {}", lang.code()), &sums);
    }
    Ok(())
}

fn line(title: &str, sums: &Sums) {
    let Sums { questions, right, right_with, without, with, expanded, meant } = *sums;
    let mean = |sum: f64| sum / questions.max(1.0);
    let won = 100.0 * (with - without) / (right - without);
    println!(
        "| {title} | {questions} | {:.4} | {:.4} | {:.4} | {:.4} | {won:.0} % | {expanded} | {meant} |",
        mean(right),
        mean(right_with),
        mean(without),
        mean(with),
    );
}

impl Sums {
    fn add(&self, other: &Sums) -> Sums {
        Sums {
            questions: self.questions + other.questions,
            right: self.right + other.right,
            right_with: self.right_with + other.right_with,
            without: self.without + other.without,
            with: self.with + other.with,
            expanded: self.expanded + other.expanded,
            meant: self.meant + other.meant,
        }
    }
}

fn measure(data: &Path, set: &str, lang: Lang) -> Result<Sums, Box<dyn Error>> {
    let (folder, index) = (data.join("beir").join(set), data.join("index").join(set));
    ibid::build_with(&[folder.join("corpus.jsonl")], &index, &IndexOptions::default())?;
    let library = ibid::open(&index)?;
    let judged = Judged::read(&folder, &Options { lang: Some(lang), ..Options::default() })?;

    let mut questions = Vec::new();
    for (text, _, grades) in judged.queries() {
        if let Some(mistake) = misspell(text, lang) {
            questions.push((text, mistake, grades));
        }
    }
    let all = questions.len();
    let drawn: Vec<_> = (0..QUESTIONS.min(all)).map(|i| i * all / QUESTIONS.min(all)).collect();

    let asked = drawn.par_iter().map(|i| {
        let (text, mistake, grades) = &questions[*i];
        ask(&library, text, mistake, grades)
    });
    let asked: Vec<Sums> = asked.collect::<Result<_, ibid::Error>>()?;
    Ok(asked.iter().fold(Sums::default(), |sums, one| sums.add(one)))
}

/// Asks a question as it is and misspelt, each without near words and with them.
fn ask(
    library: &Library,
    text: &str,
    mistake: &Mistake,
    grades: &HashMap<String, f64>,
) -> Result<Sums, ibid::Error> {
    // near words are looked for within the budget
    let nothing = Budget { lookups: 0, ..Budget::default() };
    let with = SearchOptions::default();
    let without = with.clone().with_budget(nothing);

    let response = library.search_with(&mistake.question, &SearchOptions::default())?;
    let mut shown = response.query.expansions;
    shown.retain(|expansion| expansion.source == "spelling");
    let meant = shown.iter().any(|expansion| expansion.to == mistake.meant);
    Ok(Sums {
        questions: 1.0,
        right: ndcg(library, text, &without, grades)?,
        right_with: ndcg(library, text, &with, grades)?,
        without: ndcg(library, &mistake.question, &without, grades)?,
        with: ndcg(library, &mistake.question, &with, grades)?,
        expanded: f64::from(!shown.is_empty()),
        meant: f64::from(meant),
    })
}

/// nDCG@10 of one answer.
fn ndcg(
    library: &Library,
    text: &str,
    options: &SearchOptions,
    grades: &HashMap<String, f64>,
) -> Result<f64, ibid::Error> {
    let found = documents(library, text, options)?;
    Ok(Measures::of(found.iter().map(|(name, _)| name.as_str()), grades).ndcg_10)
}

/// A question with a mistake in it.
struct Mistake {
    question: String,
    /// The folded word that was meant.
    meant: String,
}

/// Puts a mistake into a question; `None` where it has no word that is long enough.
fn misspell(text: &str, lang: Lang) -> Option<Mistake> {
    let mut random = Random::of(text);
    let words = content_words(text, lang);
    let (range, meant) = words.get(random.below(words.len())?)?;
    let mut letters: Vec<char> = text.get(range.clone())?.chars().collect();
    let right = letters.clone();

    // a swap of two equal letters is no mistake, nor is a letter in place of itself
    while letters == right {
        spoil(&mut letters, &mut random)?;
    }
    let wrong: String = letters.into_iter().collect();
    let question = format!("{}{wrong}{}", text.get(..range.start)?, text.get(range.end..)?);
    Some(Mistake { question, meant: meant.clone() })
}

/// The content words of a text that are long enough and neither acronyms nor numbers: where they
/// stand, and their folded forms.
fn content_words(text: &str, lang: Lang) -> Vec<(Range<usize>, String)> {
    let mut tokens = Tokens::new();
    Analyzer::new().analyze(text, Some(lang), &mut tokens);
    let mut words = Vec::new();
    for token in tokens.iter().filter(|t| t.kind == Kind::Exact && t.primary && !t.compound) {
        let range = token.start as usize..token.end as usize;
        let word = text.get(range.clone()).unwrap_or_default();
        let plain = word.chars().all(char::is_alphabetic) && word.chars().any(char::is_lowercase);
        if !token.stop && !token.question && plain && word.chars().count() >= SHORTEST {
            words.push((range, token.term.to_owned()));
        }
    }
    words
}

/// Makes one mistake in a word.
fn spoil(letters: &mut Vec<char>, random: &mut Random) -> Option<()> {
    let at = random.below(letters.len())?;
    match random.below(4)? {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, *letters.get(at)?),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        2 => {}
        _ => letters[at] = char::from(b'a' + u8::try_from(random.below(26)?).ok()?),
    }
    Some(())
}

/// Numbers that look random and follow from a text: splitmix64, seeded by FNV-1a.
struct Random(u64);

impl Random {
    fn of(text: &str) -> Self {
        let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Random(text.bytes().fold(0xcbf2_9ce4_8422_2325, add))
    }

    /// A number below another; `None` where that is 0.
    fn below(&mut self, most: usize) -> Option<usize> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed as usize).checked_rem(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_gets_one_mistake_and_always_the_same() {
        let text = "Quels sont les droits du salarié en cas de licenciement ?";
        let first = misspell(text, Lang::Fr).unwrap();
        assert_ne!(first.question, text);
        assert_eq!(first.question, misspell(text, Lang::Fr).unwrap().question);
        assert!(misspell("qui est là ?", Lang::Fr).is_none());
    }
}
