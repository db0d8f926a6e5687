use super::*;
use ibid_core::document::{Date, Medium};
use ibid_core::lang::Lang;
use proptest::prelude::*;

fn note(text: &str) -> Document {
    read(text, SourceId::from_bytes(text.as_bytes()))
}

fn at(time: &str) -> String {
    format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>")
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|b| b.text.as_str()).collect()
}

/// The spans of a block as text and seconds.
fn spans(block: &Block) -> Vec<(&str, Option<u64>)> {
    let seconds = |s: &ibid_core::document::Span| s.moment.map(|m| m.start.whole_seconds());
    block
        .spans
        .iter()
        .map(|s| (&block.text[s.start as usize..s.end as usize], seconds(s)))
        .collect()
}

#[test]
fn links_that_say_the_second_date_what_stands_on_their_side() {
    let link =
        |label: &str, second: u32| format!("[{label}](https://youtu.be/ibidTest001?t={second})");
    let after = note(&format!(
        "# N\n\n- Le budget monte {}\n- La taxe ({}) baisse. {} aussi.\n",
        link("0:05", 5),
        link("1:15", 75),
        link("Le prix", 90)
    ));
    assert_eq!(after.about.medium, Some(Medium::YouTube("ibidTest001".to_owned())));
    assert_eq!(spans(&after.blocks[0]), [("Le budget monte", Some(5))]);
    assert_eq!(
        spans(&after.blocks[1]),
        [("La taxe ", Some(75)), ("baisse. Le prix ", Some(90)), ("aussi.", None)]
    );

    let before = note(&format!(
        "# N\n\nAvant-propos.\n\n{} Le budget monte. {} La taxe baisse.\n\n{}\n\nLa fin.\n",
        link("0:05", 5),
        link("1:15", 75),
        link("2:00", 120)
    ));
    assert_eq!(spans(&before.blocks[0]), [("Avant-propos.", None)]);
    assert_eq!(
        spans(&before.blocks[1]),
        [("Le budget monte. ", Some(5)), ("La taxe baisse.", Some(75))]
    );
    assert_eq!(spans(&before.blocks[2]), [("La fin.", Some(120))]);
}

#[test]
fn a_note_is_read_as_a_person_reads_it() {
    let text = format!(
        "---\ntitle: Open Labs\nvideoId: abc123\nlang: en\ndate: 2020-05-04\n---\n\nFrom: [[some_channel_42]] <br/> \n\n\
         [[Open Labs]] help [[city_hall | cities]] test \"[[x | ideas]]\" {}. They **cost** little {}.\n\n\
         ## Why [[open_labs | labs]]?\n\n### Aims\nThey aim to:\n*   **Learn**: fast {}. Really {}.\n1. [Share](http://e.org) it\n\nTail &amp; end.<br/>Last.\n",
        at("00:03:36"),
        at("00:22:03"),
        at("5"),
        at("00:01:00"),
    );
    let doc = note(&text);

    assert_eq!(doc.about.title.as_deref(), Some("Open Labs"));
    assert_eq!(doc.about.medium, Some(Medium::YouTube("abc123".into())));
    assert_eq!(doc.about.date, Date::new(2020, 5, 4));
    assert_eq!(doc.about.evidence, Some(Evidence::Paraphrase));
    assert_eq!(doc.lang, Some(Lang::En));
    assert_eq!(doc.left_out[0].rule.name(), "breadcrumb");
    assert_eq!(doc.left_out[0].line, 8);
    assert_eq!(
        texts(&doc),
        [
            "Open Labs help cities test \"ideas\". They cost little.",
            "Why labs?",
            "Aims",
            "They aim to:",
            "Learn: fast. Really.",
            "Share it",
            "Tail & end. Last.",
        ]
    );
    assert_eq!(doc.blocks.iter().map(|b| b.line).collect::<Vec<_>>(), [10, 12, 14, 15, 16, 17, 19]);
    assert_eq!(doc.blocks[1].kind, BlockKind::Heading(2));
    assert_eq!(doc.blocks[4].kind, BlockKind::Bullet);
    assert_eq!(
        spans(&doc.blocks[0]),
        [("Open Labs help cities test \"ideas\". ", Some(216)), ("They cost little.", Some(1323))]
    );
    assert_eq!(spans(&doc.blocks[3]), [("They aim to:", None)]);
    assert_eq!(spans(&doc.blocks[4]), [("Learn: fast. ", Some(5)), ("Really.", Some(60))]);
    assert!(doc.warnings.is_empty(), "{:?}", doc.warnings);
}

#[test]
fn one_anchor_supports_several_sentences_and_nothing_after_it() {
    let doc = note(&format!("First claim. Second claim {}. No time here.\n", at("0:10")));
    assert_eq!(
        spans(&doc.blocks[0]),
        [("First claim. Second claim. ", Some(10)), ("No time here.", None)]
    );
}

