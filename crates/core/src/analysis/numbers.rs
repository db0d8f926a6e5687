//! Numbers as people group them: `126 000`, `250,000`, `2,5`.

use std::borrow::Cow;

use crate::lang::Lang;

/// Whether a word is digits with points or commas between them.
pub fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

/// One form for a number, whatever its language groups it with: no separators between groups, a
/// point before decimals.
///
/// A comma before exactly three digits groups in English and is a decimal comma in French.
pub fn normalise(number: &str, lang: Option<Lang>) -> Cow<'_, str> {
    if !number.contains([',', '.']) {
        return Cow::Borrowed(number);
    }

    let many = |sep: char| number.matches(sep).count() > 1;
    if !number.contains('.') && number.contains(',') {
        let decimal_comma = match lang {
            Some(Lang::Fr) => true,
            Some(Lang::En) | None => false,
        };
        let grouped = in_groups(number, ',') && (!decimal_comma || many(','));
        return Cow::Owned(if grouped {
            number.replace(',', "")
        } else {
            number.replacen(',', ".", 1)
        });
    }

    if number.contains(',') {
        // both: the last of them is before the decimals
        let (whole, decimals) = number.split_at(number.rfind([',', '.']).unwrap_or(number.len()));
        let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
        return Cow::Owned(format!("{whole}.{}", &decimals[1..]));
    }

    if many('.') && in_groups(number, '.') {
        Cow::Owned(number.replace('.', ""))
    } else {
        Cow::Borrowed(number)
    }
}

/// Whether a separator parts it into groups of three digits.
fn in_groups(number: &str, separator: char) -> bool {
    let mut parts = number.split(separator);
    let head = parts.next().unwrap_or_default();
    (1..=3).contains(&head.len())
        && parts.all(|p| p.len() == 3 && p.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether `c` is a space that groups digits.
pub fn is_group_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        for (number, lang, want) in [
            ("250,000", Lang::En, "250000"),
            ("1,250,000", Lang::Fr, "1250000"),
            ("2,5", Lang::Fr, "2.5"),
            ("2,5", Lang::En, "2.5"),
            ("2.5", Lang::Fr, "2.5"),
            ("2,500", Lang::Fr, "2.500"),
            ("1.250.000", Lang::Fr, "1250000"),
            ("1,250.75", Lang::En, "1250.75"),
            ("1.250,75", Lang::Fr, "1250.75"),
            ("2019", Lang::En, "2019"),
        ] {
            assert_eq!(normalise(number, Some(lang)), want, "{number} {lang}");
        }
    }
}
