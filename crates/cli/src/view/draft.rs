//! How the quotations of a draft look in a terminal, and what comes nearest to one that is nowhere.

use std::io::Write;

use ibid::{
    Citation, Difference, DraftQuote, DraftReport, DraftSummary, DraftVerdict, Nearest, QuotePart,
};

use super::links::link;
use super::{DIM, INDENT, TITLE, about, clock, faint, folded, hanging, heading, plain};
use crate::messages::Messages;
use crate::output::Output;

/// Prints each quotation with its line in the draft, what it is, and where it stands.
pub(crate) fn draft(
    out: &mut impl Write,
    report: &DraftReport,
    path: &str,
    m: Messages,
) -> std::io::Result<()> {
    for (number, quote) in report.quotes.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let (line, mut told) = (quote.line, verdict(quote, m).to_owned());
        if quote.abridged && !quote.places.is_empty() {
            told = m.say("draft.abridged", &[("verdict", &told)]);
        }
        writeln!(out, "{DIM}{}:{line}{DIM:#}  {TITLE}{told}{TITLE:#}", plain(path))?;
        folded(out, &quote.text, &[])?;
        if let Some(place) = quote.places.first() {
            let title = place.title.as_deref().unwrap_or(&place.source);
            stands(out, INDENT, title, Some(&about(place, m)), &place.citations)?;
        }
        if !quote.parts.is_empty() {
            parts(out, &quote.parts, m)?;
        } else if let Some(near) = &quote.nearest {
            differs(out, &near.differs, m)?;
            let title = near.title.as_deref().unwrap_or(&near.source);
            stands(out, INDENT, title, near.speaker.as_deref(), &near.citations)?;
        }
    }
    Ok(())
}

/// Says how many quotations are what, beside the results.
pub(crate) fn draft_summary(report: &DraftReport, path: &str, output: &mut Output) {
    let m = output.m;
    let count = report.quotes.len() as u64;
    if count == 0 {
        output.note(&m.say("draft.empty", &[("path", path)]));
    } else {
        let DraftSummary { exact, normalised, altered, none, .. } = report.summary;
        let parts = [
            ("draft.some-exact", exact),
            ("draft.some-normalised", normalised),
            ("draft.some-altered", altered),
            ("draft.some-none", none),
        ];
        let parts = parts.map(|(key, n)| m.count(key, n, &[])).join(", ");
        output.note("");
        output.note(&m.count("draft.summary", count, &[("parts", &parts)]));
    }
    if report.too_short > 0 {
        output.note(&m.count("draft.too-short", report.too_short, &[]));
    }
}

fn verdict(quote: &DraftQuote, m: Messages) -> &'static str {
    if !quote.places.is_empty() && !quote.stands() {
        return m.text("draft.was");
    }
    match quote.verdict {
        DraftVerdict::Exact => m.text("draft.exact"),
        DraftVerdict::Normalised => m.text("draft.normalised"),
        DraftVerdict::Altered => m.text("draft.altered"),
        DraftVerdict::None => m.text("draft.none"),
    }
}

/// Prints where something stands, what there is to know of it, and the link that opens it.
fn stands(
    out: &mut impl Write,
    lead: &str,
    title: &str,
    about: Option<&str>,
    citations: &[Citation],
) -> std::io::Result<()> {
    let best = citations.first();
    heading(out, lead, title, &[], best.and_then(|citation| citation.t).map(clock).as_deref())?;
    about.map_or(Ok(()), |about| faint(out, about))?;
    best.and_then(|citation| citation.url.as_deref()).map_or(Ok(()), |url| link(out, url))
}

/// Prints what a quotation and a source do not share, a line each.
fn differs(out: &mut impl Write, differences: &[Difference], m: Messages) -> std::io::Result<()> {
    for Difference { quote, source, .. } in differences {
        let fields = [("quote", quote.as_str()), ("source", source.as_str())];
        let line = match (quote.is_empty(), source.is_empty()) {
            (true, _) => m.say("draft.lacking", &fields),
            (_, true) => m.say("draft.added", &fields),
            _ => m.say("draft.replaced", &fields),
        };
        hanging(out, INDENT, &line, DIM)?;
    }
    Ok(())
}

/// Prints the parts of a quote that is put together, each with the place where it stands.
pub(crate) fn parts(out: &mut impl Write, parts: &[QuotePart], m: Messages) -> std::io::Result<()> {
    for QuotePart { quote, place, .. } in parts {
        hanging(out, INDENT, &m.say("draft.part", &[("quote", quote)]), DIM)?;
        let title = place.title.as_deref().unwrap_or(&place.source);
        stands(out, INDENT, title, Some(&about(place, m)), &place.citations)?;
    }
    Ok(())
}

/// Prints what comes nearest to a quote that is nowhere: where it is, its text with the words that
/// are like the quote, and what differs.
pub(crate) fn nearest(out: &mut impl Write, near: &Nearest, m: Messages) -> std::io::Result<()> {
    writeln!(out)?;
    let title = near.title.as_deref().unwrap_or(&near.source);
    stands(out, "", title, near.speaker.as_deref(), &near.citations)?;
    let [from, to] = near.bytes;
    folded(out, &near.text, std::slice::from_ref(&(from..to)))?;
    differs(out, &near.differs, m)
}