#[test]
fn a_time_that_cannot_be_read_is_said_and_joins_the_next_span() {
    let bad = "<a class='yt-timestamp' data-t='soon'>[soon]</a>";
    let doc = note(&format!("One\n\nTwo {bad}. Three {}.\n", at("3")));
    assert_eq!(doc.warnings[0].code.name(), "unreadable-time");
    assert_eq!(doc.warnings[0].fields[0], ("line".to_owned(), "3".to_owned()));
    assert_eq!(doc.blocks[1].text, "Two [soon]. Three.");
    let doc = note(&format!(
        "Two <a class='yt-timestamp' data-t='0:99'>[0:99]</a>. Three {}.\n",
        at("3")
    ));
    assert_eq!(spans(&doc.blocks[0]), [("Two. Three.", Some(3))]);
}

#[test]
fn an_anchor_that_never_closes_hides_nothing() {
    let doc = note("Claim <a class=\"yt-timestamp\" data-t=\"7\">[7] and more words.\n\nNext.\n");
    assert_eq!(texts(&doc), ["Claim and more words.", "Next."]);
    assert_eq!(spans(&doc.blocks[0]), [("Claim ", Some(7)), ("and more words.", None)]);
}

#[test]
fn the_first_heading_is_the_title_when_there_is_no_other() {
    let doc = note("# Le *titre*\n\nDu texte.\n");
    assert_eq!(doc.about.title.as_deref(), Some("Le titre"));
    assert_eq!(texts(&doc), ["Du texte."]);
    assert_eq!(doc.left_out[0].rule.name(), "repeated-title");
    assert_eq!(doc.about.evidence, None);
    assert!(doc.blocks[0].spans.is_empty());
    let doc = note("---\ntitle: Other\n---\n# Heading\ntext");
    assert_eq!(texts(&doc), ["Heading", "text"]);
}

#[test]
fn raw_html_and_tables_and_code_keep_their_words() {
    let doc = note(
        "# T\n\n<div class='x'>\nIn a &laquo;&nbsp;box&nbsp;&raquo; <b>bold</b>\n</div>\n\n| a | b |\n|---|---|\n| c | d |\n\n    code here\n\n![alt](p.png) after\n\n<!-- no -->\n",
    );
    assert_eq!(texts(&doc), ["In a «\u{a0}box\u{a0}» bold", "a b", "c d", "code here", "after"]);
}

#[test]
fn broken_front_matter_is_a_warning() {
    let doc = note("---\ntitle: a: b\n---\n\nText.\n");
    assert_eq!(doc.warnings[0].code.name(), "broken-front-matter");
    assert_eq!(doc.about.title.as_deref(), Some("a: b"));
    assert_eq!(texts(&doc), ["Text."]);
    assert_eq!(doc.blocks[0].line, 5);
}

#[test]
fn words_between_two_rules_are_no_front_matter() {
    let doc = note("---\nBonjour à tous.\n\n---\n\nMerci.\n\n## Un\n\n## Deux\n");
    assert_eq!(texts(&doc), ["Bonjour à tous.", "Merci.", "Un", "Deux"]);
    assert!(doc.warnings.is_empty());
}

#[test]
fn a_long_title_is_cut_and_a_long_heading_is_a_paragraph() {
    let long = format!("Long{}", " mot".repeat(25_000));
    let said = |doc: &Document| (doc.warnings[0].code.name(), doc.warnings[0].fields[0].1.clone());
    let cut = |doc: &Document| doc.about.title.clone().filter(|t| t.chars().count() <= 300);

    let declared = note(&format!("---\ntitle: {long}\n---\n\n# {long}\n\nTexte.\n"));
    assert!(cut(&declared).is_some_and(|t| t.ends_with(" mot…")));
    assert_eq!(said(&declared), ("long-title", "1".to_owned()));
    assert_eq!(texts(&declared), [long.as_str(), "Texte."]);

    let alone = note(&format!("Intro.\n\n# {long}\n"));
    assert!(cut(&alone).is_some_and(|t| t.ends_with(" mot…")));
    assert_eq!(said(&alone), ("long-title", "3".to_owned()));
    assert_eq!(texts(&alone), ["Intro.", long.as_str()]);

    let underlined = note(&format!("# Titre\n\n{long}\n---\n\nTexte.\n"));
    assert_eq!(underlined.blocks[0].kind, BlockKind::Paragraph);
    assert_eq!(texts(&underlined), [long.as_str(), "Texte."]);
    assert!(underlined.warnings.is_empty());
}

