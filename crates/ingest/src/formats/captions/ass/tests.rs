use ibid_core::document::Document;
use proptest::prelude::*;

use super::override_codes;
use crate::{Format, sniff};

fn read(text: &str) -> Document {
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

/// Line, speaker, start, end and text of each cue.
fn cues(document: &Document) -> Vec<(u32, Option<&str>, u64, u64, &str)> {
    let all = document.cues.iter().map(|c| (c, c.start.millis(), c.end.millis()));
    all.map(|(c, from, to)| (c.line, c.speaker.as_deref(), from, to, c.text.as_str())).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|diagnostic| diagnostic.code.name()).collect()
}

/// A script with these lines as its events.
fn script(events: &str) -> String {
    format!(
        "\u{feff}[Script Info]\r\n; made by hand\r\nTitle: La  traversée\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname\r\nStyle: Default,Arial\r\n\r\n[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n{}",
        events.replace('\n', "\r\n")
    )
}

#[test]
fn dialogue_becomes_cues_with_their_speakers() {
    let document = read(&script(
        "Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,a remark\nDialogue: 0,0:00:01.05,0:00:02.50,Default,Anne,0,0,0,,{\\i1}Le pont{\\i0}, enfin,\\Nest {remark}ouvert.\nDialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,Good.\\hNews\\nhere\n",
    ));

    assert_eq!(document.format, Format::Ass);
    assert_eq!(document.about.title.as_deref(), Some("La traversée"));
    assert_eq!(
        cues(&document),
        [
            (13, Some("Anne"), 1050, 2500, "Le pont, enfin,\nest ouvert."),
            (14, None, 3000, 4000, "Good. News here")
        ]
    );
    assert_eq!((codes(&document), document.about.evidence), (vec![], None));
}

#[test]
fn a_line_break_within_an_event_is_no_line_of_the_script() {
    let document = read(&script(
        "Dialogue: 0,0:00:01.00,0:00:03.00,S,,0,0,0,,- Tu viens ?\\N- Non, je reste.\n",
    ));
    let lines: Vec<u32> = document.blocks.iter().map(|block| block.line).collect();
    assert_eq!(lines, [12, 12]);
}

#[test]
fn columns_are_where_the_format_line_says() {
    let ssa = read(
        "[Script Info]\nTitle: <untitled>\nScriptType: v4.00\n[Events]\nFormat: Marked, Start, End, Actor, Text\nDialogue: Marked=0,0:00:01.00,0:00:02.00,Bob,One, two\n",
    );
    assert_eq!(cues(&ssa), [(6, Some("Bob"), 1000, 2000, "One, two")]);
    assert_eq!(ssa.about.title, None);
    let bare = read("[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a, b, c\n");
    assert_eq!(cues(&bare), [(2, None, 1000, 2000, "a, b, c")]);
}

#[test]
fn events_are_read_by_their_times_and_layers_once() {
    let line = |layer: u8, start: u8, text: &str| {
        format!("Dialogue: {layer},0:00:0{start}.00,0:00:0{}.00,S,,0,0,0,,{text}\n", start + 1)
    };
    let document = read(&script(
        &[
            line(0, 5, "third"),
            line(0, 1, "first"),
            line(1, 1, "{\\bord3}first"),
            line(0, 3, "second"),
            line(0, 6, "third"),
        ]
        .concat(),
    ));
    let texts: Vec<_> = cues(&document).iter().map(|c| (c.2, c.4)).collect();

    assert_eq!(texts, [(1000, "first"), (3000, "second"), (5000, "third"), (6000, "third")]);
    assert_eq!(codes(&document), [""; 0]);
}

#[test]
fn karaoke_times_words() {
    let document = read(&script(
        "Dialogue: 0,0:00:10.00,0:00:13.00,S,,0,0,0,,{\\k50}Mon {\\kf20}beau{\\K30} na{\\ko40}vire {\\k10}\nDialogue: 0,0:00:20.00,0:00:21.00,S,,0,0,0,,{\\k900}Too {\\k9}late\n",
    ));
    let words: Vec<_> = document.cues[0]
        .words
        .iter()
        .map(|w| (w.bytes.clone(), w.start.millis(), w.end.millis()))
        .collect();
    assert_eq!(words, [(0..3, 10_000, 10_500), (4..8, 10_500, 10_700), (9..15, 10_700, 11_400)]);
    assert_eq!(cues(&document)[0].4, "Mon beau navire");
    assert!(document.cues[1].words.is_empty());
    assert_eq!(codes(&document), ["unreadable-word-times"]);
}

