//! `TextGrid`: the tiers of Praat (its manual, "TextGrid file formats"), long or short. All that
//! counts in a file are its numbers, its quoted texts and the flag `<exists>`, in order.

mod names;

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::timed::words::{TimedPiece, stretches, times};
use crate::timed::{Cue, CueProblem, Transcript};
use names::Person;

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    let head: String = text.trim_start_matches('\u{feff}').chars().take(200).collect();
    head.contains("ooTextFile") && head.contains("\"TextGrid\"")
}

/// A tier with its intervals.
#[derive(Debug, Default)]
struct Tier {
    name: String,
    /// Start and end in milliseconds, the text, and the line.
    intervals: Vec<(u64, u64, String, u32)>,
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::TextGrid);
    let (tiers, whole) = tiers(text);
    if !whole {
        file.counts.add(CueProblem::BrokenFile, u32::try_from(text.lines().count()).unwrap_or(1));
    }

    let words = |tier: &&Tier| !tier.intervals.is_empty() && names::is_speech(tier, &tiers);
    let spoken = spoken(tiers.iter().filter(words));
    // Of several tiers that say different things each is a person's.
    let named = spoken.len() > 1;
    let mut cues: Vec<Cue> = Vec::new();
    for Spoken { tier, finer, person } in spoken {
        let speaker = match person {
            Person::Told(name) => Some(name),
            Person::Perhaps(name) => Some(name).filter(|_| named),
            Person::Untold => None,
        };
        for interval in &tier.intervals {
            let mut cue = cue(interval, finer);
            cue.speaker = speaker.map(str::to_owned);
            cues.push(cue);
        }
    }
    cues.sort_by_key(|cue| (cue.start, cue.line));
    cues.into_iter().for_each(|cue| file.add_told(cue));
    file.into_document(source)
}

/// A tier that says something of its own, with one that has the same words one by one.
struct Spoken<'t> {
    tier: &'t Tier,
    finer: Option<&'t Tier>,
    person: Person<'t>,
}

impl<'t> Spoken<'t> {
    /// Whether another tier with the same words says them again: at the same time, by the same person.
    fn is_again(&self, other: &Tier, person: Person<'_>) -> bool {
        let range = |tier: &Tier| {
            let end = tier.intervals.iter().map(|(_, end, ..)| *end).max()?;
            Some((tier.intervals.first()?.0, end))
        };
        let is_beside = range(self.tier)
            .zip(range(other))
            .is_some_and(|(own, other)| own.0 <= other.1 && other.0 <= own.1);
        let is_else = match (self.person, person) {
            (Person::Told(own), Person::Told(other)) => own != other,
            _ => false,
        };
        is_beside && !is_else
    }

    fn add(&mut self, other: &'t Tier, person: Person<'t>) {
        let is_coarser = self.tier.intervals.len() > other.intervals.len();
        if is_coarser {
            self.finer = Some(std::mem::replace(&mut self.tier, other));
        } else {
            self.finer = self.finer.or(Some(other));
        }
        self.person = match (self.person, person) {
            (told @ Person::Told(_), _) | (_, told @ Person::Told(_)) => told,
            (_, Person::Perhaps(_)) if is_coarser => person,
            (Person::Untold, other) => other,
            (own, _) => own,
        };
    }
}

