//! JSON lines: one document a line, BEIR's `corpus.jsonl` among them.
//!
//! `_id` is the name, `title` and `text` the words, `lang`, `url`, `date`, `author`, `evidence`
//! and `speaker` what is known besides; other fields are ignored, and so is a field of another type. A line break
//! in `text` parts paragraphs.

use ibid_core::document::{Block, BlockKind, Document};
use ibid_core::ids::SourceId;
use ibid_core::notice::Notice;
use serde::{Deserialize, Deserializer};

use super::{Declared, bound, empty, is_long};
use crate::clean::clean;
use crate::problem::Problem;
use crate::{Error, Format};

/// So many documents are read at a time.
const PART: usize = 512;
/// Beyond so many, bad lines are only counted.
const SHOWN_BAD_LINES: usize = 100;

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "_id", default, deserialize_with = "loose")]
    id: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    title: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    text: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    lang: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    url: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    date: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    author: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    evidence: Option<String>,
    #[serde(default, deserialize_with = "loose")]
    speaker: Option<String>,
}

/// A text or a number; anything else is as good as absent.
fn loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Reads every line, and gives `each` some documents at a time. What is wrong with bad lines comes
/// back.
pub(crate) fn read(
    text: &str,
    source: SourceId,
    path: &str,
    each: &mut dyn FnMut(Vec<Document>),
) -> Result<Vec<Notice>, Error> {
    let mut documents = Vec::with_capacity(PART);
    let mut bad: Vec<(u32, Problem)> = Vec::new();
    let (mut bad_count, mut good) = (0, false);
    for (line, json) in (1..).zip(text.split('\n')) {
        if json.trim().is_empty() {
            continue;
        }
        match read_line(json, line, source) {
            Ok(document) => {
                good = true;
                documents.push(document);
                if documents.len() == PART {
                    each(std::mem::replace(&mut documents, Vec::with_capacity(PART)));
                }
            }
            Err(problem) => {
                bad_count += 1;
                if bad.len() < SHOWN_BAD_LINES {
                    bad.push((line, problem));
                }
            }
        }
    }
    if let (false, Some((line, problem))) = (good, bad.first()) {
        let (path, line, problem) = (path.to_owned(), *line, problem.clone());
        return Err(Error::NoGoodLine { path, line, problem });
    }
    if !documents.is_empty() {
        each(documents);
    }
    Ok(notices(&bad, bad_count))
}

fn notices(bad: &[(u32, Problem)], bad_count: usize) -> Vec<Notice> {
    let notice = |(line, problem): &(u32, Problem)| {
        let fields = problem.fields();
        let line = [("line", line.to_string())];
        let fields: Vec<_> = line.iter().chain(&fields).map(|(k, v)| (*k, v.as_str())).collect();
        Notice::new("bad-json-line", "line {line} was skipped: {problem}", &fields)
    };
    let mut notices: Vec<Notice> = bad.iter().map(notice).collect();
    if bad_count > bad.len() {
        let more = (bad_count - bad.len()).to_string();
        let message = "{count} more lines were skipped";
        notices.push(Notice::new("more-bad-json-lines", message, &[("count", &more)]));
    }
    notices
}

fn read_line(json: &str, line: u32, source: SourceId) -> Result<Document, Problem> {
    let read: Line = serde_json::from_str(json).map_err(|error| Problem::of_json(&error))?;
    let mut blocks = paragraphs(read.text.as_deref().unwrap_or_default(), line);
    if blocks.is_empty() {
        blocks = paragraphs(read.title.as_deref().unwrap_or_default(), line);
    }
    if blocks.is_empty() {
        return Err(Problem::NoText);
    }
    let mut document = empty(source, Format::JsonLines);
    let declared = Declared {
        name: read.id,
        title: read.title,
        video: None,
        url: read.url,
        date: read.date,
        lang: read.lang,
        author: read.author,
        evidence: read.evidence,
    };
    declared.fill(&mut document, line);
    document.about.number = Some(line - 1);
    let speaker = read.speaker.map(|name| clean(&name));
    let speaker = speaker.filter(|name| !name.is_empty() && !is_long(name));
    for block in &mut blocks {
        block.speaker.clone_from(&speaker);
    }
    document.blocks = blocks;
    bound(&mut document, line);
    Ok(document)
}

