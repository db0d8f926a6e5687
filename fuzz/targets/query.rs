#![no_main]

use std::sync::LazyLock;

use ibid::{Engine, Facet, Lang, Memory, Order, SearchOptions, Store};

/// A few passages in both languages, in memory.
static ENGINE: LazyLock<Engine<Memory>> = LazyLock::new(|| {
    let memory = Memory::new();
    let mut writer = memory.writer();
    let texts = [
        ("a.md", "# The weir\n\nThe heron waits beside the old mill [0:42]. The miller is away."),
        ("b.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anne>L’été, la loutre attend au pont.\n"),
        ("c.txt", "La commission d’accès aux documents (CADA) a rendu l’avis n° 20-17 hier."),
    ];
    for (name, text) in texts {
        ibid::add_text(&mut writer, name, text).expect("it is read");
    }
    writer.commit().expect("it is kept");
    Engine::new(memory)
});

/// What the bytes 0x80 to 0xbf stand for, so that all of the syntax is a step away: they begin no
/// character of UTF-8.
const SYNTAX: [&str; 64] = [
    "\"",
    "“",
    "”",
    "« ",
    " »",
    "‘",
    "’",
    "'",
    "(",
    ")",
    " (",
    ") ",
    " +",
    " -",
    "+\"",
    "-\"",
    " AND ",
    " OR ",
    " NOT ",
    " ET ",
    " OU ",
    " SAUF ",
    " NEAR ",
    " NEAR/3 ",
    "\"~2 ",
    "~",
    "*",
    "* ",
    "?",
    ":",
    "lang:fr ",
    "langue:en ",
    "lang:xx ",
    "speaker:Anne ",
    "locuteur:\"Anne B\" ",
    "source:*.vtt ",
    "source:[",
    "title:weir ",
    "titre:(",
    "evidence:verbatim ",
    "preuve:notes ",
    "after:2017-05 ",
    "avant:2020 ",
    "après:99 ",
    "before:",
    "heron ",
    "loutre ",
    "l’",
    "d’été ",
    "la ",
    "the ",
    "of the ",
    "CADA ",
    "C.A.D.A. ",
    "n° 20-17 ",
    "0:42 ",
    "1 000 ",
    "C++ ",
    "é",
    "e\u{301}",
    "\u{a0}",
    "\u{202f}",
    "\n",
    "mil",
];

/// The question that some bytes stand for.
fn question(bytes: &[u8]) -> String {
    let parts = bytes.chunk_by(|a, b| !(0x80..0xc0).contains(a) && !(0x80..0xc0).contains(b));
    let text = |part: &[u8]| match part {
        [byte @ 0x80..0xc0] => SYNTAX[usize::from(byte - 0x80)].to_owned(),
        other => String::from_utf8_lossy(other).into_owned(),
    };
    parts.map(text).collect()
}

// The first byte says what is wanted of the answer, the rest is the question: as it stands where it
// is UTF-8, and with syntax for some of its bytes where it is not.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let question = std::str::from_utf8(rest).map_or_else(|_| question(rest), str::to_owned);
    let mut options = SearchOptions::default();
    options.question_lang = [None, Some(Lang::Fr), Some(Lang::En)][usize::from(*first) % 3];
    options.explain = first & 0x04 != 0;
    options.total = first & 0x08 != 0;
    options.grouped = first & 0x10 != 0;
    options.non_speech = first & 0x20 != 0;
    if first & 0x40 != 0 {
        options.order = Order::Date;
        options.facets = vec![Facet::Lang, Facet::Speaker];
        options.context = 1;
    }

    let answer = ENGINE.search(&question, &options).expect("nothing that is asked is an error");
    for hit in &answer.hits {
        assert!(hit.score.is_finite());
        for highlight in &hit.highlights {
            let [from, to] = highlight.bytes;
            assert!(hit.text.get(from..to).is_some_and(|words| !words.is_empty()), "{highlight:?}");
        }
    }
    ENGINE.complete(&question, 5).expect("nothing that is typed is an error");
});
