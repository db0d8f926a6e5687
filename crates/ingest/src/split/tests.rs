use super::*;
use ibid_core::document::About;
use ibid_core::format::Format;
use ibid_core::ids::SourceId;
use ibid_core::time::{Method, Moment, TimeSpan, Timecode};
use proptest::prelude::*;

fn document(blocks: Vec<Block>) -> Document {
    Document {
        source: SourceId::from_bytes(b""),
        format: Format::Text,
        about: About::default(),
        lang: Some(Lang::Fr),
        blocks,
        cues: Vec::new(),
        left_out: Vec::new(),
        warnings: Vec::new(),
    }
}

fn block(kind: BlockKind, text: &str) -> Block {
    Block::untimed(kind, text.to_owned(), 1)
}

fn para(text: &str) -> Block {
    block(BlockKind::Paragraph, text)
}

/// A sentence of `n` words.
fn sentence(n: usize) -> String {
    format!("Mot{}.", " mot".repeat(n - 1))
}

fn counts(blocks: Vec<Block>) -> Vec<usize> {
    split(&document(blocks)).iter().map(|p| words(&p.text)).collect()
}

#[test]
fn passages_are_of_a_good_size() {
    let paras = |sizes: &[usize]| sizes.iter().map(|n| para(&sentence(*n))).collect::<Vec<_>>();
    assert_eq!(counts(paras(&[20, 30, 30, 20])), [50, 50]);
    assert_eq!(counts(paras(&[30, 100])), [30, 100]);
    assert_eq!(counts(paras(&[50, 50, 5])), [50, 55]);
    assert_eq!(counts(paras(&[5, 118])), [123]);
    assert_eq!(counts(paras(&[150])), [150]);
    assert_eq!(
        counts(vec![para(&[sentence(60), sentence(50), sentence(40)].join(" "))]),
        [110, 40]
    );
    assert_eq!(counts(vec![para(&sentence(250))]), [120, 130]);

    let clauses = format!(
        "Un{}, deux{}, trois{}.",
        " un".repeat(79),
        " deux".repeat(79),
        " trois".repeat(79)
    );
    assert_eq!(counts(vec![para(&clauses)]), [80, 80, 80]);
}

#[test]
fn a_long_sentence_is_cut_and_keeps_its_lone_signs() {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let some = " mot".repeat(119);
    for sign in ["«", "–", "« –", "(", "»"] {
        let text = format!("{sign} Mot{some} {sign} mot{some} {sign} mot {sign}");
        let pieces: String = cut(&text).into_iter().map(|piece| &text[piece]).collect();
        assert_eq!(bare(&pieces), bare(&text), "{sign}");
        let passages = split(&document(vec![para(&text)]));
        let joined: String = passages.iter().map(|passage| passage.text.as_str()).collect();
        assert_eq!(bare(&joined), bare(&text), "{sign}");
    }
}

/// An introduction, and two items of `n` words.
fn list(n: usize) -> Vec<Block> {
    let item = || block(BlockKind::Bullet, &sentence(n));
    vec![para("Il faut :"), item(), item()]
}

#[test]
fn an_introduction_stays_with_its_list() {
    assert_eq!(counts(list(50)), [102]);
    let mut blocks = vec![para(&sentence(110))];
    blocks.extend(list(30));
    assert_eq!(counts(blocks), [110, 62]);
    let mut blocks = vec![para(&sentence(35)), para("Il faut :")];
    blocks.push(block(BlockKind::Bullet, &sentence(90)));
    assert_eq!(counts(blocks), [35, 92]);
}

#[test]
fn sections_part_passages_and_no_heading_is_lost() {
    let h = |level, text: &str| block(BlockKind::Heading(level), text);
    let passages = split(&document(vec![
        para("Avant."),
        h(1, "A"),
        h(2, "B"),
        para("Sous B."),
        h(2, "C"),
        h(1, "D"),
        para("Sous D."),
        h(3, "Fin"),
    ]));
    let read: Vec<_> = passages.iter().map(|p| (p.section.join(" > "), p.text.as_str())).collect();
    assert_eq!(
        read,
        [
            ("".into(), "Avant."),
            ("A > B".into(), "Sous B."),
            ("A".into(), "C"),
            ("D".to_owned(), "Sous D.\nFin")
        ]
    );

    let only = split(&document(vec![h(1, "Un"), h(2, "Deux")]));
    assert_eq!((only[0].text.as_str(), only[0].section.len()), ("Un\nDeux", 0));
}

