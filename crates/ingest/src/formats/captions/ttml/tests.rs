use proptest::prelude::*;

use super::*;

const HEAD: &str = "xmlns='http://www.w3.org/ns/ttml' xmlns:ttp='urn:p' xmlns:ttm='urn:m'";

fn read(text: &str) -> Document {
    assert!(sniff(text), "{text}");
    super::read(text, SourceId::from_bytes(text.as_bytes())).unwrap()
}

/// A document with this body, in French.
fn body(inner: &str) -> Document {
    read(&format!("<tt {HEAD} xml:lang='fr-CA'><body>{inner}</body></tt>"))
}

/// Each cue as `start-end text`.
fn seen(document: &Document) -> Vec<String> {
    let shown = |cue: &ibid_core::document::Cue| {
        format!("{}-{} {}", cue.start.millis(), cue.end.millis(), cue.text)
    };
    document.cues.iter().map(shown).collect()
}

/// Each word of the first cue as `start-end text`.
fn words(document: &Document) -> Vec<String> {
    let cue = &document.cues[0];
    let shown = |word: &ibid_core::document::TimedWord| {
        let text = &cue.text[word.bytes.start as usize..word.bytes.end as usize];
        format!("{}-{} {text}", word.start.millis(), word.end.millis())
    };
    cue.words.iter().map(shown).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|n| n.code.name()).collect()
}

fn left(document: &Document) -> Vec<&str> {
    let untimed = document.untimed();
    let left = document.left_out.iter().map(|left| left.text.as_str());
    left.chain(untimed.map(|block| block.text.as_str())).collect()
}

#[test]
fn paragraphs_are_cues() {
    let document = read(&format!(
        "<?xml version='1.0'?>\n<t:tt {HEAD} xmlns:t='http://www.w3.org/ns/ttml' xml:lang='fr'>\n<t:head><metadata><ttm:title> Le\n pont </ttm:title><ttm:desc>x</ttm:desc></metadata><styling><style id='s'/></styling></t:head>\n<t:body><t:div>\n<t:p begin='00:00:01.5' end='3s'>\n  Un &amp; <t:span tts:color='red'>pont</t:span><t:br/>\n  l&eacute;ger.\n</t:p><t:p begin='3s' dur='1s'><metadata>non</metadata>Bien.</t:p></t:div></t:body></t:tt>"
    ));
    assert_eq!(seen(&document), ["1500-3000 Un & pont\nléger.", "3000-4000 Bien."]);
    assert_eq!(document.cues[0].line, 7);
    assert_eq!(document.about.title.as_deref(), Some("Le pont"));
    assert_eq!((document.lang, document.format), (Some(Lang::Fr), Format::Ttml));
    assert!(codes(&document).is_empty() && document.left_out.is_empty());
}

#[test]
fn times_count_from_the_parent_and_are_cut_by_it() {
    let document = body(
        "<div begin='10s' end='20s'><p begin='1s' end='30s'>Un.</p><p>Deux.</p><p begin='5s' dur='2s' end='3s'>Neg.</p></div><div><p begin='1s' dur='4s' end='2s'>Trois.</p></div>",
    );
    assert_eq!(
        seen(&document),
        ["11000-20000 Un.", "10000-20000 Deux.", "15000-20000 Neg.", "1000-2000 Trois."]
    );
    assert_eq!(codes(&document), ["negative-duration", "times-out-of-order"]);
}

#[test]
fn a_sequence_counts_from_the_sibling_before() {
    let document = body(
        "<div timeContainer='seq' begin='1s'><p dur='2s'>Un.</p><p begin='1s' dur='2s'>Deux.</p><div><p begin='1s' dur='1s'>Trois.</p></div><p dur='1s'>Quatre.</p></div>",
    );
    assert_eq!(
        seen(&document),
        ["1000-3000 Un.", "4000-6000 Deux.", "7000-8000 Trois.", "8000-9000 Quatre."]
    );
}

#[test]
fn an_open_end_is_where_the_next_one_starts() {
    let document =
        body("<p begin='1s'>Un.</p><p begin='4s'>Deux.</p><p begin='4s' end='3s'>Trois.</p>");
    assert_eq!(seen(&document)[..2], ["1000-4000 Un.", "4000-4000 Deux."]);
    assert_eq!(codes(&document), ["negative-duration", "zero-duration"]);
    assert_eq!(codes(&body("<p begin='4s' end='3s'>Un.</p>")), ["negative-duration"]);

    let document = body(
        "<p begin='1s' end=''>Un.</p><p begin='4s' dur='x'>Deux.</p><p begin='6s' dur='x' end='7s'>Trois.</p><p dur='x'>Quand ?</p>",
    );
    assert_eq!(seen(&document), ["1000-4000 Un.", "4000-6000 Deux.", "6000-7000 Trois."]);
    assert_eq!(
        codes(&document),
        ["unreadable-cue-end", "unreadable-cue-time", "kept-without-time"]
    );
}

