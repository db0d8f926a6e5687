//! Whether a text is a web page.

use super::elements::{Role, role};
use super::tags::{PagePiece, Pieces};
use crate::clean::head;

/// `HEAD` bytes at the start tell.
const HEAD: usize = 8192;

/// Whether a text is a page: it starts as one, or is a part of one from its first tag to its last.
pub(crate) fn sniff(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !text.starts_with('<') {
        return false;
    }

    let head = head(text, HEAD);
    if is_html_doctype(head) {
        return true;
    }

    let first = Pieces::new(head)
        .find(|(_, piece)| !matches!(piece, PagePiece::Text(t) if t.trim().is_empty()));
    match first {
        Some((_, PagePiece::Open(name, _))) => {
            let name = name.to_ascii_lowercase();
            matches!(name.as_str(), "html" | "head" | "body")
                || is_fragment(&name, head, text)
                || is_above_page(&name, head)
        }
        _ => false,
    }
}

/// `<!DOCTYPE html …>`, perhaps after an XML declaration and comments.
fn is_html_doctype(head: &str) -> bool {
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else {
            break;
        };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after;
    }

    let start = "<!doctype";
    let doctype = rest.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start));
    let name = rest.get(start.len()..).unwrap_or_default().trim_start();
    let is_html = name.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html"));

    doctype && is_html && !name.get(4..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// An element of a page that stands above `<html>`, where old programs and scripts of servers put it:
/// `<base>`, `<font>`, `<a name>`.
fn is_above_page(first: &str, head: &str) -> bool {
    let is_known = is_of_page(first) || matches!(first, "base" | "basefont" | "font" | "i" | "u");
    // What has words above it is a text that speaks of `<html>`.
    let mut above = Pieces::new(head).take_while(|(_, piece)| match piece {
        PagePiece::Text(text) => !text.contains(char::is_alphanumeric),
        _ => true,
    });
    let is_html = |(_, piece): (usize, PagePiece<'_>)| matches!(piece, PagePiece::Open(name, _) if name.eq_ignore_ascii_case("html"));
    is_known && !head.lines().any(is_markdown) && above.any(is_html)
}

/// Tags of a page from the first character to the last, several of them closed; or a text whose
/// paragraphs and headings are all there is. Notes in Markdown may start with a tag too, and have
/// their own signs below it.
fn is_fragment(first: &str, head: &str, text: &str) -> bool {
    let is_text = |name: &str| matches!(role(name), Role::Paragraph | Role::Heading(_));
    let ends = text.trim_end().ends_with('>');
    if !is_of_page(first) || first == "a" || !(ends || is_text(first)) {
        return false;
    }

    if head.contains("yt-timestamp") || head.lines().any(is_markdown) {
        return false;
    }
    let (mut closed, mut texts) = (0, 0);
    for (_, piece) in Pieces::new(head) {
        match piece {
            PagePiece::Close(name) if is_of_page(&name.to_ascii_lowercase()) => closed += 1,
            PagePiece::Open(name, _) if is_text(&name.to_ascii_lowercase()) => texts += 1,
            _ => {}
        }
    }

    ends && closed >= 3 || is_text(first) && (ends && closed >= 1 || texts >= 2)
}

/// Whether an element of this name is a sign of a page.
fn is_of_page(name: &str) -> bool {
    let known = matches!(
        name,
        "meta" | "title" | "link" | "script" | "style" | "span" | "b" | "strong" | "cite" | "time"
    );
    known || !matches!(role(name), Role::Inline)
}

/// Whether a line has the signs of Markdown.
fn is_markdown(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("# ")
        || line.starts_with("## ")
        || line.starts_with("- ")
        || line.contains("](")
        || line.contains("**")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_their_start() {
        for page in [
            "<!DOCTYPE html>\n<title>x</title>",
            "\u{feff}\n <!-- saved --> <!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\"><html xmlns=\"http://www.w3.org/1999/xhtml\">",
            "<HTML lang=fr>text",
            "<BASE HREF=\"file:///C|/a.htm\">\n\n<html>\n<body>text",
            "<a name=top></a><html><body>text",
            "<font face=Arial><html><body>text",
            "<head><title>x",
            "<body>text",
            "<div><h1>Titre</h1><p>Texte</p></div>\n",
            "<p>Bonjour à tous, <b>la séance</b> est ouverte.</p>\n",
            "<cite>Ada:</cite>\n<time>0:00</time>\n<p>Bonjour.</p>\n",
            "<h1>Audition</h1>\n<p>Bonjour à tous.\n<p>La séance est ouverte.\n",
        ] {
            assert!(sniff(page), "{page}");
        }

        for other in [
            "",
            "text",
            "<",
            "<tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div><p>x</p></div></body></tt>",
            "<?xml version=\"1.0\"?><tt><head></head></tt>",
            "<SAMI><HEAD><TITLE>x</TITLE></HEAD><BODY><P>a</P><P>b</P></BODY></SAMI>",
            "<transcript><text start=\"1\">a</text><text>b</text><text>c</text></transcript>",
            "<timedtext><body><p t=\"1\">a</p></body></timedtext>",
            "<p align=\"center\"><img></p>\n\n# Title\n\n- <b>one</b>\n- <b>two</b>\n<br>",
            "<div>\n\nClaim <a class=\"yt-timestamp\" data-t=\"1\">[1]</a></div><p></p><p></p>",
            "<i>Une parole</i> dite.",
            "<b>Une note</b>\n\n- écrire `<html>` à la main",
            "<p>Une note</p>\n\nUne parole dite.",
            "<p>Une note</p>\n\nUne **parole** dite.<p>",
            "{\"html\": \"<html><body>x</body></html>\"}",
            "How to write <html> by hand",
            "<a href=x>y</a> <p>x</p><p>x</p><p>x</p>",
            "<htmlx>",
            "<!DOCTYPE htmlx>",
            "<!DOCTYPE hansard><a>",
        ] {
            assert!(!sniff(other), "{other}");
        }
    }
}
