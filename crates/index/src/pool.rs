//! Memory that searches use one after the other.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Things at rest: no more than searches ran at once. Can be shared between threads. A thread that died
/// while it held them left them whole.
pub(crate) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Pool(Mutex::default())
    }
}

impl<T: Default> Pool<T> {
    /// One that is at rest, or a new one.
    pub(crate) fn take(&self) -> T {
        self.at_rest().pop().unwrap_or_default()
    }

    /// Puts one back for the next search.
    pub(crate) fn put(&self, thing: T) {
        self.at_rest().push(thing);
    }

    fn at_rest(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
