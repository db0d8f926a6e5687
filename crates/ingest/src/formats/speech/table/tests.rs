use ibid_core::document::{Document, Evidence};
use proptest::prelude::*;

use super::*;
use crate::clean::clean;

pub(super) fn read_text(text: &str) -> Document {
    assert_eq!(crate::sniff(text), Format::Table, "{text}");
    read(text, SourceId::from_bytes(text.as_bytes()))
}

pub(super) fn shown(document: &Document) -> Vec<String> {
    let of_cue = |cue: &ibid_core::document::Cue| {
        let speaker = cue.speaker.as_deref().unwrap_or("-");
        let (start, end) = (cue.start.millis(), cue.end.millis());
        format!("{}: {start} {end} {speaker}: {}", cue.line, cue.text)
    };
    document.cues.iter().map(of_cue).collect()
}

#[test]
fn tables_are_read_under_the_names_and_in_the_units_of_their_programs() {
    let cases: [(&str, &[&str]); 10] = [
        (
            "start\tend\ttext\n0\t2400\tThe \"pump\" broke again last night.\n2400\t4000\tNobody had noticed.\n",
            &[
                "2: 0 2400 -: The \"pump\" broke again last night.",
                "3: 2400 4000 -: Nobody had noticed.",
            ],
        ),
        (
            "start,end,text\n0,2400,\" Il a dit : \"\"non\"\", puis oui.\"\n2400,4000,\"Sur deux\nlignes, donc.\"\n4000,5000,Fin.\n",
            &[
                "2: 0 2400 -: Il a dit : \"non\", puis oui.",
                "3: 2400 4000 -: Sur deux lignes, donc.",
                "5: 4000 5000 -: Fin.",
            ],
        ),
        (
            "Speaker Name,Start Time,End Time,Text\nAnn,00:00:05.120,00:00:09.040,\"Well, yes.\"\n,00:01:15,00:01:18,No.\n",
            &["2: 5120 9040 Ann: Well, yes.", "3: 75000 78000 -: No."],
        ),
        (
            "sep=;\nDébut;Fin;Locuteur;Texte\n1,5;3,25;Mme Roy;Bonjour.\n4;5;M. Rey;Merci, madame.\n",
            &["3: 1500 3250 Mme Roy: Bonjour.", "4: 4000 5000 M. Rey: Merci, madame."],
        ),
        ("start_ms\tduration_ms\tspeaker\tsentence\n100\t900\tB\tOui.\n", &["2: 100 1000 B: Oui."]),
        (
            "\u{feff}Timecode In,Timecode Out,Transcript\n00:00:05:12,00:00:09:01,Hello.\n",
            &["2: 5000 9000 -: Hello."],
        ),
        (
            "Speaker Name,Start Time,End Time,Text\nAnn Lee,00;00;05;12,00;00;09;01,Hello.\n,00;01;15;00,00;01;18;02,No.\n",
            &["2: 5000 9000 Ann Lee: Hello.", "3: 75000 78000 -: No."],
        ),
        (
            "word,start,end,confidence\nGood,0.5,0.75,0.9\nday.,0.75,1.25,0.8\n",
            &["2: 500 750 -: Good", "3: 750 1250 -: day."],
        ),
        (
            "Time,Speaker,Text\n0:05,Jane,We begin with the roof.\n1:15,Jean,It leaks.\n",
            &["2: 5000 5000 Jane: We begin with the roof.", "3: 75000 75000 Jean: It leaks."],
        ),
        (
            "start (s),end (s),content\n3,7,Let us begin with the minutes.\n7,9,Agreed.\n",
            &["2: 3000 7000 -: Let us begin with the minutes.", "3: 7000 9000 -: Agreed."],
        ),
    ];
    for (text, want) in cases {
        let document = read_text(text);
        assert_eq!(shown(&document), want, "{text}");
        assert!(document.warnings.is_empty(), "{text}: {:?}", document.warnings);
    }
}

