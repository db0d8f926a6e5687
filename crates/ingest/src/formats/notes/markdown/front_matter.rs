//! YAML front matter.

use ibid_core::address::Address;
use ibid_core::diagnostic::{Code, Diagnostic};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::formats::Declared;

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
        Ok(fields) => (with_video_id(declared(fields)), None),
        Err(error) => {
            let line = error.location().map_or(1, |at| at.line()) + 1;
            let line = line.to_string();
            (
                with_video_id(line_by_line(yaml)),
                Some(Diagnostic::new(Code::BrokenFrontMatter, &[("line", &line)])),
            )
        }
    }
}

fn declared(fields: Fields) -> Declared {
    let author = fields.author.map(|author| author.all().join(", "));
    Declared {
        name: None,
        title: fields.title,
        video: fields.video_id,
        url: fields.url,
        date: fields.date,
        lang: fields.lang.and_then(|lang| lang.all().into_iter().next()),
        author,
        evidence: fields.evidence,
    }
}

fn line_by_line(yaml: &str) -> Declared {
    let mut declared = Declared::default();
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
            _ => continue,
        };
        field.get_or_insert_with(|| value.to_owned());
    }

    declared
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
