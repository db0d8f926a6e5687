//! Captions that are too long to be in memory as a whole, and are read in parts.
//!
//! Their text comes in pieces that end where a cue begins; the cues are parted where they are silent,
//! or begin anew: there nothing above says anything of what is below. What is settled by all cues of a
//! file is settled by the first ones.

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::Document;
use ibid_core::ids::SourceId;

use super::{sbv, srt, webvtt};
use crate::timed::Transcript;
use crate::timed::habits::Habits;
use crate::{Format, clean};

/// A part has about so many cues…
const PART: usize = 8_000;
/// …and is ended in the midst of speech where there is no silence in so many.
const LONGEST_PART: usize = 2 * PART;
/// So many cues settle the habits of a file.
const SETTLING: usize = 4 * PART;
/// So many bytes are read before it is looked whether that is a part.
const STEP: usize = 128 << 10;
/// No cue has more bytes, or there is no telling where another begins.
const LONGEST_PIECE: usize = 4 << 20;

/// Reads the cues of one format, piece by piece.
pub(crate) trait CueReader {
    /// Reads the cues of a piece that stands below so many lines. It is in NFC, with line feeds for
    /// line ends.
    fn take(&mut self, text: &str, above: u32, file: &mut Transcript);
}

/// A line where a piece might end right before.
pub(super) struct Place<'t> {
    /// What stands before it.
    before: &'t str,
    /// The line right above it.
    pub(super) above: &'t str,
    /// The line.
    pub(super) line: &'t str,
    /// The line below it.
    pub(super) below: Option<&'t str>,
}

impl<'t> Place<'t> {
    /// The last line above it with something on it.
    pub(super) fn last_above(&self) -> Option<&'t str> {
        self.before.rsplit('\n').find(|line| !line.trim().is_empty())
    }
}

/// A format that is read in parts.
#[derive(Clone, Copy, Debug)]
struct InParts {
    format: Format,
    may_part: fn(&Place<'_>) -> bool,
    reader: fn() -> Box<dyn CueReader>,
}

const FORMATS: [InParts; 3] = [
    InParts {
        format: Format::Sbv,
        may_part: sbv::may_part,
        reader: || Box::new(sbv::Reader::default()),
    },
    InParts {
        format: Format::Srt,
        may_part: srt::may_part,
        reader: || Box::new(srt::Reader::default()),
    },
    InParts {
        format: Format::WebVtt,
        may_part: webvtt::may_part,
        reader: || Box::new(webvtt::Reader::default()),
    },
];

/// Reads the cues of a file as its lines come.
struct Cues {
    of: InParts,
    reader: Box<dyn CueReader>,
    file: Transcript,
    /// Lines whose last cue may go on.
    pending: String,
    /// How many lines came before them.
    above: u32,
    /// Only the places between cues are of interest.
    passes_over: bool,
}

impl Cues {
    fn new(of: InParts) -> Self {
        let (reader, file) = ((of.reader)(), Transcript::new(of.format));
        let (pending, above, passes_over) = (String::new(), 0, false);
        Cues { of, reader, file, pending, above, passes_over }
    }

    /// Takes the whole lines that come next. Whether there is a place in them where a cue begins, or
    /// may be one in those that come after.
    fn take_lines(&mut self, lines: &str) -> bool {
        // those of Windows end otherwise
        match lines.contains('\r') {
            true => self.pending.push_str(&lines.replace("\r\n", "\n")),
            false => self.pending.push_str(lines),
        }
        if let Some(end) = last_place(&self.pending, self.of.may_part) {
            let rest = self.pending.split_off(end);
            let piece = std::mem::replace(&mut self.pending, rest);
            self.read(piece);
        }
        self.pending.len() <= LONGEST_PIECE
    }

    fn read(&mut self, piece: String) {
        if self.passes_over {
            return;
        }
        let lines = memchr::memchr_iter(b'\n', piece.as_bytes()).count();
        let piece = if clean::is_nfc(&piece) { piece } else { clean::nfc(piece) };
        self.reader.take(&piece, self.above, &mut self.file);
        self.above = self.above.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    }

