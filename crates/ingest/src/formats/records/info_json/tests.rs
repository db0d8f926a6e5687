use ibid_core::document::{About, BlockKind, Date, Document, Medium};
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;
use proptest::prelude::*;

use super::{Info, apply, day_of, info};
use crate::{Format, sniff};

fn read(text: &str) -> Document {
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

const VIDEO: &str = r#"{"id": "a-B_c1", "title": " La  place ", "fulltitle": "La place", "formats": [{"url": "x"}],
"description": "extractor", "channel": "Mairie", "uploader": "Ville", "upload_date": "20240131",
"webpage_url": "https://example.org/watch", "duration": 90, "language": "fr-FR",
"chapters": [{"start_time": 20.5, "end_time": 90, "title": "Vote"}, {"start_time": 0.0, "title": "Début"},
{"start_time": "x", "title": "y"}, {"start_time": 30, "title": ""},
{"start_time": 10, "title": "<Untitled Chapter 1>"}],
"automatic_captions": {"fr": []}, "extractor": "youtube", "extractor_key": "Youtube"}"#;

#[test]
fn a_video_is_known_without_a_word_of_speech() {
    let document = read(VIDEO);
    assert_eq!(document.format, Format::InfoJson);

    let about = About {
        title: Some("La place".into()),
        author: Some("Ville".into()),
        date: Date::new(2024, 1, 31),
        medium: Some(Medium::YouTube("a-B_c1".into())),
        ..About::default()
    };
    assert_eq!((&document.about, document.lang), (&about, Some(Lang::Fr)));
    assert!(document.blocks.is_empty() && document.cues.is_empty() && document.warnings.is_empty());

    let known = info(VIDEO).unwrap();
    let at = |ms, title: &str| (Timecode::from_millis(ms), title.to_owned());
    assert_eq!(known.chapters, [at(0, "Début"), at(20_500, "Vote")]);
    assert_eq!(info("{\"id\": 1}"), None);
}

#[test]
fn other_sites_have_an_address_and_other_dates() {
    let other = VIDEO.replace("Youtube", "Vimeo").replace("20240131", "soon");
    let other = other.replace("\"duration\": 90", "\"timestamp\": 951782400.5");
    let known = info(&other).unwrap();
    assert_eq!(known.about.medium, Some(Medium::Web("https://example.org/watch".into())));
    assert_eq!(known.about.date, Date::new(2000, 2, 29));
    assert_eq!(day_of(0.0), Date::new(1970, 1, 1));
    assert_eq!(day_of(1_735_689_599.0), Date::new(2024, 12, 31));
    assert_eq!(day_of(253_402_300_799.0), Date::new(9999, 12, 31));
    assert_eq!((day_of(-1.0), day_of(1e300), day_of(f64::NAN)), (None, None, None));
}

#[test]
fn what_a_player_is_told_names_the_video() {
    let document = read(
        r#"{"responseContext": {}, "captions": {"captionTracks": []}, "videoDetails": {"videoId": "xyz", "title": "A \"day\"", "author": "Ann"},
"microformat": {"playerMicroformatRenderer": {"publishDate": "2023-05-04T01:00:00-07:00"}}}"#,
    );
    assert_eq!(document.format, Format::InfoJson);
    assert_eq!(document.about.title.as_deref(), Some("A \"day\""));
    assert_eq!(document.about.author.as_deref(), Some("Ann"));
    assert_eq!(document.about.date, Date::new(2023, 5, 4));
    assert_eq!(document.about.medium, Some(Medium::YouTube("xyz".into())));
}

