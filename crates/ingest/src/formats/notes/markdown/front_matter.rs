//! YAML front matter.

use std::collections::BTreeMap;

use ibid_core::address::Address;
use ibid_core::diagnostic::{Code, Diagnostic};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::formats::{Declared, links};

/// Further names of the field that has the id of a video on `YouTube`, or its address.
const VIDEO_IDS: [&str; 7] = [
    "video_id",
    "video-id",
    "videoid",
    "youtube_id",
    "youtubeid",
    "youtube-id",
    "youtube_video_id",
];

/// The names of fields that have the address of a recording.
const RECORDINGS: [&str; 16] = [
    "youtube",
    "video_url",
    "videourl",
    "video-url",
    "youtube_url",
    "youtubeurl",
    "youtube-url",
    "youtube_link",
    "video",
    "vidéo",
    "media",
    "media_url",
    "audio",
    "audio_url",
    "recording",
    "enregistrement",
];

/// The names of fields that have the address of what a note is about, where nothing else tells it:
/// Obsidian's clipper writes `source`.
const SOURCES: [&str; 12] = [
    "source",
    "source_url",
    "sourceurl",
    "source-url",
    "original_url",
    "webpage_url",
    "canonical_url",
    "link",
    "lien",
    "permalink",
    "adresse",
    "uri",
];

/// The fields that mean something; any other is ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    title: Option<String>,
    #[serde(rename = "videoId")]
    video_id: Option<String>,
    url: Option<String>,
    date: Option<String>,
    lang: Option<Names>,
    author: Option<Names>,
    evidence: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, Other>,
}

/// The value of a field that people name as they like.
#[derive(Deserialize)]
#[serde(untagged)]
enum Other {
    Text(String),
    Many(Vec<String>),
    Unread(IgnoredAny),
}

impl Other {
    fn first(&self) -> Option<&str> {
        match self {
            Other::Text(text) => Some(text),
            Other::Many(texts) => texts.first().map(String::as_str),
            Other::Unread(_) => None,
        }
    }
}

/// What is declared, with the medium that fields with other names tell, as `field` finds them by theirs
/// in small letters.
fn with_medium<'f>(mut declared: Declared, field: impl Fn(&str) -> Option<&'f str>) -> Declared {
    declared.url = declared.url.or_else(|| field("url").map(str::to_owned));
    tell_medium(&mut declared, field);
    with_video_id(declared)
}

/// What fields with other names tell of the medium, as `field` finds them by theirs in small letters: a
/// video or a recording before the address that the note has itself, and that before its source.
fn tell_medium<'f>(declared: &mut Declared, field: impl Fn(&str) -> Option<&'f str>) {
    if declared.video.is_some() {
        return;
    }
    let is_id = |text: &str| {
        let is_sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        text.len() == 11 && text.bytes().all(is_sign)
    };
    let is_address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    let find = |names: &[&str], is: &dyn Fn(&str) -> bool| {
        let mut values = names.iter().filter_map(|name| field(name)).map(str::trim);
        values.find(|value| is(value)).map(str::to_owned)
    };

    let is_video = |text: &str| is_address(text) && video_id(text).is_some();
    declared.video = find(&VIDEO_IDS, &|text| is_id(text) || is_video(text));
    if declared.video.is_some() {
        return;
    }
    // A channel, a cover and the page of a player are no recordings.
    let plays = |text: &str| is_address(text) && links::opens_recording(text);
    let source = || find(&SOURCES, &is_address).filter(|_| declared.url.is_none());
    if let Some(address) = find(&RECORDINGS, &plays).or_else(source) {
        let is_video = video_id(&address).is_some();
        *if is_video { &mut declared.video } else { &mut declared.url } = Some(address);
    }
}

/// What may be written in several ways.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(Name),
    Many(Vec<Name>),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Plain(String),
    Named { name: String },
}

impl Names {
    fn all(self) -> Vec<String> {
        let plain = |name| match name {
            Name::Plain(name) | Name::Named { name } => name,
        };
        match self {
            Names::One(name) => vec![plain(name)],
            Names::Many(names) => names.into_iter().map(plain).collect(),
            Names::Other(_) => Vec::new(),
        }
    }
}

/// The id of a video, which may be written as its address on `YouTube`; another address is none.
fn video_id(written: &str) -> Option<String> {
    let is_address = written.contains("://");
    let address = if is_address { written.to_owned() } else { format!("https://{written}") };
    match Address::read(&address).filter(Address::is_youtube) {
        Some(address) => address.youtube_id().map(str::to_owned),
        None => (!is_address).then(|| written.to_owned()),
    }
}

