//! Scenarist closed captions: the bytes of line 21 as hexadecimal words, two bytes a frame, after the
//! file format that `McPoodle` describes and the codes of ANSI/CTA-608-E (47 CFR 15.119).
//!
//! Captions of the first channel are read, in all three ways of showing them: those that pop on are
//! loaded unseen and shown at once; those that roll up and those that are painted show as they come.

mod characters;
mod decoder;

use ibid_core::document::Document;
use ibid_core::ids::SourceId;

use crate::Format;
use crate::formats::Malformed;
use crate::formats::lines::Lines;
use crate::timed::{CueProblem, Transcript};
use decoder::Decoder;

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with("Scenarist_SCC")
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let mut file = Transcript::new(Format::Scc);
    let mut decoder = Decoder::default();
    let mut lines = Lines::new(text);
    while let Some(line) = lines.next() {
        let mut words = line.text.split_whitespace();
        // The header and remarks hold no time.
        let Some(time) = words.next().filter(|time| time.contains([':', ';'])) else { continue };
        let Some(mut frame) = frames(time) else {
            file.counts.add(CueProblem::UnreadableTime, line.number);
            continue;
        };
        for word in words {
            match u16::from_str_radix(word, 16) {
                Ok(pair) if word.len() == 4 => {
                    decoder.take(pair.to_be_bytes(), frame, line.number, &mut file);
                }
                _ => file.counts.add(CueProblem::UnreadableEntry, line.number),
            }
            frame = frame.saturating_add(1);
        }
        decoder.now(frame);
    }

    decoder.finish(&mut file);
    Ok(file.into_document(source))
}

/// How many frames have passed at `HH:MM:SS:FF`, or at `HH:MM:SS;FF`, which leaves numbers out so
/// that it keeps up with the clock.
fn frames(time: &str) -> Option<u64> {
    let drops = time.contains([';', ',']);
    let mut units = time.split([':', ';', ',', '.']).map(|unit| {
        let good = (1..=4).contains(&unit.len()) && unit.bytes().all(|b| b.is_ascii_digit());
        good.then(|| unit.parse::<u64>().ok())?
    });
    let (hours, minutes, seconds, frame) =
        (units.next()??, units.next()??, units.next()??, units.next()??);
    if units.next().is_some() || minutes >= 60 || seconds >= 60 || frame >= 30 {
        return None;
    }

    let minutes = hours * 60 + minutes;
    let all = (minutes * 60 + seconds) * 30 + frame;

    // Two numbers a minute, but for every tenth.
    Some(if drops { all.saturating_sub(2 * (minutes - minutes / 10)) } else { all })
}

/// Milliseconds of a number of frames, of which there are 30 000 in 1 001 seconds.
fn millis(frames: u64) -> u64 {
    frames.saturating_mul(1001) / 30
}

#[cfg(test)]
mod tests;
