use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Document {
    assert!(sniff(text), "{text}");
    super::read(text, SourceId::from_bytes(text.as_bytes())).unwrap()
}

/// Each cue as `start-end text`.
fn seen(document: &Document) -> Vec<String> {
    let shown = |cue: &ibid_core::document::Cue| {
        format!("{}-{} {}", cue.start.millis(), cue.end.millis(), cue.text)
    };
    document.cues.iter().map(shown).collect()
}

/// Each word of a cue as `start-end text`.
fn words(document: &Document, cue: usize) -> Vec<String> {
    let cue = &document.cues[cue];
    let shown = |word: &ibid_core::document::TimedWord| {
        let text = &cue.text[word.bytes.start as usize..word.bytes.end as usize];
        format!("{}-{} {text}", word.start.millis(), word.end.millis())
    };
    cue.words.iter().map(shown).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|n| n.code.name()).collect()
}

#[test]
fn a_transcript_counts_in_seconds_and_escapes_twice() {
    let document = read(
        "<?xml version=\"1.0\"?>\n<transcript lang=\"fr\">\n<text start=\"1.2\" dur=\"3.45678\">C&amp;#39;est &lt;i&gt;bien&lt;/i&gt;\nici</text>\n<text start=\"5\" dur=\"1\"></text>\n<text start=\"6\">Sans fin</text><text start=\"8.5\">Ni là</text></transcript>",
    );
    assert_eq!(
        seen(&document),
        ["1200-4656 C'est bien\nici", "6000-8500 Sans fin", "8500-8500 Ni là"]
    );
    assert_eq!(document.cues[0].line, 3);
    assert_eq!((document.lang, document.about.evidence), (Some(Lang::Fr), None));
    assert_eq!(document.format, Format::TimedText);
    assert_eq!(codes(&document), ["zero-duration"]);
}

#[test]
fn timed_text_counts_in_milliseconds() {
    let document = read(
        "<timedtext><text t=\"1200\" d=\"300\">Un</text><text d=\"3\">perdu</text><text t=\"x\">aussi</text></timedtext>",
    );
    assert_eq!(seen(&document), ["1200-1500 Un"]);
    assert_eq!(document.untimed().count(), 2);
    assert_eq!(codes(&document), ["unreadable-cue-time", "kept-without-time"]);
}

#[test]
fn appended_words_go_on_until_the_line_ends() {
    let document = read(
        "<timedtext><text t=\"100\" d=\"900\" w=\"1\">un</text><text t=\"400\" d=\"600\" w=\"1\" append=\"1\"> deux</text><text t=\"900\" w=\"1\" append=\"1\">\n</text><text t=\"900\" d=\"500\" w=\"1\">trois</text><text t=\"1000\" d=\"500\" append=\"1\"> quatre</text></timedtext>",
    );
    assert_eq!(seen(&document), ["100-900 un deux", "900-1500 trois quatre"]);
    assert_eq!(words(&document, 0), ["100-400 un", "400-900 deux"]);
    assert_eq!(words(&document, 1), ["900-1000 trois", "1000-1500 quatre"]);
    assert_eq!(document.about.evidence, Some(Evidence::Machine));
}

#[test]
fn words_are_counted_from_their_caption() {
    let document = read(
        "<timedtext format=\"3\">\n<head><ws id=\"0\"/><wp id=\"0\"/></head>\n<body>\n<w t=\"0\" id=\"1\"/>\n<p t=\"1000\" d=\"4000\" w=\"1\"><s ac=\"255\">le</s><s t=\"300\" ac=\"51\"> pont&amp;#33;</s></p>\n<p t=\"2000\" d=\"3000\" w=\"1\" a=\"1\">\n</p>\n<p t=\"3000\" d=\"500\" w=\"1\"><s>ce</s><s t=\"x\">la</s><s t=\"100\"></s></p></body></timedtext>",
    );
    assert_eq!(seen(&document), ["1000-3000 le pont!", "3000-3500 cela"]);
    assert_eq!(words(&document, 0), ["1000-1300 le", "1300-3000 pont!"]);
    assert_eq!(words(&document, 1), ["3000-3000 ce", "3000-3500 la"]);
    assert_eq!(document.cues[0].words[1].confidence, Some(0.2));
    assert_eq!(document.cues[0].line, 5);
    assert!(codes(&document).is_empty());
}