fn paragraphs(text: &str, line: u32) -> Vec<Block> {
    text.split(['\n', '\r', '\u{2028}', '\u{2029}'])
        .map(clean)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| Block::untimed(BlockKind::Paragraph, paragraph, line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibid_core::document::{Date, Medium};
    use ibid_core::lang::Lang;

    fn read_all(text: &str) -> Vec<Document> {
        crate::read_bytes(text.as_bytes(), "x").unwrap()
    }

    #[test]
    fn each_line_is_a_document() {
        let docs = read_all(concat!(
            r#"{"_id": 7, "title": "Te\u0301moin", "text": "Un.\nDeux.", "lang": "fr-CA", "url": "https://e.org", "date": "2020-05-04", "metadata": {}}"#,
            "\n\n",
            r#"{"_id": "b", "title": " Seul ", "text": null}"#,
        ));
        assert_eq!(docs.len(), 2);
        assert_eq!(docs[0].about.name.as_deref(), Some("7"));
        assert_eq!(docs[0].about.title.as_deref(), Some("Témoin"));
        assert_eq!(docs[0].about.medium, Some(Medium::Web("https://e.org".into())));
        assert_eq!(docs[0].about.date, Date::new(2020, 5, 4));
        assert_eq!(docs[0].lang, Some(Lang::Fr));
        assert_eq!(
            docs[0].blocks.iter().map(|b| (b.text.as_str(), b.line)).collect::<Vec<_>>(),
            [("Un.", 1), ("Deux.", 1)]
        );
        assert_eq!((docs[1].blocks[0].text.as_str(), docs[1].blocks[0].line), ("Seul", 3));
        assert_eq!(docs[0].source, docs[1].source);
    }

    #[test]
    fn each_document_knows_its_line() {
        let docs = read_all("{\"text\": \"a\"}\n\n{oops\n{\"text\": \"b\"}");
        assert_eq!(docs.iter().map(|d| d.about.number).collect::<Vec<_>>(), [Some(0), Some(3)]);
    }

    #[test]
    fn the_words_of_a_line_have_its_speaker() {
        let docs = read_all(
            r#"{"text": "Un.\nDeux.", "speaker": " Anne  Roy ", "videoId": "abc", "start": 12.5}"#,
        );
        let said: Vec<_> = docs[0].blocks.iter().map(|b| b.speaker.as_deref()).collect();
        assert_eq!(said, [Some("Anne Roy"), Some("Anne Roy")]);
    }

    #[test]
    fn a_long_title_is_cut_and_said() {
        let title = "mot ".repeat(100);
        let docs = read_all(&format!("{{\"text\": \"a\"}}\n{{\"title\": \"{title}\"}}"));
        let cut = docs[1].about.title.as_deref().unwrap();
        assert!(cut.ends_with("mot…") && cut.chars().count() <= 300, "{cut}");
        assert_eq!(docs[1].blocks[0].text, title.trim());
        assert_eq!(docs[1].warnings[0].code, "long-title");
        assert_eq!(docs[1].warnings[0].fields[0], ("line".to_owned(), "2".to_owned()));
    }

    #[test]
    fn bad_lines_are_said_and_skipped() {
        let docs = read_all(
            "{\"text\": \"ok\"}\n{oops\n{\"a\": 1}\n{\"text\": \"fine\", \"date\": \"soon\"}",
        );
        assert_eq!(docs.len(), 2);
        let said: Vec<_> =
            docs[0].warnings.iter().map(|n| (n.code.as_str(), n.fields[0].1.as_str())).collect();
        assert_eq!(said, [("bad-json-line", "2"), ("bad-json-line", "3")]);
        assert_eq!(docs[1].warnings[0].code, "unreadable-field");
        let error = read("{\"a\": 1}\n{", SourceId::of(b""), "f.txt", &mut |_| {}).unwrap_err();
        assert!(matches!(error, Error::NoGoodLine { line: 1, .. }), "{error}");
    }
}
