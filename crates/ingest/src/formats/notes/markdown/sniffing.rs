//! Whether a text is Markdown, and no page saved as text.

use super::front_matter::front_matter;
use crate::clean::{head, tail};
use crate::formats::links;
use crate::formats::notes::text::is_boilerplate;
use crate::timed::labels;

/// What no page has, or two signs of another kind; or one heading at the very top. A page may hold a
/// line that begins with `# `, and only as a text is it read without its boilerplate.
pub(crate) fn sniff(text: &str) -> bool {
    front_matter(text).is_some()
        || text.contains("yt-timestamp")
        || has_wiki_links(text)
        || has_two_signs(text)
        || is_under_heading(text)
        || has_timed_links(text)
        || super::bare::has_any(text)
        || has_bold_turns(text)
        || has_table(text)
}

/// Two paragraphs that open with a name in bold, and a colon: `**Jane:** yes`, `**Jane**: yes`.
fn has_bold_turns(text: &str) -> bool {
    let turns = text.lines().filter(|line| {
        let line = line.trim_start_matches(['>', '-', ' ']);
        let bold = line.strip_prefix("**").and_then(|rest| rest.split_once("**"));
        bold.is_some_and(|(name, rest)| {
            let name = name.trim_end();
            let named = name
                .strip_suffix(':')
                .or_else(|| rest.trim_start().starts_with(':').then_some(name));
            named.is_some_and(|name| labels::named(name).is_some())
        })
    });
    turns.take(2).count() == 2
}

/// A row of a table, and the line of dashes that parts its head from the rest.
fn has_table(text: &str) -> bool {
    let is_rule = |line: &str| {
        line.contains("--") && line.contains('|') && line.chars().all(|c| "|-: ".contains(c))
    };
    let below = text.lines().skip(1);
    text.lines().zip(below).any(|(head, rule)| head.contains('|') && is_rule(rule))
}

/// Two links that say a second.
fn has_timed_links(text: &str) -> bool {
    /// No address and no label is longer, in bytes.
    const LONGEST: usize = 2000;
    let labelled = text.match_indices("](http").filter(|(at, sign)| {
        let label = tail(&text[..*at], LONGEST).rsplit(['[', '\n']).next().unwrap_or_default();
        let target = head(&text[at + sign.len() - "http".len()..], LONGEST).split_once(')');
        target.is_some_and(|(target, _)| links::time_of_link(target, label).is_some())
    });
    let bare = text.match_indices("<http").filter(|(at, _)| {
        let target = head(&text[at + 1..], LONGEST).split_once('>').map(|(target, _)| target);
        let target = target.filter(|target| !target.contains(char::is_whitespace));
        target.is_some_and(|target| links::time_of(target).is_some())
    });
    let wiki = text.match_indices("[[").filter(|(at, sign)| {
        let target = head(&text[at + sign.len()..], LONGEST).split_once("]]");
        target.is_some_and(|(target, _)| super::is_timed_recording(target))
    });
    labelled.chain(bare).chain(wiki).nth(1).is_some()
}

/// Two headings; or one, and a list, a link or bold words.
fn has_two_signs(text: &str) -> bool {
    let (mut headings, mut bullets, mut others) = (0, 0, 0);
    for line in text.lines() {
        if is_heading(line) {
            headings += 1;
        } else if is_bullet(line) {
            bullets += 1;
        }
        others += usize::from(has_link(line) || has_bold(line));
    }

    // One dash alone may be speech.
    headings >= 2 || headings == 1 && (bullets >= 2 || others >= 1)
}

/// The first line is a heading, and nothing below it is boilerplate of a web page.
fn is_under_heading(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.next().is_some_and(is_heading) && !lines.any(is_boilerplate)
}

fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    (1..=6).contains(&level) && rest.starts_with(' ') && !rest.trim().is_empty()
}

fn is_bullet(line: &str) -> bool {
    let line = line.trim_start();
    let item = line.strip_prefix("* ").or_else(|| line.strip_prefix("- "));
    item.is_some_and(|item| item.contains(char::is_alphanumeric))
}

/// `[text](url)`
fn has_link(line: &str) -> bool {
    let target = line.split_once('[').and_then(|(_, rest)| rest.split_once("]("));
    target.is_some_and(|(_, url)| url.contains(')'))
}

/// `**words**`
fn has_bold(line: &str) -> bool {
    line.split_once("**").is_some_and(|(_, rest)| {
        !rest.starts_with(|c: char| c.is_whitespace() || c == '*') && rest.contains("**")
    })
}

/// A wiki link whose target is no word; or any, and another sign. `[[inaudible]]` alone is said of
/// speech.
fn has_wiki_links(text: &str) -> bool {
    let mut links = text.lines().flat_map(wiki_links).peekable();
    let another = |line: &str| is_heading(line) || has_link(line) || has_bold(line);
    links.peek().is_some()
        && (links.any(|link| link.contains(['|', '_'])) || text.lines().any(another))
}

/// What stands in the wiki links of a line.
fn wiki_links(line: &str) -> impl Iterator<Item = &str> {
    let links = line.split("[[").skip(1).filter_map(|after| after.split_once("]]"));
    links
        .map(|(link, _)| link)
        .filter(|link| link.starts_with(char::is_alphanumeric) && !link.contains('['))
}
