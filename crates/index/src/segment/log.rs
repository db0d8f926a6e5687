//! Numbers that are written down one after the other and read once, in that order.

/// Digits of 15 bits, the lowest first. The highest bit of a digit says that another one follows.
#[derive(Debug, Default)]
pub(super) struct Log(Vec<u16>);

const DIGIT: u32 = 15;
const MORE: u16 = 1 << DIGIT;

impl Log {
    pub(super) fn push(&mut self, number: u32) {
        let mut rest = number;
        while rest >> DIGIT != 0 {
            self.0.push(rest as u16 | MORE);
            rest >>= DIGIT;
        }
        self.0.push(rest as u16);
    }

    /// All numbers, in the order in which they came.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let mut digits = self.0.as_slice();
        std::iter::from_fn(move || {
            // Nearly all have one digit or two, in no order that a processor could foresee: both are
            // read without a branch.
            let (first, rest) = digits.split_first()?;
            let second = rest.first().copied().unwrap_or_default();
            let has_second = first >> DIGIT;
            let digit = |digit: u16| u32::from(digit & !MORE);
            let mut number = digit(*first) | digit(second * has_second) << DIGIT;
            digits = rest.get(usize::from(has_second)..)?;

            if has_second & second >> DIGIT == 1 {
                let (third, rest) = digits.split_first()?;
                number |= u32::from(*third) << (2 * DIGIT);
                digits = rest;
            }
            Some(number)
        })
    }

    /// How many bytes of memory this takes.
    pub(super) fn memory(&self) -> usize {
        size_of_val(self.0.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_read_in_the_order_in_which_they_were_written(
            numbers in proptest::collection::vec((any::<u32>(), 0u32..32), 0..50)
        ) {
            let numbers: Vec<u32> = numbers.iter().map(|(number, bits)| number >> bits).collect();
            let mut log = Log::default();
            numbers.iter().for_each(|number| log.push(*number));
            prop_assert_eq!(log.iter().collect::<Vec<_>>(), numbers);
        }
    }
}
