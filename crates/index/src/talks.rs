//! What was said at a moment of a talk.

use ibid_core::backend::TalkMoment;
use ibid_core::hit::Hit;
use ibid_core::lang::Lang;
use ibid_core::talk::TalkKey;
use tantivy::DocAddress;

use crate::error::{At, Result};
use crate::schema::column;
use crate::state::State;

impl State {
    /// The passages that were said at a moment of a talk.
    pub(crate) fn said_at(&self, moment: &TalkMoment) -> Result<Vec<Hit>> {
        let found = match &moment.talk {
            TalkKey::Medium(key) => self.find(self.fields.talk, key.as_bytes())?,
            TalkKey::Path(_) => {
                let mut found = Vec::new();
                for key in self.shown_paths()?.of_talk(&moment.talk) {
                    found.extend(self.find(self.fields.source, key.as_bytes())?);
                }
                found
            }
        };

        let mut hits = Vec::new();
        for in_segment in found.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            for address in self.then(moment, in_segment)? {
                hits.push(self.fetch(address, 0.0)?);
            }
        }
        Ok(moment.choose(hits))
    }

    /// Those of some passages of one segment whose columns let them be of a moment.
    fn then(&self, moment: &TalkMoment, addresses: &[DocAddress]) -> Result<Vec<DocAddress>> {
        let Some(first) = addresses.first() else { return Ok(Vec::new()) };
        let segment = self.searcher.segment_reader(first.segment_ord);
        let numbers = |name| segment.fast_fields().u64(name).at(&self.path);
        let columns = (numbers(column::LANG)?, numbers(column::FROM)?, numbers(column::TO)?);

        let (langs, froms, tos) = columns;
        let lang = Lang::slot(Some(moment.lang)) as u64;
        let may_be = |address: &&DocAddress| {
            let doc = address.doc_id;
            let (from, to) = (froms.first(doc).unwrap_or(0), tos.first(doc).unwrap_or(0));
            langs.first(doc) == Some(lang) && moment.stretch.meets(from, to)
        };
        Ok(addresses.iter().filter(may_be).copied().collect())
    }
}