#[test]
fn the_tables_of_whisper_and_those_with_confidences_are_of_a_machine() {
    let evidence = |text| read_text(text).about.evidence;
    assert_eq!(evidence("start\tend\ttext\n140\t4940\tBonjour à tous.\n"), Some(Evidence::Machine));
    assert_eq!(evidence("start,end,text,conf\n1.0,2.0,Oui,0.5\n"), Some(Evidence::Machine));
    assert_eq!(evidence("start,end,text\n1.0,2.5,Bonjour à tous.\n"), None);
    assert_eq!(evidence("start,end,speaker,text\n140,4940,A,Bonjour à tous.\n"), None);
}

#[test]
fn a_row_without_a_readable_time_is_told() {
    let document =
        read_text("start,end,text\n1.0,2.0,Un.\nplus tard,,Deux.\n3.0,4.0,Trois.\n4.0,5.0,\n");
    assert_eq!(document.cues.len(), 2);
    assert!(document.warnings.iter().any(|warning| warning.message.contains("line 3")));
}

#[test]
fn other_tables_are_none() {
    for text in [
        "date,message\n2024-01-01,Bonjour\n",
        "timestamp,message\n2024-01-01T10:00:00Z,started\n2024-01-01T10:00:01Z,done\n",
        "name,age,text\nAnn,3,x\n",
        "start,end\n1,2\n",
        "start,end,text\n",
        "From here, to there, in text: we went on.\nAnd so, it was.\n",
        "text\nBonjour\n",
        "",
    ] {
        assert!(!sniff(text), "{text}");
    }
}

#[test]
fn hours_with_a_half_of_the_day_or_a_unit_are_kept_as_words() {
    for (text, want) in [
        (
            "Start,End,Speaker,Text\n9:30 AM,9:45 AM,Ann Lee,We open the shed.\n9:45 AM,10:10 AM,Bob Fay,The roof leaks again.\n",
            "Ann Lee We open the shed.",
        ),
        (
            "Début;Fin;Texte\n9h30;10h;Accueil des familles\n10h;11h15;Visite de la halle\n",
            "- 9h30 10h Accueil des familles",
        ),
    ] {
        let document = read_text(text);
        assert!(document.cues.is_empty(), "{text}");
        let first = &document.blocks[0];
        let speaker = first.speaker.as_deref().unwrap_or("-");
        assert_eq!(format!("{speaker} {}", first.text), want);
        assert_eq!(document.warnings[0].code.name(), "clocks-of-day", "{text}");
    }
}

#[test]
fn times_that_may_be_of_something_else_are_told() {
    let codes = |text: &str| {
        let warnings = read_text(text).warnings;
        warnings.iter().map(|told| told.code.name()).collect::<Vec<_>>()
    };
    let stretching = "time,text\n0:30,Bend\n1:00,Stand up\n1:30,Rest\n";
    assert_eq!(codes(stretching), ["clocks-in-doubt"]);
    let said = "time,text\n0:30,We begin with the roof of the school\n0:34,It leaks again\n0:36,And it will be cold soon\n";
    assert_eq!(codes(said), [""; 0]);
}

