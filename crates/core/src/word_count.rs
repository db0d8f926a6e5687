//! How long a text is, in words.

/// How many words a text has: stretches between white space that hold a letter or a digit.
pub fn words(text: &str) -> usize {
    let (mut words, mut counted) = (0, false);
    // Without a branch where there is no need for one: every sentence is counted several times.
    for (at, byte) in text.bytes().enumerate() {
        let mut class = CLASSES[usize::from(byte)];
        if class == Class::LEAD {
            class = Class::from_char(text.get(at..).and_then(|rest| rest.chars().next()));
        }
        let letter = class == Class::LETTER;
        words += usize::from(letter & !counted);
        counted = (counted | letter) & (class != Class::SPACE);
    }

    words
}

/// What a byte or a character is to the counting of words.
struct Class;

impl Class {
    /// A sign, or the rest of a character.
    const OTHER: u8 = 0;
    /// A letter or a digit.
    const LETTER: u8 = 1;
    const SPACE: u8 = 2;
    /// The first byte of a character beyond ASCII.
    const LEAD: u8 = 3;

    fn from_char(c: Option<char>) -> u8 {
        match c {
            Some(c) if c.is_alphanumeric() => Class::LETTER,
            Some(c) if c.is_whitespace() => Class::SPACE,
            _ => Class::OTHER,
        }
    }
}

const CLASSES: [u8; 256] = {
    let mut classes = [Class::OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Class::LETTER,
            b' ' | b'\t'..=b'\r' => Class::SPACE,
            0xc0.. => Class::LEAD,
            _ => Class::OTHER,
        };
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn words_are_counted_as_white_space_parts_them(text in "(?s)([ \t\na-eà-öÀ²\u{a0}.«']|.){0,40}") {
            let parted = text.split_whitespace().filter(|w| w.contains(char::is_alphanumeric));
            proptest::prop_assert_eq!(words(&text), parted.count());
        }
    }
}
