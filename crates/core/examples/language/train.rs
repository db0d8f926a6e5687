//! Logistic regression by stochastic gradients with `AdaGrad` (Duchi, Hazan and Singer, JMLR 2011),
//! the weights averaged over the last half of the steps.

use std::error::Error;
use std::path::Path;

use ibid_core::identify::model::UNIT;
use ibid_core::identify::ngrams::{self, BUCKETS, Reader, Word};
use ibid_core::lang::Lang;

use crate::data::{Books, CollectionStats, bare};
use crate::random::Random;

const SEED: u64 = 1789;
const STEPS: usize = 8_000_000;
const RATE: f32 = 0.07;

/// Where the weights go.
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tables/language.bin");

/// Learns the weights and writes the table.
pub(crate) fn run(data: &Path) -> Result<(), Box<dyn Error>> {
    let sources = sources(data)?;
    let mut random = Random(SEED);
    let mut learner = Learner::new();
    for step in 0..STEPS {
        // Languages take turns; a collection is drawn by its share.
        let lang = Lang::ALL[step % 2];
        let mut share = random.below(100);
        let of_lang = sources.iter().filter(|(source, _)| source.lang == lang);
        let drawn = of_lang.into_iter().find(|(_, part)| {
            let here = share < *part;
            share = share.saturating_sub(*part);
            here
        });
        let Some((source, _)) = drawn else { return Err("the shares do not make 100".into()) };
        let words = length(&mut random);
        if let Some(span) = source.span(words, &mut random) {
            learner.learn(&varied(span, &mut random), lang);
        }
        if step == STEPS / 2 {
            learner.start_averaging();
        }
        if (step + 1) % (STEPS / 10) == 0 {
            println!("{:>9} spans, mean loss {:.4}", step + 1, learner.take_loss());
        }
    }
    std::fs::write(TABLE, learner.table())?;
    println!("wrote {TABLE}");
    Ok(())
}

/// What is learned from, with its share in a hundred of the spans of its language.
fn sources(data: &Path) -> Result<Vec<(CollectionStats, usize)>, Box<dyn Error>> {
    let beir = |name: &str| data.join("beir").join(name);
    let mut sources = Vec::new();
    for lang in Lang::ALL {
        let (novels, laws) = if lang == Lang::Fr { (50, 25) } else { (60, 40) };
        sources.push((CollectionStats::novels(data, lang, Books::Learned)?, novels));
        let path = beir("xl-canada-laws/corpus.jsonl");
        sources
            .push((CollectionStats::read(("laws", &path), lang, |_, _| true)?.unbracketed(), laws));
    }
    for (name, file, part) in [
        ("labour", "cdtn-real-queries/corpus.jsonl", 8),
        ("labour queries", "cdtn-real-queries/queries.jsonl", 4),
        ("services", "service-public-qr/corpus.jsonl", 10),
        ("service queries", "service-public-qr/queries.jsonl", 3),
    ] {
        sources.push((CollectionStats::read((name, &beir(file)), Lang::Fr, |_, _| true)?, part));
    }
    Ok(sources)
}

/// How many words a span has: mostly few, as that is where there is something to learn.
fn length(random: &mut Random) -> usize {
    match random.below(100) {
        0..25 => random.within(1..=2),
        25..65 => random.within(3..=5),
        65..90 => random.within(6..=12),
        _ => random.within(13..=25),
    }
}

/// The span as others would have typed it: accents and apostrophes are often left out.
fn varied(span: &str, random: &mut Random) -> String {
    let mut text = if random.percent(40) { bare(span) } else { span.to_owned() };
    if random.percent(8) {
        let instead = if random.percent(50) { " " } else { "" };
        text = text.replace(['\'', '’'], instead);
    }
    text
}

struct Learner {
    weights: Vec<f32>,
    /// The sums of squared gradients.
    squares: Vec<f32>,
    /// The sum of each weight over the steps that are averaged, and the step it was last added at.
    sums: Vec<(f64, u32)>,
    averaged_from: Option<u32>,
    step: u32,
    loss: f64,
    learned: usize,
    features: Features,
}

#[derive(Default)]
struct Features(Vec<u16>);

impl Reader for Features {
    fn feature(&mut self, bucket: u16) {
        self.0.push(bucket);
    }

    fn word(&mut self, _: Word) -> bool {
        true
    }
}

impl Learner {
    fn new() -> Self {
        Learner {
            weights: vec![0.0; BUCKETS],
            squares: vec![1e-6; BUCKETS],
            sums: vec![(0.0, 0); BUCKETS],
            averaged_from: None,
            step: 0,
            loss: 0.0,
            learned: 0,
            features: Features::default(),
        }
    }

    fn learn(&mut self, text: &str, lang: Lang) {
        self.features.0.clear();
        ngrams::read(text, &mut self.features);
        self.step += 1;
        let logit: f32 = self.features.0.iter().map(|at| self.weights[usize::from(*at)]).sum();
        let truth = if lang == Lang::Fr { 1.0 } else { 0.0 };
        let share = sigmoid(f64::from(logit));
        let right = if lang == Lang::Fr { share } else { 1.0 - share };
        self.loss -= right.max(1e-9).log2();
        self.learned += 1;
        let error = share as f32 - truth;
        if error.abs() < 1e-3 {
            return;
        }
        // The gradient is the same for each feature; one that occurs twice takes two steps.
        let features = std::mem::take(&mut self.features.0);
        for at in &features {
            let at = usize::from(*at);
            self.remember(at);
            self.squares[at] += error * error;
            self.weights[at] -= RATE * error / self.squares[at].sqrt();
        }
        self.features.0 = features;
    }

    fn start_averaging(&mut self) {
        self.averaged_from = Some(self.step);
        self.sums.iter_mut().for_each(|sum| *sum = (0.0, self.step));
    }

    /// Adds a weight to its sum for the steps since it last changed.
    fn remember(&mut self, at: usize) {
        if self.averaged_from.is_some() {
            let (sum, since) = &mut self.sums[at];
            *sum += f64::from(self.weights[at]) * f64::from(self.step - *since);
            *since = self.step;
        }
    }

    fn take_loss(&mut self) -> f64 {
        let mean = self.loss / self.learned.max(1) as f64;
        (self.loss, self.learned) = (0.0, 0);
        mean
    }

    /// The averaged weights in the units of the table.
    fn table(mut self) -> Vec<u8> {
        let steps = self.step - self.averaged_from.unwrap_or_default();
        (0..BUCKETS).for_each(|at| self.remember(at));
        let mean = |(sum, _): &(f64, u32)| sum / f64::from(steps.max(1));
        let rounded = |sum| (mean(sum) * f64::from(UNIT)).round().clamp(-127.0, 127.0);
        self.sums.iter().map(|sum| (rounded(sum) as i8).cast_unsigned()).collect()
    }
}

/// The logistic function from multiplications alone, which are the same on every machine.
fn sigmoid(x: f64) -> f64 {
    let mut power = 1.0 - x.clamp(-30.0, 30.0) / 4096.0;
    for _ in 0..12 {
        power *= power;
    }
    1.0 / (1.0 + power)
}
