//! Sound marks in a quote: `[Applause]`, `(rires)`, `♪ la la ♪`. The text of a caption is without
//! them, and a quote that was copied from the file is not. Brackets with other words are not left
//! out: `I did [not] say so` is another quote.

use ibid_core::sounds::names_sound;

/// No mark is longer, in characters.
const LONGEST: usize = 100;

/// A text without what stands in brackets of its own; `None` where nothing does.
pub(super) fn without_marks(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(at) = rest.find(['[', '(', '♪']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let own = !out.ends_with(char::is_alphanumeric);
        let mark = mark(from).filter(|_| own);
        found |= mark.is_some();
        let kept = mark.map_or_else(|| from.chars().next(), |_| Some(' '));
        out.extend(kept);
        let taken = mark.or_else(|| from.chars().next().map(char::len_utf8));
        rest = from.get(taken.unwrap_or(from.len())..).unwrap_or_default();
    }

    out.push_str(rest);
    found.then_some(out)
}

/// How long the mark is that a text begins with: a song, or brackets that name a sound.
fn mark(text: &str) -> Option<usize> {
    let open = text.chars().next()?;
    let close = match open {
        '[' => ']',
        '(' => ')',
        open => open,
    };

    let inside = text.get(open.len_utf8()..)?;
    let (end, _) = inside.char_indices().take(LONGEST).find(|(_, c)| *c == close)?;
    let (inside, after) = inside.split_at(end);
    let after = after.strip_prefix(close)?;
    let own = !after.starts_with(char::is_alphanumeric);
    let heard = inside.contains(char::is_alphanumeric) && (open == '♪' || names_sound(inside));

    (own && heard).then_some(text.len() - after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_brackets_of_their_own_are_marks() {
        for (text, want) in [
            ("Merci. [Applaudissements] Je (rires) finis.", Some("Merci.   Je   finis.")),
            ("♪ la la ♪ bonjour", Some("  bonjour")),
            ("[Music (soft)] hello", Some("  hello")),
            ("les citoyen(ne)s", None),
            ("I did [not] say so (never)", None),
            ("a [...] b (…) c ♪ d [e", None),
            ("[", None),
        ] {
            assert_eq!(without_marks(text).as_deref(), want, "{text}");
        }
        let long = format!("[{}]", "x".repeat(LONGEST));
        assert_eq!(without_marks(&long), None);
    }
}
