//! Sets of our own kinds, made from those that are there; the same ones each time.
//!
//! - Titles taken away: the questions and pages of `service-public-qr` and `cdtn-real-queries`, each
//!   page without its title. What people search often has none.
//! - Short answers among long pages: the questions of `cnil-faq` to its own answers, the pages of
//!   `service-public-qr` of 500 words or more, and all of `fr-faq-gouv`; those of `en-faq-gov` to its
//!   own pages and the English ones of `xl-softdocs`. Only the answers of the set itself are judged:
//!   a page of another that answers as well counts as a miss.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use ibid::Lang;
use serde_json::Value;

/// A page of so many words is a long one.
const LONG: usize = 500;

/// A set to make: the set that its questions and judgements are from, and what is in it.
struct Recipe {
    name: &'static str,
    questions: &'static str,
    corpora: &'static [Part],
}

/// Documents of a set.
struct Part {
    set: &'static str,
    take: Take,
}

#[derive(Clone, Copy)]
enum Take {
    All,
    Untitled,
    Long,
    In(Lang),
}

const RECIPES: [Recipe; 4] = [
    Recipe {
        name: "service-public-untitled",
        questions: "service-public-qr",
        corpora: &[part("service-public-qr", Take::Untitled)],
    },
    Recipe {
        name: "cdtn-untitled",
        questions: "cdtn-real-queries",
        corpora: &[part("cdtn-real-queries", Take::Untitled)],
    },
    Recipe {
        name: "cnil-faq-mixed",
        questions: "cnil-faq",
        corpora: &[
            part("cnil-faq", Take::All),
            part("service-public-qr", Take::Long),
            part("fr-faq-gouv", Take::All),
        ],
    },
    Recipe {
        name: "en-faq-gov-mixed",
        questions: "en-faq-gov",
        corpora: &[part("en-faq-gov", Take::All), part("xl-softdocs", Take::In(Lang::En))],
    },
];

const fn part(set: &'static str, take: Take) -> Part {
    Part { set, take }
}

/// Writes the sets into `DATA_DIR/beir`.
pub(crate) fn run(data: &Path) -> Result<(), Box<dyn Error>> {
    let beir = data.join("beir");
    for recipe in &RECIPES {
        let documents = write(&beir, recipe)?;
        println!("{:<28} {documents:>7} documents", recipe.name);
    }
    Ok(())
}

/// Writes a set, and says how many documents it has.
fn write(beir: &Path, recipe: &Recipe) -> Result<usize, Box<dyn Error>> {
    let (from, to) = (beir.join(recipe.questions), beir.join(recipe.name));
    fs::create_dir_all(to.join("qrels"))?;
    fs::copy(from.join("queries.jsonl"), to.join("queries.jsonl"))?;
    fs::copy(from.join("qrels/test.tsv"), to.join("qrels/test.tsv"))?;

    let mut documents = 0;
    let mut out = BufWriter::new(fs::File::create(to.join("corpus.jsonl"))?);
    for part in recipe.corpora {
        let corpus = fs::File::open(beir.join(part.set).join("corpus.jsonl"))?;
        for line in BufReader::new(corpus).lines() {
            if let Some(document) = taken(serde_json::from_str(&line?)?, part.take) {
                writeln!(out, "{document}")?;
                documents += 1;
            }
        }
    }
    out.flush()?;
    Ok(documents)
}

/// A document as it goes into the set, if it does.
fn taken(mut document: Value, take: Take) -> Option<Value> {
    let text = |key: &str| document.get(key).and_then(Value::as_str).unwrap_or_default();
    let wanted = match take {
        Take::All | Take::Untitled => true,
        Take::Long => text("text").split_whitespace().count() >= LONG,
        Take::In(lang) => Lang::from_tag(text("lang")) == Some(lang),
    };
    if let (Take::Untitled, Some(fields)) = (take, document.as_object_mut()) {
        fields.insert("title".to_owned(), "".into());
    }
    wanted.then_some(document)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_are_taken_by_what_they_are() {
        let short = json!({"_id": "a", "title": "A title", "text": "Few words.", "lang": "en"});
        let without = json!({"_id": "a", "title": "", "text": "Few words.", "lang": "en"});
        assert_eq!(taken(short.clone(), Take::Untitled), Some(without));
        assert_eq!(taken(short.clone(), Take::In(Lang::En)), Some(short.clone()));
        assert_eq!(taken(short.clone(), Take::In(Lang::Fr)), None);
        assert_eq!(taken(short, Take::Long), None);
        let long = json!({"_id": "b", "text": "word ".repeat(LONG)});
        assert_eq!(taken(long.clone(), Take::Long), Some(long));
    }
}
