use super::*;

/// The second, the speaker and the words of each cue.
fn said(text: &str) -> Vec<(u64, Option<String>, String)> {
    let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
    let of_cue = |cue: ibid_core::document::Cue| (cue.start.whole_seconds(), cue.speaker, cue.text);
    document.cues.into_iter().map(of_cue).collect()
}

/// Lines of one shape, of a name, a time and words.
type Line = fn(&str, &str, &str) -> String;

const SHAPES: [Line; 15] = [
    |name, time, words| format!("[{name}] [{time}] {words}"),
    |name, time, words| format!("[{time}] {name}: {words}"),
    |name, time, words| format!("{time} {name}: {words}"),
    |name, time, words| format!("{name} ({time}):\n{words}\n"),
    |name, time, words| format!("{name}  {time}\n{words}\n"),
    |name, time, words| format!("{time} {name}\n{words}\n"),
    |name, time, words| format!("{time} - {name}\n{words}\n"),
    |name, time, words| format!("[{time}] - {name}\n{words}\n"),
    |name, time, words| format!("{name}: [{time}] {words}"),
    |name, time, words| format!("{name} [{time}]: {words}"),
    |name, time, words| format!("**{name}** ({time}): {words}\n"),
    |name, time, words| format!("[{time}] **{name}:** {words}\n"),
    |name, time, words| format!("{time} - {name} : {words}"),
    |name, time, words| format!("[{time} --> 01:59:59] {name}: {words}"),
    |name, time, words| format!("{name}\n{time}\n{words}\n"),
];

const NAMES: [&str; 19] = [
    "la rapporteure",
    "Élue d’opposition",
    "lea",
    "lea_m",
    "@lea.m",
    "caller7",
    "anne-lise",
    "von dem Rhin",
    "Habitante du quai",
    "Inconnue 3",
    "Dr. lea",
    "Rep. Rook [D-ME]",
    "Audience #4",
    "王芳",
    "rama devi sita kumari",
    "+1 312-555-0199",
    "(312) 555-0199",
    "3012 Marc Roy",
    "3142_大久保 吉徳",
];

/// What nobody could tell for a name.
const STRANGERS: [&str; 3] = [
    "President of the Council and Chair of Finance",
    "Kim Lee | Sales",
    "jean-marc de la tour du pin",
];

const WORDS: [&str; 8] = [
    "The ferry leaves at noon.",
    "Nobody told us.",
    "It was on the board.",
    "Which board do you mean?",
    "The one by the quay.",
    "That one fell into the sea.",
    "Then let us write a letter.",
    "I will sign it.",
];

/// A text in which two people speak in turn, the second of whom has the names given.
fn talk(shape: Line, names: [&str; 4]) -> (String, Vec<(u64, String, String)>) {
    let (mut text, mut want) = (String::new(), Vec::new());
    for (nth, words) in WORDS.iter().enumerate() {
        let name = if nth % 2 == 0 { "Ida Moss" } else { names[nth / 2] };
        let seconds = 5 + 21 * nth as u64;
        text.push_str(&shape(name, &format!("00:{:02}:{:02}", seconds / 60, seconds % 60), words));
        text.push('\n');
        want.push((seconds, name.to_owned(), (*words).to_owned()));
    }
    (text, want)
}

#[test]
fn names_that_do_not_look_like_names_are_told_by_where_they_stand() {
    for shape in SHAPES {
        for name in NAMES {
            let (text, want) = talk(shape, [name; 4]);
            let found: Vec<_> = said(&text)
                .into_iter()
                .map(|(at, who, words)| (at, who.unwrap_or_default(), words))
                .collect();
            assert_eq!(found, want, "{text}");
        }
    }
}

#[test]
fn words_behind_what_may_be_a_name_are_given_to_nobody_else() {
    for shape in SHAPES.into_iter().take(14) {
        for name in NAMES.into_iter().chain(STRANGERS) {
            let (text, want) = talk(shape, ["Tim Rook", "Tim Rook", name, "Tim Rook"]);
            let found = said(&text);
            assert_eq!(found.len(), want.len(), "{text}");
            for ((at, who, words), (second, name, said)) in found.iter().zip(&want) {
                assert_eq!(at, second, "{text}");
                assert!(words.ends_with(said.as_str()), "{text}");
                assert!(who.as_ref().is_none_or(|who| who == name), "{who:?} {text}");
            }
        }
    }
}

#[test]
fn what_is_said_is_no_name() {
    for text in [
        "[0:05] Ida Moss: The plan is this:\n[0:09] we begin: at the quay.\n[0:14] Tim Rook: I agree.\n[0:18] and one more thing: the board.\n[0:22] Ida Moss: Yes.\n",
        "Ida Moss  0:05\nThe ferry leaves at noon.\n\nTim Rook  0:26\nIt left and came back at 0:30\nas ever.\n\nIda Moss  0:47\nYes.\n",
    ] {
        let people: HashSet<String> =
            said(text).into_iter().filter_map(|(_, who, _)| who).collect();
        assert!(people.iter().all(|who| who == "Ida Moss" || who == "Tim Rook"), "{people:?}");
        let all: String = said(text).into_iter().map(|(.., words)| words + " ").collect();
        assert_eq!(text.contains("at 0:30"), all.contains("at 0:30"), "{all}");
    }
    for text in ["(laughter)", "We left.", "is it late?", "a b c d e f g", "« Oui", "-", "7"] {
        assert_eq!(perhaps(text), None, "{text}");
    }
}

#[test]
fn names_before_times_in_brackets_need_no_colon_where_most_lines_have_them() {
    for (open, close) in [("[", "]"), ("(", ")")] {
        for bold in ["", "**"] {
            let line = |name: &str, time: &str, words: &str| {
                format!("{bold}{name}{bold} {open}{time}{close} {words}\n\n")
            };
            let text = line("Ida", "0:05", "The ferry leaves at noon.")
                + &line("Tim", "0:09", "Nobody told us.")
                + &line("Ida", "1:15", "It was on the board.");
            let names: Vec<_> = said(&text).into_iter().map(|(at, who, _)| (at, who)).collect();
            let want = [(5, "Ida"), (9, "Tim"), (75, "Ida")];
            assert_eq!(names, want.map(|(at, who)| (at, Some(who.to_owned()))), "{text}");
        }
    }
    let results =
        "Ida [4:05] won the race.\nTim [4:09] came second, and was glad.\nAnn [4:15] fell.\n";
    assert!(said(results).is_empty());
}

#[test]
fn clauses_and_questions_are_said_by_nobody_else() {
    let text = "[0:05] Ida Moss: We begin.\n[0:09] ce que je veux dire: il faut attendre.\n[0:14] Tim Rook: Why?\n[0:19] Question: who will wait?\n[0:22] ce que je veux dire: il faut partir.\n[0:26] Ida Moss: Nobody.\n";
    let said = said(text);
    let speakers: Vec<_> = said.iter().map(|(_, who, _)| who.as_deref()).collect();
    assert!(!speakers.contains(&Some("ce que je veux dire")), "{said:?}");
    assert_eq!(speakers[3], None, "{said:?}");
    assert!(said[4].2.contains("ce que je veux dire"), "{said:?}");
    let titled = format!("Jean 3:16\n\n{text}");
    assert_eq!(self::said(&titled).len(), said.len());
}
