//! What the three caption readers make of files as people write them.

use ibid_core::document::{Document, LeftOut};
use ibid_core::format::Format;
use ibid_core::lang::Lang;

fn read(text: &str) -> Document {
    crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
}

/// Format, texts of blocks, and each span's start in seconds.
fn seen(document: &Document) -> (Format, Vec<&str>, Vec<u64>) {
    let texts = document.blocks.iter().map(|b| b.text.as_str()).collect();
    let starts = document.blocks.iter().flat_map(|b| &b.spans);
    let starts = starts.map(|s| s.moment.unwrap().start.whole_seconds()).collect();
    (document.format, texts, starts)
}

fn left(document: &Document) -> Vec<(u32, &str)> {
    let untimed = document.untimed();
    let kept = untimed.map(|block| (block.line, block.text.as_str()));
    let left = document.left_out.iter().map(|l: &LeftOut| (l.line, l.text.as_str()));
    left.chain(kept).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|n| n.code.name()).collect()
}

#[test]
fn webvtt_is_read_as_the_specification_has_it() {
    let file = "\u{feff}WEBVTT - le débat\r\nLanguage: fr-CA\r\n\r\nSTYLE\r\n::cue(b) { }\r\n\r\nNOTE a\r\nb\r\n\r\nREGION\r\nid:x\r\n\r\nintro\r\n00:01.000 --> 00:02.000 line:0 align:start\r\nBonjour\r\n\r\n1\r\n00:00:02.000-->00:00:03.000\r\nNOTE n’est pas\r\nun commentaire &amp; reste.";
    let document = read(file);
    assert_eq!(
        seen(&document),
        (Format::WebVtt, vec!["Bonjour NOTE n’est pas un commentaire & reste."], vec![1, 2])
    );
    assert_eq!(document.lang, Some(Lang::Fr));
    assert_eq!(document.blocks[0].line, 15);
    assert!(document.warnings.is_empty() && document.left_out.is_empty());
    assert_eq!(seen(&read(&file.replace("\r\n", "\r"))), seen(&document));

    for start in ["webvtt", "\r\n\r\nWebVTT", " WEBVTT"] {
        let other = read(&file.replace("\u{feff}WEBVTT", start));
        assert_eq!(seen(&other), seen(&document), "{start}");
        assert!(other.warnings.is_empty() && other.left_out.is_empty(), "{start}");
    }
}

#[test]
fn webvtt_forgives_but_never_guesses_a_time() {
    let document = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n\nAfter a gap.\n\nNobody timed this.\n\n00:0x.000 --> 00:03.000\nBad.\n00:04.000 --> 00:05.000\nGood.\n00:06.000 --> 00:07.000\nClose.\n\nWEBVTT\nX: y\n\n00:08.000 --> 00:09.000\nNext.\n",
    );
    assert_eq!(
        seen(&document),
        (Format::WebVtt, vec!["After a gap.", "Bad.", "Good. Close. Next."], vec![1, 4, 6, 8])
    );
    assert_eq!(
        left(&document),
        [(7, "Nobody timed this."), (9, "00:0x.000 --> 00:03.000"), (10, "Bad.")]
    );
    assert_eq!(codes(&document), ["text-without-time", "unreadable-cue-time", "kept-without-time"]);

    let bare = read("0:0:1.5 --> 0:0:2.25\nHi there\n");
    assert_eq!(codes(&bare), ["missing-header"]);
    assert_eq!(codes(&read("WEBVTT\n")), ["no-cues"]);
    assert_eq!(seen(&read("WEBVTT\n\n00:01.000 --> 00:02.000\na\0b")).1, ["a\u{fffd}b"]);
}

