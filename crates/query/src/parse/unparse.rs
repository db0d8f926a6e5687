//! What was understood, written in the query language again.

use super::lex::{Item, Sign, What};
use super::tree::has_content;
use super::words::Analysed;

/// The items as one line: words as typed, phrases in quotes, signs, operators in English, fields
/// last.
pub(super) fn interpreted(
    items: &[Item],
    fields: &[String],
    text: &str,
    analysed: &Analysed<'_>,
) -> String {
    let mut out = String::new();
    // no space after an opening bracket
    let mut tight = true;
    for item in items {
        if !tight && !matches!(item.what, What::Close { .. }) {
            out.push(' ');
        }
        tight = false;
        out.push_str(match item.sign {
            Sign::None => "",
            Sign::Must => "+",
            Sign::Not => "-",
        });
        match item.what {
            What::Text => out.push_str(bare(item, text, analysed)),
            // the quotes are shown where they tell function words from those that are left out
            What::Quoted if has_content(item, analysed) => {
                out.push_str(&one_line(bare(item, text, analysed)));
            }
            What::Quoted => out.push_str(&format!("\"{}\"", inside(item, text))),
            What::Prefix => {
                out.push_str(bare(item, text, analysed));
                out.push('*');
            }
            What::Phrase { slop } => {
                out.push_str(&format!("\"{}\"", inside(item, text)));
                if slop > 0 {
                    out.push_str(&format!("~{slop}"));
                }
            }
            What::Open => {
                out.push('(');
                tight = true;
            }
            What::Close { .. } => out.push(')'),
            What::Op(op) => out.push_str(op.name()),
            What::Field { .. } => {}
        }
    }

    for field in fields {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(field);
    }

    out
}

/// What stands between quotes.
fn inside(item: &Item, text: &str) -> String {
    one_line(text.get(item.range.clone()).unwrap_or_default())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words as typed, without the punctuation around them.
fn bare<'t>(item: &Item, text: &'t str, analysed: &Analysed<'_>) -> &'t str {
    let chunk = text.get(item.range.clone()).unwrap_or_default();
    let words = analysed.within(&item.range);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return chunk };
    let lead = chunk.len() - chunk.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let start = first.range.start.min(item.range.start + lead);
    text.get(start..last.range.end).unwrap_or(chunk)
}
