use std::fs;

use ibid_core::analysis::{Analyzer, Kind, Tokens};
use ibid_core::lang::Lang;
use ibid_core::query::{Stem, Word};
use proptest::prelude::*;

use super::*;

mod po;
mod table;
mod tbx;

fn read(text: &str) -> Result<(TermList, Vec<Diagnostic>), Error> {
    read_bytes(text.as_bytes(), "mots/liste", &TermLimits::default())
}

/// What a list says, and its warnings without the path.
fn good(text: &str) -> (TermList, Vec<String>) {
    let (list, warnings) = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let said = |w: &Diagnostic| w.message.replace("mots/liste, ", "").replace("mots/liste: ", "");
    (list, warnings.iter().map(said).collect())
}

/// The error of a list, without the path.
fn bad(text: &str) -> String {
    let error = read(text).map(|(list, _)| list.len()).unwrap_err();
    assert_eq!(error.to_string(), error.diagnostic().message);
    error.to_string().replace("mots/liste, ", "")
}

/// What a list says of a text in a language: its translations in their order, `|` between them.
fn ask(list: &TermList, text: &str, from: Lang) -> String {
    let mut tokens = Tokens::new();
    Analyzer::new().analyze(text, Some(from), &mut tokens);
    let mut words: Vec<Word> = Vec::new();
    for token in tokens.iter().filter(|t| t.kind == Kind::Stem) {
        let at = token.position as usize;
        words.resize_with(words.len().max(at + 1), Word::default);
        words[at].text = text[token.start as usize..token.end as usize].to_owned();
        words[at].stems.push(Stem::new(token.term, Some(from)));
    }
    let words: Vec<&Word> = words.iter().collect();
    let found = list.longest(&words, from).filter(|found| found.words == words.len());
    let texts = found.into_iter().flat_map(|found| found.translations).map(|t| t.text);
    texts.collect::<Vec<_>>().join("|")
}

fn fr(list: &TermList, text: &str) -> String {
    ask(list, text, Lang::Fr)
}

fn en(list: &TermList, text: &str) -> String {
    ask(list, text, Lang::En)
}

#[test]
fn what_is_no_list_is_an_error_that_says_what_to_do() {
    let advice = "give a table with the columns `fr` and `en`, TBX, or gettext .po";
    for (text, why) in [
        ("", "line 1: no term in both French and English was found: there is no entry"),
        ("# rien\n\n", "line 1: no term in both French and English was found: there is no entry"),
        ("fr,en\n", "line 1: no term in both French and English was found: there is no entry"),
        (
            "Du texte.\nEncore du texte.\n",
            "line 1: no term in both French and English was found: there is no term in one of the two languages",
        ),
        (
            "{\"fr\": \"phare\"}",
            "line 1: no term in both French and English was found: there is no term in one of the two languages",
        ),
    ] {
        assert_eq!(bad(text), format!("{why}: {advice}"), "{text}");
    }
    for page in ["<html><body>x</body></html>", "<tmx version=\"1.4\"><body/></tmx>"] {
        assert_eq!(bad(page), "line 1: cannot be read as tbx: XML of no known kind");
    }
    let binary = read_bytes(b"PK\x03\x04\0\0", "a.xlsx", &TermLimits::default());
    assert!(matches!(binary, Err(Error::NotRead { path, .. }) if path == "a.xlsx"));
}

#[test]
fn a_list_that_is_no_file_or_too_large_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let limits = TermLimits::default();
    let missing = read_file(&dir.path().join("none.csv"), "none.csv", &limits);
    assert!(matches!(missing, Err(Error::Missing { path }) if path == "none.csv"));
    let folder = read_file(dir.path(), "mots", &limits);
    assert!(matches!(folder, Err(Error::NotAFile { path }) if path == "mots"));

    let path = dir.path().join("a.csv");
    fs::write(&path, "fr,en\nphare,lighthouse\n").unwrap();
    let (list, warnings) = read_file(&path, "mots/a.csv", &limits).unwrap();
    assert_eq!((list.len(), list.name(), warnings.len()), (1, "terms:a.csv", 0));
    let small = TermLimits { file_bytes: 10, ..limits };
    let error = read_file(&path, "mots/a.csv", &small).unwrap_err();
    assert_eq!(
        error.to_string(),
        "mots/a.csv: a list of terms is not read beyond 10 bytes: keep the terms that are needed"
    );
}

#[test]
fn a_list_of_too_many_entries_is_cut_and_told() {
    let table = "fr,en\nun,one\n,two\ntrois,three\nquatre,four\n";
    let po = "msgid \"\"\nmsgstr \"Language: fr\\n\"\n\nmsgid \"one\"\nmsgstr \"un\"\n\nmsgid \"two\"\nmsgstr \"deux\"\n";
    let tbx = "<martif><text><body><termEntry><langSet xml:lang='fr'><tig><term>un</term></tig></langSet><langSet xml:lang='en'><tig><term>one</term></tig></langSet></termEntry>\n<termEntry/></body></text></martif>";
    for (text, entries, line) in [(table, 2, 4), (po, 1, 7), (tbx, 1, 2)] {
        let limits = TermLimits { entries, ..TermLimits::default() };
        let (list, warnings) = read_bytes(text.as_bytes(), "a", &limits).unwrap();
        let want = format!(
            "a, line {line}: the list is not read beyond {entries} entries: keep those that are needed"
        );
        assert_eq!(warnings.last().map(|w| w.message.clone()), Some(want));
        assert_eq!(list.len(), 1);
        assert_eq!(en(&list, "one"), "un");
    }
}

#[test]
fn other_encodings_are_read_and_told() {
    let text = "fr;en\nété;summer\nforêt;forest\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let old_ends = text.replace('\n', "\r\n");
    for (bytes, warned) in [
        (latin.into_owned(), true),
        (utf16, false),
        (marked, false),
        (old_ends.into_bytes(), false),
    ] {
        let (list, warnings) = read_bytes(&bytes, "a.csv", &TermLimits::default()).unwrap();
        assert_eq!(fr(&list, "été"), "summer");
        let told = warnings.iter().any(|w| w.code == Code::TermsEncoding);
        assert_eq!(told, warned, "{warnings:?}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(?s)([a-é,;|\t\n\"#<>=%&_{}\\\\]|\\PC){0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn no_pieces_of_the_formats_make_it_panic(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40),
    ) {
        let _ = read(&pieces.concat());
    }
}

const PIECES: &[&str] = &[
    "fr,en\n",
    "sep=;\n",
    "\"",
    "\"\"",
    "a,b\n",
    "un;one\n",
    "\t",
    "<martif>",
    "<tbx>",
    "<termEntry>",
    "</termEntry>",
    "<langSet xml:lang=\"fr\">",
    "<langSec xml:lang=\"en\">",
    "</langSet>",
    "<term>",
    "</term>",
    "un",
    "msgid \"a\"\n",
    "msgstr \"b\"\n",
    "msgid \"\"\n",
    "msgstr \"Language: fr\\n\"\n",
    "#, fuzzy\n",
    "#~ msgid \"c\"\n",
    "msgstr[1] \"%s d\"\n",
    "\\",
    "{",
    "}",
    "%(",
    "&",
    "_",
    "\n",
];
