//! All that the libraries may have to say: the one registry of codes.

use crate::closed_set::closed_set;

closed_set! {
    /// What a diagnostic or an error is about. A name never changes its meaning.
    ///
    /// A text says what holds, and names no command or option: what to type is for a program to say.
    pub enum Code {
        // questions: what could not be honoured
        UnbalancedQuote = "unbalanced-quote": "a quotation mark has no partner and was ignored";
        UnbalancedBracket = "unbalanced-bracket": "a bracket has no partner and was ignored";
        DanglingOperator = "dangling-operator": "`{operator}` has nothing to join and was ignored";
        NestedTooDeep = "nested-too-deep":
            "brackets are nested deeper than {limit} and were ignored there";
        TooManyWords = "too-many-words": "only the first {limit} words are searched";
        NoWords = "no-words": "there is no word to search for";
        OnlyExclusions = "only-exclusions": "everything is excluded and nothing is asked for";
        ExclusionInChoice = "exclusion-in-choice": "an exclusion after OR holds for the whole group";
        ShortPrefix = "short-prefix": "`{word}*` is too short a beginning; the star was ignored";
        SlopTooWide = "slop-too-wide":
            "`~{asked}`: at most {limit} other words can stand among those of a phrase; {limit} were taken";
        ExcludedField = "excluded-field": "`-{field}:` cannot exclude and was ignored";
        BadFieldValue = "bad-field-value":
            "`{field}:{value}` says nothing that can be searched and was ignored";
        BadParameter = "bad-parameter": "{field}: `{value}` is not {expected}";

        // answers: what was asked for instead, or not looked at
        PhraseNear = "phrase-near":
            "no passage holds {phrase}: these have its words near together";
        PhraseWords = "phrase-words": "no passage holds {phrase}: these have some of its words";
        MarksLeftOut = "marks-left-out":
            "what the quote has in brackets was left out: it was not said there";
        WordsLeftOut = "words-left-out":
            "the quote leaves words out: its parts stand in this order in one source";
        NearWords = "near-words": "`{word}` is nowhere here; searched also: {near}";
        NearWordsRequired = "near-words-required":
            "`{word}` is required and nowhere here; what has one of these was let through: {near}";
        TranslationsRequired = "translations-required":
            "`{word}` is required; in the other language, what has one of these was let through: {translations}";
        NothingToRemove = "nothing-to-remove":
            "`{word}` stands for nothing that is searched beside the question: nothing was taken out";
        BestAlone = "best-alone":
            "only the best {count} passages were gone through: sources that come later are not shown";
        NoDates = "no-dates":
            "nothing that was found has a date: the order is that of how well it answers";
        UnclosedQuotation = "unclosed-quotation":
            "line {line}: this quotation mark has no partner: what follows it was not checked as a quotation";
        WordsNowhere = "words-nowhere": "no passage holds {words}";
        FilterEmpty = "filter-empty": "no passage passes `{filter}`";
        FilterEmptyNear = "filter-empty-near": "no passage passes `{filter}`; known here: {near}";
        FiltersTogether = "filters-together":
            "each filter lets passages through, and no passage passes all of them: {filters}";
        FilteredOut = "filtered-out": "passages that answer and do not pass {filters}: {count}";
        AllExcluded = "all-excluded":
            "all passages that answer ({count}) hold something that is excluded";
        OnlyNonSpeech = "only-non-speech":
            "what answers was not said: sound marks, lines made up by speech recognition (passages: {count}); it is found only where it is asked for";
        NotTogether = "not-together": "no passage holds all that is required: {words}";
        PastTheEnd = "past-the-end":
            "passages that answer: {total}; none is left after {offset}";
        WorkGivenUp = "work-given-up":
            "looking everywhere would take too much work: some passages were not looked at";
        SourceChanged = "source-changed":
            "{path}: it was in the sources as it was read on {date}; the file, or what is read beside it, has changed since";
        SourceGone = "source-gone":
            "{path}: it was in the sources when it was read on {date}; the file is no longer there, or can no longer be read";

        // decoding
        GuessedEncoding = "guessed-encoding": "not UTF-8: read as {encoding}";
        MixedEncodings = "mixed-encodings":
            "mostly UTF-8; other characters, which were read as {encoding}: {count}";
        ReplacedCharacters = "replaced-characters":
            "broken characters that were replaced by U+FFFD: {count}";
        DroppedNuls = "dropped-nuls": "NUL characters that were left out: {count}";
        Mojibake = "mojibake":
            "characters that are encoded twice, as `Ã©` for `é`, and were left as they are: {count}";

        // notes, pages and records
        BadJsonLine = "bad-json-line": "line {line} was skipped: {problem}";
        MoreBadJsonLines = "more-bad-json-lines": "more lines that were skipped: {count}";
        RepeatedField = "repeated-field":
            "line {line}: the field `{field}` stands twice in one object, and one of its values is not read (such fields: {count})";
        RepeatedId = "repeated-id":
            "line {line}: the id `{id}` was given to a document above it (such lines: {count})";
        UnreadTimeField = "unread-time-field":
            "line {line}: `{field}` tells a time that is not read here: no second is cited (such lines: {count})";
        UnreadList = "unread-list":
            "line {line}: the texts in the list `{field}` are not read (such lines: {count})";
        UnreadText = "unread-text":
            "line {line}: the text of `{field}` is not read (such fields: {count})";
        HalfCharacter = "half-character":
            "line {line}: half a character is written there, and is read as \u{fffd} (such places: {count})";
        NoText = "no-text": "the page holds no text";
        PageNotJudged = "page-not-judged":
            "the page is too large to tell its main text from what surrounds it, which may have been read too";
        BrokenFrontMatter = "broken-front-matter":
            "line {line}: the front matter is not valid YAML, and was read line by line";
        UnreadableField = "unreadable-field":
            "line {line}: {field} `{value}` is not understood and was left out";
        MoreUnreadableFields = "more-unreadable-fields": "more fields that were not understood: {count}";
        UnreadableTime = "unreadable-time": "line {line}: `{value}` is not a time";
        MoreUnreadableTimes = "more-unreadable-times": "more times that were not understood: {count}";
        LongTitle = "long-title": "the title is longer than {limit} characters and was cut";
        MoreLongTitles = "more-long-titles": "more titles that were cut: {count}";

        // captions and debates: the first line of each kind of trouble, and how often it was met
        MissingHeader = "missing-header": "line {line}: the header `WEBVTT` is missing";
        NoCues = "no-cues": "there is no cue with a time and a text";
        UnreadableCueTime = "unreadable-cue-time":
            "line {line}: this time cannot be read, and what it times is kept without one (such lines: {count})";
        UnreadableCueEnd = "unreadable-cue-end":
            "line {line}: the end of the cue is missing or cannot be read; only its start is used (such cues: {count})";
        TextWithoutTime = "text-without-time":
            "line {line}: no time speaks for this text, which is left out (such places: {count})";
        KeptWithoutTime = "kept-without-time":
            "line {line}: no time speaks for this text, which is kept without one (such places: {count})";
        NegativeDuration = "negative-duration":
            "line {line}: the cue ends before it starts; only its start is used (such cues: {count})";
        ZeroDuration = "zero-duration":
            "line {line}: the cue ends where it starts (such cues: {count})";
        TimesOutOfOrder = "times-out-of-order":
            "line {line}: the cue starts before the one above it; the order of the file is kept (such cues: {count})";
        CuesOverlap = "cues-overlap":
            "line {line}: the cue starts before the one above it ends (such cues: {count})";
        TimesPastHundredHours = "times-past-hundred-hours":
            "line {line}: the cue starts after a hundred hours (such cues: {count})";
        JoinedSegments = "joined-segments":
            "line {line}: segments of a stream follow each other; their times are counted from the first (such segments: {count})";
        ReadInParts = "read-in-parts":
            "so long that it was read in parts ({parts}): how it names who speaks and shows words again is told by its first captions ({captions}), and it was compared with no file beside it";
        UnreadableWordTimes = "unreadable-word-times":
            "line {line}: the times within the cue do not fit it; its own time is used (such cues: {count})";
        BrokenXml = "broken-xml":
            "line {line}: the XML is broken, and was read as well as it goes (such places: {count})";
        TimesFromMedium = "times-from-medium":
            "line {line}: times within elements are counted from the start of the medium and not of the element (such times: {count})";
        UnreadableTimeMark = "unreadable-time-mark":
            "line {line}: this time mark cannot be read and is not used (such marks: {count})";
        TimeMarkOutOfOrder = "time-mark-out-of-order":
            "line {line}: this time mark lies before the one above it and is not used (such marks: {count})";
        UnreadableEntry = "unreadable-entry":
            "line {line}: this entry is not as its format has it, and is left out (such entries: {count})";
        BrokenFile = "broken-file":
            "line {line}: the file is damaged or breaks off here; what else could be read is kept";
        PagesWithoutText = "pages-without-text":
            "pages that are pictures without text, of which nothing is read: {count} of {pages}";
        UnknownGlyphs = "unknown-glyphs":
            "characters that the file does not name, and that are left out: {count}";
        PdfWithoutEnd = "pdf-without-end":
            "the file breaks off before its end; what could be found of its pages is kept";
        ClocksOfDay = "clocks-of-day":
            "line {line}: the clock is that of the day; it orders what was written, and tells no second of a medium (such lines: {count})";
        ClocksNotUsed = "clocks-not-used":
            "line {line}: clocks stand in the text and date nothing: it cannot be told that they are seconds of a recording, or which words they belong to (such clocks: {count})";
        SeveralMedia = "several-media":
            "line {line}: the addresses above the times lead to several recordings, and the times open none of them (such addresses: {count})";
        ClocksInDoubt = "clocks-in-doubt":
            "line {line}: these times are taken for seconds of a recording, and nothing else says so: people say more than this in that time (such times: {count})";
        TimesNotUsed = "times-not-used":
            "line {line}: the source tells seconds that nothing is dated by: nobody says so much, or so little, in that time, most of the text has none, or nothing says that they are of one recording (such times: {count})";
        ClockWithoutText = "clock-without-text":
            "line {line}: this clock stands beside no words that it could date, and is not used (such clocks: {count})";

        // lists of terms
        TermLeftOut = "term-left-out": "{path}, line {line}: left out: {problem}";
        MoreTermsLeftOut = "more-terms-left-out": "{path}: more lines that were left out: {count}";
        ManyTranslations = "many-translations":
            "{path}, line {line}: `{word}` has {count} translations, of which {limit} are used";
        MoreManyTranslations = "more-many-translations":
            "{path}: more terms with more than {limit} translations: {count}";
        TermsNotTranslated = "terms-not-translated":
            "{path}: messages that are not translated, or not for sure, and were left out: {count}";
        TermsCut = "terms-cut":
            "{path}, line {line}: the list is not read beyond {limit} entries: keep those that are needed";
        TermColumnsTold = "term-columns-told":
            "{path}: no line names the languages; by its words the first column is English";
        TermsBroken = "terms-broken":
            "{path}, line {line}: the list is damaged, and is read as well as it goes: {problem}";
        TermsEncoding = "terms-encoding":
            "{path}: not plain UTF-8: some letters may be wrong: save the list as UTF-8";

        // finding files
        BadIgnoreLine = "bad-ignore-line": "line {line} is no pattern, and ignores nothing";
        FolderFileBroken = "folder-file-broken":
            "line {line}: not TOML, and nothing of it holds for the files here: {problem}";
        FolderFileValue = "folder-file-value":
            "line {line}: `{value}` is no value for `{key}`, which was ignored";
        RootsLost = "roots-lost":
            "the list of the folders that were indexed is damaged or gone: the files that the index knows are read, and no new ones are looked for: index these folders again";
        RecordsLost = "records-lost":
            "what the index knew of its files is damaged: the folders that were named are read; files that were named by themselves, and texts that lie nowhere else, are not in it any more";
        ForgottenGone = "forgotten-gone":
            "the list of what was taken out is gone: the files that the index knows are read, and no new ones are looked for: a later run over a folder brings back what was taken out of it: take it out again then";
        ForgottenLost = "forgotten-lost":
            "the list of what was taken out is damaged, and is kept as forgotten-damaged.json: the files that the index knows are read, and no new ones are looked for: a later run over a folder brings back what was taken out of it: take it out again then";
        RootMissing = "root-missing":
            "this folder was read before and is not there now: files that are new in it are not found";
        BadIgnoreFile = "bad-ignore-file": "its patterns are too many or too large: it ignores nothing";

        // errors of reading
        Missing = "missing": "{path}: no such file or folder";
        NotAFile = "not-a-file": "{path}: not a file that can be read";
        UnreadableFile = "unreadable-file": "{path}: cannot be read: {reason}";
        UnreadableFolder = "unreadable-folder": "{path}: cannot be listed: {reason}";
        TooLarge = "too-large": "{path}: longer than the limit of {limit} bytes";
        TooMuchMemory = "too-much-memory":
            "{path}: reading it takes up to {need} MB of memory, and {limit} MB are left for it: allow more memory, or split the file";
        ChangedMeanwhile = "changed-meanwhile":
            "{path}: changed while it was read, and nothing of it was kept: index again";
        NotRead = "not-read": "{path}: not read: {cause}";
        Malformed = "malformed": "{path}, line {line}: cannot be read as {format}: {problem}";
        NoGoodLine = "no-good-line":
            "{path}, line {line}: no line holds a document; this is the first that fails: {problem}";
        NoTerms = "no-terms":
            "{path}, line {line}: no term in both French and English was found: {problem}: give a table with the columns `fr` and `en`, TBX, or gettext .po";
        TermsTooLarge = "terms-too-large":
            "{path}: a list of terms is not read beyond {limit} bytes: keep the terms that are needed";

        // errors of an index
        IndexMissing = "index-missing": "no index in {path}";
        NotAnIndex = "not-an-index":
            "{path} is not empty and holds no index: give another folder for the index";
        NotABaseline = "not-a-baseline":
            "{path} is not empty and does not hold bare tantivy over these passages: give another folder for it";
        IndexOtherAnalysis = "index-other-analysis":
            "the index in {path} was made by ibid {made_by} with another analysis ({found}, this one is {expected}): make it anew, or use the version that wrote it";
        IndexOtherLayout = "index-other-layout":
            "the index in {path} was made by ibid {made_by} in layout {found}, this version reads layout {expected}: make it anew, or use the version that wrote it";
        IndexManifest = "index-manifest":
            "the description of the index in {path} cannot be read: make the index anew";
        IndexLocked = "index-locked":
            "the index in {path} is being written by another process: wait until it has finished";
        IndexLockedBy = "index-locked-by":
            "the index in {path} is being written by process {process}, since {since}: wait until it has finished";
        IndexChanging = "index-changing":
            "the index in {path} is changed by other processes faster than it can be read: try again when fewer of them write";
        IndexBegun = "index-begun":
            "the index in {path} is being made by process {process}, since {since}: nothing can be read yet";
        IndexBeingMade = "index-being-made":
            "the index in {path} is being made by process {process}, since {since}, and cannot be read yet: {files} of {of_files} files are read";
        IndexUnfinished = "index-unfinished":
            "the index in {path} was never finished: the run that began on {since} was cut off; index again";
        CannotRead = "cannot-read": "cannot read {path}";
        CannotWrite = "cannot-write": "cannot write {path}";
        IndexDamaged = "index-damaged": "the index in {path} is damaged: make it anew";
        IndexRecordsLost = "index-records-lost":
            "the index in {path} is damaged, and what it knew of its sources is lost: make it anew from these";
        IndexEngine = "index-engine":
            "the engine failed on the index in {path}: if it fails again, make the index anew";
        IndexFileMissing = "index-file-missing": "{file} is missing";
        IndexFileBroken = "index-file-broken": "{file} is not what was written";
        IndexBlockBroken = "index-block-broken": "{file}: block {block} is not what was written";

        // checking an index
        CheckFile = "check-file": "{file} is missing, was cut, or has lost its checksums";
        CheckBlocks = "check-blocks": "{file}: blocks that are not what was written: {broken}";
        CheckTwice = "check-twice": "passage {id} has the place of another in its document";
        CheckUnfound = "check-unfound": "passage {id} is not found by its id";
        CheckSpans = "check-spans": "passage {id}: what is timed lies outside its text, or overlaps";
        CheckTimes = "check-times": "passage {id}: a time ends before it begins";
        CheckCount = "check-count": "{source}: passages found: {found}, written: {said}";
        CheckStray = "check-stray": "passages of a source that is not known: {source}";
        CheckStatistics = "check-statistics": "the counts of the index are not those of its passages";

        // errors of a run, and of measuring
        Interrupted = "interrupted": "the run was stopped, and nothing was written";
        SourceLost = "source-lost":
            "{path}: its file is gone, and this version cannot read what the index holds of it";
        NoThreads = "no-threads": "no threads can be started";
        OutputRefused = "output-refused": "the output cannot be written";
        StoreRefused = "store-refused": "the store cannot be written";
        FilesGone = "files-gone":
            "{gone} of {known} files that were read from {path} are gone: is its disk there? nothing was changed";
        NothingToRead = "nothing-to-read":
            "nothing to read in {path}: no text, notes, web pages, captions, debates or JSON lines were found there";
        AllFailed = "all-failed": "none of the files in {path} could be read";
        MeasuringFile = "measuring-file": "{path}: cannot be read or written";
        BadJudgement = "bad-judgement": "{path}, line {line}: not a query or judgement: {problem}";
    }
}
