//! Captions that count frames: Spruce STL (`00:00:01:12 , 00:00:03:20 , Words`, DVD Studio Pro's
//! manual, "Subtitle text file format"), and `MicroDVD` where its first line tells the rate
//! (`{1}{1}25.000`).

use ibid_core::document::Document;
use ibid_core::ids::SourceId;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::timed::{Cue, CueProblem, Transcript};

/// Seconds, and frames within the last of them.
type Frames = (u64, u64);

/// How many lines tell.
const LOOKED_AT: usize = 40;

/// Whether a text is Spruce STL.
pub(crate) fn sniff_spruce(text: &str) -> bool {
    let lines = || {
        let lines = text.lines().map(str::trim).take(LOOKED_AT);
        lines.filter(|l| !l.is_empty() && !l.starts_with("//") && !l.starts_with('$'))
    };
    lines().next().is_some_and(|line| spruce_line(line).is_some())
        && lines().filter(|line| spruce_line(line).is_some()).count() * 2 > lines().count()
}

/// Reads Spruce STL. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read_spruce(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::SpruceStl);
    let times = text.lines().filter_map(spruce_line);
    let last = times.flat_map(|(start, end, _)| [start.1, end.1]).max().unwrap_or_default();
    // Nothing tells the rate but a frame that 25 a second do not have.
    let rate = if last >= 25 { 30 } else { 25 };
    let at = |(seconds, frame): (u64, u64)| {
        Timecode::from_millis(seconds.saturating_mul(1000).saturating_add(frame * 1000 / rate))
    };

    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") || line.starts_with('$') {
            continue;
        }
        match spruce_line(line) {
            Some((start, end, words)) => {
                let words = without_toggles(words);
                add(at(start), Some(at(end)), &words, number, &mut file);
            }
            None => {
                file.counts.add(CueProblem::UnreadableTime, number);
                file.leave_untimed(line, number);
            }
        }
    }
    file.into_document(source)
}

fn add(start: Timecode, end: Option<Timecode>, words: &str, line: u32, file: &mut Transcript) {
    let words = clean(&words.replace('|', " "));
    if words.is_empty() {
        return;
    }
    let mut cue = Cue::new(start, start, words, line);
    match end {
        Some(end) => {
            cue.end = end;
            file.add(cue);
        }
        None => file.add_told(cue),
    }
}

/// Start, end (seconds and frames), and words of a line.
fn spruce_line(line: &str) -> Option<(Frames, Frames, &str)> {
    let (start, rest) = line.split_once(',')?;
    let (end, words) = rest.split_once(',')?;
    Some((frames(start.trim())?, frames(end.trim())?, words.trim()))
}

/// Seconds and frames of `HH:MM:SS:FF`.
fn frames(text: &str) -> Option<Frames> {
    let parts: Vec<&str> = text.split([':', ';']).collect();
    let [hours, minutes, seconds, frames] = parts.as_slice() else { return None };
    let number = |text: &str| -> Option<u64> {
        let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    };
    Some((number(hours)? * 3600 + number(minutes)? * 60 + number(seconds)?, number(frames)?))
}

/// The words without the signs that switch bold, italic and underlined letters.
fn without_toggles(words: &str) -> String {
    words.replace("^B", "").replace("^I", "").replace("^U", "")
}

/// Whether a text is `MicroDVD` that tells its rate.
pub(crate) fn sniff_microdvd(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.next().is_some_and(|line| rate(line).is_some())
        && lines.next().is_some_and(|line| microdvd_line(line).is_some())
}

/// Reads `MicroDVD`. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read_microdvd(text: &str, source: SourceId) -> Document {
    let mut file = Transcript::new(Format::MicroDvd);
    let mut told = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if let (None, Some(rate)) = (told, rate(line)) {
            told = Some(rate);
            continue;
        }
        let rate = told.unwrap_or(25.0);
        // The bounds of `frame` and `rate` make the cast exact.
        let at = |frame: u64| Timecode::from_millis((frame as f64 * 1000.0 / rate).round() as u64);
        match microdvd_line(line) {
            Some((start, end, words)) => {
                add(at(start), end.map(at), &without_codes(words), number, &mut file);
            }
            None => {
                file.counts.add(CueProblem::UnreadableTime, number);
                file.leave_untimed(line, number);
            }
        }
    }
    file.into_document(source)
}