#[test]
fn spans_move_with_their_text() {
    let anchor = |s: u64| Some(Moment::anchor(Timecode::from_millis(s * 1000)));
    let mut one = para("Un fait. Deux faits.");
    one.spans = vec![
        Span { start: 0, end: 9, moment: anchor(7), line: 0 },
        Span { start: 9, end: 20, moment: anchor(3), line: 0 },
    ];

    let mut two = para("Trois.");
    two.spans = vec![Span { start: 0, end: 6, moment: None, line: 0 }];

    let passages = split(&document(vec![one, two]));
    let p = &passages[0];
    let spans: Vec<_> =
        p.spans.iter().map(|s| (&p.text[s.start as usize..s.end as usize], s.moment)).collect();
    assert_eq!(spans, [("Un fait. ", anchor(7)), ("Deux faits.\n", anchor(3)), ("Trois.", None)]);
}

#[test]
fn a_switch_of_language_parts_passages() {
    let mut doc = document(vec![para(
        "Les agents de la ville ont ouvert un guichet qui reste accessible le soir. \
         They have opened a counter which is staffed by the city in the evening. C’est fini.",
    )]);
    doc.lang = None;
    let langs: Vec<_> = split(&doc).iter().map(|p| p.lang).collect();
    assert_eq!(langs.len(), 3);
    assert_eq!(langs[1], Some(Lang::En));
}

#[test]
fn ids_are_of_what_is_said() {
    let doc = document(vec![para(&sentence(100)), para(&sentence(100))]);
    let ids: Vec<_> = split(&doc).iter().map(|p| p.id).collect();
    assert_ne!(ids[0], ids[1]);
    let mut other = doc;
    other.source = SourceId::from_bytes(b"elsewhere");
    assert_eq!(split(&other).iter().map(|p| p.id).collect::<Vec<_>>(), ids);
    other.about.name = Some("a".into());
    assert_ne!(split(&other)[0].id, ids[0]);
}

/// A block of cues: how many words each has, from when to when in seconds, and whether it ends a
/// sentence.
fn speech(cues: &[(usize, u64, u64, bool)]) -> Block {
    let mut block = para("");

    for (words, start, end, ends) in cues {
        let at = |s: u64| Timecode::from_millis(s * 1000);
        let start_byte = u32::try_from(block.text.len()).unwrap();
        block.text +=
            &format!("{}{} ", ["mot"].repeat(*words).join(" "), if *ends { "." } else { "" });
        // Sentences begin with a capital letter.
        block.text.replace_range(start_byte as usize..=start_byte as usize, "M");
        let moment = Moment::span(TimeSpan::new(at(*start), at(*end)), Method::Cue);
        let end_byte = u32::try_from(block.text.len()).unwrap();
        block.spans.push(Span { start: start_byte, end: end_byte, moment: Some(moment), line: 0 });
    }
    block.text.pop();
    block.spans.last_mut().unwrap().end -= 1;
    block
}

/// The start of each passage in seconds, and its words.
fn spoken(blocks: Vec<Block>) -> Vec<(u64, usize)> {
    let start = |p: &Passage| p.spans[0].moment.unwrap().start.whole_seconds();
    split(&document(blocks)).iter().map(|p| (start(p), words(&p.text))).collect()
}

