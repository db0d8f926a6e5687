//! Fields of JSON lines that tell a time. A line is a document with no moments, so such a time is lost,
//! and whoever made the file should know.

use ibid_core::diagnostic::{Code, Diagnostic};

use crate::formats::json::Value;

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

/// Where a time is lost first, and how often.
#[derive(Default)]
pub(super) struct UnreadTimes {
    first: Option<(u32, &'static str)>,
    count: u64,
}

impl UnreadTimes {
    /// Looks at the object that starts in a line.
    pub(super) fn look(&mut self, value: Value<'_>, line: u32) {
        let field = value.members().find_map(|(name, value)| {
            let known = NAMES.into_iter().find(|known| *known == name)?;
            value.string().filter(|value| tells_time(value)).map(|_| known)
        });
        if let Some(field) = field {
            self.first.get_or_insert((line, field));
            self.count += 1;
        }
    }

    /// What there is to say of it.
    pub(super) fn diagnostic(self) -> Option<Diagnostic> {
        let (line, field) = self.first?;
        let (line, count) = (line.to_string(), self.count.to_string());
        let fields = [("line", &*line), ("field", field), ("count", &*count)];
        Some(Diagnostic::new(Code::UnreadTimeField, &fields))
    }
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
