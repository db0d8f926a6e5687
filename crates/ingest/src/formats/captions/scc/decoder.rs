//! What a decoder of captions shows, and when.

use std::collections::BTreeMap;

use ibid_core::time::Timecode;

use super::{characters, millis};
use crate::clean::clean;
use crate::timed::{Cue, Transcript};

/// How captions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    /// Loaded, then shown at once.
    #[default]
    PopOn,
    RollUp,
    PaintOn,
    /// Pages of text that are no captions.
    Text,
}

/// What is written on the screen, or behind it.
#[derive(Debug, Default)]
struct Memory {
    rows: BTreeMap<u8, String>,
    /// The frame from which it shows, and the line of the source where it was written.
    since: u64,
    line: u32,
}

impl Memory {
    fn put(&mut self, row: u8, c: char, frame: u64, line: u32) {
        if self.rows.is_empty() {
            (self.since, self.line) = (frame, line);
        }
        self.rows.entry(row).or_default().push(c);
    }

    fn text(&self) -> String {
        let rows = self.rows.values().map(|row| clean(row)).filter(|row| !row.is_empty());
        rows.collect::<Vec<_>>().join("\n")
    }

    fn has(&self, row: u8) -> bool {
        self.rows.get(&row).is_some_and(|text| !text.trim().is_empty())
    }
}

/// Takes pairs of bytes, and gives cues.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    mode: Mode,
    shown: Memory,
    loaded: Memory,
    row: u8,
    /// Codes are sent twice, lest one gets lost.
    last_code: Option<(u8, u8)>,
    /// The second channel, which is another language or nothing, has sent the last code.
    is_second: bool,
    frame: u64,
}

impl Decoder {
    /// So much time has passed.
    pub(super) fn now(&mut self, frame: u64) {
        self.frame = frame;
    }

    /// Takes two bytes, with their parity bits, at a frame.
    pub(super) fn take(&mut self, pair: [u8; 2], frame: u64, line: u32, file: &mut Transcript) {
        self.frame = frame;
        let [first, second] = pair.map(|byte| byte & 0x7f);
        if !(0x10..0x20).contains(&first) {
            if first != 0 || second != 0 {
                self.last_code = None;
            }
            for byte in [first, second] {
                if let Some(c) = characters::basic(byte) {
                    self.put(c, line);
                }
            }
            return;
        }

        if self.last_code == Some((first, second)) {
            self.last_code = None;
            return;
        }
        self.last_code = Some((first, second));
        self.is_second = first & 0x08 != 0;

        if !self.is_second {
            self.code(first, second, line, file);
        }
    }

    fn code(&mut self, first: u8, second: u8, line: u32, file: &mut Transcript) {
        if let Some((c, replaces)) = characters::wide(first, second) {
            if replaces {
                self.back();
            }
            self.put(c, line);
        } else if let Some(row) = characters::row(first, second) {
            self.go_to(row, line, file);
        } else {
            match (first, second) {
                // Colours and slants take up a place; so do tabs.
                (0x11, 0x20..=0x2f) | (0x17, 0x21..=0x23) => self.put(' ', line),
                (0x14 | 0x15, 0x20..=0x2f) => self.control(second, file),
                _ => {}
            }
        }
    }

    fn control(&mut self, code: u8, file: &mut Transcript) {
        match code {
            0x20 => self.mode = Mode::PopOn,
            0x21 => self.back(),
            0x24 => {
                let row = self.row;
                self.memory().rows.remove(&row);
            }
            0x25..=0x27 => {
                if self.mode != Mode::RollUp {
                    self.show_no_more(file);
                    self.loaded = Memory::default();
                }
                (self.mode, self.row) = (Mode::RollUp, 0);
            }
            0x29 => {
                self.show_no_more(file);
                self.mode = Mode::PaintOn;
            }
            0x2a | 0x2b => self.mode = Mode::Text,
            0x2c => self.show_no_more(file),
            0x2d if self.mode == Mode::RollUp => self.show_no_more(file),
            0x2e => self.loaded = Memory::default(),
            0x2f => {
                self.show_no_more(file);
                self.shown = Memory { since: self.frame, ..std::mem::take(&mut self.loaded) };
                self.mode = Mode::PopOn;
            }
            _ => {}
        }
    }

    /// Moves to a row. One that rolls up is the only one; one that is painted over is gone.
    fn go_to(&mut self, row: u8, line: u32, file: &mut Transcript) {
        match self.mode {
            Mode::RollUp => self.row = 0,
            Mode::PaintOn if self.shown.has(row) => {
                self.show_no_more(file);
                self.row = row;
            }
            _ => self.row = row,
        }

        let row = self.row;
        if self.memory().has(row) {
            self.put(' ', line);
        }
    }

    fn memory(&mut self) -> &mut Memory {
        if self.mode == Mode::PopOn { &mut self.loaded } else { &mut self.shown }
    }

    fn put(&mut self, c: char, line: u32) {
        if self.mode != Mode::Text && !self.is_second {
            let (row, frame) = (self.row, self.frame);
            self.memory().put(row, c, frame, line);
        }
    }

    fn back(&mut self) {
        let row = self.row;
        if let Some(text) = self.memory().rows.get_mut(&row) {
            text.pop();
        }
    }

    /// What shows has been said; the screen is empty.
    fn show_no_more(&mut self, file: &mut Transcript) {
        let shown = std::mem::take(&mut self.shown);
        let text = shown.text();
        if !text.is_empty() {
            let time = |frame| Timecode::from_millis(millis(frame));
            let mut cue = Cue::new(time(shown.since), time(shown.since), text, shown.line);
            cue.end = time(self.frame);
            file.add(cue);
        }
    }

    /// The end of the file ends what shows. What was loaded and never shown has no time.
    pub(super) fn finish(mut self, file: &mut Transcript) {
        self.show_no_more(file);
        file.leave_untimed(&self.loaded.text(), self.loaded.line);
    }
}
