//! Which terms of a segment the numbers mean that analysers give to theirs: a term that came before
//! need not be looked for.

/// More vocabularies than threads have at a time.
const MOST: usize = 16;

/// The terms of vocabularies, see [`Tokens::vocabulary`](ibid_core::analysis::Tokens::vocabulary).
#[derive(Debug, Default)]
pub(super) struct KnownTerms {
    /// The one that was asked for last is the last.
    vocabularies: Vec<(u64, Known)>,
}

/// The terms of one vocabulary, or of none.
#[derive(Debug, Default)]
pub(super) struct Known(Vec<u32>);

impl KnownTerms {
    /// The terms of a vocabulary.
    pub(super) fn of(&mut self, vocabulary: Option<u64>) -> &mut Known {
        // those without a name bear no numbers
        let name = vocabulary.unwrap_or(u64::MAX);
        match self.vocabularies.iter().position(|(known, _)| *known == name) {
            Some(at) => self.vocabularies[at..].rotate_left(1),
            None => {
                self.vocabularies.push((name, Known::default()));
                if self.vocabularies.len() > MOST {
                    self.vocabularies.remove(0);
                }
            }
        }
        let last = self.vocabularies.len() - 1;
        &mut self.vocabularies[last].1
    }

    /// How many bytes of memory they take.
    pub(super) fn memory(&self) -> usize {
        self.vocabularies.iter().map(|(_, known)| known.0.len() * size_of::<u32>()).sum()
    }
}

impl Known {
    /// The number that a term has in its field, by that which its analyser gave it. Where neither is
    /// known it is looked up.
    pub(super) fn in_field(&mut self, number: Option<u32>, look_up: impl FnOnce() -> u32) -> u32 {
        let Some(number) = number.map(|number| number as usize) else { return look_up() };
        if number >= self.0.len() {
            self.0.resize((number + 1).next_power_of_two(), 0);
        }
        // one more than it is: 0 is not known
        let known = &mut self.0[number];
        if *known == 0 {
            *known = look_up() + 1;
        }
        *known - 1
    }
}
