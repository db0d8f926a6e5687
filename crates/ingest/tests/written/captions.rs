//! Captions.

use super::{BY_NAME, Said, Written, clock, each, seconds};

pub(crate) fn formats() -> Vec<Written> {
    let untold = |name, write, step| Written { name, write, step, named: None };
    let named = |name, write, step| Written { name, write, step, named: BY_NAME };
    vec![
        named("webvtt", webvtt, 1),
        named("srt", srt, 1),
        named("sbv", sbv, 1),
        named("ass", ass, 10),
        named("sami", sami, 1),
        untold("ttml", ttml, 1),
        untold("timed-text", timed_text, 1),
        untold("json3", json3, 1),
        untold("lrc", lrc, 10),
        untold("microdvd", microdvd, 40),
        untold("spruce-stl", spruce, 1000),
    ]
}

fn webvtt(all: &[Said]) -> Vec<u8> {
    let cue = |_, said: &Said| {
        let times = (clock(said.start, 3, "."), clock(said.end, 3, "."));
        format!("{} --> {}\n<v {}>{}\n\n", times.0, times.1, said.who, said.text)
    };
    format!("WEBVTT\n\n{}", each(all, cue)).into_bytes()
}

fn srt(all: &[Said]) -> Vec<u8> {
    let cue = |at, said: &Said| {
        let times = (clock(said.start, 3, ","), clock(said.end, 3, ","));
        format!("{}\n{} --> {}\n{}: {}\n\n", at + 1, times.0, times.1, said.who, said.text)
    };
    each(all, cue).into_bytes()
}

fn sbv(all: &[Said]) -> Vec<u8> {
    let cue = |_, said: &Said| {
        let times = (clock(said.start, 3, "."), clock(said.end, 3, "."));
        format!("{},{}\n{}: {}\n\n", times.0, times.1, said.who, said.text)
    };
    each(all, cue).into_bytes()
}

fn ass(all: &[Said]) -> Vec<u8> {
    let head = "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";
    let line = |_, said: &Said| {
        let times = (clock(said.start, 2, "."), clock(said.end, 2, "."));
        format!("Dialogue: 0,{},{},Default,{},0,0,0,,{}\n", times.0, times.1, said.who, said.text)
    };
    format!("{head}{}", each(all, line)).into_bytes()
}

fn sami(all: &[Said]) -> Vec<u8> {
    let sync = |_, said: &Said| {
        let (start, end) = (said.start, said.end);
        format!(
            "<SYNC Start={start}><P Class=X ID=Source>{}<P Class=X>{}\n<SYNC Start={end}><P Class=X>&nbsp;\n",
            said.who, said.text
        )
    };
    let style = "<STYLE TYPE=\"text/css\"><!-- .X { Name: X; lang: xx; SAMIType: CC; } #Source { color: red; } --></STYLE>";
    format!("<SAMI><HEAD>{style}</HEAD><BODY>\n{}</BODY></SAMI>\n", each(all, sync)).into_bytes()
}

fn ttml(all: &[Said]) -> Vec<u8> {
    let line = |_, said: &Said| {
        let times = (clock(said.start, 3, "."), clock(said.end, 3, "."));
        format!("<p begin=\"{}\" end=\"{}\">{}</p>\n", times.0, times.1, said.text)
    };
    format!(
        "<tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div>\n{}</div></body></tt>\n",
        each(all, line)
    )
    .into_bytes()
}

fn timed_text(all: &[Said]) -> Vec<u8> {
    let line = |_, said: &Said| {
        let (start, length) = (seconds(said.start), seconds(said.end - said.start));
        format!("<text start=\"{start}\" dur=\"{length}\">{}</text>", said.text)
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" ?><transcript>{}</transcript>",
        each(all, line)
    )
    .into_bytes()
}

fn json3(all: &[Said]) -> Vec<u8> {
    let event = |said: &Said| serde_json::json!({"tStartMs": said.start, "dDurationMs": said.end - said.start, "segs": [{"utf8": said.text}]});
    let events: Vec<_> = all.iter().map(event).collect();
    serde_json::json!({"wireMagic": "pb3", "events": events}).to_string().into_bytes()
}

fn lrc(all: &[Said]) -> Vec<u8> {
    let stamp = |millis: u64| {
        let (minutes, seconds) = (millis / 60_000, millis / 1000 % 60);
        format!("[{minutes:02}:{seconds:02}.{:02}]", millis / 10 % 100)
    };
    let line = |_, said: &Said| format!("{}{}\n", stamp(said.start), said.text);
    format!("[by:a test]\n{}", each(all, line)).into_bytes()
}

fn microdvd(all: &[Said]) -> Vec<u8> {
    let line =
        |_, said: &Said| format!("{{{}}}{{{}}}{}\n", said.start / 40, said.end / 40, said.text);
    format!("{{1}}{{1}}25.000\n{}", each(all, line)).into_bytes()
}

fn spruce(all: &[Said]) -> Vec<u8> {
    let frames = |millis: u64| format!("{}:{:02}", clock(millis, 0, ""), millis % 1000 / 40);
    let line =
        |_, said: &Said| format!("{} , {} , {}\n", frames(said.start), frames(said.end), said.text);
    format!("$FontName = Arial\n{}", each(all, line)).into_bytes()
}