/// The tiers that say something of their own.
fn spoken<'t>(tiers: impl Iterator<Item = &'t Tier>) -> Vec<Spoken<'t>> {
    let letters = |tier: &Tier| -> String {
        let all = tier.intervals.iter().flat_map(|(_, _, text, _)| text.chars());
        all.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let mut found: Vec<(Spoken<'_>, String)> = Vec::new();
    for tier in tiers {
        let (own, person) = (letters(tier), names::person(tier));
        let known = found
            .iter_mut()
            .find(|(known, letters)| *letters == own && known.is_again(tier, person));
        match known {
            Some((known, _)) => known.add(tier, person),
            None => found.push((Spoken { tier, finer: None, person }, own)),
        }
    }
    found.into_iter().map(|(spoken, _)| spoken).collect()
}

fn cue((start, end, text, line): &(u64, u64, String, u32), finer: Option<&Tier>) -> Cue {
    let at = Timecode::from_millis;
    let mut cue = Cue::new(at(*start), at(*end), text.clone(), *line);
    let inside = finer.into_iter().flat_map(|tier| {
        let from = tier.intervals.partition_point(|(at, ..)| at < start);
        let rest = tier.intervals.get(from..).unwrap_or_default().iter();
        rest.take_while(|(at, ..)| at < end)
    });
    let pieces: Vec<TimedPiece> = inside
        .map(|(start, end, text, _)| TimedPiece {
            text: text.clone(),
            start: Some(*start),
            end: Some(*end),
            confidence: None,
        })
        .collect();
    let found = stretches(&cue.text, &pieces);
    cue.words = found.and_then(|found| times((*start, *end), &found, &pieces)).unwrap_or_default();
    cue
}

/// What counts in a file.
enum Token {
    Number(f64),
    Text(String, u32),
}

/// The tiers of a file, and whether all that it announces is there.
fn tiers(text: &str) -> (Vec<Tier>, bool) {
    let mut tokens = tokens(text).into_iter().peekable();
    // The kind of file and of object, its start and its end, and how many tiers there are.
    let mut texts = 0;
    while texts < 2 {
        match tokens.next() {
            Some(Token::Text(..)) => texts += 1,
            Some(Token::Number(_)) => {}
            None => return (Vec::new(), false),
        }
    }
    let mut number = || match tokens.peek() {
        Some(Token::Number(number)) => {
            let number = *number;
            tokens.next();
            Some(number)
        }
        _ => None,
    };
    let (_, _, count) = (number(), number(), number());

    let mut tiers = Vec::new();
    while let Some(Token::Text(kind, _)) = tokens.next() {
        let Some(Token::Text(name, _)) = tokens.next() else { break };
        let points = kind == "TextTier";
        let mut tier = Tier { name: clean(&name), ..Tier::default() };
        // Start, end and size of the tier.
        for _ in 0..3 {
            tokens.next_if(|token| matches!(token, Token::Number(_)));
        }
        loop {
            let mut time = || match tokens.next_if(|token| matches!(token, Token::Number(_))) {
                Some(Token::Number(seconds)) => millis(seconds),
                _ => None,
            };
            let Some(start) = time() else { break };
            let end = if points { Some(start) } else { time() };
            let Some(Token::Text(text, line)) = tokens.next_if(|t| matches!(t, Token::Text(..)))
            else {
                break;
            };
            let text = clean(&text);
            if !text.is_empty() {
                tier.intervals.push((start, end.unwrap_or(start).max(start), text, line));
            }
        }
        tiers.push(tier);
    }
    let whole = count.is_some_and(|count| count == tiers.len() as f64);
    (tiers, whole)
}

/// Whole milliseconds of a number of seconds.
fn millis(seconds: f64) -> Option<u64> {
    // The bounds make the cast exact.
    (-1.0..1e9).contains(&seconds).then(|| (seconds * 1000.0).round().max(0.0) as u64)
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1_u32);
    loop {
        let trimmed = rest.trim_start();
        let passed = rest.get(..rest.len() - trimmed.len()).unwrap_or_default();
        line = line.saturating_add(lines(passed));
        let Some(first) = trimmed.chars().next() else { return tokens };
        if first == '"' {
            let (text, after) = quoted(trimmed.get(1..).unwrap_or_default());
            let at = line;
            line = line.saturating_add(lines(&text));
            tokens.push(Token::Text(text, at));
            rest = after;
            continue;
        }

        let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let (word, after) = trimmed.split_at(end);
        rest = if first == '!' {
            trimmed.find('\n').and_then(|at| trimmed.get(at..)).unwrap_or_default()
        } else {
            after
        };
        tokens.extend(word.parse().ok().filter(|n: &f64| n.is_finite()).map(Token::Number));
    }
}

/// A text up to its closing quotation mark; a doubled one stands for itself.
fn quoted(text: &str) -> (String, &str) {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        out.push_str(before);
        match after.strip_prefix('"') {
            Some(next) => {
                out.push('"');
                rest = next;
            }
            None => return (out, after),
        }
    }
    out.push_str(rest);
    (out, "")
}

