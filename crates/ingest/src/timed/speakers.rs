//! Who speaks, as captions write it at the start of a line: `NAME:`, `>> NAME:`, `[Speaker 1]:`,
//! `>>` and dashes for a speaker without a name.
//!
//! A colon is ordinary punctuation too. Titles and numbered voices are speakers wherever they stand;
//! any other name must come back, beside other names or in a file that names its speakers throughout.
//! After what looks like a name and is not taken for one, the speaker is unknown, so that no words are
//! given to the wrong person.

use std::collections::{HashMap, HashSet};

use ibid_core::lang::Lang;

use super::labels::{self, Deposition, Label, Shape};
use super::other_names::{before_colon, is_often, opens_with_colon};
use super::{Cue, Cutter, blocks, non_speech};

/// A name of which there is no other sign must come `OFTEN` times.
const OFTEN: u32 = 3;
/// An opening is looked for within `LONGEST_OPENING` characters.
const LONGEST_OPENING: usize = 120;
/// After a silence of `SILENCE` milliseconds the speaker is unknown.
const SILENCE: u64 = 6_000;

/// What stands at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Opening<'a> {
    /// Its bytes, which are no part of what is said.
    bytes: usize,
    name: Option<&'a str>,
}

/// What is known of a file's way to name speakers.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// How often each person is named.
    counts: HashMap<String, u32>,
    /// The names that the source declares.
    voices: HashSet<String>,
    /// Those that its reader is sure of.
    sure: HashSet<String>,
    /// Everything is in capitals, so they say nothing.
    shouts: bool,
    /// A name has a title.
    titled: bool,
    /// Two people or more are named twice or more.
    company: bool,
    /// A full name comes `OFTEN` times or more.
    named: bool,
    /// A third of the cues open with a name, and not all with the same.
    habit: bool,
    /// What would be no name elsewhere, and comes back beside names in a file a third of whose cues
    /// open with one or the other.
    others: HashSet<String>,
    /// Half of the cues open with a name, or with what comes back as names do.
    always: bool,
    /// Half of the cues open with a name, and nearly all others with something before a colon.
    throughout: bool,
    /// So they do, and name again who goes on speaking: of who speaks in any other nothing is known.
    in_each: bool,
    /// Letters before a point ask and answer.
    deposes: bool,
}

/// Who spoke last, and when.
#[derive(Clone, Debug, Default)]
pub(super) struct Speaking {
    speaks: Option<String>,
    start: u64,
    end: u64,
    lang: Option<Lang>,
}

/// Whether whoever speaks is unknown between two cues, be it after a silence or because another part
/// begins.
pub(super) fn parts(before: &Cue, cue: &Cue) -> bool {
    let (start, before, ended) = (cue.start.millis(), before.start.millis(), before.end.millis());
    start.saturating_sub(ended) >= SILENCE || start.saturating_add(SILENCE) <= before
}

/// Takes speakers out of the text; a cue in which several speak becomes several.
/// `known` is the way in which their file names them, and `last` who spoke above.
pub(super) fn find(cues: Vec<Cue>, known: &Names, last: &mut Speaking) -> Vec<Cue> {
    let mut found: Vec<Cue> = Vec::with_capacity(cues.len());
    for mut cue in cues {
        let start = cue.start.millis();
        let silence = start.saturating_sub(last.end) >= SILENCE;
        // A second track or part begins anew, and its first speaker is unknown too.
        let anew = start.saturating_add(SILENCE) <= last.start || cue.lang != last.lang;
        if silence || anew || cue.turn || cue.speaker.is_some() || known.in_each {
            last.speaks = None;
        }
        (last.start, last.end, last.lang) = (start, cue.end.millis(), cue.lang);
        let speaks = &mut last.speaks;
        let asks = known.deposes && labels::deposed(&cue.text).is_some();
        if !asks && !may_open(&cue.text) {
            if cue.speaker.is_none() {
                cue.speaker.clone_from(speaks);
            }
            found.extend(Some(cue).filter(|cue| !cue.text.is_empty()));
            continue;
        }
        let mut cutter = Cutter::new(&cue);
        let mut said = false;
        for (from, to, opening) in known.parts(&cue.text, cue.speaker.is_some()) {
            if let Some(opening) = opening {
                *speaks = opening.name.map(str::to_owned);
            }
            let mut part = cutter.cut(from..to);
            part.turn = opening.is_some() || cue.turn && from == 0;
            // An answer within a voice is by another speaker.
            let answers = said && opening.is_some();
            if part.speaker.is_none() || answers || opening.is_some_and(|o| o.name.is_some()) {
                part.speaker.clone_from(speaks);
            }
            said |= !part.text.is_empty();
            if !part.text.is_empty() {
                found.push(part);
            }
        }
    }

    found
}

