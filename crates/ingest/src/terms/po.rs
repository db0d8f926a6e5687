//! The message files of GNU gettext: what a program says, and its translation
//! (<https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html>).

mod label;
mod messages;

use ibid_core::diagnostic::{Code, ProblemKind};
use ibid_core::identify::identify;
use ibid_core::lang::Lang;
use ibid_core::lexicon::terms::{Direction, Entry, LeftOut};

use super::Sink;
use label::label;
use messages::{Message, Messages};

/// So many bytes of messages say which language they are in.
const SAMPLE_BYTES: usize = 4096;

/// Whether a text is a file of messages: the first line that is no comment begins one.
pub(super) fn sniff(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    ["msgid", "msgctxt", "domain"].iter().any(|word| {
        let rest = first.strip_prefix(word).map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with('"'))
    })
}

/// Reads a file of messages.
pub(super) fn read(text: &str, sink: &mut Sink) {
    let mut messages = Messages::new(text);
    let all: Vec<Message> = messages.by_ref().collect();
    for left_out in messages.bad {
        sink.leave_out(left_out);
    }
    let Some((from, to)) = languages(&all) else {
        let line = all.first().map_or(1, |message| message.line);
        return sink.leave_out(LeftOut::new(line, ProblemKind::NoTermLanguages));
    };

    let mut untranslated = messages.obsolete;
    let mut first = None;
    for message in all.iter().filter(|message| !message.is_header()) {
        if message.fuzzy || message.translations.iter().all(String::is_empty) {
            untranslated += 1;
            first.get_or_insert(message.line);
        } else if let Some(entry) = entry(message, from, to)
            && !sink.add(&entry)
        {
            break;
        }
    }

    if untranslated > 0 {
        let count = [("count", untranslated.to_string())];
        sink.builder.warn(Code::TermsNotTranslated, &count);
    }
    if let Some(line) = first.filter(|_| sink.builder.is_empty()) {
        sink.leave_out(LeftOut::new(line, ProblemKind::NotTranslated));
    }
}

/// The language of the messages and that of their translations, where these are ours.
fn languages(all: &[Message]) -> Option<(Lang, Lang)> {
    let (headers, messages): (Vec<&Message>, Vec<&Message>) =
        all.iter().partition(|message| message.is_header());
    let header = headers.first();
    let field = |name: &str| {
        let mut lines = header?.translations.first()?.lines();
        let named = |line: &'_ str| {
            let (field, value) = line.split_once(':')?;
            field.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        lines.find_map(named).filter(|value| !value.is_empty())
    };
    let declared = field("Language").or_else(|| field("X-Poedit-Language"));
    let source = field("X-Source-Language");

    let to = match declared {
        Some(name) => Lang::from_tag(&name)?,
        None => guess(messages.iter().flat_map(|message| &message.translations)).ok()??,
    };
    let from = match source {
        Some(name) => Lang::from_tag(&name)?,
        // most programs speak English first, and short labels say little
        None => guess(messages.iter().map(|message| &message.id)).ok()?.unwrap_or(to.other()),
    };

    (from != to).then_some((from, to))
}

/// The language that texts are plainly in, if any; an error for one that is not ours.
fn guess<'m>(texts: impl Iterator<Item = &'m String>) -> Result<Option<Lang>, ()> {
    let mut sample = String::new();
    for text in texts {
        if sample.len() > SAMPLE_BYTES {
            break;
        }
        sample.extend(label(text));
        sample.push('\n');
    }

    let guess = identify(&sample);
    if guess.foreign { Err(()) } else { Ok(guess.lang.filter(|_| guess.is_clear())) }
}

/// What a message says in both languages; nothing where it holds no word in either.
fn entry(message: &Message, from: Lang, to: Lang) -> Option<Entry> {
    let mut entry = Entry { line: message.line, direction: Direction::Both, ..Entry::default() };
    let sources = [Some(&message.id), message.plural.as_ref()];
    entry.side_mut(from).extend(sources.into_iter().flatten().filter_map(|text| label(text)));
    entry.side_mut(to).extend(message.translations.iter().filter_map(|text| label(text)));
    (!entry.fr.is_empty() || !entry.en.is_empty()).then_some(entry)
}
