//! Which format a text is in, told from its content alone.

use ibid_core::format::Format;

use crate::formats::markdown::front_matter::front_matter;
use crate::formats::text::is_furniture;
use crate::formats::{self, webvtt};
use crate::timed::{arrow, clock};

/// Whether a text is in some format.
type Sniff = fn(&str) -> bool;

/// The formats that say what they are: each is looked for at the start of the text, in this order.
const SIGNED: &[(Format, Sniff)] = &[
    (Format::Ass, formats::ass::sniff),
    (Format::Scc, formats::scc::sniff),
    (Format::Hansard, formats::hansard::sniff),
    (Format::Ttml, formats::ttml::sniff),
    (Format::TimedText, formats::timed_text::sniff),
    (Format::Sami, formats::sami::sniff),
    (Format::Json3, formats::json3::sniff),
    (Format::InfoJson, formats::info_json::sniff),
    (Format::Whisper, formats::whisper::sniff),
    (Format::Html, formats::html::sniff),
    (Format::JsonLines, formats::jsonl::sniff),
];

/// Tells the format of a decoded text.
pub fn sniff(text: &str) -> Format {
    if is_webvtt(text) {
        Format::WebVtt
    } else if let Some((format, _)) = SIGNED.iter().find(|(_, sniff)| sniff(text)) {
        *format
    } else if formats::console::sniff(text) {
        Format::Console
    } else if let Some(format) = cues(text) {
        format
    } else if is_markdown(text) {
        Format::Markdown
    } else {
        Format::Text
    }
}

/// The signature, and a cue below it or nothing at all.
fn is_webvtt(text: &str) -> bool {
    webvtt::has_signature(text)
        && (!text.trim().contains("\n\n") || text.lines().any(arrow::is_times))
}

/// A caption format without a signature: one of the first lines has times, and in all the lines
/// looked at there are times enough. Of times under a counter, one is, and of others two where they
/// are well written; but what a page shows within a fence is an example.
fn cues(text: &str) -> Option<Format> {
    const LOOKED_AT: usize = 100;
    if front_matter(text).is_some() {
        return None;
    }
    let mut found: Option<(Format, usize)> = None;
    let (mut timed, mut sure, mut all) = (0, 0, 0);
    let (mut above, mut fenced) = ("", false);
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT) {
        fenced ^= line.trim_start().starts_with("```");
        if let Some((format, weight)) = times(line, above).filter(|_| !fenced) {
            timed += 1;
            sure += weight;
            found = found.or(Some((format, all)));
        }
        all += 1;
        above = line;
    }
    let (format, at) = found?;
    let (highest, most) = if sure >= 2 { (24, 40) } else { (8, 8) };
    (at < highest && timed * most >= all - at).then_some(format)
}

/// The format of a line with times, seen with the line above it, and how telling it is: 2 where it
/// has a counter, 1 where it is well written.
fn times(line: &str, above: &str) -> Option<(Format, usize)> {
    if clock::pair(line).is_some() {
        return Some((Format::Sbv, 1));
    }
    let arrow = arrow::read(line)?;
    let above = above.trim();
    let counted = above.bytes().all(|b| b.is_ascii_digit()) && !above.is_empty();
    if !counted && !arrow.has_head {
        return None;
    }
    let start = line.split(['-', '>', '→']).next().unwrap_or_default();
    let format = if counted || start.contains(',') { Format::Srt } else { Format::WebVtt };
    let well = arrow.start.is_some() && arrow.end.is_some();
    Some((format, usize::from(well) * (1 + usize::from(counted))))
}

