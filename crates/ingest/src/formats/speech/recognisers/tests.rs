use ibid_core::document::{Document, Evidence};
use ibid_core::lang::Lang;
use ibid_core::time::Method;
use proptest::prelude::*;

use super::*;
use crate::formats::records::jsonl;
use crate::read_bytes;

fn read_text(text: &str) -> Document {
    assert_eq!(crate::sniff(text), Format::Recogniser, "{text}");
    read(text, SourceId::from_bytes(text.as_bytes())).unwrap()
}

/// Start, end, speaker and text of each cue.
fn shown(document: &Document) -> Vec<String> {
    let of_cue = |cue: &ibid_core::document::Cue| {
        let speaker = cue.speaker.as_deref().unwrap_or("-");
        format!("{} {} {speaker}: {}", cue.start.millis(), cue.end.millis(), cue.text)
    };
    document.cues.iter().map(of_cue).collect()
}

/// The words of all cues with their times.
fn words(document: &Document) -> Vec<String> {
    let of_cue = |cue: &ibid_core::document::Cue| -> Vec<String> {
        let of_word = |word: &ibid_core::document::TimedWord| {
            let bytes = word.bytes.start as usize..word.bytes.end as usize;
            format!("{} {}", word.start.millis(), &cue.text[bytes])
        };
        cue.words.iter().map(of_word).collect()
    };
    document.cues.iter().flat_map(of_cue).collect()
}

/// Reads each text and compares its cues; no reading may warn.
pub(super) fn hold(shapes: &[(&str, &str, &[&str])]) {
    for (name, text, cues) in shapes {
        let document = read_text(text);
        assert_eq!(shown(&document), *cues, "{name}");
        assert!(document.warnings.is_empty(), "{name}: {:?}", document.warnings);
        assert_eq!(document.about.evidence, Some(Evidence::Machine), "{name}");
    }
}

