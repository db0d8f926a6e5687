//! Names that do not look like names: `maria`, `le président`, `@roe`, `Audience #4`. Only where they
//! stand tells them: beside the names of others, where the same few come again.

use ibid_core::analysis::stopwords::is_stop;
use ibid_core::lang::Lang;
use ibid_core::sounds::names_sound;
use ibid_core::wordlist::WordList;

use super::labels::{at_colon, is_remark};

/// A name is no longer, in bytes and in words.
pub(crate) const LONGEST: usize = 80;
const MOST_WORDS: usize = 6;

/// A text that may be the name of somebody where names stand: a few words that are no sentence.
pub(crate) fn perhaps(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches([':', ',', ' ', '\u{a0}']);
    // With brackets around it, and cheap to refuse.
    if text.len() > LONGEST + 2 {
        return None;
    }
    let inner = [('[', ']'), ('(', ')')].into_iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        let are_pairs = inner.matches(open).count() == inner.matches(close).count();
        (are_pairs && inner.find(open) <= inner.find(close)).then_some(inner)
    });
    let text = inner.unwrap_or(text).trim();
    // What stands in brackets behind a name tells more of it.
    let person = text.split_once(" (").map_or(text, |(person, _)| person);
    let words = person.split([' ', '\u{a0}']).filter(|word| !word.is_empty()).count();
    let last = text.rsplit(' ').next().unwrap_or_default();
    let is_short = last.trim_end_matches('.').chars().count() <= 3;
    let ends = text.ends_with(['…', '-', '–', '—'])
        || text.ends_with('.') && !is_short
        || text.ends_with(['?', '!']) && words > 1;
    let is_sign =
        |c: char| matches!(c, '"' | '«' | '»' | '“' | '”' | ';' | ':' | '<' | '>' | '=' | '|');
    let is_one = opens_as_names_do(text)
        && !is_clause(person)
        && text.len() <= LONGEST
        && (1..=MOST_WORDS).contains(&words)
        && !ends
        && !text.contains(is_sign)
        && !is_remark(text)
        && !names_sound(text);
    is_one.then_some(text)
}

/// Whether a text begins as a name may: with a letter, a number before a name (`3012 Marc Roy`), or
/// that of a telephone (`+1 312-555-0199`). A letter alone may be the initial of anybody.
fn opens_as_names_do(text: &str) -> bool {
    let is_initial = text.len() == 1;
    let behind_number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let capital = |c: char| c.is_alphabetic() && !c.is_lowercase();
    let named =
        behind_number.strip_prefix([' ', '_']).is_some_and(|name| name.starts_with(capital));
    let numbered = behind_number.len() < text.len() && named;
    let plain = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '@' | '#'));
    !is_initial && (plain || numbered || is_telephone(text))
}

/// Whether a text is the number of a telephone, of which some may be hidden: `+1312***0199`.
fn is_telephone(text: &str) -> bool {
    const FEWEST_DIGITS: usize = 6;
    let is_digit = |c: &char| c.is_ascii_digit() || *c == '*';
    let is_sign =
        |c: char| is_digit(&c) || matches!(c, '+' | '(' | ')' | '-' | '.' | ' ' | '\u{a0}');
    text.chars().all(is_sign) && text.chars().filter(is_digit).count() >= FEWEST_DIGITS
}

/// Whether a text in small letters is rather the beginning of a sentence: `and he told me`, `il y a
/// deux choses`.
fn is_clause(text: &str) -> bool {
    const MOST_WORDS: usize = 3;
    const BEGINNINGS: WordList = WordList(
        "\
        a and at but for he how i if in it my no not of on or our she so that there they this to we what \
        when where which who why yes you ainsi au avec c’est c'est ce cela ces cette car ça comme dans de \
        des donc du elle elles en et eux il ils j’ai j'ai je leur mais ma mon ne ni nos notre nous on or \
        ou où par parce pas pour puis quand que quel quelle qui quoi sans se si son sur ta tu un une vos \
        votre vous y",
    );
    let mut words = text.split([' ', '\u{a0}']).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let others: Vec<&str> = words.collect();
    // Four names in a row have no word that only holds a sentence together.
    let is_function = |word: &&str| {
        let word: String = word.chars().filter(|c| c.is_alphabetic()).collect();
        [Lang::Fr, Lang::En].iter().any(|lang| is_stop(&word, *lang))
    };
    first.starts_with(char::is_lowercase)
        && (others.len() >= MOST_WORDS && others.iter().any(is_function)
            || !others.is_empty() && BEGINNINGS.has(first))
}