impl Names {
    /// `sure` are names that the source is known to write before a colon.
    pub(super) fn from_cues(cues: &[Cue], sure: HashSet<String>) -> Self {
        let mut names = Names { sure, ..Names::default() };
        let (mut openings, mut full) = (0usize, HashSet::new());
        let mut others: HashMap<&str, u32> = HashMap::new();
        let mut deposition = Deposition::default();
        let (mut last, mut again, mut colons) = (None, 0, 0);
        for cue in cues {
            deposition.add(&cue.text);
            if let Some(voice) = cue.speaker.as_ref().filter(|name| !names.voices.contains(*name)) {
                names.voices.insert(voice.clone());
            }
            if !may_open(&cue.text) {
                continue;
            }
            for at in beginnings(&cue.text) {
                let line = head(&cue.text[at..]);
                let line = &line[mark(line)..];
                let Some(label) = Label::from_line(line) else {
                    colons += usize::from(opens_with_colon(line));
                    if let Some((name, _)) = other(line) {
                        *others.entry(name).or_default() += 1;
                    }
                    continue;
                };
                openings += 1;
                again += usize::from(last == Some(label.person));
                last = Some(label.person);
                names.titled |= label.shape == Shape::Titled;
                *names.counts.entry(label.person.to_owned()).or_default() += 1;
                if label.shape == Shape::Mixed && label.words > 1 {
                    full.insert(label.person);
                }
            }
        }

        names.deposes = deposition.is_one();
        if openings > 0 {
            let count = |person: &str| names.counts.get(person).copied().unwrap_or(0);
            names.shouts = shouts(cues);
            names.company = names.counts.values().filter(|count| **count >= 2).count() >= 2;
            names.named = full.into_iter().any(|person| count(person) >= OFTEN);
            let cues = cues.iter().filter(|cue| !cue.text.is_empty()).count();
            names.habit = openings >= 3 && openings * 3 >= cues && names.counts.len() >= 2;
            others.retain(|name, count| is_often(name, *count as usize));
            let all = openings + others.values().map(|count| *count as usize).sum::<usize>();
            let comes_back = names.counts.values().any(|count| *count >= 2);
            names.always = all * 2 >= cues && comes_back;
            names.throughout =
                comes_back && openings * 2 >= cues && (openings + colons) * 5 >= cues * 4;
            names.in_each = comes_back && all * 10 >= cues * 9 && again * 5 >= all && again >= 3;
            if comes_back && all >= 3 && all * 3 >= cues {
                names.others = others.into_keys().map(str::to_owned).collect();
            }
        }

        names
    }