#[test]
fn columns_of_texts_that_are_not_read_are_told() {
    let told = |text: &str| {
        let warnings = read_text(text).warnings;
        let shown = warnings.iter().map(|told| {
            let fields: Vec<&str> = told.fields.iter().map(|(_, value)| value.as_str()).collect();
            format!("{} {}", told.code.name(), fields.join(" "))
        });
        shown.collect::<Vec<_>>()
    };
    let head = "sep=;\nDébut;Fin;Texte;Remarque;Type\n";
    let rows = "1,5;3,25;Le bac part à midi.;à vérifier demain;A\n4;5,5;Du quai nord.;;B\n";
    assert_eq!(told(&format!("{head}{rows}")), ["unread-text 2 Remarque 1"]);
    let bare = "0:05\tLe bac part à midi, du quai nord.\tsur la digue\n0:09\tIl revient à six heures du soir.\tau port\n0:15\tNous verrons bien demain matin.\tsur la digue\n";
    assert_eq!(told(bare), ["unread-text 1 3 1"]);
    let unknown = format!("Repère\tDit\tLieu exact\n{bare}");
    assert_eq!(told(&unknown), ["unread-text 1 Lieu exact 1"]);
    assert_eq!(told("start,end,text,kind,n°\n1.0,2.0,Le bac part.,speech,1\n"), [""; 0]);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(start|end|text|speaker|,|;|\t|\n|\"|[0-9]{1,4}|:|\\.|é| ){0,60}") {
        let table = format!("start,end,text\n{text}");
        for text in [&text, &table] {
            let _ = sniff(text);
            read(text, SourceId::from_bytes(text.as_bytes()));
        }
    }

    #[test]
    fn what_is_written_comes_back(
        rows in proptest::collection::vec(("[a-zé]{3,9}( [a-zé,\"]{2,9}){2,6}", 900u64..4000, "[A-Z][a-z]{2,5}"), 1..20),
        tabs in any::<bool>(), millis in any::<bool>(),
    ) {
        let tab = if tabs { b'\t' } else { b',' };
        let mut writer = csv::WriterBuilder::new().delimiter(tab)
            .quote_style(if tabs { csv::QuoteStyle::Never } else { csv::QuoteStyle::Necessary })
            .from_writer(Vec::new());
        writer.write_record(["speaker", "start", "end", "text"]).unwrap();
        let (mut at, mut want) = (0, Vec::new());
        for (text, lasts, speaker) in &rows {
            let time = |ms: u64| if millis { ms.to_string() } else { format!("{}", ms as f64 / 1000.0) };
            writer.write_record([speaker, &time(at), &time(at + lasts), text]).unwrap();
            want.push((at, at + lasts, speaker.clone(), clean(text)));
            at += lasts;
        }
        let table = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let document = read_text(&table);
        let got: Vec<_> = document.cues.iter().map(|cue| {
            (cue.start.millis(), cue.end.millis(), cue.speaker.clone().unwrap(), cue.text.clone())
        }).collect();
        prop_assert_eq!(got, want);
    }
}

#[test]
fn labels_of_audacity_have_no_head() {
    let text = "4,5\t7,25\tBonjour.\n70.000000\t78.200000\tMerci, madame.\n";
    let want = ["1: 4500 7250 -: Bonjour.", "2: 70000 78200 -: Merci, madame."];
    assert_eq!(shown(&read_text(text)), want);
    assert!(!sniff("12\t14\tBonjour\n13\t15\tMerci\n"));
}

#[test]
fn both_times_may_stand_in_one_cell_and_markers_say_something() {
    let text = "\tTimespan\tContent\tSpeaker\n1\t0:04.5 - 0:06.0\tLe bac a du retard.\tInès\n2\t0:07.0 - 0:08.0\tComme toujours.\tTom\n";
    let want = ["2: 4500 6000 Inès: Le bac a du retard.", "3: 7000 8000 Tom: Comme toujours."];
    assert_eq!(shown(&read_text(text)), want);

    let text = "#,Name,Start,End,Length\nR1,The ferry is late.,0:04.500,0:06.000,0:01.500\nR2,It always is.,0:07.000,0:08.000,0:01.000\n";
    let want = ["2: 4500 6000 -: The ferry is late.", "3: 7000 8000 -: It always is."];
    assert_eq!(shown(&read_text(text)), want);

    let text =
        "Marker Name\tDescription\tIn\tOut\nBac\tLe bac a du retard.\t00:00:04:12\t00:00:06:00\n";
    assert_eq!(shown(&read_text(text)), ["2: 4000 6000 -: Le bac a du retard."]);
}

