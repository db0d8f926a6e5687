//! What whole files are read as.

use proptest::prelude::*;

use ibid_core::document::{BlockKind, Cue};

use super::*;
use crate::Format;

/// `SECONDS NAME|text` for each stretch with a time, and ` NAME|text` for what has none.
fn seen(text: &str) -> Vec<String> {
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    let mut seen = Vec::new();
    for block in &document.blocks {
        let speaker = block.speaker.as_deref().unwrap_or_default();
        if block.spans.is_empty() {
            seen.push(format!(" {speaker}|{}", block.text));
        }
        for span in &block.spans {
            let start = span.moment.map(|moment| moment.start.seconds()).unwrap();
            let said = block.text[span.start as usize..span.end as usize].trim();
            seen.push(format!("{start} {speaker}|{said}"));
        }
    }
    seen
}

/// Each cue of a text: when it is said, by whom, and what.
pub(super) fn said(text: &str) -> Vec<(u64, Option<String>, String)> {
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    let of = |cue: &Cue| {
        let speaker = cue.speaker.as_ref().map(ToString::to_string);
        (cue.start.whole_seconds(), speaker, cue.text.clone())
    };
    document.cues.iter().map(of).collect()
}

/// What [`said`] gives for one cue; without a name nobody is known to speak.
pub(super) fn one(at: u64, name: &str, words: &str) -> (u64, Option<String>, String) {
    (at, (!name.is_empty()).then(|| name.to_owned()), words.to_owned())
}

#[test]
fn wrapped_lines_belong_to_the_line_above() {
    let text = "[00:00:05] Mme Roy : La séance\nest ouverte.\n\nNous commençons.\n[00:01:15] M. Rey : Merci,\nmadame.\n";
    assert_eq!(
        seen(text),
        ["5 Mme Roy|La séance est ouverte. Nous commençons.", "75 M. Rey|Merci, madame."]
    );
}

#[test]
fn names_beside_clocks_speak_wherever_they_stand() {
    for text in [
        "Jane Roe - 00:05\nBonjour.\n\nJean Rey - 01:15\nMerci.\n",
        "Jane Roe [00:05]: Bonjour.\nJean Rey [01:15]: Merci.\n",
        "00:00:05 Jane Roe\nBonjour.\n\n00:01:15 Jean Rey\nMerci.\n",
        "0:05\nJane Roe\nBonjour.\n1:15\nJean Rey\nMerci.\n",
        "Jane Roe\n0:05\nBonjour.\n\nJean Rey\n1 minute 15 seconds\n1:15\nMerci.\n",
        "[Jane Roe] 0:05 Bonjour.\n[Jean Rey] 1:15 Merci.\n",
        "Jane Roe   00:00:05   Bonjour.\nJean Rey   00:01:15   Merci.\n",
        "Jane Roe (00:00:05 - 00:00:10)\nBonjour.\n\nJean Rey (00:01:15 - 00:01:20)\nMerci.\n",
        "**Jane Roe** [00:05]\nBonjour.\n\n**Jean Rey** [01:15]\nMerci.\n",
        "**Jane Roe (00:05):** Bonjour.\n\n**Jean Rey (01:15):** Merci.\n",
        "- **[00:05] Jane Roe:** Bonjour.\n- **[01:15] Jean Rey:** Merci.\n",
    ] {
        assert_eq!(seen(text), ["5 Jane Roe|Bonjour.", "75 Jean Rey|Merci."], "{text}");
    }
}

