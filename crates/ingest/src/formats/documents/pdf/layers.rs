//! Which layers of a PDF are hidden ("optional content", ISO 32000-1, 8.11): what a program has put
//! away, such as other languages or a stamp, is not on the page that people read.

use std::collections::HashSet;

use hayro_font::hayro_syntax::object::{
    Array, Dict, Name, Object, ObjectIdentifier, dict_or_stream,
};
use hayro_font::hayro_syntax::page::Resources;
use hayro_font::hayro_syntax::xref::XRef;

/// The layers that are not shown when a file is opened.
#[derive(Default)]
pub(super) struct Layers {
    hidden: HashSet<ObjectIdentifier>,
}

impl Layers {
    /// Reads what the catalog of a file says of its layers.
    pub(super) fn read(xref: &XRef) -> Self {
        let catalog = xref.get::<Dict<'_>>(xref.root_id());
        let told = catalog.and_then(|catalog| catalog.get::<Dict<'_>>(b"OCProperties".as_slice()));
        let Some(told) = told else { return Layers::default() };
        let Some(at_first) = told.get::<Dict<'_>>(b"D".as_slice()) else {
            return Layers::default();
        };

        let base = at_first.get::<Name<'_>>(b"BaseState".as_slice());
        let mut hidden = match base.is_some_and(|base| base.as_ref() == b"OFF") {
            true => identifiers(&told, b"OCGs"),
            false => HashSet::new(),
        };
        for shown in identifiers(&at_first, b"ON") {
            hidden.remove(&shown);
        }
        hidden.extend(identifiers(&at_first, b"OFF"));
        Layers { hidden }
    }

    /// Whether what is marked with `properties` is shown: a name among the resources of its page, or
    /// a dictionary.
    pub(super) fn show_marked(&self, properties: &Object<'_>, resources: &Resources<'_>) -> bool {
        if let Some(name) = properties.clone().into_name() {
            let layer = resources.properties.get::<Dict<'_>>(name.clone()).unwrap_or_default();
            let identifier = resources.properties.get_ref(name.as_ref());
            return identifier.is_none_or(|own| self.show(&layer, Some(own.into())));
        }
        dict_or_stream(properties).is_none_or(|(marked, _)| self.show_object(marked))
    }

    /// Whether a form or a picture is shown, by the layer that it names.
    pub(super) fn show_object(&self, object: &Dict<'_>) -> bool {
        let layer = object.get::<Dict<'_>>(b"OC".as_slice());
        let identifier = object.get_ref(b"OC".as_slice()).map(Into::into);
        layer.is_none_or(|layer| self.show(&layer, identifier))
    }

    /// Whether a layer, or a rule over several of them, shows what is of it.
    fn show(&self, layer: &Dict<'_>, own: Option<ObjectIdentifier>) -> bool {
        let kind = layer.get::<Name<'_>>(b"Type".as_slice());
        let is_rule = kind.is_some_and(|kind| kind.as_ref() == b"OCMD");
        if let Some(own) = own.filter(|_| !is_rule) {
            return !self.hidden.contains(&own);
        }

        let mut of_rule = identifiers(layer, b"OCGs");
        of_rule.extend(layer.get_ref(b"OCGs".as_slice()).map(ObjectIdentifier::from));
        if of_rule.is_empty() {
            return true;
        }
        let is_hidden = |own: &ObjectIdentifier| self.hidden.contains(own);
        match layer.get::<Name<'_>>(b"P".as_slice()).as_deref() {
            Some(b"AllOn") => !of_rule.iter().any(is_hidden),
            Some(b"AnyOff") => of_rule.iter().any(is_hidden),
            Some(b"AllOff") => of_rule.iter().all(is_hidden),
            _ => !of_rule.iter().all(is_hidden),
        }
    }
}

/// The objects that an array names.
fn identifiers(of: &Dict<'_>, key: &[u8]) -> HashSet<ObjectIdentifier> {
    let array = of.get::<Array<'_>>(key);
    let named = array.iter().flat_map(|array| array.raw_iter());
    named.filter_map(|item| item.as_obj_ref()).map(Into::into).collect()
}
