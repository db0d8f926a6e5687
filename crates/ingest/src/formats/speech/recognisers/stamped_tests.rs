//! Services that give each sentence one time, or wrap it in objects of its own.

use super::tests::hold;
use crate::read_bytes;

#[test]
fn sentences_with_one_time_are_read_whatever_it_is_called() {
    hold(&[
        (
            "clocks, and an object for who speaks",
            r#"{"title":"Ferry","transcript":[{"speaker":{"display_name":"Ines Roux"},"text":"The ferry is late.","timestamp":"00:00:04"},
            {"speaker":{"display_name":"Tom Hale"},"text":"It always is.","timestamp":"00:00:07"}]}"#,
            &["4000 7000 Ines Roux: The ferry is late.", "7000 7000 Tom Hale: It always is."],
        ),
        (
            "the sender, seconds from the start",
            r#"{"messages":[{"text":"The ferry is late.","from":{"name":"Ines Roux"},"startTime":"2026-03-02T08:00:04Z","timeOffset":4.5,"duration":1.5},
            {"text":"It always is.","from":{"name":"Tom Hale"},"timeOffset":7.0,"duration":1.0}]}"#,
            &["4500 6000 Ines Roux: The ferry is late.", "7000 8000 Tom Hale: It always is."],
        ),
        (
            "milliseconds below paragraphs",
            r#"{"paragraphs":[{"cues":[{"time":4500,"text":"The ferry is late."},{"time":6400,"text":"It always is."}]},
            {"cues":[{"time":8000,"text":"Let us walk then."}]}]}"#,
            &[
                "4500 6400 -: The ferry is late.",
                "6400 8000 -: It always is.",
                "8000 8000 -: Let us walk then.",
            ],
        ),
        (
            "time codes of a podcast",
            r#"[{"id":"a","text":"The ferry is late.","speaker":"Ines","startTimecode":4500,"endTimecode":6000},
            {"id":"b","text":"It always is.","speaker":"Tom","startTimecode":7000,"endTimecode":8000}]"#,
            &["4500 6000 Ines: The ferry is late.", "7000 8000 Tom: It always is."],
        ),
        (
            "who is meant to speak",
            r#"{"lines":[{"startTime":"00:00:04,500","speakerDesignation":"Ines","endTime":"00:00:06,000","text":"The ferry is late."},
            {"startTime":"00:00:07,000","speakerDesignation":"Tom","endTime":"00:00:08,000","text":"It always is."}]}"#,
            &["4500 6000 Ines: The ferry is late.", "7000 8000 Tom: It always is."],
        ),
        (
            "names of fields in French",
            r#"{"titre":"Le bac","segments":[{"début":"00:00:04","fin":"00:00:06","intervenant":"Inès","texte":"Le bac a du retard."},
            {"début":"00:00:07","fin":"00:00:08","intervenant":"Tom","texte":"Comme toujours."}]}"#,
            &["4000 6000 Inès: Le bac a du retard.", "7000 8000 Tom: Comme toujours."],
        ),
        (
            "ranges of clocks",
            r#"[{"time":"0:04 - 0:06","speaker":"Ines","text":"The ferry is late."},{"time":"0:07 – 0:08","speaker":"Tom","text":"It always is."}]"#,
            &["4000 6000 Ines: The ferry is late.", "7000 8000 Tom: It always is."],
        ),
        (
            "pairs of numbers",
            r#"[{"time":[0,1.5],"speaker":"Ines","text":"The ferry is late."},{"time":[70.5,72.0],"speaker":"Tom","text":"It always is."}]"#,
            &["0 1500 Ines: The ferry is late.", "70500 72000 Tom: It always is."],
        ),
        (
            "hundredths of a second",
            r#"[{"start":450,"stop":600,"text":"The ferry is late."},{"start":7000,"stop":7120,"text":"It always is."}]"#,
            &["4500 6000 -: The ferry is late.", "70000 71200 -: It always is."],
        ),
        (
            "fragments of lines",
            r#"{"fragments":[{"begin":"4.500","end":"6.000","id":"f1","lines":["The ferry","is late."],"children":[]},
            {"begin":"7.000","end":"8.000","id":"f2","lines":["It always is."],"children":[]}]}"#,
            &["4500 6000 -: The ferry is late.", "7000 8000 -: It always is."],
        ),
        (
            "how long in milliseconds, and who in an object",
            r#"[{"startMs":4500,"durMs":1500,"speaker":{"id":"2","nom":"Inès"},"text":"Le bac a du retard."},
            {"startMs":7000,"durMs":1000,"speaker":{"id":"3","nom":"Tom"},"text":"Comme toujours."}]"#,
            &["4500 6000 Inès: Le bac a du retard.", "7000 8000 Tom: Comme toujours."],
        ),
    ]);
}