#[test]
fn only_files_about_one_video_are_taken_for_it() {
    let long = VIDEO.replace("[{\"url\": \"x\"}]", &format!("[{}]", "{},".repeat(500_000)));
    assert_eq!(sniff(&long), Format::InfoJson);

    let line = VIDEO.replace('\n', " ");

    for no in [
        format!("{line}\n{line}\n").as_str(),
        "{\"id\": \"1\", \"title\": \"a\", \"text\": \"extractor webpage_url\"}",
        "{\"title\": \"a\", \"webpage_url\": \"b\"}",
        "[{\"id\": 1, \"title\": 2, \"extractor\": 3}]",
    ] {
        assert_ne!(sniff(no), Format::InfoJson, "{no}");
    }

    let cut = &VIDEO[..VIDEO.find(", \"uploader\"").unwrap()];
    assert_eq!(sniff(cut), Format::Text);

    let whole = cut.replacen("{", "{\"extractor\": \"x\",", 1);
    assert_eq!(read(&whole).about.title.as_deref(), Some("La place"));

    let error = crate::read_bytes(b"{\"videoDetails\":\n[", "x").unwrap_err();
    assert!(matches!(error, crate::Error::Malformed { line: 2, .. }), "{error}");
}

/// A transcript of cues, one a line.
fn speech(cues: &[(u64, &str)]) -> Document {
    let clock = |ms: u64| format!("{:02}:{:02}.{:03}", ms / 60_000, ms / 1000 % 60, ms % 1000);
    let cue =
        |(at, text): &(u64, &str)| format!("{} --> {}\n{text}\n\n", clock(*at), clock(at + 900));
    read(&format!("WEBVTT\n\n{}", cues.iter().map(cue).collect::<String>()))
}

fn with(chapters: &[(u64, &str)]) -> Info {
    let chapters = chapters.iter();
    let chapters =
        chapters.map(|(ms, title)| (Timecode::from_millis(*ms), (*title).to_owned())).collect();
    Info { chapters, ..Info::default() }
}

/// Headings in brackets, and the texts of blocks with their lines.
fn shown(document: &Document) -> Vec<String> {
    let show = |block: &ibid_core::document::Block| match block.kind {
        BlockKind::Heading(level) => format!("[{level} {}]", block.text),
        _ => format!("{} {}", block.line, block.text),
    };
    document.blocks.iter().map(show).collect()
}

