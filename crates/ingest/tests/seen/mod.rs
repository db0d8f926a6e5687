//! What is seen of a text: its seconds, who speaks, and the words.

#![allow(dead_code, reason = "each test uses what it needs")]

use ibid_core::document::Document;
use ibid_ingest::{read_bytes, split};

/// `SECONDS NAME|text` of each span of a passage; `-` where there is none.
pub(crate) fn seen(text: &str) -> Vec<String> {
    of(&read_bytes(text.as_bytes(), "a.txt").unwrap())
}

/// The same of a file with a name, and nothing of one that is refused.
pub(crate) fn seen_as(name: &str, text: &str) -> Vec<String> {
    read_bytes(text.as_bytes(), name).map_or_else(|_| Vec::new(), |documents| of(&documents))
}

fn of(documents: &[Document]) -> Vec<String> {
    let mut seen = Vec::new();
    for passage in documents.iter().flat_map(split) {
        let who = passage.speaker.as_deref().unwrap_or("-");
        if passage.spans.is_empty() {
            seen.push(format!("- {who}|{}", passage.text.replace('\n', " ")));
        }
        for span in &passage.spans {
            let start =
                span.moment.map_or_else(|| "-".to_owned(), |m| m.start.seconds().to_string());
            let words = passage.text[span.start as usize..span.end as usize].trim();
            seen.push(format!("{start} {who}|{words}"));
        }
    }
    seen
}
