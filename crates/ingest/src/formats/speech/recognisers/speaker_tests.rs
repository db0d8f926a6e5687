//! Who speaks, as programs write it: beside the words, in a list of their own, by a number or an id.

/// Each cue with its second and who speaks, whichever reader takes the text; no reading may warn.
fn hold(text: &str, want: &[&str]) {
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    let shown = document.cues.iter().map(|cue| {
        let speaker = cue.speaker.as_deref().unwrap_or("-");
        format!("{} {} {speaker}: {}", cue.start.millis(), cue.end.millis(), cue.text)
    });
    assert_eq!(shown.collect::<Vec<_>>(), want, "{text}");
    assert!(document.warnings.is_empty(), "{text}: {:?}", document.warnings);
}

#[test]
fn speakers_are_told_by_paragraphs_without_words() {
    let words = r#"[{"start":1.0,"end":1.5,"text":"It"},{"start":1.5,"end":2.0,"text":"leaks."},
        {"start":2.0,"end":2.5,"text":"Since"},{"start":2.5,"end":3.0,"text":"when?"}]"#;
    let text = format!(
        r#"{{"words":{words},"paragraphs":[{{"id":0,"start":1.0,"end":2.0,"speaker":"Ida Roy"}},
        {{"id":1,"start":2.0,"end":3.0,"speaker":"Tim Rey"}}]}}"#
    );
    let want = ["1000 2000 Ida Roy: It leaks.", "2000 3000 Tim Rey: Since when?"];
    hold(&text, &want);
    // The same with the names of Whisper.
    hold(&text.replace("\"text\"", "\"word\""), &want);
}

#[test]
fn kaldi_tells_speakers_apart_and_writes_words_with_their_signs() {
    let text = r#"{"retval":{"status":true,"words":[{"start":1.0,"end":1.5,"word":"it","punct":"It"},
        {"start":1.5,"end":2.0,"word":"leaks","punct":"leaks."},{"start":2.0,"end":2.5,"word":"since","punct":"Since"},
        {"start":2.5,"end":3.0,"word":"when","punct":"when?"}],
        "segmentation":{"speakers":[{"@id":"S1","gender":"F"},{"@id":"S2","gender":"M"}],
        "segments":[{"@type":"Segment","start":0.9,"duration":1.1,"speaker":{"@id":"S1","gender":"F"}},
        {"@type":"Segment","start":2.0,"duration":1.2,"speaker":{"@id":"S2","gender":"M"}}]}}}"#;
    hold(text, &["1000 2000 S1: It leaks.", "2000 3000 S2: Since when?"]);
}

#[test]
fn segments_name_speakers_in_many_ways() {
    let of = |first: &str, second: &str, beside: &str| {
        format!(
            r#"{{"segments":[{{"start":0.5,"end":4.2,{first},"text":"The lock is shut since the flood."}},
            {{"start":4.5,"end":9.0,{second},"text":"Nobody told me so at the town hall."}}]{beside}}}"#
        )
    };
    let ida = "500 4200 Ida Roy: The lock is shut since the flood.";
    let tim = "4500 9000 Tim Rey: Nobody told me so at the town hall.";
    for (first, second, beside) in [
        (r#""speaker":{"id":1,"name":"Ida Roy"}"#, r#""speaker":{"id":2,"name":"Tim Rey"}"#, ""),
        (r#""speakerLabel":"Ida Roy""#, r#""speakerLabel":"Tim Rey""#, ""),
        (
            r#""speaker_id":"K1","speaker_name":"Ida Roy""#,
            r#""speaker_name":"Tim Rey","speaker_id":"K2""#,
            "",
        ),
        (
            r#""speaker_id":"K1""#,
            r#""speaker_id":"K2""#,
            r#","speakers":{"K1":"Ida Roy","K2":{"name":"Tim Rey"}}"#,
        ),
        (
            r#""speaker":"K1""#,
            r#""speaker":"K2""#,
            r#","speakers":[{"id":"K1","name":"Ida Roy"},{"id":"K2","name":"Tim Rey"}]"#,
        ),
        (r#""speaker_id":1"#, r#""speaker_id":2"#, r#","speakers":{"1":"Ida Roy","2":"Tim Rey"}"#),
    ] {
        hold(&of(first, second, beside), &[ida, tim]);
    }
}

#[test]
fn what_has_no_readable_time_keeps_who_says_it() {
    let text = r#"{"segments":[{"start":0.5,"end":4.2,"speaker":"Ida","text":"The lock is shut."},
        {"start":"soon","speaker":"Tim","text":"Since when?"}]}"#;
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    let untimed: Vec<_> = document.untimed().map(|block| block.speaker.as_deref()).collect();
    assert_eq!(untimed, [Some("Tim")]);
    assert_eq!(document.warnings.len(), 1);
}

