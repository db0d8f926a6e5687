//! How passages look in a terminal.

mod draft;
mod explain;
mod facets;
mod help;
mod links;
mod table;
mod width;

use std::borrow::Cow;
use std::io::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use ibid::TextMatch;
use ibid::Timecode;
use ibid::{Evidence, Expansion, Lang};
use ibid::{HighlightView, HitView, PairView, PassageView, PassedOver, Response};

use crate::messages::{Messages, visible};

pub(crate) use draft::{draft, draft_summary, nearest, parts};
pub(crate) use facets::facets;
pub(crate) use help::help;
pub(crate) use links::target;
pub(crate) use table::{left_table, table};
use width::{columns_of, lines, text_columns};
pub(crate) use width::{err_columns, fold, hanging, out_columns, terminal_is_dumb};

const TITLE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const TIME: Style = AnsiColor::Green.on_default();
const LINK: Style = AnsiColor::Cyan.on_default();
const MARK: Style = AnsiColor::Yellow.on_default().bold();

/// Where the text of a hit starts.
const INDENT: &str = "    ";
/// The same of a hit among the passages around it.
const FOUND: &str = "  > ";

/// What of hits is shown beside the hits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Listing {
    /// How many hits come before the first.
    pub(crate) first: usize,
    /// Whether each is shown with its id.
    pub(crate) ids: bool,
}

/// Prints a response: for each hit its rank, title, time, section, snippet and link; then the block
/// in the other language under a heading of its own. What stands for the words of the question in
/// another language is told on one line above what it found.
pub(crate) fn response(
    out: &mut impl Write,
    response: &Response,
    listing: Listing,
    m: Messages,
) -> std::io::Result<()> {
    let translations = translations(response);
    if response.across.is_none() && !response.hits.is_empty() && !translations.is_empty() {
        hanging(out, "", &translations, DIM)?;
        writeln!(out)?;
    }
    hits(out, &response.hits, listing, m)?;

    let Some(across) = &response.across else { return Ok(()) };
    if !response.hits.is_empty() {
        writeln!(out)?;
    }
    let heading = match across.lang {
        Some(Lang::Fr) => "heading.across-fr",
        Some(Lang::En) => "heading.across-en",
        None => "heading.across",
    };
    writeln!(out, "{TITLE}{}{TITLE:#}", m.text(heading))?;
    if !translations.is_empty() {
        hanging(out, "", &translations, DIM)?;
    }
    writeln!(out)?;
    hits(out, &across.hits, Listing { first: 0, ..listing }, m)
}

fn hits(
    out: &mut impl Write,
    hits: &[HitView],
    listing: Listing,
    m: Messages,
) -> std::io::Result<()> {
    for (i, hit) in hits.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        self::hit(out, hit, listing.first + i + 1, m)?;
        if listing.ids {
            faint(out, &hit.id.to_string())?;
        }
    }
    Ok(())
}

/// What stands for the words of the question in the other language, as one line; a list of one's own
/// is named.
fn translations(response: &Response) -> String {
    let mut words: Vec<(&str, Vec<String>)> = Vec::new();
    let expansions = response.query.expansions.iter().filter(|one| one.lang.is_some());
    for Expansion { from, to, source, .. } in expansions {
        let to = match source.strip_prefix("terms:") {
            Some(list) => format!("{to} ({list})"),
            None => to.clone(),
        };
        match words.iter_mut().find(|(word, _)| word == from) {
            Some((_, all)) => all.push(to),
            None => words.push((from, vec![to])),
        }
    }

    // a word that both languages write alike tells nothing
    let telling = |(from, to): &(&str, Vec<String>)| to.iter().any(|to| to != from);
    let words = words.into_iter().filter(telling);
    let words = words.map(|(from, to)| format!("{from} → {}", to.join(", ")));
    words.collect::<Vec<_>>().join(" · ")
}

fn hit(out: &mut impl Write, hit: &HitView, rank: usize, m: Messages) -> std::io::Result<()> {
    let best = hit.citations.first();
    let title = hit.title.as_deref().unwrap_or(&hit.source);
    let time = best.and_then(|c| c.t).map(clock);
    let marks: Vec<Range<usize>> = hit.title_highlights.iter().map(bytes_of).collect();
    heading(out, &format!("{rank:>2}  "), title, &marks, time.as_deref())?;

    let (section, marks) = section(hit);
    let mut about: Vec<&str> = Vec::new();
    about.extend((!section.is_empty()).then_some(section.as_str()));
    about.extend(hit.speaker.as_deref());
    about.push(m.language(hit.lang));
    about.push(kind(hit.evidence, hit.non_speech, m));
    let about = about.join(" · ");
    match marks.is_empty() {
        true => faint(out, &about)?,
        false => marked(out, &about, &marks, DIM)?,
    }
    if hit.before.is_empty() && hit.after.is_empty() {
        folded(out, &hit.snippet.text, &hit.snippet.marks)?;
    } else {
        in_context(out, hit, m)?;
    }
    if let Some(url) = best.and_then(|c| c.url.as_deref()) {
        links::link(out, url)?;
    }
    if let Some(explanation) = &hit.explain {
        explain::explanation(out, explanation, m)?;
    }
    if let Some(pair) = &hit.pair {
        faint(out, &counterpart(pair, m))?;
    }
    if !hit.also.is_empty() {
        faint(out, &elsewhere(hit, m))?;
    }

    Ok(())
}

