use ibid_core::document::Document;
use ibid_core::lang::Lang;
use proptest::prelude::*;

use crate::{Format, sniff};

fn read(text: &str) -> Document {
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

/// Line, language, start, end and text of each cue.
fn cues(document: &Document) -> Vec<(u32, Option<Lang>, u64, u64, &str)> {
    let all = document.cues.iter();
    all.map(|c| (c.line, c.lang, c.start.millis(), c.end.millis(), c.text.as_str())).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|diagnostic| diagnostic.code.name()).collect()
}

const TWO: &str = r#"<SAMI>
<HEAD><TITLE>Le bac &amp; la ville</TITLE>
<STYLE TYPE="text/css">
<!--
P { margin-left: 8pt; }
.FRCC { Name: Français; lang: fr-FR; SAMIType: CC; }
.ENCC { Name: English; lang: en-US; SAMIType: CC; }
-->
</STYLE></HEAD>
<BODY>
<SYNC Start=1000><P Class=FRCC>Le bac<br>part &agrave; midi.
<P Class=ENCC>The ferry
leaves at noon.
<SYNC Start="3000"><P Class="FRCC">&nbsp;
<P Class=ENCC>&nbsp;</P></SYNC>
<sync start=5000><p class=frcc><i>Enfin</i> !</p></sync>
<SYNC Start=6500><P Class=ENCC ID=Source>Ann<P Class=ENCC>At last!
<SYNC Start=8000><P Class=FRCC>&nbsp<P Class=ENCC>&nbsp;
</BODY>
</SAMI>"#;

#[test]
fn each_class_is_read_by_itself() {
    let document = read(TWO);
    assert_eq!(document.format, Format::Sami);
    assert_eq!(document.about.title.as_deref(), Some("Le bac & la ville"));
    assert_eq!(
        cues(&document),
        [
            (11, Some(Lang::Fr), 1000, 3000, "Le bac\npart à midi."),
            (16, Some(Lang::Fr), 5000, 8000, "Enfin !"),
            (12, Some(Lang::En), 1000, 3000, "The ferry leaves at noon."),
            (17, Some(Lang::En), 6500, 8000, "At last!"),
        ]
    );
    assert_eq!(document.cues[3].speaker.as_deref(), Some("Ann"));
    assert_eq!((document.lang, codes(&document)), (None, vec![]));

    let one = read(&TWO.replace("lang: en-US", "lang: fr-CA"));
    assert_eq!(one.lang, Some(Lang::Fr));
}

#[test]
fn what_shows_ends_where_the_next_begins() {
    let document = read(
        "<sami><body><sync start=1000>One<sync start=2000><p>two<sync start=4000 end=4500><p>three<sync start=9000><p>4 < 5 &lt; 6</body></sami>",
    );

    assert_eq!(
        cues(&document),
        [
            (1, None, 1000, 2000, "One"),
            (1, None, 2000, 4000, "two"),
            (1, None, 4000, 4500, "three"),
            (1, None, 9000, 9000, "4 < 5 < 6")
        ]
    );
    assert_eq!(codes(&document), ["zero-duration"]);
}

#[test]
fn odd_times_are_said() {
    let document = read(
        "<SAMI>\n<SYNC Start=x><P>lost\n<SYNC Start=5000><P>late\n<SYNC Start=3000ms><P>early\n<SYNC Start=99999999999999999999><P>off\n<SYNC><P>&nbsp;\n<SYNC Start=6000 End=1><P>back",
    );
    let seen: Vec<_> = cues(&document).iter().map(|c| (c.2, c.3, c.4)).collect();
    assert_eq!(seen, [(5000, 5000, "late"), (3000, 6000, "early"), (6000, 6000, "back")]);
    let left: Vec<_> = document.untimed().map(|block| (block.line, block.text.as_str())).collect();
    assert_eq!(left, [(2, "lost"), (5, "off")]);
    assert_eq!(
        codes(&document),
        ["unreadable-cue-time", "kept-without-time", "zero-duration", "times-out-of-order"]
    );
    assert_eq!(codes(&read("<SAMI></SAMI>")), ["no-cues"]);
}

#[test]
fn only_sami_is_taken_for_it() {
    for yes in ["\u{feff}<!-- x -->\n<Sami>", "<?xml version=\"1.0\"?><SAMI class=x>"] {
        assert_eq!(sniff(yes), Format::Sami, "{yes}");
    }
    for no in ["About <SAMI>", "<p>A <b>SAMI</b>", "<samit>", "<!-- <SAMI> -->x", "< SAMI>", ""] {
        assert_ne!(sniff(no), Format::Sami, "{no}");
    }
}

#[test]
fn hostile_input_costs_no_more_than_its_length() {
    for text in ["<!--", "<", "<SYNC Start=1><P Class=a>", "&nbsp", "<P a='", "-->"] {
        let _ = read(&format!("<SAMI><SYNC Start=1>{}", text.repeat(20_000)));
    }
    let classes: String = (0..20_000).map(|i| format!("<P Class=c{i}>mot {i}")).collect();
    assert_eq!(read(&format!("<SAMI><SYNC Start=1>{classes}")).cues.len(), 20_000);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(<|>|</?(SYNC|P|BR|TITLE|BODY)|Start=[0-9]{1,3}|Class=[ab]|ID=Source|[ =\"'&;é\n]|&nbsp|<!--|-->|\\PC){0,60}") {
        let source = ibid_core::ids::SourceId::from_bytes(b"");
        let _ = (super::read(&text, source), super::sniff(&text));
        let document = super::read(&TWO.replace("Enfin", &text), source);
        prop_assert!(document.is_ok_and(|d| d.cues.iter().all(|cue| cue.start <= cue.end)));
    }
}
