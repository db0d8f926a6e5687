//! JSON lines: one document a line, BEIR's `corpus.jsonl` among them; or one array of such objects, or
//! one object alone.
//!
//! `_id` is the name, `title` and `text` the words, `lang`, `url`, `date`, `author`, `evidence`
//! and `speaker` what is known besides; other fields are ignored, and so is a field of another type: one
//! that tells a time is told of. A line break in `text` parts paragraphs.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::{Block, BlockKind, Document};
use ibid_core::ids::SourceId;

use super::unread::Unread;
use crate::clean::clean;
use crate::formats::json::{self, Losses, Value};
use crate::formats::lines::LineCount;
use crate::formats::speech::recognisers::chapters;
use crate::formats::{Declared, Malformed, bound, empty, is_long};
use crate::not_read::is_literal;
use crate::problem::Problem;
use crate::{Error, Format};

/// At most `PART` documents are read at a time…
const PART: usize = 512;
/// …and no more when they have so many bytes of text.
const PART_BYTES: usize = 1 << 20;
/// So many lines are looked at to tell the format.
const LOOKED_AT: usize = 3;
/// Beyond `SHOWN_BAD_LINES`, bad lines are only counted.
const SHOWN_BAD_LINES: usize = 100;

/// Whether a text is in this format: one of the first lines is an object with a field of ours (a bad
/// line above it is no proof against), or all of it is an object with words or an array of them.
pub(crate) fn sniff(text: &str) -> bool {
    // The last entry of a list in code may stand among them.
    Value::lines(text).take(LOOKED_AT).any(is_line) && !is_literal(text)
        || whole(text).is_some_and(|root| match root.elements().next() {
            Some(first) => has_words(first),
            None => has_words(root),
        })
}

/// Whether the first lines of a text are documents, each of them: then it is read line by line.
pub(crate) fn begins_with_documents(text: &str) -> bool {
    let lines: Vec<Value<'_>> = Value::lines(text).take(LOOKED_AT).collect();
    lines.len() == LOOKED_AT && lines.into_iter().all(is_line)
}

/// Whether a line is an object with a field of ours.
fn is_line(value: Value<'_>) -> bool {
    let is_ours = |(name, _)| matches!(name, "text" | "title" | "_id");
    is_sound(value) && value.members().any(is_ours) && !is_of_recogniser(value)
}

/// Whether a value is an object with a text or a title.
fn has_words(value: Value<'_>) -> bool {
    let is_words =
        |(name, value): (&str, Value<'_>)| matches!(name, "text" | "title") && value.is_string();
    is_sound(value) && value.members().any(is_words) && !is_of_recogniser(value)
}

/// Whether an object lists what was said beside its text, or has its words in a list alone: its times
/// would be lost, and its words.
fn is_of_recogniser(value: Value<'_>) -> bool {
    const LISTS: [&str; 8] = [
        "words",
        "utterances",
        "segments",
        "result",
        "results",
        "monologues",
        "chunks",
        "transcription",
    ];
    let lists = |(name, value): (&str, Value<'_>)| {
        LISTS.contains(&name) && (value.is_array() || value.is_object())
    };
    const WORDS: [&str; 6] = ["text", "sentence", "transcript", "content", "word", "words"];
    let says = |(name, _): (&str, Value<'_>)| WORDS.contains(&name);
    let has_text = value.members().any(|(name, value)| name == "text" && value.is_string());
    let lists_words = |(_, value): (&str, Value<'_>)| {
        value.elements().next().is_some_and(|first| first.members().any(says))
    };
    let tells_chapters = || chapters(value).is_some();
    value.members().any(lists)
        || !has_text && (value.members().any(lists_words) || tells_chapters())
}

fn is_sound(value: Value<'_>) -> bool {
    value.is_object() && json::fault(value.text).is_none()
}

/// The one value of a file that has no more.
fn whole(text: &str) -> Option<Value<'_>> {
    let root = Value::from_text(text);
    ((root.is_object() || root.is_array()) && Value::is_alone(text)).then_some(root)
}

/// Reads every line, and gives `each` some documents at a time; also those of a file that is one
/// object, or one array of them. What is wrong with bad lines comes back.
pub(crate) fn read(
    text: &str,
    source: SourceId,
    path: &str,
    each: &mut dyn FnMut(Vec<Document>),
) -> Result<Vec<Diagnostic>, Error> {
    let mut reader = JsonLinesReader::new(source, each);
    let mut lines = LineCount::new(text);
    match whole(text) {
        Some(root) if root.is_array() => {
            let fault = json::fault(text);
            for (number, value) in (0..).zip(root.elements()) {
                reader.take(value, lines.line_of(value.at), number, fault.as_ref());
            }
        }
        Some(root) => {
            let line = lines.line_of(root.at);
            reader.take(root, line, line - 1, None);
        }
        None => reader.take_lines(text),
    }

    reader.finish(path)
}

/// Takes the objects of a file one by one.
pub(crate) struct JsonLinesReader<'a> {
    source: SourceId,
    each: &'a mut dyn FnMut(Vec<Document>),
    /// Those that `each` did not get yet.
    documents: Vec<Document>,
    /// How many bytes of text they have.
    bytes: usize,
    /// How many lines came before those that come next.
    passed: u32,
    good: bool,
    bad: Bad,
    losses: Losses,
    ids: Ids,
    unread: Unread,
}