#[test]
fn text_that_no_time_speaks_for_is_kept_without_one() {
    let document = body(
        "perdu<p>Sans temps.</p><p begin='x'>Illisible.</p><p begin='1s' end='2s'>Bon.</p><div end='5s'><p begin='6s'>Trop tard.</p></div><p begin='99999999999999999999h'>Loin.</p>",
    );
    assert_eq!(seen(&document), ["1000-2000 Bon."]);
    assert_eq!(left(&document), ["perdu", "Sans temps.", "Illisible.", "Trop tard.", "Loin."]);
    assert_eq!(codes(&document), ["text-without-time", "kept-without-time", "unreadable-cue-time"]);
    assert_eq!(seen(&read(&format!("<tt {HEAD}><body dur='9s'><p>Un.</p></body></tt>"))).len(), 0);
    assert_eq!(codes(&body("")), ["no-cues"]);
}

#[test]
fn spans_with_times_are_words() {
    let document = body(
        "<p begin='1s' end='4s'>\n<span begin='0s' end='1s'>Un</span>\n<span begin='1s' end='3s'>grand <i>pont</i></span>, <span begin='2.5s'>ici</span>.</p>",
    );
    assert_eq!(seen(&document), ["1000-4000 Un grand pont, ici."]);
    assert_eq!(words(&document), ["1000-2000 Un", "2000-3500 grand pont,", "3500-4000 ici."]);

    let bare =
        body("<p><span begin='1s' end='2s'>par</span><span begin='2s' end='3s'>tir</span></p>");
    assert_eq!(seen(&bare), ["1000-3000 partir"]);
    assert_eq!(words(&bare), ["1000-2000 par", "2000-3000 tir"]);

    let nested = body(
        "<p begin='1s'><span begin='1s' end='9s'><span begin='1s' dur='1s'>a</span></span></p>",
    );
    assert_eq!(words(&nested), ["3000-4000 a"]);
}

#[test]
fn times_from_the_start_of_the_medium_are_seen_and_said() {
    let document = body(
        "<div begin='10s' end='20s'><p begin='11s' end='13s'><span begin='11s' end='12s'>Un</span> <span begin='12s' end='13s'>pont</span></p><p begin='14s' end='15s'>Deux.</p></div>",
    );
    assert_eq!(seen(&document), ["11000-13000 Un pont", "14000-15000 Deux."]);
    assert_eq!(words(&document), ["11000-12000 Un", "12000-13000 pont"]);
    assert_eq!(codes(&document), ["times-from-medium"]);
}

#[test]
fn spans_in_another_order_are_cues() {
    let document = body(
        "<p>\n<span begin='5s' end='6s'>Après</span>\n<span begin='1s' end='2s'>Avant</span></p>",
    );
    assert_eq!(seen(&document), ["5000-6000 Après", "1000-2000 Avant"]);
    assert_eq!(document.cues[1].line, 3);
}

#[test]
fn agents_name_the_voices() {
    let document = read(&format!(
        "<tt {HEAD}><head><metadata><ttm:agent xml:id='a'><ttm:name type='full'>Anne Roy</ttm:name><ttm:name>A.</ttm:name></ttm:agent><ttm:agent xml:id='b'/></metadata></head><body ttm:agent='a'><p begin='1s' end='2s' ttm:role='x-note'>Oui. <span ttm:agent='b'>Non.</span></p><p begin='3s' end='4s' ttm:agent='#a b'>Bon.</p></body></tt>"
    ));
    let voices: Vec<_> = document.cues.iter().map(|c| (c.speaker.as_deref(), &*c.text)).collect();
    assert_eq!(voices, [(Some("Anne Roy"), "Oui."), (None, "Non."), (Some("Anne Roy"), "Bon.")]);
}

#[test]
fn languages_are_told_within_the_document() {
    let document = body(
        "<div xml:lang='en'><p begin='1s' end='2s'>Yes. <span xml:lang='fr'>Oui.</span></p></div>",
    );
    let langs: Vec<_> = document.cues.iter().map(|c| (c.lang, &*c.text)).collect();
    assert_eq!(langs, [(Some(Lang::En), "Yes."), (None, "Oui.")]);
}

#[test]
fn white_space_is_kept_where_the_file_says_so() {
    let document = body(
        "<p begin='1s' end='2s' xml:space='preserve'>Un\n<span xml:space='default'>grand\npont</span></p>",
    );
    assert_eq!(seen(&document), ["1000-2000 Un\ngrand pont"]);
}

#[test]
fn readings_of_a_ruby_are_passed_over() {
    let document = body(
        "<p begin='1s' end='2s'><span tts:ruby='container'><span tts:ruby='base'>漢</span><span tts:ruby='text'>kan</span></span></p>",
    );
    assert_eq!(seen(&document), ["1000-2000 漢"]);
}

#[test]
fn time_codes_count_from_the_start_of_the_programme() {
    let document = read(&format!(
        "<tt {HEAD} ttp:timeBase='smpte' ttp:frameRate='25'><head><metadata><ebuttm:documentMetadata><ebuttm:documentOriginalProgrammeTitle>Le soir</ebuttm:documentOriginalProgrammeTitle><ebuttm:documentStartOfProgramme>10:00:00:00</ebuttm:documentStartOfProgramme></ebuttm:documentMetadata></metadata></head><body><p begin='10:00:01:05' end='10:00:02:00'>Un.</p></body></tt>"
    ));
    assert_eq!(seen(&document), ["1200-2000 Un."]);
    assert_eq!(document.about.title.as_deref(), Some("Le soir"));
}