/// What a table says whose clocks are no seconds, and the warning.
fn without_seconds(text: &str) -> (Vec<String>, &'static str) {
    let document = read_text(text);
    assert!(document.cues.is_empty(), "{text}");
    assert!(document.blocks.iter().all(|block| block.spans.is_empty()), "{text}");
    let shown = |block: &ibid_core::document::Block| {
        format!("{}: {}: {}", block.line, block.speaker.as_deref().unwrap_or("-"), block.text)
    };
    let mut warnings = document.warnings.iter().map(|warning| warning.code.name());
    (document.blocks.iter().map(shown).collect(), warnings.next_back().unwrap_or("-"))
}

#[test]
fn hours_of_the_day_are_no_seconds() {
    for text in [
        "time,message\n09:14:02,worker started\n09:14:09,worker stopped\n",
        "Time,Text\n9:14,The ferry is late.\n9:31,It always is.\n",
        "Name,Start,End\nRegistration,09:00,09:30\nFirst talk,09:30,10:15\n",
        "Start,End,Text\n09:14:02,,The ferry is late.\n09:15:10,,It always is.\n09:20:00,,Let us walk.\n",
    ] {
        assert_eq!(without_seconds(text).1, "clocks-of-day", "{text}");
    }
    let tides = "Time\tText\n3:12\tHigh water\n9:25\tLow water\n15:40\tHigh water\n";
    assert_eq!(without_seconds(tides).1, "times-not-used");
    let days = "Task,Start,End,Notes\nPaint,1,3,Two coats of it.\nSand,4,5,By hand.\n";
    assert!(!sniff(days));
    assert_eq!(
        read_text("Time,Text\n6:14,The ferry is late.\n6:31.5,It always is.\n").cues.len(),
        2
    );
}

#[test]
fn starts_and_ends_may_be_hours_of_the_day() {
    for text in [
        // as round as appointments, and late
        "start,end,text\n10:00,10:45,The painter comes to see the gate and tells us what it may cost\n10:45,11:00,Coffee\n",
        // from midnight on
        "From;To;Text\n00:00;08:00;Ann keeps the lock\n08:00;16:00;Tim keeps it\n16:00;24:00;Ida does\n",
        "00:00;08:00;Ann keeps the lock\n08:00;16:00;Tim keeps it\n16:00;24:00;Ida does\n",
        // with seconds that are none
        "start,end,text\n00:00:00,08:00:00,Ann keeps the lock\n08:00:00,16:00:00,Tim keeps it\n",
        // late, and nobody speaks so slowly
        "start\tend\tlabel\n06:42\t08:17\tCaen - Le Mans\n07:03\t09:41\tLe Mans - Tours\n",
        "Début,Durée,Texte\n08:00,00:45,Le peintre passe voir la grille\n09:00,00:30,Café\n",
        // numbers: hours, and hours with minutes
        "start,end,text\n8,9,The painter comes to see the new gate\n9,10,Tim and Ida go to the quay\n",
        "start,end,text\n8.15,9.30,The painter comes to see the new gate\n9.30,10.00,Tim and Ida go to the quay\n",
        "Timespan,Content\n10:00 - 10:45,The painter comes\n10:45 - 11:30,Coffee\n",
        "| Start | End | Text |\n|---|---|---|\n| 10:00 | 10:45 | The painter comes |\n| 10:45 | 11:30 | Coffee |\n",
    ] {
        assert_eq!(without_seconds(text).1, "times-not-used", "{text}");
    }
    let text = "start,end,text\n10:00,10:45,The painter comes\n10:45,11:30,Coffee\n";
    let want = ["2: -: 10:00 10:45 The painter comes", "3: -: 10:45 11:30 Coffee"];
    assert_eq!(without_seconds(text).0, want);

    for text in [
        "start,end,text\n0:00,0:30,The lock is closed since the flood of last spring and nobody knows for how long\n0:30,1:00,It opens again at noon says the keeper who has been here for thirty years now\n",
        "start,end,text\n12:03,12:07,The lock is closed since the flood.\n12:07,12:12,It opens again at noon, says the keeper.\n",
        "start,end,label\n0:00,4:17,Opening\n4:17,19:52,The lock and its keeper\n",
        "start,end,text\n3,7,The lock is closed since the flood.\n7,9,It opens again at noon.\n",
        "start,end,text\n8.15,9.3,The painter comes.\n9.3,10.6,It is late.\n",
        "start,end,text\n10:00:00:00,10:00:04:12,The lock is closed since the flood.\n",
    ] {
        assert!(!read_text(text).cues.is_empty(), "{text}");
    }
}

