//! The end of a run: where each source lies now, and what has gone.

use std::collections::{BTreeMap, BTreeSet};

use ibid_core::backend::{SourcePath, SourceRecord, Store};
use ibid_core::ids::SourceId;
use ibid_core::path_text::path_of;

use super::run::{Run, place};
use super::sink::Sink;
use crate::error::{Error, Result};

/// Of fewer known files than these, some may go without a question.
const FEW: usize = 10;

impl Run {
    /// Refuses to take out what is gone, where it looks as if its disk were not there: all files
    /// that are known under a path, where nothing else is found there or at least [`FEW`] are known,
    /// or more than half of so many. What lies elsewhere now is not gone,
    /// nor what is there and is left out now: as a twin, by an ignore file, as a kind that is not read.
    fn refuse_losses(&self) -> Result<()> {
        for root in &self.roots {
            let (mut known, mut gone) = (0, 0);
            for record in self.known.values() {
                let there = |path: &&SourcePath| {
                    !path.absolute.is_empty() && path_of(&path.absolute).starts_with(&root.whole)
                };
                let here: Vec<&SourcePath> = record.paths.iter().filter(there).collect();
                known += here.len();
                if self.seen.get(&record.id).is_none_or(BTreeMap::is_empty) {
                    let is_gone = |path: &&&SourcePath| {
                        !self.keeps(path)
                            && !self.seen_at.contains_key(&place(path))
                            && !path_of(&path.absolute).try_exists().unwrap_or(true)
                    };
                    gone += here.iter().filter(is_gone).count();
                }
            }

            let all = gone == known && (known >= FEW || !root.holds_files);
            let most = known >= FEW && gone * 2 > known;
            if gone > 0 && (all || most) {
                let path = root.given.display().to_string();
                return Err(Error::FilesGone { path, gone, known });
            }
        }
        Ok(())
    }

    /// Says where each source lies now, and takes out those that lie nowhere any more.
    pub(super) fn reconcile(&mut self, sink: &mut Sink<'_>) -> Result<()> {
        if !sink.options.allow_empty && self.summary.left == 0 {
            self.refuse_losses()?;
        }
        self.write_amended(sink)?;
        let known = std::mem::take(&mut self.known);
        let mut ids: BTreeSet<SourceId> = known.keys().copied().collect();
        ids.extend(self.written.keys());

        for id in ids {
            let before = self.written.get(&id).or_else(|| known.get(&id));
            let Some(record) = before else { continue };
            let seen = self.seen.remove(&id).unwrap_or_default();
            let mut paths: BTreeSet<SourcePath> = seen.into_values().collect();
            let old = known.get(&id).map(|r| r.paths.as_slice()).unwrap_or_default();
            paths.extend(old.iter().filter(|path| self.keeps(path)).cloned());

            let here: BTreeSet<String> = paths.iter().map(place).collect();
            let gone = old.iter().map(place).filter(|old| !here.contains(old));
            let gone = gone.filter(|old| !self.seen_at.contains_key(old)).count();
            self.summary.deleted += gone as u64;

            let paths: Vec<SourcePath> = paths.into_iter().collect();
            if is_no_news(&paths, &record.paths) {
                continue;
            }
            let Some(writer) = sink.writer_mut()? else { continue };
            if paths.is_empty() {
                writer.remove(id)?;
            } else {
                writer.update_paths(&SourceRecord { paths, ..record.clone() })?;
            }
        }
        Ok(())
    }

    /// Whether a path that was not seen with these bytes keeps its place: it lies elsewhere, or it
    /// could not be read.
    pub(super) fn keeps(&self, path: &SourcePath) -> bool {
        if self.seen_at.contains_key(&place(path)) {
            return false;
        }
        // what was not looked at is not taken for gone
        if path.absolute.is_empty() || self.summary.left > 0 {
            return true;
        }

        // it was found, and went before it was read, as all do whose disk goes: the next run sees
        // whether it is gone
        if self.unreadable.contains(&path.absolute) {
            return true;
        }

        let at = path_of(&path.absolute);
        let unreadable = self.unreadable.iter().any(|failed| at.starts_with(path_of(failed)));

        // where even that cannot be told, nothing is lost either
        unreadable && at.try_exists().unwrap_or(true)
            || !self.roots.iter().any(|root| at.starts_with(&root.whole))
    }
}

/// Whether a record can stay as it is: stamps that were lacking are no reason to write.
fn is_no_news(now: &[SourcePath], before: &[SourcePath]) -> bool {
    let same = |(now, before): (&SourcePath, &SourcePath)| {
        let stamp = before.stamp.and(now.stamp);
        let group_stamp = before.group_stamp.and(now.group_stamp);
        SourcePath { stamp, group_stamp, ..now.clone() } == *before
    };
    now.len() == before.len() && now.iter().zip(before).all(same)
}
