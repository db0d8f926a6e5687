//! What is shown of a link, and how a terminal is told to open it.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use ibid::{path_text, percent_encoded};

use super::{INDENT, LINK, plain, terminal_is_dumb};

/// Prints a link on a line of its own, which is never folded.
///
/// A terminal is told the whole address (OSC 8, <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>),
/// so that it opens what is shown in short. Where colours are off the stream takes this out again.
pub(super) fn link(out: &mut impl Write, url: &str) -> io::Result<()> {
    let shown = path_text::shown(url);
    let shown = self::shown(&shown);
    let shown = plain(&shown);
    if are_wanted() {
        let target = target(url);
        let (open, close) = (format!("\x1b]8;;{target}\x1b\\"), "\x1b]8;;\x1b\\");
        return writeln!(out, "{INDENT}{LINK}{open}{shown}{close}{LINK:#}");
    }
    writeln!(out, "{INDENT}{LINK}{shown}{LINK:#}")
}

/// Whether a terminal is told what to open: on any that takes escapes, unless `FORCE_HYPERLINK=0`
/// forbids it; with another value of it anywhere.
fn are_wanted() -> bool {
    match std::env::var("FORCE_HYPERLINK").as_deref().map(str::trim) {
        Ok("0") => false,
        Ok(value) if !value.is_empty() => true,
        _ => io::stdout().is_terminal() && !terminal_is_dumb(),
    }
}

/// Whether a link is an address, and not the path of a file.
fn is_address(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A link as a person reads it: a file as one would type it where one stands, with its line as
/// editors take it (`path:12`); an address as it is.
fn shown(url: &str) -> Cow<'_, str> {
    if is_address(url) {
        return url.into();
    }
    let here = std::env::current_dir().ok();
    let below =
        here.as_deref().and_then(|dir| url.strip_prefix(dir.to_str()?)?.strip_prefix(['/', '\\']));
    let path = below.unwrap_or(url);

    match path.rsplit_once("#L") {
        Some((path, line)) if is_number(line) => format!("{path}:{line}").into(),
        _ => path.into(),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// What a terminal is told to open: an address, or the file without its line, which not all that
/// open files understand. All but letters, digits and the signs of addresses is written in percent:
/// a source must not end the sequence.
pub(crate) fn target(url: &str) -> String {
    if is_address(url) {
        return percent_encoded(url, b"-._~:/?#[]@!$&'()*+,;=%");
    }
    let path = match url.rsplit_once('#') {
        Some((path, _)) => path,
        None => url,
    };
    let path = path.replace('\\', "/");
    let root = if path.starts_with('/') { "" } else { "/" };
    format!("file://{root}{}", percent_encoded(path_text::bytes_of(&path), b"-._~:/!$&'()*+,;=@"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_shown_with_its_line_as_editors_take_it() {
        assert_eq!(shown("/nowhere/notes #1.md#L12"), "/nowhere/notes #1.md:12");
        assert_eq!(shown("/nowhere/book.pdf#page=3"), "/nowhere/book.pdf#page=3");
        assert_eq!(shown("/nowhere/a.mp3#t=12.5,14"), "/nowhere/a.mp3#t=12.5,14");
        assert_eq!(shown("https://example.org/a#L12"), "https://example.org/a#L12");
    }

    #[test]
    fn nothing_of_a_source_ends_the_sequence_that_holds_it() {
        let hostile = "https://example.org/\u{1b}\\é \u{7}?q=a%20b";
        assert_eq!(target(hostile), "https://example.org/%1B%5C%C3%A9%20%07?q=a%20b");
    }

    #[test]
    fn a_file_is_opened_by_its_whole_path() {
        assert_eq!(target("/tmp/un été.md#L12"), "file:///tmp/un%20%C3%A9t%C3%A9.md");
        assert_eq!(target("C:\\notes\\a.md#L1"), "file:///C:/notes/a.md");
    }
}