/// Takes the id out of an address; the address of another place is where the medium is.
fn with_video_id(mut declared: Declared) -> Declared {
    if let Some(written) = declared.video.take() {
        declared.video = video_id(written.trim());
        if declared.video.is_none() {
            declared.url.get_or_insert(written);
        }
    }
    declared
}

/// The front matter of a text and what follows: the lines between a first line `---` and the next
/// `---` or `...`. Two rules with words between them are none.
pub(crate) fn front_matter(text: &str) -> Option<(&str, &str)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" {
        return None;
    }

    let mut end = first.len();
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            let fields = &text[first.len()..end];
            return has_fields(fields).then(|| (fields, &text[end + line.len()..]));
        }
        end += line.len();
    }

    None
}

/// Whether lines are those of YAML, and not sentences: one has a field of ours, or each has some field
/// or belongs to one.
fn has_fields(yaml: &str) -> bool {
    const OURS: &[&str] = &["title", "videoId", "url", "date", "lang", "author", "evidence"];
    let is_ours = |line: &str| key(line).is_some_and(|key| OURS.contains(&key.trim_end()));
    let is_field = |line: &str| {
        let named = key(line).is_some_and(|key| !key.contains(char::is_whitespace));
        (named || line.starts_with('{')) && !line.ends_with(['.', '!', '?'])
    };

    let belongs = |line: &str| line.starts_with([' ', '\t', '#', '-', '}', ']']);
    let lines = || yaml.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines().next().is_none()
        || lines().any(is_ours)
        || lines().any(is_field) && lines().all(|line| is_field(line) || belongs(line))
}

/// The key of `key: value`.
fn key(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(':')?;
    (value.is_empty() || value.starts_with(char::is_whitespace)).then_some(key)
}

/// Reads the lines between the two `---`; the first of them is line 2 of the file.
///
/// Broken YAML (a title with a bare colon, most often) is a warning, and its plain `key: value`
/// lines still count.
pub(crate) fn read(yaml: &str) -> (Declared, Option<Diagnostic>) {
    if yaml.trim().is_empty() {
        return (Declared::default(), None);
    }

    // Strict: `lang: no` is a language, not `false`.
    let options = serde_saphyr::options! { strict_booleans: true };
    match serde_saphyr::from_str_with_options::<Fields>(yaml, options) {
        Ok(fields) => (declared(fields), None),
        Err(error) => {
            let line = error.location().map_or(1, |at| at.line()) + 1;
            let line = line.to_string();
            (line_by_line(yaml), Some(Diagnostic::new(Code::BrokenFrontMatter, &[("line", &line)])))
        }
    }
}

fn declared(fields: Fields) -> Declared {
    let author = fields.author.map(|author| author.all().join(", "));
    let others: BTreeMap<String, &Other> =
        fields.others.iter().map(|(name, value)| (name.trim().to_lowercase(), value)).collect();
    let declared = Declared {
        name: None,
        title: fields.title,
        video: fields.video_id,
        url: fields.url,
        date: fields.date,
        lang: fields.lang.and_then(|lang| lang.all().into_iter().next()),
        author,
        evidence: fields.evidence,
    };
    with_medium(declared, |name| others.get(name)?.first())
}

