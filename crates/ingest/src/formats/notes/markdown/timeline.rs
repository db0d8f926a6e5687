//! The text of one block, with the moments of its anchors.
//!
//! An anchor follows the claim that it supports, so it dates the text since the anchor before it or
//! since the start of the block. It leaves no trace in the text: the space before it goes too. In
//! notes whose links with a time stand before the claims it dates what follows instead.

use ibid_core::document::Span;
use ibid_core::time::{Moment, Timecode};

use crate::clean::{is_space, nfc};

/// A block's text as it is put together.
#[derive(Default)]
pub(crate) struct Timeline {
    text: String,
    /// White space was seen since the last character.
    gap: bool,
    /// An anchor was just left behind: what follows is glued on unless it is a word.
    after_anchor: bool,
    /// Where anchors stand in `text`, and what they say.
    /// `None` ends what was dated, where times stand before the claims.
    anchors: Vec<(usize, Option<Timecode>)>,
}

impl Timeline {
    /// Adds text; runs of white space become one space.
    pub(crate) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if is_space(c) {
                self.gap = true;
                continue;
            }
            // `claim <a></a>next`: the space that the anchor swallowed parted two words.
            let parted = self.gap || self.after_anchor && !is_closing(c);
            if parted && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.gap = false;
            self.after_anchor = false;
            self.text.push(c);
        }
    }

    /// Sets an anchor after the text so far, and forgets the space before it.
    pub(crate) fn anchor(&mut self, time: Option<Timecode>) {
        self.after_anchor |= self.gap;
        self.gap = false;
        if let Some(time) = time {
            self.anchors.push((self.text.len(), Some(time)));
        }
    }

    /// Has nothing date what follows, where anchors stand before what they date.
    pub(crate) fn stop(&mut self) {
        self.anchor(None);
        self.anchors.push((self.text.len(), None));
    }

    /// Bytes of text so far.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Forgets white space that was just pushed: a label is trimmed.
    pub(crate) fn forget_gap(&mut self) {
        self.gap = false;
    }

    /// Takes away the bracket that was opened last; the sign that closes it.
    pub(crate) fn open_bracket(&mut self) -> Option<char> {
        let close = match self.text.chars().next_back()? {
            '(' => ')',
            '[' => ']',
            _ => return None,
        };
        self.text.pop();
        let kept = self.text.trim_end().len();
        self.gap |= kept < self.text.len();
        self.text.truncate(kept);
        Some(close)
    }

    /// The last moment of a text that has none but anchors.
    pub(crate) fn lone_anchor(&self) -> Option<Timecode> {
        let (_, time) = self.anchors.last()?;
        time.filter(|_| self.text.is_empty())
    }

    /// The text, and spans that cover it, each dated by the anchor before it.
    pub(crate) fn finish_before(self) -> (String, Vec<Span>) {
        let (text, anchors) = normalised(self.text, self.anchors);
        let body = text.trim();
        let lead = text.len() - text.trim_start().len();
        let (mut spans, mut start, mut moment) = (Vec::new(), 0, None);
        for (at, time) in anchors {
            let at = at.saturating_sub(lead).min(body.len());
            // A sign that closes what is before a time stays with it.
            let at = if at > 0 { span_end(body, at) } else { lead_end(body) };
            if at > start {
                spans.push(span(start, at, moment));
                start = at;
            }
            moment = time.map(Moment::anchor);
        }
        if start < body.len() {
            spans.push(span(start, body.len(), moment));
        }
        (body.to_owned(), spans)
    }

    /// The text, and spans that cover it; no spans for an empty text.
    pub(crate) fn finish(self) -> (String, Vec<Span>) {
        let (text, anchors) = normalised(self.text, self.anchors);
        let trimmed_end = text.trim_end().len();
        let lead = trimmed_end - text[..trimmed_end].trim_start().len();
        let body = &text[lead..trimmed_end];
        let mut spans: Vec<Span> = Vec::new();
        let mut start = 0;
        for (at, time) in anchors {
            let at = at.saturating_sub(lead).min(body.len());
            // Two anchors after one claim: the first one stands.
            if at > start {
                let end = span_end(body, at);
                spans.push(span(start, end, time.map(Moment::anchor)));
                start = end;
            }
        }

        if start < body.len() {
            spans.push(span(start, body.len(), None));
        }
        (body.to_owned(), spans)
    }
}

/// Where the words of a text begin.
fn lead_end(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn span(start: usize, end: usize, moment: Option<Moment>) -> Span {
    // Files are limited to half a gigabyte, and a block to its file.
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: offset(start), end: offset(end), moment, line: 0 }
}

