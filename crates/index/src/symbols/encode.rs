//! Writing with a table of strings: the longest that fits first.

use std::sync::LazyLock;

use super::{SYMBOLS, Table, code_bytes, tree::Tree};

/// Finds the strings of a table in text.
#[derive(Clone, Debug)]
pub struct Encoder {
    tree: Tree,
}

/// Making it takes some milliseconds, and only who writes needs it.
static SHIPPED: LazyLock<Option<Encoder>> = LazyLock::new(|| {
    let table = Table::shipped()?;
    Some(Encoder::new((0..SYMBOLS).map(|code| table.symbol(code))))
});

impl Encoder {
    /// That of the table that every index is written with; none if there is no such table.
    pub fn shipped() -> Option<&'static Encoder> {
        SHIPPED.as_ref()
    }

    /// Makes one for some strings, in the order of their codes: at most [`SYMBOLS`], and none twice.
    /// All single bytes must be among them.
    pub fn new<'s>(symbols: impl Iterator<Item = &'s [u8]>) -> Encoder {
        Encoder { tree: Tree::new(symbols) }
    }

    /// The codes of a text, in their order, up to a byte that the table lacks.
    pub fn codes<'e>(&'e self, text: &'e [u8]) -> impl Iterator<Item = usize> + 'e {
        self.cuts(text).map(|(code, _)| usize::from(code))
    }

    /// The same, each with the length of its string.
    fn cuts<'e>(&'e self, text: &'e [u8]) -> impl Iterator<Item = (u16, usize)> + 'e {
        let mut rest = text;
        std::iter::from_fn(move || {
            let (code, length) = self.tree.longest(rest)?;
            rest = rest.get(length..)?;
            Some((code, length))
        })
    }

    /// Puts a text, coded, after what stands in `out`; `None` if the table lacks one of its bytes.
    pub fn encode(&self, text: &[u8], out: &mut Vec<u8>) -> Option<()> {
        let (mut taken, mut end) = (0, out.len());
        out.resize(end + 2 * text.len(), 0);
        for (code, length) in self.cuts(text) {
            let (bytes, used) = code_bytes(usize::from(code));
            // both are written, so that nothing hangs on how many there are
            *out.get_mut(end..)?.first_chunk_mut()? = bytes;
            end += used;
            taken += length;
        }
        out.truncate(end);
        (taken == text.len()).then_some(())
    }
}