fn lines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_text(text: &str) -> Document {
        assert_eq!(crate::sniff(text), Format::TextGrid, "{text}");
        read(text, SourceId::from_bytes(b"x"))
    }

    const SHORT: &str = "File type = \"ooTextFile short\"\n\"TextGrid\"\n\n0\n4.5\n<exists>\n3\n\"IntervalTier\"\n\"words\"\n0\n4.5\n3\n0\n1\n\"\"\n1\n1.5\n\"Good\"\n1.5\n2\n\"\"\"day\"\".\"\n\
        \"IntervalTier\"\n\"sentences\"\n0\n4.5\n1\n1\n2\n\"Good \"\"day\"\".\"\n\"IntervalTier\"\n\"phones\"\n0\n4.5\n1\n1\n2\n\"g\"\n";

    #[test]
    fn sentences_take_the_times_of_their_words() {
        let document = read_text(SHORT);
        assert_eq!(document.cues.len(), 1, "{:?}", document.cues);
        let cue = &document.cues[0];
        assert_eq!(
            (cue.start.millis(), cue.end.millis(), cue.text.as_str()),
            (1000, 2000, "Good \"day\".")
        );
        assert_eq!(
            cue.words.iter().map(|word| word.start.millis()).collect::<Vec<_>>(),
            [1000, 1500]
        );
        assert_eq!(
            (cue.speaker.as_deref(), document.warnings.len()),
            (None, 0),
            "{:?}",
            document.warnings
        );
    }

    #[test]
    fn tiers_that_say_different_things_are_persons() {
        let tier = |name: &str, start: f64, text: &str| {
            format!(
                "    item [1]:\n        class = \"IntervalTier\"\n        name = \"{name}\"\n        xmin = 0\n        xmax = 9\n        intervals: size = 1\n        intervals [1]:\n            xmin = {start}\n            xmax = 9\n            text = \"{text}\"\n"
            )
        };
        let text = format!(
            "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = 9\ntiers? <exists>\nsize = 2\nitem []:\n{}{}",
            tier("Ann", 2.5, "And you?"),
            tier("Bob", 1.25, "I am well.")
        );
        let document = read_text(&text);
        let cues: Vec<_> = document
            .cues
            .iter()
            .map(|cue| (cue.start.millis(), cue.speaker.as_deref(), cue.text.as_str()))
            .collect();
        assert_eq!(cues, [(1250, Some("Bob"), "I am well."), (2500, Some("Ann"), "And you?")]);
    }

    /// A tier by its name and its intervals.
    type Written<'t> = (&'t str, &'t [(f64, f64, &'t str)]);

    /// A file with these tiers.
    fn grid(tiers: &[Written<'_>]) -> String {
        let mut text = format!(
            "File type = \"ooTextFile short\"\n\"TextGrid\"\n\n0\n9\n<exists>\n{}\n",
            tiers.len()
        );
        for (name, intervals) in tiers {
            text += &format!("\"IntervalTier\"\n\"{name}\"\n0\n9\n{}\n", intervals.len());
            for (start, end, label) in *intervals {
                text += &format!("{start}\n{end}\n\"{label}\"\n");
            }
        }
        text
    }

    fn shown(tiers: &[Written<'_>]) -> Vec<String> {
        let document = read_text(&grid(tiers));
        let cues = document.cues.iter().map(|cue| {
            let speaker = cue.speaker.as_deref().unwrap_or("-");
            format!("{} {speaker}: {}", cue.start.millis(), cue.text)
        });
        cues.collect()
    }

    #[test]
    fn an_aligner_names_who_speaks_before_what_is_in_a_tier() {
        let ida: &[(f64, f64, &str)] = &[(1.0, 1.5, "well"), (1.5, 2.0, "now")];
        let tim: &[(f64, f64, &str)] = &[(3.0, 3.5, "bon")];
        let sounds: &[(f64, f64, &str)] = &[(1.0, 1.2, "W"), (1.2, 1.5, "EH1")];
        assert_eq!(
            shown(&[("Ida - phones", sounds), ("Ida - words", ida)]),
            ["1000 Ida: well", "1500 Ida: now"]
        );
        for (first, second) in [
            ("Ida - words", "Tim - mots"),
            ("words - Ida", "mots - Tim"),
            ("Ida_words", "Tim-mots"),
        ] {
            let tiers = [("Ida - phones", sounds), (first, ida), (second, tim)];
            let want = ["1000 Ida: well", "1500 Ida: now", "3000 Tim: bon"];
            assert_eq!(shown(&tiers), want, "{first}");
        }
        // What stands before a mere hyphen may be anything.
        assert_eq!(shown(&[("aligned-words", tim), ("aligned-phones", sounds)]), ["3000 -: bon"]);
        let whole: &[(f64, f64, &str)] = &[(1.0, 2.0, "Well, now.")];
        assert_eq!(shown(&[("Ida", whole), ("Ida - words", ida)]), ["1000 Ida: Well, now."]);
    }

    #[test]
    fn two_who_say_the_same_are_both_heard() {
        let first: &[(f64, f64, &str)] = &[(1.0, 1.5, "oui")];
        let second: &[(f64, f64, &str)] = &[(1.2, 1.8, "Oui !")];
        let later: &[(f64, f64, &str)] = &[(3.0, 3.5, "Oui.")];
        let want = ["1000 Ida: oui", "1200 Tim: Oui !"];
        assert_eq!(shown(&[("Ida - words", first), ("Tim - words", second)]), want);
        assert_eq!(shown(&[("Ida", first), ("Tim", later)]), ["1000 Ida: oui", "3000 Tim: Oui."]);
    }

    #[test]
    fn tiers_named_by_what_is_in_them_name_nobody() {
        let words: &[(f64, f64, &str)] = &[(1.0, 1.5, "well"), (1.5, 2.0, "now")];
        let tones: &[(f64, f64, &str)] = &[(1.2, 1.2, "L+H*"), (2.0, 2.0, "L-L%")];
        let remark: &[(f64, f64, &str)] = &[(1.7, 1.9, "laughter")];
        let want = ["1000 -: well", "1500 -: now", "1700 -: laughter"];
        assert_eq!(shown(&[("words", words), ("Tones", tones), ("Misc", remark)]), want);
    }

    #[test]
    fn a_file_that_breaks_off_says_so() {
        let cut = &SHORT[..SHORT.find("\"sentences\"").unwrap()];
        let document = read_text(cut);
        assert_eq!(document.cues.len(), 2);
        assert!(!document.warnings.is_empty());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\"(IntervalTier|TextTier|a é|\"\")?\"?|[0-9]{1,9}(\\.[0-9])?|-|1e300|!|<exists>|\\[1\\]:|=| |\n){0,60}") {
            read(&format!("File type = \"ooTextFile\"\n\"TextGrid\"\n{text}"), SourceId::from_bytes(b"x"));
        }
    }
}