#[test]
fn a_head_may_say_that_its_times_are_hours_of_the_day() {
    for head in ["Heure", "Horaire", "HEURE", "hour"] {
        for (first, second) in [("00:05", "00:40"), ("9h05", "9 h 40"), ("14:05:10", "14:09:00")] {
            let text = format!(
                "{head};Nom;Propos\n{first};Ida Roy;Le bac part.\n{second};Tim Rey;Enfin.\n"
            );
            let want = ["2: Ida Roy: Le bac part.", "3: Tim Rey: Enfin."].map(str::to_owned);
            assert_eq!(without_seconds(&text), (want.to_vec(), "clocks-of-day"), "{text}");
        }
    }
    for text in [
        "Hours,Text\n3,Painted the gate\n5,Mended the roof\n",
        "Heure;Niveau;Débit\n00:00;1,2;40\n01:00;1,3;42\n",
    ] {
        assert!(!sniff(text), "{text}");
    }
    let timed = "Timecode;Heure;Texte\n0:05;14:00;Le bac part ce matin.\n0:09;14:00;Enfin.\n";
    assert_eq!(read_text(timed).cues.len(), 2);
}

#[test]
fn both_times_of_a_row_may_stand_in_one_cell() {
    for sign in ["-->", "->", "→", "–", "-"] {
        let text = format!(
            "Time,Speaker,Text\n0:00 {sign} 0:04,Ann,Good morning to all of you.\n0:04 {sign} 0:09,Ben,We begin with the roof today.\n"
        );
        let document = read_text(&text);
        let want = [
            "2: 0 4000 Ann: Good morning to all of you.",
            "3: 4000 9000 Ben: We begin with the roof today.",
        ];
        assert_eq!(shown(&document), want, "{text}");
        assert!(document.warnings.is_empty(), "{text}: {:?}", document.warnings);
    }
}

#[test]
fn a_programme_with_both_hours_in_one_cell_gives_no_second() {
    let text = "Time,Room,Text\n9:00 - 9:45,A,Opening words by the chair\n9:45 - 10:30,B,Roof and walls of the hall\n10:30 - 11:00,A,Coffee and talk\n";
    let document = read_text(text);
    assert!(document.cues.is_empty(), "{:?}", shown(&document));
    assert_eq!(document.warnings.len(), 1);
}

#[test]
fn a_row_without_a_time_keeps_its_words_in_whichever_cell_they_stand() {
    let text = "start,end,speaker,text\n0,4,Ann,Good morning to all.\nTea break,,,\n4,9,Ben,We begin with the roof.\n,,Visite du toit,\n9,14,Ann,It leaks.\n";
    let document = read_text(text);
    let untimed: Vec<_> =
        document.untimed().map(|block| (block.speaker.as_deref(), block.text.as_str())).collect();
    assert_eq!(untimed, [(None, "Tea break,,,"), (None, ",,Visite du toit,")]);
    assert_eq!(document.cues.len(), 3);
    assert!(!document.warnings.is_empty());
}