proptest! {
    #[test]
    fn no_note_makes_it_panic(text in "([#*_`<>\\[\\]|&;:.!\n -]|a class=\"yt-timestamp\" data-t=\"|</a>|\\[\\[|\\]\\]|---\n|\\PC){0,60}") {
        let doc = note(&text);
        for block in doc.blocks {
            prop_assert!(!block.text.is_empty() && !block.text.contains('\n'));
            if let (Some(first), Some(last)) = (block.spans.first(), block.spans.last()) {
                prop_assert_eq!((first.start, last.end as usize), (0, block.text.len()));
                prop_assert!(block.spans.windows(2).all(|w| w[0].end == w[1].start));
            }
        }
    }
}

#[test]
fn links_to_seconds_of_a_recording_date_what_stands_beside_them() {
    let dated = [("Le bac part. ", Some(72)), ("Il est à quai.", Some(3605))];
    for (first, second) in [
        ("[[bac.mp4#t=72]]", "[[bac.mp4#t=1:00:05]]"),
        ("[[media/bac.MP3#t=01:12|au bac]]", "[[media/bac.MP3#t=3605]]"),
        ("([[bac.mp4#t=72,80]])", "([[bac.mp4#t=3605]])"),
    ] {
        let doc = note(&format!("Le bac part {first}. Il est à quai {second}.\n"));
        let want = if first.contains('|') { "Le bac part au bac. " } else { dated[0].0 };
        assert_eq!(spans(&doc.blocks[0]), [(want, Some(72)), dated[1]], "{first}");
        let text = doc.blocks[0].text.as_str();
        assert!(!text.contains("#t=") && doc.about.medium.is_none(), "{text}");
    }
    let doc = note("- [[bac.mp4#t=72]] Le bac part.\n- [[bac.mp4#t=1:00:05]] Il est à quai.\n");
    let all: Vec<_> = doc.blocks.iter().flat_map(spans).collect();
    assert_eq!(all, [("Le bac part.", Some(72)), ("Il est à quai.", Some(3605))]);
    // A page of the notes is no recording, and a recording without a second dates nothing.
    let doc = note("Le bac part [[Le bac#t=72]]. Il est à quai [[bac.mp4]].\n");
    assert!(doc.blocks[0].spans.is_empty());

    assert!(sniff("Le bac part [[bac.mp4#t=72]].\nIl est à quai [[bac.mp4#t=1:00:05]].\n"));
}

#[test]
fn seconds_of_another_medium_date_nothing() {
    let link = |id: &str, second: u32| format!("[{second}](https://youtu.be/{id}?t={second})");
    let (a, b, c) = (link("ibidTestAAA", 72), link("ibidTestBBB", 40), link("ibidTestBBB", 95));
    let text = format!("# N\n\nLe bac part {a}.\n\nIl est tard {b}. Il est à quai {c}.\n");
    let doc = note(&text);
    assert_eq!(doc.about.medium, Some(Medium::YouTube("ibidTestBBB".to_owned())));
    assert!(doc.blocks[0].spans.iter().all(|span| span.moment.is_none()), "{:?}", doc.blocks);
    assert_eq!(spans(&doc.blocks[1]), [("Il est tard. ", Some(40)), ("Il est à quai.", Some(95))]);
    let codes: Vec<&str> = doc.warnings.iter().map(|warning| warning.code.name()).collect();
    assert_eq!(codes, ["times-not-used"]);

    let declared = note(&format!("---\nvideoId: ibidTestAAA\n---\n{text}"));
    assert_eq!(spans(&declared.blocks[0]), [("Le bac part.", Some(72))]);
    assert!(declared.blocks[1].spans.iter().all(|span| span.moment.is_none()));

    let list = format!("- {a} Le bac part.\n- {b} Il est tard.\n- {c} Il est à quai.\n");
    let list = crate::read_bytes(list.as_bytes(), "x").unwrap().remove(0);
    let times: Vec<u64> = list
        .blocks
        .iter()
        .flat_map(|block| &block.spans)
        .filter_map(|span| Some(span.moment?.start.whole_seconds()))
        .collect();
    assert_eq!(times, [40, 95]);
    assert_eq!(list.about.medium, Some(Medium::YouTube("ibidTestBBB".to_owned())));
}