    /// The parts of a cue's text by who says them: from where, to where, and what opened it.
    /// `declared` is whether the source tells who speaks.
    fn parts<'t>(&self, text: &'t str, declared: bool) -> Vec<(usize, usize, Option<Opening<'t>>)> {
        let mut parts: Vec<(usize, usize, Option<Opening<'t>>)> = vec![(0, text.len(), None)];
        for at in beginnings(text) {
            let fresh = at == 0 || may_turn(&text[..at]);
            let opens = at == 0 && !declared && self.throughout && opens_with_colon(head(text));
            let stranger = opens.then_some(Opening { bytes: 0, name: None });
            let opening = self.opening(&text[at..], fresh, declared);
            let Some(opening) = opening.or(stranger) else { continue };
            if let Some(last) = parts.last_mut() {
                last.1 = at.max(last.0);
            }
            parts.push((at + opening.bytes, text.len(), Some(opening)));
        }

        parts
    }

    /// What opens a line; `fresh` where a sentence may begin.
    fn opening<'t>(&self, text: &'t str, fresh: bool, declared: bool) -> Option<Opening<'t>> {
        let line = head(text);
        let marked = mark(line);
        let unknown = Opening { bytes: marked, name: None };
        let unnamed = (marked > 0).then_some(unknown);
        if let Some((name, bytes)) = self.sure_name(&line[marked..]) {
            return Some(Opening { bytes: marked + bytes, name: Some(name) });
        }
        let bracketed = labels::in_brackets(&line[marked..]).filter(|_| fresh);
        if let Some((name, bytes)) = bracketed {
            return Some(Opening { bytes: marked + bytes, name: Some(name) });
        }
        // A letter may be the initial of anybody.
        let initial = fresh && !declared && labels::is_initial(&line[marked..]);
        let Some(label) = Label::from_line(&line[marked..]) else {
            let other = other(&line[marked..]).filter(|_| fresh && !declared);
            let known = other.filter(|(name, _)| self.others.contains(*name));
            if let Some((name, bytes)) = known {
                return Some(Opening { bytes: marked + bytes, name: Some(name) });
            }
            let perhaps = initial
                || self.always && other.is_some_and(|(name, _)| is_short(name))
                || fresh
                    && !declared
                    && !self.counts.is_empty()
                    && labels::asks_or_answers(&line[marked..]);
            return unnamed.or(perhaps.then_some(unknown));
        };
        let arrows = line.starts_with('>');
        let is_speaker = if declared && !arrows {
            self.voices.contains(label.name)
                || matches!(label.shape, Shape::Titled | Shape::Numbered)
        } else {
            self.names(&label, arrows) && (fresh || marked > 0 || self.is_known(&label))
        };

        if is_speaker {
            return Some(Opening { bytes: marked + label.bytes, name: Some(label.name) });
        }
        // This may be a name: then the speaker is unknown from here on.
        let perhaps = match label.shape {
            // `Note :` is no name, and neither is one word elsewhere but where words are given to names.
            Shape::Mixed => label.words > 1 || self.habit || self.named || self.titled,
            Shape::Capitals => !self.shouts || initial,
            Shape::Titled | Shape::Numbered | Shape::Office => true,
        };

        unnamed.or((perhaps && fresh && !declared).then_some(unknown))
    }

    /// The name that a line begins with, and the bytes up to what is said, where the reader of the
    /// source is sure of it.
    fn sure_name<'t>(&self, line: &'t str) -> Option<(&'t str, usize)> {
        if let Some(found) = labels::deposed(line).filter(|_| self.deposes) {
            return Some(found);
        }
        if self.sure.is_empty() {
            return None;
        }
        let label = Label::from_line(line).filter(|label| self.sure.contains(label.person));
        let function = || labels::function(line).filter(|(name, _)| self.sure.contains(*name));
        let other = || before_colon(line).filter(|(name, _)| self.sure.contains(*name));
        let other = || other().map(|(name, said)| (name, line.len() - said.len()));
        label.map(|label| (label.name, label.bytes)).or_else(function).or_else(other)
    }

    /// Whether a label may also stand in the middle of a sentence, where captions are not punctuated.
    fn is_known(&self, label: &Label<'_>) -> bool {
        let sure = matches!(label.shape, Shape::Titled | Shape::Numbered);
        sure || self.counts.get(label.person).is_some_and(|count| *count >= 2)
    }

    /// Whether a label names who speaks.
    fn names(&self, label: &Label<'_>, arrows: bool) -> bool {
        let count = self.counts.get(label.person).copied().unwrap_or(0);
        let (back, often) = (count >= 2, count >= OFTEN);
        let one_word = label.words == 1;

        match label.shape {
            Shape::Titled | Shape::Numbered => true,
            shape if arrows => shape != Shape::Mixed || !one_word || back,
            Shape::Office => back || self.habit || label.stands_out() && !self.shouts,
            Shape::Capitals if self.shouts => often && self.company,
            // `TVA :` is no name.
            Shape::Capitals if one_word => {
                self.habit || back && self.titled || often && self.company
            }
            Shape::Capitals => often || back && (self.company || self.titled) || self.habit,
            Shape::Mixed if one_word => self.habit || often && (self.named || self.titled),
            Shape::Mixed => often || self.named || self.habit,
        }
    }
}