#[test]
fn clocks_behind_days_are_times_of_a_medium_and_a_count_of_rows_is_none() {
    let rows = [
        ("0", "0 days 00:00:00", "Ann Lee", "We begin with the roof of the school."),
        ("1", "0 days 00:00:04.500000", "Bob Fay", "Il fuit depuis la crue du printemps."),
        ("2", "1 days 00:00:09", "Ann Lee", "And it will be cold soon."),
    ];
    let want = [
        "2: 0 0 Ann Lee: We begin with the roof of the school.",
        "3: 4500 4500 Bob Fay: Il fuit depuis la crue du printemps.",
        "4: 86409000 86409000 Ann Lee: And it will be cold soon.",
    ];
    for (head, sign) in [
        ("\tTimestamp\tSpeaker\tTranscript", "\t"),
        (",Début,Locuteur,Texte", ","),
        ("Unnamed: 0,start,speaker,text", ","),
    ] {
        let line = |(n, at, who, text): (&str, &str, &str, &str)| [n, at, who, text].join(sign);
        let text = format!("{head}\n{}\n", rows.map(line).join("\n"));
        let document = read_text(&text);
        assert_eq!(shown(&document), want, "{text}");
        assert!(document.warnings.is_empty(), "{text}: {:?}", document.warnings);
    }
    let bare = "0 days 00:00:00\tAnn Lee\tWe begin with the roof.\n0 days 00:00:04\tBob Fay\tIt leaks again.\n0 days 00:00:09\tAnn Lee\tIt will be cold soon.\n";
    assert_eq!(shown(&read_text(bare))[1], "2: 4000 4000 Bob Fay: It leaks again.");
    let never = "start,end,text\n0 days 00:00:01,0 days 00:00:04,The ferry is late.\n0 days 00:00:04,0 days 00:00:06,It always is.\nNaT,NaT,Not today.\n";
    let document = read_text(never);
    assert_eq!(document.cues.len(), 2);
    assert_eq!(document.warnings[0].code.name(), "unreadable-cue-time");
}

#[test]
fn names_without_a_head_may_end_with_a_colon_and_an_empty_column_names_nobody() {
    for colon in ["", ":", " :", "\u{a0}:"] {
        let text = format!(
            "00:00:04\t\tIda Roy{colon}\tThe lock is shut since the flood.\n00:00:09\t\tTim Rey{colon}\tIl ouvre à midi, dit l'éclusier.\n00:00:14\t\tIda Roy{colon}\tThen let us go on to the dike.\n"
        );
        let document = read_text(&text);
        let want = [
            "1: 4000 4000 Ida Roy: The lock is shut since the flood.",
            "2: 9000 9000 Tim Rey: Il ouvre à midi, dit l'éclusier.",
            "3: 14000 14000 Ida Roy: Then let us go on to the dike.",
        ];
        assert_eq!(shown(&document), want, "{text}");
        assert!(document.warnings.is_empty(), "{text}: {:?}", document.warnings);
    }
}

#[test]
fn a_column_named_t_is_a_start_where_clocks_stand_in_it_beside_words() {
    let text = "t,word,instruction\n00:00:04:00,too,10gq\n00:00:04:09,much,\n00:00:05:12,salt,\n";
    let document = read_text(text);
    assert_eq!(
        shown(&document),
        ["2: 4000 4000 -: too", "3: 4000 4000 -: much", "4: 5000 5000 -: salt"]
    );
    assert!(document.warnings.is_empty(), "{:?}", document.warnings);
    let text =
        "T;Locuteur;Texte\n0:05;Ida;Le bac part à midi.\n0:09;Tim;Il revient à six heures.\n";
    let want =
        ["2: 5000 5000 Ida: Le bac part à midi.", "3: 9000 9000 Tim: Il revient à six heures."];
    assert_eq!(shown(&read_text(text)), want);

    for text in [
        "t,label\n0.5,walking along\n0.9,running along\n",
        "t,text\n12,The ferry is late.\n13,It always is.\n",
        "t,x,y\n00:00:04,1,2\n00:00:05,1,3\n",
        "t (s),label\n1,walking\n2,running\n",
    ] {
        assert!(!sniff(text), "{text}");
    }
    // As under a name that is not known, the pace of what is said tells.
    let paced = "t,text\n1.5,The lock is shut since the flood.\n4.5,It opens again at noon today.\n7.5,So says the keeper of it.\n";
    assert_eq!(shown(&read_text(paced))[1], "3: 4500 4500 -: It opens again at noon today.");
    let hours = "t,text\n09:14:02,worker started\n09:14:09,worker stopped\n";
    assert_eq!(without_seconds(hours).1, "clocks-of-day");
}