/// Where the claim before an anchor ends: after the punctuation that closes it, and the white space
/// that follows.
fn span_end(text: &str, anchor: usize) -> usize {
    let mut end = anchor;
    loop {
        let rest = &text[end..];
        let closed = rest.trim_start_matches(is_closing);
        let spaced = closed.trim_start();
        // French sets a space before these; a quote after a space opens.
        let goes_on = spaced.len() < closed.len() && spaced.starts_with(['!', '?', ';', ':', '»']);
        end = text.len() - spaced.len();
        if !goes_on {
            return end;
        }
    }
}

fn is_closing(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '»' | '”' | '’' | '"' | '\'' | '…')
}

/// Entities may have made a decomposed accent of composed text: composed here, anchors moved along.
fn normalised<T>(text: String, anchors: Vec<(usize, T)>) -> (String, Vec<(usize, T)>) {
    if crate::clean::is_nfc(&text) {
        return (text, anchors);
    }
    let mut out = String::with_capacity(text.len());
    let mut moved = Vec::with_capacity(anchors.len());
    let mut from = 0;
    for (at, time) in anchors {
        out.push_str(&nfc(text[from..at].to_owned()));
        moved.push((out.len(), time));
        from = at;
    }

    out.push_str(&nfc(text[from..].to_owned()));
    if crate::clean::is_nfc(&out) {
        return (out, moved);
    }

    // An accent on the very edge of an anchor: the edge moves before the letter that bears it.
    let whole = nfc(out);
    let floor = |at: usize| {
        (0..=at.min(whole.len())).rev().find(|i| whole.is_char_boundary(*i)).unwrap_or(0)
    };

    let moved = moved.into_iter().map(|(at, time)| (floor(at), time)).collect();
    (whole, moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `|` stands for an anchor at its own ordinal in seconds.
    fn read(text: &str) -> (String, Vec<(String, Option<u64>)>) {
        let mut timeline = Timeline::default();
        for (n, part) in text.split('|').enumerate() {
            if n > 0 {
                timeline.anchor(Some(Timecode::from_millis(n as u64)));
            }
            timeline.push(part);
        }
        let (text, spans) = timeline.finish();

        let said = |span: &Span| text[span.start as usize..span.end as usize].to_owned();
        let start = |span: &Span| span.moment.map(|moment| moment.start.millis());
        let spans = spans.iter().map(|span| (said(span), start(span))).collect();
        (text, spans)
    }

    #[test]
    fn an_anchor_dates_what_comes_before_it() {
        type Case = (&'static str, &'static str, &'static [(&'static str, Option<u64>)]);
        let cases: &[Case] = &[
            (
                "One fact |. Two facts |.",
                "One fact. Two facts.",
                &[("One fact. ", Some(1)), ("Two facts.", Some(2))],
            ),
            (
                "First (so it is) |, then more. And more |.",
                "First (so it is), then more. And more.",
                &[("First (so it is), ", Some(1)), ("then more. And more.", Some(2))],
            ),
            ("No anchor at all:", "No anchor at all:", &[("No anchor at all:", None)]),
            (
                "Dated |. Undated tail.",
                "Dated. Undated tail.",
                &[("Dated. ", Some(1)), ("Undated tail.", None)],
            ),
            (
                "Un mot | ! Puis « deux | » et fin",
                "Un mot ! Puis « deux » et fin",
                &[("Un mot ! ", Some(1)), ("Puis « deux » ", Some(2)), ("et fin", None)],
            ),
            ("one | \"two\" |", "one \"two\"", &[("one ", Some(1)), ("\"two\"", Some(2))]),
            ("one |two", "one two", &[("one ", Some(1)), ("two", None)]),
            ("one | |. two", "one. two", &[("one. ", Some(1)), ("two", None)]),
            ("| one", "one", &[("one", None)]),
            ("one\u{a0}|.", "one\u{a0}.", &[("one\u{a0}.", Some(1))]),
        ];

        for (input, text, spans) in cases {
            let want: Vec<_> = spans.iter().map(|(s, t)| ((*s).to_owned(), *t)).collect();
            assert_eq!(read(input), ((*text).to_owned(), want), "{input}");
        }
    }

    #[test]
    fn times_may_run_backwards() {
        let mut timeline = Timeline::default();
        timeline.push("Late");
        timeline.anchor(Some(Timecode::from_millis(9000)));
        timeline.push(". Early");
        timeline.anchor(Some(Timecode::from_millis(1000)));
        let starts: Vec<_> =
            timeline.finish().1.iter().map(|s| s.moment.unwrap().start.millis()).collect();
        assert_eq!(starts, [9000, 1000]);
    }

    proptest! {
        #[test]
        fn spans_cover_the_text(text in "([a-z|é .!»\"\u{a0}\u{301}]|\\PC){0,60}") {
            let (text, spans) = read(&text);
            prop_assert!(crate::clean::is_nfc(&text));
            prop_assert_eq!(spans.into_iter().map(|s| s.0).collect::<String>(), text);
        }
    }
}