#[test]
fn lists_of_words_become_sentences_with_their_speakers() {
    hold(&[
        (
            "AssemblyAI, whole numbers of milliseconds",
            r#"{"id":"t","language_code":"en_us","audio_duration":9,"text":"The bridge is closed. Why?",
            "words":[{"text":"The","start":1200,"end":1330,"speaker":"A"},{"text":"bridge","start":1330,"end":1700,"speaker":"A"},
            {"text":"is","start":1700,"end":1820,"speaker":"A"},{"text":"closed.","start":1820,"end":2400,"speaker":"A"},
            {"text":"Why?","start":2600,"end":3000,"speaker":"B"}],
            "sentiment_analysis_results":[{"text":"The bridge is closed. Why?","start":1200,"end":3000,"speaker":"A"}],
            "chapters":[{"summary":"s","headline":"h","gist":"A bridge","start":1200,"end":3000}]}"#,
            &["1200 2400 A: The bridge is closed.", "2600 3000 B: Why?"],
        ),
        (
            "ElevenLabs, with spaces and sounds as entries",
            r#"{"language_code":"eng","text":"Don't stop. (laughs)","words":[
            {"text":"Don't","start":0.5,"end":0.9,"type":"word","speaker_id":"speaker_1","logprob":-0.1},
            {"text":" ","start":0.9,"end":1.0,"type":"spacing","speaker_id":"speaker_1"},
            {"text":"stop.","start":1.0,"end":1.4,"type":"word","speaker_id":"speaker_1"},
            {"text":" ","start":1.4,"end":1.5,"type":"spacing","speaker_id":"speaker_1"},
            {"text":"(laughs)","start":1.5,"end":2.0,"type":"audio_event","speaker_id":"speaker_1"}]}"#,
            &["500 1400 speaker_1: Don't stop.", "1500 2000 speaker_1: (laughs)"],
        ),
        (
            "Amazon, speakers in a list of their own",
            r#"{"jobName":"j","results":{"language_code":"fr-FR","transcripts":[{"transcript":"Oui, monsieur. Non."}],
            "speaker_labels":{"speakers":2,"segments":[
            {"start_time":"0.1","end_time":"1.2","speaker_label":"spk_0","items":[{"start_time":"0.1","end_time":"0.4","speaker_label":"spk_0"}]},
            {"start_time":"2.0","end_time":"2.5","speaker_label":"spk_1","items":[]}]},
            "items":[{"type":"pronunciation","start_time":"0.1","end_time":"0.4","alternatives":[{"confidence":"0.9","content":"Oui"}]},
            {"type":"punctuation","alternatives":[{"confidence":"0.0","content":","}]},
            {"type":"pronunciation","start_time":"0.5","end_time":"1.2","alternatives":[{"confidence":"0.9","content":"monsieur"}]},
            {"type":"punctuation","alternatives":[{"confidence":"0.0","content":"."}]},
            {"type":"pronunciation","start_time":"2.0","end_time":"2.5","alternatives":[{"confidence":"0.9","content":"Non"}]},
            {"type":"punctuation","alternatives":[{"confidence":"0.0","content":"."}]}]},"status":"COMPLETED"}"#,
            &["100 1200 spk_0: Oui, monsieur.", "2000 2500 spk_1: Non."],
        ),
        (
            "Speechmatics",
            r#"{"format":"2.9","job":{"duration":12},"metadata":{"transcription_config":{"language":"fr"}},"results":[
            {"type":"word","start_time":0.24,"end_time":0.6,"alternatives":[{"content":"Merci","confidence":1.0,"language":"fr","speaker":"S1"}]},
            {"type":"punctuation","start_time":0.6,"end_time":0.6,"attaches_to":"previous","is_eos":true,"alternatives":[{"content":".","confidence":1.0,"speaker":"S1"}]},
            {"type":"word","start_time":1.0,"end_time":1.3,"alternatives":[{"content":"Bien","confidence":0.8,"speaker":"UU"}]}]}"#,
            &["240 600 S1: Merci.", "1000 1300 -: Bien"],
        ),
        (
            "Soniox, parts of words that bring their spaces",
            r#"{"text":"Beautiful day.","tokens":[{"text":"Beau","start_ms":100,"end_ms":200,"speaker":"1"},
            {"text":"tiful","start_ms":200,"end_ms":500,"speaker":"1"},{"text":" day","start_ms":600,"end_ms":900,"speaker":"1"},
            {"text":".","start_ms":900,"end_ms":950,"speaker":"1"}]}"#,
            &["100 900 Speaker 1: Beautiful day."],
        ),
    ]);
}

