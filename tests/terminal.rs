//! What a terminal shows: lines that fit into it, links that it can open.

use crate::environment::{BINARY, Run, Sandbox, hits, text};

/// Sources with long titles, signs that stand apart, and a place in a medium; a talk in both
/// languages, and a note that says the same in one.
const SOURCES: [(&str, &str); 6] = [
    (
        "compte-rendu.md",
        "# Compte rendu de la séance extraordinaire consacrée à la rénovation du bassin municipal et \
         de ses abords\n\n## Ce que l’opposition demande : un calendrier\n\nLe maire a répondu : « \
         le bassin rouvrira au printemps, et chacun pourra y nager » ; l’opposition a demandé si le \
         calendrier serait tenu. Qui paiera ? « La commune » , a-t-il dit, et la région pour 20 % des \
         travaux ! Le bassin reste fermé jusque-là.\n",
    ),
    (
        "minutes.md",
        "# Minutes of the extraordinary meeting about the renovation of the municipal pool and of \
         everything around it\n\n## What the opposition asked for\n\nThe mayor answered that the pool \
         would open again in spring, and that everybody could swim in it. The opposition asked who \
         would pay. The municipality would, he said, with the region paying for a fifth of the works.\n",
    ),
    (
        "visite.md",
        "---\ntitle: Visite du vieux bassin\nvideoId: abcdefghijk\n---\n\nLe vieux bassin a été creusé \
         par les élèves de l’école <a class=\"yt-timestamp\" data-t=\"00:01:05\">[00:01:05]</a>.\n",
    ),
    (
        "seance_fr.vtt",
        "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\nLa commission examine les comptes de la \
         cantine.\n\n00:02:10.000 --> 00:02:14.000\nLe jardin public est fermé pendant tout le mois \
         de mai.\n",
    ),
    (
        "seance_en.vtt",
        "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\nThe committee examines the accounts of the \
         canteen.\n\n00:02:10.000 --> 00:02:14.000\nThe public garden is closed during the whole \
         month of May.\n",
    ),
    (
        "gardens.md",
        "# Gardens of the town\n\nA garden that is closed in the evening has its hours on a sign at \
         its gate.\n",
    ),
];

const COLUMNS: [&str; 4] = ["40", "80", "120", "200"];

/// What is typed for a picture.
const TYPED: [&[&str]; 9] = [
    &["search", "bassin"],
    &["search", "pool", "--explain", "-n", "1"],
    &["search", "bassin", "--facets", "source,lang", "--count"],
    &["search", "le jardin est fermé"],
    &["search", "when is the garden closed?"],
    &["search", "zzyzx"],
    &["verify", "le bassin rouvrira au printemps"],
    &["show", "--help"],
    &["stats", "--index", "nowhere"],
];

/// The names of the pictures.
pub(crate) fn names() -> impl Iterator<Item = String> {
    let all = ["40", "80", "200"].into_iter().flat_map(|width| ["en", "fr"].map(|l| (width, l)));
    all.map(|(width, lang)| format!("terminal.{width}.{lang}"))
}

/// What terminals of some widths show, by their names.
pub(crate) fn pictures() -> Vec<(String, String)> {
    let place = Sandbox::indexed(&SOURCES);
    let picture = |name: String| {
        let (width, lang) = name.trim_start_matches("terminal.").split_once('.').unwrap();
        // scores move with the ranking, and are no matter of the terminal
        let typed = TYPED.iter().filter(|args| !args.contains(&"--explain"));
        let shown = typed.map(|args| {
            let run = self::shown(&place, args, width, lang);
            format!("$ ibid {}\n{}{}", args.join(" "), run.out, run.err)
        });
        let shown: Vec<String> = shown.collect();
        let shown = timeless(&shown.join("\n").replace("ibid.exe", "ibid").replace('\\', "/"));
        (name, shown)
    };
    names().map(picture).collect()
}

