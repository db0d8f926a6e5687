//! What JSON holds beside what was said: summaries, chapters, translations, notes. No reader takes
//! them, since nobody said them at a second; whoever made the file should know.

use std::collections::HashSet;

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::Document;

use crate::clean::words;
use crate::formats::json::{LostFields, Value};
use crate::formats::lines::LineCount;

/// How services name what they write of a transcript.
const NAMES: [&str; 27] = [
    "abstract",
    "action_items",
    "actionItems",
    "auto_highlights_result",
    "bullet_gist",
    "chapters",
    "comment",
    "comments",
    "description",
    "gist",
    "headline",
    "highlights",
    "key_points",
    "keyPoints",
    "notes",
    "outline",
    "overview",
    "resume",
    "résumé",
    "short_summary",
    "summaries",
    "summary",
    "takeaways",
    "topics",
    "translated_texts",
    "translation",
    "translations",
];

/// How they name all that was said, which may be something else.
const WHOLE: [&str; 4] = ["text", "transcript", "transcription", "content"];

/// So deep are fields looked for, and in so many entries of a list.
const DEEPEST: usize = 4;
const LOOKED_AT: usize = 16;
/// A text of fewer words is a name or a label.
const FEWEST_WORDS: usize = 3;

/// What there is to say of the fields of a file that its document does not hold.
pub(super) fn unread(root: Value<'_>, text: &str, document: &Document) -> Option<Diagnostic> {
    let mut lost = LostFields::default();
    let mut add = |name: &str, value: Value<'_>| {
        lost.add(|| LineCount::new(text).line_of(value.at), name, 1);
    };
    // One field of each name: what stands twice is told elsewhere, and each is read by itself.
    for name in WHOLE {
        let whole = root.member(name).filter(|value| value.is_string());
        let differs =
            |value: &Value<'_>| value.string().is_some_and(|said| differs(&said, document));
        if let Some(value) = whole.filter(differs) {
            add(name, value);
        }
    }
    look(root, DEEPEST, &mut add);
    lost.diagnostic(Code::UnreadText)
}

fn look<'a>(value: Value<'a>, depth: usize, add: &mut impl FnMut(&str, Value<'a>)) {
    if depth == 0 {
        return;
    }
    for (name, inner) in value.members() {
        if NAMES.contains(&name) {
            if holds_text(inner, depth) {
                add(name, inner);
            }
        } else {
            look(inner, depth - 1, add);
        }
    }
    value.elements().take(LOOKED_AT).for_each(|inner| look(inner, depth - 1, add));
}

/// Whether a value is a text, or something that has one in it.
fn holds_text(value: Value<'_>, depth: usize) -> bool {
    if value.is_string() {
        return value.string().is_some_and(|text| words(&text) >= FEWEST_WORDS);
    }
    let Some(depth) = depth.checked_sub(1) else { return false };
    value.members().any(|(_, inner)| holds_text(inner, depth))
        || value.elements().take(LOOKED_AT).any(|inner| holds_text(inner, depth))
}

/// Whether most words of a text are none of what was read.
fn differs(text: &str, document: &Document) -> bool {
    let parts = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        parts.map(str::to_lowercase).collect()
    };
    let cues = document.cues.iter().map(|cue| cue.text.as_str());
    let all = cues.chain(document.blocks.iter().map(|block| block.text.as_str()));
    let read: HashSet<String> = all.flat_map(parts).collect();
    let own = parts(text);
    let missing = own.iter().filter(|word| !read.contains(*word)).count();
    own.len() >= FEWEST_WORDS && missing * 2 > own.len()
}

#[cfg(test)]
mod tests {
    /// What is told of a file, and how many cues it has.
    fn told(text: &str) -> (Vec<String>, usize) {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let shown = document.warnings.iter().map(|told| {
            let fields: Vec<&str> = told.fields.iter().map(|(_, value)| value.as_str()).collect();
            format!("{} {}", told.code.name(), fields.join(" "))
        });
        (shown.collect(), document.cues.len())
    }

    #[test]
    fn what_stands_beside_a_transcript_is_told() {
        let turns = r#"{"speaker": "A", "text": "Le bac part à midi.", "start": 500, "end": 2100}"#;
        for (beside, want) in [
            (r#""summary": "On parle du bac et de la digue.","#, "unread-text 1 summary 1"),
            (
                r#""chapters": [{"headline": "Le bac de midi, et la digue", "start": 0}],"#,
                "unread-text 1 chapters 1",
            ),
            (
                r#""summary": {"gist": "Il part.", "action_items": ["Peindre la coque avant mai"]},"#,
                "unread-text 1 summary 1",
            ),
            (r#""text": "Réunion consacrée aux travaux prévus.","#, "unread-text 1 text 1"),
        ] {
            let text = format!("{{\"id\": \"t1\", {beside} \"utterances\": [{turns}]}}");
            assert_eq!(told(&text), (vec![want.to_owned()], 1), "{text}");
        }

        let whisper = r#"{"text": " Le bac part à midi.",
            "segments": [{"start": 0.5, "end": 2.1, "text": " Le bac part à midi.", "translation": "The ferry leaves at noon."}],
            "language": "fr"}"#;
        assert_eq!(told(whisper), (vec!["unread-text 2 translation 1".to_owned()], 1));
    }

    #[test]
    fn what_is_read_and_what_is_no_text_is_not_told() {
        let turns = r#"{"speaker": "A", "text": "Le bac part à midi.", "start": 500, "end": 2100}"#;
        let beside = r#""text": "Le bac part à midi.", "summary": null, "chapters": [], "topics": ["bac"], "notes": "","#;
        let text = format!("{{\"id\": \"t1\", {beside} \"utterances\": [{turns}]}}");
        assert_eq!(told(&text), (vec![], 1));
    }
}
