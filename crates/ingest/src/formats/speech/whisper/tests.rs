use ibid_core::document::{Cue, Document, Evidence};
use ibid_core::lang::Lang;
use proptest::prelude::*;

use crate::{Format, sniff};

fn read(text: &str) -> Document {
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

/// Line, speaker, start, end and text of each cue.
fn cues(document: &Document) -> Vec<(u32, Option<&str>, u64, u64, &str)> {
    let shown = |cue: &'_ Cue| (cue.start.millis(), cue.end.millis());
    let all = document.cues.iter().map(|cue| (cue, shown(cue)));
    all.map(|(c, (from, to))| (c.line, c.speaker.as_deref(), from, to, c.text.as_str())).collect()
}

/// Text, start and end of each word.
fn words(document: &Document) -> Vec<(&str, u64, u64)> {
    let of = |cue: &'_ Cue| cue.words.iter().map(|w| w.bytes.clone()).collect::<Vec<_>>();
    let mut all = Vec::new();
    for cue in &document.cues {
        for (word, bytes) in cue.words.iter().zip(of(cue)) {
            let text = &cue.text[bytes.start as usize..bytes.end as usize];
            all.push((text, word.start.millis(), word.end.millis()));
        }
    }
    all
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|diagnostic| diagnostic.code.name()).collect()
}

const OPENAI: &str = r#"{"text": " The ferry left. It was late, again.", "segments": [
{"id": 0, "seek": 0, "start": 0.5, "end": 2.0, "text": " The ferry left.", "tokens": [50364, 440, 13],
 "temperature": 0.0, "avg_logprob": NaN, "compression_ratio": 1.2, "no_speech_prob": 0.01,
 "words": [{"word": " The", "start": 0.5, "end": 0.7, "probability": 0.5},
  {"word": " ferry", "start": 0.7, "end": 1.2, "probability": 0.9},
  {"word": " left.", "start": 1.2, "end": 1.9, "probability": 0.99}]},
{"id": 1, "seek": 0, "start": "2.0", "end": "4.5", "text": " It was late, again."}], "language": "en"}"#;

#[test]
fn openai_segments_become_cues_with_their_words() {
    let document = read(OPENAI);
    assert_eq!(document.format, Format::Whisper);
    assert_eq!(
        cues(&document),
        [(2, None, 500, 2000, "The ferry left."), (7, None, 2000, 4500, "It was late, again.")]
    );
    assert_eq!(words(&document), [("The", 500, 700), ("ferry", 700, 1200), ("left.", 1200, 1900)]);
    assert_eq!(document.cues[0].words[0].confidence, Some(0.5));
    assert_eq!(document.about.evidence, Some(Evidence::Machine));
    assert_eq!(document.lang, Some(Lang::En));
    assert_eq!(codes(&document), [""; 0]);

    let one_line = OPENAI.replace('\n', "");
    assert_eq!(words(&read(&one_line)), words(&document));

    let named = read(&OPENAI.replace("\"en\"", "\"french\""));
    assert_eq!(named.lang, Some(Lang::Fr));

    let task =
        read(&OPENAI.replace("\"language\": \"en\"", "\"language\":\"fr\",\"task\":\"translate\""));
    assert_eq!((task.lang, task.cues[0].lang_original), (Some(Lang::En), Some(Lang::Fr)));
}

/// A token as whisper.cpp writes it.
fn token(text: &str, from: u64, to: u64) -> String {
    let clock = |ms: u64| format!("00:00:{:02},{:03}", ms / 1000, ms % 1000);
    format!(
        r#"{{"text":"{text}","timestamps":{{"from":"{}","to":"{}"}},"offsets":{{"from":{from},"to":{to}}},"id":1,"p":0.75,"t_dtw":-1}}"#,
        clock(from),
        clock(to)
    )
}

