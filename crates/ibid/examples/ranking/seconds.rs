//! How often a search opens where the answer is said, on a file of judged seconds.
//!
//! `seconds.tsv` beside this file holds two hundred questions over `corpus/` and over a folder of real
//! transcripts that is not in the repository. Two readers wrote a hundred each from the transcripts,
//! without looking at what a search answers; three in ten use other words than the speaker. The
//! questions over Hansard (two in three) have estimated times, from marks five minutes apart: they
//! tell whether the place is found, and little of the second.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use ibid::Library;
use ibid::eval::seconds::{Answered, Question, RANKS, Shares, ask, read};

/// A collection: its name in the file, and where it lies.
struct Collection {
    name: String,
    path: PathBuf,
}

impl Collection {
    /// `NAME=PATH`, or a path whose last part is the name.
    fn named(word: &str) -> Self {
        let (name, path) = match word.split_once('=') {
            Some((name, path)) => (name.to_owned(), PathBuf::from(path)),
            None => {
                let path = PathBuf::from(word);
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                (name, path)
            }
        };
        Collection { name, path }
    }

    /// Its index, or one that is made of its files in `folder`.
    fn open(&self, folder: &Path) -> Result<Library, Box<dyn Error>> {
        if self.path.join("ibid.json").exists() {
            return Ok(ibid::open(&self.path)?);
        }
        let index = folder.join(&self.name);
        ibid::build(&self.path, &index)?;
        Ok(ibid::open(&index)?)
    }
}

/// Asks each question of its collection, and prints shares by language and kind, then the questions
/// that no hit answers.
pub(crate) fn run(file: &Path, collections: &[&str]) -> Result<(), Box<dyn Error>> {
    let questions = read(file)?;
    let folder = tempfile::tempdir()?;
    let mut answered = Vec::new();
    for collection in collections.iter().map(|word| Collection::named(word)) {
        let own = |question: &&Question| question.collection == collection.name;
        let own: Vec<&Question> = questions.iter().filter(own).collect();
        answered.extend(ask(&collection.open(folder.path())?, &own)?);
    }

    show(&answered);
    let missed: Vec<&str> =
        answered.iter().filter(|one| one.within.is_none()).map(|one| one.id.as_str()).collect();
    println!("\nnot within the first ten: {}", missed.join(" "));
    println!("asked: {} of {} questions", answered.len(), questions.len());
    Ok(())
}

fn show(answered: &[Answered]) {
    let mut groups: BTreeMap<(&str, &str), Vec<&Answered>> = BTreeMap::new();
    for one in answered {
        let lang = one.lang.map_or("other", |lang| lang.code());
        groups.entry((lang, "")).or_default().push(one);
        groups.entry((lang, &one.kind)).or_default().push(one);
    }

    print!("{:<28} {:>9}", "", "questions");
    RANKS.iter().for_each(|rank| print!(" {:>10}", format!("within@{rank}")));
    RANKS.iter().for_each(|rank| print!(" {:>10}", format!("near@{rank}")));
    println!();
    for ((lang, kind), of) in groups {
        let shares = Shares::of(&of);
        print!("{:<28} {:>9}", format!("{lang} {kind}"), shares.questions);
        shares.within.iter().chain(&shares.near).for_each(|share| print!(" {share:>10.3}"));
        println!();
    }
}