#[test]
fn marks_around_times_and_names_say_what_plain_ones_do() {
    for text in [
        "#00:00:05-0# Jane Roe: Bonjour.\n#00:01:15-0# Jean Rey: Merci.\n",
        "[[0:05]] Jane Roe: Bonjour.\n[[1:15]] Jean Rey: Merci.\n",
        "- [[talk.mp4#t=5|0:05]] Jane Roe: Bonjour.\n- [[talk.mp4#t=75|1:15]] Jean Rey: Merci.\n",
        "0'05 Jane Roe : Bonjour.\n1'15 Jean Rey : Merci.\n",
        "0’05’’ - Jane Roe : Bonjour.\n1’15’’ - Jean Rey : Merci.\n",
        "Jane Roe (0'05'') : Bonjour.\nJean Rey (1'15'') : Merci.\n",
        "[0min05] Jane Roe : Bonjour.\n[1min15] Jean Rey : Merci.\n",
        "0 min 05 s : Jane Roe : Bonjour.\n1 min 15 s : Jean Rey : Merci.\n",
        "00.00.05 Jane Roe: Bonjour.\n00.01.15 Jean Rey: Merci.\n",
        "@00:00:05 Jane Roe: Bonjour.\n@00:01:15 Jean Rey: Merci.\n",
        "*0:05* Jane Roe: Bonjour.\n*1:15* Jean Rey: Merci.\n",
        "TC 00:00:05 - Jane Roe : Bonjour.\nTC 00:01:15 - Jean Rey : Merci.\n",
        "[Timecode: 0:05] Jane Roe: Bonjour.\n[Timecode: 1:15] Jean Rey: Merci.\n",
        "00:00:05 00:00:09 Jane Roe: Bonjour.\n00:01:15 00:01:20 Jean Rey: Merci.\n",
        "0:05 | Jane Roe | Bonjour.\n1:15 | Jean Rey | Merci.\n",
        "Jane Roe | 00:00:05 | Bonjour.\nJean Rey | 00:01:15 | Merci.\n",
        "| 00:00:05 | 00:00:09 | Jane Roe | Bonjour. |\n| 00:01:15 | 00:01:20 | Jean Rey | Merci. |\n",
        "| Temps | Qui | Propos |\n|:--|:--|:--|\n| 0:05 | Jane Roe | Bonjour. |\n| 1:15 | Jean Rey | Merci. |\n",
        "0:05\tJane Roe\tBonjour.\n1:15\tJean Rey\tMerci.\n",
        "0:05 / Jane Roe / Bonjour.\n1:15 / Jean Rey / Merci.\n",
        "00:00:05;Jane Roe;\"Bonjour.\"\n00:01:15;Jean Rey;\"Merci.\"\n",
        "[0:05] [Jane Roe] Bonjour.\n[1:15] [Jean Rey] Merci.\n",
        "[Jane Roe] [0:05] Bonjour.\n[Jean Rey] [1:15] Merci.\n",
        "> **Jane Roe** `0:05`\n> Bonjour.\n>\n> **Jean Rey** `1:15`\n> Merci.\n",
    ] {
        assert_eq!(seen(text), ["5 Jane Roe|Bonjour.", "75 Jean Rey|Merci."], "{text}");
    }
}

#[test]
fn a_word_between_a_name_and_its_time_is_no_part_of_the_name() {
    for at in ["à", "at", "@"] {
        let text = format!("Jane Roe {at} 0:05\nBonjour.\n\nJean Rey {at} 1:15\nMerci.\n");
        assert_eq!(seen(&text), ["5 Jane Roe|Bonjour.", "75 Jean Rey|Merci."], "{text}");
    }
}

#[test]
fn a_word_that_says_that_a_time_follows_is_nobody() {
    let text = "Timestamp: 0:05\nBonjour à tous.\n\nTimestamp: 1:15\nMerci à vous.\n";
    assert_eq!(seen(text), ["5 |Bonjour à tous.", "75 |Merci à vous."]);
}

#[test]
fn a_time_between_hashes_that_closes_a_line_is_its_end() {
    let lines = "I: Bonjour. #00:00:05-0#\n\nB1: Merci. #00:01:15-5#\nI: Bien. #00:02:00-0#\nB1: Oui. #00:02:09-0#\n";
    let want = ["0 I|Bonjour.", "5 B1|Merci.", "75.5 I|Bien.", "120 B1|Oui."];
    assert_eq!(seen(lines), want);

    let both = "#00:00:00-0# I: Bonjour. #00:00:05-0#\n#00:00:05-0# B1: Merci. #00:01:15-5#\n#00:01:15-5# I: Bien. #00:02:00-0#\n#00:02:00-0# B1: Oui. #00:02:09-0#\n";
    assert_eq!(seen(both), want);
}