#[test]
fn whisper_cpp_tokens_become_words() {
    let tokens = [
        token("[_BEG_]", 0, 0),
        token(" Bon", 0, 200),
        token("jour", 200, 400),
        token(" à", 400, 500),
        token(" t", 500, 600),
        token("ous", 600, 900),
        token(" !", 900, 1000),
        token("[_TT_50]", 1000, 1000),
    ];
    let file = format!(
        r#"{{"systeminfo":"AVX = 1","model":{{"type":"base"}},"params":{{"language":"auto","translate":false}},
"result":{{"language":"fr"}},"transcription":[
{{"timestamps":{{"from":"00:00:00,000","to":"00:00:01,000"}},"offsets":{{"from":0,"to":1000}},"text":" Bonjour à tous !","tokens":[{}],"speaker_turn_next":true}},
{{"timestamps":{{"from":"00:00:01,000","to":"00:00:03,500"}},"text":" Merci.","speaker":"?"}},
{{"offsets":{{"from":3500,"to":4000}},"text":" De rien.","speaker":"1"}}]}}"#,
        tokens.join(",")
    );
    let document = read(&file);

    assert_eq!(
        cues(&document),
        [
            (3, None, 0, 1000, "Bonjour à tous !"),
            (4, None, 1000, 3500, "Merci."),
            (5, Some("1"), 3500, 4000, "De rien.")
        ]
    );
    assert_eq!(words(&document), [("Bonjour", 0, 400), ("à", 400, 500), ("tous !", 500, 900)]);
    assert_eq!(document.cues[0].words[0].confidence, Some(0.75));
    assert_eq!(document.blocks.len(), 3, "the turn parts blocks");
    assert_eq!((document.lang, codes(&document)), (Some(Lang::Fr), vec![]));
}

#[test]
fn whisperx_speakers_part_cues_and_words_without_times_get_some() {
    let document = read(
        r#"{"segments": [{"start": 1.0, "end": 4.0, "text": " Paid 42 euros? Yes, all.", "words": [
{"word": "Paid", "start": 1.0, "end": 1.4, "score": 0.9, "speaker": "SPEAKER_00"},
{"word": "42"}, {"word": "euros?", "start": 2.0, "end": 2.5, "score": NaN, "speaker": "SPEAKER_00"},
{"word": "Yes,", "start": 3.0, "end": 3.2, "score": 0.8, "speaker": "SPEAKER_01"},
{"word": "all.", "start": 3.2, "end": 3.9, "score": 0.7}], "speaker": "SPEAKER_00"}],
"word_segments": [{"word": "Paid", "start": 1.0}], "language": "en"}"#,
    );

    assert_eq!(
        cues(&document),
        [
            (1, Some("SPEAKER_00"), 1000, 2500, "Paid 42 euros?"),
            (1, Some("SPEAKER_01"), 3000, 3900, "Yes, all.")
        ]
    );
    assert_eq!(words(&document)[1], ("42", 1500, 2000));
    assert_eq!(words(&document)[4], ("all.", 3200, 3900));
    assert_eq!(codes(&document), [""; 0]);
}

#[test]
fn times_that_are_reckoned_are_cited_as_such() {
    use ibid_core::time::Method::{Interpolated, Word};
    let document = read(
        r#"{"segments":[{"start":4,"end":20,"text":" En 2014, 15 % des voix.","words":[{"word":"En","start":4.0,"end":4.2},
{"word":"2014,"},{"word":"15"},{"word":"%"},{"word":"des","start":18.0,"end":18.2},{"word":"voix.","start":18.2,"end":18.6}]}]}"#,
    );
    let block = &document.blocks[0];
    let shown = |span: &ibid_core::document::Span| {
        let text = &block.text[span.start as usize..span.end as usize];
        span.moment.map(|moment| (text, moment.start.millis(), moment.method))
    };
    let spans: Vec<_> = block.spans.iter().filter_map(shown).collect();

    assert_eq!(
        spans,
        [
            ("En ", 4000, Word),
            ("2014, ", 8666, Interpolated),
            ("15 % ", 13_333, Interpolated),
            ("des voix.", 18_000, Word)
        ]
    );
}

