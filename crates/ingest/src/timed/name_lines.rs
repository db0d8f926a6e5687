//! Names that stand on a line of their own, without any colon: as the first line of a caption, above
//! its times, or as what it is called.

use std::collections::HashSet;

use ibid_core::sounds::names_sound;

use super::Cue;
use super::labels::{self, Shape, split_brackets};

/// Fewer captions with a name tell nothing.
const FEWEST: usize = 3;
/// No name is longer, in bytes.
const LONGEST: usize = 60;

/// Names beside captions, each with the number of its caption.
pub(crate) type Named = Vec<(usize, String)>;

/// Has the names speak that most captions have on a line of their own. `called` are the names that
/// the source gives to captions; `first` is a line above the first one, which is taken where the
/// lines above the others are names too.
pub(super) fn find(cues: &mut [Cue], called: Named, first: Option<&str>) -> bool {
    if cues.iter().any(|cue| cue.speaker.is_some() || !cue.words.is_empty()) {
        return false;
    }
    if are_names(called.iter().map(|(_, name)| name.as_str()), cues.len()) {
        let named = called.iter().filter_map(|(at, name)| Some((*at, name_of(name)?.to_owned())));
        speak(cues, &named.collect::<Vec<_>>());
        return false;
    }

    for opening in [first_line, in_brackets] {
        let found: Vec<(usize, String, usize)> = cues
            .iter()
            .enumerate()
            .filter_map(|(at, cue)| opening(&cue.text).map(|(name, to)| (at, name.to_owned(), to)))
            .collect();
        if !are_names(found.iter().map(|(_, name, _)| name.as_str()), cues.len()) {
            continue;
        }
        for (at, _, to) in &found {
            if let Some(cue) = cues.get_mut(*at) {
                *cue = cue.part(*to..cue.text.len());
            }
        }
        speak(cues, &found.into_iter().map(|(at, name, _)| (at, name)).collect::<Vec<_>>());
        return false;
    }

    let closing = |cue: &Cue| Some(name_of(cue.text.rsplit_once('\n')?.1)?.to_owned());
    let inner = cues.split_last().map_or(&cues[..0], |(_, inner)| inner);
    let mut above: Named =
        inner.iter().enumerate().filter_map(|(at, cue)| Some((at + 1, closing(cue)?))).collect();
    let called = called.first().filter(|(at, _)| *at == 0).map(|(_, name)| name.as_str());
    let took = first.and_then(name_of).is_some();
    let first = first.or(called).and_then(name_of).map(str::to_owned);
    above.splice(0..0, first.map(|name| (0, name)));
    if !are_names(above.iter().map(|(_, name)| name.as_str()), cues.len()) {
        return false;
    }
    for (at, _) in above.iter().filter(|(at, _)| *at > 0) {
        if let Some(cue) = cues.get_mut(*at - 1) {
            let end = cue.text.rfind('\n').unwrap_or(cue.text.len());
            *cue = cue.part(0..end);
        }
    }
    speak(cues, &above);
    took
}

/// The name that is the first line of a caption with others, and its bytes.
fn first_line(text: &str) -> Option<(&str, usize)> {
    let (first, _) = text.split_once('\n')?;
    Some((name_of(first)?, first.len()))
}

/// The name in brackets that opens a caption, and the bytes up to what is said.
fn in_brackets(text: &str) -> Option<(&str, usize)> {
    let (inner, rest) = split_brackets(text)?;
    let said = rest.trim_start_matches([':', ' ', '\n']);
    let is_name = !names_sound(inner) && !said.is_empty();
    Some((name_of(inner).filter(|_| is_name)?, text.len() - said.len()))
}

/// Gives captions the names that stand beside them; the others are of nobody who is known.
fn speak(cues: &mut [Cue], named: &[(usize, String)]) {
    for (at, name) in named {
        if let Some(cue) = cues.get_mut(*at) {
            (cue.speaker, cue.turn) = (Some(name.clone()), true);
        }
    }
    cues.iter_mut().for_each(|cue| cue.turn = true);
}

/// Whether so many names are those of people who speak: most captions have one, there are few of
/// them, and they come back.
fn are_names<'n>(names: impl Iterator<Item = &'n str>, cues: usize) -> bool {
    let (mut all, mut sure) = (0, 0);
    let mut seen: HashSet<&str> = HashSet::new();
    for name in names.filter_map(name_of) {
        all += 1;
        sure += usize::from(is_full(name));
        seen.insert(name);
    }
    all >= FEWEST
        && all * 10 >= cues * 7
        && seen.len() > 1
        && seen.len() * 3 <= all * 2
        && sure * 2 > all
}

/// The name that a line is; `1 "Jane Roe" (123456)` as Webex writes it.
fn name_of(line: &str) -> Option<&str> {
    let line = line.trim();
    let quoted = line.split_once('"').and_then(|(before, rest)| {
        let (name, after) = rest.split_once('"')?;
        let number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " ()".contains(c));
        (number(before) && number(after)).then_some(name)
    });
    let name = quoted.unwrap_or(line).trim_end_matches([':', ' ']);
    (name.len() <= LONGEST && labels::named(name).is_some()).then_some(name)
}

/// Whether a name has two words or more, or is plainly that of a voice.
fn is_full(name: &str) -> bool {
    let voice =
        matches!(labels::named(name), Some(Shape::Titled | Shape::Numbered | Shape::Office));
    voice || name.contains(' ')
}