/// Whether what may be a name comes often enough to be one where names stand: words in small letters
/// may be said again.
pub(crate) fn is_often(name: &str, count: usize) -> bool {
    let are_words = name.contains(' ') && !name.chars().any(char::is_uppercase);
    count >= if are_words { 3 } else { 2 }
}

/// Whether words open with something before a colon, whatever it is: where each turn opens with a
/// name, somebody whose name was not told speaks.
pub(crate) fn opens_with_colon(words: &str) -> bool {
    at_colon(words, LONGEST + 2).is_some_and(|(name, said)| !name.is_empty() && !said.is_empty())
}

/// What may be the name of somebody before a colon, and what is said.
pub(crate) fn before_colon(words: &str) -> Option<(&str, &str)> {
    let (name, said) = at_colon(words, LONGEST + 2)?;
    Some((perhaps(name)?, said))
}

#[cfg(test)]
mod tests {
    /// Who speaks in each cue of captions in which two people speak in turn, each cue in one shape.
    fn speakers(shape: fn(&str, &str) -> String, names: [&str; 4]) -> Vec<Option<String>> {
        let mut text = String::new();
        for (nth, name) in names.iter().enumerate() {
            for (half, (name, words)) in
                [("Ida Moss", "The ferry leaves at noon."), (name, "Nobody told us of it.")]
                    .into_iter()
                    .enumerate()
            {
                let at = 10 + 8 * nth + 4 * half;
                let cue = shape(name, words);
                text.push_str(&format!("1\n00:00:{at},000 --> 00:00:{},500\n{cue}\n\n", at + 3));
            }
        }
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        document.cues.into_iter().map(|cue| cue.speaker).collect()
    }

    #[test]
    fn what_is_said_again_before_a_colon_is_no_name() {
        for clause in [
            "and he told me",
            "il y a deux choses",
            "et puis",
            "la question est simple",
            "deux choses",
        ] {
            let shape: fn(&str, &str) -> String = |name, words| format!("{name}: {words}");
            let found = speakers(shape, ["Tim Rook", clause, "Tim Rook", clause]);
            assert!(!found.contains(&Some(clause.to_owned())), "{found:?}");
            let asked = speakers(shape, ["Tim Rook", "Question", "Tim Rook", "Tim Rook"]);
            assert_eq!(asked[3], None, "{asked:?}");
        }
    }

    #[test]
    fn captions_name_those_who_do_not_look_so_too() {
        let shapes: [fn(&str, &str) -> String; 5] = [
            |name, words| format!("{name}: {words}"),
            |name, words| format!("[{name}]: {words}"),
            |name, words| format!(">> {name}: {words}"),
            |name, words| format!("- {name} : {words}"),
            |name, words| format!("{name}:\n{words}"),
        ];
        for shape in shapes {
            for name in [
                "lea",
                "la rapporteure",
                "@lea.m",
                "caller7",
                "Habitante du quai",
                "王芳",
                "rama devi sita kumari",
                "+1312***0199",
                "3012 Marc Roy",
            ] {
                let found = speakers(shape, [name; 4]);
                let found: Vec<_> = found.iter().map(Option::as_deref).collect();
                assert_eq!(found, [Some("Ida Moss"), Some(name)].repeat(4), "{}", shape(name, ""));

                // Who comes once may be nobody, and the words are not those of anybody else.
                let once = speakers(shape, ["Tim Rook", "Tim Rook", name, "Tim Rook"]);
                assert!(once[5].as_deref().is_none_or(|who| who == name), "{once:?}");
            }
        }
    }

    #[test]
    fn what_opens_a_cue_where_names_open_the_others_is_nobody_known() {
        for name in ["President of the Council and Chair of Finance", "Kim Lee | Sales", "k"] {
            let found = speakers(
                |name, words| format!("{name}: {words}"),
                ["Tim Rook", "Tim Rook", name, "Tim Rook"],
            );
            assert_eq!(found[5], None, "{name}: {found:?}");
        }
    }

    #[test]
    fn where_each_cue_names_who_goes_on_one_without_a_name_is_nobodys() {
        let mut text = String::new();
        for nth in 0..12 {
            let name = ["Ida Moss: ", "Ida Moss: ", "Tim Rook: "][nth % 3];
            let name = if nth == 7 { "" } else { name };
            let at = 10 + 4 * nth;
            text.push_str(&format!(
                "{nth}\n00:00:{at},000 --> 00:00:{},500\n{name}We go on.\n\n",
                at + 3
            ));
        }
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let found: Vec<_> = document.cues.iter().map(|cue| cue.speaker.as_deref()).collect();
        assert_eq!((found[6], found[7], found[8]), (Some("Ida Moss"), None, Some("Tim Rook")));
    }
}
