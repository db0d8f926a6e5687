//! What is known of a video, from the program that fetched it: the `.info.json` of yt-dlp (its
//! `README`, "OUTPUT TEMPLATE", lists the fields), and `YouTube`'s own answer to a player.
//!
//! Neither holds speech. Read alone, such a file is a document without blocks; beside captions or a
//! transcript it says what those do not ([`apply`]).

mod chapters;

use ibid_core::document::{About, Date, Document, Medium};
use ibid_core::ids::SourceId;
use ibid_core::lang::Lang;
use ibid_core::time::Timecode;

use crate::Format;
use crate::clean::clean;
use crate::formats::Malformed;
use crate::formats::json::{self, Value};
use crate::track::Tracks;
pub(crate) use chapters::apply;

/// What a file says of a video.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Info {
    pub(crate) about: About,
    pub(crate) lang: Option<Lang>,
    /// The captions that there are.
    pub(crate) tracks: Tracks,
    /// By their starts.
    pub(crate) chapters: Vec<(Timecode, String)>,
}

/// Whether a text is in this format.
pub(crate) fn sniff(text: &str) -> bool {
    // Programs also write one such object a line.
    Value::start_of(text).is_some_and(is_of_video) && Value::is_alone(text)
}

/// Whether an object is about a video and holds no speech.
fn is_of_video(root: Value<'_>) -> bool {
    let (mut has_player, mut has_speech) = (false, false);
    for (name, value) in root.members() {
        has_player |= name == "videoDetails";
        // Programs that recognise speech add what is known of the video.
        has_speech |= matches!(name, "segments" | "chunks" | "transcription") && value.is_array();
    }
    !has_speech && (has_player || is_described(root))
}

/// Whether an object has an id, a title and a source.
fn is_described(root: Value<'_>) -> bool {
    let (mut has_id, mut has_title, mut has_source) = (false, false, false);
    for (name, _) in root.members() {
        has_id |= name == "id";
        has_title |= matches!(name, "title" | "fulltitle");
        has_source |= matches!(name, "extractor" | "extractor_key" | "webpage_url");
        if has_id && has_title && has_source {
            return true;
        }
    }

    false
}

/// What an object with speech says of its video.
pub(in crate::formats) fn about(root: Value<'_>) -> About {
    if is_described(root) { info_from_yt_dlp(root).about } else { About::default() }
}

/// Reads one file. `text` is in NFC, with line feeds for line ends.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Document, Malformed> {
    let info = from_text(text);
    if let Some(fault) = json::fault(text).filter(|_| info.about == About::default()) {
        return Err(fault);
    }
    let mut document = crate::formats::empty(source, Format::InfoJson);
    (document.about, document.lang) = (info.about, info.lang);
    crate::formats::bound(&mut document, 1);
    Ok(document)
}

/// What a text in this format says; `None` for any other text.
pub(crate) fn info(text: &str) -> Option<Info> {
    sniff(text).then(|| from_text(text))
}

fn from_text(text: &str) -> Info {
    let root = Value::from_text(text);
    match root.member("videoDetails") {
        Some(details) => info_from_player(root, details),
        None => info_from_yt_dlp(root),
    }
}

/// The fields of an object that hold one text or number each.
struct Fields<'a>(Vec<(&'a str, Value<'a>)>);

impl Fields<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The first of some fields that says anything.
    fn first(&self, names: &[&str]) -> Option<String> {
        let text = |name: &&str| Some(clean(&self.value(name)?.string()?));
        names.iter().filter_map(text).find(|text| !text.is_empty())
    }

    fn date(&self) -> Option<Date> {
        let written = ["upload_date", "release_date", "publishDate", "uploadDate"];
        let written = written.iter().find_map(|name| Date::parse(&self.first(&[name])?));
        let seconds = || self.value("timestamp")?.number();
        written.or_else(|| day_of(seconds()?))
    }
}

fn info_from_yt_dlp(root: Value<'_>) -> Info {
    let fields = Fields(root.members().collect());
    let id = fields.first(&["id"]).filter(|id| is_video_id(id));
    let extractor = fields.first(&["extractor_key", "extractor"]).unwrap_or_default();
    let video = id.filter(|_| extractor.eq_ignore_ascii_case("youtube")).map(Medium::YouTube);
    let page = || fields.first(&["webpage_url", "original_url"]).map(Medium::Web);
    let about = About {
        title: fields.first(&["title", "fulltitle"]),
        author: fields.first(&["uploader", "channel"]),
        date: fields.date(),
        medium: video.or_else(page),
        ..About::default()
    };

    let lang = fields.first(&["language"]).as_deref().and_then(Lang::from_tag);
    let chapters = fields.value("chapters").into_iter().flat_map(Value::elements);
    let mut chapters: Vec<_> = chapters.filter_map(chapter).collect();
    chapters.sort_by_key(|(start, _)| *start);
    let tags = |name: &str| {
        let tracks = fields.value(name).into_iter().flat_map(Value::members);
        tracks.map(|(tag, _)| tag.to_owned()).collect()
    };

    let tracks = Tracks {
        spoken: fields.first(&["language"]),
        written: tags("subtitles"),
        made: tags("automatic_captions"),
    };

    Info { about, lang, tracks, chapters }
}

fn chapter(value: Value<'_>) -> Option<(Timecode, String)> {
    let title = clean(&value.member("title")?.string()?);
    let start = value.member("start_time")?.seconds()?;
    // What yt-dlp fills in for a chapter without a title.
    let untitled = title.starts_with("<Untitled Chapter ") && title.ends_with('>');
    (!title.is_empty() && !untitled).then(|| (Timecode::from_millis(start), title))
}

/// What the player of `YouTube` is told; its address is that of its id.
fn info_from_player(root: Value<'_>, details: Value<'_>) -> Info {
    let fields = Fields(details.members().collect());
    let page = root.member("microformat").and_then(|m| m.member("playerMicroformatRenderer"));
    let page = Fields(page.into_iter().flat_map(Value::members).collect());
    let about = About {
        title: fields.first(&["title"]),
        author: fields.first(&["author"]),
        date: page.date(),
        medium: fields.first(&["videoId"]).filter(|id| is_video_id(id)).map(Medium::YouTube),
        ..About::default()
    };

    Info { about, ..Info::default() }
}

/// Whether a text can stand in an address as the id of a video.
fn is_video_id(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// The day, in Greenwich, of a number of seconds after 1970 began; after Howard Hinnant's
/// `civil_from_days`.
fn day_of(seconds: f64) -> Option<Date> {
    const YEAR_9999: f64 = 253_402_300_800.0;
    if !(0.0..YEAR_9999).contains(&seconds) {
        return None;
    }

    // March of the year 0 is where eras of 400 years begin.
    let days = seconds as u64 / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_based = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_based + 2) / 5 + 1;
    let month = if march_based < 10 { march_based + 3 } else { march_based - 9 };
    let year = year + era * 400 + u64::from(month <= 2);

    Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

#[cfg(test)]
mod tests;
