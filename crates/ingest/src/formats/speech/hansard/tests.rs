use ibid_core::document::{Date, Span};
use ibid_core::time::Method;
use proptest::prelude::*;

use super::*;
use crate::cost;

fn read(text: &str) -> Document {
    assert!(sniff(text), "{text}");
    super::read(text, SourceId::from_bytes(text.as_bytes())).unwrap()
}

/// A record in English with this body.
fn body(inner: &str) -> Document {
    read(&format!("<Hansard xml:lang=\"EN\" id=\"1\"><HansardBody>{inner}</HansardBody></Hansard>"))
}

/// One turn of a person.
fn turn(person: &str, content: &str) -> String {
    format!(
        "<Intervention><PersonSpeaking><Affiliation DbId=\"{}\">{person}</Affiliation>: </PersonSpeaking><Content>{content}</Content></Intervention>",
        person.len()
    )
}

/// Kind, speaker and text of each block.
fn seen(document: &Document) -> Vec<String> {
    document.blocks.iter().map(shown_block).collect()
}

fn shown_block(block: &Block) -> String {
    let kind = match block.kind {
        BlockKind::Heading(level) => format!("{level}"),
        _ => "-".to_owned(),
    };
    format!("{kind} {}|{}", block.speaker.as_deref().unwrap_or_default(), block.text)
}

/// Each span as `start-end` in seconds, with a star for an anchor; blocks are parted by bars.
fn times(document: &Document) -> String {
    let of_block = |block: &Block| block.spans.iter().map(shown_time).collect::<Vec<_>>().join(" ");
    document.blocks.iter().map(of_block).collect::<Vec<_>>().join("|")
}

fn shown_time(span: &Span) -> String {
    let moment = span.moment.unwrap();
    let star = if moment.method == Method::Anchor { "*" } else { "" };
    assert!(star == "*" || moment.method == Method::Interpolated);

    let (start, end) = (moment.start.millis(), moment.end.unwrap().millis());
    format!("{}-{}{star}", start / 1000, end / 1000)
}

fn left(document: &Document) -> Vec<(&str, &str)> {
    document.left_out.iter().map(|left| (left.rule.name(), left.text.as_str())).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|n| n.code.name()).collect()
}

fn mark(hour: u32, minute: u32) -> String {
    format!("<Timestamp Hr=\"{hour}\" Mn=\"{minute:02}\">({hour:02}{minute:02})</Timestamp>")
}

#[test]
fn the_title_page_names_the_document() {
    let document = read(
        "<?xml version='1.0'?>\n<!-- a\nnote -->\n<Hansard xml:lang=\"FR\">\n<StartPageNumber>9</StartPageNumber>\n<DocumentTitle><DocumentName>COMPTE RENDU</DocumentName></DocumentTitle><ExtractedInformation>\n<ExtractedItem Name=\"InstitutionDebate\">Débats</ExtractedItem><ExtractedItem Name=\"Session\">1<Sup>re</Sup> SESSION</ExtractedItem><ExtractedItem Name=\"MetaDateNumDay\">04</ExtractedItem><ExtractedItem Name=\"MetaDateNumMonth\">12</ExtractedItem><ExtractedItem Name=\"MetaDateNumYear\">2015</ExtractedItem><ExtractedItem Name=\"Institution\">CHAMBRE</ExtractedItem><ExtractedItem Name=\"InCameraNote\"/></ExtractedInformation><HansardBody><ParaText>Bon.</ParaText></HansardBody></Hansard>",
    );
    let about = &document.about;
    assert_eq!(about.title.as_deref(), Some("Débats, COMPTE RENDU, 1re SESSION"));
    assert_eq!(about.author.as_deref(), Some("CHAMBRE"));
    assert_eq!((about.date, about.medium.as_ref()), (Date::new(2015, 12, 4), None));
    assert_eq!((document.lang, document.format), (Some(Lang::Fr), Format::Hansard));
    assert_eq!(left(&document)[..2], [("page-furniture", "9"), ("title-page", "04")]);
    assert!(document.cues.is_empty() && document.blocks[0].spans.is_empty());
    assert!(codes(&document).is_empty());

    let told = read(
        "<Hansard><ExtractedItem Name=\"HeaderDate\">May 31, 2013</ExtractedItem><ParaText>x</ParaText></Hansard>",
    );
    assert_eq!(told.about.date, Date::new(2013, 5, 31));
}

