//! How JSON is written in a snapshot: a thing a line, as a reviewer wants to see it in a difference.
//!
//! What is known has a place of its own, and what is not is written as JSON: so a new field shows.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// JSON that is no longer than this stays on one line.
const WIDTH: usize = 100;

// What is read of a file.

/// What `ibid parse --json` says: all of it, save the text of the blocks, which comes again in the
/// passages.
pub(crate) fn parsed(json: Value) -> String {
    let mut out = String::new();
    let mut file = object(json);
    let Some(documents) = file.remove("documents") else {
        document(&mut out, file);
        return out;
    };

    rest(&mut out, "", file);
    for (i, one) in list(Some(documents)).into_iter().enumerate() {
        let gap = if i > 0 { "\n" } else { "" };
        writeln!(out, "{gap}document {i}").unwrap();
        document(&mut out, object(one));
    }
    out
}

fn document(out: &mut String, mut document: Object) {
    let [blocks, cues, left_out, warnings, passages] =
        ["blocks", "cues", "left_out", "warnings", "passages"].map(|k| list(document.remove(k)));
    let about = document.remove("about").unwrap_or_default();
    let source = document.remove("source");
    for key in ["format", "lang"] {
        fact(out, key, document.remove(key));
    }
    object(about.clone()).into_iter().for_each(|(key, value)| fact(out, &key, Some(value)));
    fact(out, "source", source.clone());
    rest(out, "", document);
    writeln!(out, "blocks: {}", kinds(&blocks)).unwrap();

    section(out, "warnings", warnings, warning);
    section(out, "left out", left_out, left);
    section(out, "cues", cues, cue);
    section(out, "passages", passages, |out, mut one| {
        // those of the document are told once
        one.retain(|key, value| {
            !(key == "about" && *value == about
                || key == "source" && Some(&*value) == source.as_ref())
        });
        passage(out, one);
    });
}

/// A heading with a number, and each thing below it.
fn section(
    out: &mut String,
    name: &str,
    all: Vec<Value>,
    mut each: impl FnMut(&mut String, Object),
) {
    if all.is_empty() {
        return;
    }
    writeln!(out, "\n{name}: {}", all.len()).unwrap();
    all.into_iter().for_each(|one| each(out, object(one)));
}

/// How many blocks there are of each kind.
fn kinds(blocks: &[Value]) -> String {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for block in blocks {
        *kinds.entry(plain(&block["kind"])).or_default() += 1;
    }
    let counted: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
    format!("{} ({})", blocks.len(), counted.join(", "))
}

fn warning(out: &mut String, mut warning: Object) {
    let [code, message] = ["code", "message"].map(|key| taken(&mut warning, key));
    writeln!(out, "  {code}: {message}").unwrap();
    rest(out, "    ", warning);
}

fn left(out: &mut String, mut left: Object) {
    let [line, rule, text] = ["line", "rule", "text"].map(|key| taken(&mut left, key));
    writeln!(out, "  L{line} {rule}: {text}").unwrap();
    rest(out, "    ", left);
}

/// A cue on a line, and below it its words, each with its times from the start of the cue on.
fn cue(out: &mut String, mut cue: Object) {
    let start = cue["start"].as_u64().unwrap();
    let (times, words) = (times(&mut cue), list(cue.remove("words")));
    let [line, text] = ["line", "text"].map(|key| taken(&mut cue, key));
    write!(out, "  L{line} {times}").unwrap();
    for (key, value) in cue {
        write!(out, " {key}={value}").unwrap();
    }
    writeln!(out, " {}", on_one_line(&text)).unwrap();
    if words.is_empty() {
        return;
    }

    let timed = |word: &Value| {
        let bytes = |key: &str| usize::try_from(word["bytes"][key].as_u64().unwrap()).unwrap();
        let since = |key: &str| word[key].as_u64().unwrap().saturating_sub(start);
        let cut = text.get(bytes("start")..bytes("end")).unwrap_or("?");
        let sure = word.get("confidence").map_or(String::new(), |sure| format!(" {sure}"));
        format!("{cut} {}-{}{sure}", since("start"), since("end"))
    };
    let words: Vec<String> = words.iter().map(timed).collect();
    writeln!(out, "    {}", words.join(" | ")).unwrap();
}