fn said(document: &Document) -> String {
    let spoken = document.blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Heading(_)));
    spoken.map(|b| b.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn chapters_part_blocks_at_their_first_words() {
    let mut document = speech(&[(0, "One and"), (1000, "two."), (2000, "Then"), (3000, "three.")]);
    assert_eq!(document.blocks.len(), 1);
    apply(&with(&[(0, "Start"), (1600, "Middle"), (9000, "Never")]), &mut document);
    assert_eq!(shown(&document), ["[1 Start]", "4 One and two.", "[1 Middle]", "10 Then three."]);
    let spans = &document.blocks[3].spans;
    assert_eq!((spans[0].start, spans[0].end, spans[0].line), (0, 5, 10));
    assert_eq!(document.blocks[1].spans[1].end as usize, "One and two.".len());
    // A chapter may begin a little after its first words.
    let mut early = speech(&[(0, "One."), (9600, "Two.")]);
    apply(&with(&[(10_000, "Ten")]), &mut early);
    assert_eq!(shown(&early), ["4 One.", "[1 Ten]", "7 Two."]);
}

#[test]
fn chapters_without_words_and_times_out_of_order_part_nothing_twice() {
    let mut document = speech(&[(0, "a"), (9000, "b"), (2000, "c"), (12_000, "d")]);
    apply(&with(&[(8000, "B"), (3000, "A"), (12_000, "C"), (12_400, "D")]), &mut document);
    assert_eq!(shown(&document), ["4 a", "[1 B]", "7 b", "10 c", "[1 D]", "13 d"]);
    let mut untimed = read("A page without times.\n\nAnd no more.");
    let before = untimed.clone();
    apply(&with(&[(0, "Start")]), &mut untimed);
    assert_eq!(untimed, before);
}

#[test]
fn what_a_document_says_itself_stays() {
    let known = info(VIDEO).unwrap();
    let mut document = speech(&[(0, "Bonjour.")]);
    apply(&known, &mut document);
    assert_eq!((&document.about, document.lang), (&known.about, known.lang));
    let mut own = speech(&[(0, "Bonjour.")]);
    own.about.title = Some("Mine".into());
    own.about.medium = Some(Medium::Web("here".into()));
    own.lang = Some(Lang::En);
    apply(&known, &mut own);
    assert_eq!(own.about.title.as_deref(), Some("Mine"));
    assert_eq!(own.about.medium, Some(Medium::Web("here".into())));
    assert_eq!((own.lang, own.about.author.as_deref()), (Some(Lang::En), Some("Ville")));
}

#[test]
fn long_titles_are_cut() {
    let mut document = speech(&[(0, "Bonjour.")]);
    apply(&with(&[(0, &"très ".repeat(100))]), &mut document);
    assert!(matches!(document.blocks[0].kind, BlockKind::Heading(1)));
    assert!(document.blocks[0].text.chars().count() <= 300);
    let about = About { title: Some("très ".repeat(100)), ..About::default() };
    apply(&Info { about, ..Info::default() }, &mut document);
    assert!(document.about.title.is_some_and(|title| title.chars().count() <= 300));
}

#[test]
fn the_edge_of_a_chapter_parts_no_sentence() {
    let cues =
        [(0, "Bonjour à tous. Nous "), (2000, "parlons du budget. La taxe"), (4000, "baisse.")];
    for (edge, last) in [(2000, "Bonjour à tous."), (4000, "Nous parlons du budget.")] {
        let mut document = speech(&cues);
        apply(&with(&[(0, "A"), (edge, "B")]), &mut document);
        let at = document.blocks.iter().rposition(|b| matches!(b.kind, BlockKind::Heading(_)));
        let before = &document.blocks[at.unwrap() - 1].text;
        assert!(before.ends_with(last), "{edge}: {:?}", document.blocks);
    }
}

proptest! {
    #[test]
    fn no_word_is_lost_and_spans_still_cover(
        cues in proptest::collection::vec((0u64..40_000, "(<00:[0-3][0-9]\\.000>|[a-zé]{1,5} |\\. |ANN: ){1,6}"), 1..12),
        chapters in proptest::collection::vec((0u64..40_000, "[A-Z]{1,4}"), 0..8),
    ) {
        let cues: Vec<_> = cues.iter().map(|(at, text)| (*at, text.as_str())).collect();
        let before = speech(&cues);
        let chapters: Vec<_> = chapters.iter().map(|(at, title)| (*at, title.as_str())).collect();
        let mut after = before.clone();
        apply(&with(&chapters), &mut after);
        prop_assert_eq!(said(&after), said(&before));

        let moments = |d: &Document| {
            let spans = d.blocks.iter().flat_map(|b| &b.spans);
            let mut moments: Vec<_> = spans.map(|s| s.moment).collect();
            // a chapter may part what one moment supports
            moments.dedup();
            moments
        };
        prop_assert_eq!(moments(&after), moments(&before));

        for block in &after.blocks {
            let mut at = 0;
            for span in &block.spans {
                prop_assert_eq!(span.start, at);
                prop_assert!(span.start < span.end);
                at = span.end;
            }
            prop_assert!(block.spans.is_empty() || at as usize == block.text.len());
            prop_assert!(!block.text.is_empty() && block.text.trim() == block.text);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}") {
        let _ = (super::read(&text, ibid_core::ids::SourceId::from_bytes(b"")), info(&text));
    }

    #[test]
    fn no_damage_makes_it_panic(
        cuts in proptest::collection::vec((0usize..700, 0usize..6, "[\\[\\]{}\",:0-9.eE-]{0,3}"), 1..6)
    ) {
        let mut text = VIDEO.replace('é', "e");
        for (at, length, put) in cuts {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.replace_range(at..end, &put);
        }
        let _ = (super::read(&text, ibid_core::ids::SourceId::from_bytes(b"")), info(&text), sniff(&text));
    }
}
