//! The title page: `DocumentName` and the items of `ExtractedInformation`, each with its name.

use ibid_core::document::{About, Date, LeftOut};
use ibid_core::rules::Rule;

use crate::clean::clean;
use crate::formats::notes::text::publication::whole_date;

/// The parts of the title, in order.
const TITLE: &[&str] = &["InstitutionDebate", "DocumentName", "Parliament", "Session", "Number"];

/// One item, cleaned.
struct Item {
    name: String,
    text: String,
    line: u32,
}

/// The items as they come.
#[derive(Default)]
pub(super) struct Front(Vec<Item>);

impl Front {
    pub(super) fn add(&mut self, name: &str, text: &str, line: u32) {
        if !text.is_empty() {
            self.0.push(Item { name: name.to_owned(), text: text.to_owned(), line });
        }
    }

    /// The line of the first part of the title.
    pub(super) fn line(&self) -> u32 {
        self.0.iter().find(|item| TITLE.contains(&item.name.as_str())).map_or(1, |item| item.line)
    }

    /// What they say of the document.
    pub(super) fn about(&self) -> About {
        let parts: Vec<&str> = TITLE.iter().filter_map(|name| self.get(name)).collect();
        let title = Some(parts.join(", ")).filter(|title| !title.is_empty());
        let author = self.get("Institution").or(self.get("MetaInstitution")).map(clean);
        About { title, author, date: self.date(), ..About::default() }
    }

    /// What the title does not say stays beside the passages.
    pub(super) fn leave_out(self, left_out: &mut Vec<LeftOut>) {
        let rest = self.0.into_iter().filter(|item| !TITLE.contains(&item.name.as_str()));
        left_out.extend(rest.map(|item| LeftOut {
            line: item.line,
            text: item.text,
            rule: Rule::TitlePage,
        }));
    }

    fn date(&self) -> Option<Date> {
        let number = |name| self.get(name)?.parse::<u16>().ok();
        let small = |name| number(name).and_then(|n| u8::try_from(n).ok());
        let numbers = || {
            let (month, day) = (small("MetaDateNumMonth")?, small("MetaDateNumDay")?);
            Date::new(number("MetaDateNumYear")?, month, day)
        };
        numbers()
            .or_else(|| whole_date(self.get("HeaderDate")?))
            .or_else(|| whole_date(self.get("Date")?))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|item| item.name == name).map(|item| item.text.as_str())
    }
}
