//! Character references: numbers, and the names of HTML 4 but for mathematics and Greek.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The text with its character references replaced. An unknown name stays as it is.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| entity(&rest[1..end]).map(|c| (end, c))) {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of a reference, by what stands between `&` and `;`.
pub(crate) fn entity(name: &str) -> Option<char> {
    match name.strip_prefix('#') {
        Some(digits) => number(digits),
        None => NAMES.get(name).copied(),
    }
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

/// The character of Latin-1 with a name.
pub(crate) fn latin(name: &str) -> Option<char> {
    LATIN_1.iter().zip('\u{a0}'..).find(|(known, _)| **known == name).map(|(_, c)| c)
}

static NAMES: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
    LATIN_1.iter().copied().zip('\u{a0}'..).chain(ENTITIES.iter().copied()).collect()
});

/// Of U+00A0 to U+00FF.
#[rustfmt::skip]
const LATIN_1: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect",
    "uml", "copy", "ordf", "laquo", "not", "shy", "reg", "macr",
    "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot",
    "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil",
    "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml",
    "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times",
    "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig",
    "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml",
    "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide",
    "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// The signs that markup is made of, other letters, and general punctuation.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Yuml", 'Ÿ'),
    ("fnof", 'ƒ'),
    ("circ", 'ˆ'),
    ("tilde", '˜'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("dagger", '†'),
    ("Dagger", '‡'),
    ("bull", '•'),
    ("hellip", '…'),
    ("permil", '‰'),
    ("prime", '′'),
    ("Prime", '″'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("oline", '‾'),
    ("frasl", '⁄'),
    ("euro", '€'),
    ("trade", '™'),
    ("minus", '−'),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(decode("&amp;lt; &eacute;t&#233; &#x20AC; &no; & &"), "&lt; été € &no; & &");
        for (name, c) in [
            ("nbsp", '\u{a0}'),
            ("ouml", 'ö'),
            ("Uuml", 'Ü'),
            ("times", '×'),
            ("ntilde", 'ñ'),
            ("frac12", '½'),
            ("yuml", 'ÿ'),
            ("Yuml", 'Ÿ'),
            ("rsaquo", '›'),
            ("#128", '€'),
            ("#146", '’'),
            ("#x9f", 'Ÿ'),
            ("#129", '\u{81}'),
            ("#160", '\u{a0}'),
        ] {
            assert_eq!(entity(name), Some(c), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([&;#xa0-9]|\\PC){0,40}") {
            let _ = decode(&text);
        }
    }
}