#[test]
fn speech_is_cut_by_the_clock() {
    // Sentences first: ten seconds each.
    let sentences: Vec<_> = (0..8).map(|i| (12, i * 10, i * 10 + 10, true)).collect();
    assert_eq!(spoken(vec![speech(&sentences)]), [(0, 48), (40, 48)]);

    // Without any, at cue edges; a short rest joins what is before it…
    let bare: Vec<_> = (0..9).map(|i| (12, i * 10, i * 10 + 10, false)).collect();
    assert_eq!(spoken(vec![speech(&bare)]), [(0, 48), (40, 60)]);

    // …but rather at a pause.
    let mut paused = bare;
    paused[2].2 = 28;
    assert_eq!(spoken(vec![speech(&paused)])[0], (0, 36));

    // Fast speech is cut by words.
    let fast: Vec<_> = (0..30).map(|i| (10, i * 2, i * 2 + 2, false)).collect();
    assert_eq!(spoken(vec![speech(&fast)]), [(0, 120), (24, 120), (48, 60)]);

    // A sentence over two cues stays whole.
    let crossing = [(30, 0, 20, false), (30, 20, 40, true), (30, 40, 60, true)];
    assert_eq!(spoken(vec![speech(&crossing)]), [(0, 60), (40, 30)]);

    // Far away is another passage, however short.
    assert_eq!(
        spoken(vec![speech(&[(5, 0, 2, true)]), speech(&[(5, 90, 92, true)])]),
        [(0, 5), (90, 5)]
    );
}

/// Blocks of any text, some with spans.
fn any_blocks() -> impl Strategy<Value = Vec<Block>> {
    let text = "(mot |Mot\\. |the |fin\\. |: |, |é|« |\\PC){1,80}";
    let kind = prop_oneof![
        4 => Just(BlockKind::Paragraph),
        2 => Just(BlockKind::Bullet),
        2 => (0u8..4).prop_map(BlockKind::Heading)
    ];
    let parts = (kind, text, any::<Option<u16>>());
    let block = parts.prop_map(|(kind, text, time)| half_timed(kind, &text, time));
    proptest::collection::vec(block, 0..12)
}

/// A block whose first half has the time, if there is one.
fn half_timed(kind: BlockKind, text: &str, time: Option<u16>) -> Block {
    let mut block = block(kind, &crate::clean::clean(text));
    let Some(time) = time else { return block };
    let is_boundary = |i: &usize| block.text.is_char_boundary(*i);
    let half = (0..=block.text.len() / 2).rev().find(is_boundary).unwrap_or(0);

    let half = u32::try_from(half).unwrap();
    let end = u32::try_from(block.text.len()).unwrap();
    let moment = Some(Moment::anchor(Timecode::from_millis(u64::from(time))));
    block.spans = vec![
        Span { start: 0, end: half, moment, line: 0 },
        Span { start: half, end, moment: None, line: 0 },
    ];
    block.spans.retain(|s| s.start < s.end);

    block
}

proptest! {
    #[test]
    fn passages_hold_every_word_once_and_in_order(blocks in any_blocks(), lang in any::<bool>()) {
        let mut doc = document(blocks);
        doc.lang = lang.then_some(Lang::En);

        let passages = split(&doc);
        let all_headings = doc.blocks.iter().all(|b| matches!(b.kind, BlockKind::Heading(_)));
        let is_text = |i: usize| {
            all_headings || !matches!(doc.blocks[i].kind, BlockKind::Heading(_)) || is_empty_heading(&doc.blocks, i)
        };
        let want: Vec<&str> = (0..doc.blocks.len())
            .filter(|i| is_text(*i))
            .flat_map(|i| doc.blocks[i].text.split_whitespace())
            .collect();
        let got: Vec<&str> = passages.iter().flat_map(|p| p.text.split_whitespace()).collect();
        // A sentence may end inside what white space makes one word (ideographs): join them.
        prop_assert_eq!(got.concat(), want.concat());
        let timed = doc.blocks.iter().any(|b| !b.spans.is_empty());
        let mut ids = std::collections::HashSet::new();

        for (i, p) in passages.iter().enumerate() {
            prop_assert!(words(&p.text) <= LONGEST_SENTENCE);
            prop_assert!(ids.insert(p.id));
            prop_assert_eq!(p.ordinal as usize, i);
            prop_assert_eq!(p.spans.is_empty(), !timed);
            if let (Some(first), Some(last)) = (p.spans.first(), p.spans.last()) {
                prop_assert_eq!((first.start, last.end as usize), (0, p.text.len()));
                prop_assert!(p.spans.windows(2).all(|w| w[0].end == w[1].start));
                prop_assert!(p.spans.iter().all(|s| p.text.get(s.start as usize..s.end as usize).is_some()));
            }
        }
    }
}
