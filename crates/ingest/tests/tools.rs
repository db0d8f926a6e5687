//! What tools of all kinds make of the same three sentences, copied, exported or printed: the second,
//! who says it, and no sign around them.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop where it stands

mod seen;

use seen::{seen, seen_as};

const SAID: [&str; 3] = ["9 -|We meet on Monday.", "80 -|Not in August.", "140 -|In May then."];
const NAMED: [&str; 3] =
    ["9 Ana Diaz|We meet on Monday.", "80 Leo Katz|Not in August.", "140 Ana Diaz|In May then."];

#[test]
fn signs_drawn_around_a_time_are_no_words() {
    for text in [
        "▶ 0:09 We meet on Monday.\n▶ 1:20 Not in August.\n▶ 2:20 In May then.\n",
        "⏱️ 0:09\nWe meet on Monday.\n⏱️ 1:20\nNot in August.\n⏱️ 2:20\nIn May then.\n",
        "→ [0:09] We meet on Monday.\n→ [1:20] Not in August.\n→ [2:20] In May then.\n",
        "T+00:00:09 We meet on Monday.\nT+00:01:20 Not in August.\nT+00:02:20 In May then.\n",
        "-- 00:00:09 --\nWe meet on Monday.\n-- 00:01:20 --\nNot in August.\n-- 00:02:20 --\nIn May then.\n",
        "=== 0:09 ===\n\nWe meet on Monday.\n\n=== 1:20 ===\n\nNot in August.\n\n=== 2:20 ===\n\nIn May then.\n",
        "Time: 0:09\nWe meet on Monday.\n\nTime: 1:20\nNot in August.\n\nTime: 2:20\nIn May then.\n",
        "0:09\\\nWe meet on Monday.\n\n1:20\\\nNot in August.\n\n2:20\\\nIn May then.\n",
    ] {
        assert_eq!(seen(text), SAID, "{text}");
    }
    for text in [
        "=== Ana Diaz 0:09 ===\nWe meet on Monday.\n=== Leo Katz 1:20 ===\nNot in August.\n=== Ana Diaz 2:20 ===\nIn May then.\n",
        "**0:09 - Ana Diaz**\nWe meet on Monday.\n\n**1:20 - Leo Katz**\nNot in August.\n\n**2:20 - Ana Diaz**\nIn May then.\n",
        "Ana Diaz 9s\nWe meet on Monday.\n\nLeo Katz 1m 20s\nNot in August.\n\nAna Diaz 2m 20s\nIn May then.\n",
        "[0:09] <b>Ana Diaz</b>: We meet on Monday.\n[1:20] <b>Leo Katz</b>: Not in August.\n[2:20] <b>Ana Diaz</b>: In May then.\n",
        "# Notes\n\n<p><time>0:09</time> <strong>Ana Diaz:</strong> We meet on Monday.</p>\n\n<p><time>1:20</time> <strong>Leo Katz:</strong> Not in August.</p>\n\n<p><time>2:20</time> <strong>Ana Diaz:</strong> In May then.</p>\n",
        "**Ana Diaz** _0:09_\nWe meet on Monday.\n\n**Leo Katz** _1:20_\nNot in August.\n\n**Ana Diaz** _2:20_\nIn May then.\n",
        "Ana Diaz / 0:09\nWe meet on Monday.\n\nLeo Katz / 1:20\nNot in August.\n\nAna Diaz / 2:20\nIn May then.\n",
        "[0:09] – Ana Diaz – We meet on Monday.\n[1:20] – Leo Katz – Not in August.\n[2:20] – Ana Diaz – In May then.\n",
        "Speaker: Ana Diaz\nTime: 0:09\nWe meet on Monday.\n\nSpeaker: Leo Katz\nTime: 1:20\nNot in August.\n\nSpeaker: Ana Diaz\nTime: 2:20\nIn May then.\n",
        "Ana Diaz [0:09] We meet on Monday.\n\nLeo Katz [1:20] Not in August.\n\nAna Diaz [2:20] In May then.\n",
        "# Talk\n\n## 0:09 Ana Diaz\n\nWe meet on Monday.\n\n## 1:20 Leo Katz\n\nNot in August.\n\n## 2:20 Ana Diaz\n\nIn May then.\n",
    ] {
        assert_eq!(seen(text), NAMED, "{text}");
    }
    let accounts =
        "ana_d 0:09\nWe meet on Monday.\n\nleo 1:20\nNot in August.\n\nana_d 2:20\nIn May then.\n";
    assert_eq!(seen(accounts)[0], "9 ana_d|We meet on Monday.");
    let codes = "S1 0:09\nWe meet on Monday.\n\nS2 1:20\nNot in August.\n\nS1 2:20\nIn May then.\n";
    assert_eq!(seen(codes)[1], "80 S2|Not in August.");
}

