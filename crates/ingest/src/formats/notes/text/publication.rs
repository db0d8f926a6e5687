//! The line that says when a page was published, and by whom.

use ibid_core::document::Date;

/// What such a line says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Publication {
    /// The day, in the order written when there are several.
    pub(crate) date: Option<Date>,
    /// The author, as written.
    pub(crate) author: Option<String>,
    /// It says what it is (`publié`, `written`): sure wherever it stands.
    pub(super) has_verb: bool,
    /// The date is of a change, not of the publication.
    pub(super) is_update: bool,
}

const VERBS: &[&str] = &[
    "publié",
    "publiée",
    "publie",
    "posté",
    "écrit",
    "rédigé",
    "mis en ligne",
    "date de publication",
    "paru",
    "publication",
    "published",
    "posted",
    "written",
    "created",
    "publication date",
    "first published",
];
const UPDATES: &[&str] = &[
    "dernière mise à jour",
    "mise à jour",
    "mis à jour",
    "mise a jour",
    "modifié",
    "dernière modification",
    "last updated",
    "updated",
    "last modified",
    "modified",
    "last reviewed",
];
const JOINERS: &[&str] = &["le", "du", "à", "on", "at", "the", "et", "and", "in", "en"];
const BY: &[&str] = &["par", "by"];

/// Reads a whole line; `None` when any of it is something else.
pub(crate) fn parse(line: &str) -> Option<Publication> {
    if line.chars().count() > 160 {
        return None;
    }
    let mut found = Publication::default();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(is_separator);
        if rest.is_empty() {
            break;
        }
        if let Some(after) = strip_any(rest, UPDATES) {
            found.is_update |= found.date.is_none();
            found.has_verb = true;
            rest = after;
        } else if let Some(after) = strip_any(rest, VERBS) {
            found.has_verb = true;
            rest = after;
        } else if let Some((date, after)) = date_at_start(rest) {
            found.date.get_or_insert(date);
            rest = after;
        } else if let Some(after) = strip_any(rest, BY) {
            if found.author.is_some() {
                return None;
            }
            let (author, after) = author_at_start(after);
            found.author = Some(author).filter(|a| !a.is_empty());
            rest = after;
        } else {
            rest = clock_at_start(rest).or_else(|| strip_any(rest, JOINERS))?;
        }
    }

    (found.date.is_some() || found.author.is_some()).then_some(found)
}

/// A text that is one date and nothing else.
pub(crate) fn whole_date(text: &str) -> Option<Date> {
    let (date, rest) = date_at_start(text.trim())?;
    rest.trim().is_empty().then_some(date)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ',' | '|' | '·' | '-' | '–' | '—' | ':' | '•' | '.' | '(' | ')')
}

/// What follows one of `words`, in whatever case, when it is there as a whole.
fn strip_any<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| strip_word(text, word))
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    let same = |c: char| rest.next().is_some_and(|r| r.to_lowercase().eq(c.to_lowercase()));
    if !word.chars().all(same) {
        return None;
    }

    let rest = rest.as_str();
    let goes_on = rest.starts_with(char::is_alphanumeric) || rest.starts_with(['\'', '’']);
    (!goes_on).then_some(rest)
}

/// The author up to the date or the end: `, OPSI Staff on 19 June 2014` -> `OPSI Staff`.
fn author_at_start(text: &str) -> (String, &str) {
    let text = text.trim_start_matches(is_separator);
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        let here = &text[at..];
        let starts_word = !c.is_whitespace()
            && text[..at].chars().next_back().is_none_or(|b| !b.is_alphanumeric());
        if !starts_word {
            continue;
        }
        let dated = |rest: &str| date_at_start(rest.trim_start_matches(is_separator)).is_some();
        let joined = strip_any(here, JOINERS).is_some_and(dated);
        let verb = strip_any(here, UPDATES).or_else(|| strip_any(here, VERBS)).is_some();
        if date_at_start(here).is_some() || joined || verb {
            end = at;
            break;
        }
    }

    (text[..end].trim_matches(is_edge).to_owned(), &text[end..])
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '|' | '·' | '-' | '–' | '—' | ':' | '•' | '(')
}

/// A date in ISO form, in figures (day first), or with a month's name in either language.
fn date_at_start(text: &str) -> Option<(Date, &str)> {
    iso(text).or_else(|| figures(text)).or_else(|| day_first(text)).or_else(|| month_first(text))
}

