//! From the files of a collection to passages of about 40 words.

use std::fs;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use ibid::Lang;
use ibid::analysis::identify;
use ibid_core::sentences::sentences;
use serde::{Deserialize, Serialize};

/// A passage ends with the sentence that brings it to so many words: they have about 40 on average.
const ENOUGH: usize = 22;
/// Fewer words than these are no passage of their own.
const LEAST: usize = 4;
/// A sentence of more words is cut between two of them.
const LONGEST: usize = 90;

/// A line of the file that is made.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Passage {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lang: Option<Lang>,
}

/// A line of a collection.
#[derive(Deserialize)]
struct Line {
    #[serde(alias = "_id", default)]
    id: serde_json::Value,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    lang: Option<String>,
}

/// Calls `each` with the passages of a file. Lines that are no document of a collection are left out.
pub(crate) fn each_passage(file: &Path, folder: &Path, each: &mut dyn FnMut(Passage)) {
    let shown = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().replace('\\', "/");
    if file.extension().is_none_or(|extension| extension != "jsonl") {
        let bytes = fs::read(file).expect("a file of the folder can be read");
        let text = String::from_utf8_lossy(&bytes);
        cut(&shown, "", &text, None, each);
        return;
    }

    let lines = BufReader::new(File::open(file).expect("a file of the folder can be read"));
    for (number, line) in lines.lines().enumerate() {
        let line = line.expect("a collection is UTF-8");
        let Ok(line) = serde_json::from_str::<Line>(&line) else { continue };
        let id = match &line.id {
            serde_json::Value::String(id) => id.clone(),
            serde_json::Value::Null => number.to_string(),
            other => other.to_string(),
        };
        let lang = line.lang.as_deref().and_then(Lang::from_tag);
        let title = line.title.as_deref().unwrap_or_default();
        cut(&format!("{shown}#{id}"), title, &line.text, lang, each);
    }
}

/// Cuts a text into passages, each of one paragraph or of several short ones.
fn cut(id: &str, title: &str, text: &str, lang: Option<Lang>, each: &mut dyn FnMut(Passage)) {
    let (mut words, mut number): (Vec<&str>, usize) = (Vec::new(), 0);
    let mut end = |words: &mut Vec<&str>| {
        if words.len() >= LEAST {
            let text = words.join(" ");
            let lang = lang.or_else(|| identify(&text).lang);
            each(Passage { id: format!("{id}#{number}"), title: title.to_owned(), text, lang });
            number += 1;
        }
        words.clear();
    };
    for sentence in sentences(text) {
        let own: Vec<&str> = text[sentence].split_whitespace().collect();
        for part in own.chunks(LONGEST) {
            // one that would make a passage much too long begins the next one
            if words.len() + part.len() > LONGEST {
                end(&mut words);
            }
            words.extend(part);
            if words.len() >= ENOUGH {
                end(&mut words);
            }
        }
    }
    end(&mut words);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passages(text: &str) -> Vec<Passage> {
        let mut found = Vec::new();
        cut("a", "T", text, Some(Lang::En), &mut |passage| found.push(passage));
        found
    }

    #[test]
    fn passages_end_with_a_sentence_and_keep_every_word() {
        let sentence = "The heron waits beside the old weir until the boats have gone by.";
        let text = [sentence; 20].join(" ");
        let found = passages(&text);
        assert!(found.iter().all(|passage| passage.text.ends_with("by.")));
        let words: Vec<&str> = found.iter().flat_map(|passage| passage.text.split(' ')).collect();
        assert_eq!(words.join(" "), text);
        assert_eq!((found[0].id.as_str(), found[1].id.as_str()), ("a#0", "a#1"));
    }

    #[test]
    fn a_sentence_without_end_is_cut_between_words() {
        let found = passages(&"word ".repeat(400));
        assert!(found.len() >= 4);
        assert!(found.iter().all(|passage| passage.text.split(' ').count() <= LONGEST));
        assert!(passages("Too short.").is_empty());
    }
}