    fn read_rest(&mut self) {
        let rest = std::mem::take(&mut self.pending);
        if !rest.is_empty() {
            self.read(rest);
        }
    }
}

/// Some whole lines, a few at a time.
fn in_steps(lines: &str) -> impl Iterator<Item = &str> {
    let mut rest = lines;
    std::iter::from_fn(move || {
        let most = rest.as_bytes().get(STEP..).unwrap_or_default();
        let end = memchr::memchr(b'\n', most).map_or(rest.len(), |at| STEP + at + 1);
        let (step, below) = rest.split_at_checked(end)?;
        rest = below;
        (!step.is_empty()).then_some(step)
    })
}

/// The last place in some whole lines where a piece may end.
fn last_place(text: &str, may_part: fn(&Place<'_>) -> bool) -> Option<usize> {
    let (mut end, mut below) = (text.len(), None);
    while end > 0 {
        let lines = text[..end].strip_suffix('\n').unwrap_or(&text[..end]);
        let start = memchr::memrchr(b'\n', lines.as_bytes())? + 1;
        let (before, line) = (&text[..start], &lines[start..]);
        let before = before.strip_suffix('\n').unwrap_or(before);
        let above = before.rsplit('\n').next().unwrap_or_default();
        if may_part(&Place { before, above, line, below }) {
            return Some(start);
        }
        below = Some(line);
        end = start;
    }
    None
}

/// Settles the habits of a file.
pub(crate) struct Settling {
    cues: Cues,
    habits: Option<Habits>,
}

/// What was settled.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    of: InParts,
    habits: Habits,
}

impl Settling {
    /// `None` for a format that is not read in parts.
    pub(crate) fn new(format: Format) -> Option<Self> {
        let of = *FORMATS.iter().find(|of| of.format == format)?;
        Some(Settling { cues: Cues::new(of), habits: None })
    }

    /// Takes the whole lines that come next. Whether the file may be read in parts, as far as it was
    /// seen.
    pub(crate) fn take_lines(&mut self, lines: &str) -> bool {
        in_steps(lines).all(|lines| {
            let goes_on = self.cues.take_lines(lines);
            if self.habits.is_none() && self.cues.file.cues.len() >= SETTLING {
                self.settle();
                self.cues.passes_over = true;
            }
            goes_on
        })
    }

    fn settle(&mut self) {
        let empty = Transcript::new(self.cues.of.format);
        let first = std::mem::replace(&mut self.cues.file, empty);
        let mut habits = Habits::default();
        // only what it settles is wanted of it
        drop(first.into_document_of(SourceId::from_bytes(&[]), &mut habits));
        self.habits = Some(habits);
    }

    /// What all the lines have settled; `None` where the file is to be read as a whole.
    pub(crate) fn finish(mut self) -> Option<Settled> {
        if self.habits.is_none() {
            self.cues.read_rest();
            self.settle();
        }
        let habits = self.habits.filter(Habits::hold_for_parts)?.anew();
        Some(Settled { of: self.cues.of, habits })
    }
}

/// Reads a file in parts, and gives `each` a document for each: together they are one.
pub(crate) struct PartsReader<'a> {
    source: SourceId,
    cues: Cues,
    habits: Habits,
    parts: u32,
    /// A part has about so many cues.
    size: usize,
    each: &'a mut dyn FnMut(Vec<Document>),
}

impl<'a> PartsReader<'a> {
    /// Reads a source of which the habits are settled.
    pub(crate) fn new(
        source: SourceId,
        settled: &Settled,
        each: &'a mut dyn FnMut(Vec<Document>),
    ) -> Self {
        let (cues, habits) = (Cues::new(settled.of), settled.habits.clone());
        PartsReader { source, cues, habits, parts: 0, size: PART, each }
    }

    /// Takes the whole lines that come next.
    pub(crate) fn take_lines(&mut self, lines: &str) {
        in_steps(lines).for_each(|lines| self.take_step(lines));
    }

    fn take_step(&mut self, lines: &str) {
        self.cues.take_lines(lines);
        while self.cues.file.cues.len() > self.size {
            let silence = self.cues.file.last_silence();
            let must = self.cues.file.cues.len() >= self.size.max(LONGEST_PART);
            let Some(at) = silence.or_else(|| must.then(|| self.cues.file.longest_pause())) else {
                return;
            };
            let rest = self.cues.file.split_off(at);
            self.give(rest);
        }
    }

    /// Gives what was read, and goes on with the rest.
    fn give(&mut self, rest: Transcript) {
        let part = std::mem::replace(&mut self.cues.file, rest);
        self.parts += 1;
        (self.each)(vec![part.into_document_of(self.source, &mut self.habits)]);
    }

