//! What was looked up, remembered.

use std::borrow::Borrow;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

/// Answers by what was asked: at most so many; where one more comes, all are forgotten. Can be shared
/// between threads. A thread that died while it held them left them whole.
pub(crate) struct Memo<K, V, const MOST: usize>(Mutex<FxHashMap<K, V>>);

impl<K, V, const MOST: usize> Default for Memo<K, V, MOST> {
    fn default() -> Self {
        Memo(Mutex::default())
    }
}

impl<K: Hash + Eq, V: Clone, const MOST: usize> Memo<K, V, MOST> {
    /// The answer, if it is remembered.
    pub(crate) fn get<Q: Hash + Eq + ?Sized>(&self, asked: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.known().get(asked).cloned()
    }

    /// Remembers an answer.
    pub(crate) fn keep(&self, asked: K, answer: V) {
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(asked, answer);
    }

    fn known(&self) -> MutexGuard<'_, FxHashMap<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_are_remembered_than_are_said() {
        let memo: Memo<Box<str>, u32, 2> = Memo::default();
        memo.keep("a".into(), 1);
        memo.keep("b".into(), 2);
        assert_eq!((memo.get("a"), memo.get("b")), (Some(1), Some(2)));
        memo.keep("c".into(), 3);
        assert_eq!((memo.get("a"), memo.get("b"), memo.get("c")), (None, None, Some(3)));
    }
}
