use super::*;
use ibid_core::document::{Block, Span};
use ibid_core::time::Method;
use proptest::prelude::*;

/// The only document of a text.
fn read(text: &str) -> Document {
    let mut documents = crate::read_bytes(text.as_bytes(), "x").unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|block| block.text.as_str()).collect()
}

fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|diagnostic| diagnostic.code.name()).collect()
}

/// The words of each span with its start in milliseconds and its method.
fn spans(block: &Block) -> Vec<(&str, u64, Method)> {
    let read = |span: &Span| {
        let moment = span.moment.unwrap();
        let words = &block.text[span.start as usize..span.end as usize];
        (words.trim_end(), moment.start.millis(), moment.method)
    };
    block.spans.iter().map(read).collect()
}

fn clock(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

fn vtt(cues: &[(u64, u64, &str)]) -> String {
    let cue = |(start, end, text): &(u64, u64, &str)| {
        format!("{} --> {}\n{text}\n\n", clock(*start), clock(*end))
    };
    format!("WEBVTT\n\n{}", cues.iter().map(cue).collect::<String>())
}

#[test]
fn sentences_cross_cues_and_each_cue_keeps_its_time() {
    let document = read(&vtt(&[
        (0, 2000, "The bridge was closed"),
        (2000, 4000, "for the winter. It opens"),
        (4100, 6000, "in May."),
        (8600, 9000, "Nobody knows why."),
        (9100, 9900, "not even"),
        (15_900, 16_000, "the mayor"),
    ]));
    assert_eq!(
        texts(&document),
        [
            "The bridge was closed for the winter. It opens in May.",
            "Nobody knows why. not even",
            "the mayor"
        ]
    );
    assert_eq!(
        spans(&document.blocks[0]),
        [
            ("The bridge was closed", 0, Method::Cue),
            ("for the winter. It opens", 2000, Method::Cue),
            ("in May.", 4100, Method::Cue)
        ]
    );

    let passages = crate::split(&document);
    assert_eq!(passages.len(), 1);
    assert!(document.warnings.is_empty() && document.about.evidence.is_none());
}

/// Two cues with these times in their tags.
fn tagged([a, b, c, d]: [&str; 4]) -> String {
    vtt(&[
        (10_000, 14_000, &format!("we<{a}><c> went</c><{b}><c> home</c>")),
        (14_000, 20_000, &format!("and<{c}> stayed<{d}> there")),
    ])
}

#[test]
fn word_times_count_from_the_medium_the_cue_or_the_segment() {
    let want = [
        ("we", 10_000, Method::Word),
        ("went", 11_500, Method::Word),
        ("home", 13_000, Method::Word),
        ("and", 14_000, Method::Word),
        ("stayed", 15_000, Method::Word),
        ("there", 19_000, Method::Word),
    ];

    for tags in [
        ["00:00:11.500", "00:13.000", "00:15.000", "00:19.000"],
        ["00:00:01.500", "00:00:03.000", "00:00:01.000", "00:00:05.000"],
        ["00:00:01.500", "00:00:03.000", "00:00:05.000", "00:00:09.000"],
    ] {
        let tags = tagged(tags);
        let document = read(&tags);
        assert_eq!(spans(&document.blocks[0]), want, "{tags}");
        assert_eq!(document.about.evidence, None);
        let captions = read(&tags.replace("WEBVTT", "WEBVTT\nKind: captions\nLanguage: en"));
        assert_eq!(captions.about.evidence, Some(Evidence::Machine));
        assert_eq!(captions.lang, Some(Lang::En));
    }

    let odd = read(&vtt(&[(10_000, 14_000, "a<00:00:59.000> b")]));
    assert_eq!(spans(&odd.blocks[0]), [("a b", 10_000, Method::Cue)]);
    assert_eq!(codes(&odd), ["unreadable-word-times"]);
}

#[test]
fn odd_times_are_kept_in_reading_order_and_said() {
    let document = read(&vtt(&[
        (5000, 4000, "One."),
        (6000, 6000, "Two."),
        (3000, 3500, "Three."),
        (400_000_000, 400_001_000, "Four."),
    ]));
    assert_eq!(texts(&document), ["One. Two. Three.", "Four."]);

    let starts: Vec<_> = spans(&document.blocks[0]).iter().map(|s| s.1).collect();
    assert_eq!(starts, [5000, 6000, 3000]);
    assert_eq!(
        codes(&document),
        ["negative-duration", "zero-duration", "times-out-of-order", "times-past-hundred-hours"]
    );
}

#[test]
fn cues_that_overlap_are_said() {
    let cues =
        [(0, 9000, "One."), (2000, 3000, "Two."), (2500, 4000, "Three."), (2500, 4000, "Four.")];
    let document = read(&vtt(&cues));
    assert_eq!(texts(&document), ["One. Two. Three. Four."]);
    assert_eq!(codes(&document), ["cues-overlap"]);

    let told: Vec<_> = document.warnings[0].fields.iter().map(|(_, said)| said.as_str()).collect();
    assert_eq!(told, ["7", "3"]);

    // Two voices of one cue, cues that touch, and cues that roll.
    let rolling = [
        (0, 4000, "a b"),
        (2000, 6000, "a b\nc d"),
        (4000, 8000, "c d\ne f"),
        (6000, 9000, "e f\ng h"),
    ];

    for cues in [&[(0, 9000, "<v Ann>One. <v Bob>Two."), (9000, 9500, "Three.")][..], &rolling] {
        assert_eq!(codes(&read(&vtt(cues))), [""; 0]);
    }
}

#[test]
fn what_nobody_said_is_kept_apart_and_flagged() {
    let document = read(&vtt(&[
        (0, 1000, "[Musique]"),
        (1000, 2000, "Bonjour [rires] à tous (applause)."),
        (2000, 3000, "♪ la la la ♪"),
        (3000, 4000, "Le texte [sic] reste (enfin)."),
        (4000, 5000, "Sous-titres réalisés par la communauté d'Amara.org"),
        (5000, 6000, "Merci d’avoir regardé cette vidéo !"),
        (6000, 7000, "Thanks for watching!"),
        (7000, 8000, "[une porte claque]"),
        (8000, 9000, "Thanks for watching the children."),
    ]));
    assert_eq!(
        texts(&document)[..2],
        ["Bonjour à tous. Le texte [sic] reste (enfin).", "Thanks for watching the children."]
    );
    assert!(document.blocks[..2].iter().all(|block| !block.non_speech));
    assert!(document.blocks[2..].iter().all(|block| block.non_speech));

    let kind = |cue: &'_ ibid_core::document::Cue| {
        cue.non_speech.map(|kind| (cue.line, kind, cue.text.clone()))
    };
    let flagged: Vec<_> = document.cues.iter().filter_map(kind).collect();
    let sound = |line, text: &str| (line, NonSpeech::Sound, text.to_owned());
    assert_eq!(flagged[0], sound(4, "[Musique]"));
    assert_eq!(flagged[1], sound(7, "[rires]"));
    assert_eq!(flagged[2], sound(7, "(applause)"));
    assert_eq!(flagged.iter().filter(|f| f.1 == NonSpeech::Hallucination).count(), 3);
    assert_eq!(flagged.len(), 8);

    let passages = crate::split(&document);
    let said: Vec<_> = passages.iter().map(|p| p.non_speech).collect();
    assert_eq!(said, [false, false, true], "all that nobody said stands together");
    assert_eq!(passages[2].spans.len(), 8);
}