#[test]
fn words_that_are_not_those_of_the_text_lose_their_times() {
    let file = |text: &str| {
        format!(
            r#"[{{"start":0,"end":9,"text":"{text}","words":[{{"text":"dix","start":1,"end":2,"confidence":1}},{{"text":"ponts","start":2,"end":30}}]}}]"#
        )
    };
    let other = read(&file("10 ponts"));
    assert_eq!((words(&other), codes(&other)), (vec![], vec!["unreadable-word-times"]));
    assert_eq!(cues(&other), [(1, None, 0, 9000, "10 ponts")]);

    let same = read(&file("Dix ponts").replace("dix", "Dix"));
    assert_eq!(words(&same), [("Dix", 1000, 2000), ("ponts", 2000, 9000)]);

    let none = read(&file(""));
    assert_eq!(cues(&none), [(1, None, 0, 9000, "dix ponts")]);
    assert_eq!(words(&none).len(), 2);

    let far = read(&file("dix ponts").replace("\"start\":2", "\"start\":25"));
    assert_eq!((words(&far), codes(&far)), (vec![], vec!["unreadable-word-times"]));
}

#[test]
fn relatives_are_read_too() {
    let chunks = read(
        r#"{"text":"Un deux","chunks":[{"timestamp":[0.0,1.5],"text":" Un"},{"timestamp":[1.5,null],"text":" deux"}]}"#,
    );
    assert_eq!(cues(&chunks), [(1, None, 0, 1500, "Un"), (1, None, 1500, 1500, "deux")]);
    // an end that is not told is none that is wrong
    assert!(codes(&chunks).is_empty());

    let verbose = read(
        r#"{"task":"transcribe","language":"english","duration":9.5,"text":"One two. Three.","words":[
{"word":"One","start":0.1,"end":0.3},{"word":"two.","start":0.4,"end":0.6},
{"word":"Three.","start":0.7,"end":0.9},{"word":"Four","start":5,"end":6}]}"#,
    );
    assert_eq!(
        cues(&verbose),
        [
            (2, None, 100, 600, "One two."),
            (3, None, 700, 900, "Three."),
            (3, None, 5000, 6000, "Four")
        ]
    );

    let list = read(r#"[{"text":"People wrote this.","start":1.5,"duration":2}]"#);
    assert_eq!(cues(&list), [(1, None, 1500, 3500, "People wrote this.")]);
    assert_eq!(list.about.evidence, None);

    let podcast = read(
        r#"{"version":"1.0.0","segments":[{"speaker":"Anne","startTime":0.5,"endTime":0.75,"body":"Je suis là."}]}"#,
    );
    assert_eq!(cues(&podcast), [(1, Some("Anne"), 500, 750, "Je suis là.")]);
    assert_eq!(podcast.about.evidence, None);

    let faster = read(r#"[{"start":1.5,"end":2,"text":"Machines did."}]"#);
    assert_eq!(faster.about.evidence, Some(Evidence::Machine));
}

#[test]
fn speech_is_found_beside_whatever_else_a_file_says() {
    for file in [
        r#"{"segments":[{"start":0,"end":2,"text":"Bonjour."}],"transcription":"Bonjour."}"#,
        r#"{"id":"abc","title":"Audition","webpage_url":"https://e.org/1","segments":[{"start":0,"end":2,"text":"Bonjour."}]}"#,
    ] {
        let document = read(file);
        assert_eq!(cues(&document), [(1, None, 0, 2000, "Bonjour.")], "{file}");
        let title = document.about.title.as_deref();
        assert_eq!(title, file.contains("Audition").then_some("Audition"));
    }
}

#[test]
fn words_beside_segments_are_given_to_them() {
    let file = r#"{"language":"french","text":"x","words":[
{"word":"Bonjour","start":0.0,"end":0.4},{"word":"à","start":0.4,"end":0.5},{"word":"tous","start":0.5,"end":0.9},
{"word":"L'innovation","start":4.2,"end":5.0},{"word":"publique","start":5.0,"end":5.9},
{"word":"Merci","start":5.8,"end":6.4}],"segments":[
{"start":0,"end":4.4,"text":" Bonjour à tous."},{"start":4.4,"end":6,"text":" L'innovation publique,"},{"start":6,"end":9,"text":" Merci !"}]}"#;
    let document = read(file);
    assert_eq!(
        cues(&document).iter().map(|cue| (cue.2, cue.4)).collect::<Vec<_>>(),
        [(0, "Bonjour à tous."), (4400, "L'innovation publique,"), (6000, "Merci !")]
    );
    assert_eq!(words(&document)[3], ("L'innovation", 4400, 5000));
    assert_eq!(words(&document)[5], ("Merci !", 6000, 6400));
    assert_eq!(codes(&document), [""; 0]);

    // One that differs takes nothing from the next.
    let other = read(&file.replace(" Bonjour à tous.", " Bonsoir à tous."));
    assert_eq!(words(&other)[0], ("L'innovation", 4400, 5000));
    assert_eq!(codes(&other), ["unreadable-word-times"]);
}

