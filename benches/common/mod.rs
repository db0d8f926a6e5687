//! The corpus that the benchmarks measure on, made anew by every process from `corpus/`.
//!
//! The passages of `corpus/` are cut into sentences; documents are made of sentences drawn at
//! random, in which half of the content words give way to other words of the same language and
//! every number to another. The words come by a Zipf–Mandelbrot draw over a vocabulary sixteen
//! times that of `corpus/`: its own words first, then blends of two of them (`innov` + `eillance`).
//! So there are long posting lists and rare words, as in a real collection, though no sense.
//!
//! The generator is seeded: the same `corpus/`, read alike, and the same size give the same bytes.
//! Figures of `indexing` and `search` compare only where the line that they print first shows the
//! same number of bytes.
//!
//! `IBID_BENCH_PASSAGES` says how many passages to make: 20000 if unset, 200 when the benchmarks
//! run as tests.

#![allow(dead_code, reason = "each benchmark uses its own part")]

pub(crate) mod asking;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ibid_core::analysis::stopwords::is_stop;
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use ibid_ingest::Limits;

/// Both languages, in the order in which they are measured.
pub(crate) const LANGS: [Lang; 2] = [Lang::Fr, Lang::En];

/// A passage is closed by the next paragraph once it has 40 words, and before it has 120.
const PARAGRAPH_WORDS: std::ops::Range<usize> = 45..85;

const PARAGRAPHS: std::ops::Range<usize> = 4..13;

/// Few enough for a file to be read by one thread: what is measured is the pool of files.
const LINES_A_FILE: usize = 100;

/// The vocabulary is so many times that of `corpus/`.
const BLENDS: usize = 16;

/// Of a hundred content words, so many are swapped.
const SWAPPED: usize = 50;

/// Flattens the head of the Zipf curve: content words have no `the` among them.
const HEAD: f64 = 20.0;

/// Whether criterion will run everything once and measure nothing.
///
/// Cargo gives `--bench` under `cargo bench` alone, and criterion decides by the same rule.
pub(crate) fn is_test() -> bool {
    let given = |flag: &str| std::env::args().any(|arg| arg == flag);
    given("--test") || !given("--bench")
}

/// How many passages to make, about.
pub(crate) fn passages() -> usize {
    let set = std::env::var("IBID_BENCH_PASSAGES").ok().and_then(|n| n.parse().ok());
    set.unwrap_or(if is_test() { 200 } else { 20_000 })
}

/// The sample corpus of the project.
pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