#[test]
fn cells_that_hold_no_names_stay_as_they_are() {
    let sounds = "[0:05] [Music] Bonjour à tous.\n[1:15] [Music] Merci à vous.\n";
    assert!(seen(sounds).iter().all(|seen| !seen.contains("Music|")));
    let commas = "0:05, puis nous parlons, enfin.\n1:15, on vote, dit-il.\n";
    assert_eq!(seen(commas), ["5 |, puis nous parlons, enfin.", "75 |, on vote, dit-il."]);
}

#[test]
fn nobody_is_given_the_words_of_a_function_that_is_not_known() {
    let text = "0:05 Maire : Bonjour.\n0:09 Responsable du tri : Merci.\n0:14 Maire : Bien.\n0:18 Voisine du parc : Non.\n0:22 Et puis voilà.\n0:26 Maire : Oui.\n0:30 Responsable du tri : Oui.\n";
    assert_eq!(
        seen(text),
        [
            "5 Maire|Bonjour.",
            "9 Responsable du tri|Merci.",
            "14 Maire|Bien.",
            "18 |Voisine du parc : Non.",
            "22 |Et puis voilà.",
            "26 Maire|Oui.",
            "30 Responsable du tri|Oui.",
        ]
    );
}

#[test]
fn times_alone_in_the_text_or_behind_it_are_told() {
    assert_eq!(
        seen("[0:00] Un. [1:00] Deux\ntrois. [2:00] Quatre."),
        ["0 |Un.", "60 |Deux trois.", "120 |Quatre."]
    );
    assert_eq!(
        seen("Début 0:00\nBudget 2:15\nFin 14:40\n"),
        ["0 |Début", "135 |Budget", "880 |Fin"]
    );
    let titled = seen("Ce que dit la vidéo\n\nDébut 0:00\nBudget 2:15\nFin 14:40\n");
    assert_eq!(titled, ["0 |Début", "135 |Budget", "880 |Fin"]);
    assert_eq!(seen("## Un\n\n[0:05] A.\n\n## Deux\n\n[1:05] B.\n")[2..], [" |Deux", "65 |B."]);
    let fenced = "```timestamp\n0:05\n```\nUne note.\n\n```timestamp\n1:15\n```\nUne autre.\n";
    assert_eq!(seen(fenced), ["5 |Une note.", "75 |Une autre."]);
    let meet = "Notes\n\nJane Roe: Un.\nJean Rey: Deux.\n\n00:05:00\n\nJane Roe: Trois.\nJean Rey: Quatre.\n";
    let meet = seen(meet);
    assert_eq!(meet[..3], [" Jane Roe|Un.", " Jean Rey|Deux.", "300 Jane Roe|Trois."]);
}

#[test]
fn a_link_that_says_the_second_gives_the_medium() {
    let text = "- [0:05](https://youtu.be/ibidTest001?t=5) Un.\n- [1:15](https://youtu.be/ibidTest001?t=75) Deux.\n";
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    assert_eq!(
        document.about.medium.as_ref().map(ibid_core::document::Medium::key),
        Some("ibidTest001")
    );
    assert_eq!(document.about.evidence, Some(ibid_core::document::Evidence::Paraphrase));
    assert_eq!(seen(text), ["5 |Un.", "75 |Deux."]);
}

#[test]
fn a_clock_of_the_day_gives_no_second_and_says_so() {
    let text = "09:00:05 From Jane Roe to Everyone: Bonjour.\n09:00:09 From Jean Rey to Everyone:\n\tMerci.\n";
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    assert_eq!(document.warnings[0].code.name(), "clocks-of-day");
    assert_eq!(seen(text), [" Jane Roe|Bonjour.", " Jean Rey|Merci."]);
    // Broadcasts, lessons and night talks that are long enough to be told from hours and minutes.
    assert!(sniff(
        "[12:05] Nous parlons du budget de la commune.\n[12:09] Et de la taxe que chacun paie.\n[12:13] Elle baisse enfin cette année, dit-on.\n[12:17] Personne ne s'en plaint dans la salle.\n"
    ));
    assert!(!sniff("9:00 Accueil\n9:30 Table ronde\n10:45 Pause\n11:00 Ateliers\n"));
}

