//! CHAT, `TextGrid` and TEI.

use super::{BY_NAME, Said, Written, each, seconds};

pub(crate) fn formats() -> Vec<Written> {
    vec![
        Written { name: "chat", write: chat, step: 1, named: Some(code) },
        Written { name: "textgrid", write: textgrid, step: 1, named: None },
        Written { name: "tei", write: tei, step: 1, named: BY_NAME },
    ]
}

/// What CHAT calls a person.
fn code(name: &str) -> String {
    name.split(' ').next_back().unwrap_or(name).to_owned()
}

fn chat(all: &[Said]) -> Vec<u8> {
    let line = |_, said: &Said| {
        let code = code(said.who).to_uppercase();
        format!("*{code}:\t{} \u{15}{}_{}\u{15}\n", said.text, said.start, said.end)
    };
    let head = "@UTF8\n@Begin\n@Languages:\tfra\n@Participants:\tROY Roy Adult, KATZ Katz Adult\n";
    format!("{head}{}@End\n", each(all, line)).into_bytes()
}

fn textgrid(all: &[Said]) -> Vec<u8> {
    let last = all.last().map_or(0, |said| said.end);
    let one = |at, said: &Said| {
        let (start, end) = (seconds(said.start), seconds(said.end));
        format!(
            "        intervals [{}]:\n            xmin = {start}\n            xmax = {end}\n            text = \"{}\"\n",
            at + 1,
            said.text
        )
    };
    let (end, count) = (seconds(last), all.len());
    format!(
        "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = {end}\ntiers? <exists>\nsize = 1\nitem []:\n    item [1]:\n        class = \"IntervalTier\"\n        name = \"words\"\n        xmin = 0\n        xmax = {end}\n        intervals: size = {count}\n{}",
        each(all, one)
    )
    .into_bytes()
}

fn tei(all: &[Said]) -> Vec<u8> {
    let id = |who: &str| if who == "Mme Roy" { "a" } else { "b" };
    let when = |at, said: &Said| {
        format!("<when xml:id=\"T{at}\" interval=\"{}\" since=\"#O\"/>", seconds(said.start))
    };
    let u = |at, said: &Said| {
        format!("<u who=\"#{}\" start=\"#T{at}\">{}</u>\n", id(said.who), said.text)
    };
    let people = "<person xml:id=\"a\"><persName>Mme Roy</persName></person><person xml:id=\"b\"><persName>Leo Katz</persName></person>";
    format!(
        "<?xml version=\"1.0\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><profileDesc><particDesc><listPerson>{people}</listPerson></particDesc></profileDesc></teiHeader>\n<text><timeline unit=\"s\" origin=\"#O\"><when xml:id=\"O\" absolute=\"00:00:00\"/>{}</timeline><body>\n{}</body></text></TEI>\n",
        each(all, when),
        each(all, u)
    )
    .into_bytes()
}
