//! What JSON allows, and what is lost when it is read: a field that stands twice in one object, and
//! half a character.

use ibid_core::diagnostic::{Code, Diagnostic};

use super::{string_end, unescaped};
use crate::clean::head;
use crate::formats::counted;
use crate::formats::lines::LineCount;

/// No more bytes of a name are told.
const LONGEST_NAME: usize = 60;

/// Fields of one kind that are lost: where the first is, and how many there are.
#[derive(Default)]
pub(crate) struct LostFields {
    first: Option<(u32, String)>,
    count: u64,
}

impl LostFields {
    /// Counts some fields; `line` gives that of the first of them, which has this name.
    pub(crate) fn add(&mut self, line: impl FnOnce() -> u32, name: &str, count: u64) {
        self.first.get_or_insert_with(|| (line(), head(name, LONGEST_NAME).to_owned()));
        self.count += count;
    }

    /// What there is to say of them.
    pub(crate) fn diagnostic(self, code: Code) -> Option<Diagnostic> {
        let (line, name) = self.first?;
        let (line, count) = (line.to_string(), self.count.to_string());
        let fields = [("line", &*line), ("field", &*name), ("count", &*count)];
        Some(Diagnostic::new(code, &fields))
    }
}

/// Where something is lost first, and how often.
#[derive(Default)]
pub(crate) struct Losses {
    repeated: LostFields,
    half: Option<u32>,
    half_count: u64,
}

impl Losses {
    /// Looks at some valid JSON that starts in a line; in texts that follow each other.
    ///
    /// Takes a time in the order of the text; the fields of one object are sorted.
    pub(crate) fn look(&mut self, text: &str, line: u32) {
        let mut found = Found::default();
        found.scan(text);

        let line_of = |at| LineCount::new(text).line_of(at).saturating_add(line).saturating_sub(1);
        if let Some((at, name)) = found.repeated {
            self.repeated.add(|| line_of(at), name, found.repeated_count);
        }
        if let (None, Some(at)) = (self.half, found.half) {
            self.half = Some(line_of(at));
        }
        self.half_count += found.half_count;
    }

    /// What there is to say of it.
    pub(crate) fn diagnostics(self) -> Vec<Diagnostic> {
        let half = self.half.map(|line| counted(Code::HalfCharacter, line, self.half_count));
        self.repeated.diagnostic(Code::RepeatedField).into_iter().chain(half).collect()
    }
}

/// What one text loses, with the bytes where it is lost first.
#[derive(Default)]
struct Found<'a> {
    repeated: Option<(usize, &'a str)>,
    repeated_count: u64,
    half: Option<usize>,
    half_count: u64,
}

impl<'a> Found<'a> {
    fn scan(&mut self, text: &'a str) {
        let bytes = text.as_bytes();
        // the names of the objects that are open, and for each bracket where its own begin
        let (mut names, mut open): (Vec<(&str, usize)>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    let end = string_end(bytes, at);
                    let inner = text.get(at + 1..end - 1).unwrap_or_default();
                    if is_name(bytes, end) {
                        names.push((inner, at));
                    }
                    self.halves(inner, at);
                    at = end;
                    continue;
                }
                b'{' | b'[' => open.push(names.len()),
                b'}' | b']' => {
                    let own = open.pop().unwrap_or(0);
                    self.repeats(names.get_mut(own..).unwrap_or_default());
                    names.truncate(own);
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// Counts the names of one object that stand in it again.
    fn repeats(&mut self, names: &mut [(&'a str, usize)]) {
        names.sort_unstable();
        for pair in names.windows(2) {
            let [(first, _), (name, at)] = pair else { continue };
            if first != name {
                continue;
            }
            self.repeated_count += 1;
            if self.repeated.is_none_or(|(before, _)| *at < before) {
                self.repeated = Some((*at, name));
            }
        }
    }

    /// Counts the halves of characters in a string.
    fn halves(&mut self, inner: &str, at: usize) {
        let escapes = memchr::memchr(b'\\', inner.as_bytes()).is_some();
        if !escapes || !inner.contains("\\ud") && !inner.contains("\\uD") {
            return;
        }
        let replaced = |text: &str| text.matches(char::REPLACEMENT_CHARACTER).count();
        let escaped = inner.to_ascii_lowercase().matches("\\ufffd").count();
        let halves = replaced(&unescaped(inner)).saturating_sub(replaced(inner) + escaped);
        if halves > 0 {
            self.half.get_or_insert(at);
            self.half_count += halves as u64;
        }
    }
}

/// Whether a colon follows.
fn is_name(bytes: &[u8], from: usize) -> bool {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut losses = Losses::default();
        losses.look(text, 5);
        let shown = |told: Diagnostic| {
            let fields: Vec<String> = told.fields.into_iter().map(|(_, value)| value).collect();
            format!("{} {}", told.code.name(), fields.join(" "))
        };
        losses.diagnostics().into_iter().map(shown).collect()
    }

    #[test]
    fn a_field_that_stands_twice_in_one_object_is_told() {
        assert_eq!(told(r#"{"a": {"a": 1}, "b": [{"a": 2}, {"a": 3}], "c": "a"}"#), [""; 0]);
        assert_eq!(
            told("{\"a\": 1,\n\"b\": {\"x\": 0, \"x\" : 1, \"x\": 2},\n\"a\": {}}"),
            ["repeated-field 6 x 3"]
        );
        assert_eq!(told("{\"a\": \"{\", \"b\": 1}").len(), 0);
    }

    #[test]
    fn half_a_character_is_told_and_a_whole_one_is_not() {
        assert_eq!(told(r#"{"a": "\ud83d\ude00 \uFFFD é � \\ud83d"}"#), [""; 0]);
        assert_eq!(
            told("[\n\"fine\", \"\\ud83d and \\ude00\", \"\\uD83D\"]"),
            ["half-character 6 3"]
        );
    }

    #[test]
    fn what_is_broken_or_endless_costs_no_more_than_its_bytes() {
        for text in ["\"", "{\"a", "{\"a\":", "}]}", "{\"a\": \"\\u"] {
            let _ = told(text);
        }
        let fields: String = (0..100_000).map(|n| format!("\"{n}\":0,")).collect();
        assert_eq!(told(&format!("{{{fields}\"7\":0}}")), ["repeated-field 5 7 1"]);
        assert_eq!(told(&"[".repeat(1_000_000)), [""; 0]);
    }
}
