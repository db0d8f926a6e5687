//! Character references in a page: HTML Standard, section 13.2.5.72 and those that follow it.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::entities::entity;

/// Longer names than this stand for signs that no text of ours uses.
const LONGEST: usize = 31;

/// The Latin-1 letters and signs that other pages do without, in order from U+00A1 on; these names
/// are known without a semicolon too.
const LATIN: &str = "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg \
    plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest \
    Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc \
    Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute \
    THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";
/// Others, which need their semicolon.
const OTHERS: &[(&str, char)] = &[
    ("Yuml", 'Ÿ'),
    ("scaron", 'š'),
    ("Scaron", 'Š'),
    ("sbquo", '‚'),
    ("bdquo", '„'),
    ("dagger", '†'),
    ("Dagger", '‡'),
    ("permil", '‰'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("trade", '™'),
    ("rarr", '→'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("darr", '↓'),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("infin", '∞'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("prime", '′'),
    ("Prime", '″'),
    ("check", '✓'),
];

/// The text with its references replaced; what is none stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match reference(after) {
            Some((c, after)) => {
                // A soft hyphen is a hint for the browser, and would part a word in two.
                out.extend((c != '\u{ad}').then_some(c));
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of the reference that follows an `&`, and what follows it.
fn reference(text: &str) -> Option<(char, &str)> {
    let hash = usize::from(text.starts_with('#'));
    let length = text.bytes().skip(hash).take(LONGEST).take_while(u8::is_ascii_alphanumeric);
    let end = hash + length.count();
    let (name, after) = (text.get(..end)?, text.get(end..)?);
    if name.is_empty() {
        return None;
    }
    let semicolon = after.strip_prefix(';');
    if hash > 0 {
        return Some((number(name.get(1..)?)?, semicolon.unwrap_or(after)));
    }
    if let Some(after) = semicolon {
        let other = || OTHERS.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
        return Some((entity(name).or_else(|| latin(name)).or_else(other)?, after));
    }
    // `&copy 2020`; not in `&copyright`, which may be a part of an address.
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{a0}',
        _ => latin(name)?,
    };
    (!after.starts_with('=')).then_some((c, after))
}

static BY_NAME: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
    let names = (0xa1_u32..).zip(LATIN.split_ascii_whitespace());
    names.filter_map(|(code, name)| Some((name, char::from_u32(code)?))).collect()
});

fn latin(name: &str) -> Option<char> {
    BY_NAME.get(name).copied()
}

/// The numbers of the C1 controls are those of Windows-1252, as browsers have it.
fn number(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let c = match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => {
            let byte = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
            text.chars().next()?
        }
        _ => char::from_u32(code)?,
    };
    (!c.is_control() || c.is_whitespace()).then_some(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_are_decoded_as_browsers_do() {
        assert_eq!(
            decode(
                "&eacute;t&#233; &#x20AC; &#146; l&rsquo;an &ouml;&iacute;&yuml; &copy 2020 &amp;lt;"
            ),
            "été € ’ l’an öíÿ © 2020 &lt;"
        );
        assert_eq!(
            decode("AT&T ?a=1&copy=2 &unknown; &#0; &#xD800; &"),
            "AT&T ?a=1&copy=2 &unknown; &#0; &#xD800; &"
        );
        assert_eq!(decode("inno&shy;vation&nbsp;!"), "innovation\u{a0}!");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(&|#|x|;|[0-9a-z]|amp|\\PC){0,40}") {
            let _ = decode(&text);
        }
    }
}
