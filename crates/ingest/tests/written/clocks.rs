//! The shapes that tools and people give to clocks in plain text, beyond the plainest.

use super::{BY_NAME, Said, Written, clock, each, seconds, short};

pub(crate) fn formats() -> Vec<Written> {
    [signs(), cells(), blocks(), panels(), names()].concat()
}

fn untold(name: &'static str, step: u64, write: fn(&[Said]) -> Vec<u8>) -> Written {
    Written { name, write, step, named: None }
}

fn named(name: &'static str, step: u64, write: fn(&[Said]) -> Vec<u8>) -> Written {
    Written { name, write, step, named: BY_NAME }
}

fn lines(all: &[Said], one: fn(&Said) -> String) -> Vec<u8> {
    each(all, |_, said| one(said)).into_bytes()
}

/// Hours, minutes and seconds.
fn whole(millis: u64) -> String {
    clock(millis, 0, "")
}

/// `1 minute 12 seconds`, with the names of the units in one and in more.
fn spelled(millis: u64, units: [[&str; 2]; 2], and: &str) -> String {
    let (minutes, seconds) = (millis / 60_000, millis / 1000 % 60);
    let unit = |value: u64, [one, many]: [&str; 2]| {
        format!("{value} {}", if value == 1 { one } else { many })
    };
    if minutes == 0 {
        return unit(seconds, units[1]);
    }
    format!("{}{and}{}", unit(minutes, units[0]), unit(seconds, units[1]))
}

const ENGLISH: [[&str; 2]; 2] = [["minute", "minutes"], ["second", "seconds"]];
const FRENCH: [[&str; 2]; 2] = [["minute", "minutes"], ["seconde", "secondes"]];

/// Signs around times.
fn signs() -> Vec<Written> {
    vec![
        untold("sign before", 1000, |all| {
            lines(all, |s| format!("▶ {} {}\n", short(s.start), s.text))
        }),
        untold("T plus", 1000, |all| lines(all, |s| format!("T+{} {}\n", whole(s.start), s.text))),
        untold("time code before", 1000, |all| {
            lines(all, |s| format!("TC {} {}\n", whole(s.start), s.text))
        }),
        untold("time code in and out", 1000, |all| {
            lines(all, |s| {
                format!("TC IN : {}\nTC OUT : {}\n{}\n\n", whole(s.start), whole(s.end), s.text)
            })
        }),
        untold("drawn around", 1000, |all| {
            lines(all, |s| format!("-- {} --\n{}\n\n", whole(s.start), s.text))
        }),
        untold("hashes before", 100, |all| {
            lines(all, |s| {
                let tenth = s.start / 100 % 10;
                format!("#{}-{tenth}# {}\n", whole(s.start), s.text)
            })
        }),
        untold("double brackets", 1000, |all| {
            lines(all, |s| format!("[[{}]] {}\n", short(s.start), s.text))
        }),
        untold("as code", 1000, |all| {
            lines(all, |s| format!("`{}` {}\n\n", short(s.start), s.text))
        }),
        untold("letters for units", 1000, |all| {
            lines(all, |s| {
                let (minutes, seconds) = (s.start / 60_000, s.start / 1000 % 60);
                format!("0h{minutes:02}m{seconds:02}s {}\n", s.text)
            })
        }),
        untold("frames", 1000, |all| {
            lines(all, |s| format!("{}:12 - {}:01\n{}\n\n", whole(s.start), whole(s.end), s.text))
        }),
        untold("milliseconds in brackets", 1, |all| {
            lines(all, |s| format!("[{} - {}] {}\n", s.start, s.end, s.text))
        }),
        untold("seconds with their unit", 1, |all| {
            lines(all, |s| format!("[{}s -> {}s] {}\n", seconds(s.start), seconds(s.end), s.text))
        }),
        untold("Logseq", 1000, |all| {
            let head = "- {{video https://youtu.be/ibidTest001}}\n";
            let rest = each(all, |_, s| {
                format!("\t- {{{{youtube-timestamp {}}}}} {}\n", s.start / 1000, s.text)
            });
            format!("{head}{rest}").into_bytes()
        }),
    ]
}

