//! Where the words of an answer were read, and whether they still stand there.
//!
//! An index is a copy: what it holds was so on the day when a file was read. Whoever knows the files
//! compares and says so with [`SourceState`]; the engine knows none, and says only of texts from
//! memory that they lie elsewhere.

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::document::Date;
use ibid_core::hit::Hit;
use ibid_core::ids::SourceId;
use serde::{Deserialize, Serialize};

/// What became of a source since it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SourceState {
    /// A file of the source is as it was.
    Same,
    /// The file, or what is read beside it, is not as it was.
    Changed,
    /// There is no such file any more, or it can no longer be read.
    Gone,
    /// It is no file here: a text that came from memory.
    Elsewhere,
}

impl SourceState {
    /// Whether the words can be vouched for: nothing says that they stand there no more.
    pub fn stands(self) -> bool {
        matches!(self, SourceState::Same | SourceState::Elsewhere)
    }
}

/// The source of what is shown, for whoever looks whether it is as it was. Not part of the JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The source.
    pub source: SourceId,
    /// The whole path of its file; empty for a text that came from memory.
    pub file: String,
    /// The path of that file as it is shown.
    pub shown: String,
    /// The day it was read, once somebody has looked.
    pub indexed_on: Option<Date>,
}

impl Origin {
    /// That of a hit.
    pub(crate) fn of(hit: &Hit) -> Self {
        let (file, shown) = (hit.file.clone(), hit.source().to_owned());
        Origin { source: hit.passage.source, file, shown, indexed_on: None }
    }

    /// What is known of it without a look at any file.
    pub(crate) fn state(&self) -> Option<SourceState> {
        self.file.is_empty().then_some(SourceState::Elsewhere)
    }
}

/// Anything that is shown with the source that it was read from.
pub trait Sourced {
    /// Where it was read; `None` for what was read back from JSON.
    fn origin(&self) -> Option<&Origin>;

    /// What became of its source; `None` where nobody has looked.
    fn state(&self) -> Option<SourceState>;

    /// Says what became of its source, and when that was read.
    fn set_state(&mut self, state: SourceState, indexed_on: Option<Date>);

    /// What to tell of its source, where that is not as it was.
    fn stale(&self) -> Option<Diagnostic> {
        let code = match self.state()? {
            SourceState::Changed => Code::SourceChanged,
            SourceState::Gone => Code::SourceGone,
            SourceState::Same | SourceState::Elsewhere => return None,
        };
        let origin = self.origin()?;
        let day = origin.indexed_on.map_or_else(|| "?".to_owned(), |day| day.to_string());
        Some(Diagnostic::new(code, &[("path", &origin.shown), ("date", &day)]))
    }
}

/// What to tell of the sources of some things, each once.
pub fn stale<'s, T: Sourced + 's>(shown: impl IntoIterator<Item = &'s T>) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for diagnostic in shown.into_iter().filter_map(Sourced::stale) {
        if !told.contains(&diagnostic) {
            told.push(diagnostic);
        }
    }
    told
}

/// Implements [`Sourced`] for a type with the fields `origin` and `source_state`.
macro_rules! sourced {
    ($type:ty) => {
        impl $crate::origin::Sourced for $type {
            fn origin(&self) -> Option<&$crate::origin::Origin> {
                self.origin.as_ref()
            }

            fn state(&self) -> Option<$crate::origin::SourceState> {
                self.source_state
            }

            fn set_state(
                &mut self,
                state: $crate::origin::SourceState,
                indexed_on: Option<ibid_core::document::Date>,
            ) {
                self.source_state = Some(state);
                if let Some(origin) = &mut self.origin {
                    origin.indexed_on = indexed_on;
                }
            }
        }
    };
}
pub(crate) use sourced;
