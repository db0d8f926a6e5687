//! What was odd in a caption file: one diagnostic a kind, with the first line and a count, so that a
//! file of a million bad lines makes no million warnings.

use ibid_core::diagnostic::{Code, Diagnostic};

/// A problem with cues that does not stop the reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CueProblem {
    MissingHeader,
    NoCues,
    UnreadableTime,
    UnreadableEnd,
    UntimedText,
    KeptUntimed,
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
    ClockWithoutText,
    UnreadableEntry,
    BrokenFile,
}

impl CueProblem {
    fn code(self) -> Code {
        match self {
            CueProblem::MissingHeader => Code::MissingHeader,
            CueProblem::NoCues => Code::NoCues,
            CueProblem::UnreadableTime => Code::UnreadableCueTime,
            CueProblem::UnreadableEnd => Code::UnreadableCueEnd,
            CueProblem::UntimedText => Code::TextWithoutTime,
            CueProblem::KeptUntimed => Code::KeptWithoutTime,
            CueProblem::NegativeDuration => Code::NegativeDuration,
            CueProblem::ZeroDuration => Code::ZeroDuration,
            CueProblem::OutOfOrder => Code::TimesOutOfOrder,
            CueProblem::Overlap => Code::CuesOverlap,
            CueProblem::PastHundredHours => Code::TimesPastHundredHours,
            CueProblem::Segments => Code::JoinedSegments,
            CueProblem::BrokenXml => Code::BrokenXml,
            CueProblem::TimesFromMedium => Code::TimesFromMedium,
            CueProblem::UnreadableMark => Code::UnreadableTimeMark,
            CueProblem::MarkOutOfOrder => Code::TimeMarkOutOfOrder,
            CueProblem::ClockWithoutText => Code::ClockWithoutText,
            CueProblem::WordTimes => Code::UnreadableWordTimes,
            CueProblem::UnreadableEntry => Code::UnreadableEntry,
            CueProblem::BrokenFile => Code::BrokenFile,
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
        let diagnostic = |(trouble, line, count): &(CueProblem, u32, u64)| {
            let (line, count) = (line.to_string(), count.to_string());
            Diagnostic::new(trouble.code(), &[("line", line.as_str()), ("count", count.as_str())])
        };
        self.0.iter().map(diagnostic).collect()
    }
}