#[test]
fn what_breaks_off_is_kept_and_said() {
    let document = read(&format!(
        "<tt {HEAD}>\n<body><p begin='1s' end='2s'>R & D</p><p begin='2s' end='3s'>fin\n<sp"
    ));
    assert_eq!(seen(&document), ["1000-2000 R & D", "2000-3000 fin"]);
    assert_eq!(codes(&document), ["broken-xml"]);
    let bad = format!("<tt {HEAD}>\n\n<body");
    assert_eq!(super::read(&bad, SourceId::from_bytes(b"")).unwrap_err().line, 3);
    let bomb = format!("<!DOCTYPE tt [\n<!ENTITY a 'b'>]>\n<tt {HEAD}>&a;</tt>");
    assert!(sniff(&bomb));
    assert_eq!(super::read(&bomb, SourceId::from_bytes(b"")).unwrap_err().line, 2);
}

#[test]
fn words_that_no_space_parts_are_told_by_their_unit() {
    let word = |begin: &str, word: &str| {
        format!("<span begin='{begin}' end='{begin}9' podcasts:unit='word'>{word}</span>")
    };
    let sentence = |words: &[(&str, &str)]| {
        let words: String = words.iter().map(|(begin, text)| word(begin, text)).collect();
        format!("<span podcasts:unit='sentence'>{words}</span>")
    };
    let first = sentence(&[("31.0", "Il"), ("31.2", "pleut.")]);
    let second = sentence(&[("32.0", "Encore"), ("32.4", "?")]);
    let third = sentence(&[("34.0", "Oui.")]);

    let text = format!(
        "<tt {HEAD} xmlns:podcasts='p'><body><div><p begin='31.0' end='33.0' \
         ttm:agent='SPEAKER_1'>{first}{second}</p><p begin='34.0' end='35.0' ttm:agent='x1'>{third}\
         </p></div></body></tt>"
    );
    let document = read(&text);
    let said: Vec<(&str, Option<&str>)> =
        document.cues.iter().map(|cue| (&*cue.text, cue.speaker.as_deref())).collect();
    assert_eq!(said, [("Il pleut. Encore ?", Some("SPEAKER_1")), ("Oui.", None)]);
    let starts: Vec<u64> = document.cues[0].words.iter().map(|word| word.start.millis()).collect();
    assert_eq!(starts, [31_000, 31_200, 32_000, 32_400]);
}

#[test]
fn only_timed_text_is_sniffed() {
    for text in ["<tt>typewriter</tt>", "<html><tt xmlns='ttml'>", "<?xml?><transcript/>", "tt", ""]
    {
        assert!(!sniff(text), "{text}");
    }
}

#[test]
fn hostile_documents_are_read_in_linear_time() {
    const MANY: usize = 100_000;
    let spans: String =
        (0..MANY).map(|i| format!("<span begin='{}s'>a\n</span>", MANY - i)).collect();
    let words: String = (0..MANY).map(|i| format!("<span begin='{i}s'>a\n</span>")).collect();

    for inner in [
        "<div begin='1s'>".repeat(MANY),
        "<p><span begin='1s' xml:lang='fr'>".repeat(MANY),
        format!("<p>{spans}</p>"),
        format!("<p>{words}</p>"),
        "<p begin='1s'>a</p>".repeat(MANY),
        "<p ttm:agent='a'>".repeat(MANY),
    ] {
        let text = format!("<tt {HEAD}><body>{inner}");
        let _ = super::read(&text, SourceId::from_bytes(b""));
    }
}

proptest! {
    #[test]
    fn no_document_makes_it_panic(parts in prop::collection::vec(
        prop_oneof![
            "<(p|div|span|body)( begin=\"[0-9:.]{0,9}[hmsft]?\")?( end=\"[0-9]{1,2}s\")?( dur=\"[0-9]s\")?( timeContainer=\"seq\")?>",
            "</(p|div|span|body)>",
            "(<br/>|&amp;|&|e&#769;|<head>|<metadata>|<ttm:agent xml:id=\"a\">|<ttm:name>|<span xml:lang=\"en\">)",
            "\\PC{0,6}",
        ], 0..20)) {
        let _ = super::read(&parts.concat(), SourceId::from_bytes(b""));
        let text = format!("<tt {HEAD} ttp:timeBase='smpte' ttp:dropMode='dropNTSC'><body>{}", parts.concat());
        if let Ok(document) = super::read(&text, SourceId::from_bytes(b"")) {
            for cue in &document.cues {
                prop_assert!(cue.start <= cue.end && !cue.text.is_empty());
                for word in &cue.words {
                    prop_assert!(word.start <= word.end);
                    prop_assert!(cue.text.get(word.bytes.start as usize..word.bytes.end as usize).is_some());
                }
            }
        }
    }
}
