//! Columns, and the cells of tables.

use super::*;

#[test]
fn two_columns_are_read_one_after_the_other_however_they_were_drawn() {
    let left = [
        "The left column tells of the",
        "bridge and of what it cost",
        "to paint it last summer",
        "and the one before that.",
    ];
    let right = [
        "The right column tells of",
        "the ferry that nobody took",
        "since the bridge was built",
        "in the year of the flood.",
    ];
    let whole = [
        (
            1,
            "The left column tells of the bridge and of what it cost to paint it last summer and the one before that.",
        ),
        (
            1,
            "The right column tells of the ferry that nobody took since the bridge was built in the year of the flood.",
        ),
    ];
    let down = at(60, 700, 11, &left) + &at(330, 700, 11, &right);
    assert_eq!(said(&read(&written(&[down]))), whole);
    let mut across = String::new();
    for (i, (left, right)) in left.iter().zip(right).enumerate() {
        let top = 700 - 14 * i as u32;
        across += &at(60, top, 11, &[left]);
        across += &at(330, top, 11, &[right]);
    }
    assert_eq!(said(&read(&written(&[across]))), whole);
}

#[test]
fn three_columns_that_were_drawn_across_are_read_one_after_the_other() {
    let column = |name: &str| {
        let lines = ["tells of the bridge", "and of what it cost", "to paint it last year"];
        let more = ["and the one before", "that, as everybody", "in the town knows."];
        let first = format!("The {name} column");
        std::iter::once(first).chain(lines.into_iter().chain(more).map(str::to_owned))
    };
    let columns = ["first", "second", "third"].map(|name| column(name).collect::<Vec<_>>());
    let mut page = at(60, 730, 11, &["A heading goes across all of the columns of the page"]);
    for i in 0..7 {
        for (x, (column, shift)) in [60, 230, 400].into_iter().zip(columns.iter().zip([0, 7, 3])) {
            // The lines of columns need not stand at one height.
            page += &at(x, 700 - shift - 14 * i as u32, 11, &[&column[i]]);
        }
    }
    let document = read(&written(&[page]));
    let text: Vec<&str> = said(&document).into_iter().map(|(_, text)| text).collect();
    let column = |name: &str| column(name).collect::<Vec<_>>().join(" ");
    let want = [
        "A heading goes across all of the columns of the page".to_owned(),
        column("first"),
        column("second"),
        column("third"),
    ];
    assert_eq!(text, want);

    // The cells of a table stay beside each other.
    let mut page = String::new();
    for i in 0..8 {
        for (x, cell) in [(60, "Le pont"), (230, "Ouvert en 1950"), (400, "Fermé le lundi")] {
            page += &at(x, 700 - 14 * i, 11, &[cell]);
        }
    }
    let document = read(&written(&[page]));
    assert!(said(&document)[0].1.starts_with("Le pont Ouvert en 1950 Fermé le lundi"));
}

#[test]
fn a_transcript_in_a_table_keeps_all_lines_of_its_cells() {
    let turns = [
        ("00:05", "Claire Roy", ["Le bac a du retard ce matin,", "dit-on, et demain", "aussi."]),
        ("00:14", "Marc Rey", ["Comme tous les lundis, et", "comme tous les mar-", "dis."]),
        ("00:21", "Claire Roy", ["Alors marchons le long du", "quai, qui est sec,", "enfin."]),
    ];
    // The clock stands beside the first line, the one in the middle, or the last.
    for beside in 0..3 {
        let head = at(60, 740, 11, &["Time"]) + &at(130, 740, 11, &["Speaker"]);
        let mut page = head + &at(220, 740, 11, &["Text"]);
        let mut top = 716;
        for (clock, name, words) in &turns {
            let level = top - 14 * beside - beside % 2 * 3;
            page += &(at(60, level, 11, &[clock]) + &at(130, level, 11, &[name]));
            page += &at(220, top, 11, words);
            top -= 60;
        }
        let end = at(60, top, 11, &["Fin de la transcription."]);
        let document = read(&written(&[page + &end]));
        let cues: Vec<_> = document
            .cues
            .iter()
            .map(|cue| (cue.start.whole_seconds(), cue.speaker.as_deref(), cue.text.as_str()))
            .collect();
        assert_eq!(
            cues,
            [
                (5, Some("Claire Roy"), "Le bac a du retard ce matin, dit-on, et demain aussi."),
                (14, Some("Marc Rey"), "Comme tous les lundis, et comme tous les mardis."),
                (21, Some("Claire Roy"), "Alors marchons le long du quai, qui est sec, enfin."),
            ],
            "{beside}"
        );
        let end = "Fin de la transcription.";
        let is_kept = document.blocks.iter().any(|block| block.text == end);
        assert!(is_kept || document.left_out.iter().any(|left| left.text == end));
    }
}
