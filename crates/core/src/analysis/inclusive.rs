//! French inclusive writing: `agent·e·s`, `agent.e.s`, `citoyen(ne)s`, `directeur·rice`.
//!
//! Such a word stands for two: the masculine and the feminine form, both plural if it is.

/// The endings that inclusive writing adds, accents folded.
const SUFFIXES: [&str; 44] = [
    "e", "es", "s", "x", "ne", "nes", "le", "les", "te", "tes", "se", "ses", "ve", "ves", "fe",
    "rice", "rices", "trice", "trices", "ice", "ices", "euse", "euses", "ere", "eres", "iere",
    "ieres", "lle", "lles", "elle", "elles", "nne", "nnes", "enne", "ennes", "ienne", "iennes",
    "onne", "onnes", "sse", "sses", "esse", "esses", "que",
];

/// The signs that part the endings from the base.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, '·' | '‧' | '.' | '•' | '⋅' | '∙')
}

/// Whether an ending, in lower case, is one of inclusive writing.
pub(crate) fn is_suffix(lower: &str) -> bool {
    SUFFIXES.contains(&lower) || matches!(lower, "ère" | "ères" | "ière" | "ières")
}

/// The masculine and the feminine form of a base and its endings, all in lower case: `citoyen`,
/// [`ne`, `s`] makes `citoyens`, `citoyennes`.
///
/// `None` when the endings are none of inclusive writing.
pub(super) fn forms(base: &str, suffixes: &[&str]) -> Option<(String, String)> {
    let enough = base.chars().count() >= 2 && base.chars().all(char::is_alphabetic);
    if !enough || suffixes.is_empty() || !suffixes.iter().all(|s| is_suffix(s)) {
        return None;
    }

    let (last, firsts) = suffixes.split_last()?;
    let plural_alone = matches!(*last, "s" | "x");
    let ending = if plural_alone { firsts.first().copied() } else { Some(*last) };
    let Some(ending) = ending else {
        // `agent·s`: one form and its plural
        return Some((base.to_owned(), format!("{base}{last}")));
    };

    let plural = plural_alone || ending.ends_with('s');
    let ending = ending.strip_suffix('s').filter(|e| !e.is_empty()).unwrap_or(ending);
    let mut feminine = feminine(base, ending);
    let mut masculine = base.to_owned();
    if plural {
        feminine.push('s');
        if !masculine.ends_with(['s', 'x']) {
            masculine.push('s');
        }
    }

    Some((masculine, feminine))
}

/// Puts a feminine ending in place of the masculine one that it answers to.
fn feminine(base: &str, ending: &str) -> String {
    let replaced: &[(&str, &str, &str)] = &[
        // ending, what it replaces, by what
        ("rice", "eur", "rice"),
        ("ice", "eur", "rice"),
        ("trice", "teur", "trice"),
        ("euse", "eur", "euse"),
        ("euse", "eux", "euse"),
        ("se", "eur", "euse"),
        ("se", "x", "se"),
        ("ve", "f", "ve"),
        ("ère", "er", "ère"),
        ("ere", "er", "ere"),
        ("ière", "ier", "ière"),
        ("iere", "ier", "iere"),
        ("enne", "en", "enne"),
        ("ienne", "ien", "ienne"),
        ("onne", "on", "onne"),
        ("nne", "n", "nne"),
        ("elle", "el", "elle"),
        ("elle", "eau", "elle"),
        ("lle", "l", "lle"),
        ("lle", "eau", "elle"),
        ("que", "c", "que"),
        ("fe", "f", "ve"),
    ];
    for (with, old, new) in replaced {
        if let Some(stem) = base.strip_suffix(old).filter(|_| ending == *with) {
            return format!("{stem}{new}");
        }
    }

    format!("{base}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_genders_are_spelled_out() {
        for (base, suffixes, masculine, feminine) in [
            ("agent", &["e", "s"][..], "agents", "agentes"),
            ("agent", &["es"], "agents", "agentes"),
            ("agent", &["e"], "agent", "agente"),
            ("citoyen", &["ne", "s"], "citoyens", "citoyennes"),
            ("directeur", &["rice", "s"], "directeurs", "directrices"),
            ("acteur", &["trice"], "acteur", "actrice"),
            ("chercheur", &["se", "s"], "chercheurs", "chercheuses"),
            ("créatif", &["ve"], "créatif", "créative"),
            ("infirmier", &["ère", "s"], "infirmiers", "infirmières"),
            ("heureux", &["se", "s"], "heureux", "heureuses"),
            ("professionnel", &["le", "s"], "professionnels", "professionnelles"),
            ("tou", &["te", "s"], "tous", "toutes"),
        ] {
            let got = forms(base, suffixes);
            assert_eq!(
                got,
                Some((masculine.to_owned(), feminine.to_owned())),
                "{base}{suffixes:?}"
            );
        }
        assert_eq!(forms("www", &["ogp", "org"]), None);
        assert_eq!(forms("s", &["e"]), None);
        assert_eq!(forms("2", &["e"]), None);
    }
}