#[test]
fn speech_that_only_begins_like_a_credit_is_speech() {
    for speech in [
        "Captions by themselves are not enough for deaf viewers.",
        "Transcription by hand takes six hours.",
        "The inventor (Mr. Bell) never agreed with that.",
        "La cloche (bien connue) sonne.",
    ] {
        let document = read(&vtt(&[(0, 2000, speech)]));
        assert_eq!(texts(&document), [speech]);
        assert!(!document.blocks[0].non_speech, "{speech}");
    }

    for credit in
        ["Subtitles by the Amara.org community", "Sous-titres par Marie Dupont", "(BELL RINGS)"]
    {
        let document = read(&vtt(&[(0, 2000, credit)]));
        assert!(document.blocks[0].non_speech, "{credit}");
    }
}

#[test]
fn nobody_goes_on_speaking_where_time_begins_anew_or_somebody_answers() {
    let document = read(&vtt(&[
        (600_000, 603_000, "MME ROY : Merci à tous."),
        (603_000, 605_000, "Et bonsoir."),
        (1000, 3000, "Good morning, everybody."),
    ]));
    let said: Vec<_> = document.blocks.iter().map(|b| b.speaker.as_deref()).collect();
    assert_eq!(said, [Some("MME ROY"), None]);

    let document = read(&vtt(&[(0, 3000, "<v Ann>- Tu viens ?\n- Non, je reste.")]));
    let said: Vec<_> =
        document.blocks.iter().map(|b| (b.speaker.as_deref(), b.text.as_str())).collect();
    assert_eq!(said, [(Some("Ann"), "Tu viens ?"), (None, "Non, je reste.")]);

    let document = read(&vtt(&[(0, 3000, "TVA : la taxe sur la valeur ajoutée")]));
    assert_eq!(
        (texts(&document)[0], &document.blocks[0].speaker),
        ("TVA : la taxe sur la valeur ajoutée", &None)
    );
}

