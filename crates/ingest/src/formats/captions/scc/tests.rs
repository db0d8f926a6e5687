use ibid_core::document::Document;
use proptest::prelude::*;

use super::{frames, millis};
use crate::{Format, sniff};

fn read(text: &str) -> Document {
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

/// Line, start, end and text of each cue.
fn cues(document: &Document) -> Vec<(u32, u64, u64, &str)> {
    let all = document.cues.iter();
    all.map(|c| (c.line, c.start.millis(), c.end.millis(), c.text.as_str())).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|diagnostic| diagnostic.code.name()).collect()
}

fn line(time: &str, items: &[&str]) -> String {
    format!("{time}\t{}\n\n", items.iter().map(|i| words(i)).collect::<String>().trim())
}

/// The words of an item: four digits of a code, or a text.
fn words(item: &str) -> String {
    let odd = |byte: u8| if byte.count_ones().is_multiple_of(2) { byte | 0x80 } else { byte };
    let word = |pair: &[u8]| {
        format!(" {:02x}{:02x}", odd(pair[0]), odd(pair.get(1).copied().unwrap_or(0)))
    };

    if item.len() == 4 && item.starts_with('1') {
        let code = u16::from_str_radix(item, 16).unwrap().to_be_bytes();
        return word(&code).repeat(2);
    }
    item.as_bytes().chunks(2).map(word).collect()
}

fn file(lines: &[String]) -> String {
    format!("Scenarist_SCC V1.0\r\n\r\n{}", lines.concat().replace('\n', "\r\n"))
}

#[test]
fn captions_that_pop_on_show_when_they_are_told_to() {
    let document = read(&file(&[
        line("00:00:01:00", &["142e", "1420", "1450", "Le bac", "1470", "part.", "142f"]),
        line("00:00:02:15", &["142c"]),
        line("00:00:03:00", &["142e", "1420", "1470", "Enfin !", "142c", "142f"]),
    ]));
    assert_eq!(document.format, Format::Scc);
    // Sixteen words come before the code that shows the first.
    assert_eq!(
        cues(&document),
        [(3, millis(44), millis(75), "Le bac\npart."), (7, millis(102), millis(104), "Enfin !")]
    );
    assert_eq!(codes(&document), [""; 0]);
}

#[test]
fn captions_that_roll_up_are_said_once() {
    let document = read(&file(&[
        line("00:00:01;00", &["1425", "142d", "1470", ">> ONE"]),
        line("00:00:02;00", &["1425", "142d", "1470", "two "]),
        line("00:00:03;00", &["1425", "1470", "three"]),
        line("00:00:05;00", &["142c"]),
    ]));
    assert_eq!(
        cues(&document),
        [(3, millis(36), millis(62), "ONE"), (5, millis(66), millis(150), "two three")]
    );
}

#[test]
fn captions_that_are_painted_show_as_they_come() {
    let document = read(&file(&[
        line("00:00:01:00", &["1429", "1450", "One", "1470", "two"]),
        line("00:00:02:00", &["1450", "Three"]),
        line("00:00:03:00", &["1429", "1450", "four"]),
    ]));

    assert_eq!(
        cues(&document),
        [
            (3, millis(34), millis(60), "One\ntwo"),
            (5, millis(62), millis(90), "Three"),
            (7, millis(94), millis(96), "four")
        ]
    );
}

#[test]
fn accents_come_as_characters_of_two_bytes() {
    let document = read(&file(&[line(
        "00:00:01:00",
        &[
            "1420", "1470", "C", "1232", "a va \\t", "113a", "s, gar", "{on a", "1238", ".",
            "1421", "1421", "e", "123e", "a\"", "123f", "142f",
        ],
    )]));
    assert_eq!(cues(&document)[0].3, "Ça va étès, garçon «a»");
}

#[test]
fn other_channels_and_pages_of_text_are_passed_over() {
    let document = read(&file(&[
        line("00:00:01:00", &["1420", "1470", "One", "1c20", "1c70", "Un", "1420", "more", "142f"]),
        line("00:00:02:00", &["142a", "news", "1420", "142f"]),
    ]));
    assert_eq!(cues(&document)[0].3, "Onemore");
    assert_eq!(cues(&document).len(), 1);
}

#[test]
fn times_are_counted_in_frames() {
    assert_eq!(frames("00:00:01:00").map(millis), Some(1001));
    assert_eq!(frames("01:00:00:00").map(millis), Some(3_603_600));
    assert_eq!(frames("01:00:00;00").map(millis), Some(3_599_996));
    assert_eq!(frames("00:01:00;02"), Some(1800));
    for bad in
        ["00:00:00", "00:00:00:30", "00:60:00:00", "x:00:00:00", "00:00:00:00:00", "99999:0:0:0"]
    {
        assert_eq!(frames(bad), None, "{bad}");
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let document =
        read("Scenarist_SCC V1.0\n\n00:00:0x:00\t9420\n\n00:00:01:00\t9420 zz 94 9470 c16e 942f\n");
    assert_eq!(cues(&document), [(5, millis(35), millis(36), "An")]);
    assert_eq!(codes(&document), ["unreadable-cue-time", "unreadable-entry"]);
    let unshown = read(&file(&[line("00:00:01:00", &["1420", "1470", "Never"])]));
    assert_eq!(unshown.left_out[0].text, "Never");
    assert_eq!(codes(&unshown), ["text-without-time", "no-cues"]);
    assert_eq!(codes(&read("Scenarist_SCC V1.0\n")), ["no-cues"]);
    assert_eq!(sniff("\u{feff}\nScenarist_SCC V1.0"), Format::Scc);
    assert_ne!(sniff("A Scenarist_SCC file"), Format::Scc);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "([0-9]{2}:[0-9]{2}:[0-9]{2}[:;][0-9]{2}\t|[0-9a-f]{4} |\n|\\PC){0,60}") {
        let _ = super::read(&text, ibid_core::ids::SourceId::from_bytes(b""));
    }

    #[test]
    fn no_codes_make_it_panic(words in proptest::collection::vec((0x10u8..0x20, 0x20u8..0x80, "[ -~]{0,4}"), 0..40)) {
        let words = words.iter().map(|(a, b, text)| {
            format!("{a:02x}{b:02x} {}", text.bytes().map(|b| format!("{b:02x}20 ")).collect::<String>())
        });
        let text = format!("Scenarist_SCC V1.0\n\n00:00:01:00\t{}\n", words.collect::<String>());
        for cue in read(&text).cues {
            prop_assert!(cue.start <= cue.end && !cue.text.is_empty());
        }
    }
}