/// A number of at most `digits` digits, and what follows.
fn number(text: &str, digits: usize) -> Option<(u16, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    if end == 0 || end > digits {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn date(year: u16, month: u16, day: u16) -> Option<Date> {
    Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

fn iso(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = number(text, 4).filter(|(y, _)| *y >= 1000)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
    Some((date(year, month, day)?, rest))
}

fn figures(text: &str) -> Option<(Date, &str)> {
    let (first, rest) = number(text, 2)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '/' | '.' | '-'))?;
    let (second, rest) = number(&rest[1..], 2)?;
    let (year, rest) = number(rest.strip_prefix(mark)?, 4).filter(|(y, _)| *y >= 1000)?;
    // The day first, as in Europe; unless that is no date.
    Some((date(year, second, first).or_else(|| date(year, first, second))?, rest))
}

fn day_first(text: &str) -> Option<(Date, &str)> {
    let text = weekday(text);
    let (day, rest) = number(text, 2)?;
    let rest = strip_any(rest, &["er", "st", "nd", "rd", "th"]).unwrap_or(rest);
    let rest = rest.trim_start();
    let rest = strip_any(rest, &["of"]).unwrap_or(rest).trim_start();
    let (month, rest) = month(rest)?;
    let (year, rest) = number(rest.trim_start_matches([' ', '\u{a0}', ',', '.']), 4)
        .filter(|(y, _)| *y >= 1000)?;
    Some((date(year, month, day)?, rest))
}

fn month_first(text: &str) -> Option<(Date, &str)> {
    let (month, rest) = month(weekday(text))?;
    let (day, rest) = number(rest.trim_start_matches([' ', '\u{a0}', '.']), 2)?;
    let rest = strip_any(rest, &["st", "nd", "rd", "th"]).unwrap_or(rest);
    let (year, rest) =
        number(rest.trim_start_matches([' ', '\u{a0}', ',']), 4).filter(|(y, _)| *y >= 1000)?;
    Some((date(year, month, day)?, rest))
}

fn weekday(text: &str) -> &str {
    match strip_any(text, WEEKDAYS) {
        Some(rest) => rest.trim_start_matches([' ', ',', '\u{a0}']),
        None => text,
    }
}

fn month(text: &str) -> Option<(u16, &str)> {
    (1..).zip(MONTHS).find_map(|(month, names)| Some((month, strip_any(text, names)?)))
}

/// A time of day: `10:30`, `10h30`, `10 h`.
fn clock_at_start(text: &str) -> Option<&str> {
    let (_, rest) = number(text, 2)?;
    let rest = rest.trim_start_matches(' ').strip_prefix([':', 'h'])?;
    Some(number(rest, 2).map_or(rest, |(_, rest)| rest))
}

const WEEKDAYS: &[&str] = &[
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];
const MONTHS: &[&[&str]] = &[
    &["janvier", "january", "janv", "jan"],
    &["février", "fevrier", "february", "févr", "fév", "feb"],
    &["mars", "march", "mar"],
    &["avril", "april", "avr", "apr"],
    &["mai", "may"],
    &["juin", "june", "jun"],
    &["juillet", "july", "juil", "jul"],
    &["août", "aout", "august", "aug"],
    &["septembre", "september", "sept", "sep"],
    &["octobre", "october", "oct"],
    &["novembre", "november", "nov"],
    &["décembre", "decembre", "december", "déc", "dec"],
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn publication_lines_in_both_languages() {
        let june = Some((2014, 6, 19));

        for (line, day, author) in [
            (
                "Publié le 21 décembre 2017 par Mission « Ville »",
                Some((2017, 12, 21)),
                Some("Mission « Ville »"),
            ),
            ("Publié par Anne Lenoir le 3 mai 2020", Some((2020, 5, 3)), Some("Anne Lenoir")),
            ("Publié le lundi 1er mars 2021 à 10h30", Some((2021, 3, 1)), None),
            ("PUBLIÉ LE 03/05/2020", Some((2020, 5, 3)), None),
            ("Par l’équipe du lab, le 3 mai 2020", Some((2020, 5, 3)), Some("l’équipe du lab")),
            ("Mis à jour le 2 août 2019", Some((2019, 8, 2)), None),
            ("Publié le 3 mai 2020 - Mis à jour le 4 mai 2020", Some((2020, 5, 3)), None),
            ("Written by , OPSI Staff on 19 June 2014", june, Some("OPSI Staff")),
            ("Written by the records team, on 19 June 2014", june, Some("the records team")),
            ("By A. Smith on June 19th, 2014", june, Some("A. Smith")),
            ("Posted June 19, 2014 by Jo Smith", june, Some("Jo Smith")),
            ("Published on 2014-06-19", june, None),
            ("19 June 2014", june, None),
            ("By Jo Smith", None, Some("Jo Smith")),
            ("Last updated: 06/19/2014", june, None),
        ] {
            let found = parse(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(found.date, day.and_then(|(y, m, d)| Date::new(y, m, d)), "{line}");
            assert_eq!(found.author.as_deref(), author, "{line}");
        }
        assert!(parse("Mis à jour le 2 août 2019").unwrap().is_update);
        assert!(!parse("Publié le 3 mai 2020 - Mis à jour le 4 mai 2020").unwrap().is_update);
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            "Publié le 21 décembre 2017 dans un journal du soir",
            "Le 8 et 9 mai 2017, une réunion a eu lieu.",
            "On 19 June 2014 the centre opened its doors",
            "Publication",
            "Paris",
            "31 février 2020",
            "",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }

        assert_eq!(whole_date("4 mai 2020"), Date::new(2020, 5, 4));
        assert_eq!(whole_date("4 mai 2020 x"), None);
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "(publié |by |le |on |mai |[0-9]{1,4}|[ ,/.-]|\\PC){0,20}") {
            let _ = parse(&line);
        }
    }
}
