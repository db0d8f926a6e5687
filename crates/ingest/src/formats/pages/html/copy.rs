//! The plain copy of a page, for the judgement of what is its main text (`main_text`): well formed, of
//! bounded depth, each block marked, and without what is never content.
//!
//! A mark is two characters for private use.

use super::elements::{Purpose, Role, role};

/// How many second characters a mark may have.
const LOW: u32 = 0x900;

/// The mark of a block by its number.
fn mark(number: usize) -> impl Iterator<Item = char> {
    let number = u32::try_from(number).unwrap_or(u32::MAX).min(0x1000 * LOW - 1);
    [0xe000 + number / LOW, 0xf000 + number % LOW].into_iter().filter_map(char::from_u32)
}

/// The numbers of the blocks whose marks are in a text.
pub(super) fn marked(text: &str) -> impl Iterator<Item = usize> {
    text.chars().zip(text.chars().skip(1)).filter_map(|(high, low)| {
        let high = u32::from(high).checked_sub(0xe000).filter(|high| *high < 0x1000)?;
        let low = u32::from(low).checked_sub(0xf000).filter(|low| *low < LOW)?;
        usize::try_from(high * LOW + low).ok()
    })
}

/// What stands in the body of a page.
#[derive(Default)]
pub(super) struct Copy {
    pub(super) text: String,
    /// How many elements it has.
    pub(super) elements: usize,
}

impl Copy {
    pub(super) fn open(&mut self, name: &str, purpose: &Purpose<'_>) {
        let copy = &mut self.text;
        copy.push('<');
        copy.push_str(name);

        // `accordion-header` says of a heading what it is anyway, and would count against it.
        let is_heading = matches!(role(name), Role::Heading(_));
        for (name, value) in [("class", purpose.class), ("id", purpose.id), ("role", purpose.role)]
        {
            if !is_heading && !value.is_empty() && value.len() < 300 {
                let value = value.replace('"', "");
                copy.extend([" ", name, "=\"", value.as_str(), "\""]);
            }
        }

        if name == "a" {
            copy.push_str(if purpose.is_anchor { " href=\"#x\"" } else { " href=\"/x\"" });
        }
        copy.push('>');
        self.elements += 1;
    }

    pub(super) fn close(&mut self, name: &str) {
        self.text.extend(["</", name, ">"]);
    }

    pub(super) fn line_break(&mut self) {
        self.text.push_str("<br>");
        self.elements += 1;
    }

    /// The mark of a block by its number.
    pub(super) fn mark(&mut self, number: usize) {
        self.text.extend(mark(number));
    }

    /// Writes text, of which only the length and the commas matter: other signs stand for those of
    /// markup, and the characters of marks would count for a block.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push('+'),
                '<' => self.text.push('('),
                '>' => self.text.push(')'),
                '\u{e000}'..='\u{f8ff}' | '\0' => {}
                c => self.text.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_again() {
        for number in [0, 1, 0x8ff, 0x900, 1_000_000] {
            let text: String = "é".chars().chain(mark(number)).chain("x".chars()).collect();
            assert_eq!(marked(&text).collect::<Vec<_>>(), [number]);
        }
    }
}