/// The whole text of a hit, with the passages around it in fainter letters. Its lines are marked also
/// where there are no fainter letters.
fn in_context(out: &mut impl Write, hit: &HitView, m: Messages) -> std::io::Result<()> {
    let marks: Vec<Range<usize>> = hit.highlights.iter().map(bytes_of).collect();
    let around = |out: &mut _, passage: &PassageView| match passage.non_speech {
        true => faint(out, &format!("[{}] {}", m.text("evidence.suspect"), passage.text)),
        false => faint(out, &passage.text),
    };
    hit.before.iter().try_for_each(|passage| around(out, passage))?;
    led(out, FOUND, &hit.text, &marks, Style::new())?;
    hit.after.iter().try_for_each(|passage| around(out, passage))
}

/// Where the other language says the same.
fn counterpart(pair: &PairView, m: Messages) -> String {
    let (id, time) = (pair.id.to_string(), pair.t.map(clock).unwrap_or_default());
    let fields = [("time", &*time), ("id", &*id)];
    match pair.lang {
        Some(Lang::Fr) => m.say("pair-fr", &fields),
        _ => m.say("pair-en", &fields),
    }
}

/// Where else the text of a hit stands.
fn elsewhere(hit: &HitView, m: Messages) -> String {
    let places: Vec<&str> = hit.also.iter().map(|place| place.source.as_str()).collect();
    let (places, more) = (places.join(", "), hit.also_more.to_string());
    match hit.also_more {
        0 => m.say("also", &[("places", &places)]),
        _ => m.say("also.more", &[("places", &places), ("more", &more)]),
    }
}

/// Prints places where a quote stands: title, time, the text with the quote marked, the link.
pub(crate) fn places(
    out: &mut impl Write,
    places: &[TextMatch],
    m: Messages,
) -> std::io::Result<()> {
    for place in places {
        let best = place.citations.first();
        let title = place.title.as_deref().unwrap_or(&place.source);
        writeln!(out)?;
        heading(out, "", title, &[], best.and_then(|c| c.t).map(clock).as_deref())?;
        faint(out, &about(place, m))?;
        let [from, to] = place.bytes;
        folded(out, &place.text, std::slice::from_ref(&(from..to)))?;
        if let Some(url) = best.and_then(|c| c.url.as_deref()) {
            links::link(out, url)?;
        }
    }
    Ok(())
}

/// Who said what stands in a place, and what kind of evidence it is.
fn about(place: &TextMatch, m: Messages) -> String {
    let speakers = place.speakers.join(", ");
    let many = (!speakers.is_empty()).then_some(speakers.as_str());
    let mut about: Vec<&str> = many.or(place.speaker.as_deref()).into_iter().collect();
    about.push(kind(place.evidence, place.non_speech, m));
    about.join(" · ")
}

/// Prints passages in their order; the one that was asked for with its id in bold.
pub(crate) fn passages(
    out: &mut impl Write,
    passages: &[PassageView],
    asked: &str,
    m: Messages,
) -> std::io::Result<()> {
    for (i, passage) in passages.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        let id = passage.id.to_string();
        let is_asked = id == asked;
        let style = if is_asked { TITLE } else { DIM };
        // the one that was asked for is told among the others also where no letters are bold
        let mark = if is_asked && passages.len() > 1 { "> " } else { "" };
        writeln!(out, "{mark}{style}{id}{style:#}  {}", plain(&passage.citation))?;
        let suspect = passage.non_speech.then(|| m.text("evidence.suspect").to_owned());
        let section = (!passage.section.is_empty()).then(|| passage.section.join(" › "));
        let about: Vec<String> = section.into_iter().chain(suspect).collect();
        if !about.is_empty() {
            faint(out, &about.join(" · "))?;
        }
        folded(out, &passage.text, &[])?;
    }

    Ok(())
}

/// `HH:MM:SS` of seconds.
pub(crate) fn clock(seconds: f64) -> String {
    Timecode::from_millis((seconds * 1000.0) as u64).to_string()
}

/// What a passage is: words of some kind, or nobody's.
fn kind(of: Evidence, non_speech: bool, m: Messages) -> &'static str {
    if non_speech { m.text("evidence.suspect") } else { m.evidence(of) }
}

/// Prints a text in lines of a readable length, with its marks.
fn folded(out: &mut impl Write, text: &str, marks: &[Range<usize>]) -> std::io::Result<()> {
    marked(out, text, marks, Style::new())
}

