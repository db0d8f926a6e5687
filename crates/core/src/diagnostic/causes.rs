//! What a message gives as its cause: why the system refused, and what is wrong at a place.

use std::io::ErrorKind;

use crate::closed_set::closed_set;

closed_set! {
    /// Why the system refused, where that can be translated.
    pub enum Reason {
        NotFound = "not-found": "no such file or folder";
        PermissionDenied = "permission-denied": "permission denied";
        NotAFolder = "not-a-folder": "not a folder";
        IsAFolder = "is-a-folder": "it is a folder";
        Interrupted = "interrupted": "interrupted";
        StorageFull = "storage-full": "no space left on the disk";
        ReadOnly = "read-only": "the disk can only be read";
        QuotaExceeded = "quota-exceeded": "no more may be stored for this account";
        TooManyFiles = "too-many-files": "too many files are open";
        DeviceFailed = "device-failed": "the disk reports a failure";
    }
}

impl Reason {
    fn from_kind(kind: ErrorKind) -> Option<Self> {
        Some(match kind {
            ErrorKind::NotFound => Reason::NotFound,
            ErrorKind::PermissionDenied => Reason::PermissionDenied,
            ErrorKind::NotADirectory => Reason::NotAFolder,
            ErrorKind::IsADirectory => Reason::IsAFolder,
            ErrorKind::Interrupted => Reason::Interrupted,
            ErrorKind::StorageFull => Reason::StorageFull,
            ErrorKind::ReadOnlyFilesystem => Reason::ReadOnly,
            ErrorKind::QuotaExceeded => Reason::QuotaExceeded,
            _ => return None,
        })
    }

    /// The reason of an error of the system, if it is one of these.
    pub fn of(error: &std::io::Error) -> Option<Self> {
        // these have a number on every Unix, and no stable kind
        let by_number = match error.raw_os_error() {
            Some(5) if cfg!(unix) => Some(Reason::DeviceFailed),
            Some(23 | 24) if cfg!(unix) => Some(Reason::TooManyFiles),
            _ => None,
        };
        by_number.or_else(|| Reason::from_kind(error.kind()))
    }
}

closed_set! {
    /// Why a file is not read. What a text speaks of is another file.
    pub enum NotRead {
        Alignment = "alignment": "times of words or speakers for programs, which are not read";
        Archive = "archive": "an archive, which is not opened";
        Binary = "binary": "not a text file";
        Code = "code": "code or settings of a program";
        Data = "data": "records of a kind that is not read";
        Device = "device": "neither a file nor a folder";
        EbuStl = "ebu-stl": "EBU STL captions, which are not read";
        Elan = "elan": "an ELAN transcript, which is not read";
        Empty = "empty": "without any text";
        Forgotten = "forgotten": "taken out, and left out until named";
        Latex = "latex": "a text in LaTeX, which is not read";
        Link = "link": "a link, which is not followed";
        Locked = "locked": "locked by a password";
        MicroDvd = "microdvd": "MicroDVD captions, whose frames tell no time";
        OldWord = "old-word": "a Word document of before 2007, which is not read";
        OtherCaptions = "other-captions": "captions of a kind that is not read";
        PagePart = "page-part": "a part of the saved page {of}";
        Pdf = "pdf": "a PDF, which is not read";
        PdfWithoutText = "pdf-without-text": "a PDF without text that can be read, as a scan is";
        Picture = "picture": "a picture";
        PictureCaptions = "picture-captions": "captions that are pictures";
        PostScript = "postscript": "a page in PostScript, which is not read";
        Recording = "recording": "sound or video";
        Slides = "slides": "slides, which are not read";
        Spreadsheet = "spreadsheet": "a spreadsheet, which is not read";
        StyleSheet = "style-sheet": "a style sheet";
        Table = "table": "a table that names no times and words";
        Transcriber = "transcriber": "a Transcriber transcript, which is not read";
        Twin = "twin": "the same as {of}";
    }
}

closed_set! {
    /// What is wrong at a place that stops a reader. What the text speaks of is for the reader to
    /// fill in.
    pub enum ProblemKind {
        UnclosedElement = "unclosed-element": "`<{name}>` is never closed";
        StrayEnd = "stray-end": "`</{name}>` closes nothing";
        OverlappingEnd = "overlapping-end": "`</{name}>` closes what it did not open";
        UnclosedMarkup = "unclosed-markup": "the file ends within a tag or a comment";
        Xml = "not-xml": "it is not well-formed here";
        Entities = "entities": "it declares entities, which are not expanded";
        JsonEnd = "json-end": "it breaks off at column {column}";
        Json = "not-json": "no valid JSON at column {column}";
        JsonField = "json-field": "a field is missing or of another type, at column {column}";
        TooDeep = "too-deep": "it nests deeper than {limit} levels";
        LongLine = "long-line": "the line is longer than {limit} bytes";
        Damaged = "damaged": "the file is damaged, or no such document";
        TooMuch = "too-much": "its pages or parts unpack to more than people make";
        UnknownJson = "unknown-json": "JSON of no known shape";
        UnknownXml = "unknown-xml": "XML of no known kind";
        NoText = "no-text": "neither text nor title";
        NotANumber = "not-a-number": "a number is expected";
        Times = "bad-times": "the times do not fit the text";
        BrokenOff = "broken-off": "it breaks off: less follows than it says";
        OtherVersion = "other-version": "version {version} of the format is not known";
        EmptySide = "empty-side": "there is no term in one of the two languages";
        LongTerm = "long-term": "a term of more than {limit} words";
        ManyTerms = "many-terms": "the terms beyond the first {limit} of one language";
        ManyCells = "many-cells": "the line has more cells than the others";
        OpenCell = "open-cell": "a quotation mark is opened and not closed";
        NoDirection = "no-direction": "`{value}` is no direction";
        NoTermLanguages =
            "no-term-languages": "the languages are not named, or are not French and English";
        NotTranslated = "not-translated": "a message is not translated, or not for sure";
        NoMessage = "no-message": "no line of a message";
        NoEntry = "no-entry": "there is no entry";
        TomlTwice = "toml-twice": "the key stands there twice";
        TomlQuotes = "toml-quotes": "a text is written between quotation marks, as in `\"fr\"`";
        TomlNoValue = "toml-no-value": "`key = value` is expected";
        TomlUnclosed = "toml-unclosed": "a bracket is not closed";
        Toml = "not-toml": "this is not expected here";
    }
}

impl ProblemKind {
    /// What a message of the crate `toml` (1.2) says, as one of these.
    pub fn of_toml(message: &str) -> Self {
        let says = |part: &&str| message.contains(*part);
        let is_one = |parts: &[&str]| parts.iter().any(says);
        if is_one(&["duplicate key"]) {
            ProblemKind::TomlTwice
        } else if is_one(&["unclosed", "missing array", "missing inline table", "missing table"]) {
            ProblemKind::TomlUnclosed
        } else if is_one(&["no value", "missing assignment", "key-value", "unquoted key"]) {
            ProblemKind::TomlNoValue
        } else if is_one(&["string", "quote", "escape", "boolean"]) {
            // a word without quotation marks is taken for `true` or `false` that is misspelt
            ProblemKind::TomlQuotes
        } else {
            ProblemKind::Toml
        }
    }
}