/// The rate that `{1}{1}25.000` tells.
fn rate(line: &str) -> Option<f64> {
    let (start, end, words) = microdvd_line(line)?;
    let rate: f64 = words.trim().replace(',', ".").parse().ok()?;
    (start <= 1 && end.is_some_and(|end| end <= 1) && (10.0..=120.0).contains(&rate))
        .then_some(rate)
}

/// Start, end and words of `{0}{25}Words`; the end may be missing.
pub(crate) fn microdvd_line(line: &str) -> Option<(u64, Option<u64>, &str)> {
    let (start, rest) = line.strip_prefix('{')?.split_once('}')?;
    let (end, words) = rest.strip_prefix('{')?.split_once('}')?;
    let frame = |text: &str| text.parse().ok().filter(|frame: &u64| *frame < 1 << 40);
    let end = if end.is_empty() { None } else { Some(frame(end)?) };
    Some((frame(start)?, end, words))
}

/// The words without codes such as `{y:i}`.
fn without_codes(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}').filter(|(code, _)| code.get(1..2) == Some(":")) {
            Some((_, next)) => rest = next,
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str, format: Format) -> Vec<String> {
        let mut documents = crate::read_bytes(text.as_bytes(), "f").unwrap();
        assert_eq!((documents.len(), documents[0].format), (1, format), "{text}");
        let of_cue = |cue: &ibid_core::document::Cue| {
            format!("{}: {} {} {}", cue.line, cue.start.millis(), cue.end.millis(), cue.text)
        };
        documents.remove(0).cues.iter().map(of_cue).collect()
    }

    #[test]
    fn frames_become_milliseconds() {
        let text = "//Font select and font size\n$FontName = Arial\n\n00:00:01:12 , 00:00:03:20 , ^IBonjour^I|à tous.\n01:00:05:24 , 01:00:08:00 , Merci, madame.\n";
        assert_eq!(
            shown(text, Format::SpruceStl),
            ["4: 1480 3800 Bonjour à tous.", "5: 3605960 3608000 Merci, madame."]
        );
        let text = "00:00:01:15,00:00:03:29,One.\n00:00:05:00,00:00:06:00,Two.\n";
        assert_eq!(shown(text, Format::SpruceStl)[0], "1: 1500 3966 One.");
        let text = "{1}{1}25.000\n{25}{75}{y:i}Bonjour|à tous.\n{100}{}Merci.\n";
        assert_eq!(
            shown(text, Format::MicroDvd),
            ["2: 1000 3000 Bonjour à tous.", "3: 4000 4000 Merci."]
        );
        let text = "{1}{1}23,976\n{24}{48}One.\n";
        assert_eq!(shown(text, Format::MicroDvd), ["2: 1001 2002 One."]);
    }

    #[test]
    fn other_texts_are_neither() {
        for text in [
            "{0}{25}Bonjour.\n{50}{75}Merci.\n",
            "{1}{1}25.000\nBonjour.\n",
            "Un, deux, trois.\n",
            "",
        ] {
            assert!(!sniff_spruce(text) && !sniff_microdvd(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_them_panic(text in "([0-9]{2}:[0-9]{2}:[0-9]{2}:[0-9]{2}|\\{[0-9]{0,20}\\}|,|\\^I|\\||\\$|é| |\n|25\\.0){0,40}") {
            let _ = (sniff_spruce(&text), sniff_microdvd(&text));
            read_spruce(&text, SourceId::from_bytes(b"x"));
            read_microdvd(&text, SourceId::from_bytes(b"x"));
        }
    }
}