/// As [`folded`], what is not marked in a style of its own.
fn marked(
    out: &mut impl Write,
    text: &str,
    marks: &[Range<usize>],
    style: Style,
) -> std::io::Result<()> {
    led(out, INDENT, text, marks, style)
}

/// As [`marked`], with what leads each line.
fn led(
    out: &mut impl Write,
    lead: &str,
    text: &str,
    marks: &[Range<usize>],
    style: Style,
) -> std::io::Result<()> {
    for line in lines(text, text_columns().saturating_sub(lead.len())) {
        write!(out, "{lead}")?;
        marked_line(out, text, line, marks, style)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Prints one line of a text, its marks in their own style.
fn marked_line(
    out: &mut impl Write,
    text: &str,
    line: Range<usize>,
    marks: &[Range<usize>],
    style: Style,
) -> std::io::Result<()> {
    let plainly = |out: &mut dyn Write, range: Range<usize>| match range.is_empty() {
        true => Ok(()),
        false => write!(out, "{style}{}{style:#}", slice(text, range)),
    };
    let mut at = line.start;
    for mark in marks.iter().filter(|m| m.start < line.end && m.end > line.start) {
        let (start, end) = (mark.start.max(line.start), mark.end.min(line.end));
        plainly(out, at..start)?;
        write!(out, "{MARK}{}{MARK:#}", slice(text, start..end))?;
        at = end;
    }
    plainly(out, at..line.end)
}

fn bytes_of(mark: &HighlightView) -> Range<usize> {
    mark.bytes[0]..mark.bytes[1]
}

/// The headings of a hit as one text, and what matched in it.
fn section(hit: &HitView) -> (String, Vec<Range<usize>>) {
    const BETWEEN: &str = " › ";
    let mut marks = Vec::new();
    let mut at = 0;
    for (i, heading) in hit.section.iter().enumerate() {
        let matched = hit.section_highlights.get(i).into_iter().flatten().map(bytes_of);
        marks.extend(matched.map(|range| range.start + at..range.end + at));
        at += heading.len() + BETWEEN.len();
    }
    (hit.section.join(BETWEEN), marks)
}

/// Prints a text in lines of a readable length, in faint letters.
fn faint(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    hanging(out, INDENT, text, DIM)
}

/// Prints a title over as many lines as it needs, and a time after it.
fn heading(
    out: &mut impl Write,
    lead: &str,
    title: &str,
    marks: &[Range<usize>],
    time: Option<&str>,
) -> std::io::Result<()> {
    let (indent, columns) = (columns_of(lead), text_columns());
    let mut lead = lead.to_owned();
    let mut used = 0;
    for (i, line) in lines(title, columns.saturating_sub(indent)).into_iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
            lead = " ".repeat(indent);
        }
        used = indent + columns_of(&slice(title, line.clone()));
        write!(out, "{lead}")?;
        marked_line(out, title, line, marks, TITLE)?;
    }

    let Some(time) = time else { return writeln!(out) };
    if used + 2 + columns_of(time) <= columns {
        return writeln!(out, "  {TIME}{time}{TIME:#}");
    }
    writeln!(out, "\n{INDENT}{TIME}{time}{TIME:#}")
}

fn slice(text: &str, range: Range<usize>) -> Cow<'_, str> {
    plain(text.get(range).unwrap_or_default())
}

/// A text without control characters, and without those that turn its direction: a source must not
/// steer the terminal that shows it. One character stands for one, since texts are folded before.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let visible = visible(text);
    if matches!(visible, Cow::Borrowed(_)) {
        return visible;
    }
    let mut buffer = [0; 4];
    let hide = |c: char| {
        let c: &str = c.encode_utf8(&mut buffer);
        matches!(self::visible(c), Cow::Owned(_))
    };
    Cow::Owned(text.replace(hide, "\u{fffd}"))
}

/// Says which files were not read: a line a reason, with the first of their names.
pub(crate) fn passed_over(
    out: &mut dyn Write,
    files: &[PassedOver],
    m: Messages,
) -> anyhow::Result<()> {
    const NAMED: usize = 3;
    let mut reasons: Vec<(String, Vec<Cow<'_, str>>)> = Vec::new();
    for file in files {
        let cause = m.cause(&file.diagnostic);
        match reasons.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, names)) => names.push(visible(&file.path)),
            None => reasons.push((cause, vec![visible(&file.path)])),
        }
    }

    for (cause, names) in reasons {
        let count = names.len();
        let mut shown: Vec<Cow<'_, str>> = names.into_iter().take(NAMED).collect();
        if count > NAMED {
            shown.push("…".into());
        }
        let fields = [("cause", cause.as_str()), ("names", &shown.join(", "))];
        let said = m.count("passed-over", count as u64, &fields);
        writeln!(out, "{}", fold(&said, out_columns()))?;
    }
    Ok(())
}
