//! How often the model is right on text that it was not trained on, and how fast.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use ibid_core::identify::{identify, stretches};
use ibid_core::lang::Lang;
use whatlang::{Detector, Lang as Known};

use crate::data::{Books, CollectionStats, bare};
use crate::random::Random;

const SEED: u64 = 1848;
/// Spans of each collection and length.
const SPANS: usize = 4000;

/// Prints the tables.
pub(crate) fn run(data: &Path) -> Result<(), Box<dyn Error>> {
    let held_out = held_out(data)?;
    accuracy(&held_out);
    one_language(&held_out);
    lost(&held_out);
    neighbours(data)?;
    switches(&held_out);
    speed(&held_out);
    Ok(())
}

/// Whole collections that nothing was learned from, and books.
fn held_out(data: &Path) -> Result<Vec<CollectionStats>, Box<dyn Error>> {
    let detector = ours_or_theirs();
    let mut found = Vec::new();
    for (name, langs) in [
        ("piaf-v1.1", &[Lang::Fr][..]),
        ("squad2-dev-en", &[Lang::En]),
        ("afriqa-en", &[Lang::En]),
        ("cisi", &[Lang::En]),
        ("xl-ntrex", &Lang::ALL),
        ("xl-softdocs", &Lang::ALL),
    ] {
        for lang in langs {
            let path = data.join("beir").join(name).join("corpus.jsonl");
            // Some manual pages were never translated: the whole page shows it.
            let other = |text: &str| whatlang_says(&detector, text) == Some(lang.other());
            found.push(CollectionStats::read((name, &path), *lang, |id, text| {
                !id.contains("/sbasic/") && !other(text)
            })?);
        }
    }
    for lang in Lang::ALL {
        found.push(CollectionStats::novels(data, lang, Books::HeldOut)?);
    }
    Ok(found)
}

fn whatlang_says(detector: &Detector, text: &str) -> Option<Lang> {
    match detector.detect_lang(text)? {
        Known::Fra => Some(Lang::Fr),
        Known::Eng => Some(Lang::En),
        _ => None,
    }
}