#[test]
fn the_times_within_a_long_cue_are_reckoned_and_say_so() {
    let first =
        "Le premier point que nous voulions vous présenter ce matin est assez clair pour nous.";
    let second =
        "Le second demande encore du temps, des moyens et un peu de patience de la part de tous.";
    let document = read(&vtt(&[
        (0, 8000, "Un. Deux."),
        (8000, 28_000, &format!("{first} {second}")),
        (
            28_000,
            40_000,
            "et tout ceci continue sans aucune ponctuation jusqu’à la fin de cette très longue séance du soir",
        ),
    ]));
    let block = &document.blocks[0];
    let spans = spans(block);

    assert_eq!(spans[0], ("Un. Deux.", 0, Method::Cue));
    assert_eq!(spans[1], (first, 8000, Method::Cue));
    assert_eq!((&spans[2].0[..9], spans[2].2), ("Le second", Method::Interpolated));
    assert!((16_000..19_000).contains(&spans[2].1), "{spans:?}");
    assert!(spans.iter().any(|s| s.1 > 28_000 && s.2 == Method::Interpolated), "{spans:?}");
    assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].1));
}

#[test]
fn what_stays_on_screen_was_said_when_it_came() {
    let said = "La séance est suspendue. Elle reprendra à quatorze heures précises.";
    for (start, end) in [(603_000, 359_999_000), (603_000, 4_203_000), (603_000, 663_000)] {
        let document = read(&vtt(&[(start, end, said)]));
        assert_eq!(spans(&document.blocks[0]), [(said, 603_000, Method::Cue)]);
        let passages = crate::split(&document);
        assert_eq!((passages.len(), passages[0].text.as_str()), (1, said));
    }
    let long = "un mot puis un autre ".repeat(20);
    let document = read(&vtt(&[(1000, 60_000, long.trim()), (12_000, 14_000, "et la suite")]));
    let starts: Vec<_> = spans(&document.blocks[0]).iter().map(|span| span.1).collect();
    assert!(starts[..starts.len() - 1].iter().all(|start| *start < 12_000), "{starts:?}");
}

#[test]
fn speakers_part_blocks_and_leave_the_text() {
    let document = read(&vtt(&[
        (0, 1000, "<v Ann Lee>Good morning."),
        (1000, 2000, "<v Ann Lee>How are"),
        (2000, 3000, "<v Ann Lee>you?</v> <v Bob>Well."),
    ]));
    let said: Vec<_> =
        document.blocks.iter().map(|b| (b.speaker.as_deref(), b.text.as_str())).collect();
    assert_eq!(said, [(Some("Ann Lee"), "Good morning. How are you?"), (Some("Bob"), "Well.")]);
    let passages = crate::split(&document);
    assert_eq!(passages[1].speaker.as_deref(), Some("Bob"));
}

#[test]
fn ordinary_files_keep_what_is_repeated() {
    let refrain = [
        (0, 2000, "non\nnon"),
        (2000, 4000, "non\nnon"),
        (4000, 6000, "non"),
        (6000, 8000, "non"),
        (8000, 9000, "Il est parti."),
        (9000, 10_000, "Il est parti."),
        (10_000, 11_000, "Il est parti.\nEt moi aussi."),
    ];
    let document = read(&vtt(&refrain));
    let words: usize = document.blocks.iter().map(|b| b.text.split_whitespace().count()).sum();
    let want: usize = refrain.iter().map(|c| c.2.split_whitespace().count()).sum();

    assert_eq!(words, want);
    assert_eq!(document.about.evidence, None);
}

/// How a transcript is shown as captions that roll.
#[derive(Clone, Copy, Debug)]
struct Style {
    /// The first word of a line is untagged, the others have their time.
    tagged: bool,
    /// After each line a cue of 10 ms shows it alone.
    settled: bool,
    /// A line of a space stands where nothing is shown.
    blanks: bool,
    srt: bool,
}

/// A line of words, how long each takes, and whether a silence that clears the window follows.
type Spoken = (Vec<String>, u64, bool);

