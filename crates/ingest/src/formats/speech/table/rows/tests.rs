use ibid_core::document::Document;

use crate::Format;

fn read(text: &str) -> Document {
    assert_eq!(crate::sniff(text), Format::Table, "{text}");
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

/// The blocks in their order, each with its second, or a line where it has none, and who speaks; and
/// the names of the warnings.
fn said(text: &str) -> (Vec<String>, Vec<&'static str>) {
    let document = read(text);
    let shown = |block: &ibid_core::document::Block| {
        let moment = block.spans.first().and_then(|span| span.moment);
        let at = moment.map_or("-".to_owned(), |m| (m.start.millis() / 1000).to_string());
        format!("{at} {}: {}", block.speaker.as_deref().unwrap_or("-"), block.text)
    };
    let warnings = document.warnings.iter().map(|warning| warning.code.name());
    (document.blocks.iter().map(shown).collect(), warnings.collect())
}

#[test]
fn a_row_without_a_time_keeps_its_words_and_its_speaker() {
    let text = "Time,Speaker,Text\n0:05,Ida,The lock is shut.\n0:09,Tim,Since when is that?\n,Tim,Nobody told me.\n1:15,Ida,Since the flood.\n";
    let want = ["5 Ida: The lock is shut.", "9 Tim: Since when is that?"];
    let rest = ["- Tim: Nobody told me.", "75 Ida: Since the flood."];
    assert_eq!(said(text).0, [want, rest].concat());
    assert_eq!(said(text).1, ["kept-without-time"]);

    let text = "start,end,speaker,text\n0.0,4.0,Ida,The lock is shut since the flood.\nn/a,n/a,Tim,Nobody told me.\n6.0,9.0,Ida,It was in March, I think.\n";
    assert_eq!(said(text).1, ["unreadable-cue-time"]);
    assert_eq!(said(text).0[1], "- Tim: Nobody told me.");
}

#[test]
fn a_table_may_tell_a_time_here_and_there() {
    let rows = "[0:00],IR,\"So, this is the lock.\",\n,IR,Good.,\n,TM:,\"Three parts, then.\",\n[2:53],IR,Then the dike.,dike\n,TM:,It is dry.,\n";
    let want = [
        "0 IR: So, this is the lock.",
        "- IR: Good.",
        "- TM: Three parts, then.",
        "173 IR: Then the dike.",
        "- TM: It is dry.",
    ];
    let (blocks, warnings) = said(&format!("timestamp,speaker,words,tags\n{rows}"));
    assert_eq!(blocks, want);
    assert_eq!(warnings, ["kept-without-time"]);

    // The first stands far below, in the last column.
    let untimed = "Ida,The lock is shut.,\nTim,Since when?,\n".repeat(15);
    let text = format!("speaker,words,timestamp\n{untimed}Ida,Since the flood.,00:04:10\n");
    let blocks = said(&text).0;
    assert_eq!((blocks.len(), blocks[30].as_str()), (31, "250 Ida: Since the flood."));
    assert_eq!(blocks[29], "- Tim: Since when?");

    for text in [
        "date,name,text\n,Ida,The lock is shut.\n2024-03-01,Tim,Since when?\n",
        "time,speaker,text\n,Ida,The lock is shut.\nlate,Tim,Since when?\n,Ida,Since the flood.\n",
        "time,speaker,text\n,Ida,The lock is shut.\n,Tim,Since when?\n,Ida,Since the flood.\n",
    ] {
        assert_ne!(crate::sniff(text), Format::Table, "{text}");
    }
}

#[test]
fn a_sign_that_parts_cells_may_stand_in_words_without_quotation_marks() {
    let text = "Time;Speaker;Text\n00:00:05;Ida;The lock; and the dike; too.\n00:00:12;Tim;Since when?;\n00:00:20;Ida\n00:00:25;Tim;So be it.\n";
    let want = ["5 Ida: The lock; and the dike; too.", "12 Tim: Since when?", "25 Tim: So be it."];
    assert_eq!(said(text).0, want);
    assert_eq!(said(text).1, [""; 0]);
    let text =
        "start,text,speaker,note\n0:05,The lock, and the dike.,Ida,\n0:12,Since when?,Tim,loud\n";
    assert_eq!(said(text).0, ["5 Ida: The lock, and the dike.", "12 Tim: Since when?"]);
}

#[test]
fn a_bar_behind_a_backslash_parts_no_cells() {
    let text = "| Temps | Qui | Texte |\n|:--|:--|:--|\n| 00:00:05 | Ida | Le bac \\| la digue. |\n| 00:00:09 | Tim | Merci. |\n| 00:00:12 | Ida | Non | plus. |\n";
    let want = ["5 Ida: Le bac | la digue.", "9 Tim: Merci.", "12 Ida: Non | plus."];
    assert_eq!(said(text).0, want);
}

#[test]
fn a_line_that_was_wrapped_belongs_to_the_row_above() {
    let text = "Start\tSpeaker\tText\n00:00:05\tIda\tThe lock is shut,\nand it stays so, they say.\n00:00:12\tTim\tSince when?\n\nWritten down by Ann Lee.\n";
    let want = [
        "5 Ida: The lock is shut, and it stays so, they say.",
        "12 Tim: Since when?",
        "- -: Written down by Ann Lee.",
    ];
    let (blocks, warnings) = said(text);
    assert_eq!(blocks, want);
    assert_eq!(warnings, ["unreadable-cue-time"]);
    let text = "Time\tText\n0:05\tThe lock is shut, says\nthe keeper.\n0:12\tSince\nwhen?\nEnd of the file.\n";
    let want =
        ["5 -: The lock is shut, says the keeper.", "12 -: Since when?", "- -: End of the file."];
    assert_eq!(said(text).0, want);
    let text = "Start,Speaker,Words of it,Text\n00:00:05,Ida,4,The lock is shut\nand it stays so, they say.\n00:00:12,Tim,2,Since when?\n";
    assert_eq!(said(text).0[0], "5 Ida: The lock is shut and it stays so, they say.");
}

#[test]
fn a_sentence_goes_on_in_a_row_of_nothing_but_words() {
    let text = "Start\tSpeaker\tText\n0:05\tIda\tThe lock is shut,\n\t\tand it stays so.\n0:12\tTim\tSince when?\n\t\tRead by Ann Lee.\n0:19\tIda\tIn March.\n";
    let want = ["5 Ida: The lock is shut, and it stays so.", "12 Tim: Since when?"];
    let rest = ["- -: Read by Ann Lee.", "19 Ida: In March."];
    assert_eq!(said(text).0, [want, rest].concat());
    // It may be minutes later where few rows tell a time.
    let text = "Start\tSpeaker\tText\n0:05\tIda\tThe lock is shut,\n\t\tand it stays so.\n\tTim\tSince when?\n\tIda\tIn March.\n";
    assert_eq!(said(text).0[1], "- -: and it stays so.");
}
