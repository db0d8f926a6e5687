//! Talks that exist in both languages: beside a hit, the passage that says the same in the other.

use ibid_core::backend::{Snapshot, TalkMoment};
use ibid_core::hit::Hit;
use ibid_core::lang::Lang;
use ibid_core::talk::{Stretch, TalkKey};

use super::session::Session;

impl<S: Snapshot> Session<S> {
    /// For each of some hits the passages in the other language that were said when it was, the best
    /// first; none for a hit without a time, or of no talk.
    pub(super) fn counterparts(&mut self, hits: &[&Hit]) -> Result<Vec<Vec<Hit>>, S::Error> {
        let mut all = vec![Vec::new(); hits.len()];
        let (mut places, mut moments) = (Vec::new(), Vec::new());
        for (place, hit) in hits.iter().enumerate() {
            if let Some(moment) = moment_of(hit) {
                places.push(place);
                moments.push(moment);
            }
        }
        moments.truncate(self.take_lookups(moments.len()));
        if moments.is_empty() {
            return Ok(all);
        }

        let found = self.snapshot.said_at(&moments)?;
        for (place, found) in places.into_iter().zip(found) {
            if let Some(counterparts) = all.get_mut(place) {
                *counterparts = found;
            }
        }
        Ok(all)
    }
}

/// When and of which talk the words of a hit were said, asked for in the other language.
fn moment_of(hit: &Hit) -> Option<TalkMoment> {
    let lang = hit.passage.lang.map(Lang::other)?;
    let stretch = Stretch::of(&hit.passage)?;
    Some(TalkMoment { talk: TalkKey::of(&hit.passage, &hit.path)?, lang, stretch })
}
