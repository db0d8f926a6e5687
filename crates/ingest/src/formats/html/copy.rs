//! The plain copy of a page, for the judgement of what is its main text (`main_text`): well formed, of
//! bounded depth, each block marked, and without what is never content.

use super::elements::{Purpose, Role, role};
use super::main_text::mark;

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
        // `accordion-header` says of a heading what it is anyway, and speaks against it.
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
    /// markup, and the characters of marks would speak for a block.
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
