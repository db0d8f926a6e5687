//! What oTranscribe saves, `.otr`: JSON whose `text` is what was written as HTML, with its times in
//! elements of their own, and whose `media` is the recording. It is given as lines that tell a time.

use ibid_core::time::Timecode;
use serde_json::Value;

use super::SavedPage;
use crate::entities;

/// No recording lasts longer, in seconds.
const LONGEST: f64 = 360_000.0;

/// The page in such a file.
pub(super) fn page(bytes: &[u8]) -> Option<SavedPage> {
    let is_one = bytes.trim_ascii_start().starts_with(b"{")
        && memchr::memmem::find(bytes, b"\"media-time\"").is_some();
    let file: Value = is_one.then(|| serde_json::from_slice(bytes).ok()).flatten()?;
    let text = file.get("text")?.as_str()?;
    let sources = ["media-source", "media"].iter().filter_map(|name| file.get(name)?.as_str());
    let address = sources.into_iter().find(|media| media.starts_with("http"));
    Some(SavedPage { text: lines(text), address: address.map(str::to_owned) })
}

/// The lines of what was written, each time in brackets: the element that shows it has its fraction.
fn lines(html: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(html.len()), html);
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(&entities::decode(before));
        let Some((tag, after)) = after.split_once('>') else { break };
        rest = after;
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '/']).next().unwrap_or_default();
        if let Some(time) = time(tag) {
            out.push_str(&time);
            rest = rest.split_once("</").map_or(rest, |(_, rest)| rest);
            rest = rest.split_once('>').map_or(rest, |(_, rest)| rest);
        } else if matches!(name, "p" | "br" | "div" | "li") {
            out.push('\n');
        }
    }
    out.push_str(&entities::decode(rest));
    out
}

/// The time that a tag tells: `[00:00:04.200]`.
fn time(tag: &str) -> Option<String> {
    let (_, value) = tag.split_once("data-timestamp=\"")?;
    let seconds: f64 = value.split_once('"')?.0.parse().ok()?;
    let millis = (0.0..LONGEST).contains(&seconds).then(|| (seconds * 1000.0).round() as u64)?;
    Some(format!("[{}.{:03}]", Timecode::from_millis(millis), millis % 1000))
}

#[cfg(test)]
mod tests {
    use ibid_core::document::Medium;

    use crate::{Format, read_bytes};

    #[test]
    fn what_was_transcribed_keeps_its_times_and_its_medium() {
        let time = |seconds: &str, clock: &str| {
            let class = r#"class=\"timestamp\" contenteditable=\"false\""#;
            format!(r#"<span {class} data-timestamp=\"{seconds}\">{clock}</span>"#)
        };
        let text = format!(
            r#"{{"text":"<p>{} Inès : Le bac a du retard ce matin.</p><p>{} Tom : Comme tous les lundis.</p><p>{} Inès : Alors marchons le long du quai.</p>","media":"","media-source":"https://www.youtube.com/watch?v=dQw4w9WgXcQ","media-time":12.5}}"#,
            time("4.2", "0:04"),
            time("7.9", "0:07"),
            time("10", "0:10"),
        );
        let documents = read_bytes(text.as_bytes(), "bac.otr").unwrap();
        let document = &documents[0];
        let said: Vec<(u64, Option<&str>, &str)> = document
            .cues
            .iter()
            .map(|cue| (cue.start.whole_seconds(), cue.speaker.as_deref(), cue.text.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (4, Some("Inès"), "Le bac a du retard ce matin."),
                (7, Some("Tom"), "Comme tous les lundis."),
                (10, Some("Inès"), "Alors marchons le long du quai."),
            ]
        );
        assert_eq!((documents.len(), document.format), (1, Format::Console));
        let video = Medium::YouTube("dQw4w9WgXcQ".to_owned());
        let page = Medium::Web("https://www.youtube.com/watch?v=dQw4w9WgXcQ".to_owned());
        let medium = document.about.medium.clone();
        assert!(medium == Some(video) || medium == Some(page), "{medium:?}");
    }

    #[test]
    fn other_json_is_no_such_file() {
        for text in
            [r#"{"media-time": 3}"#, r#"{"text": "Le bac.", "media": "a"}"#, "{\"media-time\""]
        {
            assert!(super::page(text.as_bytes()).is_none(), "{text}");
        }
    }
}