#[test]
fn sections_are_headings() {
    let document = body(
        "<OrderOfBusiness><OrderOfBusinessTitle>ORDERS</OrderOfBusinessTitle><CatchLine>Orders</CatchLine><SubjectOfBusiness><SubjectOfBusinessTitle>Rivers</SubjectOfBusinessTitle><SubjectOfBusinessQualifier>The <I>Rouge</I></SubjectOfBusinessQualifier><SubjectOfBusinessContent><ProceduralText>Bill C-1.</ProceduralText><ParaText>Resumed.</ParaText></SubjectOfBusinessContent></SubjectOfBusiness></OrderOfBusiness><OrderOfBusiness><CatchLine>Petitions</CatchLine><SubjectOfBusiness><ParaText>Some.</ParaText></SubjectOfBusiness></OrderOfBusiness><OrderOfBusiness><CatchLine/></OrderOfBusiness>",
    );

    assert_eq!(
        seen(&document),
        [
            "1 |ORDERS",
            "2 |Rivers",
            "3 |The Rouge",
            "- |Bill C-1.",
            "- |Resumed.",
            "1 |Petitions",
            "- |Some."
        ]
    );
    assert_eq!(left(&document), [("running-head", "Orders")]);
}

#[test]
fn people_speak_until_somebody_else_does() {
    let content = "<ParaText> Mr. Speaker, a\nbill<Document>C-1</Document>.\n</ParaText><ParaText><Quote><QuotePara>Let it be.</QuotePara></Quote></ParaText><ParaText>\n<B>Some hon. members</B>: Hear!</ParaText><ParaText>(Motion agreed to)</ParaText><ParaText><I>And members having risen:</I></ParaText><ParaText><B>The Speaker:</B> Order.</ParaText><ParaText>Next.</ParaText><ProceduralText>Carried.</ProceduralText>";
    let person = "Hon. Jane Doe (Minister of State (Finance), Lib.)";
    let document = body(&format!("{}<ParaText>The end.</ParaText>", turn(person, content)));

    assert_eq!(
        seen(&document),
        [
            "- Hon. Jane Doe|Mr. Speaker, a bill C-1.",
            "- Hon. Jane Doe|Let it be.",
            "- Some hon. members|Hear!",
            "- |(Motion agreed to)",
            "- |And members having risen:",
            "- The Speaker|Order.",
            "- The Speaker|Next.",
            "- |Carried.",
            "- |The end.",
        ]
    );
    assert_eq!(left(&document), [("affiliation", person)]);
}

#[test]
fn what_stands_behind_a_name_is_said_or_an_office() {
    let after = |words: &str| {
        let turn = turn("The Chair", "<ParaText>Go on.</ParaText>");
        body(&turn.replace(": </Person", &format!("{words} </Person")))
    };
    assert_eq!(seen(&after(": Order, please."))[0], "- The Chair|Order, please.");
    let office = after(" (for the Minister)");
    assert_eq!(seen(&office), ["- The Chair|Go on."]);
    assert_eq!(left(&office), [("affiliation", "(for the Minister)")]);
    let bare = body("<Intervention><PersonSpeaking>Mr. Roe: Yes.</PersonSpeaking></Intervention>");
    assert_eq!(seen(&bare), ["- Mr. Roe|Yes."]);
}

#[test]
fn a_number_stands_for_whom_it_named_before() {
    let named = turn("Ms. Roy (East, NDP)", "<ParaText>One.</ParaText>");
    let bare = named.replace("Ms. Roy (East, NDP)", "\n");
    let document = body(&format!("{named}<ParaText>Pause.</ParaText>{bare}"));
    assert_eq!(seen(&document), ["- Ms. Roy|One.", "- |Pause.", "- Ms. Roy|One."]);
}

#[test]
fn time_is_shared_between_marks_from_the_opening_on() {
    let ten = "<ParaText>Nine char.</ParaText>";
    let document = body(&format!(
        "<Intro><ParaText>The House met at 10 a.m.</ParaText><Prayer>Prayers</Prayer></Intro>{}<SubjectOfBusinessTitle>Rivers</SubjectOfBusinessTitle>{}{}{}",
        mark(10, 5),
        turn("A B", "<ParaText>Nine char. Nine char.</ParaText><ParaText>Nine char.</ParaText>"),
        mark(10, 8),
        turn("A B", ten),
    ));
    assert_eq!(times(&document), "0-300*|300-300|300-300*|300-363* 363-421|421-480|480-567*");

    let cue = &document.cues[3];
    assert_eq!((cue.start.millis() / 1000, cue.text.as_str()), (421, "Nine char."));
    assert_eq!(cue.speaker.as_deref(), Some("A B"));

    for block in &document.blocks {
        assert_eq!(block.spans.first().map(|s| s.start), Some(0));
        assert_eq!(block.spans.last().map(|s| s.end), Some(block.text.len() as u32));
    }
}