/// What no page has, or two signs of another kind; or one heading at the very top. A page may hold a
/// line that begins with `# `, and only as a text is it read without its furniture.
fn is_markdown(text: &str) -> bool {
    front_matter(text).is_some()
        || text.contains("yt-timestamp")
        || has_wiki_links(text)
        || has_two_signs(text)
        || is_under_heading(text)
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

/// The first line is a heading, and nothing below it is furniture of a web page.
fn is_under_heading(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.next().is_some_and(is_heading) && !lines.any(is_furniture)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let words = |lines: usize| "Some words.\n".repeat(lines);
        let tall = format!("1\n00:00:01,000 --> 00:00:31,000\n{}", words(12));
        let times = "00:00:01,000 --> 00:00:02,000\nHi\n\n1\n00:00:03,000 --> 00:00:04,000\nHi\n\n";
        let headed = format!("{}1\n{times}{}", words(8), words(20));
        for (text, format) in [
            ("---\ntitle: x\n---\nbody", Format::Markdown),
            ("Intro\n\n## Part\n\ntext\n\n## Next", Format::Markdown),
            ("Intro\n\n## Part\n\n* one\n* two", Format::Markdown),
            ("Intro\n\n## Part\n\nSee [this](http://e.org).", Format::Markdown),
            ("Intro\n\n## Part\n\nIt is **bold**.", Format::Markdown),
            ("\n# Title\n\nOne note.\n\n***\n\nMore.", Format::Markdown),
            ("# Contact\n\nWrite to us.", Format::Markdown),
            ("# Title\n\nOne page.\n\nShare this page\n", Format::Text),
            ("Skip to content\n\nTitle\n\n# 1 in the country\n\nText.", Format::Text),
            ("Title\n\n# 1 in the country\n\n- Yes.\n", Format::Text),
            ("Title\n\n* one\n* two\n\n**Bold**", Format::Text),
            ("See [[public_labs | labs]].", Format::Markdown),
            ("See [[public_labs]].", Format::Markdown),
            ("See [[labs]]. It is **bold**.", Format::Markdown),
            ("Le budget [[inaudible]] douze millions.\n1. Un\n3. *Trois*", Format::Text),
            ("Claim <a class=\"yt-timestamp\" data-t=\"1\">[1]</a>", Format::Markdown),
            ("\n{\"_id\": \"1\", \"text\": \"x\"}\n", Format::JsonLines),
            ("{oops\n{\"text\": \"x\"}\n", Format::JsonLines),
            ("{\"a\": 1}\n", Format::Text),
            ("{\n  \"text\": \"x\"\n}\n", Format::JsonLines),
            ("[{\"title\": \"x\"},\n{}]", Format::JsonLines),
            ("{\n\"text\": [1]}", Format::Text),
            ("{\"text\": \"\\ud83d\", \"a\": NaN}\n", Format::JsonLines),
            ("#opsi2017 and #2\n---\nno front matter", Format::Text),
            ("---\nnever closed", Format::Text),
            ("---\nBonjour à tous.\n\n---\n\nMerci.", Format::Text),
            ("---\nAnne: Bonjour.\n\nMarc: Salut.\n---\nMerci.", Format::Text),
            ("---\n{tags: [a]}\n---\nMerci.", Format::Markdown),
            ("---\n# where from\ntags:\n- a\n---\nMerci.", Format::Markdown),
            ("if [[ -f x ]]; then", Format::Text),
            ("", Format::Text),
            ("WEBVTT", Format::WebVtt),
            ("WEBVTT - talk\n\n00:01.000 --> 00:02.000\n# [[x]]", Format::WebVtt),
            ("WEBVTT is a format.\n\nIt has cues.", Format::Text),
            ("\n  webvtt\n\n00:01.000 --> 00:02.000\nHi", Format::WebVtt),
            ("Webvtt is a format.\n\nIt has --> in it.", Format::Text),
            ("WEBVTTX\n\ntext", Format::Text),
            ("00:01.000 --> 00:02.000\nHi", Format::WebVtt),
            ("1\n00:00:01,000 --> 00:00:02,000\nHi", Format::Srt),
            ("1\n00:00:01.000 --> 00:00:02.000\nHi", Format::Srt),
            ("00:00:01,000 --> 00:00:02,000\n# la [[x]] la", Format::Srt),
            ("0:00:01.000,0:00:04.000\nHi", Format::Sbv),
            ("[00:00:05] Claire: Hi\n[00:00:09] Hello", Format::Console),
            ("See 00:01.000 --> 00:02.000\nHi", Format::Text),
            (
                "1\n99999999999999999999:00:00,000 --> 99999999999999999999:00:01,000\nHi",
                Format::Srt,
            ),
            (
                "# Captions\n\n```\n00:01.000 --> 00:02.000\nHi\n```\n\na\nb\nc\nd\ne\nf\ng\nh\ni",
                Format::Markdown,
            ),
            ("---\ntitle: x\n---\n00:01.000 --> 00:02.000\nHi", Format::Markdown),
            ("00:00:01,000 → 00:00:02,000\nHi", Format::Srt),
            ("00:00:01.000 -> 00:00:02.000\nHi", Format::WebVtt),
            ("00:00:01.000 - 00:00:02.000\nHi", Format::Text),
            ("1\n00:00:01,000 - 00:00:02,000\nHi", Format::Srt),
            (&tall, Format::Srt),
            (&headed, Format::Srt),
            (&headed.replace("1\n", "").replace(',', "."), Format::WebVtt),
            (&format!("{}1\n00:00:01,000 --> 00:00:02,000\nHi", words(30)), Format::Text),
            (&format!("See:\n```\n{tall}```\n{}", words(9)), Format::Text),
            (&format!("See:\n00:01.000 --> 00:02.000\nHi\n{}", words(9)), Format::Text),
        ] {
            assert_eq!(sniff(text), format, "{text}");
        }
    }
}
