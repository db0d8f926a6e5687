//! `BibTeX`: an entry in UTF-8, as `biber` and every engine of today reads it.

use ibid_core::lang::Lang;

use super::words::quoted;
use super::{Reference, ReferenceOptions, on_a_line};

/// The entry of a reference; its key is made of the id of the passage.
pub(super) fn entry(reference: &Reference, options: &ReferenceOptions) -> String {
    let lang = options.lang;
    // `online` wants an address
    let kind = if reference.url.is_some() { "online" } else { "misc" };
    let note = reference.note(lang);
    let language = reference.lang.map(|lang| match lang {
        Lang::Fr => "french",
        Lang::En => "english",
    });

    let fields = [
        // two pairs of braces: a name is not parted, and a title keeps its capitals
        ("author", reference.creator().map(literal)),
        ("title", Some(literal(&reference.title))),
        ("date", reference.date.map(|date| date.to_string())),
        ("year", reference.date.map(|date| date.year.to_string())),
        ("language", language.map(str::to_owned)),
        ("note", Some(escaped(&note)).filter(|note| !note.is_empty())),
        ("annotation", Some(escaped(&quoted(&reference.quote_on_a_line(), lang)))),
        ("url", reference.url.as_deref().map(address)),
        ("howpublished", Some(escaped(&reference.path)).filter(|_| reference.url.is_none())),
        ("urldate", options.accessed.map(|date| date.to_string())),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let fields: Vec<String> =
        fields.map(|(name, value)| format!("  {name} = {{{value}}},\n")).collect();
    format!("@{kind}{{ibid-{},\n{}}}", reference.id, fields.concat())
}

fn literal(text: &str) -> String {
    format!("{{{}}}", escaped(&on_a_line(text)))
}

/// A text of which TeX reads no sign as its own. Braces are written by name: those of an entry must
/// balance, also where they are escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            '%' | '&' | '#' | '$' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// An address: it is taken as it stands, but for braces, spaces and backslashes.
fn address(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C").replace(' ', "%20")
}
