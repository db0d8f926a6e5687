//! Character references: numbers, and all the names of HTML.

use std::array::IntoIter;
use std::iter::Flatten;

use web_atoms::NAMED_ENTITIES;

/// How long the name or the number of a reference may be, in bytes:
/// `CounterClockwiseContourIntegral` is the longest.
pub(crate) const LONGEST: usize = 31;

/// What a reference stands for: one character, or two.
pub(crate) type Characters = Flatten<IntoIter<Option<char>, 2>>;

/// The longest name that needs no semicolon: `Aacute`, for one.
const LONGEST_BARE_NAME: usize = 6;

/// The text with its character references replaced. An unknown name stays as it is.
pub(crate) fn decode(text: &str) -> String {
    decode_with(text, reference)
}

/// The text with the character references replaced that `reference` finds behind an `&`.
pub(crate) fn decode_with(
    text: &str,
    reference: impl Fn(&str) -> Option<(Characters, usize)>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = after;
        match reference(after) {
            Some((characters, length)) => {
                out.extend(characters);
                rest = &after[length..];
            }
            None => out.push('&'),
        }
    }

    out.push_str(rest);
    out
}

/// The reference that a text begins with, after its `&`, and its length with the semicolon.
pub(crate) fn reference(text: &str) -> Option<(Characters, usize)> {
    let end = text.bytes().take(LONGEST + 1).position(|b| b == b';')?;
    let characters = match text[..end].strip_prefix('#') {
        Some(digits) => characters(number(digits)?, None),
        None => named(&text[..=end])?,
    };
    Some((characters, end + 1))
}

/// The same, also without its semicolon, as HTML has it outside attributes (HTML Standard, section
/// 13.2.5.72 and those that follow it): a number ends with its digits, and of the names that HTML has
/// always known without a semicolon the longest counts, whatever follows it.
pub(crate) fn html_reference(text: &str) -> Option<(Characters, usize)> {
    if let Some(found) = reference(text) {
        return Some(found);
    }

    if let Some(digits) = text.strip_prefix('#') {
        let length = digits_length(digits);
        return Some((characters(number(digits.get(..length)?)?, None), length + 1));
    }

    let bare = |length: usize| Some((named(text.get(..length)?)?, length));
    (1..=LONGEST_BARE_NAME).rev().find_map(bare)
}

/// How many bytes of a text are a decimal number, or a hexadecimal one after an `x`.
fn digits_length(text: &str) -> usize {
    let (mark, radix) = if text.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
    let digits = text.bytes().skip(mark).take(LONGEST);
    mark + digits.take_while(|b| char::from(*b).is_digit(radix)).count()
}

/// The characters with a name. It ends with its semicolon, but for those names that HTML has always
/// known without.
pub(crate) fn named(name: &str) -> Option<Characters> {
    let (first, second) = *NAMED_ENTITIES.get(name)?;
    let character = |code| char::from_u32(code).filter(|c| *c != '\0');
    // The table also holds what only begins a name, with no character.
    Some(characters(character(first)?, character(second)))
}

/// One character, or two.
pub(crate) fn characters(first: char, second: Option<char>) -> Characters {
    [Some(first), second].into_iter().flatten()
}

/// The character of a number, in decimal or after an `x`. The numbers of the C1 controls are those of
/// Windows-1252, as browsers have it.
pub(crate) fn number(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => {
            let byte = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
            text.chars().next()
        }
        _ => char::from_u32(code).filter(|c| *c != '\0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(decode("&amp;lt; &eacute;t&#233; &#x20AC; &no; & &"), "&lt; été € &no; & &");

        for (name, decoded) in [
            ("nbsp", "\u{a0}"),
            ("ouml", "ö"),
            ("Uuml", "Ü"),
            ("times", "×"),
            ("ntilde", "ñ"),
            ("frac12", "½"),
            ("yuml", "ÿ"),
            ("Yuml", "Ÿ"),
            ("rsaquo", "›"),
            ("alpha", "α"),
            ("hearts", "♥"),
            ("rarr", "→"),
            ("AMP", "&"),
            ("acE", "\u{223e}\u{333}"),
            ("CounterClockwiseContourIntegral", "∳"),
            ("#128", "€"),
            ("#146", "’"),
            ("#x9f", "Ÿ"),
            ("#129", "\u{81}"),
            ("#160", "\u{a0}"),
        ] {
            assert_eq!(decode(&format!("&{name};")), decoded, "{name}");
        }
    }

    #[test]
    fn what_is_no_reference_stays_as_it_is() {
        // The beginnings of names, another case, and names without their semicolon.
        for text in ["&;", "&alph;", "&ALPHA;", "&eacut;", "&eacute", "&alpha", "&#0;", "&#;"] {
            assert_eq!(decode(text), text);
        }
    }

    #[test]
    fn html_needs_no_semicolon_behind_old_names_and_numbers() {
        for (text, want) in [
            ("caf&eacute noir &amp lait", "café noir & lait"),
            ("&eacute;t&eacute;", "été"),
            ("I'm &notit; and &notin; here", "I'm ¬it; and ∉ here"),
            ("&copyright &lt3", "©right <3"),
            ("&#233t&#xe9 &#233;t", "été ét"),
            ("&alpha &eacut &ALPHA; Q&A AT&T R&D", "&alpha &eacut &ALPHA; Q&A AT&T R&D"),
            ("& &; &# &#; &#x &#xg &#0 &é", "& &; &# &#; &#x &#xg &#0 &é"),
        ] {
            assert_eq!(decode_with(text, html_reference), want);
        }
    }

    #[test]
    fn no_bare_name_is_longer_than_the_longest() {
        let bare = |name: &&&str| !name.ends_with(';') && named(name).is_some();
        let longest = NAMED_ENTITIES.keys().filter(bare).map(|name| name.len()).max();
        assert_eq!(longest, Some(LONGEST_BARE_NAME));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([&;#xa0-9]|\\PC){0,40}") {
            let _ = (decode(&text), decode_with(&text, html_reference));
        }
    }
}