#[test]
fn whispers_segments_write_their_times_in_many_ways() {
    for (first, second) in [
        (r#""timestamp":{"start":4.5,"end":6.0}"#, r#""timestamp":{"start":7.0,"end":8.0}"#),
        (r#""timestamp":"0:04.5 - 0:06""#, r#""timestamp":"0:07 - 0:08""#),
        (r#""start":"4.50s","end":"6.00s""#, r#""start":"7.00s","end":"8.00s""#),
        (r#""start":4.5,"stop":6.0"#, r#""start":7.0,"stop":8.0"#),
    ] {
        let text = format!(
            r#"{{"segments":[{{{first},"text":"The ferry is late."}},{{{second},"text":"It always is."}}]}}"#
        );
        let document = read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let times = document.cues.iter().map(|cue| (cue.start.millis(), cue.end.millis()));
        assert_eq!(times.collect::<Vec<_>>(), [(4500, 6000), (7000, 8000)], "{text}");
        assert!(document.warnings.is_empty(), "{text}: {:?}", document.warnings);
    }
}

#[test]
fn what_was_said_may_stand_in_an_object_of_its_own() {
    hold(&[
        (
            "sentences within sections",
            r#"{"version":1,"section":[{"startMs":0,"title":{"title":"A voice"}},
            {"startMs":4500,"text":{"sentence":{"startMs":4500,"text":"Le bac a du retard."}}},
            {"startMs":7000,"text":{"sentence":{"startMs":7000,"text":"Comme toujours."}}}]}"#,
            &["4500 7000 -: Le bac a du retard.", "7000 7000 -: Comme toujours."],
        ),
        (
            "runs of a panel",
            r#"{"actions":[{"panel":{"segments":[
            {"segmentRenderer":{"startMs":"4500","endMs":"6000","snippet":{"runs":[{"text":"Le bac "},{"text":"a du retard."}]}}},
            {"segmentRenderer":{"startMs":"7000","endMs":"8000","snippet":{"runs":[{"text":"Comme toujours."}]}}}]}}]}"#,
            &["4500 6000 -: Le bac a du retard.", "7000 8000 -: Comme toujours."],
        ),
    ]);
}

#[test]
fn the_hour_at_which_a_message_was_written_is_no_second() {
    for text in [
        r#"[{"user":"ines","text":"The ferry is late.","time":"09:14"},{"user":"tom","text":"It always is.","time":"09:15"}]"#,
        r#"[{"nick":"ines","text":"The ferry is late.","timestamp":"00:14:02"},{"nick":"tom","text":"It always is.","timestamp":"00:31:40"}]"#,
        r#"[{"text":"The ferry","start":0,"end":9,"label":"NP"},{"text":"is late","start":10,"end":17,"label":"VP"}]"#,
    ] {
        for document in read_bytes(text.as_bytes(), "chat.json").unwrap() {
            assert!(document.cues.is_empty(), "{:?}", document.cues);
        }
    }
}

#[test]
fn an_object_whose_words_stand_in_a_list_is_no_record() {
    // it would be a title, and every word would be lost in silence
    let text =
        r#"{"title":"Ferry","notes":[{"text":"The ferry is late."},{"text":"It always is."}]}"#;
    assert!(read_bytes(text.as_bytes(), "x.json").is_err());
}

#[test]
fn numbers_that_are_no_seconds_are_none() {
    for text in [
        r#"{"title":"Soup","steps":[{"time":5,"text":"Peel the leeks."},{"time":20,"text":"Boil them."},{"time":30,"text":"Blend."}]}"#,
        r#"[{"time":12,"text":"Roux scores."},{"time":27,"text":"A yellow card."},{"time":63,"text":"Hale draws level."}]"#,
        r#"[{"offset":0,"length":5,"text":"ferri","message":"a typo"},{"offset":40,"length":4,"text":"lait","message":"a typo"}]"#,
        r#"{"chunks":[{"start":0,"end":40,"text":"The ferry is late, as it is on Mondays."},{"start":36,"end":76,"text":"days. Nobody knows why that may be so,"},{"start":72,"end":112,"text":"so, but the keeper of the lock may do."}]}"#,
        r#"[{"time":30,"text":"The ferry is late this morning."},{"time":20,"text":"It always is on Mondays."},{"time":1,"text":"Yes."}]"#,
    ] {
        for document in read_bytes(text.as_bytes(), "x.json").into_iter().flatten() {
            assert!(document.cues.is_empty(), "{:?}", document.cues);
        }
    }
}

#[test]
fn lines_that_tell_places_in_a_text_give_no_second() {
    let part = |start: u32, text: &str| {
        let end = start as usize + text.len() + 1;
        format!("{{\"start\":{start},\"end\":{end},\"text\":\"{text}\"}}\n")
    };
    let text = [
        part(0, "The ferry is late, as it is on Mondays."),
        part(36, "Mondays. Nobody knows why that may be so,"),
        part(72, "so, but the keeper of the lock may do."),
    ];
    for document in read_bytes(text.concat().as_bytes(), "x").unwrap() {
        assert!(document.cues.is_empty(), "{:?}", document.cues);
    }
}