/// What stands before a colon and looks like no name, and the bytes up to what is said; perhaps after
/// a dash, which is a mark only before capitals.
fn other(line: &str) -> Option<(&str, usize)> {
    let (name, said) = before_colon(line.trim_start_matches(['-', '–', '—', ' ']))?;
    Some((name, line.len() - said.len()))
}

/// Whether what stands before a colon has as few words as most names, a function's with a capital some
/// more.
fn is_short(name: &str) -> bool {
    let most = if name.starts_with(char::is_uppercase) { 5 } else { 3 };
    name.split(' ').count() <= most
}

/// Whether the speaker may change after a text: a sentence ends there, or a mark.
fn may_turn(before: &str) -> bool {
    // The end is enough, however long a run of blanks it is.
    let near = before.char_indices().rev().nth(40).map_or(0, |(at, _)| at);
    let before = before[near..].trim_end();
    before.ends_with([']', ')']) || blocks::ends_sentence(before)
}

/// Whether most letters of a file are capitals. Those with accents follow the others in this.
fn shouts(cues: &[Cue]) -> bool {
    let count = |letters: std::ops::RangeInclusive<u8>| -> usize {
        cues.iter().map(|cue| cue.text.bytes().filter(|b| letters.contains(b)).count()).sum()
    };
    count(b'A'..=b'Z') > count(b'a'..=b'z')
}

/// Whether a speaker may begin in a text: it has a colon, an arrow, or a line that starts with
/// a dash. Most have none.
fn may_open(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The long dashes begin with the byte 0xE2.
    let dash = |b: u8| (b == b'-') | (b == 0xe2);
    // To the end, whatever is met on the way: many bytes are looked at in one step.
    let signs = bytes.iter().fold(false, |any, b| any | (*b == b':') | (*b == b'>'));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    // A name may stand in brackets.
    let opens = |b: u8| dash(b) | (b == b'(') | (b == b'[');
    signs
        || bytes.first().is_some_and(|b| opens(*b))
        || pairs.fold(false, |any, (a, b)| any | ((*a == b'\n') & opens(*b)))
}

/// The line that a text starts with, as far as an opening may reach.
fn head(text: &str) -> &str {
    let end = text.char_indices().take(LONGEST_OPENING).find(|(_, c)| *c == '\n');
    let most = || text.char_indices().nth(LONGEST_OPENING).map_or(text.len(), |(at, _)| at);
    &text[..end.map_or_else(most, |(at, _)| at)]
}

/// Where a speaker may begin: at the start of a line, after a sound mark there, and at `>>`
/// anywhere.
fn beginnings(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let starts = move |at: &usize| match at.checked_sub(1).map(|before| bytes[before]) {
        None | Some(b'\n') => true,
        Some(b' ') => bytes[*at..].starts_with(b">>") || follows_mark(text, at - 1),
        Some(_) => false,
    };
    (0..bytes.len()).filter(starts)
}

/// Whether a line has nothing before `end` but a sound mark.
fn follows_mark(text: &str, end: usize) -> bool {
    let before = &text.as_bytes()[..end];
    if !matches!(before.last(), Some(b']' | b')')) {
        return false;
    }
    let reach = end.saturating_sub(non_speech::LONGEST_MARK);
    let open = before[reach..].iter().rposition(|b| matches!(b, b'[' | b'('));
    let start = open.map(|open| reach + open).filter(|at| *at == 0 || before[at - 1] == b'\n');
    start.is_some_and(|start| non_speech::bracket(&text[start..]) == Some(end - start))
}