#[test]
fn what_is_said_by_the_clock_on_the_wall_has_no_second() {
    let captions = "[Ida Moss] 15:04:12\nGood afternoon, the ferry is late again today.\n\n\
                    [Tim Rook] 15:04:17\nThen we wait for it in the hall, I suppose.\n\n\
                    [Ida Moss] 15:04:22\nThe hall is closed, but the bar is open now.\n\n\
                    [Tim Rook] 15:04:27\nThe bar it is, then, and I will pay for once.\n";
    let messages = "Ida Moss  9:05 AM\nIs the ferry late?\nI am cold.\nAnd wet.\nAnd tired.\n\n\
                    Tim Rook  9:07 AM\nIt is.\nAs ever.\nWait.\n";
    for text in [captions, messages] {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        assert_eq!(document.warnings[0].code.name(), "clocks-of-day", "{text}");
        assert_eq!(document.about.title, None, "{text}");
        let heads = document.blocks.iter().filter(|block| block.kind != BlockKind::Paragraph);
        assert_eq!(heads.count(), 0, "{text}");
        let people: Vec<_> = document.blocks.iter().filter_map(|b| b.speaker.as_deref()).collect();
        assert_eq!(people[..2], ["Ida Moss", "Tim Rook"], "{text}");
    }
    let document = crate::read_bytes(captions.as_bytes(), "x").unwrap().remove(0);
    let timed = document.blocks.iter().flat_map(|block| &block.spans);
    assert_eq!(timed.filter(|span| span.moment.is_some()).count(), 0);

    let channel = "[00:01] <ida> is the ferry late?\n[00:03] <@tim> it is\n[00:09] * ida leaves\n";
    let document = crate::read_bytes(channel.as_bytes(), "x").unwrap().remove(0);
    assert_eq!(document.warnings[0].code.name(), "clocks-of-day");
    assert!(document.blocks[0].speaker.as_deref() == Some("ida"), "{:?}", document.blocks);
}

