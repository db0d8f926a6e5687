//! Function words, and the words that carry nothing but a question.
//!
//! They are indexed like all others, because phrases and quotes need them; a query leaves them
//! out unless it has nothing else.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::tables;
use crate::lang::Lang;

/// The line that parts question words from the others in the lists.
const QUESTIONS: &str = "#! question words";

#[derive(Default)]
struct Lists {
    stop: FxHashSet<Cow<'static, str>>,
    question: FxHashSet<Cow<'static, str>>,
}

fn lists(lang: Lang) -> &'static Lists {
    static FRENCH: OnceLock<Lists> = OnceLock::new();
    static ENGLISH: OnceLock<Lists> = OnceLock::new();
    match lang {
        Lang::Fr => FRENCH.get_or_init(|| read(tables::FRENCH_STOPWORDS)),
        Lang::En => ENGLISH.get_or_init(|| read(tables::ENGLISH_STOPWORDS)),
    }
}

fn read(text: &'static str) -> Lists {
    let mut lists = Lists::default();
    let mut question = false;
    for line in text.lines().map(str::trim) {
        if line == QUESTIONS {
            question = true;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let list = if question { &mut lists.question } else { &mut lists.stop };
        // typed without accents they are the same; with other accents (`thé`) they are not
        if let Some(folded) = tables::other_folded(line) {
            list.insert(folded.replace('\'', "").into());
        }
        list.insert(match line.contains('\'') {
            true => line.replace('\'', "").into(),
            false => line.into(),
        });
    }

    lists
}

/// Whether a word in lower case, without apostrophes, is a function word of the language; question
/// words are.
pub fn is_stop(lower: &str, lang: Lang) -> bool {
    let lists = lists(lang);
    lists.stop.contains(lower) || lists.question.contains(lower)
}

/// Whether a word in lower case only carries a question: `comment`, `how`.
pub(crate) fn is_question(lower: &str, lang: Lang) -> bool {
    lists(lang).question.contains(lower)
}
