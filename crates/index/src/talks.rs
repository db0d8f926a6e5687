//! What was said at a moment of a talk.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ibid_core::backend::TalkMoment;
use ibid_core::hit::Hit;
use ibid_core::lang::Lang;
use ibid_core::talk::TalkKey;
use tantivy::DocAddress;

use crate::columns::Number;
use crate::error::{At, Result};
use crate::state::State;

impl State {
    /// For each of some moments the passages that were said then; each talk is looked up once, since
    /// hits are often of one.
    pub(crate) fn said_at(&self, moments: &[TalkMoment]) -> Result<Vec<Vec<Hit>>> {
        let mut talks: HashMap<&TalkKey, Vec<DocAddress>> = HashMap::new();
        let mut all = Vec::with_capacity(moments.len());
        for moment in moments {
            let passages = match talks.entry(&moment.talk) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(self.passages_of(&moment.talk)?),
            };

            let mut hits = Vec::new();
            for in_segment in passages.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
                for address in self.then(moment, in_segment)? {
                    hits.push(self.fetch(address, 0.0)?);
                }
            }
            all.push(moment.choose(hits));
        }
        Ok(all)
    }

    /// The passages of a talk, source by source.
    fn passages_of(&self, talk: &TalkKey) -> Result<Vec<DocAddress>> {
        match talk {
            TalkKey::Medium(key) => self.find(self.fields.talk, key.as_bytes()),
            TalkKey::Path(_) => {
                let mut found = Vec::new();
                for source in self.shown_paths()?.of_talk(talk) {
                    let key = self.keys.of(*source).to_string();
                    found.extend(self.find(self.fields.source, key.as_bytes())?);
                }
                Ok(found)
            }
        }
    }

    /// Those of some passages of one segment whose columns let them be of a moment.
    fn then(&self, moment: &TalkMoment, addresses: &[DocAddress]) -> Result<Vec<DocAddress>> {
        let Some(first) = addresses.first() else { return Ok(Vec::new()) };
        let segment = self.segment(first.segment_ord);
        let numbers = |number| segment.number(number).at(&self.path);
        let langs = numbers(Number::Lang)?;
        let (froms, tos) = (numbers(Number::From)?, numbers(Number::To)?);

        let lang = Lang::slot(Some(moment.lang)) as u64;
        let may_be = |address: &&DocAddress| {
            let doc = address.doc_id;
            let (from, to) = (froms.first(doc).unwrap_or(0), tos.first(doc).unwrap_or(0));
            langs.first(doc) == Some(lang) && moment.stretch.meets(from, to)
        };
        Ok(addresses.iter().filter(may_be).copied().collect())
    }
}
