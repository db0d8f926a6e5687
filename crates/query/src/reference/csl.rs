//! CSL-JSON: what Zotero, Pandoc and others read. Its schema is that of the Citation Style Language,
//! 1.0.2: <https://github.com/citation-style-language/schema>.

use ibid_core::document::Date;
use serde_json::{Map, Value, json};

use super::{Reference, ReferenceKind, ReferenceOptions, on_a_line};

/// A list with the item of a reference.
pub(super) fn items(reference: &Reference, options: &ReferenceOptions) -> String {
    let kind = match reference.kind {
        ReferenceKind::Recording => "motion_picture",
        ReferenceKind::Page => "webpage",
        ReferenceKind::File => "document",
    };
    let name = |name: &str| json!([{ "literal": on_a_line(name) }]);
    let note = reference.note(options.lang);

    let fields = [
        ("id", Some(format!("ibid-{}", reference.id).into())),
        ("type", Some(kind.into())),
        ("title", Some(on_a_line(&reference.title).into())),
        ("author", reference.creator().map(name)),
        ("issued", reference.date.map(date)),
        ("accessed", options.accessed.map(date)),
        ("language", reference.lang.map(|lang| lang.code().into())),
        ("URL", reference.url.as_deref().map(Value::from)),
        ("source", Some(&reference.path).filter(|_| reference.url.is_none()).map(|p| json!(p))),
        ("note", Some(note).filter(|note| !note.is_empty()).map(Value::from)),
        ("annote", Some(reference.quote_on_a_line().into())),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let item: Map<String, Value> = fields.collect();
    Value::Array(vec![Value::Object(item)]).to_string()
}

fn date(date: Date) -> Value {
    json!({ "date-parts": [[date.year, date.month, date.day]] })
}
