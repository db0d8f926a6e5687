use ibid_core::document::Document;
use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Document {
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

/// `SECONDS|text` of each stretch, `-|text` where no second is claimed, and `# text` of headings.
fn seen(document: &Document) -> Vec<String> {
    let mut seen = Vec::new();
    for block in &document.blocks {
        if is_heading(block) {
            seen.push(format!("# {}", block.text));
        } else if block.spans.is_empty() {
            seen.push(format!("-|{}", block.text));
        }
        for span in block.spans.iter().filter(|_| !is_heading(block)) {
            let start = span.moment.map(|moment| moment.start.seconds().to_string());
            let said = block.text[span.start as usize..span.end as usize].trim();
            seen.push(format!("{}|{said}", start.unwrap_or_else(|| "-".to_owned())));
        }
    }
    seen
}

/// The codes of warnings, with the line and the count that they tell.
fn told(document: &Document) -> Vec<(&str, String, String)> {
    let field = |warning: &Diagnostic, name: &str| {
        let found = warning.fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let told = |warning| (field(warning, "line"), field(warning, "count"));
    let all = document.warnings.iter();
    all.map(|warning| (warning.code.name(), told(warning).0, told(warning).1)).collect()
}

#[test]
fn clocks_that_close_sentences_date_what_stands_before_them() {
    let expected = ["75|La halle est vendue.", "130|Le four est froid !", "3905|Qui paie ?"];
    for text in [
        "# Halle\n\nLa halle est vendue [00:01:15].\n\nLe four est froid [00:02:10] !\n\nQui paie [01:05:05] ?\n",
        "## Une\n\nLa halle est vendue [00:01:15]. Le four\nest froid [00:02:10] ! Qui paie [01:05:05] ?\n",
        "La halle est vendue [00:01:15].\n\nLe four est froid ! [00:02:10]\n\nQui paie ? [01:05:05]\n",
        "## Une\n\n- La halle est vendue (00:01:15).\n- Le four est froid (00:02:10) !\n- Qui paie ([01:05:05]) ?\n",
        "# Halle\n\nLa halle est vendue. [1:15] Le four est froid ! [2:10]\n\nQui paie ? [65:05]\n",
    ] {
        let document = read(text);
        let spoken: Vec<_> = seen(&document).into_iter().filter(|s| !s.starts_with('#')).collect();
        assert_eq!(spoken, expected, "{text}");
        assert_eq!(document.warnings, [], "{text}");
    }

    let document =
        read("# T\n\n« Il pleut [00:01:00] », dit-elle. Rien de plus.\n\nIl neige… [00:02:00]\n");
    assert_eq!(seen(&document), ["60|« Il pleut »,", "-|dit-elle. Rien de plus.", "120|Il neige…"]);
}

#[test]
fn a_medium_that_a_note_names_is_evidence() {
    let note = |head: &str, body: &str| format!("---\n{head}\n---\n\n{body}");
    let video = "videoId: ibidTest002";
    for head in [video, "url: https://www.youtube.com/watch?v=ibidTest002"] {
        let document = read(&note(head, "The bridge opens (17:34).\n\nThe quay shuts (21:07).\n"));
        assert_eq!(seen(&document), ["1054|The bridge opens.", "1267|The quay shuts."], "{head}");
    }
    assert_eq!(seen(&read(&note(video, "One claim [00:00:09].\n"))), ["9|One claim."]);
    let back = "Late [00:09:00].\n\nEarly [00:01:00].\n";
    assert_eq!(seen(&read(&note(video, back))), ["540|Late.", "60|Early."]);

    let article = note("url: https://example.org/a", "Luke (3:16) says so. Mark (4:20) agrees.\n");
    let document = read(&article);
    assert_eq!(seen(&document), ["-|Luke (3:16) says so. Mark (4:20) agrees."]);
    assert_eq!(told(&document), [("clocks-not-used", "5".to_owned(), "2".to_owned())]);
}

#[test]
fn no_clock_reaches_over_a_heading() {
    let document = read(
        "# Lane\n\nIt rained. [00:03:00] Nobody came.\n\n## Gate\n\nThe gate stuck. [00:09:00] A boy freed it.\n\n## Roof\n\nThe roof leaks. [00:30:00]\n",
    );
    assert_eq!(
        seen(&document),
        [
            "-|It rained.",
            "180|Nobody came.",
            "# Gate",
            "-|The gate stuck.",
            "540|A boy freed it.",
            "# Roof",
            "-|The roof leaks."
        ]
    );
    assert_eq!(told(&document), [("clock-without-text", "11".to_owned(), "1".to_owned())]);

    // The same where clocks open paragraphs, as in a transcript.
    let document = read(
        "[0:05] It rained.\n\n## Gate\n\nThe gate\nstuck. [0:40] A boy freed it [0:50].\n\n[0:55] Good.\n\n## Roof\n\nIt leaks.\n",
    );
    assert_eq!(
        seen(&document),
        [
            "5|It rained.",
            "# Gate",
            "-|The gate stuck.",
            "40|A boy freed it.",
            "55|Good.",
            "# Roof",
            "-|It leaks."
        ]
    );
    let codes: Vec<_> = told(&document).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["kept-without-time", "clock-without-text"]);
}

#[test]
fn headings_that_end_with_clocks_stay_headings() {
    for text in [
        "## Gate [00:00:45]\n\nIt stuck.\n\n## Roof [00:02:10]\n\nIt leaks.\n",
        "## Gate 0:45\n\nIt stuck.\n\n## Roof 2:10\n\nIt leaks.\n",
    ] {
        assert_eq!(seen(&read(text)), ["# Gate", "45|It stuck.", "# Roof", "130|It leaks."]);
    }
    let mixed = read("# T\n\n## Gate [00:00:45]\n\nIt stuck [00:01:00].\n\nIt leaks [00:02:00].\n");
    assert_eq!(seen(&mixed)[1..], ["60|It stuck.", "120|It leaks."]);
    assert_eq!(told(&mixed), [("clocks-not-used", "3".to_owned(), "1".to_owned())]);
}

#[test]
fn what_cannot_be_told_gives_no_second_and_is_said() {
    for (text, line, count) in [
        ("# A\n\nThe gate [00:02:00].\n\n[00:03:00] The roof.\n", "3", "2"),
        ("# A\n\nShe said [00:02:00] that [00:03:00] it leaks\n", "3", "2"),
        ("# A\n\nOne [12:34]. Two [17:01].\n", "3", "2"),
        ("# A\n\nNothing.\n\nA lone one [00:12:34].\n", "5", "1"),
        ("# A\n\nThe bridge opens 00:12:34.\n\nIt shuts 00:20:01.\n", "3", "2"),
        ("She won (2:05:10). The next came soon (2:06:41).\n", "1", "2"),
        (
            "<html><body><article><p>The bridge opens [00:12:34].</p>\n<p>It shuts [00:20:01].</p></article></body></html>",
            "1",
            "2",
        ),
    ] {
        let document = read(text);
        assert!(seen(&document).iter().all(|s| s.starts_with("-|")), "{:?}", seen(&document));
        let expected = [("clocks-not-used", line.to_owned(), count.to_owned())];
        assert_eq!(told(&document), expected, "{text}");
    }
}

#[test]
fn prose_with_times_of_the_day_stays_prose() {
    for text in [
        "# Séance\n\nLa séance de [14:00] est levée à 14:30. Une autre suit (15:00).\n",
        "# Trains\n\nLe train de [9:00] passe. Celui de [10:30] aussi. Celui de [14:05] non.\n",
        "---\nurl: https://example.org/a\n---\n\nLa séance de [14:00] est levée.\n",
        "La séance (18:30) sera longue. On verra à 20:15.\n",
        "The crash of [14:02:33] was brief.\n",
        "# Records\n\nShe ran it in 2:05:10 and then in 2:06:41.\n",
        "# Nuit\n\nUn appel à 04:30, un autre à 05:10. La fin à 06:02.\n",
        "Le match (3:1) fut bref, et le second (4:02) aussi. Le dernier (5:03) non.\n",
        "<html><body><article><p>Atelier (14:00).</p><p>Pause [15:30].</p></article></body></html>",
    ] {
        let document = read(text);
        assert_eq!(document.warnings, [], "{text}");
        assert!(document.blocks.iter().all(|block| block.spans.is_empty()), "{text}");
        assert!(document.blocks.iter().any(|block| block.text.contains(":0")
            || block.text.contains(":3")
            || block.text.contains(":1")));
    }
}

#[test]
fn the_habit_is_that_of_the_file() {
    let side = |paragraphs: &[&str]| {
        let mut votes = Votes::default();
        paragraphs.iter().for_each(|text| votes.add(text));
        votes.side()
    };
    assert_eq!(side(&["A [0:01].", "B [0:02] ; c [0:03]"]), Some(Side::Before));
    assert_eq!(side(&["A. [0:01] B. [0:02]"]), Some(Side::Before));
    assert_eq!(side(&["[0:01] A. [0:02] B."]), Some(Side::After));
    assert_eq!(side(&["A. [0:01] B.", "C. [0:02] D.", "E. [0:03]"]), Some(Side::After));
    assert_eq!(side(&["A [0:01].", "[0:02] B."]), None);
    assert_eq!(side(&["a [0:01] b", "[0:02]"]), None);
}

proptest! {
    #[test]
    fn no_text_is_lost_and_spans_cover_it(
        text in "(# |\n\n|\n|- |\\[0:[0-5][0-9]\\]|\\(00:0[0-9]:00\\)|\\(|\\)|[a-zé]{1,4}|[.!?…» ]){0,40}",
        head in prop::bool::ANY,
    ) {
        let head = if head { "---\nvideoId: ibidTest002\n---\n\n" } else { "" };
        let text = format!("{head}{text}");
        let documents = crate::read_bytes(text.as_bytes(), "x").unwrap();
        let blocks = documents.iter().flat_map(|document| &document.blocks);
        for block in blocks.filter(|block| !block.spans.is_empty()) {
            let said = |s: &ibid_core::document::Span| &block.text[s.start as usize..s.end as usize];
            prop_assert_eq!(block.spans.iter().map(said).collect::<String>(), &block.text[..]);
        }
    }
}

#[test]
fn clocks_that_open_lines_and_are_not_believed_are_told() {
    let told = |text: &str| {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        assert!(document.cues.is_empty(), "{text}");
        told(&document).len()
    };
    // Nobody says so much in two seconds.
    let words =
        "Le bac quitte le quai au petit jour et la cloche sonne sur l'eau noire. ".repeat(9);
    let fast: String = [3, 5, 8].iter().map(|at| format!("0:0{at} {words}\n\n")).collect();
    assert_eq!(told(&fast), 1);
    let late = fast.replace("0:0", "9:0");
    assert_eq!(told(&late), 0);
    let verses = format!("{fast}3:7 Et la rivière monta.\n");
    assert_eq!(told(&verses), 0);
}
