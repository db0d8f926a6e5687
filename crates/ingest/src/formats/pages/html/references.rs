//! Character references in a page: HTML Standard, section 13.2.5.72 and those that follow it.

use crate::entities::{Characters, LONGEST, characters, named, number};

/// The text with its references replaced; what is none stays as it is.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match reference(after) {
            Some((characters, after)) => {
                // A soft hyphen is a hint for the browser, and would part a word in two.
                out.extend(characters.filter(|c| *c != '\u{ad}'));
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

/// The reference that follows an `&`, and what follows it.
fn reference(text: &str) -> Option<(Characters, &str)> {
    let hash = usize::from(text.starts_with('#'));
    let length = text.bytes().skip(hash).take(LONGEST).take_while(u8::is_ascii_alphanumeric);
    let end = hash + length.count();
    let (name, after) = (text.get(..end)?, text.get(end..)?);
    if name.is_empty() {
        return None;
    }

    let semicolon = after.strip_prefix(';');
    if hash > 0 {
        let c = number(name.get(1..)?).filter(|c| !c.is_control() || c.is_whitespace())?;
        return Some((characters(c, None), semicolon.unwrap_or(after)));
    }

    if let Some(after) = semicolon {
        return Some((named(text.get(..=end)?)?, after));
    }
    // `&copy 2020`; not in `&copyright`, which may be a part of an address.
    let characters = named(name)?;
    (!after.starts_with('=')).then_some((characters, after))
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

        assert_eq!(
            decode("&alpha; &hearts; &rarr; &acE; &alpha &COPY"),
            "α ♥ → \u{223e}\u{333} &alpha ©"
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