#[test]
fn words_alone_take_their_signs_and_sentences_from_the_text() {
    let file = r#"{"task":"transcribe","language":"english","text":"Mr. Smith, thank you. Isn't it late? Yes.","words":[
{"word":"Mr","start":0.0,"end":0.2},{"word":"Smith","start":0.2,"end":0.6},{"word":"thank","start":0.6,"end":0.8},
{"word":"you","start":0.8,"end":1.0},{"word":"Isn't","start":1.2,"end":1.5},{"word":"it","start":1.5,"end":1.7},
{"word":"late","start":1.7,"end":2.0},{"word":"Yes","start":7.0,"end":7.4}]}"#;
    let document = read(file);

    assert_eq!(
        cues(&document),
        [
            (2, None, 0, 1000, "Mr. Smith, thank you."),
            (3, None, 1200, 2000, "Isn't it late?"),
            (4, None, 7000, 7400, "Yes.")
        ]
    );
    assert_eq!(words(&document)[1], ("Smith,", 200, 600));
    assert_eq!(
        cues(&read(&file.replace(" late?", " early?")))[0].4,
        "Mr Smith thank you Isn't it late"
    );
}

/// The cues of segments that have these texts and last a second each.
fn joined(texts: &[&str]) -> Vec<(String, u64, u64)> {
    let segment =
        |(i, text): (usize, &&str)| format!(r#"{{"start":{i},"end":{},"text":"{text}"}}"#, i + 1);
    let segments: Vec<_> = texts.iter().enumerate().map(segment).collect();
    let document = read(&format!("[{}]", segments.join(",")));
    cues(&document).iter().map(|cue| (cue.4.to_owned(), cue.2, cue.3)).collect()
}

#[test]
fn words_that_were_cut_in_two_are_put_together() {
    let cue = |text: &str, start: u64, end: u64| (text.to_owned(), start, end);
    assert_eq!(
        joined(&[" Mes", " chers", " coll", "ègues", ",", " l'", "été", " -", " là"]),
        [
            cue("Mes", 0, 1000),
            cue("chers", 1000, 2000),
            cue("collègues,", 2000, 5000),
            cue("l'été", 5000, 7000),
            cue("-", 7000, 8000),
            cue("là", 8000, 9000)
        ]
    );
    assert_eq!(
        joined(&[" Mes chers coll", "ègues, la", " parole est libre."]),
        [
            cue("Mes chers collègues,", 0, 1000),
            cue("la", 1000, 2000),
            cue("parole est libre.", 2000, 3000)
        ]
    );
    assert_eq!(
        joined(&[" The U", ".", "S", ". vote", " is", " on", " now"])[0],
        cue("The U.S.", 0, 3000)
    );

    for apart in [
        [" Une phrase.", "Une autre.", " Et."].as_slice(),
        &[" Une phrase", "[Musique]", " Et."],
        &["Une", "phrase", " et"],
    ] {
        let texts: Vec<_> = joined(apart).into_iter().map(|cue| cue.0).collect();
        assert_eq!(texts, apart.iter().map(|text| text.trim()).collect::<Vec<_>>());
    }

    let slip = [[" et donc"; 20].as_slice(), &["c'est tout"]].concat();
    assert_eq!(joined(&slip).last().map(|cue| cue.0.as_str()), Some("c'est tout"));

    let one = |text: &str, at: u32, speaker: &str| {
        format!(r#"{{"start":{at},"end":{at},"text":"{text}","speaker":"{speaker}"}}"#)
    };
    let turns = [one(" Oui", 0, "A"), one("non", 0, "B"), one(" oui", 9, "A")].join(",");
    assert_eq!(read(&format!("[{turns}]")).cues.len(), 3);

    let whole = read(
        r#"[{"start":0,"end":1,"text":" coll","words":[{"word":" coll","start":0.2}]},
{"start":1,"end":3,"text":"ègues, oui","words":[{"word":"ègues","start":1},{"word":",","start":1.5},{"word":" oui","start":2}]},{"start":3,"end":4,"text":" non"}]"#,
    );
    assert_eq!(words(&whole), [("collègues,", 200, 1000), ("oui", 2000, 3000)]);
}

#[test]
fn turns_beside_segments_tell_who_speaks() {
    let document = read(
        r#"{"speakers":[{"speaker":"A","text":" Un. Deux.","timestamp":[0.0,2.0]},{"speaker":"B","text":" Trois.","timestamp":[2.0,3.0]}],
"chunks":[{"timestamp":[0.0,1.0],"text":" Un."},{"timestamp":[1.0,2.0],"text":" Deux."},{"timestamp":[2.0,3.0],"text":" Trois."},{"timestamp":[3.0,4.0],"text":" Quatre."}]}"#,
    );
    let said: Vec<_> = cues(&document).iter().map(|cue| (cue.1, cue.4)).collect();
    assert_eq!(
        said,
        [(Some("A"), "Un."), (Some("A"), "Deux."), (Some("B"), "Trois."), (None, "Quatre.")]
    );
}

