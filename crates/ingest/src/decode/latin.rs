//! Which of the encodings of French and English a text is in: Windows-1252, ISO-8859-15 or `MacRoman`.
//!
//! They differ in what each byte above ASCII stands for, so each reading is weighed: accented letters
//! stand within words and typographic signs beside them, or else the reading is wrong.

use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, WINDOWS_1252};

/// Of these the first that reads best.
const CANDIDATES: [&Encoding; 3] = [WINDOWS_1252, ISO_8859_15, MACINTOSH];

/// How well a sample reads in one encoding.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    weight: i64,
    /// Characters above ASCII, and those of them that stand where French and English put them.
    all: usize,
    good: usize,
}

/// The encoding of a sample of lines that are not plain ASCII; `other` is what it seems to be
/// without regard to languages.
pub(super) fn best(sample: &[u8], other: &'static Encoding) -> &'static Encoding {
    let mut best = (WINDOWS_1252, Reading::default());
    for (i, encoding) in CANDIDATES.into_iter().enumerate() {
        let reading = read(&encoding.decode_without_bom_handling(sample).0);
        if i == 0 || reading.weight > best.1.weight {
            best = (encoding, reading);
        }
    }

    let (encoding, reading) = best;
    // Four in five: names of other languages come in, other languages do not.
    let ours = reading.good * 5 >= reading.all * 4 && reading.weight > 0;
    if ours || other == WINDOWS_1252 { encoding } else { other }
}

fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            let after = chars.peek().copied().unwrap_or(' ');
            let weight = weigh(before, c, after);
            reading.weight += weight;
            reading.all += 1;
            reading.good += usize::from(weight > 1);
        }
        before = c;
    }

    reading
}

/// Whether a text between two characters stands where French and English put it, all of it.
pub(super) fn reads_well(before: char, text: &str, after: char) -> bool {
    let befores = std::iter::once(before).chain(text.chars());
    let afters = text.chars().skip(1).chain(std::iter::once(after));
    befores.zip(text.chars()).zip(afters).all(|((before, c), after)| weigh(before, c, after) > 1)
}

/// How well a character stands between its neighbours: above 1 where French and English put it,
/// below 0 where hardly any language does.
fn weigh(before: char, c: char, after: char) -> i64 {
    match c {
        'é' | 'è' | 'à' | 'ê' | 'ç' | 'œ' | 'ù' | 'â' | 'î' | 'ô' | 'û' | 'ë' | 'ï' | 'ü' | 'æ'
        | 'ÿ' => small_letter(before, c, after),
        'É' | 'È' | 'À' | 'Ê' | 'Ç' | 'Œ' | 'Ù' | 'Â' | 'Î' | 'Ô' | 'Û' | 'Ë' | 'Ï' | 'Ü' | 'Æ'
        | 'Ÿ' => capital(before, c, after),
        _ if c.is_control() => -6,
        _ if c.is_lowercase() => foreign_letter(before, after),
        _ if c.is_alphabetic() && before.is_lowercase() => -3,
        _ if c.is_alphabetic() => i64::from(after.is_alphabetic()) - 1,
        _ => sign(before, c, after),
    }
}

/// The same for what is no letter.
fn sign(before: char, c: char, after: char) -> i64 {
    let (left, right) = (before.is_alphabetic(), after.is_alphabetic());
    let if_fit = |fits: bool, otherwise: i64| if fits { 2 } else { otherwise };

    match c {
        '’' if left && right => 3,
        '’' | '…' => if_fit(left, -i64::from(right)),
        '‘' | '“' => if_fit(right && !left, -1),
        '”' => if_fit(!right && before != ' ', -1),
        '«' => if_fit(!left && (right || after.is_whitespace() || after.is_ascii_digit()), -2),
        '»' => if_fit(!right && before != '»', -2),
        '–' | '—' | '•' | '·' => if_fit(!(left && right), -1),
        '€' | '£' => {
            let number = before.is_ascii_digit() || after.is_ascii_digit();
            if_fit(number || before.is_whitespace(), -2)
        }
        '\u{a0}' => no_break_space(before, after),
        '©' => 1,
        '°' | '²' | '³' | '½' | '¼' | '¾' | '±' | '×' | '§' | '®' | '™' => {
            if right {
                -2
            } else {
                1
            }
        }
        _ if left || right => -3,
        _ => -1,
    }
}

/// Accented letters hardly ever stand three in a row, nor in the middle of capitals.
fn small_letter(before: char, c: char, after: char) -> i64 {
    let accented = |c: char| c.is_alphabetic() && !c.is_ascii();
    let lone = !before.is_alphanumeric() && !after.is_alphanumeric();

    if accented(before) && accented(after) || before.is_uppercase() && after.is_uppercase() {
        -2
    } else if lone {
        if c == 'à' { 2 } else { -1 }
    } else if accented(before) || accented(after) {
        // `créée`
        if before == 'é' || c == 'é' { 2 } else { 1 }
    } else if c == 'é' {
        3
    } else {
        2
    }
}

fn capital(before: char, c: char, after: char) -> i64 {
    if before.is_lowercase() {
        -3
    } else if before.is_uppercase() || after.is_alphabetic() || matches!((c, after), ('À', ' ')) {
        2
    } else {
        -1
    }
}

fn no_break_space(before: char, after: char) -> i64 {
    let typographic = matches!(after, ';' | ':' | '!' | '?' | '»' | '%' | '€' | '–')
        || matches!(before, '«' | '–')
        || before.is_ascii_digit();
    if typographic { 2 } else { 0 }
}

fn foreign_letter(before: char, after: char) -> i64 {
    let accented = |c: char| c.is_alphabetic() && !c.is_ascii();
    if accented(before) || accented(after) {
        -1
    } else if before.is_alphabetic() || after.is_alphabetic() {
        1
    } else {
        -1
    }
}
