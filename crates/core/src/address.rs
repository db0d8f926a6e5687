//! Addresses of the web, as far as links and media need them: the host, and what it is asked for.

use std::fmt::Write as _;

/// The signs beside letters and digits that need no encoding anywhere (RFC 3986, 2.3).
pub const UNRESERVED: &[u8] = b"-._~";

/// A text in which all bytes but ASCII letters, digits and those of `kept` are percent-encoded
/// (RFC 3986, 2.1).
///
/// ```
/// use ibid_core::address::{UNRESERVED, percent_encoded};
/// assert_eq!(percent_encoded("À 5 %/a-b", UNRESERVED), "%C3%80%205%20%25%2Fa-b");
/// ```
pub fn percent_encoded(text: impl AsRef<[u8]>, kept: &[u8]) -> String {
    let text = text.as_ref();
    let mut out = String::with_capacity(text.len());
    for &byte in text {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            // a string takes all that is written to it
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The parts of an address that matter here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// Scheme, host and path.
    pub base: &'a str,
    /// In lower case, without `www.` and port.
    pub host: String,
    /// From the first `/` on; may be empty.
    pub path: &'a str,
    /// What stands behind `?`.
    pub query: Option<&'a str>,
    /// What stands behind `#`.
    pub fragment: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// Reads an address of the web; `None` for any other scheme (`javascript:` opens nothing).
    pub fn read(address: &'a str) -> Option<Self> {
        let address = address.trim();
        let scheme = address.find("://")?;
        let known = ["http", "https"].iter().any(|s| address[..scheme].eq_ignore_ascii_case(s));
        if !known || address.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return None;
        }

        let (rest, fragment) = split(address, '#');
        let (base, query) = split(rest, '?');
        let after = base.get(scheme + 3..)?;
        let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
        let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
        let host =
            ["www.", "m."].iter().find_map(|p| host.strip_prefix(p)).unwrap_or(&host).to_owned();

        (!host.is_empty()).then_some(Address { base, host, path, query, fragment })
    }

    /// The address with one parameter set, without fragment.
    pub fn with(&self, name: &str, value: &str) -> String {
        let others = self
            .query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name));
        let mut query: Vec<&str> = others.collect();
        let own = format!("{name}={value}");
        query.push(&own);
        format!("{}?{}", self.base, query.join("&"))
    }

    /// The address with its query, without fragment.
    pub fn whole(&self) -> String {
        self.query.map_or_else(|| self.base.to_owned(), |query| format!("{}?{query}", self.base))
    }

    /// Whether it is one of `YouTube`'s.
    pub fn is_youtube(&self) -> bool {
        const HOSTS: &[&str] =
            &["youtu.be", "youtube.com", "youtube-nocookie.com", "music.youtube.com"];
        HOSTS.contains(&self.host.as_str())
    }

    /// The id of a `YouTube` video, in any of the ways to write its address.
    pub fn youtube_id(&self) -> Option<&'a str> {
        let id = match self.host.as_str() {
            "youtu.be" => self.path.strip_prefix('/')?,
            _ if self.is_youtube() => {
                let folders = ["/embed/", "/shorts/", "/live/", "/v/", "/watch/"];
                let watched =
                    self.query.unwrap_or_default().split('&').find_map(|p| p.strip_prefix("v="));
                let watched = watched.filter(|_| self.path.trim_end_matches('/') == "/watch");
                folders.iter().find_map(|f| self.path.strip_prefix(f)).or(watched)?
            }
            _ => return None,
        };

        let id = id.trim_end_matches('/');
        (!id.is_empty() && !id.contains('/')).then_some(id)
    }
}

fn split(text: &str, sign: char) -> (&str, Option<&str>) {
    text.split_once(sign).map_or((text, None), |(before, after)| (before, Some(after)))
}