/// The ids that documents were given: where one comes again first, and how often.
#[derive(Default)]
struct Ids {
    known: HashSet<u64>,
    first: Option<(u32, String)>,
    count: u64,
}

impl Ids {
    fn take(&mut self, id: &str, line: u32) {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        if !self.known.insert(hasher.finish()) {
            self.first.get_or_insert_with(|| (line, id.to_owned()));
            self.count += 1;
        }
    }

    fn diagnostic(self) -> Option<Diagnostic> {
        let (line, id) = self.first?;
        let (line, count) = (line.to_string(), self.count.to_string());
        let fields = [("line", &*line), ("id", &*id), ("count", &*count)];
        Some(Diagnostic::new(Code::RepeatedId, &fields))
    }
}

/// What could not be read: the first such lines, and how many there are.
#[derive(Default)]
struct Bad {
    shown: Vec<(u32, Problem)>,
    count: usize,
}

impl<'a> JsonLinesReader<'a> {
    /// Reads a source, and gives `each` some documents at a time.
    pub(crate) fn new(source: SourceId, each: &'a mut dyn FnMut(Vec<Document>)) -> Self {
        JsonLinesReader {
            source,
            each,
            documents: Vec::new(),
            bytes: 0,
            passed: 0,
            good: false,
            bad: Bad::default(),
            losses: Losses::default(),
            ids: Ids::default(),
            unread: Unread::default(),
        }
    }

    /// Takes the lines that come next: all of the file, or whole lines of it.
    pub(crate) fn take_lines(&mut self, text: &str) {
        let mut lines = LineCount::new(text);
        for value in Value::lines(text) {
            let line = lines.line_of(value.at).saturating_add(self.passed);
            self.take(value, line, line - 1, None);
        }
        // a text that ends with a line feed has no line after it
        self.passed = self.passed.saturating_add(lines.line_of(text.len()) - 1);
    }

    /// Takes the value that starts at a line; `fault` is what is wrong with the array around it.
    fn take(&mut self, value: Value<'_>, line: u32, number: u32, fault: Option<&Malformed>) {
        match document(value, line, self.source) {
            Ok(mut document) => {
                document.about.number = Some(number);
                self.good = true;
                self.losses.look(value.text, line);
                self.unread.look(value, line);
                if let Some(id) = &document.about.name {
                    self.ids.take(id, line);
                }
                self.bytes += document.blocks.iter().map(|block| block.text.len()).sum::<usize>();
                self.documents.push(document);
                if self.documents.len() == PART || self.bytes >= PART_BYTES {
                    self.bytes = 0;
                    (self.each)(std::mem::take(&mut self.documents));
                }
            }
            Err(bad) => {
                self.bad.count += 1;
                if self.bad.shown.len() < SHOWN_BAD_LINES {
                    let of_json = |bad: &Malformed| {
                        !matches!(bad.problem, Problem::NoText | Problem::JsonField { .. })
                    };
                    let bad = fault.filter(|_| of_json(&bad)).cloned().unwrap_or(bad);
                    self.bad.shown.push((bad.line, bad.problem));
                }
            }
        }
    }

    /// Gives the last documents. What is wrong with bad lines comes back.
    ///
    /// # Errors
    /// [`Error::NoGoodLine`] where no line was a document: then nothing was given.
    pub(crate) fn finish(self, path: &str) -> Result<Vec<Diagnostic>, Error> {
        if let (false, Some((line, problem))) = (self.good, self.bad.shown.first()) {
            let (path, line, problem) = (path.to_owned(), *line, problem.clone());
            return Err(Error::NoGoodLine { path, line, problem });
        }
        if !self.documents.is_empty() {
            (self.each)(self.documents);
        }
        let mut told = diagnostics(&self.bad.shown, self.bad.count);
        told.extend(self.losses.diagnostics());
        told.extend(self.ids.diagnostic());
        told.extend(self.unread.diagnostics());
        Ok(told)
    }
}

fn diagnostics(bad: &[(u32, Problem)], bad_count: usize) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<Diagnostic> =
        bad.iter().map(|(line, problem)| bad_line(*line, problem)).collect();
    if bad_count > bad.len() {
        let more = (bad_count - bad.len()).to_string();
        diagnostics.push(Diagnostic::new(Code::MoreBadJsonLines, &[("count", &more)]));
    }

    diagnostics
}

fn bad_line(line: u32, problem: &Problem) -> Diagnostic {
    let fields = problem.fields();
    let line = [("line", line.to_string())];
    let fields: Vec<_> = line.iter().chain(&fields).map(|(k, v)| (*k, v.as_str())).collect();
    Diagnostic::new(Code::BadJsonLine, &fields)
}

