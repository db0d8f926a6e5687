use super::*;

fn at(medium: Medium, ms: u64) -> String {
    let place = LinkTarget {
        start: Some(Timecode::from_millis(ms)),
        end: Some(Timecode::from_millis(ms + 2500)),
        quote: "",
        on_page: true,
        paged: false,
    };
    url(Some(&medium), Some("a.md"), 7, &place).unwrap()
}

fn web_at(address: &str, ms: u64) -> String {
    at(Medium::Web(address.to_owned()), ms)
}

fn words(address: &str, quote: &str) -> String {
    url(
        Some(&Medium::Web(address.to_owned())),
        Some("a.md"),
        7,
        &LinkTarget { quote, on_page: true, ..LinkTarget::default() },
    )
    .unwrap()
}

#[test]
fn videos_open_at_the_second() {
    let id = Medium::YouTube("aB-c_d12345".to_owned());
    assert_eq!(at(id, 61_900), "https://www.youtube.com/watch?v=aB-c_d12345&t=61s");
    assert_eq!(
        at(Medium::YouTube("a&b #".to_owned()), 0),
        "https://www.youtube.com/watch?v=a%26b%20%23&t=0s"
    );
    for address in [
        "https://youtu.be/abc?si=x",
        "http://m.youtube.com/watch?list=z&v=abc&t=3",
        "https://www.youtube.com/embed/abc",
        "https://www.youtube.com/live/abc/",
    ] {
        assert_eq!(
            web_at(address, 61_000),
            "https://www.youtube.com/watch?v=abc&t=61s",
            "{address}"
        );
    }
    assert_eq!(words("https://youtu.be/abc", "x"), "https://www.youtube.com/watch?v=abc");
    assert_eq!(
        web_at("https://vids.example/w/q1W2e3", 61_000),
        "https://vids.example/w/q1W2e3?start=61s"
    );
    assert_eq!(
        web_at("https://vids.example/videos/watch/1-2?a=b&start=3s", 61_000),
        "https://vids.example/videos/watch/1-2?a=b&start=61s"
    );
    assert_eq!(web_at("https://vimeo.com/123", 61_000), "https://vimeo.com/123#t=61s");
    assert_eq!(
        web_at("https://x.org/a/b.MP3?d=1", 61_250),
        "https://x.org/a/b.MP3?d=1#t=61.25,63.75"
    );
}

#[test]
fn other_hosts_take_a_time_in_their_own_way() {
    for (address, want) in [
        (
            "https://www.dailymotion.com/video/x7tgad0",
            "https://www.dailymotion.com/video/x7tgad0?start=3725",
        ),
        (
            "https://archive.org/details/budget-1975?view=theater",
            "https://archive.org/details/budget-1975?view=theater&start=3725",
        ),
        (
            "https://rumble.com/v1abcd-le-pont.html",
            "https://rumble.com/v1abcd-le-pont.html?start=3725",
        ),
        ("https://www.facebook.com/watch/?v=123", "https://www.facebook.com/watch/?v=123&t=3725"),
        ("https://www.twitch.tv/videos/123", "https://www.twitch.tv/videos/123?t=1h2m5s"),
        ("https://soundcloud.com/mairie/pont", "https://soundcloud.com/mairie/pont#t=1:02:05"),
        (
            "https://videos.senat.fr/video.1_2.le-pont",
            "https://videos.senat.fr/video.1_2.le-pont?timecode=3725000",
        ),
        (
            "https://videos.assemblee-nationale.fr/video.1_2.le-pont?timecode=5",
            "https://videos.assemblee-nationale.fr/video.1_2.le-pont?timecode=3725000",
        ),
        // these take none, and a page that is timed is no text
        ("https://parlvu.parl.gc.ca/Harmony/en/x/1", "https://parlvu.parl.gc.ca/Harmony/en/x/1"),
        ("https://www.ted.com/talks/x", "https://www.ted.com/talks/x"),
        ("https://journal.example/video", "https://journal.example/video"),
    ] {
        assert_eq!(web_at(address, 3_725_400), want);
    }
    assert_eq!(
        words("https://www.dailymotion.com/video/x7", "x"),
        "https://www.dailymotion.com/video/x7"
    );
}

#[test]
fn a_recording_beside_its_captions_opens_at_the_stretch() {
    let medium = || Medium::Recording("Talk 1.mp4".to_owned());
    assert_eq!(at(medium(), 13_000), "Talk 1.mp4#t=13,15.5");
    let place = LinkTarget { start: Some(Timecode::from_millis(13_000)), ..LinkTarget::default() };
    let link = |file| url(Some(&medium()), Some(file), 7, &place);
    assert_eq!(link("/a/b/talk.vtt").as_deref(), Some("/a/b/Talk 1.mp4#t=13"));
    assert_eq!(url(Some(&medium()), None, 7, &place), None);
}

#[test]
fn words_that_are_not_on_the_page_are_no_fragment() {
    let medium = Medium::Web("https://x.org/a".to_owned());
    let place = LinkTarget { quote: "Trois mots ici.", ..LinkTarget::default() };
    assert_eq!(url(Some(&medium), None, 7, &place).as_deref(), Some("https://x.org/a"));
}

#[test]
fn pages_open_at_the_words() {
    assert_eq!(
        words("https://x.org/a", "Trois mots ici."),
        "https://x.org/a#:~:text=Trois%20mots%20ici"
    );
    assert_eq!(
        words("https://x.org/a#top", "« Vis-à-vis, R&D »"),
        "https://x.org/a#top:~:text=Vis%2D%C3%A0%2Dvis%2C%20R%26D"
    );
    let long = "one two three four, five six seven eight nine ten.";
    assert_eq!(
        words("https://x.org/w/index.php?title=T", long),
        "https://x.org/w/index.php?title=T#:~:text=one%20two%20three%20four,seven%20eight%20nine%20ten"
    );
    assert_eq!(
        words("https://x.org/a", "Titre\nPuis le reste"),
        "https://x.org/a#:~:text=Titre,Puis%20le%20reste"
    );
    assert_eq!(words("https://x.org/a", " … "), "https://x.org/a");
}

#[test]
fn what_a_browser_must_not_open_is_a_line_of_a_file() {
    for address in [
        "javascript:alert(1)",
        "javascript://x/%0aalert(1)",
        "ftp://x",
        "notes",
        "https://",
        "https://a b/",
    ] {
        assert_eq!(words(address, "x"), "a.md#L7", "{address}");
    }
    assert_eq!(url(None, Some("a.md"), 7, &LinkTarget::default()).unwrap(), "a.md#L7");
    assert_eq!(url(None, None, 7, &LinkTarget::default()), None);
    let page = LinkTarget { paged: true, ..LinkTarget::default() };
    assert_eq!(url(None, Some("a.pdf"), 7, &page).unwrap(), "a.pdf#page=7");
}
