//! Judged seconds: whether what is found opens where the answer is said.
//!
//! A file of them has one right answer a line, parted by tabs, under the names of the columns:
//! `lang`, `id`, `question`, `collection`, `source`, `from`, `to`, `kind`, in this order. Lines with
//! one `id` are answers to one question, each as good as the others. `source` is a path below the folder that
//! was indexed; `from` and `to` are seconds.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ibid_core::lang::Lang;
use ibid_ingest::Problem;
use ibid_query::Response;
use ibid_query::answer::HitView;
use rayon::prelude::*;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::library::Library;

/// How many hits are looked at.
const HITS: usize = 10;

/// How many seconds before the answer a link may open.
const LEAD: f64 = 5.0;

/// The ranks up to which is counted.
pub const RANKS: [usize; 3] = [1, 3, 10];

/// A question with its right answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The language that it is in, if it is one of ours.
    pub lang: Option<Lang>,
    /// Its id.
    pub id: String,
    /// As it is asked.
    pub text: String,
    /// The collection that it is asked of.
    pub collection: String,
    /// What it is like.
    pub kind: String,
    /// Where it is answered.
    pub places: Vec<Place>,
}

/// A stretch of a source that answers a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The path of the source, as hits show it.
    pub source: String,
    /// Seconds at which the answer begins.
    pub from: f64,
    /// Seconds at which it ends.
    pub to: f64,
}

impl Place {
    /// Whether one who opens this second hears the answer: from five seconds before it to its end.
    pub fn holds(&self, second: f64) -> bool {
        (self.from - LEAD..=self.to).contains(&second)
    }

    /// Whether this second is within five of the beginning of the answer.
    pub fn begins_near(&self, second: f64) -> bool {
        (second - self.from).abs() <= LEAD
    }
}

/// How one question was answered: the first rank that is right, from 1, if there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The id of the question.
    pub id: String,
    /// The language of the question.
    pub lang: Option<Lang>,
    /// What the question is like.
    pub kind: String,
    /// The first hit that opens within an answer, or five seconds before it.
    pub within: Option<usize>,
    /// The first hit that opens within five seconds of where an answer begins.
    pub near: Option<usize>,
}

/// The shares of some questions that are answered up to each of [`RANKS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Shares {
    /// How many questions there are.
    pub questions: usize,
    /// By a hit that opens within an answer, or five seconds before it.
    pub within: [f64; RANKS.len()],
    /// By a hit that opens within five seconds of where an answer begins.
    pub near: [f64; RANKS.len()],
}

impl Shares {
    /// The shares of the questions that were answered so.
    pub fn of(answered: &[&Answered]) -> Self {
        let share = |rank: &dyn Fn(&Answered) -> Option<usize>, most: usize| {
            let right = answered.iter().filter(|one| rank(one).is_some_and(|rank| rank <= most));
            right.count() as f64 / answered.len().max(1) as f64
        };
        Shares {
            questions: answered.len(),
            within: RANKS.map(|most| share(&|one| one.within, most)),
            near: RANKS.map(|most| share(&|one| one.near, most)),
        }
    }
}

/// Reads a file of judged seconds, its questions in the order of their ids.
///
/// # Errors
/// When the file cannot be read, or where a line has no times.
pub fn read(path: &Path) -> Result<Vec<Question>> {
    let text =
        fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    let mut questions: BTreeMap<String, Question> = BTreeMap::new();
    for (line, text) in (1..).zip(text.lines()).skip(1).filter(|(_, text)| !text.is_empty()) {
        let wrong = |problem| Error::Judgements { path: path.to_owned(), line, problem };
        let columns: Vec<&str> = text.split('\t').collect();
        let column = |i: usize| columns.get(i).map(|text| text.trim()).unwrap_or_default();
        let second = |i: usize| column(i).parse().map_err(|_| wrong(Problem::NotANumber));

        let place = Place { source: column(4).to_owned(), from: second(5)?, to: second(6)? };
        let entry = questions.entry(column(1).to_owned()).or_insert_with(|| Question {
            lang: Lang::from_tag(column(0)),
            id: column(1).to_owned(),
            text: column(2).to_owned(),
            collection: column(3).to_owned(),
            kind: column(7).to_owned(),
            places: Vec::new(),
        });
        entry.places.push(place);
    }

    Ok(questions.into_values().collect())
}

/// Asks questions of a library, as a search for ten hits does.
///
/// # Errors
/// When the index cannot be read.
pub fn ask(library: &Library, questions: &[&Question]) -> Result<Vec<Answered>> {
    let answer = |question: &&Question| Ok(judge(question, &library.search(&question.text, HITS)?));
    questions.par_iter().map(answer).collect()
}

fn judge(question: &Question, response: &Response) -> Answered {
    Answered {
        id: question.id.clone(),
        lang: question.lang,
        kind: question.kind.clone(),
        within: rank(question, response, Place::holds),
        near: rank(question, response, Place::begins_near),
    }
}

/// The rank of the first hit whose link opens right.
fn rank(question: &Question, response: &Response, right: fn(&Place, f64) -> bool) -> Option<usize> {
    let is_right = |hit: &HitView| {
        let Some(second) = opened(hit) else { return false };
        let mut places = question.places.iter().filter(|place| place.source == hit.source);
        places.any(|place| right(place, second))
    };
    Some(response.hits.iter().position(is_right)? + 1)
}

/// The second that the first link of a hit opens: links have whole seconds.
fn opened(hit: &HitView) -> Option<f64> {
    hit.citations.first()?.t.map(f64::floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_may_be_opened_a_little_early_and_not_after_its_end() {
        let place = Place { source: "a".to_owned(), from: 100.0, to: 130.0 };
        let all = [94.0, 95.0, 105.0, 106.0, 130.0, 131.0];
        let held: Vec<f64> = all.iter().copied().filter(|t| place.holds(*t)).collect();
        let near: Vec<f64> = all.iter().copied().filter(|t| place.begins_near(*t)).collect();
        assert_eq!((held, near), (vec![95.0, 105.0, 106.0, 130.0], vec![95.0, 105.0]));
    }

    #[test]
    fn shares_are_of_all_questions() {
        let (id, kind) = (String::new(), String::new());
        let one = |within, near| Answered {
            id: id.clone(),
            lang: Some(Lang::Fr),
            kind: kind.clone(),
            within,
            near,
        };
        let all = [one(Some(1), None), one(Some(3), Some(4)), one(None, None), one(Some(2), None)];
        let shares = Shares::of(&all.iter().collect::<Vec<_>>());
        assert_eq!(shares.within, [0.25, 0.75, 0.75]);
        assert_eq!((shares.questions, shares.near), (4, [0.0, 0.0, 0.25]));
    }
}
