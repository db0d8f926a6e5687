//! Under which keys the passages of sources are kept.
//!
//! A passage is kept under the key of its source, which is the id of this at first. Where a long file
//! changes a little, what is as it was stays under the old key, and belongs to the source of the new
//! id: whoever reads sees ids alone.

use std::collections::BTreeMap;

use ibid_core::ids::{DocumentId, SourceId};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::IndexMeta;

/// The keys that are not the ids of their sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    by_source: BTreeMap<SourceId, SourceId>,
    by_key: FxHashMap<SourceId, SourceId>,
}

/// How a commit says them: keys by sources.
#[derive(Default, Serialize, Deserialize)]
struct Said {
    #[serde(default)]
    keys: BTreeMap<SourceId, SourceId>,
}

impl Keys {
    /// Those of a commit.
    pub(crate) fn of_payload(meta: &IndexMeta) -> Self {
        let said = meta.payload.as_deref();
        let said: Said = said.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let by_key = said.keys.iter().map(|(source, key)| (*key, *source)).collect();
        Keys { by_source: said.keys, by_key }
    }

    /// The keys by sources, as a commit says them.
    pub(crate) fn by_source(&self) -> &BTreeMap<SourceId, SourceId> {
        &self.by_source
    }

    /// The key of the passages of a source.
    pub(crate) fn of(&self, source: SourceId) -> SourceId {
        self.by_source.get(&source).copied().unwrap_or(source)
    }

    /// The source of the passages that have a key.
    pub(crate) fn source(&self, key: SourceId) -> SourceId {
        self.by_key.get(&key).copied().unwrap_or(key)
    }

    /// Whether what is kept under a key is of another id.
    pub(crate) fn differs(&self, key: SourceId) -> bool {
        self.by_key.contains_key(&key)
    }

    /// A document under the key of its source.
    pub(crate) fn of_document(&self, document: DocumentId) -> DocumentId {
        DocumentId { source: self.of(document.source), ..document }
    }

    /// The document of a key that has this [`hash`](DocumentId::hash) under it.
    pub(crate) fn document(&self, key: SourceId, hash: u64) -> DocumentId {
        self.numbered(key, DocumentId::from_hash(key, hash).number.into())
    }

    /// The document of a key that has this number there, as its column says.
    pub(crate) fn numbered(&self, key: SourceId, number: u64) -> DocumentId {
        DocumentId { source: self.source(key), number: number as u32 }
    }

    /// Has the passages of one source be those of another from now on.
    pub(crate) fn hand_over(&mut self, from: SourceId, to: SourceId) {
        let key = self.of(from);
        self.forget(from);
        self.set(to, key);
    }

    /// Makes sure that a source which is new shares its key with no other one.
    pub(crate) fn make_room(&mut self, source: SourceId) {
        let is_taken =
            |keys: &Keys, key| keys.by_key.get(&key).is_some_and(|owner| *owner != source);
        if !is_taken(self, self.of(source)) {
            return;
        }
        let mut key = source;
        while is_taken(self, key) {
            key = SourceId::from_bytes(key.to_string().as_bytes());
        }
        self.set(source, key);
    }

    /// Forgets a source that is taken out.
    pub(crate) fn forget(&mut self, source: SourceId) {
        if let Some(key) = self.by_source.remove(&source) {
            self.by_key.remove(&key);
        }
    }

    fn set(&mut self, source: SourceId, key: SourceId) {
        if source != key {
            self.by_source.insert(source, key);
            self.by_key.insert(key, source);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_sources_share_a_key() {
        let [a, b, c] = [b"a", b"b", b"c"].map(|bytes| SourceId::from_bytes(bytes));
        let mut keys = Keys::default();
        keys.make_room(a);
        assert_eq!((keys.of(a), keys.source(a)), (a, a));

        keys.hand_over(a, b);
        assert_eq!((keys.of(b), keys.source(a)), (a, b));
        // another file has the bytes that the first one had
        keys.make_room(a);
        assert!(![a, b, c].contains(&keys.of(a)));
        assert_eq!(keys.source(keys.of(a)), a);
        keys.hand_over(b, c);
        assert_eq!((keys.of(c), keys.source(a), keys.of(b)), (a, c, b));

        keys.forget(a);
        keys.forget(c);
        assert_eq!(keys, Keys::default());
        keys.hand_over(a, b);
        keys.hand_over(b, a);
        assert_eq!(keys, Keys::default(), "its own key again");
    }

    #[test]
    fn documents_are_named_by_their_sources() {
        let [a, b] = [b"a", b"b"].map(|bytes| SourceId::from_bytes(bytes));
        let mut keys = Keys::default();
        keys.hand_over(a, b);
        let document = DocumentId { source: b, number: 7 };
        let kept = keys.of_document(document);
        assert_eq!(kept, DocumentId { source: a, number: 7 });
        assert_eq!(keys.document(a, kept.hash()), document);
    }
}
