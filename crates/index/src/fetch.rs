//! From addresses and ids to passages.

use ibid_core::backend::SourcePath;
use ibid_core::hit::{Hit, Twins};
use ibid_core::ids::{DocumentId, PassageId, SourceId};
use ibid_core::query::Query;
use tantivy::columnar::Column;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyDocument, Term};

use crate::columns::{Number, Segment};
use crate::error::{At, Error, Result};
use crate::filter::SegmentFilters;
use crate::schema::{NOT_A_PASSAGE, document_key, source_key};
use crate::state::State;

impl State {
    /// The addresses of what bears a key.
    pub(crate) fn find(&self, field: Field, key: &[u8]) -> Result<Vec<DocAddress>> {
        let key = Term::from_field_bytes(field, key);
        let mut found = Vec::new();
        for (ord, segment) in self.segments().enumerate() {
            if !self.may_have(segment, field)? {
                continue;
            }
            let inverted = segment.reader.inverted_index(field).at(&self.path)?;
            let postings = inverted.read_postings(&key, IndexRecordOption::Basic);
            let Some(mut docs) = postings.at(&self.path)? else { continue };
            while docs.doc() != TERMINATED {
                let doc = docs.doc();
                if segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                    found.push(DocAddress::new(ord as u32, doc));
                }
                docs.advance();
            }
        }