#[test]
fn words_of_a_list_beside_other_fields_are_read() {
    let turn = |id: u32, speaker: &str, from: f64, words: [&str; 2]| {
        let word = |nth: usize| {
            let (start, end) = (from + nth as f64 * 0.5, from + nth as f64 * 0.5 + 0.5);
            format!(r#"{{"id":{nth},"text":"{}","startTime":{start},"endTime":{end}}}"#, words[nth])
        };
        let line = format!("{},{}", word(0), word(1));
        format!(r#"{{"id":{id},"speaker":"{speaker}","paragraph":[{{"line":[{line}]}}]}}"#)
    };
    let turns =
        [turn(0, "Ida", 1.0, ["It", "leaks."]), turn(1, "Tim", 2.0, ["Since", "when?"])].join(",");
    let text = format!(r#"{{"title":"roof.mp4","_id":"k7","highlights":[],"text":[{turns}]}}"#);
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    let shown = |cue: &ibid_core::document::Cue| {
        (cue.start.millis(), cue.speaker.clone().unwrap_or_default(), cue.text.clone())
    };
    let said: Vec<_> = document.cues.iter().map(shown).collect();
    let of = |at, speaker: &str, text: &str| (at, speaker.to_owned(), text.to_owned());
    assert_eq!(said, [of(1000, "Ida", "It leaks."), of(2000, "Tim", "Since when?")]);
    assert_eq!(document.about.title.as_deref(), Some("roof.mp4"));

    // A line of many is a document.
    let lines = format!("{text}\n{text}\n");
    assert_ne!(crate::sniff(&lines), crate::Format::Recogniser);
}

#[test]
fn who_speaks_in_an_object_is_told_however_many_stand_before_the_words_in_it() {
    let marks: Vec<String> =
        (0..40).map(|nth| format!(r#"{{"speaker":"Nobody","mark":{nth}}}"#)).collect();
    let turn = |speaker: &str, from: u32, text: &str| {
        let (end, marks) = (from + 3, marks.join(","));
        format!(
            r#"{{"speaker":"{speaker}","marks":[{marks}],"lines":[{{"start":{from}.5,"end":{end}.5,"text":"{text}"}}]}}"#
        )
    };
    let turns = [
        turn("Ida Roy", 0, "The lock is shut since the flood."),
        turn("Tim Rey", 4, "Nobody told me so."),
    ];
    hold(
        &format!(r#"{{"turns":[{}]}}"#, turns.join(",")),
        &[
            "500 3500 Ida Roy: The lock is shut since the flood.",
            "4500 7500 Tim Rey: Nobody told me so.",
        ],
    );
}

#[test]
fn people_beside_the_words_of_a_whole_file_are_named() {
    let word = |nth: u32, text: &str, speaker: &str| {
        format!(r#"{{"text":"{text}","start":{nth}.0,"end":{nth}.5,"speaker":"{speaker}"}}"#)
    };
    let words = [word(1, "It", "S1"), word(2, "leaks.", "S1"), word(3, "When?", "S2")].join(",");
    let text = format!(
        r#"{{"text":"It leaks. When?","words":[{words}],"speakers":{{"S1":"Ida Roy","S2":"Tim Rey"}}}}"#
    );
    hold(&text, &["1000 2500 Ida Roy: It leaks.", "3000 3500 Tim Rey: When?"]);
}