/// Times and names in cells.
fn cells() -> Vec<Written> {
    vec![
        named("bars", 1000, |all| {
            lines(all, |s| format!("{} | {} | {}\n", whole(s.start), s.who, s.text))
        }),
        named("tabs", 1000, |all| {
            lines(all, |s| format!("{}\t{}\t{}\n", whole(s.start), s.who, s.text))
        }),
        named("brackets", 1000, |all| {
            lines(all, |s| format!("[{}] [{}] {}\n", whole(s.start), s.who, s.text))
        }),
        named("name, then a range", 1, |all| {
            lines(all, |s| {
                let (start, end) = (clock(s.start, 3, "."), clock(s.end, 3, "."));
                format!("[{}] [{start} --> {end}]: {}\n", s.who, s.text)
            })
        }),
    ]
}

/// Names and times above their words.
fn blocks() -> Vec<Written> {
    vec![
        named("italic head", 1000, |all| {
            lines(all, |s| format!("*{} ({})*\n{}\n\n", s.who, short(s.start), s.text))
        }),
        named("bold name, italic time", 1000, |all| {
            lines(all, |s| format!("**{}** _{}_\n\n{}\n\n", s.who, whole(s.start), s.text))
        }),
        named("name in brackets, range in round ones", 1000, |all| {
            lines(all, |s| {
                let (start, end) = (short(s.start), short(s.end));
                format!("[{}] ({start} - {end})\n{}\n\n", s.who, s.text)
            })
        }),
        named("time and dash, then a name", 1, |all| {
            lines(all, |s| format!("[{}] - {}\n{}\n\n", clock(s.start, 3, "."), s.who, s.text))
        }),
        named("name, time in brackets and colon", 1000, |all| {
            lines(all, |s| format!("{} [{}]:\n{}\n\n", s.who, whole(s.start), s.text))
        }),
        named("name above a range", 1000, |all| {
            lines(all, |s| {
                let (start, end) = (whole(s.start), whole(s.end));
                format!("{}\n[{start} - {end}] {}\n\n", s.who, s.text)
            })
        }),
        named("range above a name", 1000, |all| {
            lines(all, |s| {
                let (start, end) = (whole(s.start), whole(s.end));
                format!("{start} - {end}\n{}\n{}\n\n", s.who, s.text)
            })
        }),
        named("arrow and bold name", 1000, |all| {
            lines(all, |s| {
                let (start, end) = (whole(s.start), whole(s.end));
                format!("[{start} → {end}] **{}:** {}\n\n", s.who, s.text)
            })
        }),
    ]
}

/// Panels that were copied.
fn panels() -> Vec<Written> {
    vec![
        untold("time twice", 1000, |all| {
            lines(all, |s| {
                let again = spelled(s.start, ENGLISH, ", ");
                format!("{}\n{again}\n{}\n", short(s.start), s.text)
            })
        }),
        untold("time twice, in French", 1000, |all| {
            lines(all, |s| {
                let again = spelled(s.start, FRENCH, " et ");
                format!("{}\n{again}\n{}\n", short(s.start), s.text)
            })
        }),
        untold("time twice, in a row", 1000, |all| {
            lines(all, |s| {
                format!("{}{}{}\n", short(s.start), spelled(s.start, ENGLISH, ", "), s.text)
            })
        }),
        named("time thrice, with a name", 1000, |all| {
            lines(all, |s| {
                let again = spelled(s.start, ENGLISH, " ");
                let who = s.who;
                format!("{who}\n{again}\n{}\n{who} {again}\n{}\n", short(s.start), s.text)
            })
        }),
    ]
}

/// Heads that are more than a name.
fn names() -> Vec<Written> {
    vec![
        named("key and value", 1000, |all| {
            lines(all, |s| format!("Speaker: {}\nTime: {}\n{}\n\n", s.who, short(s.start), s.text))
        }),
        named("time, name and dash", 1000, |all| {
            lines(all, |s| format!("{} - {} : {}\n", whole(s.start), s.who, s.text))
        }),
        named("name, time and words", 1000, |all| {
            lines(all, |s| format!("{}: [{}] {}\n\n", s.who, whole(s.start), s.text))
        }),
    ]
}
