//! Who speaks, as the record writes it: `Hon. Jane Doe (Minister of Health, Lib.):`.

/// What a name begins with; within brackets, it tells a person from a riding or an office.
const HONORIFICS: &[&str] = &[
    "Mr.",
    "Mrs.",
    "Ms.",
    "Miss ",
    "Mx.",
    "Dr.",
    "Hon.",
    "Right Hon.",
    "The Hon",
    "Sen.",
    "Senator ",
    "M.",
    "Mme",
    "Mlle",
    "MM.",
    "L'hon.",
    "L’hon.",
    "Le très hon.",
    "La très hon.",
];
/// A label in bold is never longer.
const LONGEST_LABEL: usize = 160;

/// The name without its riding, party and office; a person named in brackets stays, as in
/// `The Chair (Mr. John Roe)`. Nothing for a text without letters.
pub(super) fn name(text: &str) -> Option<String> {
    let mut name = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let (before, group) = rest.split_at_checked(open)?;
        name.push_str(before);
        let (inside, after) = bracket(group);
        if HONORIFICS.iter().any(|honorific| inside.trim_start().starts_with(honorific)) {
            let person = inside.split('(').next().unwrap_or_default();
            name.push('(');
            name.push_str(person.trim());
            name.push(')');
        }
        rest = after;
    }

    name.push_str(rest);
    // The same name is written with either space.
    let name = crate::clean::clean(&name.replace('\u{a0}', " "));
    let name = name.trim_end_matches([':', ' ']).trim();

    name.contains(char::is_alphabetic).then(|| name.to_owned())
}

/// What stands in the bracket that a text starts with, and what stands after it.
fn bracket(group: &str) -> (&str, &str) {
    let mut depth = 0usize;
    for (at, c) in group.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let inside = group.get(1..at).unwrap_or_default();
            return (inside, group.get(at + 1..).unwrap_or_default());
        }
    }

    (group.get(1..).unwrap_or_default(), "")
}

/// The name that opens a paragraph, whose first `bold` bytes are in bold, and where its words start:
/// `<B>Some hon. members:</B> Agreed.`
pub(super) fn label(text: &str, bold: usize) -> Option<(String, usize)> {
    let (head, rest) = text.split_at_checked(bold)?;
    if head.len() > LONGEST_LABEL {
        return None;
    }

    let said = match head.trim_end().strip_suffix(':') {
        Some(_) => rest,
        None => rest.trim_start().strip_prefix(':')?,
    };
    let said = said.trim_start_matches([':', ' ']);
    Some((name(head)?, text.len() - said.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_stay_and_ridings_go() {
        for (text, want) in [
            ("Hon. Jane Doe (Minister of State (Finance), Lib.): ", "Hon. Jane Doe"),
            ("M.\u{a0}Jean\n Roy (Est—Ouest, PCC):", "M. Jean Roy"),
            ("The Chair (Mr. John Roe (East, CPC)):", "The Chair (Mr. John Roe)"),
            ("Le président (L'hon. Anne Roy) :", "Le président (L'hon. Anne Roy)"),
            ("Mr. John Roe (East", "Mr. John Roe"),
            ("The Speaker: ", "The Speaker"),
        ] {
            assert_eq!(name(text).as_deref(), Some(want), "{text}");
        }
        assert_eq!((name(" : "), name(""), name("(East)")), (None, None, None));
    }

    #[test]
    fn a_label_in_bold_ends_with_a_colon() {
        let read = |text: &str, bold| label(text, bold).map(|(n, at)| (n, text[at..].to_owned()));
        let want = Some(("Some members".to_owned(), "Yes.".to_owned()));
        assert_eq!(read("Some members: Yes.", 13), want);
        assert_eq!(read("Some members : Yes.", 12), want);
        assert_eq!(read("GROWTH", 6), None);
        assert_eq!(read("Some members: Yes.", 0), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([():é M.]|\\PC){0,30}", bold in 0usize..40) {
            let _ = (name(&text), label(&text, bold));
        }
    }
}
