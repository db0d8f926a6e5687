//! Messages with the clock of the day, beside a recording or not: they are ordered by it, and have no
//! second of a medium.

use std::collections::HashMap;

use ibid_core::diagnostic::Code;
use ibid_core::document::Document;
use ibid_core::ids::SourceId;

use super::entry::Entry;
use super::page::Page;
use super::reader::Reading;
use super::shape::Shape;
use crate::Format;
use crate::formats::{counted, empty};

/// Whether most lines are those of a chat beside a recording, or open most paragraphs.
pub(super) fn is_chat(page: &Page<'_>) -> bool {
    let is_chat = |shape: &Shape<'_>| matches!(shape, Shape::Chat(..));
    let lines = page.shapes.iter().filter(|shape| **shape != Shape::Blank).count();
    let chat = page.shapes.iter().filter(|shape| is_chat(shape)).count();
    let paragraphs = || page.shapes.split(|shape| *shape == Shape::Blank).filter_map(<[_]>::first);
    let opened = || paragraphs().filter(|shape| is_chat(shape)).count();
    chat >= 2 && (chat * 3 >= lines || opened() * 2 > paragraphs().count())
}

impl Reading {
    /// Reads a chat: who wrote what, in order.
    pub(super) fn chat(&mut self, page: &Page<'_>) {
        for (line, shape) in page.lines.iter().zip(&page.shapes) {
            match shape {
                Shape::Blank => {}
                Shape::Chat(name, rest) => {
                    let speaker = Some((*name).to_owned());
                    self.begin(Entry { speaker, line: line.number, ..Entry::default() });
                    self.add(rest, line.number);
                }
                // What nobody says: `[00:15] * roe leaves`.
                Shape::Start(..) if !self.entries.is_empty() => {
                    self.begin(Entry { line: line.number, ..Entry::default() });
                    self.add(&line.text, line.number);
                }
                _ if self.entries.is_empty() => {
                    self.above.push((line.text.clone().into_owned(), line.number));
                }
                _ => self.add(&line.text, line.number),
            }
        }
    }

    /// A chat has no seconds: its clock is that of the day.
    pub(super) fn into_chat(self, source: SourceId, format: Format, page: &Page<'_>) -> Document {
        let mut document = empty(source, format);
        document.blocks = self.untimed(&HashMap::new());
        let is_chat = |shape: &&Shape<'_>| matches!(shape, Shape::Chat(..));
        let first = page.shapes.iter().position(|shape| is_chat(&shape)).unwrap_or(0);
        let line = page.lines.get(first).map_or(1, |line| line.number);
        let count = page.shapes.iter().filter(is_chat).count();
        document.warnings.push(counted(Code::ClocksOfDay, line, count));
        document
    }
}