#[test]
fn pens_without_times_are_no_words() {
    let document = read(
        "<timedtext format=\"3\"><body><p t=\"0\" d=\"10\">Un <s p=\"1\">grand</s> pont<br/>là</p></body></timedtext>",
    );
    assert_eq!(seen(&document), ["0-10 Un grand pont\nlà"]);
    assert!(document.cues[0].words.is_empty() && document.about.evidence.is_none());
}

#[test]
fn what_breaks_off_is_kept_and_said() {
    let document = read(
        "<transcript><text start=\"1\" dur=\"1\">R & D</text>\n<text start=\"2\" dur=\"1\">fin <i",
    );
    assert_eq!(seen(&document), ["1000-2000 R & D", "2000-3000 fin"]);
    assert_eq!(codes(&document), ["broken-xml"]);
    assert_eq!(document.warnings[0].fields[0].1, "2");
    let bad = "<timedtext>\n\n<p";
    assert_eq!(super::read(bad, SourceId::from_bytes(b"")).unwrap_err().line, 3);
    let bomb = "<!DOCTYPE timedtext [\n<!ENTITY a \"b\">]>\n<timedtext>&a;</timedtext>";
    assert!(sniff(bomb));
    assert_eq!(super::read(bomb, SourceId::from_bytes(b"")).unwrap_err().line, 2);
    assert_eq!(codes(&read("<timedtext/>")), ["no-cues"]);
}

#[test]
fn times_too_far_off_are_no_times() {
    let far = u64::MAX;
    let document = read(&format!(
        "<timedtext><p t=\"{far}\" d=\"1\">a</p><p t=\"99999999999999999999\">b</p><p t=\"{far}\"><s>c</s><s t=\"{far}\">d</s></p></timedtext>"
    ));
    assert_eq!(document.untimed().count(), 2);
    assert_eq!(seen(&document).len(), 1);
    assert_eq!(seconds("18446744073709551615.1"), None);
    assert_eq!(
        (seconds("1.05"), seconds("-1"), seconds(".5"), millis("12.9")),
        (Some(1050), None, None, Some(12))
    );
}

#[test]
fn only_captions_are_sniffed() {
    for text in
        ["<transcript><p>x</p></transcript>", "<text start=\"1\">", "timedtext", "<tt/>", ""]
    {
        assert!(!sniff(text), "{text}");
    }
    let turned = read("<transcript>\n<text\n dur=\"1\" start=\"2.5\">Merci</text></transcript>");
    assert_eq!(seen(&turned), ["2500-3500 Merci"]);
}

#[test]
fn a_long_file_is_read_in_linear_time() {
    let word = |i: usize| format!("<text t=\"{i}\" d=\"1\" append=\"1\"> a</text>");
    let all: String = (0..50_000).map(word).collect();
    assert_eq!(read(&format!("<timedtext>{all}</timedtext>")).cues.len(), 1);
    let nested: String = (0..50_000).map(|i| format!("<p t=\"{i}\"><s t=\"1\">{i} ")).collect();
    assert_eq!(read(&format!("<timedtext>{nested}")).cues.len(), 50_000);
}

proptest! {
    #[test]
    fn no_document_makes_it_panic(parts in prop::collection::vec(
        prop_oneof![
            "(<p t=\"[0-9x.]{0,4}\" d=\"[0-9]{0,3}\">|<s t=\"[0-9]{0,3}\" ac=\"[0-9]{0,3}\">)",
            "<text (t|start)=\"[0-9.]{0,4}\"( append=\"1\")?>",
            "(</p>|</s>|</text>|<br/>|&amp;#39;|&|e&#769;|<w/>)",
            "\\PC{0,6}",
        ], 0..20)) {
        let text = format!("<timedtext>{}", parts.concat());
        let _ = super::read(&parts.concat(), SourceId::from_bytes(b""));
        if let Ok(document) = super::read(&text, SourceId::from_bytes(b"")) {
            for cue in &document.cues {
                prop_assert!(cue.start <= cue.end);
                for word in &cue.words {
                    prop_assert!(word.start <= word.end);
                    prop_assert!(cue.text.get(word.bytes.start as usize..word.bytes.end as usize).is_some());
                }
            }
        }
    }
}