#[test]
fn no_time_reaches_the_rows_of_a_table_that_have_none_and_the_words_below_it() {
    let text = "# The lock\n\nThey meet at noon.\n\n| Time | Speaker | Text |\n|---|---|---|\n| 0:05 | Ida | It is shut \\| closed. |\n| | Tim | Since when? |\n| 1:20 | Ida | Since March. |\n| 1:25 | Tim | Too long. |\n\nThey part at one.\n";
    assert_eq!(
        seen(text),
        [
            " |They meet at noon.",
            "5 Ida|It is shut | closed.",
            " Tim|Since when?",
            "80 Ida|Since March.",
            "85 Tim|Too long.",
            " |They part at one."
        ]
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(\\[0:0[0-9]\\] |0:[0-5][0-9]|\\(1:00\\)| - |Jane: |Jane Roe|\\*\\*|\n|\n\n|# |```timestamp\n|From a to b: |\\PC){0,30}") {
        let _ = sniff(&text);
        let document = read(&text, ibid_core::ids::SourceId::from_bytes(b""));
        prop_assert!(document.blocks.iter().all(|block| !block.text.is_empty()));
        prop_assert_eq!(document.format, Format::ClockText);
    }
}

#[test]
fn verses_in_brackets_are_no_times() {
    let text = "The king made a feast. [1:3] The queen was called [1:12] and would not come. [ 2: 1] \
        Another was sought [2:15] and found. [ 2: 19] Two men spoke at the gate. [ 3: 1] One was raised \
        [3:12] above all. [ 4: 4] They wept. [4:15] She sent word.\n";
    assert_ne!(crate::sniff(text), Format::ClockText, "{text}");
    let note = text.replace("[1:3]", "[00:01:03]").replace("[1:12]", "[00:01:12]");
    for text in [text.to_owned(), note] {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let moments = document.blocks.iter().flat_map(|block| &block.spans);
        assert!(!moments.into_iter().any(|span| span.moment.is_some()), "{text}");
    }
}

#[test]
fn a_paragraph_below_a_list_of_chapters_is_none_of_them() {
    let text = "0:00 Introduction\n1:02 The old quay\n5:10 The new ferry\n\nThanks to all who came to \
        the hall.\nWrite to us about the ferry.\n";
    let want = [
        "0 |Introduction",
        "62 |The old quay",
        "310 |The new ferry",
        " |Thanks to all who came to the hall. Write to us about the ferry.",
    ];
    assert_eq!(seen(text), want);
}

#[test]
fn notes_of_a_meeting_stand_above_its_transcript() {
    let text = "# 📝 Notes\n\nMay 11, 2026\n\n## Harbour call\n\n### Summary\n\nThe crane is late.\n\n# 📖 Transcript\n\nMay 11, 2026\n\n## Harbour call - Transcript\n\n### 00:00:00\n\n**Ida Moss:** Is the crane here?\n**Tim Rook:** Not yet.\n\n### 00:04:30\n\n**Ida Moss:** Then we wait.\n\n### Transcription ended after 00:06:02\n\n*This editable transcript was computer generated and might contain errors.*\n";
    let said = said(text);
    let who: Vec<(u64, Option<&str>)> =
        said.iter().map(|(at, who, _)| (*at, who.as_deref())).collect();
    assert_eq!(who[0], (0, Some("Ida Moss")));
    assert_eq!((who[1].1, who[2]), (Some("Tim Rook"), (270, Some("Ida Moss"))));
    assert_eq!(said.len(), 3, "{said:?}");

    let text = "Appel du port (2026-05-11 09:00 GMT+2) – Transcription\nParticipants\nIda Moss, Tim Rook\nTranscription\n00:00:00\n\nIda Moss : La grue est là ?\nTim Rook : Pas encore.\nIda Moss : Alors on attend.\n00:04:30\n\nTim Rook : Elle arrive.\nLa transcription s'est terminée au bout de 00:06:02\n";
    let seen = seen(text);
    assert!(seen.contains(&"270 Tim Rook|Elle arrive.".to_owned()), "{seen:?}");
    assert!(!seen.iter().any(|one| one.contains("Rook|") && one.contains("terminée")), "{seen:?}");
}

#[test]
fn quotations_below_names_and_times_lose_their_sign() {
    let text = "# Toit\n\n**Jane Roe** – 0:05\n> Bonjour.\n\n**Jean Rey** – 1:15\n> Merci.\n";
    assert_eq!(seen(text)[..2], ["5 Jane Roe|Bonjour.", "75 Jean Rey|Merci."]);
}

#[test]
fn both_times_may_be_told_by_words() {
    for text in [
        "[From 0:05 to 0:09] Bonjour.\n[From 1:15 to 1:19] Merci.\n",
        "De 0:05 à 0:09 : Bonjour.\nDe 1:15 à 1:19 : Merci.\n",
        "From 0:05 to 0:09 Bonjour.\nFrom 1:15 to 1:19 Merci.\n",
    ] {
        assert_eq!(seen(text), ["5 |Bonjour.", "75 |Merci."], "{text}");
    }
}

#[test]
fn minutes_and_seconds_in_words_may_stand_behind_names() {
    let want = ["131 Mme Mas|Le bac part.", "144 Tim Rey|Enfin.", "3602 Mme Mas|Il est à quai."];
    for (first, second, third) in [
        ("(2 min 11 s) :", "(2 min 24 s) :", "(1 h 00 min 02 s) :"),
        ("[2 mn 11 s]", "[2 mn 24 s]", "[60 mn 02 s]"),
        (", 2\u{a0}min 11\u{a0}s :", ", 2\u{a0}min 24\u{a0}s :", ", 60\u{a0}min 2\u{a0}s :"),
        ("– 2 min 11 s :", "– 2 min 24 s :", "– 60 min 02 s :"),
        ("- 2:11 -", "- 2:24 -", "- 1:00:02 -"),
        ("(131.0s - 143.5s) :", "(144.0s - 150.5s) :", "(3602.0 s - 3604.5 s) :"),
        ("(2 min 11 sec) :", "(2 min 24 sec) :", "(60 min 2 sec) :"),
    ] {
        let text = format!(
            "Mme Mas {first} Le bac part.\nTim Rey {second} Enfin.\nMme Mas {third} Il est à quai.\n"
        );
        assert_eq!(seen(&text.replace(" ,", ",")), want, "{text}");
    }
    let results = "Ida Moss (9 min 05 s): third at last\nTim Rook (9 min 40 s): not bad\nAnn Low (10 min 18 s): her first one\n";
    assert!(seen(results).iter().all(|line| line.starts_with(' ')), "{results}");
    let cooking = "Le riz cuit (12 min 30 s) dans une casserole.\nLes œufs cuisent 13 min 20 s dans une autre.\n";
    assert!(seen(cooking).iter().all(|line| line.starts_with(' ')), "{cooking}");
}

#[test]
fn a_time_within_a_paragraph_changes_no_speaker() {
    let want = [
        "5 Ida Moss|The ferry leaves at nine.",
        "35 Ida Moss|It is late, and the quay is full.",
        "58 Tim Rook|It was late in May.",
        "88 Tim Rook|The tide is to blame.",
        "104 Ida Moss|Then let us wait.",
    ];
    for text in [
        "**Ida Moss:** [00:00:05] The ferry leaves at nine. [00:00:35] It is late, and the quay is full.\n\n**Tim Rook:** [00:00:58] It was late in May. [00:01:28] The tide is to blame.\n\n**Ida Moss:** [00:01:44] Then let us wait.\n",
        "Ida Moss: [0:05] The ferry leaves at nine. [0:35] It is late,\nand the quay is full.\n\nTim Rook: [0:58] It was late\nin May. [1:28] The tide is to blame.\n\nIda Moss: [1:44] Then let us wait.\n",
    ] {
        assert_eq!(
            seen(text)
                .iter()
                .map(|line| line.replace("late,and", "late, and").replace("latein", "late in"))
                .collect::<Vec<_>>(),
            want,
            "{text}"
        );
    }
    let strangers = "Ida Moss: [0:05] The ferry leaves at nine. [0:35] – Is it late?\n\nTim Rook: [0:58] It was late in May. [1:28] Ann: The tide is to blame.\n\nIda Moss: [1:44] Then let us wait.\n";
    let speakers: Vec<_> = said(strangers).into_iter().map(|(_, name, _)| name).collect();
    assert_eq!(speakers[1], None, "{:?}", said(strangers));
    assert_eq!(speakers[3].as_deref().filter(|name| *name != "Ann"), None);
}

#[test]
fn turns_below_a_list_of_chapters_have_no_second_and_keep_who_speaks() {
    let turns: String = (0..6)
        .map(|nth| {
            format!("**{}:** The ferry left at noon, number {nth}.\n\n", ["Ida", "Tim"][nth % 2])
        })
        .collect();
    for between in ["## Transcript\n\n", "", "Full transcript\n\n"] {
        let text = format!(
            "# The ferry\n\n00:00 Opening of the talk\n05:12 The quay and the board\n11:40 The letter\n19:02 Questions\n\n{between}{turns}"
        );
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        assert_eq!(document.cues.len(), 4, "{text}");
        let turns = document.blocks.iter().filter(|block| block.text.starts_with("The ferry left"));
        for (nth, turn) in turns.enumerate() {
            assert!(turn.spans.is_empty(), "{turn:?}");
            assert_eq!(turn.speaker.as_deref(), Some(["Ida", "Tim"][nth % 2]), "{turn:?}");
        }
        assert_eq!(document.warnings[0].code.name(), "kept-without-time");
    }
}

#[test]
fn a_time_alone_goes_on_with_the_turn_where_it_is_written_as_behind_names() {
    let text = "Ida Moss (00:03):\nThe ferry left.\n\n(00:46):\nAnd it came back.\n\nTim Rook (01:02):\nWhen?\n\n(01:31):\nNobody told us.\n";
    let want = [
        "3 Ida Moss|The ferry left.",
        "46 Ida Moss|And it came back.",
        "62 Tim Rook|When?",
        "91 Tim Rook|Nobody told us.",
    ];
    assert_eq!(seen(text), want);
    let other = text.replace("(00:46):", "00:46").replace("(01:31):", "01:31");
    assert_eq!(seen(&other)[1], "46 |And it came back.");
}

#[test]
fn long_turns_below_a_time_are_read() {
    let paragraphs = |nth: usize| -> String {
        (0..14)
            .map(|at| format!("The ferry left the quay at noon for the time {nth} {at}.\n\n"))
            .collect()
    };
    for heads in [
        ["Ida Moss  0:00", "Tim Rook  1:01", "Ida Moss  2:04", "Tim Rook  3:07", "Ida Moss  4:01"],
        ["0:00", "1:01", "2:04", "3:07", "4:01"],
    ] {
        let turns = heads.iter().enumerate();
        let text: String =
            turns.map(|(nth, head)| format!("{head}\n{}", paragraphs(nth))).collect();
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let seconds: Vec<u64> = document.cues.iter().map(|cue| cue.start.whole_seconds()).collect();
        assert_eq!(seconds, [0, 61, 124, 187, 241], "{}", heads[0]);
    }
}

#[test]
fn addresses_of_several_media_above_the_times_open_none() {
    let text = "A talk\n\nSee also:\n\nhttps://youtu.be/ibidTest001\n\nhttps://youtu.be/ibidTest002\n\n[00:00] The ferry left.\n\n[00:04] It came back.\n";
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    assert_eq!(document.about.medium, None);
    assert_eq!(document.warnings[0].code.name(), "several-media");
    assert!(document.blocks.iter().any(|block| block.text.contains("ibidTest002")));
}

#[test]
fn turns_above_the_first_time_keep_who_speaks() {
    let mut text = String::from("A talk at the quay\n\n");
    for nth in 0..6 {
        text.push_str(&format!(
            "{}: The ferry left for the time {nth}.\n\n",
            ["IM", "TR"][nth % 2]
        ));
    }
    text.push_str("[00:04:40] IM: When did it come back?\n\nTR: At noon.\n\n[00:05:02] IM: Why?\n\nTR: Nobody told us.\n");
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    let untimed = document.blocks.iter().filter(|block| block.spans.is_empty());
    let speakers: Vec<_> = untimed.map(|block| block.speaker.as_deref()).collect();
    assert_eq!(speakers, [Some("IM"), Some("TR")].repeat(3));
    assert!(document.blocks.iter().all(|block| !block.text.contains("IM:")));
}

#[test]
fn headings_that_are_times_date_the_turns_below_them_and_references_to_them_nothing() {
    for name in ["", " {#NAME}"] {
        let heading = |time: &str| format!("### {time}{}\n\n", name.replace("NAME", time));
        let text = format!(
            "# Notes\n\n* **Quai** Ida Moss annonce la fin des travaux ([00:05:04](#00:05:04)).\n\n* **Bac** Il part à midi ([00:08:18](#00:08:18)).\n\n# Transcription\n\n{}**Ida Moss:** Bonjour.  \n**Tim Rook:** Bonjour à tous.  \n\n{}**Ida Moss:** Les travaux du quai sont finis.  \n**Tim Rook:** Enfin.  \n\n{}**Tim Rook:** Et le bac ?  \n",
            heading("00:00:00"),
            heading("00:05:04"),
            heading("00:08:18"),
        );
        let document = crate::read_bytes(text.as_bytes(), "note.md").unwrap().remove(0);
        let told: Vec<_> = document
            .cues
            .iter()
            .filter(|cue| cue.start.millis() % 1000 == 0)
            .map(|cue| (cue.start.whole_seconds(), cue.speaker.as_deref(), cue.text.as_str()))
            .collect();
        for want in [
            (0, Some("Ida Moss"), "Bonjour."),
            (304, Some("Ida Moss"), "Les travaux du quai sont finis."),
            (498, Some("Tim Rook"), "Et le bac ?"),
        ] {
            assert!(told.contains(&want), "{told:?}");
        }
        assert!(document.cues.iter().all(|cue| !cue.text.contains("annonce")), "{text}");
        assert!(document.blocks.iter().all(|block| !block.text.contains("{#")), "{text}");
    }
}