#[test]
fn codes_and_shapes_leave_the_text() {
    let text = |text: &str| override_codes::read(text).text;

    for (written, want) in [
        ("{\\p1}m 0 0 l 9 9{\\p0}Oui", "Oui"),
        ("{\\pos(1,2)\\pbo3\\p2}m 0 0", ""),
        ("{\\p0.5}a {b} c", "a c"),
        ("a { b", "a { b"),
        ("a } b", "a } b"),
        ("{a}{b}{", "{"),
        ("\\{a\\} {b} {", "{a} {"),
        ("C:\\dir \\", "C:\\dir \\"),
        ("e{\\b1}\u{301}t\u{e9}", "été"),
        ("\\N\\N a \\N\\n b", "a\nb"),
        ("<i>3 < 4</i> & 5", "<i>3 < 4</i> & 5"),
    ] {
        assert_eq!(text(written), want, "{written}");
    }
}

#[test]
fn odd_times_are_said() {
    let document = read(&script(
        "Dialogue: 0,0:00:xx.00,0:00:02.00,S,,0,0,0,,lost\nDialogue: 0,0:00:05.00,0:00:04.00,S,,0,0,0,,back\nDialogue: 0,0:00:06.00\nDialogue: 0,200:00:00.00,200:00:01.00,S,,0,0,0,,far\nDialogue: 0,99999999999999999999:00:00.00,0:00:00.00,S,,0,0,0,,off\n",
    ));
    let texts: Vec<_> = cues(&document).iter().map(|c| (c.2, c.3, c.4)).collect();
    assert_eq!(texts, [(5000, 5000, "back"), (720_000_000, 720_001_000, "far")]);

    let left: Vec<_> = document.untimed().map(|block| (block.line, block.text.as_str())).collect();
    assert_eq!(left, [(12, "lost"), (16, "off")]);
    assert_eq!(
        codes(&document),
        [
            "unreadable-cue-time",
            "kept-without-time",
            "negative-duration",
            "times-past-hundred-hours"
        ]
    );

    let endless = read(&script("Dialogue: 0,0:00:05.00,,S,,0,0,0,,on\n"));
    assert_eq!(cues(&endless), [(12, None, 5000, 5000, "on")]);
    assert_eq!(codes(&endless), ["unreadable-cue-end"]);
    assert_eq!(codes(&read(&script(""))), ["no-cues"]);
}

#[test]
fn what_is_too_long_is_no_title_and_no_name() {
    let long = "mot ".repeat(100);
    let line = format!("Dialogue: 0,0:00:01.00,0:00:02.00,S,{long},0,0,0,,a\n");
    let document = read(&script(&line).replace("La  traversée", &long));
    assert_eq!(codes(&document), ["long-title"]);
    assert_eq!(cues(&document), [(12, None, 1000, 2000, "a")]);
}

#[test]
fn fonts_are_passed_over() {
    let data = "[EVENTS]\nDIALOGUE: 0,0:00:01.00,0:00:02.00,S,,0,0,0,,X\n!!%!!!!3!1:!!\n".repeat(9);
    let file = script("")
        .replace("[Events]", &format!("[Fonts]\r\nfontname: a.ttf\r\n{data}\r\n[Events]"));
    let document = read(&(file + "Dialogue: 0,0:00:01.00,0:00:02.00,S,,0,0,0,,Y\n"));
    assert_eq!(cues(&document)[0].4, "Y");
    assert_eq!(cues(&document).len(), 1);
}

#[test]
fn only_scripts_are_taken_for_them() {
    for yes in [
        "\u{feff}\n[script info]\nTitle: x",
        "; made by x\n[V4 Styles]\n",
        "[Events]\nFormat: Start, End, Text",
    ] {
        assert_eq!(sniff(yes), Format::Ass, "{yes}");
    }

    for no in [
        "[Events]\n\nThe next event is a walk.",
        "[Script Info",
        "About [Script Info]\n",
        "[Fonts]\nx",
        "",
    ] {
        assert_ne!(sniff(no), Format::Ass, "{no}");
    }
}

#[test]
fn hostile_input_costs_no_more_than_its_length() {
    for text in ["{".repeat(500_000), "{}".repeat(500_000), "{\\k9}a ".repeat(100_000)] {
        let file = script(&format!("Dialogue: 0,0:00:01.00,9:00:02.00,S,,0,0,0,,{text}\n"));
        let _ = read(&file);
    }
    let one = "Dialogue: 0,0:00:01.00,0:00:02.00,S,,0,0,0,,a\n";
    assert_eq!(read(&script(&one.repeat(20_000))).cues.len(), 1);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(\\{|\\}|\\\\[kpNnh]|[0-9:., é]|Dialogue:|\\[Events\\]|\n|\\PC){0,60}") {
        let _ = (override_codes::read(&text), super::sniff(&text));
        let _ = super::read(&script(&text), ibid_core::ids::SourceId::from_bytes(b""));
        let line = format!("Dialogue: 0,0:00:01.00,0:00:02.00,S,,0,0,0,,{text}");
        for cue in read(&script(&line)).cues {
            for word in cue.words {
                let bytes = word.bytes.start as usize..word.bytes.end as usize;
                prop_assert!(cue.text.get(bytes).is_some());
            }
        }
    }
}