#[test]
fn segments_of_a_stream_go_on_from_the_first() {
    let segment = |ticks: u64, text: &str| {
        format!(
            "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00.000,MPEGTS:{ticks}\n\n00:01.000 --> 00:02.000\n{text}\n\n"
        )
    };
    let wrapped = (1u64 << 33) - 90_000;
    let file = [segment(wrapped, "Un"), segment(5 * 90_000, "deux"), segment(9 * 90_000, "trois")];
    let document = read(&file.concat());
    assert_eq!(seen(&document), (Format::WebVtt, vec!["Un deux trois"], vec![1, 7, 11]));
    assert_eq!(codes(&document), ["joined-segments"]);

    // The clock of a lone segment is that of the medium.
    assert_eq!(seen(&read(&file[1])).2, [1]);
    read(
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:999999999999:00:00.000,MPEGTS:18446744073709551615\n\n00:01.000 --> 00:02.000\na",
    );
}

#[test]
fn a_start_is_used_though_its_end_cannot_be() {
    for file in [
        "1\n00:00:01,000 -->\nUn\n\n2\n00:00:05,000 --> 00:00:06,000\ndeux.",
        "1\n00:00:01,000 --> 00:00:0x,000\nUn\n\n2\n00:00:05,000 --> 00:00:06,000\ndeux.",
        "WEBVTT\n\n00:01.000 -->\nUn\n\n00:05.000 --> 00:06.000\ndeux.",
        "0:00:01.000,0:00:0x.000\nUn\n\n0:00:05.000,0:00:06.000\ndeux.",
    ] {
        let document = read(file);
        let (_, texts, starts) = seen(&document);
        assert_eq!((texts, starts), (vec!["Un deux."], vec![1, 5]), "{file}");
        assert_eq!(codes(&document), ["unreadable-cue-end"], "{file}");
        assert!(document.left_out.is_empty());
    }
}

#[test]
fn another_arrow_times_its_cue() {
    for arrow in ["->", "–>", "—>", "→", "--&gt;", "-"] {
        for (file, format) in [
            (
                "1\n00:00:01,000 --> 00:00:02,000\nUn\n\n2\n00:00:03,000 _ 00:00:04,000\ndeux.",
                Format::Srt,
            ),
            (
                "WEBVTT\n\n00:01.000 --> 00:02.000\nUn\n\n00:03.000 _ 00:04.000 line:0\ndeux.",
                Format::WebVtt,
            ),
        ] {
            let file = file.replace('_', arrow);
            let file = if arrow == "-" { file.replace(" line:0", "") } else { file };
            let document = read(&file);
            assert_eq!(seen(&document), (format, vec!["Un deux."], vec![1, 3]), "{file}");
            assert!(document.warnings.is_empty() && document.left_out.is_empty(), "{file}");
        }
    }
}

#[test]
fn empty_lines_between_all_lines_change_nothing() {
    let srt = "1\n00:00:01,000 --> 00:00:02,000\nUn\npont.\n\n2\n00:00:03,000 --> 00:00:04,000\nDeux.\n\n1\n00:00:05,000 --> 00:00:06,000\nTrois.\n";
    let sbv = "0:00:01.000,0:00:02.000\nUn\npont.\n\n0:00:03.000,0:00:04.000\nDeux.\n\n0:00:05.000,0:00:06.000\nTrois.\n";
    for file in [srt, sbv] {
        for end in ["\n", "\n\n", "\r\r\n", "\n \n\n"] {
            let document = read(&file.replace('\n', end));
            let (_, texts, starts) = seen(&document);
            assert_eq!((texts, starts), (vec!["Un pont. Deux. Trois."], vec![1, 3, 5]), "{end:?}");
            assert!(document.warnings.is_empty() && document.left_out.is_empty(), "{end:?}");
        }
    }
    let bare = read("00:00:01,000 --> 00:00:02,000\n1\n\n00:00:03,000 --> 00:00:04,000\nDeux.");
    assert_eq!(seen(&bare).1, ["1 Deux."]);
}

#[test]
fn an_arrow_that_somebody_speaks_of_is_speech() {
    let cues = "00:00:01.000 --> 00:00:04.000\nOn passe de A --> B\net on revient.\n\n2\n00:00:05.000 --> 00:00:06.000\nFin.";
    for file in [format!("1\n{}", cues.replace('.', ",")), format!("WEBVTT\n\n{cues}")] {
        let document = read(&file);
        assert!(seen(&document).1[0].starts_with("On passe de A --> B et on revient"), "{file}");
        assert_eq!(seen(&document).2, [1, 5], "{file}");
        assert!(document.warnings.is_empty() && document.left_out.is_empty(), "{file}");
    }
}

