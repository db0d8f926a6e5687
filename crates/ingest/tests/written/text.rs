//! Text with clocks, tables, Markdown and web pages.

use super::{BY_NAME, Said, Written, clock, each, seconds, short};

pub(crate) fn formats() -> Vec<Written> {
    let untold = |name, write, step| Written { name, write, step, named: None };
    let named = |name, write, step| Written { name, write, step, named: BY_NAME };
    vec![
        named(
            "clock before a name",
            |all| lines(all, |s| format!("{} {}: {}\n", short(s.start), s.who, s.text)),
            1000,
        ),
        named(
            "clock in brackets",
            |all| lines(all, |s| format!("[{}] {}: {}\n\n", clock(s.start, 3, "."), s.who, s.text)),
            1,
        ),
        named(
            "clock behind a name",
            |all| lines(all, |s| format!("{}  {}\n{}\n\n", s.who, short(s.start), s.text)),
            1000,
        ),
        named(
            "clock in round brackets",
            |all| lines(all, |s| format!("{} ({}):\n{}\n\n", s.who, clock(s.start, 0, ""), s.text)),
            1000,
        ),
        named(
            "clock and dash",
            |all| {
                lines(all, |s| format!("{} - {} :\n{}\n\n", clock(s.start, 0, ""), s.who, s.text))
            },
            1000,
        ),
        named(
            "range behind a name",
            |all| {
                lines(all, |s| {
                    format!(
                        "{} {} - {}\n{}\n\n",
                        s.who,
                        clock(s.start, 0, ""),
                        clock(s.end, 0, ""),
                        s.text
                    )
                })
            },
            1000,
        ),
        untold("panel", |all| lines(all, |s| format!("{}\n{}\n", short(s.start), s.text)), 1000),
        untold(
            "console",
            |all| {
                lines(all, |s| {
                    format!(
                        "[{} --> {}]  {}\n",
                        clock(s.start, 3, "."),
                        clock(s.end, 3, "."),
                        s.text
                    )
                })
            },
            1,
        ),
        untold(
            "whisper's tsv",
            |all| {
                table("start\tend\ttext\n", all, |s| {
                    format!("{}\t{}\t{}\n", s.start, s.end, s.text)
                })
            },
            1,
        ),
        named(
            "table in seconds",
            |all| {
                table("start,end,speaker,text\n", all, |s| {
                    format!("{},{},{},\"{}\"\n", seconds(s.start), seconds(s.end), s.who, s.text)
                })
            },
            1,
        ),
        named(
            "table of clocks",
            |all| {
                table("Début;Fin;Locuteur;Texte\n", all, |s| {
                    format!(
                        "{};{};{};{}\n",
                        clock(s.start, 3, ","),
                        clock(s.end, 3, ","),
                        s.who,
                        s.text
                    )
                })
            },
            1,
        ),
        named(
            "table of Markdown",
            |all| {
                table("| Time | Speaker | Text |\n|---|---|---|\n", all, |s| {
                    format!("| {} | {} | {} |\n", clock(s.start, 0, ""), s.who, s.text)
                })
            },
            1000,
        ),
        untold(
            "labels of Audacity",
            |all| {
                lines(all, |s| {
                    format!("{}000\t{}000\t{}\n", seconds(s.start), seconds(s.end), s.text)
                })
            },
            1,
        ),
        named(
            "Markdown, bold names",
            |all| lines(all, |s| format!("**{} ({}):** {}\n\n", s.who, short(s.start), s.text)),
            1000,
        ),
        named(
            "Markdown, clock and bold name",
            |all| {
                lines(all, |s| format!("[{}] **{}:** {}\n\n", clock(s.start, 0, ""), s.who, s.text))
            },
            1000,
        ),
        untold(
            "Markdown, links before",
            |all| {
                lines(all, |s| {
                    format!(
                        "- [{}](https://youtu.be/ibidTest001?t={}) {}\n",
                        short(s.start),
                        s.start / 1000,
                        s.text
                    )
                })
            },
            1000,
        ),
        untold(
            "Markdown, links after paragraphs",
            |all| {
                lines(all, |s| {
                    let (clock, second) = (short(s.start), s.start / 1000);
                    format!("{} ([{clock}](https://youtu.be/ibidTest001?t={second}))\n\n", s.text)
                })
            },
            1000,
        ),
        untold(
            "Markdown, links after",
            |all| {
                lines(all, |s| {
                    format!(
                        "- {} [{}](https://youtu.be/ibidTest001?t={})\n",
                        s.text,
                        short(s.start),
                        s.start / 1000
                    )
                })
            },
            1000,
        ),
        untold(
            "Markdown, anchors",
            |all| {
                lines(all, |s| {
                    format!(
                        "{} <a class=\"yt-timestamp\" data-t=\"{t}\">[{t}]</a>\n\n",
                        s.text,
                        t = clock(s.start, 0, "")
                    )
                })
            },
            1000,
        ),
        named(
            "HTML of podcasts",
            |all| {
                lines(all, |s| {
                    format!(
                        "<cite>{}:</cite>\n<time>{}</time>\n<p>{}</p>\n",
                        s.who,
                        short(s.start),
                        s.text
                    )
                })
            },
            1000,
        ),
        named(
            "HTML with clocks",
            |all| {
                page(all, |s| {
                    format!("<p>[{}] <b>{}:</b> {}</p>\n", clock(s.start, 0, ""), s.who, s.text)
                })
            },
            1000,
        ),
        untold(
            "HTML with links",
            |all| {
                page(all, |s| {
                    format!(
                        "<p><a href=\"https://youtu.be/ibidTest001?t={}\">{}</a> {}</p>\n",
                        s.start / 1000,
                        short(s.start),
                        s.text
                    )
                })
            },
            1000,
        ),
    ]
}

fn lines(all: &[Said], one: fn(&Said) -> String) -> Vec<u8> {
    each(all, |_, said| one(said)).into_bytes()
}

fn table(head: &str, all: &[Said], one: fn(&Said) -> String) -> Vec<u8> {
    [head.as_bytes(), &lines(all, one)].concat()
}

fn page(all: &[Said], one: fn(&Said) -> String) -> Vec<u8> {
    let body = each(all, |_, said| one(said));
    format!("<!DOCTYPE html><html><head><meta charset=utf-8></head><body>\n{body}</body></html>\n")
        .into_bytes()
}