/// The document of an object that starts at a line.
fn document(value: Value<'_>, line: u32, source: SourceId) -> Result<Document, Malformed> {
    if let Some(fault) = json::fault(value.text) {
        return Err(Malformed { line: line.saturating_add(fault.line - 1), ..fault });
    }
    if !value.is_object() {
        return Err(Malformed { line, problem: Problem::JsonField { column: 1 } });
    }

    let (mut declared, mut text, mut speaker) = (Declared::default(), None, None);
    for (name, value) in value.members() {
        let field = match name {
            "_id" => &mut declared.name,
            "title" => &mut declared.title,
            "text" => &mut text,
            "lang" => &mut declared.lang,
            "url" => &mut declared.url,
            "date" => &mut declared.date,
            "author" => &mut declared.author,
            "evidence" => &mut declared.evidence,
            "speaker" => &mut speaker,
            _ => continue,
        };
        // A text or a number; anything else is as good as absent.
        *field = value.string();
    }

    let mut blocks = paragraphs(text.as_deref().unwrap_or_default(), line);
    if blocks.is_empty() {
        blocks = paragraphs(declared.title.as_deref().unwrap_or_default(), line);
    }

    if blocks.is_empty() {
        return Err(Malformed { line, problem: Problem::NoText });
    }
    let mut document = empty(source, Format::JsonLines);
    declared.fill(&mut document, line);
    let speaker = speaker.map(|name| clean(&name));
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
        assert_eq!(docs[1].warnings[0].code.name(), "long-title");
        assert_eq!(docs[1].warnings[0].fields[0], ("line".to_owned(), "2".to_owned()));
    }

    #[test]
    fn one_array_and_one_object_are_read_too() {
        let array = "[\n{\"_id\": \"1\", \"text\": \"Un.\"}, {\"title\": \"Deux\"},\n 7, {\n\"text\": \"Trois.\"}]";
        let docs = read_all(array);
        let seen: Vec<_> = docs
            .iter()
            .map(|d| (d.about.number, d.blocks[0].text.as_str(), d.blocks[0].line))
            .collect();
        assert_eq!(seen, [(Some(0), "Un.", 2), (Some(1), "Deux", 2), (Some(3), "Trois.", 3)]);
        assert_eq!(docs[0].warnings[0].code.name(), "bad-json-line");

        let docs = read_all("\n{\n  \"_id\": \"1\",\n  \"text\": \"Bonjour\"\n}\n");
        assert_eq!(
            (docs.len(), docs[0].blocks[0].text.as_str(), docs[0].blocks[0].line),
            (1, "Bonjour", 2)
        );

        let cut = read_all("[{\"text\": \"Un.\"},\n{\"text\": \"Deux.\"},\n{\"text\": \"Tr");
        assert_eq!((cut.len(), cut[0].warnings[0].fields[0].1.as_str()), (2, "3"));
    }

    #[test]
    fn what_programs_write_beyond_json_is_read() {
        let docs = read_all(
            "{\"text\": \"x\", \"score\": NaN}\n{\"text\": \"half \\ud83d pair\", \"score\": 1e400}",
        );
        let texts: Vec<_> = docs.iter().map(|d| d.blocks[0].text.as_str()).collect();
        assert_eq!(texts, ["x", "half \u{fffd} pair"]);
        let codes: Vec<&str> = docs[0].warnings.iter().map(|told| told.code.name()).collect();
        assert_eq!(codes, ["half-character"]);
    }

    #[test]
    fn what_stands_twice_is_told() {
        let docs = read_all(concat!(
            "{\"_id\": \"a\", \"text\": \"Un.\", \"text\": \"Une.\"}\n",
            "{\"_id\": \"b\", \"text\": \"Deux.\"}\n\n",
            "{\"_id\": \"a\", \"text\": \"Trois.\"}\n",
        ));
        let texts: Vec<_> = docs.iter().map(|d| d.blocks[0].text.as_str()).collect();
        assert_eq!(texts, ["Une.", "Deux.", "Trois."]);
        let told = |told: &Diagnostic| {
            let values: Vec<&str> = told.fields.iter().map(|(_, value)| value.as_str()).collect();
            format!("{} {}", told.code.name(), values.join(" "))
        };
        let told: Vec<String> = docs[0].warnings.iter().map(told).collect();
        assert_eq!(told, ["repeated-field 1 text 1", "repeated-id 4 a 1"]);
    }

    #[test]
    fn bad_lines_are_said_and_skipped() {
        let docs = read_all(
            "{\"text\": \"ok\"}\n{oops\n{\"a\": 1}\n{\"text\": \"fine\", \"date\": \"soon\"}",
        );
        assert_eq!(docs.len(), 2);
        let said: Vec<_> =
            docs[0].warnings.iter().map(|n| (n.code.name(), n.fields[0].1.as_str())).collect();
        assert_eq!(said, [("bad-json-line", "2"), ("bad-json-line", "3")]);
        assert_eq!(docs[1].warnings[0].code.name(), "unreadable-field");
        let error =
            read("{\"a\": 1}\n{", SourceId::from_bytes(b""), "f.txt", &mut |_| {}).unwrap_err();
        assert!(matches!(error, Error::NoGoodLine { line: 1, .. }), "{error}");
    }
}
