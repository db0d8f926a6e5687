//! The elements of a page that are open.

use std::collections::HashMap;

use ibid_core::rules::Rule;

use super::elements::Role;

/// Elements nested deeper than this are read as if their tags were not there.
pub(super) const DEEPEST: usize = 200;
/// An end tag that was left out is looked for `IMPLIED` elements up.
const IMPLIED: usize = 16;

/// An element that is open.
pub(super) struct Element {
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) rule: Option<Rule>,
    pub(super) doubtful: Option<Rule>,
    /// It has no text for readers, or is within one that has none.
    pub(super) hidden: bool,
    /// It stands in the copy.
    pub(super) copied: bool,
}

#[derive(Default)]
pub(super) struct Stack {
    elements: Vec<Element>,
    /// How many elements of each name are open.
    names: HashMap<String, usize>,
}

impl Stack {
    pub(super) fn top(&self) -> Option<&Element> {
        self.elements.last()
    }

    pub(super) fn depth(&self) -> usize {
        self.elements.len()
    }

    pub(super) fn push(&mut self, element: Element) {
        *self.names.entry(element.name.clone()).or_default() += 1;
        self.elements.push(element);
    }

    pub(super) fn pop(&mut self) -> Option<Element> {
        let element = self.elements.pop()?;
        if let Some(count) = self.names.get_mut(&element.name) {
            *count = count.saturating_sub(1);
        }
        Some(element)
    }

    /// How many elements of a name are open.
    pub(super) fn count(&self, name: &str) -> usize {
        self.names.get(name).copied().unwrap_or(0)
    }

    /// The depth of the innermost element of a name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.elements.iter().rposition(|element| element.name == name)
    }

    /// From which depth on an element of this role closes what is open by standing there: HTML
    /// Standard, section 13.1.2.4.
    pub(super) fn implied(&self, opening: Role) -> Option<usize> {
        // A picture or a script's substitute stands within a paragraph.
        if matches!(opening, Role::Inline | Role::Hidden) {
            return None;
        }
        let closes = |role: Role| match opening {
            Role::Row => matches!(role, Role::Row | Role::Cell),
            Role::Item | Role::Cell | Role::Link | Role::Button => role == opening,
            _ => role == Role::Paragraph,
        };

        let near = self.elements.iter().enumerate().rev().take(IMPLIED);
        let mut found = None;
        for (depth, element) in near {
            if closes(element.role) {
                found = Some(depth);
            } else if is_bound(element, opening) {
                break;
            }
        }

        found
    }
}

/// Whether an element that opens closes nothing around this one.
fn is_bound(element: &Element, opening: Role) -> bool {
    match (opening, element.role) {
        (Role::Item, role) => role == Role::List,
        (Role::Row | Role::Cell, role) => role == Role::Table,
        // Elements of a page end a picture.
        (_, Role::Hidden) => !matches!(element.name.as_str(), "svg" | "math"),
        (_, role) => matches!(role, Role::Item | Role::Cell | Role::Block | Role::Button),
    }
}
