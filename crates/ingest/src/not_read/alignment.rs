//! What programs of speech write for each other, a line a word or a turn: CTM, STM and RTTM, the
//! formats of NIST's evaluations.

/// How many lines tell.
const LOOKED_AT: usize = 3;

/// Whether a text begins with lines of one of these formats.
pub(super) fn is_one(head: &str) -> bool {
    let mut lines = head
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(";;"))
        .take(LOOKED_AT)
        .peekable();
    lines.peek().is_some() && lines.all(is_line)
}

fn is_line(line: &str) -> bool {
    let fields: Vec<&str> = line.split([' ', '\t']).filter(|field| !field.is_empty()).collect();
    is_rttm(&fields) || is_ctm(&fields) || is_stm(&fields)
}

/// `SPEAKER file 1 3.120 1.880 <NA> <NA> name <NA> <NA>`
fn is_rttm(fields: &[&str]) -> bool {
    (9..=10).contains(&fields.len())
        && fields[0].bytes().all(|b| b.is_ascii_uppercase() || b == b'-')
        && fields.contains(&"<NA>")
}

/// `file 1 3.12 0.28 word 0.99`
fn is_ctm(fields: &[&str]) -> bool {
    let sure = |field: &&str| number(field).is_some_and(|sure| (0.0..=1.0).contains(&sure));
    (5..=6).contains(&fields.len())
        && is_channel(fields[1])
        && fields[2..4].iter().all(|field| is_time(field))
        && fields.get(5).is_none_or(sure)
}

/// `file 1 speaker 3.12 5.00 <o,f0,female> words`
fn is_stm(fields: &[&str]) -> bool {
    fields.len() > 5
        && is_channel(fields[1])
        && fields[3..5].iter().all(|field| is_time(field))
        && number(fields[3]) < number(fields[4])
}

fn is_channel(field: &str) -> bool {
    field.len() == 1 && field.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// Seconds with a fraction.
fn is_time(field: &str) -> bool {
    field.contains('.') && number(field).is_some()
}

fn number(field: &str) -> Option<f64> {
    field.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}
