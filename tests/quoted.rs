//! Quotes of transcripts in the shapes that tools and people write are cited at their second: each
//! file says something else, so that each quote has one right place.

use crate::environment::{Dice, Sandbox};

/// What one person says from a second on, and until when.
struct Said {
    start: u64,
    end: u64,
    who: &'static str,
    text: String,
}

/// Something to say that no other file says: words are drawn, the same ones on each run.
fn transcript(file: u64, french: bool) -> Vec<Said> {
    const FRENCH: [&str; 24] = [
        "lavoir", "tuile", "marché", "pont", "vélo", "école", "jardin", "budget", "chemin",
        "hangar", "moulin", "fontaine", "cloche", "verger", "rivière", "place", "mairie", "bois",
        "grange", "halle", "sentier", "puits", "four", "pré",
    ];
    const ENGLISH: [&str; 24] = [
        "bridge", "market", "school", "garden", "river", "budget", "square", "barn", "orchard",
        "mill", "fountain", "meadow", "path", "tower", "harbour", "station", "library", "oven",
        "well", "forest", "shed", "lane", "field", "hall",
    ];
    let words = if french { &FRENCH } else { &ENGLISH };
    let mut dice = Dice(file);

    let mut at = 3;
    let turn = |number: usize| {
        let count = 9 + dice.below(6);
        let mut text: Vec<&str> = (0..count).map(|_| *dice.of(words)).collect();
        text.insert(0, if french { "Voici" } else { "Here" });
        let (start, end) = (at, at + count as u64 / 2);
        at = end + 1 + dice.below(20) as u64;
        let who = ["Anne Morin", "Leo Katz"][number % 2];
        Said { start, end, who, text: format!("{}.", text.join(" ")) }
    };
    (0..12).map(turn).collect()
}

fn clock(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn short(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn spoken(seconds: u64, french: bool) -> String {
    let many = |count: u64| if count > 1 || count == 0 && !french { "s" } else { "" };
    let (minutes, rest) = (seconds / 60, seconds % 60);
    let (second, and) = if french { ("seconde", " et ") } else { ("second", ", ") };
    let rest_of = format!("{rest} {second}{}", many(rest));
    match (minutes, rest) {
        (0, _) => rest_of,
        (_, 0) => format!("{minutes} minute{}", many(minutes)),
        _ => format!("{minutes} minute{}{and}{rest_of}", many(minutes)),
    }
}

type Line = fn(&Said) -> String;

/// The ending of a file, what stands above, and how each line is written.
const SHAPES: [(&str, &str, Line); 30] = [
    ("txt", "", |s| format!("{} {}: {}\n", short(s.start), s.who, s.text)),
    ("txt", "", |s| format!("{}\n{}\n", short(s.start), s.text)),
    ("txt", "", |s| format!("{}  {}\n{}\n\n", s.who, short(s.start), s.text)),
    ("txt", "", |s| format!("{} ({}):\n{}\n\n", s.who, clock(s.start), s.text)),
    ("txt", "", |s| format!("[{}.000] - {}\n{}\n\n", clock(s.start), s.who, s.text)),
    ("txt", "", |s| format!("({}) {}\n", clock(s.start), s.text)),
    ("txt", "", |s| format!("{} - {} :\n{}\n\n", clock(s.start), s.who, s.text)),
    ("txt", "", |s| format!("{}:12 - {}:01\n{}\n\n", clock(s.start), clock(s.end), s.text)),
    ("txt", "", |s| format!("▶ {} {}\n", short(s.start), s.text)),
    ("txt", "", |s| format!("-- {} --\n{}\n", clock(s.start), s.text)),
    ("txt", "", |s| format!("=== {} {} ===\n{}\n", short(s.start), s.who, s.text)),
    ("txt", "", |s| format!("T+{} {}\n", clock(s.start), s.text)),
    ("txt", "", |s| format!("{}{}{}\n", short(s.start), spoken(s.start, false), s.text)),
    ("txt", "", |s| format!("{}\n{}\n{}\n", short(s.start), spoken(s.start, true), s.text)),
    ("txt", "", |s| format!("{}{}\n", short(s.start), s.text)),
    ("txt", "", |s| format!("{}.00 {}\n", s.start, s.text)),
    ("txt", "", |s| format!("[{}.00s -> {}.00s] {}\n", s.start, s.end, s.text)),
    ("txt", "", |s| format!("[{}] <b>{}</b>: {}\n", clock(s.start), s.who, s.text)),
    ("txt", "", |s| format!("{} [{}] {}\n\n", s.who, clock(s.start), s.text)),
    ("md", "# T\n\n", |s| format!("**{} ({}):** {}\n\n", s.who, short(s.start), s.text)),
    ("md", "# T\n\n", |s| format!("- [{}] {}\n", short(s.start), s.text)),
    ("md", "# T\n\n", |s| format!("## {} {}\n\n{}\n\n", clock(s.start), s.who, s.text)),
    ("csv", "", |s| format!("{}.0,{}.0,{}\n", s.start, s.end, s.text)),
    ("csv", "Time,Who,Remark\n", |s| format!("{},{},{}\n", clock(s.start), s.who, s.text)),
    ("tsv", "start\tend\ttext\n", |s| format!("{}000\t{}000\t{}\n", s.start, s.end, s.text)),
    ("html", "<html><body>\n", |s| {
        format!("<p><time>{}</time> <b>{}</b> {}</p>\n", short(s.start), s.who, s.text)
    }),
    ("html", "", |s| {
        format!("<cite>{}:</cite><time>{}</time><p>{}</p>", s.who, short(s.start), s.text)
    }),
    ("srt", "", |s| format!("{} --> {}\n{}\n{}\n\n", clock(s.start), clock(s.end), s.who, s.text)),
    ("jsonl", "", |s| {
        format!("{{\"start\": {}, \"end\": {}, \"text\": \"{}\"}}\n", s.start, s.end, s.text)
    }),
    ("lrc", "", |s| format!("[{:02}:{:02}.00]{}\n", s.start / 60, s.start % 60, s.text)),
];

#[test]
fn quotes_of_each_shape_are_cited_at_their_second() {
    let place = Sandbox::new();
    let mut count = 0;
    for (number, (ending, head, line)) in (1..).zip(SHAPES) {
        for french in [false, true] {
            let all = transcript(2 * number + u64::from(french), french);
            let lines: String = all.iter().map(line).collect();
            let language = if french { "fr" } else { "en" };
            place.source(&format!("{number}.{language}.{ending}"), format!("{head}{lines}"));
            count += 1;
        }
    }

    let run = place.run(&["eval", "--quotes", "sources", "--per-file", "12", "--json"]);
    let report = run.done().json();
    let all = |field: &str| report["all"][field].as_u64().unwrap();
    assert_eq!(all("files"), count, "{report}");
    assert!(all("once") >= 8 * count, "{report}");
    assert!(all("right") * 1000 >= all("once") * 999, "{report}");
    assert_eq!(all("exact"), all("once"), "{report}");
}
