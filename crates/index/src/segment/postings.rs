//! The postings of a field while a segment is filled.
//!
//! The engine keeps a list for each term, and adds to one of them for each token: every token goes
//! to another place of memory. Here tokens are written down one after the other, by the numbers of
//! their terms. When the segment is closed they are put in the order of their terms, by counting, and
//! written by the engine's own serialiser. The files are the same.

use std::io;

use ibid_core::analysis::PlacedTerm;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::{Field, IndexRecordOption};

use super::known::Known;
use super::log::Log;
use super::terms::Terms;

/// What ends the tokens of a record in the log: no token is written so.
const END: u32 = 0;

/// The postings of one field.
pub(super) struct FieldPostings {
    field: Field,
    /// Whether it is kept where in a record a term stands, and how often.
    has_positions: bool,
    terms: Terms,
    /// The number of the key that came last.
    last_key: Option<u32>,
    /// How often each term came, by its number.
    counts: Vec<u32>,
    /// How many tokens there are.
    tokens: u64,
    /// Where the term that was added last stands in its record.
    position: u32,
    /// The tokens of each record, then [`END`]. Of a token the number of its term plus one, twice, and
    /// one more where it stands at another step from the token before than one; then that step.
    log: Log,
}

impl FieldPostings {
    pub(super) fn new(field: Field, keeps: IndexRecordOption) -> Self {
        FieldPostings {
            field,
            has_positions: keeps.has_positions(),
            terms: Terms::new(),
            last_key: None,
            counts: Vec::new(),
            tokens: 0,
            position: 0,
            log: Log::default(),
        }
    }

    /// Adds a term of the record that is being added; their positions never fall.
    pub(super) fn push_term(&mut self, term: PlacedTerm<'_>, known: &mut Known) {
        let look_up = || self.terms.number_of(term.term.as_bytes());
        let number = known.in_field(term.number, look_up);
        let step = term.position.saturating_sub(self.position);
        self.position += step;
        self.push(number, step);
    }

    /// Ends a record whose terms were added.
    pub(super) fn end_record(&mut self) {
        self.log.push(END);
        self.position = 0;
    }

    /// Adds the next record: its keys, which stand nowhere.
    pub(super) fn add_keys<'k>(&mut self, keys: impl Iterator<Item = &'k [u8]>) {
        for key in keys {
            // most records are of the source of the one before
            let last = self.last_key.filter(|last| self.terms.get(*last) == key);
            let number = last.unwrap_or_else(|| self.terms.number_of(key));
            self.last_key = Some(number);
            self.push(number, 1);
        }
        self.end_record();
    }

    fn push(&mut self, number: u32, step: u32) {
        match self.counts.get_mut(number as usize) {
            Some(count) => *count += 1,
            None => self.counts.push(1),
        }
        self.tokens += 1;
        let token = (number + 1) << 1;
        if self.has_positions && step != 1 {
            self.log.push(token | 1);
            self.log.push(step);
        } else {
            self.log.push(token);
        }
    }

    pub(super) fn field(&self) -> Field {
        self.field
    }

    /// How many bytes of memory this takes.
    pub(super) fn memory(&self) -> usize {
        self.terms.memory() + 4 * self.counts.len() + self.log.memory()
    }

    /// How many of them the log takes, until all is in order.
    pub(super) fn memory_of_log(&self) -> usize {
        self.log.memory()
    }

    /// How many more are taken by what is in order.
    pub(super) fn memory_in_order(&self) -> usize {
        self.tokens as usize * size_of::<Posting>()
    }

    /// Puts all of it in the order in which it is written.
    pub(super) fn in_order(mut self) -> OrderedPostings {
        self.terms.close();
        let (order, lists) = (self.terms.sorted(), self.lists());
        let FieldPostings { field, has_positions, terms, tokens, .. } = self;
        OrderedPostings { field, has_positions, terms, tokens, order, lists }
    }

    /// The postings of each term, in the order of the records.
    fn lists(&mut self) -> Lists {
        let mut end = 0;
        let starts: Vec<u32> = std::mem::take(&mut self.counts)
            .into_iter()
            .map(|count| {
                let start = end;
                end += count;
                start
            })
            .collect();
        let mut lists = Lists {
            postings: vec![Posting::default(); end as usize],
            ends: starts.clone(),
            starts,
        };
        let mut log = self.log.iter();
        let (mut record, mut position) = (0, 0);
        while let Some(token) = log.next() {
            if token == END {
                (record, position) = (record + 1, 0);
                continue;
            }
            position += if token & 1 == 0 { 1 } else { log.next().unwrap_or_default() };
            lists.push((token >> 1) - 1, Posting { record, position }, self.has_positions);
        }
        lists
    }
}

/// The postings of one field, in the order in which they are written.
pub(super) struct OrderedPostings {
    field: Field,
    has_positions: bool,
    terms: Terms,
    tokens: u64,
    /// The numbers of the terms, in the order of the terms.
    order: Vec<u32>,
    lists: Lists,
}

impl OrderedPostings {
    pub(super) fn field(&self) -> Field {
        self.field
    }

    /// Writes all of it.
    pub(super) fn serialize(
        &self,
        serializer: &mut InvertedIndexSerializer,
        lengths: Option<FieldNormReader>,
    ) -> io::Result<()> {
        // the engine has no entry for a field without terms
        if self.order.is_empty() {
            return Ok(());
        }
        let mut field = serializer.new_field(self.field, self.tokens, lengths)?;
        let mut steps = Vec::new();
        for number in &self.order {
            let term = self.terms.get(*number);
            let postings = self.lists.of(*number);
            if self.has_positions {
                write_positions(term, postings, &mut field, &mut steps)?;
            } else {
                field.new_term(term, 0, false)?;
                postings.iter().for_each(|posting| field.write_doc(posting.record, 0, &[]));
                field.close_term()?;
            }
        }
        field.close()
    }
}

/// Where a term stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Posting {
    record: u32,
    position: u32,
}

/// The postings of all terms.
struct Lists {
    postings: Vec<Posting>,
    /// Where those of each term start, and where they end.
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Lists {
    /// Puts a posting behind those of its term; where positions are not kept, one for each record.
    fn push(&mut self, number: u32, posting: Posting, has_positions: bool) {
        let number = number as usize;
        let end = self.ends[number] as usize;
        if !has_positions
            && end > self.starts[number] as usize
            && self.postings[end - 1].record == posting.record
        {
            return;
        }
        self.postings[end] = posting;
        self.ends[number] += 1;
    }

    fn of(&self, number: u32) -> &[Posting] {
        let number = number as usize;
        &self.postings[self.starts[number] as usize..self.ends[number] as usize]
    }
}

/// Writes a term with the records that it is in, and where in each.
fn write_positions(
    term: &[u8],
    postings: &[Posting],
    field: &mut FieldSerializer<'_>,
    steps: &mut Vec<u32>,
) -> io::Result<()> {
    let records = || postings.chunk_by(|a, b| a.record == b.record);
    field.new_term(term, records().count() as u32, true)?;
    for record in records() {
        let Some(first) = record.first() else { continue };
        steps.clear();
        let mut before = 0;
        for posting in record {
            steps.push(posting.position - before);
            before = posting.position;
        }
        field.write_doc(first.record, record.len() as u32, steps);
    }
    field.close_term()
}
