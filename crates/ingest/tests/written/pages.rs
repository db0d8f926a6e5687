//! Web pages whose elements tell times.

use super::{BY_NAME, Said, Written, each, seconds, short};

pub(crate) fn formats() -> Vec<Written> {
    let untold = |name, step, write| Written { name, write, step, named: None };
    let named = |name, step, write| Written { name, write, step, named: BY_NAME };
    vec![
        untold("HTML, milliseconds of each word", 1, |all| {
            page(all, |s| {
                let word = |(start, _, word): (u64, u64, &str)| {
                    format!("<span data-m=\"{start}\" data-d=\"300\">{word} </span>")
                };
                let words: String = s.words().into_iter().map(word).collect();
                format!("<p>{words}</p>\n")
            })
        }),
        untold("HTML, seconds of each sentence", 1, |all| {
            page(all, |s| format!("<p data-start=\"{}\">{}</p>\n", seconds(s.start), s.text))
        }),
        named("HTML, a time and its clock", 1, |all| {
            page(all, |s| {
                let (start, clock) = (seconds(s.start), short(s.start));
                let time = format!("<span data-timestamp=\"{start}\">{clock}</span>");
                format!("<p>{time} {}: {}</p>\n", s.who, s.text)
            })
        }),
        untold("HTML, anchors of noScribe", 1, |all| {
            page(all, |s| {
                format!("<p><a name=\"ts_{}_{}_S01\">{}</a></p>\n", s.start, s.end, s.text)
            })
        }),
        named("HTML, a name, a link and words", 1000, |all| {
            page(all, |s| {
                let link = format!("https://youtu.be/ibidTest001?t={}", s.start / 1000);
                let time = format!("<a href=\"{link}\">({})</a>", short(s.start));
                let name = format!("<span class=\"name\">{}</span>", s.who);
                format!("<div>{name}<span>{time} </span><span>{}</span></div>\n", s.text)
            })
        }),
        named("HTML, rows of a table", 1000, |all| {
            let row = |_: usize, s: &Said| {
                format!(
                    "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                    short(s.start),
                    s.who,
                    s.text
                )
            };
            wrapped(&format!("<table>\n{}</table>", each(all, row)))
        }),
        untold("oTranscribe", 1, |all| {
            let one = |_: usize, s: &Said| {
                let time = format!(
                    r#"<span class=\"timestamp\" data-timestamp=\"{}\">"#,
                    seconds(s.start)
                );
                format!("<p>{time}{}</span> {}</p>", short(s.start), s.text)
            };
            let text = each(all, one);
            format!(r#"{{"text":"{text}","media":"x.mp3","media-source":"","media-time":1.5}}"#)
                .into_bytes()
        }),
    ]
}

fn page(all: &[Said], one: fn(&Said) -> String) -> Vec<u8> {
    wrapped(&each(all, |_, said| one(said)))
}

fn wrapped(body: &str) -> Vec<u8> {
    format!("<!DOCTYPE html><html><head><meta charset=utf-8></head><body>\n{body}</body></html>\n")
        .into_bytes()
}