#[test]
fn a_panel_that_was_copied_says_its_times_twice() {
    for text in [
        "0:099 secondsWe meet on Monday.\n1:201 minute, 20 secondsNot in August.\n2:202 minutes, 20 secondsIn May then.\n",
        "0:09 9 seconds We meet on Monday.\n1:20 1 minute 20 seconds Not in August.\n2:20 2 minutes 20 seconds In May then.\n",
        "0:09\n9 secondes\nWe meet on Monday.\n1:20\n1 minute et 20 secondes\nNot in August.\n2:20\n2 minutes et 20 secondes\nIn May then.\n",
        "0:099 secondesWe meet on Monday.\n1:201 minute et 20 secondesNot in August.\n2:202 minutes et 20 secondesIn May then.\n",
        "0:09We meet on Monday.\n1:20Not in August.\n2:20In May then.\n",
    ] {
        assert_eq!(seen(text), SAID, "{text}");
    }
    let first = "0:011 secondso we meet.\n0:022 secondswe do.\n";
    assert_eq!(seen(first), ["1 -|so we meet.", "2 -|we do."]);
}

#[test]
fn numbers_of_seconds_are_times_where_they_go_as_fast_as_speech() {
    let seconds = "0.20 We meet on Monday in the hall.\n2.90 Not in August, I am away.\n5.75 In May then, if you like.\n8.10 Good.\n";
    assert_eq!(seen(seconds)[1], "2.9 -|Not in August, I am away.");
    let minutes = "00.20 We meet on Monday in the hall, all of us, as we have done for years.\n00.31 Not in August, I am away, and so is Leo with all of his children.\n00.42 In May then, if you like, or whenever there is nobody else in it.\n01.01 Good.\n";
    assert_eq!(seen(minutes)[3], "61 -|Good.");
    let printed = "[0.00s -> 2.50s]  We meet on Monday.\n[40.50s -> 42.00s]  Not in August.\n[80.00s -> 82.00s]  In May then.\n";
    assert_eq!(seen(printed)[1], "40.5 -|Not in August.");
    for prose in [
        "12.50 Roast chicken with beans\n13.00 Fish of the day and rice\n14.20 Lamb stew with herbs\n15.90 Steak and chips with salad\n",
        "1.1 The council meets in the hall.\n1.2 The mayor calls the meeting.\n1.3 Members who cannot come say so.\n2.1 The budget is voted in March.\n",
    ] {
        assert!(seen(prose).iter().all(|line| line.starts_with('-')), "{:?}", seen(prose));
    }
}

#[test]
fn questions_and_answers_are_of_who_asks_and_who_answers() {
    let court = "     THE COURT:  Please be seated.\n\n     Q.   Did you see the roof?\n\n     A.   I saw it on Monday.\n\n     Q.   Was it wet?\n\n     A.   All over.\n\n     THE COURT:  Thank you.\n";
    let want = [
        "- THE COURT|Please be seated.",
        "- Q|Did you see the roof?",
        "- A|I saw it on Monday.",
        "- Q|Was it wet?",
        "- A|All over.",
        "- THE COURT|Thank you.",
    ];
    assert_eq!(seen(court), want);
    let timed =
        "[0:09] Q. Did you see the roof?\n[0:12] A. I saw it on Monday.\n[0:20] Q. Was it wet?\n";
    assert_eq!(seen(timed)[1], "12 A|I saw it on Monday.");
    // Points of an outline are no answers.
    let outline = "A. The roof\n\nIt leaks.\n\nB. The price\n\nIt is high.\n\nA. The end\n";
    assert!(seen(outline).iter().all(|line| line.starts_with("- -|")), "{:?}", seen(outline));
}

