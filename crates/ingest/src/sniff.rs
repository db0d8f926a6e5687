//! Which format a text is in, told from its content alone.

use ibid_core::format::Format;

use crate::formats::registry;

/// Tells the format of a decoded text.
pub fn sniff(text: &str) -> Format {
    registry::row_of(text).format
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
