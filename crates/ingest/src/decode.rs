//! From bytes to text: UTF-8, UTF-16 with a byte order mark, and otherwise Windows-1252.

use ibid_core::notice::Notice;

/// The text of a file with line feeds for line ends, and what had to be guessed; `None` when the
/// bytes are no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<(String, Option<Notice>)> {
    let (text, notice) = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // WebVTT may hold NUL characters.
        _ if !is_webvtt(bytes) && bytes.iter().take(8192).any(|b| *b == 0) => return None,
        _ => eight_bit(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
    };
    (!is_binary(&text)).then(|| (line_feeds(text), notice))
}

fn is_webvtt(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).starts_with(b"WEBVTT")
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Option<Notice>) {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut bad = bytes.len() % 2;
    let text = char::decode_utf16(units)
        .map(|c| {
            c.unwrap_or_else(|_| {
                bad += 1;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    (text, (bad > 0).then(|| replaced(bad)))
}

/// UTF-8, even with some broken places; Windows-1252 when it was never UTF-8.
fn eight_bit(bytes: &[u8]) -> (String, Option<Notice>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // Bytes of another encoding are hardly ever valid UTF-8 by chance.
    if good > 4 * bad {
        return (String::from_utf8_lossy(bytes).into_owned(), Some(replaced(bad)));
    }
    let text = bytes.iter().map(|b| windows_1252(*b)).collect();
    let fields = [("encoding", "windows-1252")];
    (text, Some(Notice::new("guessed-encoding", "not UTF-8: read as {encoding}", &fields)))
}

fn replaced(count: usize) -> Notice {
    let count = count.to_string();
    let message = "{count} broken characters were replaced by U+FFFD";
    Notice::new("replaced-characters", message, &[("count", &count)])
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Windows-1252 from 0x80 to 0x9F; the five holes keep their control character.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// More than one control character in ten is no text.
fn is_binary(text: &str) -> bool {
    let control = |c: &char| c.is_control() && !matches!(c, '\t'..='\r' | '\u{1b}' | '\u{85}');
    let (mut all, mut controls) = (0, 0);
    for c in text.chars() {
        all += 1;
        controls += usize::from(control(&c));
    }
    controls * 10 > all
}

fn line_feeds(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes).unwrap().0
    }

    #[test]
    fn byte_order_marks_and_line_ends() {
        assert_eq!(text("\u{feff}l’été\r\nfin\rlà".as_bytes()), "l’été\nfin\nlà");
        let le: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("été".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let be: Vec<u8> = [0xfe, 0xff]
            .into_iter()
            .chain("été".encode_utf16().flat_map(u16::to_be_bytes))
            .collect();
        assert_eq!((text(&le), text(&be)), ("été".into(), "été".into()));
        assert!(decode(&le).unwrap().1.is_none());
    }

    #[test]
    fn other_encodings_are_guessed_and_said() {
        let (read, notice) = decode(b"L\x92\xe9t\xe9 \x96 \x80 5 \x9cuvre").unwrap();
        assert_eq!(read, "L’été – € 5 œuvre");
        assert_eq!(notice.unwrap().code, "guessed-encoding");
        let mut cut = "éèàçœ été".as_bytes().to_vec();
        cut.pop();
        let (read, notice) = decode(&cut).unwrap();
        assert!(read.starts_with("éèàçœ ét"));
        assert_eq!(notice.unwrap().code, "replaced-characters");
    }

    #[test]
    fn what_is_no_text_is_none() {
        assert!(decode(b"PK\x03\x04\x00\x00").is_none());
        assert!(decode(b"\x01\x02\x03\x04abc").is_none());
        assert_eq!(text(b""), "");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some((text, _)) = decode(&bytes) {
                prop_assert!(!text.contains('\r'));
            }
        }
    }
}