#[test]
fn names_on_lines_of_their_own_speak_in_captions() {
    let named = [
        "9 Ana Diaz|We meet on Monday.",
        "80 Leo Katz|Not in August.",
        "140 Ana Diaz|In May then.",
        "150 Leo Katz|Yes.",
    ];
    for text in [
        "1\n00:00:09,000 --> 00:00:12,000\nAna Diaz\nWe meet on Monday.\n\n2\n00:01:20,000 --> 00:01:22,000\nLeo Katz\nNot in August.\n\n3\n00:02:20,000 --> 00:02:22,000\nAna Diaz\nIn May then.\n\n4\n00:02:30,000 --> 00:02:31,000\nLeo Katz\nYes.\n",
        "1\n00:00:09,000 --> 00:00:12,000\n[Ana Diaz] We meet on Monday.\n\n2\n00:01:20,000 --> 00:01:22,000\n[Leo Katz] Not in August.\n\n3\n00:02:20,000 --> 00:02:22,000\n[Ana Diaz] In May then.\n\n4\n00:02:30,000 --> 00:02:31,000\n[Leo Katz] Yes.\n",
        "WEBVTT\n\n1 \"Ana Diaz\" (301)\n00:09.000 --> 00:12.000\nWe meet on Monday.\n\n2 \"Leo Katz\" (302)\n01:20.000 --> 01:22.000\nNot in August.\n\n3 \"Ana Diaz\" (301)\n02:20.000 --> 02:22.000\nIn May then.\n\n4 \"Leo Katz\" (302)\n02:30.000 --> 02:31.000\nYes.\n",
        "Ana Diaz\n00:00:09.000 --> 00:00:12.000\nWe meet on Monday.\nLeo Katz\n00:01:20.000 --> 00:01:22.000\nNot in August.\nAna Diaz\n00:02:20.000 --> 00:02:22.000\nIn May then.\nLeo Katz\n00:02:30.000 --> 00:02:31.000\nYes.\n",
    ] {
        assert_eq!(seen(text), named, "{text}");
    }

    // Lines that begin with capitals and never come back are words, and so are sounds.
    let verses = "1\n00:00:09,000 --> 00:00:12,000\nOld Friends\nwalk along the river\n\n2\n00:01:20,000 --> 00:01:22,000\nGood Morning\nsunshine in the street\n\n3\n00:02:20,000 --> 00:02:22,000\nThe End\nof the road\n";
    assert!(seen(verses).iter().all(|line| line.contains(" -|")), "{:?}", seen(verses));
    let sounds = "1\n00:00:09,000 --> 00:00:12,000\n[Soft Music] We meet.\n\n2\n00:01:20,000 --> 00:01:22,000\n[Loud Applause] Not now.\n\n3\n00:02:20,000 --> 00:02:22,000\n[Soft Music] In May.\n";
    assert!(seen(sounds).iter().all(|line| line.contains(" -|")), "{:?}", seen(sounds));
}

#[test]
fn tables_tell_what_their_columns_hold_without_a_head_too() {
    for text in [
        "1\t9.0\t12.0\tWe meet on Monday.\n2\t80.0\t82.0\tNot in August.\n3\t140.0\t142.0\tIn May then.\n",
        "9.0,12.0,We meet on Monday.\n80.0,82.0,Not in August.\n140.0,142.0,In May then.\n",
        "No.,Timing,Remark\n1,0:09,We meet on Monday.\n2,1:20,Not in August.\n3,2:20,In May then.\n",
        "Tier\tBegin Time - msec\tEnd Time - msec\tAnnotation\n\t9000\t12000\tWe meet on Monday.\n\t80000\t82000\tNot in August.\n\t140000\t142000\tIn May then.\n",
        "ID,In,Out,Transcription\n1,00:00:09:12,00:00:12:01,We meet on Monday.\n2,00:01:20:24,00:01:22:00,Not in August.\n3,00:02:20:00,00:02:22:05,In May then.\n",
    ] {
        assert_eq!(seen_as("a.csv", text), SAID, "{text}");
    }
    let both = "start,end,french,english\n9.0,12.0,On se voit lundi.,We meet on Monday.\n80.0,82.0,Pas en août.,Not in August.\n140.0,142.0,Alors en mai.,In May then.\n";
    let all = seen_as("a.csv", both);
    assert!(all.contains(&"80 -|Pas en août.".to_owned()), "{all:?}");
    assert!(all.contains(&"80 -|Not in August.".to_owned()), "{all:?}");
    for data in [
        "city,population,share\nNantes,320000,12.5\nLille,230000,9.8\nMetz,120000,5.1\n",
        "1.50,tea and cake\n2.20,coffee with milk\n3.80,soup of the day\n4.10,bread and cheese\n",
    ] {
        assert!(seen_as("a.csv", data).iter().all(|line| line.starts_with('-')), "{data}");
    }
}