#[test]
fn without_an_opening_time_counts_from_the_first_mark() {
    let document = body(&format!(
        "<ParaText>Before.</ParaText>{}{}<Pause><StartPause>{}</StartPause><EndPause>{}</EndPause></Pause>{}",
        mark(23, 58),
        "<ParaText>One.</ParaText>",
        "<Timestamp Hr=\"23\" Mn=\"59\"/>",
        mark(0, 1),
        "<ParaText>Two.</ParaText>",
    ));
    assert_eq!(times(&document), "|0-60*|180-240*");
    assert_eq!(document.cues.len(), 2);
    assert!(codes(&document).is_empty());
}

#[test]
fn marks_that_cannot_be_are_told_and_not_used() {
    let document = body(&format!(
        "{}<ParaText>One.</ParaText>{}<Timestamp Hr=\"25\" Mn=\"x\">soon</Timestamp><ParaText>Two.</ParaText>{}",
        mark(10, 0),
        mark(9, 0),
        mark(10, 5),
    ));
    assert_eq!(times(&document), "0-150*|150-300");
    assert_eq!(codes(&document), ["unreadable-time-mark", "time-mark-out-of-order"]);
}

#[test]
fn after_a_break_words_do_not_fill_the_time() {
    let document = body(&format!(
        "{}<ParaText>Ten chars.</ParaText>{}<ParaText>Ten chars.</ParaText>{}<ParaText>Ten chars.</ParaText>",
        mark(10, 0),
        mark(10, 1),
        mark(12, 0),
    ));
    // The pace is that of the first minute.
    assert_eq!(times(&document), "0-60*|60-120*|7200-7260*");
}

#[test]
fn what_is_not_said_takes_no_time() {
    let document = body(&format!(
        "{}<ParaText>One.</ParaText><WrittenQuestionResponse><QuestionID>Question No.<Sup> </Sup>7--</QuestionID><Questioner><Affiliation>Ms. Roy</Affiliation>:</Questioner><QuestionContent><ParaText>With regard to rivers?</ParaText></QuestionContent></WrittenQuestionResponse><Division><DivisionNumber>(Division No. 3)</DivisionNumber><DivisionType><Type>YEAS</Type><Title>Members:</Title><Affiliation>Doe</Affiliation><Affiliation>Roe</Affiliation><Total>Total: -- 2</Total><FloorLanguage language=\"EN\">[x]</FloorLanguage></DivisionType></Division>{}<MemberLists><MemberList><title>Chairs</title><Affiliation><Role>Speaker</Role><Name>Ms. Roy</Name></Affiliation></MemberList></MemberLists>",
        mark(10, 0),
        mark(10, 5),
    ));

    assert_eq!(times(&document), "0-300*|||300-300|300-300||");
    assert_eq!(
        seen(&document)[1..],
        [
            "3 |Question No. 7",
            "- Ms. Roy|With regard to rivers?",
            "- |(Division No. 3)",
            "- |YEAS, Members: Doe, Roe, Total: -- 2",
            "2 |Chairs",
            "- |Speaker, Ms. Roy",
        ]
    );
}

#[test]
fn the_language_of_the_floor_makes_a_translation() {
    let floor = |language: &str| {
        format!("<FloorLanguage language=\"{language}\">[<I>x</I>]</FloorLanguage>")
    };
    let document = body(&format!(
        "{}{}{}<FloorLanguage language=\"Text\"/><ParaText>Nobody’s.</ParaText>",
        mark(10, 0),
        turn(
            "A B",
            &format!(
                "<ParaText>Unknown.</ParaText>{}<ParaText>Yes.</ParaText>{}",
                floor("EN"),
                floor("FR")
            )
        ),
        turn("A B", "<ParaText>Translated.</ParaText><ParaText>(Carried)</ParaText>"),
    ));
    let evidence: Vec<_> = document.blocks.iter().map(|block| block.evidence).collect();
    assert_eq!(evidence, [None, None, Some(Evidence::Translation), None, None]);

    let langs: Vec<_> = document.cues.iter().map(|cue| (cue.lang, cue.lang_original)).collect();
    let en = Some(Lang::En);
    assert_eq!(langs, [(en, None), (en, en), (en, Some(Lang::Fr)), (en, None), (en, None)]);
    assert_eq!(left(&document)[1], ("floor-language", "[x]"));
}