fn ours_or_theirs() -> Detector {
    Detector::with_allowlist(vec![Known::Fra, Known::Eng])
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn spans(collection: &CollectionStats, words: usize, random: &mut Random) -> Vec<String> {
    let mut spans = Vec::new();
    for _ in 0..SPANS * 20 {
        spans.extend(collection.span(words, random).map(str::to_owned));
        if spans.len() == SPANS {
            break;
        }
    }
    spans
}

fn accuracy(held_out: &[CollectionStats]) {
    println!("Right in a hundred spans, ours / whatlang; in brackets, ours that gave no language");
    println!("{:<22}{:>24}{:>24}{:>24}{:>24}", "words", 3, 5, 10, 20);
    let detector = ours_or_theirs();
    for plain in [true, false] {
        let mut sums = [[(0.0, 0.0, 0.0, 0); 2]; 4];
        for collection in held_out {
            print!("{:<22}", format!("{} {}", collection.name, collection.lang));
            for (column, words) in [3, 5, 10, 20].into_iter().enumerate() {
                let mut random = Random(SEED);
                let (mut ours, mut none, mut theirs) = (0, 0, 0);
                let spans = spans(collection, words, &mut random);
                for span in &spans {
                    let text = if plain { span.clone() } else { bare(span) };
                    let lang = identify(&text).lang;
                    ours += usize::from(lang == Some(collection.lang));
                    none += usize::from(lang.is_none());
                    let lang = whatlang_says(&detector, &text);
                    theirs += usize::from(lang == Some(collection.lang));
                }
                let of = |n| percent(n, spans.len());
                print!("{:>10.2} ({:4.1}) /{:6.2}", of(ours), of(none), of(theirs));
                let sum = &mut sums[column][collection.lang as usize];
                *sum = (sum.0 + of(ours), sum.1 + of(none), sum.2 + of(theirs), sum.3 + 1);
            }
            println!();
        }
        let how = if plain { "as written" } else { "lower case, no accents" };
        for lang in Lang::ALL {
            print!("{:<22}", format!("MEAN {lang}"));
            for sum in sums {
                let (ours, none, theirs, n) = sum[lang as usize];
                let n = f64::from(n);
                print!("{:>10.2} ({:4.1}) /{:6.2}", ours / n, none / n, theirs / n);
            }
            println!("  {how}");
        }
        print!("{:<22}", "MEAN of both");
        for [fr, en] in sums {
            let mean = |a: f64, b: f64| (a / f64::from(fr.3) + b / f64::from(en.3)) / 2.0;
            let (ours, none, theirs) = (mean(fr.0, en.0), mean(fr.1, en.1), mean(fr.2, en.2));
            print!("{ours:>10.2} ({none:4.1}) /{theirs:6.2}");
        }
        println!("  {how}\n");
    }
}

/// Of longer text in one language: how much is clear, taken for foreign, or cut in vain.
fn one_language(held_out: &[CollectionStats]) {
    println!("Passages of 60 words, in a hundred: clear, sure (0.9), foreign, wrong, cut in vain");
    for collection in held_out {
        let spans = spans(collection, 60, &mut Random(SEED));
        let (mut clear, mut sure, mut foreign, mut wrong, mut cut) = (0, 0, 0, 0, 0);
        for span in &spans {
            let guess = identify(span);
            clear += usize::from(guess.is_clear());
            sure += usize::from(guess.confidence >= 0.9);
            foreign += usize::from(guess.foreign);
            wrong += usize::from(guess.lang == Some(collection.lang.other()));
            cut += usize::from(stretches(span).len() > 1);
        }
        print!("{:<22}", format!("{} {}", collection.name, collection.lang));
        for n in [clear, sure, foreign, wrong, cut] {
            print!("{:>9.2}", percent(n, spans.len()));
        }
        println!();
    }
    println!();
}

/// Passages of twenty words in the languages around ours, as far as there is text of them: files of
/// `neighbours/` in the folder of the data, one a language.
fn neighbours(data: &Path) -> Result<(), Box<dyn Error>> {
    const WORDS: usize = 20;
    let Ok(files) = std::fs::read_dir(data.join("neighbours")) else { return Ok(()) };
    let mut files = files.map(|file| Ok(file?.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.sort();
    println!(
        "Passages of {WORDS} words in other languages, in a hundred: in neither, French, English"
    );

    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let words: Vec<&str> = text.split_whitespace().collect();
        let (mut all, mut neither, mut fr, mut en) = (0, 0, 0, 0);
        for passage in words.chunks_exact(WORDS) {
            let lang = identify(&passage.join(" ")).lang;
            all += 1;
            neither += usize::from(lang.is_none());
            fr += usize::from(lang == Some(Lang::Fr));
            en += usize::from(lang == Some(Lang::En));
        }
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        print!("{:<22}", format!("{name} ({all})"));
        [neither, fr, en].iter().for_each(|n| print!("{:>9.2}", percent(*n, all)));
        println!();
    }
    println!();
    Ok(())
}

/// Of passages of twenty words in our languages, how many are taken for foreign.
fn lost(held_out: &[CollectionStats]) {
    println!("Passages of 20 words in our languages, in a hundred: taken for foreign");
    for collection in held_out {
        let spans = spans(collection, 20, &mut Random(SEED));
        let foreign = spans.iter().filter(|span| identify(span).foreign).count();
        let name = format!("{} {}", collection.name, collection.lang);
        println!("{name:<22}{:>9.2}", percent(foreign, spans.len()));
    }
    println!();
}

/// Lines of two halves, one in each language.
fn switches(held_out: &[CollectionStats]) {
    println!(
        "Switches in lines of two halves, in a hundred: exact, within a word, one but farther, none, several"
    );
    for words in [5, 8, 12, 20] {
        let mut random = Random(SEED);
        let mut found = [0; 5];
        let mut lines = 0;
        while lines < SPANS {
            let half = |lang: Lang, random: &mut Random| {
                let of_lang: Vec<_> = held_out.iter().filter(|c| c.lang == lang).collect();
                of_lang[random.below(of_lang.len())].span(words, random)
            };
            let (fr, en) = (half(Lang::Fr, &mut random), half(Lang::En, &mut random));
            let (Some(fr), Some(en)) = (fr, en) else { continue };
            lines += 1;
            let (first, second) = if lines % 2 == 0 { (fr, en) } else { (en, fr) };
            let line = format!("{first} {second}");
            let parts = stretches(&line);
            let outcome = match parts.as_slice() {
                [_] | [] => 3,
                [_, second] => distance(&line, first.len() + 1, second.range.start).min(2),
                _ => 4,
            };
            found[outcome] += 1;
        }
        print!("halves of {words:<12}");
        let within = [found[0], found[0] + found[1], found[2], found[3], found[4]];
        within.iter().for_each(|n| print!("{:>9.2}", percent(*n, lines)));
        println!();
    }
    println!();
}

/// How many words lie between two places of a line.
fn distance(line: &str, a: usize, b: usize) -> usize {
    line[a.min(b)..a.max(b)].split_whitespace().filter(|w| w.contains(char::is_alphabetic)).count()
}

fn speed(held_out: &[CollectionStats]) {
    let detector = ours_or_theirs();
    println!("Speed, ours / whatlang");
    for words in [3, 20, 90] {
        let mut random = Random(SEED);
        let texts: Vec<String> =
            held_out.iter().flat_map(|c| spans(c, words, &mut random)).collect();
        let bytes: usize = texts.iter().map(String::len).sum();
        let time = |says: &dyn Fn(&str) -> bool, rounds: usize| {
            let round = |_| {
                let start = Instant::now();
                texts.iter().for_each(|text| {
                    black_box(says(black_box(text)));
                });
                start.elapsed().as_secs_f64()
            };
            // the best round is the one that other programs disturbed least
            (0..rounds).map(round).fold(f64::INFINITY, f64::min)
        };
        let ours = time(&|text| identify(text).foreign, 5);
        let parts = time(&|text| stretches(text).len() > 1, 5);
        let theirs = time(&|text| whatlang_says(&detector, text).is_some(), 3);
        println!("{words} words, {} bytes", bytes / texts.len().max(1));
        for (name, seconds) in [("identify", ours), ("stretches", parts), ("whatlang", theirs)] {
            let each = 1e9 * seconds / texts.len().max(1) as f64;
            println!("  {name:<10}{each:>9.0} ns a call{:>8.1} MB/s", bytes as f64 / seconds / 1e6);
        }
    }
}