/// A text without the milliseconds in it.
fn timeless(text: &str) -> String {
    let is_time =
        |word: &str| word.ends_with("ms") && word.starts_with(|c: char| c.is_ascii_digit());
    let line = |line: &str| {
        // English writes a plain space there
        let line = line.replace(" ms", "\u{a0}ms");
        let words = line.split(' ').map(|word| if is_time(word) { "[time]" } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn shown(place: &Sandbox, args: &[&str], columns: &str, lang: &str) -> Run {
    let typed = [args, &["--ui-lang", lang]].concat();
    place.run_with(&typed, &[("COLUMNS", columns)])
}

/// The number of columns of a line; none of ours holds letters of two columns.
fn width(line: &str) -> usize {
    line.chars().count()
}

#[test]
fn no_line_is_wider_than_the_terminal_and_no_word_is_broken() {
    let place = Sandbox::indexed(&SOURCES);
    for args in TYPED {
        for lang in ["en", "fr"] {
            let whole = shown(&place, args, "5000", lang);
            for columns in COLUMNS {
                let run = shown(&place, args, columns, lang);
                let most: usize = columns.parse().unwrap();
                for line in run.out.lines().chain(run.err.lines()) {
                    // a word that is wider stands alone
                    let fits = width(line) <= most || !line.trim().contains(' ');
                    assert!(fits, "{args:?} {lang} {columns}: {line:?}");
                    let first = line.trim_start().chars().next();
                    assert!(!first.is_some_and(|c| "»:;?!,%".contains(c)), "{args:?}: {line:?}");
                    assert!(!line.ends_with('«'), "{args:?}: {line:?}");
                }
                let words = |text: &str| -> Vec<String> {
                    text.split_whitespace().map(str::to_owned).collect()
                };
                assert_eq!(words(&run.out), words(&whole.out), "{args:?} {lang} {columns}");
            }
        }
    }
}

#[test]
fn the_whole_width_is_used() {
    let place = Sandbox::indexed(&SOURCES);
    for columns in COLUMNS {
        let run = shown(&place, &["search", "opposition", "-n", "1"], columns, "fr");
        let most: usize = columns.parse().unwrap();
        let widest = run.out.lines().map(width).max().unwrap();
        assert!(widest + 20 > most, "{columns}: {widest}: {run:?}");
    }
}

#[test]
fn where_no_terminal_is_a_message_stays_on_one_line() {
    let place = Sandbox::indexed(&SOURCES);
    let path = format!("nowhere/{}", ["a long name"; 12].join(" "));
    let run = place.run(&["stats", "--index", &path]);
    assert!(run.err.contains(&path), "{run:?}");
    let folded = place.run_with(&["stats", "--index", &path], &[("COLUMNS", "40")]);
    assert!(folded.err.lines().all(|line| width(line) <= 40), "{folded:?}");
}

#[test]
fn a_file_is_named_with_its_line_for_people_and_as_it_was_in_json() {
    let place = Sandbox::indexed(&SOURCES);
    let run = place.run(&["search", "rouvrira"]).done();
    let shown = run.out.replace('\\', "/");
    assert!(shown.contains("    sources/compte-rendu.md:5\n"), "{run:?}");
    let response = place.search("rouvrira", &[]);
    let url = text(&hits(&response)[0]["citations"][0]["url"]);
    assert!(url.ends_with("compte-rendu.md#L5"), "{url}");
}

/// How a link to a local file begins, and one to a video.
const OPENED: [&str; 2] = ["\u{1b}]8;;file:///", "\u{1b}]8;;https://www.youtube.com/watch?v="];

#[test]
fn links_are_for_terminals() {
    let place = Sandbox::indexed(&SOURCES);
    let search = ["search", "bassin", "-n", "5"];
    let always = [&search[..], &["--color", "always"]].concat();
    let json = [&always[..], &["--json"]].concat();
    let forced = ("FORCE_HYPERLINK", "1");
    let linked = |args: &[&str], settings: &[(&str, &str)]| {
        let out = place.run_with(args, settings).done().out;
        let opened = OPENED.map(|start| out.contains(start));
        assert_eq!(opened[0], opened[1], "{out}");
        assert_eq!(out.contains("\u{1b}]"), opened[0], "{out}");
        opened[0]
    };

    assert!(linked(&always, &[forced]));
    assert!(!linked(&always, &[]), "no terminal is there");
    assert!(!linked(&always, &[("FORCE_HYPERLINK", "0")]));
    assert!(!linked(&search, &[forced]), "no escape goes where colours do not");
    assert!(!linked(&json, &[forced]));
}

/// Runs the binary in a terminal of so many columns.
#[cfg(target_os = "linux")]
fn in_terminal(place: &Sandbox, columns: u16, typed: &str, settings: &[(&str, &str)]) -> String {
    let line = format!("stty cols {columns} rows 40; '{BINARY}' {typed}");
    let mut command = place.process("script");
    command.args(["-qec", &line, "/dev/null"]);
    command.env("TERM", "xterm-256color").env("LANG", "C").envs(settings.iter().copied());
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n")
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_asked_how_wide_it_is() {
    let place = Sandbox::indexed(&SOURCES);
    for columns in [40, 80, 120, 200] {
        let asked = "search opposition -n 1 --color never";
        let shown = in_terminal(&place, columns, asked, &[]);
        let said = place
            .run_with(&["search", "opposition", "-n", "1"], &[("COLUMNS", &columns.to_string())]);
        assert!(timeless(&shown).starts_with(said.out.trim_end()), "{columns}: {shown}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_told_what_links_open_unless_it_is_asked_not_to() {
    let place = Sandbox::indexed(&SOURCES);
    let search = "search bassin -n 5";
    let linked = |typed: &str, settings: &[(&str, &str)]| {
        let shown = in_terminal(&place, 80, typed, settings);
        assert!(shown.contains("bassin"), "{shown}");
        shown.contains(OPENED[0])
    };
    assert!(linked(search, &[]));
    for off in [("NO_COLOR", "1"), ("TERM", "dumb"), ("FORCE_HYPERLINK", "0")] {
        assert!(!linked(search, &[off]), "{off:?}");
        // a machine that builds shows colours in whatever terminal it has
        assert!(!linked(search, &[off, ("CI", "true")]), "{off:?}");
    }
    assert!(!linked("search bassin -n 5 --color never", &[]));
    assert!(!linked("search bassin -n 5 --json", &[]));
}
