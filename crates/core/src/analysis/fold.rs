//! Lower case, one apostrophe, no accents, no ligatures.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Writes `word` to `out` in lower case, NFKC, with every apostrophe as `'` and without soft
/// hyphens and zero-width characters.
pub fn lower(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.extend(word.bytes().map(|b| match b {
            b'`' => '\'',
            _ => b.to_ascii_lowercase() as char,
        }));
        return;
    }

    // before NFKC, which makes a space and an accent of U+00B4, and after it, which makes primes of ″
    let chars = word.chars().map(|c| if is_apostrophe(c) { '\'' } else { c });
    match is_nfkc_quick(chars.clone()) {
        IsNormalized::Yes => lower_chars(chars, out),
        _ => lower_chars(chars.nfkc(), out),
    }
}

fn lower_chars(chars: impl Iterator<Item = char>, out: &mut String) {
    for c in chars {
        match c {
            _ if is_invisible(c) => {}
            _ if is_apostrophe(c) => out.push('\''),
            // a capital dotted I would leave a combining dot behind
            'İ' => out.push('i'),
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// Soft hyphens, zero-width characters and direction marks: pasted along, never meant.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
        || matches!(c, '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}')
}

/// Whether people type this for an apostrophe.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`' | '′' | '＇' | '‛')
}

/// Writes `lower` to `out` without accents and ligatures: `cœur` and `coeur` alike.
pub fn fold(lower: &str, out: &mut String) {
    out.clear();
    if lower.is_ascii() {
        out.push_str(lower);
        return;
    }

    for c in lower.chars() {
        match c {
            '\0'..='\x7f' => out.push(c),
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => out.push('a'),
            'ç' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => out.push('i'),
            'ñ' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ǿ' => out.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'œ' => out.push_str("oe"),
            'æ' | 'ǽ' | 'ǣ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ð' | 'đ' => out.push('d'),
            'þ' => out.push_str("th"),
            'ł' => out.push('l'),
            _ => out.extend(c.nfd().filter(|part| !is_combining_mark(*part))),
        }
    }
}

/// The folded form of a text, lower case first.
pub fn folded(text: &str) -> String {
    let (mut low, mut out) = (String::new(), String::new());
    lower(text, &mut low);
    fold(&low, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_fold_as_people_leave_accents_out() {
        for (word, want) in [
            ("ÉTAT", "etat"),
            ("cœur", "coeur"),
            ("Maïs", "mais"),
            ("L’Haÿ", "l'hay"),
            ("e\u{301}tat", "etat"),
            ("so\u{ad}ft", "soft"),
            ("l´été", "l'ete"),
            ("\u{200e}heron\u{202e}", "heron"),
            ("ﬁn", "fin"),
            ("Straße", "strasse"),
            ("Žižek", "zizek"),
            ("Ǽsir Ǣ Ǿ", "aesir ae o"),
        ] {
            assert_eq!(folded(word), want, "{word}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
