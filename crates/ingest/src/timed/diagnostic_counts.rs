//! What was odd in a caption file: one diagnostic a kind, with the first line and a count, so that a
//! file of a million bad lines makes no million warnings.

use ibid_core::diagnostic::Diagnostic;

/// A problem with cues that does not stop the reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CueProblem {
    MissingHeader,
    NoCues,
    UnreadableTime,
    UnreadableEnd,
    UntimedText,
    NegativeDuration,
    ZeroDuration,
    OutOfOrder,
    Overlap,
    PastHundredHours,
    WordTimes,
    Segments,
    BrokenXml,
    TimesFromMedium,
    UnreadableMark,
    MarkOutOfOrder,
    UnreadableEntry,
    BrokenFile,
}

impl CueProblem {
    fn code_and_message(self) -> (&'static str, &'static str) {
        match self {
            CueProblem::MissingHeader => {
                ("missing-header", "line {line}: the header `WEBVTT` is missing")
            }
            CueProblem::NoCues => ("no-cues", "there is no cue with a time and a text"),
            CueProblem::UnreadableTime => (
                "unreadable-cue-time",
                "line {line}: this time cannot be read, and what it times is left out ({count} such lines)",
            ),
            CueProblem::UnreadableEnd => (
                "unreadable-cue-end",
                "line {line}: the end of the cue is missing or cannot be read; only its start is used ({count} such cues)",
            ),
            CueProblem::UntimedText => (
                "text-without-time",
                "line {line}: no time speaks for this text, which is left out ({count} such places)",
            ),
            CueProblem::NegativeDuration => (
                "negative-duration",
                "line {line}: the cue ends before it starts; only its start is used ({count} such cues)",
            ),
            CueProblem::ZeroDuration => {
                ("zero-duration", "line {line}: the cue ends where it starts ({count} such cues)")
            }
            CueProblem::OutOfOrder => (
                "times-out-of-order",
                "line {line}: the cue starts before the one above it; the order of the file is kept ({count} such cues)",
            ),
            CueProblem::Overlap => (
                "cues-overlap",
                "line {line}: the cue starts before the one above it ends ({count} such cues)",
            ),
            CueProblem::PastHundredHours => (
                "times-past-hundred-hours",
                "line {line}: the cue starts after a hundred hours ({count} such cues)",
            ),
            CueProblem::Segments => (
                "joined-segments",
                "line {line}: segments of a stream follow each other; their times are counted from the first ({count} such segments)",
            ),
            CueProblem::BrokenXml => (
                "broken-xml",
                "line {line}: the XML is broken, and was read as well as it goes ({count} such places)",
            ),
            CueProblem::TimesFromMedium => (
                "times-from-medium",
                "line {line}: times within elements are counted from the start of the medium and not of the element ({count} such times)",
            ),
            CueProblem::UnreadableMark => (
                "unreadable-time-mark",
                "line {line}: this time mark cannot be read and is not used ({count} such marks)",
            ),
            CueProblem::MarkOutOfOrder => (
                "time-mark-out-of-order",
                "line {line}: this time mark lies before the one above it and is not used ({count} such marks)",
            ),
            CueProblem::WordTimes => (
                "unreadable-word-times",
                "line {line}: the times within the cue do not fit it; its own time is used ({count} such cues)",
            ),
            CueProblem::UnreadableEntry => (
                "unreadable-entry",
                "line {line}: this entry is not as its format has it, and is left out ({count} such entries)",
            ),
            CueProblem::BrokenFile => (
                "broken-file",
                "line {line}: the file is damaged or breaks off here; what else could be read is kept",
            ),
        }
    }
}

/// How often each kind was met, and where first.
#[derive(Debug, Default)]
pub(crate) struct DiagnosticCounts(Vec<(CueProblem, u32, u64)>);

impl DiagnosticCounts {
    /// Counts one more.
    pub(crate) fn add(&mut self, problem: CueProblem, line: u32) {
        self.add_all(problem, line, 1);
    }

    /// Counts some more, the first of which is at `line`.
    pub(crate) fn add_all(&mut self, problem: CueProblem, line: u32, more: u64) {
        match self.0.iter_mut().find(|(known, ..)| *known == problem) {
            Some((_, _, count)) => *count += more,
            None => self.0.push((problem, line, more)),
        }
    }

    /// One diagnostic a kind, in the order in which they were met.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let diagnostic = |(problem, line, count): &(CueProblem, u32, u64)| {
            let (code, message) = problem.code_and_message();
            let (line, count) = (line.to_string(), count.to_string());
            Diagnostic::new(code, message, &[("line", line.as_str()), ("count", count.as_str())])
        };
        self.0.iter().map(diagnostic).collect()
    }
}