#[test]
fn segments_may_come_a_line_each() {
    let file = concat!(
        "{\"start\":0.0,\"end\":4.2,\"text\":\" Bonjour à tous.\",\"avg_logprob\":NaN}\n\n",
        "{\"start\":4.2,\"end\":9,\"text\":\" Merci, \\ud83d madame.\",\"speaker\":\"SPEAKER_01\"}\n",
    );
    let document = read(&format!("{file}{{\"start\":9,\"text\"\n"));
    assert_eq!(
        cues(&document),
        [
            (1, None, 0, 4200, "Bonjour à tous."),
            (3, Some("SPEAKER_01"), 4200, 9000, "Merci, \u{fffd} madame.")
        ]
    );
    assert_eq!(document.format, Format::Whisper);
    assert_eq!(codes(&document), ["half-character", "unreadable-entry"]);
    let lines: Vec<&str> =
        document.warnings.iter().map(|warning| warning.fields[0].1.as_str()).collect();
    assert_eq!(lines, ["3", "4"]);
    assert_eq!(document.about.evidence, Some(Evidence::Machine));

    // Lines of several media are documents of their own.
    let media = file.replace("\"start\"", "\"videoId\":\"abc\",\"start\"");
    assert_eq!(sniff(&media), Format::JsonLines);
}

#[test]
fn odd_times_are_said_and_never_guessed() {
    let document = read(
        r#"[{"start":-0.02,"end":1,"text":"a"},
{"start":NaN,"end":1,"text":"b"},
{"start":-70,"end":1,"text":"c"},
{"start":1e300,"end":1e301,"text":"d"},
{"start":5,"end":4,"text":"e"},
{"start":3,"end":3.5,"text":"f"},
{"start":"00:00:07.250","end":null,"text":"g","words":[{"word":"g","start":7.25,"end":8}]},
{"end":8,"text":"h","words":[{"word":"h","start":7.5,"end":8}]},
{"start":500000,"end":500001,"text":"i"}, 7, null,
{"start":500002,"end":500003,"text":""}]"#,
    );
    let seen: Vec<_> = cues(&document).iter().map(|c| (c.4, c.2, c.3)).collect();
    assert_eq!(
        seen,
        [
            ("a", 0, 1000),
            ("e", 5000, 5000),
            ("f", 3000, 3500),
            ("g", 7250, 8000),
            ("h", 7500, 8000),
            ("i", 500_000_000, 500_001_000)
        ]
    );

    let left: Vec<_> = document.untimed().map(|block| (block.line, block.text.as_str())).collect();
    assert_eq!(left, [(2, "b"), (3, "c"), (4, "d")]);
    assert_eq!(
        codes(&document),
        [
            "unreadable-cue-time",
            "negative-duration",
            "times-out-of-order",
            "times-past-hundred-hours",
            "unreadable-entry"
        ]
    );
}