/// The bytes of `>>` or of a dash, with the space after it; 0 where there is none.
fn mark(line: &str) -> usize {
    let arrows = line.bytes().take_while(|b| *b == b'>').count();
    if arrows >= 2 {
        return line.len() - line[arrows..].trim_start().len();
    }

    let Some(rest) = line.strip_prefix(['-', '–', '—', '‐', '‑']) else { return 0 };
    let said = rest.trim_start();
    let opens = |c: char| {
        c.is_uppercase() || matches!(c, '«' | '“' | '"' | '‘' | '…' | '¿' | '¡' | '[' | '(')
    };

    let begins = said.starts_with(opens)
        || said.starts_with("...")
        || said.len() < rest.len() && said.starts_with(char::is_numeric);
    if begins { line.len() - said.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibid_core::time::Timecode;
    use proptest::prelude::*;

    fn read(texts: &[&str]) -> Vec<(Option<String>, bool, String)> {
        let at = |s: usize| Timecode::from_millis(s as u64 * 1000);
        let cues = texts.iter().enumerate();
        let cues: Vec<Cue> =
            cues.map(|(i, t)| Cue::new(at(i), at(i + 1), (*t).to_owned(), 1)).collect();
        let known = Names::from_cues(&cues, HashSet::new());
        find(cues, &known, &mut Speaking::default())
            .into_iter()
            .map(|c| (c.speaker, c.turn, c.text))
            .collect()
    }

    fn seen(texts: &[&str]) -> Vec<String> {
        let shown = |(speaker, turn, text): (Option<String>, bool, String)| {
            format!("{}{}|{text}", speaker.unwrap_or_default(), if turn { "*" } else { "" })
        };
        read(texts).into_iter().map(shown).collect()
    }

    #[test]
    fn names_in_capitals_speak_until_somebody_else_does() {
        assert_eq!(
            seen(&[
                "MME ROY : Bonjour à tous.",
                "Je commence.",
                ">> DR. LEE: Thanks.\n>> And then?"
            ]),
            ["MME ROY*|Bonjour à tous.", "MME ROY|Je commence.", "DR. LEE*|Thanks.", "*|And then?"]
        );

        assert_eq!(
            seen(&["[Speaker 1]: Hello", "well. >> Sure."]),
            ["Speaker 1*|Hello", "Speaker 1|well.", "*|Sure."]
        );

        assert_eq!(
            seen(&["- Tu viens ?\n- Non.", "-Ah bon", "— et puis voilà"]),
            ["*|Tu viens ?", "*|Non.", "*|Ah bon", "|— et puis voilà"]
        );
    }

    #[test]
    fn ordinary_colons_name_nobody() {
        for text in [
            "Question : qui paie ?",
            "Note: it rained.",
            "NOTE: it rained.",
            "Voilà : c’est fini.",
            "Il est 10:30, RENDEZ-VOUS",
            "https://example.org/a",
            "ÉTAPE 2 : mélanger",
            "A: first",
            "CHAPITRE 2 : les origines",
            "TAUX DE CHÔMAGE : huit pour cent",
            "MISE EN GARDE : ce film n’est pas pour tous",
            "[Rires]: oui",
            "[Interprétation] : Monsieur le ministre",
            ">> Look: it is not that simple.",
            "A VERY LONG LINE OF SOME WORDS: yes",
            "-5 degrés",
            "> quoted",
        ] {
            let said = seen(&[text, "and some small words to be calm"]).remove(0);
            assert!(text.ends_with(said.rsplit('|').next().unwrap()), "{text}: {said}");
            assert!(said.starts_with(['|', '*']), "{text}: {said}");
            assert!(text.starts_with('>') || said.ends_with(text), "{text}: {said}");
        }

        // Where all is in capitals, they say nothing.
        assert_eq!(seen(&["AND THEN HE SAID: GO AWAY NOW"]), ["|AND THEN HE SAID: GO AWAY NOW"]);
    }

    #[test]
    fn a_name_with_a_capital_letter_must_come_back() {
        assert_eq!(seen(&["Anne Roy: un"]), ["*|Anne Roy: un"]);
        assert_eq!(
            seen(&["Anne Roy: un", "Marc: deux", "Anne Roy: trois", "Anne Roy: quatre"]),
            ["Anne Roy*|un", "Marc*|deux", "Anne Roy*|trois", "Anne Roy*|quatre"]
        );
        assert_eq!(seen(&["Question : a", "Question : b", "Question : c"])[2], "|Question : c");
        assert_eq!(seen(&["Voilà : a", "Voilà : b", "Voilà : c"])[2], "|Voilà : c");
        let calm = "and then some more words are said";
        let texts =
            ["Ann Roy: a", calm, calm, "Ann Roy: b", calm, calm, "Ann Roy: c", "Bob Lee: d"];
        assert_eq!(seen(&texts)[7], "Bob Lee*|d");
    }

    #[test]
    fn nobody_is_given_the_words_of_somebody_who_may_be_another() {
        let calm = "and then some more words are said";
        for other in ["Mary Lee (chair): I resign.", "HEALTH CARE: no", "The Chair: Order."] {
            let said = seen(&["M. ROY : Bonjour.", calm, other, calm, calm, calm, calm]);
            let known = format!("M. ROY|{calm}");
            assert_eq!((&said[1], &said[3]), (&known, &format!("|{calm}")), "{other}");
        }
        let remark = seen(&["M. ROY : Bonjour.", "Note : il pleut", calm]);
        assert_eq!(remark[2], format!("M. ROY|{calm}"));
    }

    #[test]
    fn a_letter_or_a_name_that_is_not_believed_ends_what_is_known() {
        let calm = "and then some more words are said";
        for other in ["J : Il dépend du marché.", "H: No.", "K.: Yes."] {
            let said = seen(&["M. ROY : Bonjour.", other, calm]);
            assert_eq!(said[1..], [format!("*|{other}"), format!("|{calm}")], "{other}");
        }
        // Where names open the turns, one word is somebody too.
        let said = seen(&["M. ROY : Bonjour.", "Claire: Non.", calm, calm, calm, calm, calm]);
        assert_eq!(said[1..3], ["*|Claire: Non.".to_owned(), format!("|{calm}")]);
    }

    #[test]
    fn numbered_and_bracketed_voices_are_names() {
        assert_eq!(
            seen(&["MAN 1: Shut?\nMAN 2: It is.", "Speaker X:\nYes.", "(Mme Roy)\nNon.", "Si."]),
            ["MAN 1*|Shut?", "MAN 2*|It is.", "Speaker X*|Yes.", "Mme Roy*|Non.", "Mme Roy|Si."]
        );
        assert_eq!(seen(&["Speaker X:", "Yes."]), ["Speaker X|Yes."]);
        assert_eq!(seen(&["(M. Roy applaudit) Bien."]), ["|(M. Roy applaudit) Bien."]);
    }

    #[test]
    fn titles_offices_and_numbers_are_names() {
        assert_eq!(
            seen(&["[SPEAKER_00]: Hello.", "SPEAKER_01: Hi.", "M. le président : Merci."]),
            ["SPEAKER_00*|Hello.", "SPEAKER_01*|Hi.", "M. le président*|Merci."]
        );
        assert_eq!(
            seen(&["(Rires) Mme Roy : Je continue.", "le budget, à savoir\nMACHINE LEARNING: a"]),
            [
                "|(Rires)",
                "Mme Roy*|Je continue.",
                "Mme Roy|le budget, à savoir\nMACHINE LEARNING: a"
            ]
        );

        let offices = seen(&["Le président : Bien.", "oui", "oui", "oui", "Le président : Bon."]);
        assert_eq!(offices[4], "Le président*|Bon.");
    }

    #[test]
    fn what_a_source_declares_beats_a_colon() {
        let said = |voice: &str, text: &str| {
            let mut cue = Cue::new(Timecode::default(), Timecode::default(), text.to_owned(), 1);
            cue.speaker = Some(voice.to_owned());
            cue
        };
        let cues = ["First: we cut.", "COVID-19: it was hard.", "Bob: no."].map(|t| said("Ann", t));
        let cues: Vec<Cue> = cues.into_iter().chain([said("Bob", "HEALTH CARE: yes.")]).collect();
        let known = Names::from_cues(&cues, HashSet::new());
        let found: Vec<_> = find(cues, &known, &mut Speaking::default())
            .into_iter()
            .map(|c| format!("{}|{}", c.speaker.unwrap(), c.text))
            .collect();
        let want = [
            "Ann|First: we cut.",
            "Ann|COVID-19: it was hard.",
            "Bob|no.",
            "Bob|HEALTH CARE: yes.",
        ];

        assert_eq!(found, want);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(>>|- |: |[A-Zé\\[\\]()\n ]|\\PC){0,60}") {
            for (_, _, said) in read(&[&text, &text, &text]) {
                prop_assert!(!said.is_empty());
            }
        }
    }
}
