use encoding_rs::{Encoding, GBK, ISO_8859_15, MACINTOSH, WINDOWS_1251, WINDOWS_1252};
use proptest::prelude::*;

use super::*;

fn text(bytes: &[u8]) -> String {
    decode(bytes).unwrap().text.into_owned()
}

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    decode(bytes)
        .unwrap()
        .diagnostics
        .into_iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect()
}

fn in_encoding(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "{} has not all of {text}", encoding.name());
    bytes.into_owned()
}

/// The text in UTF-16 and UTF-32, in both orders.
fn utf16_32(text: &str) -> [Vec<u8>; 4] {
    [
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
    ]
}

/// What the first warning says was guessed.
fn said(bytes: &[u8]) -> String {
    let decoded = decode(bytes).unwrap();
    decoded.diagnostics.first().map_or(String::new(), |diagnostic| diagnostic.message.clone())
}

#[test]
fn byte_order_marks_and_line_ends() {
    assert_eq!(text("\u{feff}l’été\r\nfin\rlà".as_bytes()), "l’été\nfin\nlà");
    assert_eq!(text(b"a\r\r\nb\r\rc\r\r\r\n\r\nd\r\r"), "a\nb\n\nc\n\nd\n\n");
    for marked in utf16_32("\u{feff}été\r\nlà") {
        assert_eq!(text(&marked), "été\nlà");
        assert!(codes(&marked).is_empty());
    }
    let mut cut = utf16_32("\u{feff}été")[0].clone();
    cut.push(b'x');
    assert_eq!(text(&cut), "été\u{fffd}");
    assert_eq!(codes(&cut), ["replaced-characters"]);
}

#[test]
fn the_end_mark_of_dos_is_dropped() {
    for bytes in
        ["été\r\n\u{1a}".as_bytes(), b"\xe9t\xe9\n\x1a\x1a\x1a", &utf16_32("été\n\u{1a}")[0]]
    {
        assert_eq!(text(bytes), "été\n");
    }
    assert_eq!(
        text(b"one mark \x1a within a text that goes on and on"),
        "one mark \u{1a} within a text that goes on and on"
    );
}

#[test]
fn plain_text_is_not_copied() {
    assert!(matches!(decode("l’été\n".as_bytes()).unwrap().text, Cow::Borrowed(_)));
}

#[test]
fn wide_characters_are_known_without_a_mark() {
    for sentence in
        ["été", "Le café", "1\n00:00:01,000 --> 00:00:02,000\nÀ l’œuvre…", "Привет, мир, как дела"]
    {
        for bytes in utf16_32(sentence) {
            assert_eq!(text(&bytes), sentence);
            assert_eq!(codes(&bytes), ["guessed-encoding"]);
        }
    }
    assert_eq!(said(&utf16_32("Le café")[1]), "not UTF-8: read as UTF-16BE");
}

#[test]
fn other_encodings_are_guessed_and_said() {
    let bytes = b"L\x92\xe9t\xe9 \x96 \x80 5 \x9cuvre";
    assert_eq!(text(bytes), "L’été – € 5 œuvre");
    assert_eq!(said(bytes), "not UTF-8: read as windows-1252");

    for (sentence, encoding) in [
        ("Le café", WINDOWS_1252),
        ("fiancé", WINDOWS_1252),
        ("We don’t know.", WINDOWS_1252),
        ("NOËL À LA FORÊT", WINDOWS_1252),
        ("Jürgen Müller und Åsa Strøm aßen Käse", WINDOWS_1252),
        ("el niño comió en España mañana por la tarde ¿no?", WINDOWS_1252),
        ("un cœur à 10 €", ISO_8859_15),
        ("L’été arrive.", MACINTOSH),
        ("We don’t know.", MACINTOSH),
        ("« Où est-il\u{a0}? »", MACINTOSH),
        ("FRANÇAIS, ÉTÉ, NOËL", MACINTOSH),
        ("Привет, мир! Как у вас дела сегодня?", WINDOWS_1251),
    ] {
        let bytes = in_encoding(sentence, encoding);
        assert_eq!(text(&bytes), sentence, "{}", encoding.name());
        assert_eq!(said(&bytes), format!("not UTF-8: read as {}", encoding.name()));
    }

    let chinese = "大家好，欢迎收看今天的节目。\n我们来谈谈公共服务的创新。\n";
    assert_eq!(text(&in_encoding(chinese, GBK)), chinese);
}

