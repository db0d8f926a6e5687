//! References for people to read: plain, in Markdown, and by ISO 690.

use ibid_core::lang::Lang;

use super::words::{accessed, available, colon, day, evidence, file, online, quoted, undated};
use super::{Reference, ReferenceOptions, on_a_line};

/// `Speaker, “Quote”, Title, Author, 12 May 2017, 00:25:26–00:26:10, address (accessed …)`
pub(super) fn plain(reference: &Reference, options: &ReferenceOptions) -> String {
    let lang = options.lang;
    let author = reference.author_beside_speaker();
    let parts = [
        reference.who().map(on_a_line),
        Some(quote_with_evidence(reference, lang)),
        Some(title(reference)),
        author.map(on_a_line),
        reference.date.map(|date| day(date, lang)),
        reference.times(),
        Some(place(reference).to_owned()).filter(|place| *place != reference.title),
    ];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match options.accessed {
        Some(date) => format!("{line} ({})", accessed(date, lang)),
        None => line,
    }
}

/// The quote, and what kind of words it is where they are not those that were said.
fn quote_with_evidence(reference: &Reference, lang: Lang) -> String {
    let quote = quoted(&reference.quote_on_a_line(), lang);
    match evidence(reference.evidence, lang) {
        Some(kind) => format!("{quote} ({kind})"),
        None => quote,
    }
}

/// The address, or the path of a file that has none.
fn place(reference: &Reference) -> &str {
    reference.url.as_deref().unwrap_or(&reference.path)
}

/// A quotation, and below it who said it and a link.
pub(super) fn markdown(reference: &Reference, options: &ReferenceOptions) -> String {
    let lang = options.lang;
    let lines: Vec<String> =
        reference.quote.lines().map(|line| format!("> {}", escaped(line))).collect();
    let title = escaped(&title(reference));
    let label = match reference.times() {
        Some(times) => format!("{title}, {times}"),
        None => title,
    };
    let linked = match &reference.url {
        Some(url) => format!("[{label}](<{}>)", url.replace('>', "%3E").replace('<', "%3C")),
        None if reference.title == reference.path => label,
        None => format!("{label}, {}", escaped(&reference.path)),
    };

    let author = reference.author_beside_speaker();
    let parts = [
        reference.who().map(|who| escaped(&on_a_line(who))),
        Some(linked),
        author.map(|author| escaped(&on_a_line(author))),
        reference.date.map(|date| day(date, lang)),
        evidence(reference.evidence, lang).map(str::to_owned),
        options.accessed.map(|date| accessed(date, lang)),
    ];
    let source = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    format!("{}\n>\n> — {source}", lines.join("\n"))
}

/// A text of which Markdown reads no sign as its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let start = text.trim_start();
    // what begins a list, a title or a rule does so at the head of a line only
    let number = start.trim_start_matches(|c: char| c.is_ascii_digit());
    let ordered = number.len() < start.len() && number.starts_with(['.', ')']);
    for (at, c) in text.trim().char_indices() {
        let special = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&');
        let at_head = at == 0 && matches!(c, '#' | '+' | '-' | '=');
        let after_number = ordered && at == start.len() - number.len();
        if special || at_head || after_number {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `AUTHOR. Title [online]. Date [accessed …]. 00:25:26–00:26:10. Speaker: “Quote”. Available from: …`
pub(super) fn iso690(reference: &Reference, options: &ReferenceOptions) -> String {
    let lang = options.lang;
    let medium = reference.url.as_ref().map(|_| format!(" {}", online(lang))).unwrap_or_default();
    let quote = quote_with_evidence(reference, lang);
    let said = match &reference.speaker {
        Some(speaker) => format!("{}{} {quote}", on_a_line(speaker), colon(lang)),
        None => quote,
    };
    let dated = [
        // that the day is not known is said
        Some(reference.date.map_or_else(|| undated(lang).to_owned(), |date| day(date, lang))),
        options.accessed.map(|date| format!("[{}]", accessed(date, lang))),
    ];
    let dated = dated.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts = [
        reference.author.as_deref().map(|author| on_a_line(author).to_uppercase()),
        Some(format!("{}{medium}", title(reference))),
        Some(dated),
        reference.times(),
        Some(said),
        Some(match &reference.url {
            Some(url) => available(url, lang),
            None => file(&reference.path, lang),
        }),
    ];
    sentences(parts.into_iter().flatten())
}

/// Parts that each end with a stop, those that have one of their own with that alone.
fn sentences(parts: impl Iterator<Item = String>) -> String {
    let mut line = String::new();
    for part in parts {
        if !line.is_empty() {
            line.push_str(if ends_a_sentence(&line) { " " } else { ". " });
        }
        line.push_str(&part);
    }
    line
}

/// Whether a text ends with a stop, which may stand before a closing quotation mark.
fn ends_a_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['»', '”', '"', ' ', '\u{a0}', '\u{202f}']);
    end.ends_with(['.', '!', '?', '…'])
}

/// The title, without a stop of its own: what follows it has one.
fn title(reference: &Reference) -> String {
    let title = on_a_line(&reference.title);
    match title.strip_suffix('.') {
        // one of an ellipsis is no stop
        Some(stopped) if !stopped.ends_with('.') && !stopped.is_empty() => stopped.to_owned(),
        _ => title,
    }
}