/// A cue that shows a window of two lines.
fn rolling_cue(
    number: u32,
    (start, end): (u64, u64),
    rows: [Option<&str>; 2],
    style: Style,
) -> String {
    let mut times = format!("{} --> {}", clock(start), clock(end));
    if style.srt {
        times = format!("{number}\n{}", times.replace('.', ","));
    }

    let blank = style.blanks.then_some(" ");
    let rows: Vec<&str> = rows.into_iter().filter_map(|row| row.or(blank)).collect();
    format!("{times} \n{}\n\n", rows.join("\n"))
}

/// Renders lines in a window of two; gives the file, and each word with its time.
fn roll(lines: &[Spoken], style: Style) -> (String, Vec<(String, u64)>) {
    let mut file = if style.srt { String::new() } else { "WEBVTT\nKind: captions\n\n".to_owned() };
    let mut told = Vec::new();
    let (mut now, mut number) = (1000, 0);
    let mut above: Option<String> = None;
    let mut cue = |start: u64, end: u64, rows: [Option<&str>; 2]| {
        number += 1;
        file += &rolling_cue(number, (start, end), rows, style);
    };

    for (words, each, clears) in lines {
        let start = now;
        let mut row = words[0].clone();
        for (i, word) in words.iter().enumerate() {
            let own = style.tagged && !style.srt;
            told.push((word.clone(), if own { now } else { start }));
            if i > 0 && own {
                row += &format!("<{}><c> {word}</c>", clock(now));
            } else if i > 0 {
                row += &format!(" {word}");
            }
            now += each;
        }
        let plain = words.join(" ");
        cue(start, now, [above.as_deref(), Some(&row)]);
        if style.settled {
            cue(now, now + 10, [Some(&plain), None]);
            now += 10;
        }
        above = Some(plain);
        if *clears {
            now += 3_500;
            above = None;
        }
    }
    (file, told)
}

fn any_style() -> impl Strategy<Value = Style> {
    let flags = any::<[bool; 4]>();
    flags.prop_map(|[tagged, settled, blanks, srt]| Style { tagged, settled, blanks, srt })
}

/// Lines of few different words, so that whole lines come again and again.
fn any_lines() -> impl Strategy<Value = Vec<Spoken>> {
    let word = prop_oneof!["non", "oui", "la", "and so", "l’été", "Paris\\.", "[a-zé]{1,6}"];
    let words = proptest::collection::vec(word, 1..5)
        .prop_map(|words| words.join(" ").split(' ').map(str::to_owned).collect::<Vec<_>>());
    proptest::collection::vec((words, 150u64..900, proptest::bool::weighted(0.08)), 8..40)
}

/// Shows each sentence once a word, with that word marked; some with plain cues in the pauses. Gives
/// the file, and each word with its time.
fn highlighted(sentences: &[Spoken], tag: &str, pause: u64) -> (String, Vec<(String, u64)>) {
    let (mut cues, mut told, mut now) = (Vec::new(), Vec::new(), 1000);
    let close = tag.split(' ').next().unwrap_or_default();

    for (words, each, clears) in sentences {
        if *clears {
            now += 4000;
            cues.push((now - 300, now, words.join(" ")));
        }
        for i in 0..words.len() {
            let mut shown = words.clone();
            shown[i] = format!("<{tag}>{}</{close}>", words[i]);
            told.push((words[i].clone(), now));
            cues.push((now, now + each, shown.join(" ")));
            now += each;
            if pause > 0 && i + 1 < words.len() {
                cues.push((now, now + pause, words.join(" ")));
                now += pause;
            }
        }
    }

    let cues: Vec<_> = cues.iter().map(|(a, b, text)| (*a, *b, text.as_str())).collect();
    (vtt(&cues), told)
}