#[test]
fn a_declared_encoding_is_believed_while_it_fits() {
    let page = |label: &str, text: &str| {
        format!("<html><head><META http-equiv=x content='text/html; charset={label}'></head>{text}")
    };
    let bytes = in_encoding(&page("iso-8859-1", "d’été"), WINDOWS_1252);
    assert_eq!(text(&bytes), page("iso-8859-1", "d’été"));
    assert!(codes(&bytes).is_empty());

    let russian = page("windows-1251", "Да");
    assert_eq!(text(&in_encoding(&russian, WINDOWS_1251)), russian);

    let xml = "<?xml version='1.0' encoding=\"macintosh\"?><p>é</p>";
    assert_eq!(text(&in_encoding(xml, MACINTOSH)), xml);

    // Left behind by a conversion.
    let wrong = page("utf-8", "d’été");
    assert_eq!(text(&in_encoding(&wrong, WINDOWS_1252)), wrong);
    assert_eq!(codes(&in_encoding(&wrong, WINDOWS_1252)), ["guessed-encoding"]);

    let right = page("iso-8859-15", "d’été");
    assert_eq!(text(right.as_bytes()), right);

    let wrong = page("iso-8859-15", "l’été");
    assert_eq!(text(&in_encoding(&wrong, WINDOWS_1252)), wrong);
}

#[test]
fn broken_places_leave_a_text_in_utf_8() {
    for whole in ["éèàçœ été", "café é"] {
        let mut cut = whole.as_bytes().to_vec();
        cut.pop();
        assert!(text(&cut).starts_with(whole.strip_suffix('é').unwrap()));
        assert_eq!(codes(&cut), ["replaced-characters"]);
    }
}

#[test]
fn broken_places_are_read_by_themselves() {
    // A character that was taken apart is nothing of another encoding.
    let halves = b"\" Qu\xc3\xa9bec \xe2\x99\xaa\" \" \xe2\x99\" \"\xaa\" \xe2\x99\xaa \"\xc3\"";
    assert_eq!(text(halves), "\" Québec ♪\" \" \u{fffd}\" \"\u{fffd}\" ♪ \"\u{fffd}\"");
    assert_eq!(codes(halves), ["replaced-characters"]);

    let notes = b"[\"\xe2\x99\xaa\", \"\xe2\x99\", \"\xaa\", \"\xc3\", \"\x89\", \"\xf0\x9f\", \"\x8e\", \"\xb5\"]";
    assert!(text(notes).starts_with("[\"♪\", \"\u{fffd}\","));

    for (bytes, read, said) in [
        (
            b"d\xc3\xa9j\xc3\xa0 \x98\n\x98".as_slice(),
            "déjà \u{fffd}\n\u{fffd}",
            "replaced-characters",
        ),
        (b"o\xc3\xb9 \xe2\x80\xa6 L\x92\xe9tat", "où … L’état", "mixed-encodings"),
        (
            b"o\xc3\xb9 \xc3\xaates-vous \xe0 Montr\xe9al",
            "où êtes-vous à Montréal",
            "mixed-encodings",
        ),
    ] {
        assert_eq!((text(bytes).as_str(), codes(bytes)), (read, vec![said]));
    }

    // What is valid by chance is no proof: a Chinese character, an Armenian one.
    for (bytes, read) in [
        (b"\xab la libert\xe9\xa0\xbb de l\x92\xe9tat".as_slice(), "« la liberté\u{a0}» de l’état"),
        (b"L\xd5\x8et\x8e arrive.", "L’été arrive."),
    ] {
        assert_eq!(text(bytes), read);
    }
}

#[test]
fn nul_characters_in_a_text_are_left_out() {
    assert_eq!(text(b"plain text \0with a few\0 of them"), "plain text with a few of them");
    assert_eq!(codes(b"plain text \0with a few of them"), ["dropped-nuls"]);
    assert_eq!(text(b"written, then lost\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), "written, then lost\n");
    let latin = in_encoding(&"Un été à la forêt. ".repeat(9), WINDOWS_1252);
    let with_nul = [latin.as_slice(), b"\0 fin"].concat();
    assert!(text(&with_nul).ends_with("forêt.  fin"));
    assert_eq!(codes(&with_nul), ["guessed-encoding", "dropped-nuls"]);
    assert_eq!(text(b"WEBVTT\n\na long cue\0"), "WEBVTT\n\na long cue\0");
}

#[test]
fn what_is_no_text_is_none() {
    let tar = [b"name.txt".as_slice(), &[0; 100], &b"some text ".repeat(900)].concat();
    let mut seed = 7_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    })
    .take(4000)
    .collect();
    let sound: Vec<u8> =
        (0..2000_u16).flat_map(|i| (i.wrapping_mul(31) % 400).to_le_bytes()).collect();

    for bytes in [
        b"PK\x03\x04\x00\x00".as_slice(),
        b"\x01\x02\x03\x04abc",
        b"%PDF-1.4\nwords",
        &tar,
        &noise,
        &sound,
    ] {
        assert!(decode(bytes).is_none(), "{:?}", &bytes[..6]);
    }
    assert_eq!(text(b""), "");
}