#[test]
fn json_of_further_shapes_tells_its_times() {
    for text in [
        r#"{"text":"x","chunks":[{"timestamp":"00:00:09","text":"We meet on Monday."},{"timestamp":"00:01:20","text":"Not in August."},{"timestamp":"00:02:20","text":"In May then."}]}"#,
        r#"[{"timestamp":["0:00:09","0:00:12"],"text":"We meet on Monday."},{"timestamp":["0:01:20","0:01:22"],"text":"Not in August."},{"timestamp":["0:02:20",null],"text":"In May then."}]"#,
        r#"{"results":{"channels":[{"alternatives":[{"transcript":"x","paragraphs":{"transcript":"x","paragraphs":[{"sentences":[{"text":"We meet on Monday.","start":9.0,"end":12.0},{"text":"Not in August.","start":80.0,"end":82.0}],"start":9.0,"end":82.0},{"sentences":[{"text":"In May then.","start":140.0,"end":142.0}],"start":140.0,"end":142.0}]}}]}]}}"#,
    ] {
        assert_eq!(seen_as("a.json", text), SAID, "{text}");
    }
    let podlove = r#"[{"start":"00:00:09.000","end":"00:00:12.000","speaker":"1","voice":"Ana Diaz","text":"We meet on Monday."},{"start":"00:01:20.000","end":"00:01:22.000","speaker":"2","voice":"Leo Katz","text":"Not in August."},{"start":"00:02:20.000","end":"00:02:22.000","speaker":"1","voice":"Ana Diaz","text":"In May then."}]"#;
    assert_eq!(seen_as("a.json", podlove), NAMED);
    let messages = r#"[{"timestamp":1750000000,"text":"We meet on Monday."},{"timestamp":1750000500,"text":"Not in August."}]"#;
    assert!(seen_as("a.json", messages).iter().all(|line| line.starts_with('-')));
}

#[test]
fn what_a_program_says_of_its_transcript_is_said_by_nobody() {
    let text = "Ana Diaz  0:09\nWe meet on Monday.\n\nLeo Katz  1:20\nNot in August.\n\nAna Diaz  2:20\nIn May then.\n\nTranscribed by https://otter.ai\n";
    let all = seen(text);
    assert_eq!(all[..3], NAMED);
    assert_eq!(all[3], "- -|Transcribed by https://otter.ai");
    let length = "Council\n4 mai 2026, 09:00\n42m 10s\n\nAna Diaz started transcription\n\nAna Diaz 0:09\nWe meet on Monday.\n\nLeo Katz 1:20\nNot in August.\n\nAna Diaz 2:20\nIn May then.\n\nLeo Katz stopped transcription\n";
    assert!(
        NAMED.iter().all(|want| seen(length).contains(&(*want).to_owned())),
        "{:?}",
        seen(length)
    );
}

#[test]
fn names_in_bold_beside_the_times_of_a_page_speak() {
    for text in [
        "<html><body><p><time>0:09</time> <strong>Ana Diaz</strong> We meet on Monday.</p><p><time>1:20</time> <strong>Leo Katz</strong> Not in August.</p><p><time>2:20</time> <strong>Ana Diaz</strong> In May then.</p></body></html>",
        "<html><body><p><b>Ana Diaz</b> <time>0:09</time> We meet on Monday.</p><p><b>Leo Katz</b> <time>1:20</time> Not in August.</p><p><b>Ana Diaz</b> <time>2:20</time> In May then.</p></body></html>",
    ] {
        assert_eq!(seen_as("a.html", text), NAMED, "{text}");
    }
}

#[test]
fn lists_that_no_speech_keeps_pace_with_stay_prose() {
    for text in [
        "2:01:15 Claire Morin, Lyon\n2:03:40 Anne Petit, Nantes\n2:05:02 Jeanne Roux, Lille\n2:07:51 Marie Blanc, Metz\n",
        "Odds of the day\n3:10 Red Star\n5:12 Blue Moon\n7:20 Old Bridge\n9:45 Grey Mare\n",
        "1:11 In the beginning of the reign the people were counted.\n1:12 And they came from all the valleys.\n1:13 The scribes wrote their names.\n1:14 And the king was glad.\n",
        "[10:31] <ann> is the server back?\n[10:32] <mark> not yet\n[10:40] <ann> and now?\n[10:41] <mark> yes\n",
        "T1 call the roofer\nT2 write to the mayor\nS1 order the tiles\nS2 pay the bill\n",
    ] {
        assert!(seen(text).iter().all(|line| line.starts_with('-')), "{:?}", seen(text));
    }
}