#[test]
fn segments_keep_what_they_say_of_themselves() {
    hold(&[
        (
            "Deepgram, two channels of several turns",
            r#"{"metadata":{"duration":5.0},"results":{"channels":[{"alternatives":[{"transcript":"good morning","confidence":0.9,
            "words":[{"word":"good","start":0.2,"end":0.4,"speaker":1,"punctuated_word":"Good"},
            {"word":"morning","start":0.4,"end":0.9,"speaker":1,"punctuated_word":"morning."}],
            "paragraphs":{"transcript":"x","paragraphs":[{"sentences":[{"text":"Good morning.","start":0.2,"end":0.9}],"start":0.2,"end":0.9}]}}]}]}}"#,
            &["200 900 Speaker 1: Good morning."],
        ),
        (
            "Google, whose last result repeats the words with their speakers",
            r#"{"results":[{"alternatives":[{"transcript":"where is it","confidence":0.9,"words":[
            {"startTime":"0.100s","endTime":"0.300s","word":"where"},{"startTime":"0.300s","endTime":"0.500s","word":"is"},
            {"startTime":"0.500s","endTime":"0.700s","word":"it"}]}],"resultEndTime":"0.7s","languageCode":"en-us"},
            {"alternatives":[{"words":[{"startTime":"0.100s","endTime":"0.300s","word":"where","speakerTag":1},
            {"startTime":"0.300s","endTime":"0.500s","word":"is","speakerTag":1},{"startTime":"0.500s","endTime":"0.700s","word":"it","speakerTag":2}]}]}]}"#,
            &["100 500 Speaker 1: where is", "500 700 Speaker 2: it"],
        ),
        (
            "Google's second version",
            r#"{"results":[{"alternatives":[{"transcript":"Bonjour.","words":[{"startOffset":"1.2s","endOffset":"1.6s","word":"Bonjour.","speakerLabel":"1"}]}],"languageCode":"fr-fr"}]}"#,
            &["1200 1600 Speaker 1: Bonjour."],
        ),
        (
            "Azure, a batch",
            r#"{"source":"s","durationInTicks":50000000,"duration":"PT5S","combinedRecognizedPhrases":[{"display":"Il pleut."}],
            "recognizedPhrases":[{"recognitionStatus":"Success","channel":0,"speaker":2,"offset":"PT1.5S","duration":"PT1S","offsetInTicks":15000000.0,"durationInTicks":10000000.0,
            "nBest":[{"confidence":0.9,"lexical":"il pleut","itn":"il pleut","maskedITN":"il pleut","display":"Il pleut.",
            "displayWords":[{"displayText":"x","offset":"PT1.5S"}],
            "words":[{"word":"Il","offset":"PT1.5S","duration":"PT0.2S","offsetInTicks":15000000.0,"durationInTicks":2000000.0},
            {"word":"pleut","offset":"PT1.7S","duration":"PT0.8S","offsetInTicks":17000000.0,"durationInTicks":8000000.0}]},
            {"confidence":0.1,"display":"Il plut."}]}]}"#,
            &["1500 2500 Speaker 2: Il pleut."],
        ),
        (
            "Azure, at once",
            r#"{"durationMilliseconds":9000,"combinedPhrases":[{"text":"Snow."}],"phrases":[{"offsetMilliseconds":960,"durationMilliseconds":640,"text":"Snow.","locale":"en-US","confidence":0.8,"speaker":1,
            "words":[{"text":"Snow.","offsetMilliseconds":960,"durationMilliseconds":640}]}]}"#,
            &["960 1600 Speaker 1: Snow."],
        ),
        (
            "Azure, one result of the SDK",
            r#"{"Id":"a","RecognitionStatus":"Success","Offset":18000000,"Duration":7000000,"DisplayText":"Yes, sir.","NBest":[{"Confidence":0.9,"Lexical":"yes sir","Display":"Yes, sir.","Words":[{"Word":"Yes","Offset":18000000,"Duration":3000000},{"Word":"sir","Offset":21000000,"Duration":4000000}]}]}"#,
            &["1800 2500 -: Yes, sir."],
        ),
        (
            "Azure's Video Indexer",
            r#"{"videos":[{"insights":{"transcript":[{"id":1,"text":"La digue a cédé.","confidence":0.9,"speakerId":1,"language":"fr-FR",
            "instances":[{"adjustedStart":"0:00:03","adjustedEnd":"0:00:05","start":"0:00:03.25","end":"0:00:05"}]}],
            "ocr":[{"id":1,"text":"LA DIGUE A CÉDÉ HIER SOIR","instances":[{"start":"0:00:01","end":"0:00:02"}]}],
            "speakers":[{"id":1,"name":"Fatou Diop","instances":[{"start":"0:00:03","end":"0:00:05"}]}]}}]}"#,
            &["3250 5000 Fatou Diop: La digue a cédé."],
        ),
        (
            "Rev, with names",
            r#"{"speakers":[{"id":0,"name":"Ada Low"}],"monologues":[{"speaker":0,"elements":[{"type":"text","value":"Well","ts":0.4,"end_ts":0.6},
            {"type":"punct","value":", "},{"type":"text","value":"yes","ts":0.7,"end_ts":0.9},{"type":"punct","value":". "},
            {"type":"text","value":"No","ts":1.0,"end_ts":1.2},{"type":"punct","value":"."}]}]}"#,
            &["400 900 Ada Low: Well, yes.", "1000 1200 Ada Low: No."],
        ),
        (
            "IBM, triples, with speakers beside",
            r#"{"result_index":0,"results":[{"final":true,"alternatives":[{"transcript":"so be it ","confidence":0.9,"timestamps":[["so",0.1,0.3],["be",0.3,0.5],["it",0.5,0.8]]}]}],
            "speaker_labels":[{"from":0.1,"to":0.3,"speaker":0,"confidence":0.5,"final":false},{"from":0.3,"to":0.5,"speaker":0,"confidence":0.5,"final":false},{"from":0.5,"to":0.8,"speaker":1,"confidence":0.5,"final":true}]}"#,
            &["100 500 Speaker 0: so be", "500 800 Speaker 1: it"],
        ),
        (
            "Vosk, a result after the other",
            "{\n  \"result\" : [{\"conf\" : 0.9, \"end\" : 0.5, \"start\" : 0.1, \"word\" : \"il\"}, {\"conf\" : 1.0, \"end\" : 0.9, \"start\" : 0.5, \"word\" : \"neige\"}],\n  \"text\" : \"il neige\"\n}\n{\n  \"result\" : [{\"conf\" : 1.0, \"end\" : 7.5, \"start\" : 7.1, \"word\" : \"encore\"}],\n  \"text\" : \"encore\"\n}\n",
            &["100 900 -: il neige", "7100 7500 -: encore"],
        ),
        (
            "Otter, in samples",
            r#"{"speech":{"title":"Réunion","speakers":[{"id":7,"speaker_name":"Léa Morin"}],"transcripts":[
            {"transcript":"On commence.","start_offset":32000,"end_offset":48000,"speaker_id":7,"alignment":[{"word":"On","start":2.0,"end":2.2,"startOffset":0,"endOffset":2},{"word":"commence.","start":2.2,"end":3.0,"startOffset":3,"endOffset":12}]}]}}"#,
            &["2000 3000 Léa Morin: On commence."],
        ),
        (
            "milliseconds under the names of Otter's samples, with long pauses",
            r#"{"transcripts":[{"speaker":"Ann Poe","start_offset":2100,"end_offset":3100,"text":"Good evening."},{"speaker":"Tom Lee","start_offset":65200,"end_offset":66000,"text":"Thanks."}]}"#,
            &["2100 3100 Ann Poe: Good evening.", "65200 66000 Tom Lee: Thanks."],
        ),
        (
            "milliseconds of slow speech",
            r#"{"transcripts":[{"speaker":"Ann Poe","start_offset":2000,"end_offset":6000,"text":"Good evening to all."}]}"#,
            &["2000 6000 Ann Poe: Good evening to all."],
        ),
        (
            "seconds under these names",
            r#"{"transcripts":[{"speaker":"Ann Poe","start_offset":2,"end_offset":3,"text":"Good evening."},{"speaker":"Tom Lee","start_offset":65,"end_offset":66,"text":"Thanks."}]}"#,
            &["2000 3000 Ann Poe: Good evening.", "65000 66000 Tom Lee: Thanks."],
        ),
        (
            "Fireflies, as its interface answers",
            r#"{"data":{"transcript":{"title":"Budget","sentences":[{"index":0,"speaker_name":"Ann Poe","speaker_id":0,"text":"We start.","raw_text":"we start","start_time":1.5,"end_time":2.25}]}}}"#,
            &["1500 2250 Ann Poe: We start."],
        ),
        (
            "Microsoft Stream",
            r#"{"$schema":"s","version":"1","type":"Transcript","entries":[{"id":"a","text":"Bonsoir.","speakerId":"x@y","speakerDisplayName":"Rémi Fau","confidence":0.8,"endOffset":"00:00:07.5","startOffset":"00:00:06.2501234","spokenLanguageTag":"fr-fr"}]}"#,
            &["6250 7500 Rémi Fau: Bonsoir."],
        ),
        (
            "Gladia, beside its translation",
            r#"{"metadata":{"audio_duration":8},"result":{"transcription":{"languages":["en"],"full_transcript":"Come in.","utterances":[{"text":"Come in.","start":0.3,"end":0.9,"speaker":0,"channel":0,
            "words":[{"word":" Come","start":0.3,"end":0.6,"confidence":0.9},{"word":" in.","start":0.6,"end":0.9,"confidence":0.9}]}]},
            "translation":{"results":[{"languages":["fr"],"utterances":[{"text":"Entrez donc, je vous prie.","start":0.3,"end":0.9,"words":[]}]}]}}}"#,
            &["300 900 Speaker 0: Come in."],
        ),
        (
            "segments in milliseconds under the names of Whisper",
            r#"{"segments":[{"start":0,"end":2400,"text":"The committee will come to order."},{"start":2400,"end":5000,"text":"We have a quorum this morning."}]}"#,
            &[
                "0 2400 -: The committee will come to order.",
                "2400 5000 -: We have a quorum this morning.",
            ],
        ),
        (
            "hundredths, as whisper.cpp counts",
            r#"[{"t0":0,"t1":240,"text":"Le comité reprend ses travaux."},{"t0":240,"t1":500,"text":"Nous avons le quorum ce matin."}]"#,
            &[
                "0 2400 -: Le comité reprend ses travaux.",
                "2400 5000 -: Nous avons le quorum ce matin.",
            ],
        ),
        (
            "start_time and end_time",
            r#"{"name":"x","transcript":[{"speaker":"Host","start_time":3,"end_time":7,"text":"Let us begin with the minutes of March."}]}"#,
            &["3000 7000 Host: Let us begin with the minutes of March."],
        ),
    ]);
}

