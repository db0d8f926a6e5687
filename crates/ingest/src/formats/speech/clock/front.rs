//! What stands above the first time of a transcript and is no part of it: the address of the medium,
//! and what the program says of itself that made the file.

use super::reader::LONGEST_TITLE;
use super::stamp;
use crate::clean::words;
use crate::formats::links;

/// More words before an address are a sentence.
const LONGEST_LABEL: usize = 3;

/// The address of a medium that a line is, perhaps after its name: `Video: https://youtu.be/…`.
pub(super) fn medium(line: &str) -> Option<&str> {
    let (label, address) = match line.rsplit_once([' ', '\u{a0}']) {
        Some((label, address)) => (label.trim(), address),
        None => ("", line),
    };
    let address = address.trim_matches(['<', '>']);
    let is_label =
        label.is_empty() || label.ends_with(':') && label.split(' ').count() <= LONGEST_LABEL;
    Some(address).filter(|address| is_label && links::opens_recording(address))
}

/// Takes the headings away that a program writes about itself; `first` is the line of the first time.
pub(super) fn without_tools(
    headings: &mut Vec<(u8, String, u32)>,
    first: u32,
) -> Vec<(String, u32)> {
    let is_tool = |(_, text, line): &mut (u8, String, u32)| *line < first && is_of_tool(text);
    headings.extract_if(.., is_tool).map(|(_, text, line)| (text, line)).collect()
}

/// Whether a line is what a program says of the transcript that it made.
pub(super) fn is_of_tool(line: &str) -> bool {
    const BEGINNINGS: [&str; 17] = [
        "tactiq.io free youtube transcript",
        "transcribed by ",
        "transcribed with ",
        "transcript by ",
        "transcription by ",
        "transcript generated",
        "transcript created",
        "transcription ended",
        "transcription stopped",
        "meeting ended after",
        "this transcript was ",
        "this transcript is ",
        "this editable transcript",
        "transcrit par ",
        "transcription par ",
        "transcription générée",
        "cette transcription a été",
    ];
    let lower = line.trim_start_matches(['*', '_', '(', '[']).to_lowercase();
    const ENDS: [&str; 4] = [
        " stopped transcription",
        " started transcription",
        " a arrêté la transcription",
        " a démarré la transcription",
    ];
    // `La transcription a pris fin après 00:08:12`
    let closes = lower.starts_with("la transcription ") && stamp::at_end(&lower).is_some();
    let own = BEGINNINGS.iter().any(|start| lower.starts_with(start))
        || ENDS.iter().any(|end| lower.ends_with(end))
        || closes;
    // what Fathom puts between turns links to itself
    let noted = lower.contains(" - watch: http");
    own && words(line) <= 2 * LONGEST_TITLE || noted
}

#[cfg(test)]
mod tests {
    use ibid_core::document::Medium;

    use super::super::tests::said;
    use super::*;

    #[test]
    fn the_address_above_the_times_is_the_medium() {
        for (head, title) in [
            (
                "# tactiq.io free youtube transcript\n# The ferry\n# https://www.youtube.com/watch/ibidTest007\n",
                Some("The ferry"),
            ),
            ("The ferry\nhttps://youtu.be/ibidTest007\n", Some("The ferry")),
            (
                "The ferry\n\nVideo: https://www.youtube.com/watch?v=ibidTest007\n",
                Some("The ferry"),
            ),
            ("Vidéo : <https://youtu.be/ibidTest007>\n", None),
        ] {
            let text = format!(
                "{head}\n00:00:00.160 the ferry leaves at nine\n00:00:03.040 it is late as it\n00:00:05.100 was all of last week\n"
            );
            let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
            let video = Medium::YouTube("ibidTest007".to_owned());
            assert_eq!(document.about.medium, Some(video), "{text}");
            assert_eq!(document.about.title.as_deref(), title, "{text}");
            assert_eq!(document.about.evidence, None, "{text}");
            assert!(document.blocks.iter().all(|block| !block.text.contains("http")), "{text}");
            assert!(document.blocks.iter().all(|block| !block.text.contains("tactiq")), "{text}");
            assert_eq!(said(&text).len(), 3);
        }
    }

    #[test]
    fn other_addresses_are_words() {
        assert_eq!(medium("https://vimeo.com/123456"), Some("https://vimeo.com/123456"));
        assert_eq!(medium("https://e.org/a.mp3"), Some("https://e.org/a.mp3"));
        for line in [
            "https://e.org/page",
            "See https://youtu.be/ibidTest007",
            "More about the ferry there : https://youtu.be/ibidTest007",
            "https://www.youtube.com/@town",
            "https://vimeo.com/about",
            "The ferry",
        ] {
            assert_eq!(medium(line), None, "{line}");
        }
    }
}