fn line_by_line(yaml: &str) -> Declared {
    let mut declared = Declared::default();
    let mut others = BTreeMap::new();
    for line in yaml.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let quoted = |q: char| value.strip_prefix(q).and_then(|v| v.strip_suffix(q));
        let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
        let field = match key.trim_end() {
            "title" => &mut declared.title,
            "videoId" => &mut declared.video,
            "url" => &mut declared.url,
            "date" => &mut declared.date,
            "lang" => &mut declared.lang,
            "author" => &mut declared.author,
            "evidence" => &mut declared.evidence,
            other => {
                others.entry(other.trim().to_lowercase()).or_insert(value);
                continue;
            }
        };
        field.get_or_insert_with(|| value.to_owned());
    }

    with_medium(declared, |name| others.get(name).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_ends_at_its_second_rule() {
        assert_eq!(front_matter("---\na: b\n---\nrest"), Some(("a: b\n", "rest")));
    }

    #[test]
    fn fields_are_texts_whatever_they_look_like() {
        let (d, diagnostic) = read(
            "title: 2017\nvideoId: 1e5\nlang: no\ndate: 2020-05-04\nauthor: [A, B]\ntags: {a: [1]}\n",
        );
        assert_eq!(diagnostic, None);
        assert_eq!(d.title.as_deref(), Some("2017"));
        assert_eq!(d.video.as_deref(), Some("1e5"));
        assert_eq!(d.lang.as_deref(), Some("no"));
        assert_eq!(d.date.as_deref(), Some("2020-05-04"));
        assert_eq!(d.author.as_deref(), Some("A, B"));
        assert!(read("").1.is_none());
    }

    #[test]
    fn names_may_be_several_or_have_a_field_of_their_own() {
        for (yaml, lang, author) in [
            ("lang: [fr, en]\nauthor: {name: Anne}\n", Some("fr"), Some("Anne")),
            ("lang:\n- en\nauthor:\n- {name: Anne, role: x}\n- B\n", Some("en"), Some("Anne, B")),
            ("lang:\nauthor: {first: Anne}\n", None, Some("")),
        ] {
            let (d, diagnostic) = read(yaml);
            assert_eq!(diagnostic, None, "{yaml}");
            assert_eq!((d.lang.as_deref(), d.author.as_deref()), (lang, author), "{yaml}");
        }
    }

    #[test]
    fn the_address_of_a_video_gives_its_id() {
        for (written, id, url) in [
            ("https://youtu.be/abcDEF12345?si=x", Some("abcDEF12345"), None),
            ("https://www.youtube.com/watch?t=1s&v=abcDEF12345&x=1", Some("abcDEF12345"), None),
            ("youtube.com/shorts/abcDEF12345/", Some("abcDEF12345"), None),
            ("abcDEF12345", Some("abcDEF12345"), None),
            ("https://vimeo.com/12", None, Some("https://vimeo.com/12")),
            ("https://youtube.com/@anne", None, Some("https://youtube.com/@anne")),
        ] {
            let (d, _) = read(&format!("videoId: \"{written}\"\n"));
            assert_eq!((d.video.as_deref(), d.url.as_deref()), (id, url), "{written}");
        }
    }

    #[test]
    fn other_fields_tell_the_medium_too() {
        const WATCH: &str = "https://www.youtube.com/watch?v=abcDEF12345";
        for (yaml, id, url) in [
            ("video_id: abcDEF12345", Some("abcDEF12345"), None),
            ("YouTube-ID: abcDEF12345", Some("abcDEF12345"), None),
            (&format!("source: \"{WATCH}\""), Some("abcDEF12345"), None),
            (&format!("Source: {WATCH}"), Some("abcDEF12345"), None),
            (&format!("URL: {WATCH}"), None, Some(WATCH)),
            (&format!("video: [\"{WATCH}\"]"), Some("abcDEF12345"), None),
            (
                &format!("url: https://e.org/note\nvideo_url: {WATCH}"),
                Some("abcDEF12345"),
                Some("https://e.org/note"),
            ),
            (
                "url: https://e.org/note\naudio: https://e.org/a.mp3",
                None,
                Some("https://e.org/a.mp3"),
            ),
            ("url: https://e.org/note\nsource: https://e.org/b", None, Some("https://e.org/note")),
            ("lien: https://e.org/b", None, Some("https://e.org/b")),
            ("youtube: https://www.youtube.com/@port", None, None),
            ("youtube: LePortRoyal", None, None),
            (
                "url: https://e.org/note\nmedia: https://e.org/cover.jpg",
                None,
                Some("https://e.org/note"),
            ),
            ("source: the town hall\nvideo: yes\nvideo_id: 7", None, None),
            ("tags: {a: [1]}\nmedia: {url: x}\nlink: [1, 2]", None, None),
        ] {
            // What is broken is read line by line.
            for broken in ["", "title: Part one: the return\n"] {
                if yaml.contains('[') && !broken.is_empty() {
                    continue;
                }
                let (d, _) = read(&format!("{broken}{yaml}\n"));
                assert_eq!((d.video.as_deref(), d.url.as_deref()), (id, url), "{broken}{yaml}");
            }
        }
    }

    #[test]
    fn broken_yaml_still_gives_its_plain_lines() {
        let (d, diagnostic) = read("title: Part one: the return\nvideoId: 'abc'\n");
        assert_eq!(d.title.as_deref(), Some("Part one: the return"));
        assert_eq!(d.video.as_deref(), Some("abc"));
        let diagnostic = diagnostic.unwrap();
        assert_eq!(
            (diagnostic.code.name(), diagnostic.fields[0].1.as_str()),
            ("broken-front-matter", "2")
        );
    }
}