#[test]
fn lines_are_those_of_the_words() {
    let document = read(&format!(
        "<Hansard>\n{}\n<ParaText>\n\nThe first is here.\nThe second is <I>there</I>.</ParaText>\n<ParaText>Un</ParaText></Hansard>",
        mark(10, 0)
    ));
    let block = &document.blocks[0];
    assert_eq!((block.line, document.cues[0].line), (5, 5));
    assert_eq!(block.spans.iter().map(|span| span.line).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(document.blocks[1].line, 7);
}

#[test]
fn what_breaks_off_is_kept_and_said() {
    let document =
        read("<Hansard>\n<ParaText>Research & more.</B></ParaText>\n<ParaText>The last <I");
    assert_eq!(seen(&document), ["- |Research & more.", "- |The last"]);
    assert_eq!(codes(&document), ["broken-xml"]);
    assert_eq!(document.warnings[0].fields[1].1, "3");
    let bad = |text| super::read(text, SourceId::from_bytes(b"")).unwrap_err();
    assert_eq!(bad("<Hansard>\n\n<ParaText").line, 3);
    assert_eq!(bad("<Hansard/>").problem, Problem::NoText);
    let bomb = "<!DOCTYPE Hansard [\n<!ENTITY a \"b\">]>\n<Hansard>&a;</Hansard>";
    assert!(sniff(bomb));
    assert_eq!(bad(bomb).line, 2);
}

#[test]
fn only_hansard_is_sniffed() {
    for text in ["<Hansardbody/>", "<html><Hansard>", "Hansard", ""] {
        assert!(!sniff(text), "{text}");
    }
}

#[test]
fn what_holds_a_text_is_not_looked_for_through_all_that_is_open() {
    // Minutes, were the elements around walked through for each text.
    const MANY: usize = 150_000;
    for (around, inner) in [
        ("<Content>", "<OrderOfBusinessTitle>a</OrderOfBusinessTitle>"),
        ("<Content>", "<CatchLine>a</CatchLine>"),
        ("<B>", "<ParaText>a</ParaText>"),
    ] {
        cost::grows_with_its_input(inner, MANY, |times| {
            let text = format!("<Hansard>{}{}", around.repeat(times), inner.repeat(times));
            let _ = super::read(&text, SourceId::from_bytes(b""));
        });
    }
}

#[test]
fn hostile_records_are_read_in_linear_time() {
    const MANY: usize = 50_000;
    let mark = mark(10, 0);

    for inner in [
        "<ParaText>a".repeat(MANY),
        "<Intervention><PersonSpeaking>".repeat(MANY),
        "<DivisionType>a".repeat(MANY),
        "<B><I>a".repeat(MANY),
        format!("{mark}<ParaText>a</ParaText>").repeat(MANY),
        format!("{mark}<ParaText>{}", "A b. \n".repeat(4 * MANY)),
        "<CatchLine>a</CatchLine>".repeat(MANY),
        "<OrderOfBusiness><CatchLine>a</CatchLine>".repeat(MANY),
        format!("{}(", "<PersonSpeaking>a (".repeat(MANY)),
        format!("<PersonSpeaking>{}", "(".repeat(10 * MANY)),
    ] {
        let text = format!("<Hansard>{inner}");
        let _ = super::read(&text, SourceId::from_bytes(b""));
    }
}

proptest! {
    #[test]
    fn no_record_makes_it_panic(parts in prop::collection::vec(
        prop_oneof![
            "<(ParaText|Intervention|Content|PersonSpeaking|Affiliation|B|I|Sup|Quote|QuotePara|SubjectOfBusiness|CatchLine|SubjectOfBusinessTitle|DivisionType|Line|Other|QuestionID|WrittenQuestionResponse|ExtractedItem)>",
            "</(ParaText|Intervention|Content|PersonSpeaking|Affiliation|B|I|SubjectOfBusiness|DivisionType|Other)>",
            "<Timestamp Hr=\"[0-9]{1,2}\" Mn=\"[0-5]?[0-9]\"/>",
            "<FloorLanguage language=\"(EN|FR|Text)\"/>",
            "(Mr\\. Roe \\(East\\): |One\\. Two\\. |&|e&#769;|\n|\\PC{0,6})",
        ], 0..30)) {
        let _ = super::read(&parts.concat(), SourceId::from_bytes(b""));
        let text = format!("<Hansard xml:lang='FR'>{}", parts.concat());

        if let Ok(document) = super::read(&text, SourceId::from_bytes(b"")) {
            for block in &document.blocks {
                prop_assert!(!block.text.is_empty());
                let mut at = 0;
                for span in &block.spans {
                    prop_assert_eq!(span.start, at);
                    at = span.end;
                    prop_assert!(block.text.is_char_boundary(at as usize));
                }
                prop_assert!(block.spans.is_empty() || at as usize == block.text.len());
            }
        }
    }
}
