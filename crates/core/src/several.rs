//! Several stores that answer as one.
//!
//! Their numbers are added up, each is handed the plan of the whole, and their candidates are ranked
//! together: ids, order and scores are those of one store that holds all. What lies in two of them
//! counts twice in the numbers that rank, and is one hit.

mod merge;
mod snapshot;

use crate::backend::Backend;

pub use snapshot::SeveralSnapshot;

/// Several stores as one.
pub struct Several<B> {
    stores: Vec<B>,
}

impl<B: Backend> Several<B> {
    /// Puts stores together. Of one alone the answers are its own, at its own cost.
    pub fn new(stores: Vec<B>) -> Self {
        Several { stores }
    }
}

impl<B: Backend> Backend for Several<B> {
    type Error = B::Error;
    type Snapshot = SeveralSnapshot<B::Snapshot>;

    fn snapshot(&self) -> Result<Self::Snapshot, B::Error> {
        let snapshots = self.stores.iter().map(Backend::snapshot);
        Ok(SeveralSnapshot::new(snapshots.collect::<Result<_, _>>()?))
    }

    fn reload(&self) -> Result<(), B::Error> {
        self.stores.iter().try_for_each(Backend::reload)
    }
}
