//! What is lost of JSON lines: fields that tell a time, since a line is a document with no moments; and
//! lists of texts beside its own. Whoever made the file should know.

use ibid_core::diagnostic::{Code, Diagnostic};

use crate::clean::words;
use crate::formats::json::{LostFields, Value};

/// How programs name the field that says when something was said.
const NAMES: [&str; 13] = [
    "start",
    "start_time",
    "startTime",
    "start_seconds",
    "start_ms",
    "begin",
    "offset",
    "time",
    "timestamp",
    "timecode",
    "seconds",
    "t",
    "t0",
];

/// A larger number counts no milliseconds of a medium: it is a day.
const MOST: f64 = 360_000_000.0;

/// So many entries tell what a list is.
const LOOKED_AT: usize = 16;
/// A text of fewer words is a name or a label.
const FEWEST_WORDS: usize = 3;

/// What is lost of the lines of a file.
#[derive(Default)]
pub(super) struct Unread {
    times: LostFields,
    lists: LostFields,
}

impl Unread {
    /// Looks at the object that starts in a line.
    pub(super) fn look(&mut self, value: Value<'_>, line: u32) {
        for (name, value) in value.members() {
            let is_time = || value.string().is_some_and(|value| tells_time(&value));
            if NAMES.contains(&name) && is_time() {
                self.times.add(|| line, name, 1);
            } else if value.is_array() && value.elements().take(LOOKED_AT).any(holds_text) {
                self.lists.add(|| line, name, 1);
            }
        }
    }

    /// What there is to say of it.
    pub(super) fn diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        let times = self.times.diagnostic(Code::UnreadTimeField);
        times.into_iter().chain(self.lists.diagnostic(Code::UnreadList))
    }
}

/// Whether an entry of a list is a text, or an object that has one.
fn holds_text(entry: Value<'_>) -> bool {
    let is_text = |value: Value<'_>| {
        value.is_string() && value.string().is_some_and(|text| words(&text) >= FEWEST_WORDS)
    };
    is_text(entry) || entry.members().any(|(_, value)| is_text(value))
}

/// Whether a value is a number of seconds or milliseconds, or a clock, and no date.
fn tells_time(value: &str) -> bool {
    let value = value.trim();
    if let Ok(number) = value.parse::<f64>() {
        return (0.0..MOST).contains(&number);
    }
    let is_of_clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',');
    value.contains(':') && value.chars().all(is_of_clock)
}

#[cfg(test)]
mod tests {
    /// What is told of some lines.
    fn told(text: &str) -> Vec<String> {
        let documents = crate::read_bytes(text.as_bytes(), "x").unwrap();
        let told = documents.into_iter().flat_map(|document| document.warnings);
        let shown = told.map(|told| {
            let fields: Vec<String> = told.fields.into_iter().map(|(_, value)| value).collect();
            format!("{} {}", told.code.name(), fields.join(" "))
        });
        shown.collect()
    }

    #[test]
    fn times_that_no_line_can_keep_are_told() {
        let lines = concat!(
            r#"{"text": "Le bac part.", "start": 12.5, "videoId": "a"}"#,
            "\n",
            r#"{"text": "Du quai nord.", "start": 17, "videoId": "b"}"#,
        );
        assert_eq!(told(lines), ["unread-time-field 1 start 2"]);
        let array = r#"[{"text": "Le bac part."}, {"time": "14:05", "text": "Du quai nord."}]"#;
        assert_eq!(told(array), ["unread-time-field 1 time 1"]);
        let object = r#"{"text": "Le bac part.", "timestamp": "00:01:02,500", "videoId": "a"}"#;
        assert_eq!(told(object), ["unread-time-field 1 timestamp 1"]);
    }

    #[test]
    fn lists_of_texts_that_are_not_read_are_told() {
        let one = r#"{"title": "Le port", "text": "En bref.", "parts": [{"words_said": "Le bac part à midi."}]}"#;
        assert_eq!(told(one), ["unread-list 1 parts 1"]);
        let lines =
            format!("{one}\n{}\n", one.replace("[{", "[7, {").replace("Le port", "La digue"));
        assert_eq!(told(&lines), ["unread-list 1 parts 2"]);
        let names = r#"{"text": "Le bac part.", "tags": ["bac", "grande marée"], "parts": []}"#;
        assert_eq!(told(names), [""; 0]);
    }

    #[test]
    fn days_and_other_words_are_no_times() {
        for lines in [
            r#"{"text": "Le bac part.", "time": "2026-05-02T14:05:00Z"}"#,
            r#"{"text": "Le bac part.", "timestamp": 1777730700, "start": "page 4"}"#,
            r#"{"text": "Le bac part.", "time": null, "offset": [1], "begin": ""}"#,
        ] {
            assert_eq!(told(lines), [""; 0], "{lines}");
        }
    }
}