#[test]
fn the_number_of_a_topic_dates_nothing() {
    let link = |label: &str, t: u32| format!("[{label}](https://forum.e.org/viewtopic.php?t={t})");
    let doc = note(&format!(
        "# N\n\nLe bac part {}. Il est à quai {}.\n\nIl est tard.\nhttps://forum.e.org/viewtopic.php?t=95\n",
        link("ici", 167),
        link("là", 95)
    ));
    assert!(doc.blocks.iter().all(|block| block.spans.is_empty()), "{:?}", doc.blocks);
    assert_eq!((doc.about.medium, doc.warnings), (None, Vec::new()));

    // The label shows that it is a time; or else three that rise may be times, which is told.
    let doc = note(&format!("# N\n\nLe bac part {}.\n", link("2:47", 167)));
    assert_eq!(spans(&doc.blocks[0]), [("Le bac part.", Some(167))]);
    let rising = format!("{} {} {}", link("un", 5), link("deux", 72), link("trois", 95));
    let doc = note(&format!("# N\n\nLe bac part. {rising}\n"));
    let codes: Vec<&str> = doc.warnings.iter().map(|warning| warning.code.name()).collect();
    assert_eq!((spans(&doc.blocks[0]).len(), codes), (0, vec!["times-not-used"]));
}

#[test]
fn links_behind_the_words_of_a_list_are_read_below_a_list_of_chapters() {
    let link = |clock: &str, t: u32| format!("[[{clock}](https://youtu.be/ibidTest012?t={t})]");
    let rows = [
        ("Le bac part du quai", "0:05", 5),
        ("il est tard", "1:12", 72),
        ("il pleut", "1:31", 91),
        ("le bac arrive", "2:25", 145),
    ];
    let list: Vec<String> =
        rows.iter().map(|(words, clock, t)| format!("* {words} {}", link(clock, *t))).collect();
    let chapters = "0:00 Le départ\n1:10 La pluie\n2:20 L’arrivée";
    let text = format!("# Le bac\n\n{chapters}\n\n{}\n", list.join("\n"));
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    let bullets = document.blocks.iter().filter(|block| block.kind == BlockKind::Bullet);
    let found: Vec<_> = bullets.flat_map(spans).collect();
    let want: Vec<_> = rows.iter().map(|(words, _, t)| (*words, Some(u64::from(*t)))).collect();
    assert_eq!(found, want);
}

#[test]
fn recordings_that_are_embedded_from_a_second_on_date_what_stands_beside_them() {
    for (first, second) in [
        ("![[bac.mp4#t=5]]\n", "![[bac.mp4#t=75]]\n"),
        ("![[bac.mp4#t=5,20|300]]\n", "![](bac.mp4#t=75)\n"),
        ("![[bac.mp4#t=5]]\n\n", "![[bac.mp4#t=75]]\n\n"),
    ] {
        let doc = note(&format!("{first}Le bac part.\n\n{second}Il est à quai.\n"));
        let all: Vec<_> = doc.blocks.iter().flat_map(spans).collect();
        assert_eq!(all, [("Le bac part.", Some(5)), ("Il est à quai.", Some(75))], "{first}");
    }
    let doc = note("Le bac part.\n![[bac.png#t=5]]\n\nIl est à quai ![[bac.mp4]].\n");
    assert!(doc.blocks.iter().all(|block| block.spans.is_empty()), "{:?}", doc.blocks);

    let list = "- [[bac.mp4#t=5|00:05]] Le bac part\n- [[bac.mp4#t=75|01:15]] Il est à quai\n![[bac.mp4#t=140]]\nIl repart.\n";
    let doc = crate::read_bytes(list.as_bytes(), "x").unwrap().remove(0);
    let last = doc.blocks.last().unwrap();
    assert_eq!(spans(last).pop(), Some(("Il repart.", Some(140))), "{:?}", doc.blocks);
}

#[test]
fn a_heading_with_a_second_dates_its_section_in_whichever_order_they_stand() {
    let heading = |time: &str, seconds: u32, words: &str| {
        format!("## [{time}](https://youtu.be/E2fdp5mDZaa?t={seconds}) {words}\n\n")
    };
    let text = format!(
        "# Le pont\n\nAvant tout.\n\n{}- Le pont est fermé.\n\nEncore un mot.\n\n{}### Détail\n\nIl rouvrira.\n\n{}Deux millions.\n\n## Annexe\n\nRien.\n",
        heading("0:08", 8, "Questions"),
        heading("4:59", 299, "Réponse"),
        heading("3:46", 226, "Prix"),
    );
    let document = crate::read_bytes(text.as_bytes(), "note.md").unwrap().remove(0);
    let starts =
        document.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Heading(_))).map(
            |block| {
                let start = block.spans.first().and_then(|span| span.moment);
                (block.text.as_str(), start.map(|moment| moment.start.whole_seconds()))
            },
        );
    let want = [
        ("Avant tout.", None),
        ("Le pont est fermé.", Some(8)),
        ("Encore un mot.", Some(8)),
        ("Il rouvrira.", Some(299)),
        ("Deux millions.", Some(226)),
        ("Rien.", None),
    ];
    assert_eq!(starts.collect::<Vec<_>>(), want);
}
