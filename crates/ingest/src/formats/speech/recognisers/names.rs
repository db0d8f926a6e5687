//! The names that recognisers give to the parts of what they write, by what each part is.
//!
//! Sources: the published responses of `AssemblyAI` (`/v2/transcript`), Deepgram (`/v1/listen`), Amazon
//! Transcribe (output files, and call analytics), Google Speech-to-Text (v1 and v2), Azure Speech
//! (batch, fast and SDK results; Video Indexer), Rev AI, Speechmatics (json-v2), Fireflies, Otter,
//! IBM Watson, Vosk and Kaldi, `ElevenLabs`, Gladia, Soniox, and the transcripts of Microsoft Stream;
//! Symbl, Fathom, Taddy, TED, Spotify, `DOTE`, Happy Scribe, and the transcript panel of `YouTube`.

/// How a number under some name counts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats::speech) enum Unit {
    /// The name does not tell: seconds for some programs, milliseconds for others.
    Untold,
    /// Seconds, or a clock.
    Seconds,
    /// Milliseconds.
    Millis,
    /// 100 nanoseconds, as Microsoft counts.
    Ticks,
    /// Samples of sound, 16,000 a second, as Otter counts; others write milliseconds or seconds under
    /// the same names.
    Samples,
}

/// When something starts. The first of these that an object has is taken.
pub(in crate::formats::speech) const STARTS: &[(&str, Unit)] = &[
    ("start", Unit::Untold),
    ("start_time", Unit::Untold),
    ("startTime", Unit::Untold),
    ("start_ms", Unit::Millis),
    ("startMs", Unit::Millis),
    ("start_time_ms", Unit::Millis),
    ("startTimeMs", Unit::Millis),
    ("offsetInTicks", Unit::Ticks),
    ("offsetMilliseconds", Unit::Millis),
    ("BeginOffsetMillis", Unit::Millis),
    ("begin", Unit::Untold),
    ("t0", Unit::Untold),
    ("ts", Unit::Untold),
    ("from", Unit::Untold),
    ("start_timestamp", Unit::Untold),
    ("start_offset", Unit::Samples),
    ("startOffset", Unit::Samples),
    ("Offset", Unit::Ticks),
    ("offset", Unit::Untold),
    ("startTimecode", Unit::Millis),
    ("timeOffset", Unit::Untold),
    ("data_start", Unit::Untold),
    ("debut", Unit::Untold),
    ("début", Unit::Untold),
];

/// What may be when something starts, and may be the hour of the day at which a message was written:
/// the list tells.
pub(in crate::formats::speech) const STAMPS: &[(&str, Unit)] =
    &[("timestamp", Unit::Untold), ("timecode", Unit::Untold), ("time", Unit::Untold)];

/// When it ends.
pub(in crate::formats::speech) const ENDS: &[(&str, Unit)] = &[
    ("end", Unit::Untold),
    ("end_time", Unit::Untold),
    ("endTime", Unit::Untold),
    ("end_ms", Unit::Millis),
    ("endMs", Unit::Millis),
    ("end_time_ms", Unit::Millis),
    ("endTimeMs", Unit::Millis),
    ("EndOffsetMillis", Unit::Millis),
    ("t1", Unit::Untold),
    ("end_ts", Unit::Untold),
    ("stop", Unit::Untold),
    ("to", Unit::Untold),
    ("end_timestamp", Unit::Untold),
    ("end_offset", Unit::Samples),
    ("endOffset", Unit::Samples),
    ("endTimecode", Unit::Millis),
    ("data_end", Unit::Untold),
    ("fin", Unit::Untold),
    ("resultEndTime", Unit::Seconds),
    ("resultEndOffset", Unit::Seconds),
    ("result_end_time", Unit::Seconds),
    ("result_end_offset", Unit::Seconds),
];

/// Both, in one value.
pub(in crate::formats::speech) const SPANS: &[&str] = &[
    "timestamp",
    "time",
    "timecode",
    "timestamps",
    "times",
    "timespan",
    "time_range",
    "timeRange",
    "interval",
];

/// What tells where a result ends that begins where the one before it ends, as Google's do whose words
/// have no times.
pub(in crate::formats::speech) const RESULT_ENDS: &[&str] =
    &["resultEndTime", "resultEndOffset", "result_end_time", "result_end_offset"];

/// How long it lasts.
pub(in crate::formats::speech) const DURATIONS: &[(&str, Unit)] = &[
    ("durationInTicks", Unit::Ticks),
    ("durationMilliseconds", Unit::Millis),
    ("Duration", Unit::Ticks),
    ("duration", Unit::Untold),
    ("dur", Unit::Untold),
    ("length", Unit::Untold),
    ("durMs", Unit::Millis),
    ("durationMs", Unit::Millis),
    ("duration_ms", Unit::Millis),
    ("durée", Unit::Untold),
    ("duree", Unit::Untold),
];

/// What was said, the best written first.
pub(in crate::formats::speech) const TEXTS: &[&str] = &[
    "punctuated_word",
    "display",
    "Display",
    "DisplayText",
    "sentence",
    "text",
    "transcript",
    "content",
    "Content",
    "value",
    "word",
    "Word",
    "body",
    "segment",
    "snippet",
    "texte",
    "propos",
    "mot",
    "title",
];

/// Who says it, the fullest name first.
pub(in crate::formats::speech) const SPEAKERS: &[&str] = &[
    "speaker_name",
    "speakerName",
    "speakerDisplayName",
    "voice",
    "speaker",
    "speaker_label",
    "speakerLabel",
    "speakerTag",
    "speaker_tag",
    "speaker_id",
    "speakerId",
    "participant",
    "ParticipantRole",
    "speakerDesignation",
    "locuteur",
    "locutrice",
    "intervenant",
    "intervenante",
    "orateur",
];

/// Who says it where that is an object: a plain value under these names is something else.
pub(in crate::formats::speech) const SENDERS: &[&str] = &["from"];

/// Under which names an object that stands for a speaker has its name.
pub(in crate::formats::speech) const PERSONS: &[&str] =
    &["name", "speaker_name", "display_name", "label", "nom", "id", "@id"];

/// The words that something is made of.
pub(in crate::formats::speech) const WORDS: &[&str] = &[
    "words",
    "displayWords",
    "Words",
    "elements",
    "alignment",
    "items",
    "Items",
    "result",
    "timestamps",
    "sentences",
    "mots",
];

/// What was heard, of which the first is the likeliest.
pub(in crate::formats::speech) const ALTERNATIVES: &[&str] =
    &["alternatives", "nBest", "NBest", "instances"];

/// How sure the recogniser is, from 0 to 1.
pub(in crate::formats::speech) const CONFIDENCES: &[&str] =
    &["confidence", "conf", "Confidence", "probability", "score"];

/// Those of [`DERIVED`] that say the words themselves again.
pub(in crate::formats::speech) const REPEATED: &[&str] = &["paragraphs", "subtitles"];

/// What is made of a transcript besides: said twice, shortened or translated.
pub(in crate::formats::speech) const DERIVED: &[&str] = &[
    "auto_highlights_result",
    "chapters",
    "entities",
    "entity_mentions",
    "highlights",
    "iab_categories_result",
    "keywords",
    "labels",
    "namedEntities",
    "named_entities",
    "ocr",
    "paragraphs",
    "sentiment_analysis",
    "sentiment_analysis_results",
    "sentiments",
    "subtitles",
    "summaries",
    "summarization",
    "summary",
    "topics",
    "translation",
    "translations",
];