        Ok(found)
    }

    /// Whether anything in a segment may bear a key of a field: of one that has no keys at all the
    /// engine makes an empty dictionary, which takes longer than a search.
    fn may_have(&self, segment: Segment<'_>, field: Field) -> Result<bool> {
        if field != self.fields.record_of {
            return Ok(true);
        }
        let langs = segment.number(Number::Lang).at(&self.path)?;
        Ok(langs.max_value() >= NOT_A_PASSAGE)
    }

    pub(crate) fn fetch(&self, address: DocAddress, score: f64) -> Result<Hit> {
        let passage = self.passage(address)?;
        let place = self.path_of(passage.source)?;
        Ok(Hit::new(passage, place, score))
    }

    /// Where a file lies, or its id if nothing says so.
    pub(crate) fn path_of(&self, source: SourceId) -> Result<SourcePath> {
        if let Some(path) = self.source_paths().get(&source) {
            return Ok(path.clone());
        }
        let path = self.find_path(source)?;
        self.source_paths().insert(source, path.clone());
        Ok(path)
    }

    fn find_path(&self, source: SourceId) -> Result<SourcePath> {
        let key = source_key(source);
        let nowhere =
            || SourcePath { shown: key.clone(), absolute: key.clone(), ..SourcePath::default() };
        let found = self.find(self.fields.record_of, key.as_bytes())?;
        let Some(address) = found.into_iter().min() else { return Ok(nowhere()) };
        let stored: TantivyDocument = self.searcher.doc(address).at(&self.path)?;
        let record = self.fields.read_record(&stored, &self.path)?;
        Ok(record.paths.into_iter().next().unwrap_or_else(nowhere))
    }

    /// The passage with an id: of those that share it, that of the source with the smallest id, and
    /// within a source the first, by document and place.
    fn passage_with(&self, id: PassageId) -> Result<Option<DocAddress>> {
        let found = self.with_id(id)?;
        if let [only] = found[..] {
            return Ok(Some(only));
        }

        Ok(self.in_order(found)?.first().map(|(_, address)| *address))
    }

    /// Passages with their documents, in the order of these and of their places there.
    fn in_order(&self, addresses: Vec<DocAddress>) -> Result<Vec<(DocumentId, DocAddress)>> {
        let mut places = Vec::with_capacity(addresses.len());
        for address in addresses {
            let segment = self.segment(address.segment_ord);
            let number = |number| segment.number(number).at(&self.path);
            let value = |column: Column<u64>| column.first(address.doc_id).unwrap_or(0);
            let of_source = value(number(Number::Document)?);
            let document = self.keys.numbered(self.key_of(address)?, of_source);
            places.push((document, value(number(Number::Ordinal)?), address));
        }

        places.sort_unstable();
        Ok(places.into_iter().map(|(document, _, address)| (document, address)).collect())
    }

    /// For each of some hits the passages with its id in other documents that pass the filters of a
    /// query.
    pub(crate) fn twins(&self, query: &Query, hits: &[Hit]) -> Result<Vec<Twins>> {
        let mut all = vec![Twins::default(); hits.len()];
        let mut sources = None;
        for (hit, twins) in hits.iter().zip(&mut all) {
            let mut found = self.with_id(hit.passage.id)?;
            // as a rule it is the only one; of several stores another may hold it
            if found.is_empty() || (found.len() == 1 && self.is_of(found[0], hit)?) {
                continue;
            }
            let sources = match &mut sources {
                Some(sources) => sources,
                none => none.insert(self.sources_of(&query.filters)?),
            };
            self.keep_passing(&mut found, query, sources)?;
            let (places, shown) = (self.in_order(found)?, hit.passage.document());
            *twins = Twins::read(places, shown, |address| self.fetch(address, 0.0))?;
        }

        Ok(all)
    }

    /// Whether a passage is of the document of a hit.
    fn is_of(&self, address: DocAddress, hit: &Hit) -> Result<bool> {
        let numbers = self.segment(address.segment_ord).number(Number::Document).at(&self.path)?;
        let number = numbers.first(address.doc_id).unwrap_or(0);
        Ok(self.keys.numbered(self.key_of(address)?, number) == hit.passage.document())
    }

    /// Drops the passages that do not pass the filters of a query; those of one segment must stand
    /// together.
    fn keep_passing(
        &self,
        addresses: &mut Vec<DocAddress>,
        query: &Query,
        sources: &[Option<Vec<String>>],
    ) -> Result<()> {
        let mut passing = Vec::with_capacity(addresses.len());
        for in_segment in addresses.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let segment = self.segment(in_segment[0].segment_ord);
            let filters = SegmentFilters::new(query, sources, segment).at(&self.path)?;
            passing.extend(in_segment.iter().filter(|address| filters.pass(address.doc_id)));
        }

        *addresses = passing;
        Ok(())
    }

    /// The passage with an id, if there is one.
    pub(crate) fn fetch_id(&self, id: PassageId) -> Result<Option<Hit>> {
        self.passage_with(id)?.map(|address| self.fetch(address, 0.0)).transpose()
    }

    /// The passage at a place of a document, if there is one.
    pub(crate) fn at_place(&self, (document, ordinal): (DocumentId, u32)) -> Result<Option<Hit>> {
        let key = document_key(self.keys.of_document(document));
        for address in self.find(self.fields.document, key.as_bytes())? {
            let segment = self.segment(address.segment_ord);
            let ordinals = segment.number(Number::Ordinal).at(&self.path)?;
            if ordinals.first(address.doc_id) == Some(u64::from(ordinal)) {
                return self.fetch(address, 0.0).map(Some);
            }
        }
        Ok(None)
    }

    /// The passages around one in its document, `context` each way.
    pub(crate) fn around(&self, id: PassageId, context: u32) -> Result<Vec<Hit>> {
        let Some(address) = self.passage_with(id)? else { return Ok(Vec::new()) };
        let hit = self.fetch(address, 0.0)?;
        let here = u64::from(hit.passage.ordinal);
        let key = document_key(self.keys.of_document(hit.passage.document()));

        let mut hits = Vec::new();
        let found = self.find(self.fields.document, key.as_bytes())?;
        for in_segment in found.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let segment = self.segment(in_segment[0].segment_ord);
            let ordinals = segment.number(Number::Ordinal).at(&self.path)?;
            for address in in_segment {
                let ordinal = ordinals.first(address.doc_id).unwrap_or(0);
                if ordinal.abs_diff(here) <= u64::from(context) {
                    hits.push(self.fetch(*address, 0.0)?);
                }
            }
        }
        hits.sort_by_key(|hit| hit.passage.ordinal);
        Ok(hits)
    }

    /// The key of the source that a passage came from, read from its column.
    pub(crate) fn key_of(&self, address: DocAddress) -> Result<SourceId> {
        let key = self.segment(address.segment_ord).source_key(address.doc_id).at(&self.path)?;
        key.map_err(|source| Error::Damaged { path: self.path.clone(), source: source.into() })
    }
}

#[cfg(test)]
mod tests {
    use tantivy::TantivyDocument;
    use tantivy::schema::Value;

    use crate::sample::index;

    #[test]
    fn records_are_read_as_the_engine_reads_them() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let state = index(&path, 0..40).state();
        let mut passages = 0;
        for (ord, segment) in state.segments().enumerate() {
            for doc in segment.reader.doc_ids_alive() {
                let address = tantivy::DocAddress::new(ord as u32, doc);
                let engine: TantivyDocument = state.searcher.doc(address).unwrap();
                let stored = segment.stored(doc).unwrap();
                let own = state.fields.kept_record(&stored);
                let field = engine.get_first(state.fields.passage);
                assert_eq!(own, field.as_ref().and_then(|value| value.as_bytes()));
                if own.is_some() {
                    assert_eq!(state.passage(address).unwrap().ordinal, 0);
                    passages += 1;
                }
            }
        }
        assert_eq!(passages, 40, "none is read the slow way");
    }
}
