//! JSON and XML of other formats than ours: read as text, they would be full of names and signs.

use ibid_core::wordlist::WordList;

use super::Malformed;
use super::json::{self, Value};
use super::xml::{self, Event, Xml};
use crate::Format;
use crate::problem::Problem;

/// What a text is called that would be read as `format` for want of a better one, and that it is of
/// no known kind; `None` for what people wrote, and for a format that is sure of itself.
pub(crate) fn fault(text: &str, format: Format) -> Option<(&'static str, Malformed)> {
    if !matches!(format, Format::Text | Format::Markdown) {
        return None;
    }
    if let Some(bad) = json::too_deep(text).filter(|_| format == Format::Text) {
        return Some(("json", bad));
    }

    let malformed = |problem| Malformed { line: xml::blank_lines(text).saturating_add(1), problem };
    if is_json(text) {
        Some(("json", malformed(Problem::UnknownJson)))
    } else if is_xml(text, format) {
        Some(("xml", malformed(Problem::UnknownXml)))
    } else {
        None
    }
}

/// Whether a text is one value of JSON, or an object a line.
fn is_json(text: &str) -> bool {
    let Some(_) = Value::start_of(text) else { return false };
    let is_object = |value: Value<'_>| value.is_object() && json::fault(value.text).is_none();
    json::fault(text).is_none() || Value::lines(text).all(is_object)
}

/// Whether a text says that it is XML, or is one well-formed element with others in it.
fn is_xml(text: &str, format: Format) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with('<') {
        return false;
    }
    let name = xml::root(text).map(|(name, _)| name);
    let is_declared = start.starts_with("<?xml") || start.starts_with("<!DOCTYPE");
    let is_page = name.is_some_and(is_of_html);
    !is_page && (is_declared || format == Format::Text && name.is_some() && is_one_element(text))
}

/// The elements of HTML that a part of a page may begin with.
fn is_of_html(name: &str) -> bool {
    const NAMES: WordList = WordList(
        "a abbr article aside b big blockquote body center cite code \
        details div dl em figure font footer form h1 h2 h3 h4 h5 h6 head \
        header html i img kbd li main mark nav ol p picture pre q ruby s \
        section small span strong sub sup table tbody td tr u ul",
    );
    NAMES.has(&name.to_ascii_lowercase())
}

fn is_one_element(text: &str) -> bool {
    let mut xml = Xml::new(text);
    let (mut depth, mut roots, mut elements) = (0_usize, 0_usize, 0_usize);

    loop {
        match xml.next() {
            Ok(Some(Event::Start(_))) => {
                roots += usize::from(depth == 0);
                (depth, elements) = (depth + 1, elements + 1);
            }
            Ok(Some(Event::End(_))) => depth = depth.saturating_sub(1),
            Ok(Some(Event::Text(_))) if depth == 0 => return false,
            Ok(Some(Event::Text(_))) => {}
            Ok(None) => return roots == 1 && elements > 1 && xml.broken().is_none(),
            Err(_) => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Error, read_bytes};

    fn said(text: &str) -> Option<String> {
        read_bytes(text.as_bytes(), "f").err().map(|error| error.to_string())
    }

    #[test]
    fn json_and_xml_of_no_known_kind_are_errors() {
        let json = "cannot be read as json: JSON of no known shape";
        let xml = "cannot be read as xml: XML of no known kind";

        for (text, line, problem) in [
            ("\n{\"results\": {\"transcripts\": []}}", 2, json),
            ("[[1, 0, 0.0, 4.2, \" Bonjour.\"]]", 1, json),
            ("{\"id\": 1, \"contents\": \"a\"}\n\n{\"id\": 2, \"contents\": NaN}\n", 1, json),
            ("[[1, 2]]", 1, json),
            (
                "<?xml version=\"1.0\"?>\n<akomaNtoso><debate><p>Bonjour.</p></debate></akomaNtoso>",
                1,
                xml,
            ),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE l [\n<!ENTITY l \"lol\">\n]>\n<l>&l;</l>", 1, xml),
            ("\n<rss><channel><item>Un</item></channel></rss>\n", 2, xml),
        ] {
            assert_eq!(said(text), Some(format!("f, line {line}: {problem}")), "{text}");
        }

        let error = read_bytes(b"{}", "f").unwrap_err();
        assert!(matches!(error, Error::Malformed { format: "json", .. }));
    }

    #[test]
    fn what_people_wrote_stays_text() {
        for text in [
            "[Applaudissements]",
            "[1] Une note.",
            "{citation} du jour",
            "<i>Une parole</i> dite.",
            "<i>Une parole</i>\n<i>dite.</i>",
            "<div><b>Oui</b></div>",
            "<Anne> Bonjour <Paul> Salut",
            "<transcript>\nBonjour à tous.\n</transcript>",
            "<Anne>Bonjour</Anne>\n<Paul><i>Salut</i></Paul>",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
