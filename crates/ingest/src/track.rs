//! What the name of a caption file says of its track, as yt-dlp writes it.

use ibid_core::document::Evidence;

/// The languages that others are translated from; none is also a region that captions of another
/// are named after.
const SOURCES: [&str; 9] = ["de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru"];

/// The language in a name such as `talk.fr.vtt` or `talk.en-j3PyPqV-e1s.srt`, with whatever says
/// more of the track.
pub(crate) fn tag_of(name: &str) -> Option<&str> {
    let mut parts = name.rsplit('.').skip(1);
    let tag = parts.next()?;
    let lang = base(tag);
    let is_lang = (2..=3).contains(&lang.len()) && lang.bytes().all(|b| b.is_ascii_alphabetic());
    (is_lang && parts.next().is_some()).then_some(tag)
}

/// What stands in the name of a file before its ending, and before the language too where it has one:
/// `talk.fr` and `talk` of `talk.fr.vtt`. `None` for a name without an ending.
pub(crate) fn stems(name: &str) -> Option<(&str, Option<&str>)> {
    let (stem, _) = name.rsplit_once('.')?;
    Some((stem, tag_of(name).and_then(|tag| stem.strip_suffix(tag)?.strip_suffix('.'))))
}

/// The id of a `YouTube` video in the name that yt-dlp gives by default: `Talk [dQw4w9WgXcQ].vtt`,
/// `Talk [dQw4w9WgXcQ].en.vtt`. A word in brackets has no capitals within it.
pub(crate) fn video_of(name: &str) -> Option<&str> {
    const LENGTH: usize = 11;
    let (before, after) = name.rsplit_once(']')?;
    let (_, id) = before.rsplit_once('[')?;
    let is_end = after.starts_with('.') && after.matches('.').count() <= 2 && !after.contains(' ');
    let signs = id.len() == LENGTH
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let capital = id.bytes().skip(1).any(|b| b.is_ascii_uppercase());
    let other = id.bytes().any(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (is_end && signs && capital && other).then_some(id)
}

/// What `talk.en-orig.vtt`, which is recognised speech, and `talk.fr-en.vtt`, which is translated
/// from English, are by their names.
pub(crate) fn evidence(tag: &str) -> Option<Evidence> {
    let (target, source) = tag.split_once('-')?;
    match source {
        "orig" => Some(Evidence::Machine),
        _ if source != target && SOURCES.contains(&source) => Some(Evidence::Translation),
        _ => None,
    }
}

/// The language that a tag begins with.
fn base(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// The tracks of a video.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tracks {
    /// The language of the video.
    pub(crate) spoken: Option<String>,
    /// The tags of captions that a person wrote.
    pub(crate) written: Vec<String>,
    /// The tags of captions that a machine made.
    pub(crate) made: Vec<String>,
}

impl Tracks {
    /// What a track is. Those in a language that is not spoken are translated from what was
    /// recognised.
    pub(crate) fn evidence(&self, tag: &str) -> Option<Evidence> {
        let among = |tags: &[String]| tags.iter().any(|known| known == tag);
        if among(&self.written) {
            return None;
        }

        let spoken = self.spoken.as_deref().map(base);
        let translated = spoken.is_some_and(|spoken| !spoken.eq_ignore_ascii_case(base(tag)));
        evidence(tag).or_else(|| {
            let made = if translated { Evidence::Translation } else { Evidence::Machine };
            among(&self.made).then_some(made)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_how_a_track_came_about() {
        use Evidence::{Machine, Translation};
        for (name, tag, want) in [
            ("talk.fr-en.vtt", Some("fr-en"), Some(Translation)),
            ("talk.en-orig.vtt", Some("en-orig"), Some(Machine)),
            ("talk.en-GB.vtt", Some("en-GB"), None),
            ("talk.fr-fr.vtt", Some("fr-fr"), None),
            ("talk.pt-br.vtt", Some("pt-br"), None),
            ("talk.en-j3PyPqV-e1s.srt", Some("en-j3PyPqV-e1s"), None),
            ("talk.fr.vtt", Some("fr"), None),
            ("fr-en.vtt", None, None),
        ] {
            assert_eq!(tag_of(name), tag, "{name}");
            assert_eq!(tag_of(name).and_then(evidence), want, "{name}");
        }
    }

    #[test]
    fn the_default_name_of_yt_dlp_tells_the_video() {
        for (name, want) in [
            ("Le pont [dQw4w9WgXcQ].en.vtt", Some("dQw4w9WgXcQ")),
            ("Le pont [dQw4w9WgXcQ].vtt", Some("dQw4w9WgXcQ")),
            ("[dQw4w9WgXcQ] Le pont.vtt", None),
            ("Le pont [transcripts].vtt", None),
            ("Le pont [Traductions].fr.vtt", None),
            ("Le pont [20240101123].vtt", None),
            ("Le pont [dQw4w9WgXcQ2].vtt", None),
            ("Le pont.vtt", None),
        ] {
            assert_eq!(video_of(name), want, "{name}");
        }
    }

    #[test]
    fn what_is_known_of_the_video_says_more() {
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        let spoken = Some("en-US".to_owned());
        let written = tags(&["de", "it-en"]);
        let tracks = Tracks { spoken, written, made: tags(&["de", "en", "fr", "fr-en"]) };

        for (tag, want) in [
            ("de", None),
            ("it-en", None),
            ("en", Some(Evidence::Machine)),
            ("fr", Some(Evidence::Translation)),
            ("fr-en", Some(Evidence::Translation)),
            ("es", None),
        ] {
            assert_eq!(tracks.evidence(tag), want, "{tag}");
        }
        assert_eq!(Tracks { spoken: None, ..tracks }.evidence("fr"), Some(Evidence::Machine));
    }
}