    /// Gives the last part. What there is to know of the file comes back.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.cues.read_rest();
        self.give(Transcript::new(self.cues.of.format));
        if self.parts == 1 {
            return Vec::new();
        }
        let fields = [("parts", self.parts.to_string()), ("captions", SETTLING.to_string())];
        vec![Diagnostic::with_values(Code::ReadInParts, &fields)]
    }
}

#[cfg(test)]
mod tests {
    use ibid_core::document::Block;
    use proptest::prelude::*;

    use super::*;
    use crate::read_bytes;

    /// What is read of a text whose lines come a few at a time, in parts of about so many cues; `None`
    /// where it is to be read as a whole.
    fn in_parts(
        text: &str,
        format: Format,
        size: usize,
        window: usize,
    ) -> Option<(Document, usize)> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let windows: Vec<String> = lines.chunks(window).map(<[&str]>::concat).collect();
        let mut settling = Settling::new(format)?;
        assert!(windows.iter().all(|lines| settling.take_lines(lines)));
        let settled = settling.finish()?;

        let mut documents = Vec::new();
        let mut each = |part: Vec<Document>| documents.extend(part);
        let source = SourceId::from_bytes(text.as_bytes());
        let mut reader = PartsReader::new(source, &settled, &mut each);
        reader.size = size;
        windows.iter().for_each(|lines| reader.take_lines(lines));
        let told = reader.finish();
        let parts = documents.len();
        assert_eq!(told.iter().any(|d| d.code == Code::ReadInParts), parts > 1);
        let mut documents = documents.into_iter();
        let mut whole = documents.next()?;
        documents.for_each(|part| whole.append(part));
        Some((whole, parts))
    }

    /// Blocks as they are, those that nobody said after the others.
    fn sorted(blocks: &[Block]) -> Vec<&Block> {
        let of = |non_speech| blocks.iter().filter(move |block| block.non_speech == non_speech);
        of(false).chain(of(true)).collect()
    }

    fn assert_same(parts: &Document, text: &str) {
        let whole = read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        assert_eq!(parts.cues, whole.cues, "{text}");
        assert_eq!(sorted(&parts.blocks), sorted(&whole.blocks), "{text}");
        assert_eq!(
            (&parts.about, parts.lang, &parts.left_out, parts.source),
            (&whole.about, whole.lang, &whole.left_out, whole.source)
        );
        assert_eq!(parts.warnings, whole.warnings, "{text}");
    }

    /// Writes cues with their pauses before them, in milliseconds; none where they begin anew.
    fn written(format: Format, cues: &[(Option<u64>, u8, &str)]) -> String {
        let clock = |ms: u64, comma: char| {
            let (s, ms) = (ms / 1000, ms % 1000);
            format!("{:02}:{:02}:{:02}{comma}{ms:03}", s / 3600, s / 60 % 60, s % 60)
        };
        let mut text = String::new();
        let mut now = 1_000;
        for (n, (pause, odd, said)) in cues.iter().enumerate() {
            now = pause.map_or(500, |pause| now + pause);
            let (start, end) = (now, now + 2_000);
            now = end;
            let line = |comma| format!("{} --> {}", clock(start, comma), clock(end, comma));
            let name = n + 1;
            text += &match (format, odd) {
                (Format::Srt, 0) => format!("{}\n{said}\n\n", line(',')),
                (Format::Srt, 1) => format!("{name}\n{}\n{said}\n\nplus bas\n\n", line(',')),
                (Format::Srt, 2) => format!("{name}\nsans temps\n\n"),
                (Format::Srt, _) => format!("{name}\n{}\n{said}\n\n", line(',')),
                (Format::WebVtt, 0) => format!("NOTE {name}\n\n{}\n{said}\n\n", line('.')),
                (Format::WebVtt, 1) => format!("{}\n\n{said}\n\n", line('.')),
                (Format::WebVtt, 2) => format!("sans temps\n\n{}\n{said}\n\n", line('.')),
                (Format::WebVtt, 3) => format!("cue {name}\n{}\n{said}\n\n", line('.')),
                (Format::WebVtt, _) => format!("{}\n{said}\n\n", line('.')),
                (_, 0) => {
                    format!("{},{}\n{said}\n\nplus bas\n", clock(start, '.'), clock(end, '.'))
                }
                _ => format!("{},{}\n{said}\n\n", clock(start, '.'), clock(end, '.')),
            };
        }
        match format {
            Format::WebVtt => format!("WEBVTT\nKind: captions\nLanguage: fr\n\n{text}"),
            _ => text,
        }
    }

    const SAID: [&str; 14] = [
        "le héron attend près du moulin.",
        "The miller shuts the gate.",
        "et l'eau monte",
        "MME ROY : nous avons ouvert le guichet.",
        "MME ROY : merci.\nM. DUMAS : de rien.",
        ">> Is that so?",
        "- Oui.\n- Non.",
        "[Applaudissements]",
        "la roue [rires] tourne",
        "♪ la la ♪",
        "merci d'avoir regardé cette vidéo",
        "et l'eau monte\nsous le pont",
        "sous le pont\nde bois",
        "e\u{301}te\u{301} 12",
    ];

    fn cues() -> impl Strategy<Value = Vec<(Option<u64>, u8, &'static str)>> {
        let pause = prop_oneof![
            6 => Just(Some(0)),
            3 => Just(Some(900)),
            2 => Just(Some(3_100)),
            3 => Just(Some(7_000)),
            1 => Just(None),
        ];
        let said = prop_oneof![4 => 0..SAID.len(), 1 => Just(2)];
        let one = (pause, 0..24_u8, said).prop_map(|(pause, odd, n)| (pause, odd, SAID[n]));
        let repeated = prop_oneof![9 => Just(1_usize), 1 => 2..14_usize];
        let run = (one, repeated).prop_map(|(one, times)| vec![one; times]);
        prop::collection::vec(run, 4..40).prop_map(|runs| runs.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_file_of_parts_gives_what_it_gives_as_a_whole(
            cues in cues(),
            format in prop_oneof![Just(Format::Srt), Just(Format::WebVtt), Just(Format::Sbv)],
            size in 1..12_usize,
            window in 1..30_usize,
        ) {
            let text = written(format, &cues);
            prop_assume!(crate::sniff(&text) == format);
            if let Some((parts, _)) = in_parts(&text, format, size, window) {
                assert_same(&parts, &text);
            }
        }
    }

    #[test]
    fn a_file_is_parted_where_it_is_silent_or_begins_anew() {
        let cue = |pause, n: usize| (pause, 9, SAID[n]);
        let cues = [
            [cue(Some(0), 0), cue(Some(0), 1), cue(Some(0), 2)],
            [cue(Some(6_000), 11), cue(Some(0), 12), cue(Some(0), 0)],
            [cue(None, 3), cue(Some(0), 1), cue(Some(0), 4)],
        ]
        .concat();
        for format in [Format::Srt, Format::WebVtt, Format::Sbv] {
            let text = written(format, &cues);
            let (parts, count) = in_parts(&text, format, 1, 2).unwrap();
            assert_eq!(count, 3, "{format}");
            assert_same(&parts, &text);
        }
    }

    #[test]
    fn speech_without_a_silence_is_parted_at_its_longest_pause() {
        let cues: Vec<_> = (0..LONGEST_PART as u64 + 9)
            .map(|n| (Some(if n == 10_000 { 800 } else { 0 }), 9, "l'eau monte au moulin"))
            .collect();
        let text = written(Format::Srt, &cues);
        let mut settling = Settling::new(Format::Srt).unwrap();
        assert!(settling.take_lines(&text));
        let settled = settling.finish().unwrap();
        let mut parts = Vec::new();
        let mut each = |part: Vec<Document>| parts.extend(part);
        let mut reader = PartsReader::new(SourceId::from_bytes(b"x"), &settled, &mut each);
        reader.take_lines(&text);
        assert_eq!(reader.finish().len(), 1);
        let cues: Vec<usize> = parts.iter().map(|part| part.cues.len()).collect();
        assert_eq!(cues, [10_000, LONGEST_PART + 9 - 10_000]);
    }

    #[test]
    fn names_beside_captions_and_text_without_a_cue_are_read_as_a_whole() {
        let mut text = "WEBVTT\n\n".to_owned();
        for n in 10..50 {
            let name = if n % 3 == 0 { "Anne Roy" } else { "Paul Dumas" };
            text += &format!("{name}\n00:{n}.000 --> 00:{n}.900\nle héron attend\n\n");
        }
        assert!(in_parts(&text, Format::WebVtt, 4, 9).is_none());
        let mut settling = Settling::new(Format::Srt).unwrap();
        assert!(!settling.take_lines(&"no cue at all\n".repeat(LONGEST_PIECE / 14 + 2)));
    }
}
