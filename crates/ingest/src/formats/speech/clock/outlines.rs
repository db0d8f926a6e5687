//! What outliners write about times: the macros of Logseq and Roam (`{{youtube-timestamp 75}}`,
//! `{{[[youtube-timestamp]]: 1:15}}`, `{{video https://youtu.be/…}}`), and the properties at the top
//! of a page (`url:: https://youtu.be/…`).

use std::borrow::Cow;

use ibid_core::address::Address;
use ibid_core::time::Timecode;

use super::light::Line;
use super::stamp;

/// Rewrites the lines of a text that has a macro of a time; others may quote such lines.
pub(super) fn rewrite(lines: &mut [Line<'_>]) {
    if !lines.iter().any(|line| line.text.starts_with("{{")) {
        return;
    }
    for line in lines.iter_mut() {
        of_macro(line);
        // What Logseq keeps of a block stands below it.
        let own = ["id", "collapsed", "heading", "logseq.order-list-type"];
        if property(&line.text).is_some_and(|(name, _)| own.contains(&name)) {
            line.text = Cow::Borrowed("");
        }
    }
    of_properties(lines);
}

/// The name and the value of the macro that a line begins with, and what follows it.
fn call(text: &str) -> Option<(&str, &str, &str)> {
    let (call, rest) = text.strip_prefix("{{")?.split_once("}}")?;
    let (name, value) = call.trim_start().split_once(' ')?;
    let name = name.trim_end_matches(':').trim_start_matches("[[").trim_end_matches("]]");
    Some((name, value.trim(), rest.trim()))
}

/// A macro at the head of a line: a time as `[0:01:15]`, and the link to a video.
fn of_macro(line: &mut Line<'_>) {
    let Some((name, value, rest)) = call(&line.text) else { return };
    match name {
        "youtube-timestamp" => {
            let seconds = value.parse().ok().filter(|seconds: &u64| *seconds < 360_000);
            let seconds = seconds.map(|seconds| Timecode::from_millis(seconds * 1000));
            let time = seconds.or_else(|| stamp::whole(value).map(|stamp| stamp.start));
            let Some(time) = time else { return };
            line.text = Cow::Owned(format!("[{time}] {rest}"));
        }
        "video" | "youtube" if Address::read(value).is_some() => {
            let (link, rest) = (value.to_owned(), rest.to_owned());
            (line.link, line.text) = (Some(Cow::Owned(link)), Cow::Owned(rest));
        }
        _ => {}
    }
}

/// The properties above all else: the address of the video is its link, the title a heading, and what
/// remains is about the page.
fn of_properties(lines: &mut [Line<'_>]) {
    for line in lines.iter_mut().skip_while(|line| line.text.is_empty()) {
        let Some((name, value)) = property(&line.text) else { return };
        let (name, value) = (name.to_lowercase(), value.to_owned());
        let is_video = ["url", "video", "link", "source"].contains(&name.as_str());
        if is_video && Address::read(&value).is_some() {
            line.link = Some(Cow::Owned(value));
            line.text = Cow::Borrowed("");
        } else if name == "title" {
            (line.heading, line.text) = (Some(1), Cow::Owned(value));
        } else {
            line.text = Cow::Borrowed("");
        }
    }
}

/// `url:: https://e.org`
fn property(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once("::")?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
    (!name.is_empty() && name.chars().all(is_name) && value.starts_with(' '))
        .then(|| (name, value.trim()))
}

#[cfg(test)]
mod tests {
    use ibid_core::document::Medium;

    use super::super::tests::said;

    #[test]
    fn macros_of_outliners_tell_times_and_the_video() {
        let want =
            [(72, None, "The ferry leaves.".to_owned()), (3605, None, "It is late.".to_owned())];
        for (head, first, second) in [
            ("url:: https://youtu.be/ibidTest009\ntype:: [[Video]]\n", "72", "3605"),
            ("tags:: [[Ferry]]\nsource:: https://youtu.be/ibidTest009\n", "1:12", "1:00:05"),
            ("- {{[[video]]: https://youtu.be/ibidTest009}}\n", "01:12", "01:00:05"),
            ("{{video https://youtu.be/ibidTest009}}\n", "00:01:12", "01:00:05"),
        ] {
            for (open, close) in
                [("{{[[youtube-timestamp]]: ", "}}"), ("{{youtube-timestamp ", "}}")]
            {
                let text = format!(
                    "{head}\n- {open}{first}{close} The ferry leaves.\n- {open}{second}{close} It is late.\n"
                );
                assert_eq!(said(&text), want, "{text}");
                let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
                let video = Medium::YouTube("ibidTest009".to_owned());
                assert_eq!(document.about.medium, Some(video), "{text}");
                let all: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
                assert!(!all.concat().contains("::") && document.about.title.is_none(), "{all:?}");
            }
        }
        let headed = "- {{video https://youtu.be/ibidTest009}}\n\t- ### {{youtube-timestamp 72}} The ferry leaves.\n\t  id:: 67cff279-ee66-4500-8b2a\n\t  collapsed:: true\n\t- ## {{youtube-timestamp 3605}} It is late.\n";
        assert_eq!(said(headed), want);
        let titled = "title:: The ferry\n\n- {{[[youtube-timestamp]]: 1:12}} It leaves.\n- {{[[youtube-timestamp]]: 1:31}} It is late.\n";
        let document = crate::read_bytes(titled.as_bytes(), "x").unwrap().remove(0);
        assert_eq!(document.about.title.as_deref(), Some("The ferry"));
        let other = "The ferry leaves from the new quay.\n\n- {{query 0:05}}\n- It is late, as it was in May.\n";
        assert!(said(other).is_empty());
    }
}
