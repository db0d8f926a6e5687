//! Links that open at the second, or at the words, for each kind of host.

use ibid_core::address::{Address, percent_encoded};
use ibid_core::document::Medium;
use ibid_core::time::Timecode;

/// Where in a medium a link should open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LinkTarget<'a> {
    /// The time, where there is one.
    pub start: Option<Timecode>,
    /// The time where it ends.
    pub end: Option<Timecode>,
    /// The words, for pages without a time.
    pub quote: &'a str,
    /// The words are those of the page, and not of somebody who tells of it.
    pub on_page: bool,
    /// What stands for the line of a file is the number of a page.
    pub paged: bool,
}

/// Endings of files that a browser plays.
const MEDIA_FILES: &[&str] = &[
    "aac", "flac", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "wav",
    "webm",
];

/// How the address of a video takes a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Whole seconds in a parameter.
    Seconds(&'static str),
    /// Milliseconds in a parameter.
    Millis(&'static str),
    /// `1h2m5s` in a parameter.
    Units(&'static str),
    /// `#t=1:02:05`.
    Clock,
    /// No address of this host takes one that can be told from a second.
    Never,
}

/// A host of videos, and the start of their paths.
struct Host {
    name: &'static str,
    path: &'static str,
    form: Form,
}

const fn host(name: &'static str, path: &'static str, form: Form) -> Host {
    Host { name, path, form }
}

/// Hosts whose addresses take a time: as their own players write it where one shares a moment, and
/// as links to moments are found in public texts (`videos.senat.fr/video.…?timecode=1191000`).
/// `ParlVU` counts the time of day (`mediaStartTime=20240101153012`), which no second tells.
const HOSTS: &[Host] = &[
    host("dailymotion.com", "/video/", Form::Seconds("start")),
    host("dai.ly", "/", Form::Seconds("start")),
    host("archive.org", "/details/", Form::Seconds("start")),
    host("rumble.com", "/", Form::Seconds("start")),
    host("facebook.com", "/", Form::Seconds("t")),
    host("twitch.tv", "/videos/", Form::Units("t")),
    host("soundcloud.com", "/", Form::Clock),
    host("videos.senat.fr", "/video.", Form::Millis("timecode")),
    host("videos.assemblee-nationale.fr", "/video.", Form::Millis("timecode")),
    host("parlvu.parl.gc.ca", "/", Form::Never),
    host("ted.com", "/talks/", Form::Never),
];

impl Host {
    fn form(&self, address: &Address<'_>) -> Option<Form> {
        (address.host == self.name && address.path.starts_with(self.path)).then_some(self.form)
    }
}

impl Form {
    fn link(self, address: &Address<'_>, time: Timecode) -> String {
        let seconds = time.whole_seconds();
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match self {
            Form::Seconds(name) => address.with(name, &seconds.to_string()),
            Form::Millis(name) => address.with(name, &(seconds * 1000).to_string()),
            Form::Units(name) => address.with(name, &format!("{hours}h{minutes}m{rest}s")),
            Form::Clock if hours > 0 => {
                format!("{}#t={hours}:{minutes:02}:{rest:02}", address.whole())
            }
            Form::Clock => format!("{}#t={minutes}:{rest:02}", address.whole()),
            Form::Never => address.whole(),
        }
    }
}

/// A quote of more words than this is named by its first and last ones.
const MAX_FRAGMENT_WORDS: usize = 8;

/// How many first, and how many last, words name a long quote.
const EDGE_WORDS: usize = 4;

/// The link into a medium; `file#L12` where there is none, or none that a browser may open, if links
/// to files are wanted.
pub(crate) fn url(
    medium: Option<&Medium>,
    file: Option<&str>,
    line: u32,
    place: &LinkTarget<'_>,
) -> Option<String> {
    let medium = match medium {
        Some(Medium::YouTube(id)) => Some(youtube(id, place)),
        Some(Medium::Web(address)) => web(address, place),
        Some(Medium::Recording(name)) => file.map(|file| recording(file, name, place)),
        None => None,
    };
    let unit = if place.paged { "page=" } else { "L" };
    medium.or_else(|| Some(format!("{}#{unit}{line}", file?)))
}

/// The link to a recording that lies beside a file.
fn recording(file: &str, name: &str, place: &LinkTarget<'_>) -> String {
    let folder = file.rfind(['/', '\\']).map_or("", |at| file.get(..=at).unwrap_or_default());
    format!("{folder}{name}{}", fragment_of_media(place))
}

/// The stretch of a recording (W3C Media Fragments); nothing without a time.
fn fragment_of_media(place: &LinkTarget<'_>) -> String {
    let Some(start) = place.start else { return String::new() };
    let end = place.end.filter(|end| *end > start).map(|end| format!(",{}", seconds_of(end)));
    format!("#t={}{}", seconds_of(start), end.unwrap_or_default())
}

fn youtube(id: &str, place: &LinkTarget<'_>) -> String {
    let mut link = String::from("https://www.youtube.com/watch?v=");
    link.push_str(&percent_encoded(id.trim(), b"_.-"));
    if let Some(start) = place.start {
        link.push_str(&format!("&t={}s", start.whole_seconds()));
    }
    link
}

/// Whether the path is that of a `PeerTube` video. `/w/` alone is a wiki's too, so it
/// takes a time or a long id.
fn is_peertube(address: &Address<'_>, timed: bool) -> bool {
    let is_id =
        |id: &&str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if ["/videos/watch/", "/videos/embed/"].iter().any(|p| address.path.starts_with(p)) {
        return true;
    }
    let id = address.path.strip_prefix("/w/").map(|id| id.trim_end_matches('/')).filter(is_id);
    id.is_some_and(|id| timed || id.len() >= 20)
}

fn is_media_file(address: &Address<'_>) -> bool {
    let ending = address.path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|e| MEDIA_FILES.contains(&e.as_str()))
}

fn web(address: &str, place: &LinkTarget<'_>) -> Option<String> {
    let address = Address::read(address)?;
    if let Some(id) = address.youtube_id() {
        return Some(youtube(id, place));
    }

    let seconds = place.start.map(|t| format!("{}s", t.whole_seconds()));
    if is_peertube(&address, seconds.is_some()) {
        return Some(seconds.map_or_else(|| address.whole(), |s| address.with("start", &s)));
    }

    if matches!(address.host.as_str(), "vimeo.com" | "player.vimeo.com") {
        return Some(
            seconds.map_or_else(|| address.whole(), |s| format!("{}#t={s}", address.whole())),
        );
    }

    if is_media_file(&address) {
        return Some(format!("{}{}", address.whole(), fragment_of_media(place)));
    }

    if let Some(form) = HOSTS.iter().find_map(|host| host.form(&address)) {
        return Some(place.start.map_or_else(|| address.whole(), |time| form.link(&address, time)));
    }

    // What has a time is no text of a page that is not known to be one.
    let quote = if place.start.is_some() || !place.on_page { "" } else { place.quote };
    Some(page(&address, quote))
}

/// Seconds with as many of three decimals as say something.
fn seconds_of(time: Timecode) -> String {
    let ms = time.millis() % 1000;
    if ms == 0 {
        return time.whole_seconds().to_string();
    }
    let text = format!("{}.{ms:03}", time.whole_seconds());
    text.trim_end_matches('0').to_owned()
}

/// A page with a text fragment: <https://wicg.github.io/scroll-to-text-fragment/>.
fn page(address: &Address<'_>, quote: &str) -> String {
    let mut link = address.whole();
    // a directive that was there already points elsewhere
    let anchor =
        address.fragment.map(|f| f.split(":~:").next().unwrap_or_default()).unwrap_or_default();
    let fragment = text_fragment(quote);
    if !anchor.is_empty() || fragment.is_some() {
        link.push('#');
        link.push_str(anchor);
    }

    if let Some(fragment) = fragment {
        link.push_str(":~:text=");
        link.push_str(&fragment);
    }
    link
}

/// The words of a quote as a text fragment: all of a short one, the first and last of a long one,
/// each within one line; `None` for a quote without words.
fn text_fragment(quote: &str) -> Option<String> {
    let quote = quote.trim_matches(|c: char| !c.is_alphanumeric());
    let (first, last) = (quote.lines().next()?, quote.lines().next_back()?);
    let words: Vec<&str> = first.split_whitespace().collect();
    // a hyphen parts the words of a text fragment, as commas and ampersands do
    let encoded = |words: &str| percent_encoded(words, b"_.");
    if first.len() == quote.len() && words.len() <= MAX_FRAGMENT_WORDS {
        return Some(encoded(&words.join(" ")));
    }

    let start: Vec<&str> = words.into_iter().take(EDGE_WORDS).collect();
    let mut end: Vec<&str> = last.split_whitespace().rev().take(EDGE_WORDS).collect();
    end.reverse();
    let (start, end) = (start.join(" "), end.join(" "));

    Some(format!("{},{}", encoded(edge(&start)), encoded(edge(&end))))
}

/// Words without the punctuation at their edges: a match begins and ends on whole words.
fn edge(words: &str) -> &str {
    words.trim_matches(|c: char| !c.is_alphanumeric())
}

/// A path as a part of an address: its folders stay, and all else but letters, digits, `_`, `.` and
/// `-` is percent-encoded.
pub(crate) fn encode_path(path: &str) -> String {
    percent_encoded(path, b"/_.-")
}

#[cfg(test)]
mod tests;