#[test]
fn speech_on_the_line_of_its_times_is_kept() {
    for (rest, said) in [
        ("Six", "Six pont."),
        ("6 ou", "6 ou pont."),
        ("12", "12 pont."),
        ("à 50%", "à 50% pont."),
        ("X1:1 y2:-3", "pont."),
        ("X1: 201 X2: 5", "pont."),
        ("line:5% align:start", "pont."),
        ("50%", "pont."),
    ] {
        let document = read(&format!("1\n00:00:08,000 --> 00:00:09,000  {rest}\npont."));
        assert_eq!(seen(&document).1, [said]);
        assert_eq!(document.blocks[0].line, if said == "pont." { 3 } else { 2 });
    }
}

#[test]
fn srt_is_read_however_it_is_written() {
    let document = read(
        "1\n00:00:01,000 --> 00:00:02,000  X1:1 Y1:2\n{\\an8}<i>Un</i> pont,\n\n\nun fleuve.\n\n\n2\n 00:00:02.500  -->  00:00:03.5 \n<font color=\"#fff\">Deux\n\n00:00:04,000 --> 00:00:05,000\nEn\n2017\n\n5\n\n123:00:00,000 --> 123:00:01,000\nFin.\n",
    );
    let (format, texts, starts) = seen(&document);
    assert_eq!(format, Format::Srt);
    assert_eq!(texts, ["Un pont, un fleuve. Deux En 2017 5", "Fin."]);
    assert_eq!(starts, [1, 2, 4, 442_800]);
    assert_eq!(codes(&document), ["times-past-hundred-hours"]);
}

#[test]
fn an_srt_number_without_times_takes_its_text_along() {
    let document = read(
        "1\n00:00:01,000 --> 00:00:02,000\nUn.\n\n2\nPerdu.\n\n3\n00:00:03,000 --> 00:00:04,000\nTrois.\n\n4\n00:00:aa --> 00:00:05,000\nQuatre.\n\n5\n\n00:00:06,000 --> 00:00:07,000\nCinq.",
    );
    assert_eq!(seen(&document).1, ["Un.", "Perdu.", "Trois.", "Quatre.", "Cinq."]);
    assert_eq!(left(&document), [(6, "Perdu."), (14, "Quatre.")]);
    assert_eq!(codes(&document), ["kept-without-time", "unreadable-cue-time"]);
}

#[test]
fn sbv_is_read_by_its_times() {
    let document = read(
        "0:00:01.000,0:00:02.000\nUn[br]pont\nlong.\n\nToujours là.\n\n0:00:03.0,0:00:04.000\nBon, oui.\n0:00:0x.0,0:00:04.000\nMauvais.\n",
    );
    assert_eq!(
        seen(&document),
        (Format::Sbv, vec!["Un pont long. Toujours là. Bon, oui.", "Mauvais."], vec![1, 3])
    );
    assert_eq!(left(&document), [(10, "Mauvais.")]);
}

#[test]
fn a_word_or_two_of_another_language_part_no_sentence() {
    let document = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nDans notre <i><lang en>newsroom</lang></i>, au <b>centre</b>.\n\n00:03.000 --> 00:04.000\n<lang en>Yes.</lang>\n\n00:05.000 --> 00:06.000\nIl dit : <lang en>we will see what happens</lang>\n",
    );
    let langs: Vec<_> = document.cues.iter().map(|cue| (cue.text.as_str(), cue.lang)).collect();
    let en = Some(ibid_core::lang::Lang::En);
    assert_eq!(
        langs,
        [
            ("Dans notre newsroom, au centre.", None),
            ("Yes.", en),
            ("Il dit :", None),
            ("we will see what happens", en)
        ]
    );
}