#[test]
fn words_keep_their_times_and_how_sure_they_are() {
    let document = read_text(
        r#"{"results":{"channels":[{"alternatives":[{"transcript":"two words","words":[
        {"word":"two","start":1.0,"end":1.2,"confidence":0.5,"punctuated_word":"Two"},
        {"word":"words","start":1.25,"end":1.5,"confidence":0.75,"punctuated_word":"words."}]}]}]}}"#,
    );
    assert_eq!(words(&document), ["1000 Two", "1250 words."]);
    let sure: Vec<_> = document.cues[0].words.iter().map(|word| word.confidence).collect();
    assert_eq!(sure, [Some(0.5), Some(0.75)]);
}

#[test]
fn the_language_and_the_title_are_those_of_the_file() {
    let document = read_text(
        r#"{"results":{"language_code":"fr-CA","items":[{"start_time":"1.0","end_time":"1.5","alternatives":[{"content":"Oui"}],"type":"pronunciation"}]}}"#,
    );
    assert_eq!(document.lang, Some(Lang::Fr));
    let document =
        read_text(r#"{"title":"Le pont","items":[{"t0":0.5,"t1":1.5,"text":"Le pont ferme."}]}"#);
    assert_eq!(document.about.title.as_deref(), Some("Le pont"));
}

#[test]
fn a_file_that_breaks_off_gives_what_stands_above_and_says_so() {
    let text = r#"{"monologues":[{"speaker":0,"elements":[{"type":"text","value":"Bonjour","ts":1.2,"end_ts":1.5},{"type":"punct","value":"."}]},{"speaker":1,"elem"#;
    let document = read(text, SourceId::from_bytes(b"x")).unwrap();
    assert_eq!(shown(&document), ["1200 1500 Speaker 0: Bonjour."]);
    assert!(!document.warnings.is_empty());
}

#[test]
fn what_tells_no_time_of_a_medium_is_no_speech() {
    for text in [
        r#"{"text":"Paris is big","ents":[{"text":"Paris","start":0,"end":5,"label":"LOC"}]}"#,
        r#"[{"type":"message","user":"U1","text":"hi","ts":"1577836800.000100"}]"#,
        r#"{"messages":[{"id":1,"from":"Jane","text":"Bonjour","date":"2024-01-01T10:00:00"}]}"#,
        r#"[{"title":"Fair","start":"2024-05-01","end":"2024-05-02","text":"A fair."}]"#,
        r#"{"_id":"1","text":"x","segments":[{"start":1,"end":2,"text":"x"}]}"#,
        r#"{"a":[{"b":{"c":1}}]}"#,
        "{\"t0\":1,\"text\":\"x\"}\nand more",
        "[]",
        "",
    ] {
        assert!(!sniff(text), "{text}");
    }
}

#[test]
fn lists_without_times_beside_a_text_are_refused_and_no_json_line() {
    for text in [
        r#"{"text":"Bonjour à tous","words":[{"text":"Bonjour"}]}"#,
        r#"{"text":"Bonjour à tous","utterances":[]}"#,
        r#"{"title":"x","text":"Bonjour","results":{"items":[]}}"#,
    ] {
        let error = read_bytes(text.as_bytes(), "f").unwrap_err();
        assert!(error.to_string().contains("JSON of no known shape"), "{error}");
    }
    assert!(jsonl::sniff(r#"{"text":"Bonjour","words":12}"#));
}

proptest! {
    #[test]
    fn no_json_makes_it_panic(
        parts in proptest::collection::vec("(\"(words|start|end|text|speaker|results|alternatives|timestamps|t0|type|ts)\":|[\\[\\]{},]|-?[0-9]{1,9}|\"[a é.]{0,3}\"|1e300)", 0..40),
    ) {
        let text = format!("{{{}", parts.concat());
        if sniff(&text) {
            let _ = read(&text, SourceId::from_bytes(text.as_bytes()));
        }
    }

    #[test]
    fn words_come_back_exact_whatever_the_shape(
        said in proptest::collection::vec(("[a-zéàç]{1,9}[.?,]?", 1u64..900, 0usize..2), 1..30),
    ) {
        let mut at = 0;
        let mut spoken = Vec::new();
        for (word, lasts, speaker) in &said {
            let lasts = 60 + lasts;
            spoken.push((word.clone(), at, at + lasts, ["A", "B"][*speaker]));
            at += lasts;
        }
        let entry = |(word, start, end, who): &(String, u64, u64, &str)| {
            let (start, end) = (*start as f64 / 1000.0, *end as f64 / 1000.0);
            [
                format!(r#"{{"word":"{word}","start":{start},"end":{end},"speaker":"{who}"}}"#),
                format!(r#"{{"type":"pronunciation","start_time":"{start}","end_time":"{end}","speaker_label":"{who}","alternatives":[{{"content":"{word}"}}]}}"#),
                format!(r#"{{"text":"{word}","start_ms":{},"end_ms":{},"speaker":"{who}"}}"#, start * 1000.0, end * 1000.0),
            ]
        };
        let lists: Vec<String> = (0..3).map(|shape| {
            spoken.iter().map(|word| entry(word)[shape].clone()).collect::<Vec<_>>().join(",")
        }).collect();
        let files = [
            format!(r#"{{"results":{{"words":[{}]}}}}"#, lists[0]),
            format!(r#"{{"results":{{"items":[{}]}}}}"#, lists[1]),
            format!(r#"{{"tokens":[{}]}}"#, lists[2]),
        ];
        let wanted: Vec<String> = spoken.iter().map(|(word, start, _, _)| format!("{start} {word}")).collect();
        for file in files {
            prop_assert!(sniff(&file), "{}", file);
            let document = read(&file, SourceId::from_bytes(b"x")).unwrap();
            prop_assert_eq!(&words(&document), &wanted, "{}", file);
            let by: Vec<(usize, Option<&str>)> = document.cues.iter().map(|cue| (cue.words.len(), cue.speaker.as_deref())).collect();
            let by: Vec<&str> = by.into_iter().flat_map(|(n, who)| std::iter::repeat_n(who.unwrap_or("-"), n)).collect();
            prop_assert_eq!(by, spoken.iter().map(|word| word.3).collect::<Vec<_>>());
        }
    }
}

#[test]
fn results_of_which_only_the_end_is_told_begin_where_the_one_before_ends() {
    for name in ["resultEndTime", "resultEndOffset", "result_end_time"] {
        let text = r#"{"results":[{"alternatives":[{"transcript":"the bridge is closed"}],"END":"6.480s"},
            {"alternatives":[{"transcript":"nobody mends it"}],"END":"9s"},{"alternatives":[{}],"END":"70s"},
            {"alternatives":[{"transcript":"so we take the ferry"}],"END":"71.25s"}]}"#;
        let want = [
            "0 6480 -: the bridge is closed",
            "6480 9000 -: nobody mends it",
            "9000 71250 -: so we take the ferry",
        ];
        let document = read_text(&text.replace("END", name));
        assert_eq!(shown(&document), want);
        // where it begins is no more than likely
        let mut moments =
            document.blocks.iter().flat_map(|b| &b.spans).filter_map(|span| span.moment);
        assert!(moments.all(|moment| moment.method == Method::Interpolated), "{document:?}");
    }
    let text = r#"{"results":[{"alternatives":[{"transcript":"le pont est fermé"}],"channelTag":1,"resultEndTime":"6.480s"},
        {"alternatives":[{"transcript":"pour qui donc"}],"channelTag":2,"resultEndTime":"6.480s"}]}"#;
    let want = ["0 6480 -: le pont est fermé", "0 6480 -: pour qui donc"];
    assert_eq!(shown(&read_text(text)), want);
}

#[test]
fn chapters_alone_are_notes_with_times() {
    let text = r#"{"version": "1.2.0", "title": "La digue", "chapters": [
        {"startTime": 0, "title": "Ouverture"}, {"startTime": 75.5, "title": "Le quai", "img": "q.png"},
        {"startTime": 300, "title": "Vote"}]}"#;
    let document = read_text(text);
    let starts: Vec<_> = document.cues.iter().map(|cue| (cue.start.millis(), &*cue.text)).collect();
    assert_eq!(starts, [(0, "Ouverture"), (75_500, "Le quai"), (300_000, "Vote")]);
    assert_eq!(document.about.title.as_deref(), Some("La digue"));
    assert_eq!(document.about.evidence, Some(Evidence::Paraphrase));

    // Titles tell no pace: far apart, they are seconds all the same.
    let text = r#"{"chapters": [{"startTime": 0, "title": "Ouverture de la séance"},
        {"startTime": 168, "title": "Le quai du nord"}, {"startTime": 4600, "title": "Vote"}]}"#;
    assert_eq!(read_text(text).cues[2].start.millis(), 4_600_000);
    let text =
        r#"{"chapters": [{"start": 0, "title": "Ouverture"}, {"start": 168, "title": "Le quai"}]}"#;
    assert_eq!(read_text(text).cues[1].start.millis(), 168_000);
    let text = r#"{"chapters": [{"start": 0, "title": "Ouverture"}, {"start": 168000, "title": "Le quai"}]}"#;
    assert_eq!(read_text(text).cues[1].start.millis(), 168_000);

    // A text with chapters is a document.
    let text = r#"{"text": "Tout.", "chapters": [{"startTime": 0, "title": "Ouverture"}]}"#;
    assert_eq!(crate::sniff(text), Format::JsonLines);
}

#[test]
fn appointments_have_no_second() {
    let text = r#"[{"start": "08:30", "end": "09:15", "text": "Visite du quai nord"},
        {"start": "09:15", "end": "09:45", "text": "Le maire et le pilote"},
        {"start": "14:00", "end": "15:30", "text": "Rapport sur la digue"}]"#;
    let documents = crate::read_bytes(text.as_bytes(), "x").unwrap();
    let spans = documents.iter().flat_map(|document| &document.blocks).flat_map(|b| &b.spans);
    assert_eq!(spans.filter(|span| span.moment.is_some()).count(), 0);
    assert_eq!(documents[0].warnings[0].code.name(), "unread-time-field");

    // Somebody speaks in the sixth minute of a recording.
    let text = r#"[{"start": "05:30", "end": "05:33", "text": "La digue tient encore bien."},
        {"start": "05:33", "end": "05:36", "text": "Elle a deux cents ans, dit-on."}]"#;
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    assert_eq!(document.cues[0].start.millis(), 330_000);
}