#[test]
fn a_file_that_breaks_off_gives_what_it_has() {
    let cut = read(&OPENAI[..OPENAI.find("again.\"}]").unwrap()]);
    assert_eq!(cues(&cut), [(2, None, 500, 2000, "The ferry left.")]);
    assert_eq!(codes(&cut), ["unreadable-entry", "broken-file", "unread-text"]);
    assert_eq!(cut.warnings[1].fields[0].1, "7");
    let nothing = format!("{{\"segments\": [\n{{\"start\": 1, \"text\": {}", "[".repeat(100_000));
    let error = crate::read_bytes(nothing.as_bytes(), "x").unwrap_err();
    assert!(matches!(&error, crate::Error::Malformed { line: 2, .. }), "{error}");
    let empty = read(r#"{"text": "", "segments": [], "language": "fr"}"#);
    assert_eq!(codes(&empty), ["no-cues"]);
}

#[test]
fn only_the_family_is_taken_for_it() {
    for yes in [
        OPENAI,
        &OPENAI.replace('\n', " "),
        "[{\"start\": 1, \"end\": 2, \"text\": \"a\"}]",
        "{\"tokens\": [[1]], \"segments\": [{\"tokens\": [1, 2], \"text\": \"a\", \"start\": 1}]}",
        "{\"systeminfo\": \"x\", \"transcription\": []}",
    ] {
        assert_eq!(sniff(yes), Format::Whisper, "{yes}");
    }

    for no in [
        "{\"_id\": \"1\", \"text\": \"the \\\"segments\\\": [{\\\"start\\\": 1, \\\"text\\\": 2}]\"}\n",
        "{\"_id\": \"1\", \"text\": \"a\", \"segments\": [\"start\", \"text\"]}\n",
        "{\"_id\": \"1\", \"text\": \"a\", \"segments\": [{\"start\": 1, \"text\": \"a\"}]}\n{\"_id\": \"2\", \"text\": \"b\"}\n",
        "{\"segments\": []}",
        "[1, 2]",
        "[[{\"start\": 1}]]",
        "{\"words\": [\"start\", \"word\"]}",
        "[text](http://start)",
        "{\"text\": \"segments\"}",
    ] {
        assert_ne!(sniff(no), Format::Whisper, "{no}");
    }
}

#[test]
fn hostile_input_costs_no_more_than_its_length() {
    let segment = |text: &str| format!("[{{\"start\":1,\"end\":2,\"text\":{text}}}]");
    let deep = segment(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
    assert_eq!(codes(&read(&deep)), ["no-cues"]);
    let long = segment(&format!("\"{}\"", "é ".repeat(500_000)));
    assert_eq!(read(&long).cues.len(), 1);
    let word = |i: u32| format!("{{\"word\":\"a\",\"start\":1,\"speaker\":\"{}\"}}", i % 2);
    let words = (0..30_000).map(word).collect::<Vec<_>>().join(",");
    let turns = format!("[{{\"start\":1,\"end\":2,\"words\":[{words}]}}]");
    assert_eq!(read(&turns).cues.len(), 30_000);
    assert_ne!(sniff(&"[".repeat(100_000)), Format::Whisper);
    assert_ne!(sniff(&"[{\"start\":".repeat(100_000)), Format::Whisper);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}") {
        let _ = super::read(&text, ibid_core::ids::SourceId::from_bytes(b""));
        let _ = super::sniff(&text);
    }

    #[test]
    fn no_damage_makes_it_panic(
        cuts in proptest::collection::vec((0usize..1000, 0usize..6, "[\\[\\]{}\",:0-9.eE-]{0,3}"), 1..6)
    ) {
        let mut text = OPENAI.to_owned();

        for (at, length, put) in cuts {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.replace_range(at..end, &put);
        }

        let _ = super::sniff(&text);
        let Ok(document) = super::read(&text, ibid_core::ids::SourceId::from_bytes(b"")) else { return Ok(()) };

        for cue in &document.cues {
            prop_assert!(cue.start <= cue.end);
            for word in &cue.words {
                prop_assert!(cue.start <= word.start && word.end <= cue.end);
                let bytes = word.bytes.start as usize..word.bytes.end as usize;
                prop_assert!(cue.text.get(bytes).is_some_and(|text| !text.is_empty()));
            }
        }
    }
}