#[test]
fn text_encoded_twice_is_said_and_left() {
    let twice =
        |text: &str| WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    let text_twice = twice("L’été, déjà, c’est où ?");
    assert_eq!(text(text_twice.as_bytes()), text_twice);
    assert_eq!(codes(text_twice.as_bytes()), ["mojibake"]);
    for plain in [
        "Ã© pour é, Ã¨ pour è, Ãª pour ê : ces erreurs d’été sont fréquentes, hélas.".to_owned(),
        twice("été"),
        "SÃO PAULO, IRMÃ, MANHÃ, AVIÃO".to_owned(),
    ] {
        assert!(codes(plain.as_bytes()).is_empty(), "{plain}");
    }
}

const FRENCH: &[&str] = &[
    "l'été",
    "déjà",
    "où",
    "à",
    "forêt",
    "leçon",
    "Noël",
    "maïs",
    "août",
    "île",
    "bientôt",
    "très",
    "élève",
    "mère",
    "français",
    "être",
    "réussi",
    "qualité",
    "le",
    "la",
    "dans",
    "pour",
    "une",
    "avec",
    "nous",
    "ville",
    "École",
    "âge",
    "garçon",
    "créée",
    "naïveté",
    "projet",
    "public",
    "là",
    "service",
    "État",
    "maison",
    "données",
    "équipe",
    "sûr",
    "théâtre",
    "Être",
    "coût",
    "idées",
];
const FRENCH_SIGNS: &[&str] = &[
    "l’œuvre",
    "d’abord",
    "aujourd’hui",
    "« ville\u{a0}»",
    "cœur",
    "sœurs",
    "10\u{a0}€",
    "fin…",
    "– oui –",
    "n°\u{a0}3",
    "qu’elle",
    "« Où\u{a0}? »",
    "œufs",
    "jusqu’à",
    "l’École",
    "c’était",
];
const ENGLISH: &[&str] = &[
    "the",
    "people",
    "café",
    "and",
    "service",
    "public",
    "we",
    "know",
    "résumé",
    "what",
    "works",
    "in",
    "government",
    "now",
    "naïve",
    "better",
    "with",
    "a",
    "team",
    "of",
    "designers",
    "fiancée",
];
const ENGLISH_SIGNS: &[&str] =
    &["don’t", "it’s", "“open data”", "– maybe –", "£5", "we’re", "so…", "people’s", "‘labs’"];

/// Sentences of more than twenty words, each with some words of only one language.
fn sentences(
    words: &'static [&'static str],
    signs: &'static [&'static str],
) -> impl Strategy<Value = String> {
    let word = prop_oneof![3 => prop::sample::select(words), 2 => prop::sample::select(signs)];
    prop::collection::vec(word, 20..80).prop_map(move |words| {
        let chosen: Vec<&str> = words.into_iter().chain([signs[0]]).collect();
        chosen.chunks(9).map(|line| line.join(" ")).collect::<Vec<_>>().join(".\n")
    })
}

proptest! {
    #[test]
    fn our_languages_come_back_from_every_encoding(
        french in sentences(FRENCH, FRENCH_SIGNS),
        english in sentences(ENGLISH, ENGLISH_SIGNS),
        plain in sentences(FRENCH, &["cœur", "10 €", "« ville »", "œuvre", "sœurs"]),
    ) {
        for sentence in [&french, &english] {
            for bytes in [in_encoding(sentence, WINDOWS_1252), in_encoding(sentence, MACINTOSH)] {
                prop_assert_eq!(&text(&bytes), sentence);
            }
            for bytes in utf16_32(sentence) {
                prop_assert_eq!(&text(&bytes), sentence);
            }
            prop_assert_eq!(&text(sentence.as_bytes()), sentence);
            prop_assert!(codes(sentence.as_bytes()).is_empty());
        }
        prop_assert_eq!(text(&in_encoding(&plain, ISO_8859_15)), plain);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Some(decoded) = decode(&bytes) {
            prop_assert!(!decoded.text.contains('\r'));
        }
    }

    #[test]
    fn no_wide_characters_make_it_panic(mark in 0..5_usize, text in "\\PC{0,40}", cut in 0..160_usize) {
        let marks: [&[u8]; 5] = [b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xff\xfe", b"\xfe\xff", b""];
        for bytes in utf16_32(&text) {
            let bytes = [marks[mark], &bytes[..cut.min(bytes.len())]].concat();
            if let Some(decoded) = decode(&bytes) {
                prop_assert!(!decoded.text.contains('\r'));
            }
        }
    }
}