/// A small generator with good bits (Steele, Lea and Flood, “Fast splittable pseudorandom number
/// generators”, 2014): a dependency could change its numbers under our baselines.
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    pub(crate) fn new(seed: u64) -> Self {
        SplitMix64(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to below `n`; `n` is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub(crate) fn within(&mut self, range: std::ops::Range<usize>) -> usize {
        range.start + self.below(range.len())
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// From 0 to below 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The made collection.
pub(crate) struct Corpus {
    pub(crate) documents: Vec<Made>,
}

/// A made document.
pub(crate) struct Made {
    pub(crate) lang: Lang,
    number: usize,
    title: String,
    paragraphs: Vec<Paragraph>,
}

struct Paragraph {
    heading: Option<String>,
    sentences: Vec<String>,
}

impl Corpus {
    /// The same documents whenever the size is the same.
    pub(crate) fn make(passages: usize) -> Self {
        let samples = Sample::of_both();
        let mut random = SplitMix64::new(0x1B1D);
        let mut documents: Vec<Made> = Vec::new();
        let mut made = 0;
        while made < passages {
            let number = documents.len();
            let document = samples[number % LANGS.len()].document(number, &mut random);
            made += document.paragraphs.len();
            documents.push(document);
        }
        Corpus { documents }
    }

    /// Writes two documents as notes with times, two as JSON lines, and so on, and says how many
    /// bytes that made.
    pub(crate) fn write(&self, folder: &Path) -> u64 {
        let mut bytes = 0;
        let mut write = |name: String, text: String| {
            bytes += text.len() as u64;
            fs::write(folder.join(name), text).expect("the temporary folder can be written");
        };
        let (notes, lines): (Vec<&Made>, Vec<&Made>) =
            self.documents.iter().partition(|made| made.number % 4 < 2);
        for made in notes {
            write(format!("note-{:06}.md", made.number), made.note());
        }
        for (i, file) in lines.chunks(LINES_A_FILE).enumerate() {
            write(format!("lines-{i:04}.jsonl"), file.iter().map(|made| made.line()).collect());
        }
        bytes
    }

    /// The paragraphs of one language.
    pub(crate) fn texts(&self, lang: Lang) -> Vec<String> {
        let of_lang = self.documents.iter().filter(|made| made.lang == lang);
        of_lang.flat_map(|made| &made.paragraphs).map(|p| p.sentences.join(" ")).collect()
    }

    /// The sentences of one language.
    pub(crate) fn sentences(&self, lang: Lang) -> Vec<&str> {
        let of_lang = self.documents.iter().filter(|made| made.lang == lang);
        let paragraphs = of_lang.flat_map(|made| &made.paragraphs);
        paragraphs.flat_map(|p| &p.sentences).map(String::as_str).collect()
    }
}

impl Made {
    /// Markdown as notes have it: an anchor follows the claim that it dates.
    fn note(&self) -> String {
        let mut out =
            format!("---\ntitle: {}\nvideoId: bench{:06}\n---\n", self.title, self.number);
        let mut second = 0;
        for paragraph in &self.paragraphs {
            if let Some(heading) = &paragraph.heading {
                let _ = write!(out, "\n## {heading}\n");
            }
            out.push('\n');
            for sentence in &paragraph.sentences {
                second += 20 + sentence.len() % 40;
                let time =
                    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
                let claim = sentence.trim_end_matches('.');
                let _ = write!(
                    out,
                    "{claim} <a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>. "
                );
            }
            out.push('\n');
        }
        out
    }

    /// A line of JSON as BEIR has it.
    fn line(&self) -> String {
        let paragraphs: Vec<String> =
            self.paragraphs.iter().map(|p| p.sentences.join(" ")).collect();
        let line = serde_json::json!({
            "_id": format!("made-{:06}", self.number),
            "title": self.title,
            "text": paragraphs.join("\n"),
            "lang": self.lang.code(),
        });
        format!("{line}\n")
    }
}

/// What one language of `corpus/` lends.
struct Sample {
    lang: Lang,
    sentences: Vec<String>,
    /// Content words, the most frequent first.
    vocabulary: Vec<String>,
}

impl Sample {
    fn of_both() -> [Sample; 2] {
        let passages = sample_passages();
        LANGS.map(|lang| Sample::of(lang, &passages))
    }

    fn of(lang: Lang, passages: &[Passage]) -> Self {
        let own = passages.iter().filter(|passage| passage.lang == Some(lang));
        let sentences: Vec<String> = own.flat_map(|passage| sentences(&passage.text)).collect();
        assert!(!sentences.is_empty(), "corpus/ holds text in both languages");
        let vocabulary = vocabulary(&sentences, lang);
        Sample { lang, sentences, vocabulary }
    }

    fn document(&self, number: usize, random: &mut SplitMix64) -> Made {
        let title = format!("{} no {number}", self.title(random));
        let count = random.within(PARAGRAPHS);
        let paragraphs = (0..count).map(|i| self.paragraph(i % 3 == 1, random)).collect();
        Made { lang: self.lang, number, title, paragraphs }
    }

    fn title(&self, random: &mut SplitMix64) -> String {
        let words: Vec<String> = (0..3).map(|_| self.word(random)).collect();
        words.join(" ")
    }

    fn paragraph(&self, headed: bool, random: &mut SplitMix64) -> Paragraph {
        let heading = headed.then(|| self.title(random));
        let wanted = random.within(PARAGRAPH_WORDS);
        let (mut sentences, mut words) = (Vec::new(), 0);
        while words < wanted {
            let sentence = self.vary(&self.sentences[random.below(self.sentences.len())], random);
            words += sentence.split_whitespace().count();
            sentences.push(sentence);
        }
        Paragraph { heading, sentences }
    }

    /// Another sentence of the same build.
    fn vary(&self, sentence: &str, random: &mut SplitMix64) -> String {
        let mut varied = String::with_capacity(sentence.len() + 16);
        for run in runs(sentence) {
            if run.bytes().all(|b| b.is_ascii_digit()) {
                varied.extend(run.bytes().map(|_| char::from(b'1' + random.below(9) as u8)));
            } else if is_content(run, self.lang) && random.below(100) < SWAPPED {
                varied.push_str(&self.word(random));
            } else {
                varied.push_str(run);
            }
        }
        varied
    }

    fn word(&self, random: &mut SplitMix64) -> String {
        let known = self.vocabulary.len();
        let all = (known * BLENDS) as f64;
        let rank = (HEAD * ((1.0 + all / HEAD).powf(random.unit()) - 1.0)) as usize;
        self.vocabulary.get(rank).cloned().unwrap_or_else(|| self.blend(rank))
    }

    /// A word that nobody wrote: always the same for a rank.
    fn blend(&self, rank: usize) -> String {
        let mut random = SplitMix64::new(rank as u64);
        let words = &self.vocabulary;
        let (head, tail) = (random.pick(words), random.pick(words));
        let half = |word: &str| word.chars().count().div_ceil(2);
        head.chars().take(half(head)).chain(tail.chars().skip(half(tail))).collect()
    }
}

fn sample_passages() -> Vec<Passage> {
    let mut passages = Vec::new();
    for file in ibid_ingest::walk(&sample()).files {
        let read = ibid_ingest::read_file(&file.absolute, &file.shown, &Limits::default());
        let documents = read.expect("corpus/ can be read");
        passages.extend(documents.iter().flat_map(ibid_ingest::split));
    }
    passages
}

/// Cut roughly and on purpose not by our own splitter: a better one must not change the corpus.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let ends = line.match_indices(['.', '?', '!']).map(|(at, _)| at + 1);
        let ends = ends.filter(|&at| line[at..].starts_with(' ')).chain([line.len()]);
        let mut start = 0;
        for end in ends {
            let sentence = line[start..end].trim();
            if (6..=45).contains(&sentence.split_whitespace().count()) {
                found.push(sentence.to_owned());
            }
            start = end;
        }
    }
    found
}

fn vocabulary(sentences: &[String], lang: Lang) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for run in sentences.iter().flat_map(|sentence| runs(sentence)) {
        if is_content(run, lang) {
            *counts.entry(run).or_default() += 1;
        }
    }
    let mut words: Vec<(&str, usize)> = counts.into_iter().collect();
    words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    words.into_iter().map(|(word, _)| word.to_owned()).collect()
}

/// Whether a run of letters is worth a swap: no function word, no name, no start of a sentence.
pub(crate) fn is_content(run: &str, lang: Lang) -> bool {
    run.chars().count() >= 4 && run.chars().all(char::is_lowercase) && !is_stop(run, lang)
}

/// The text in runs of letters, of digits, and of what is neither.
pub(crate) fn runs(text: &str) -> Vec<&str> {
    let kind = |c: char| (c.is_alphabetic(), c.is_ascii_digit());
    let mut runs = Vec::new();
    let (mut start, mut last) = (0, None);
    for (at, c) in text.char_indices() {
        if last.is_some_and(|last| last != kind(c)) {
            runs.push(&text[start..at]);
            start = at;
        }
        last = Some(kind(c));
    }
    runs.push(&text[start..]);
    runs
}