#[test]
fn a_word_in_bold_makes_no_sentence_anew_unless_it_moves() {
    let one = ["<b>non</b> merci", "<b>non</b> merci", "non merci", "<b>non merci</b>"];
    let cues = [0, 1000, 2000, 3000].into_iter().zip(one).map(|(at, text)| (at, at + 1000, text));
    let document = read(&vtt(&cues.collect::<Vec<_>>()));
    assert_eq!(texts(&document), ["non merci non merci non merci non merci"]);
    assert_eq!(document.about.evidence, None);

    let sung = (["non", "non", "oui."].map(str::to_owned).to_vec(), 1000, false);

    for (tag, pause) in [("u", 0), ("b", 200), ("font color=\"#0f0\"", 20)] {
        let (file, told) = highlighted(&[sung.clone(), sung.clone()], tag, pause);
        let document = read(&file);
        assert_eq!(texts(&document), ["non non oui. non non oui."], "{file}");
        let want: Vec<_> =
            told.iter().map(|(word, at)| (word.as_str(), *at, Method::Word)).collect();
        assert_eq!(spans(&document.blocks[0]), want);
        assert_eq!(document.about.evidence, Some(Evidence::Machine));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_rolls_reads_back_word_by_word(lines in any_lines(), style in any_style()) {
        let (file, told) = roll(&lines, style);
        let document = read(&file);
        let got: Vec<&str> =
            document.blocks.iter().flat_map(|b| b.text.split_whitespace()).collect();
        let want: Vec<&str> = told.iter().map(|(word, _)| word.as_str()).collect();
        prop_assert_eq!(got, want, "{}", file);
        prop_assert_eq!(document.about.evidence, Some(Evidence::Machine));

        // The time of each word is that of its first appearance, within the second of its span.
        let mut said = told.iter();

        for block in &document.blocks {
            for (text, start, _) in spans(block) {
                for word in text.split_whitespace() {
                    let (_, time) = said.next().unwrap();
                    prop_assert!(start <= *time && time - start < 1000, "{} {} {}", word, start, time);
                }
            }
        }
    }

    #[test]
    fn what_is_highlighted_reads_back_word_by_word(
        sentences in any_lines(), pause in prop_oneof![Just(0u64), 10u64..400], tag in "u|b|font color=\"red\""
    ) {
        prop_assume!(sentences.iter().any(|(words, ..)| words.len() > 1));
        let (file, told) = highlighted(&sentences, &tag, pause);
        let document = read(&file);
        let got: Vec<(&str, u64)> = document.cues.iter().flat_map(|cue| &cue.words).zip(
            document.cues.iter().flat_map(|cue| cue.text.split_whitespace()),
        ).map(|(word, text)| (text, word.start.millis())).collect();
        let want: Vec<_> = told.iter().map(|(word, time)| (word.as_str(), *time)).collect();
        prop_assert_eq!(got, want, "{}", file);
        prop_assert_eq!(document.about.evidence, Some(Evidence::Machine));
    }

    #[test]
    fn what_does_not_roll_keeps_every_word(
        cues in proptest::collection::vec(("[a-z]{3,9}( [a-z]{3,9}){1,5}(\n[a-z]{3,9}( [a-z]{3,9}){0,3})?", 1usize..4, 200u64..5000), 1..30)
    ) {
        let (mut now, mut all) = (0, Vec::new());
        for (text, times, lasts) in &cues {
            for _ in 0..*times {
                all.push((now, now + lasts, text.as_str()));
                now += lasts;
            }
        }
        let document = read(&vtt(&all));
        let got: Vec<&str> = document.blocks.iter().flat_map(|b| b.text.split_whitespace()).collect();
        let want: Vec<&str> = all.iter().flat_map(|c| c.2.split_whitespace()).collect();
        prop_assert_eq!(got, want);
    }

    #[test]
    fn spans_cover_the_text_and_have_the_times_of_their_cues(
        cues in proptest::collection::vec((0u64..100_000, 0u64..9000, "(<00:0[0-9]\\.[0-9]00>|[a-z]{1,5} |- |ANN: |>> |\\[Music\\]|\\. |♪|é|<v B>|\n){1,12}"), 1..12)
    ) {
        let all: Vec<_> = cues.iter().map(|(at, lasts, text)| (*at, at + lasts, text.as_str())).collect();
        let document = crate::read_bytes(vtt(&all).as_bytes(), "x").unwrap().remove(0);

        for block in &document.blocks {
            let mut at = 0;
            for span in &block.spans {
                prop_assert_eq!(span.start, at);
                prop_assert!(span.start < span.end);
                at = span.end;
                let moment = span.moment.unwrap();
                let (start, end) = (moment.start.millis(), moment.end.unwrap().millis());
                let own = |c: &&(u64, u64, &str)| match moment.method {
                    Method::Cue => c.0 == start && c.1 == end,
                    _ => c.0 <= start && end <= c.1,
                };
                prop_assert!(all.iter().any(|c| own(&c)));
            }
            prop_assert_eq!(at as usize, block.text.len());
            prop_assert!(block.spans.iter().all(|s| block.text.is_char_boundary(s.end as usize)));
        }
    }
}