/// A passage: a line that says what it is, then its text, each stretch with its time.
fn passage(out: &mut String, mut passage: Object) {
    let spans = list(passage.remove("spans"));
    let [ordinal, id, line, text] =
        ["ordinal", "id", "line", "text"].map(|key| taken(&mut passage, key));
    write!(out, "\n  {ordinal} {id} L{line}").unwrap();
    for key in ["lang", "speaker"] {
        let value = passage.remove(key).as_ref().map_or("-".to_owned(), plain);
        write!(out, " {value}").unwrap();
    }
    for heading in list(passage.remove("section")) {
        write!(out, " › {}", plain(&heading)).unwrap();
    }
    writeln!(out).unwrap();
    rest(out, "    ", passage);

    if spans.is_empty() {
        text.lines().for_each(|line| writeln!(out, "    {line}").unwrap());
    }
    for span in spans {
        stretch(out, &text, object(span));
    }
}

fn stretch(out: &mut String, text: &str, mut span: Object) {
    let [start, end] = ["start", "end"].map(|key| taken(&mut span, key).parse::<usize>().unwrap());
    let words = on_one_line(text.get(start..end).unwrap_or("?"));
    let time = span.remove("moment").map_or("--".to_owned(), |moment| {
        let mut moment = object(moment);
        let (times, method) = (times(&mut moment), taken(&mut moment, "method"));
        format!("{times} {method}")
    });
    let line = span.remove("line").map_or(String::new(), |line| format!(" L{line}"));
    writeln!(out, "    {time}{line} [{start}..{end}] {words}").unwrap();
    rest(out, "      ", span);
}

// Times and text.

/// `start` and `end`, taken out.
fn times(object: &mut Object) -> String {
    let mut clock = |key: &str| object.remove(key).and_then(|ms| ms.as_u64()).map(clock);
    let (start, end) = (clock("start").unwrap(), clock("end"));
    end.map_or(start.clone(), |end| format!("{start}–{end}"))
}

fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}.{:03}", seconds % 60, ms % 1000)
}

/// A field, taken out and written as it reads.
fn taken(object: &mut Object, key: &str) -> String {
    plain(&object.remove(key).unwrap_or_default())
}

/// A text without its quotation marks, anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn on_one_line(text: &str) -> String {
    text.replace('\n', "⏎")
}

fn fact(out: &mut String, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        writeln!(out, "{key}: {}", plain(&value)).unwrap();
    }
}

/// What is left of an object when all that is known has been taken out.
fn rest(out: &mut String, indent: &str, object: Object) {
    for (key, value) in object {
        writeln!(out, "{indent}{key}: {value}").unwrap();
    }
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        Value::Null => Object::new(),
        other => panic!("an object is expected: {other}"),
    }
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(list)) => list,
        None => Vec::new(),
        Some(other) => panic!("a list is expected: {other}"),
    }
}

// The answer to a search.

/// What `ibid search --json` says, without what differs from run to run or from place to place.
pub(crate) fn answer(mut json: Value, corpus: &Path) -> String {
    json["took_us"] = Value::from("[time]");
    let mut out = String::new();
    pretty(&mut out, &json, 0);
    out.push('\n');

    // as it stands in JSON, where some systems have signs to escape
    let folder = Value::from(corpus.to_str().unwrap()).to_string();
    out.replace(folder.trim_matches('"'), "[corpus]")
}

/// JSON on as few lines as read well: what is short stays on one.
fn pretty(out: &mut String, value: &Value, depth: usize) {
    let short = value.to_string();
    let (open, members, close): (char, Vec<(String, &Value)>, char) = match value {
        Value::Array(list) if short.chars().count() > WIDTH => {
            ('[', list.iter().map(|one| (String::new(), one)).collect(), ']')
        }
        Value::Object(object) if short.chars().count() > WIDTH => {
            ('{', object.iter().map(|(key, one)| (format!("\"{key}\": "), one)).collect(), '}')
        }
        _ => return out.push_str(&short),
    };

    out.push(open);
    for (i, (key, one)) in members.iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        write!(out, "{comma}\n{:1$}{key}", "", 2 * (depth + 1)).unwrap();
        pretty(out, one, depth + 1);
    }
    write!(out, "\n{:1$}{close}", "", 2 * depth).unwrap();
}
