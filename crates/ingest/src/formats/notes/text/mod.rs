//! Plain text, and the text saved from a web page.
//!
//! Such a text has lost its tags, so what a block is must be told from its looks: `lines` makes raw
//! blocks, `boilerplate` and `publication` know the lines that are not content, `headings` the rest.
//! Whatever is left out is kept in [`Document::left_out`] with the rule that did it; when in doubt a
//! line stays, as a paragraph. A text that nothing proves to be a page may be speech, and those
//! rules take no line out of it.

mod boilerplate;
mod headings;
mod lines;
pub(crate) mod publication;

use ibid_core::document::{Block, BlockKind, Document, LeftOut};
use ibid_core::ids::SourceId;
use ibid_core::rules::Rule;

use crate::Format;
use crate::clean::words;
use crate::formats::turns::{self, Turns};
use crate::formats::{bound, empty};
use headings::{Role, is_heading_like, is_title_like};
use lines::{Raw, ends_sentence};

/// Reads one page. `text` is in NFC.
pub(crate) fn read(text: &str, source: SourceId) -> Document {
    let mut page = Page::new(lines::blocks(text));
    let turns = Turns::from_texts(page.raws.iter().map(|raw| raw.text.as_str()));
    let title = page.find_title(turns.as_ref());
    page.leave_out_cards(title);
    let mut document = empty(source, Format::Text);
    page.find_publication(title, &mut document);
    if let Some(title) = title {
        page.leave_out_repeats(title);
        document.about.title = Some(page.raws[title].text.clone());
    }

    page.leave_out_footer(title);
    let title_line = title.map_or(1, |title| page.raws[title].line);
    let mut document = page.finish(title, document);
    bound(&mut document, title_line);
    turns::name(&mut document);

    document
}

/// What a line says of when a text was published; `On 3 May 2020.` alone may answer a question.
pub(crate) fn published(line: &str) -> Option<publication::Publication> {
    let found = publication::parse(line).filter(|found| found.date.is_some())?;
    (found.has_verb || !boilerplate::is_said(line)).then_some(found)
}

/// The stretches of a text that stand apart, each with its line from 1 and its list sign,
/// whatever each of them is.
pub(crate) fn plain_blocks(text: &str) -> Vec<(u32, Option<String>, String)> {
    lines::blocks(text).into_iter().map(|raw| (raw.line, raw.sign, raw.text)).collect()
}

/// Whether a line is there for the browser: the mark of a saved page. A row of signs is none, for
/// people draw them too.
pub(crate) fn is_boilerplate(line: &str) -> bool {
    boilerplate::rule(line).is_some_and(|rule| rule != Rule::Separator)
}

/// The raw blocks of a page, and for each the rule that leaves it out.
struct Page {
    raws: Vec<Raw>,
    rules: Vec<Option<Rule>>,
    /// It was saved from the web.
    is_page: bool,
}

impl Page {
    fn new(mut raws: Vec<Raw>) -> Self {
        let mut rules: Vec<_> = raws.iter().map(|raw| boilerplate::rule(&raw.text)).collect();
        for i in 1..raws.len() {
            // The path that `You are here` announces.
            let text = &raws[i].text;
            let short = words(text) <= 4 || boilerplate::is_path(text);
            if rules[i].is_none()
                && boilerplate::is_here_label(&raws[i - 1].text)
                && short
                && !ends_sentence(text)
            {
                rules[i] = Some(Rule::Breadcrumb);
            }
        }

        let is_page = is_page(&raws, &rules);
        if !is_page {
            rules.iter_mut().for_each(|rule| *rule = rule.filter(|rule| *rule == Rule::Separator));
        }

        for i in 1..raws.len() {
            // What stands below boilerplate stands on its own.
            raws[i].adjacent &= rules[i - 1].is_none();
        }
        Page { raws, rules, is_page }
    }

    /// The blocks that no rule has left out yet, from `start` on.
    fn kept(&self, start: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        (start..self.raws.len()).filter(|i| self.rules[*i].is_none())
    }

    /// The title: the first block that looks like one, but rather one of three words or more than
    /// the one or two words of a menu above it, which are then left out.
    fn find_title(&mut self, turns: Option<&Turns>) -> Option<usize> {
        let mut short = Vec::new();
        let mut title = None;
        for i in self.kept(0) {
            let raw = &self.raws[i];
            if publication::parse(&raw.text).is_some_and(|p| p.date.is_some()) {
                continue;
            }
            let is_turn = turns.is_some_and(|turns| turns.opening(&raw.text).is_some());
            if is_turn || raw.sign.is_some() || !is_title_like(&raw.text) || short.len() > 3 {
                break;
            }
            if words(&raw.text) >= 3 {
                title = Some(i);
                break;
            }
            short.push(i);
        }

        if title.is_some() && self.is_page {
            short.iter().for_each(|i| self.rules[*i] = Some(Rule::Breadcrumb));
        }
        title.or_else(|| short.first().copied())
    }

    /// Whether the title is set off from what follows it, by a blank line or by a line drawn under
    /// it. One that is not may be the first line of the text.
    fn is_set_off(&self, title: usize) -> bool {
        let Some(next) = self.kept(title + 1).next() else { return true };
        let between = self.raws.iter().zip(&self.rules).take(next + 1).skip(title + 1);
        between.into_iter().any(|(raw, rule)| raw.apart || *rule == Some(Rule::Separator))
    }

    /// The name of a file to download, right above its size.
    fn leave_out_cards(&mut self, title: Option<usize>) {
        if !self.is_page {
            return;
        }
        for i in 1..self.raws.len() {
            let name = &self.raws[i - 1];
            let is_name =
                name.sign.is_none() && is_heading_like(&name.text) && Some(i - 1) != title;
            if boilerplate::is_file(&self.raws[i].text) && self.rules[i - 1].is_none() && is_name {
                self.rules[i - 1] = Some(Rule::Download);
            }
        }
    }

    /// Publication lines: near the title in any form, further down only when they say what they are.
    fn find_publication(&mut self, title: Option<usize>, document: &mut Document) {
        let top = title.map_or(0, |title| title + 1);
        let near: Vec<usize> = self.kept(top).take(4).collect();
        let set_off = self.is_page || title.is_some_and(|title| self.is_set_off(title));
        let mut dated_by_update = false;
        let mut label_end = None;
        for i in self.kept(0).collect::<Vec<_>>() {
            let Some(found) = publication::parse(&self.raws[i].text) else { continue };
            let is_near = i < top || near.contains(&i);
            let sure = found.date.is_some() && (found.has_verb || is_near);
            let byline = near.first() == Some(&i) && words(&self.raws[i].text) <= 6 && set_off;
            // `On 3 May 2020.` may answer a question.
            let said = !found.has_verb && boilerplate::is_said(&self.raws[i].text);
            if Some(i) == title || said || !(sure || byline || is_near && found.has_verb) {
                continue;
            }
            self.rules[i] = Some(Rule::Publication);
            label_end = label_end.or(near.contains(&i).then_some(i));
            let about = &mut document.about;
            if found.date.is_some() && (about.date.is_none() || dated_by_update && !found.is_update)
            {
                about.date = found.date;
                dated_by_update = found.is_update;
            }
            if is_near && about.author.is_none() {
                about.author = found.author;
            }
        }

        // `Case study` between the title and its date says what kind of page it is.
        let end = label_end.filter(|_| self.is_page).unwrap_or(top);
        for i in self.kept(top).take_while(|i| *i < end).collect::<Vec<_>>() {
            if words(&self.raws[i].text) <= 4 && !ends_sentence(&self.raws[i].text) {
                self.rules[i] = Some(Rule::Label);
            }
        }
    }

    fn leave_out_repeats(&mut self, title: usize) {
        if !self.is_page {
            return;
        }
        let key = boilerplate::key(&self.raws[title].text);
        for i in self.kept(0).filter(|i| *i != title).collect::<Vec<_>>() {
            // Longer texts cannot be equal, and need no key.
            let text = &self.raws[i].text;
            if text.len() <= 2 * key.len() + 16 && boilerplate::key(text) == key {
                self.rules[i] = Some(Rule::RepeatedTitle);
            }
        }
    }

    /// Short lines at the very end of a page: the site's name, its sections.
    fn leave_out_footer(&mut self, title: Option<usize>) {
        if !self.is_page {
            return;
        }
        let is_footer = |raw: &Raw| {
            raw.sign.is_none() && is_heading_like(&raw.text) && !ends_sentence(&raw.text)
        };

        let last: Vec<usize> =
            self.kept(0).rev().take(5).take_while(|i| is_footer(&self.raws[*i])).collect();
        // A page of nothing but short lines is a list, not a footer.
        if last.len() <= 4 {
            let last = last
                .into_iter()
                .filter(|i| Some(*i) != title && !self.raws[*i].text.contains(": "));
            last.for_each(|i| self.rules[i] = Some(Rule::Footer));
        }
    }

    fn finish(mut self, title: Option<usize>, mut document: Document) -> Document {
        let kept: Vec<usize> = self.kept(0).filter(|i| Some(*i) != title).collect();
        let raws: Vec<&Raw> = kept.iter().map(|i| &self.raws[*i]).collect();
        let roles = headings::roles(&raws, self.is_page);
        drop(raws);
        let mut opening = title.filter(|title| !self.is_set_off(*title));
        let mut counted = 0;
        for (i, role) in kept.into_iter().zip(roles) {
            if let Some(title) = opening.filter(|title| *title < i) {
                opening = None;
                document.blocks.push(self.paragraph(title));
            }
            // taken and not copied: a text may be long
            let raw = std::mem::take(&mut self.raws[i]);
            let number = raw.number();
            let in_list = number.is_none_or(|number| number == 1 || number == counted + 1);
            counted = number.unwrap_or(counted);
            // `22. Spread…` alone counts nothing: the number is a name.
            let text = match &raw.sign {
                Some(sign) if !in_list || matches!(role, Role::Heading(_)) => {
                    format!("{sign} {}", raw.text)
                }
                _ => raw.text,
            };
            let kind = match role {
                Role::Paragraph => BlockKind::Paragraph,
                Role::Bullet => BlockKind::Bullet,
                Role::Heading(level) => BlockKind::Heading(level),
                // Who speaks next, perhaps.
                Role::EmptyLabel if !self.is_page => BlockKind::Paragraph,
                Role::EmptyLabel => {
                    document.left_out.push(LeftOut {
                        line: raw.line,
                        text,
                        rule: Rule::EmptyLabel,
                    });
                    continue;
                }
            };
            document.blocks.push(Block::untimed(kind, text, raw.line));
        }

        for (raw, rule) in self.raws.iter().zip(&self.rules) {
            if let Some(rule) = rule {
                let text = raw.text.clone();
                document.left_out.push(LeftOut { line: raw.line, text, rule: *rule });
            }
        }

        document.left_out.sort_by_key(|left| left.line);
        // A text that is nothing but its title can still be found.
        if let (true, Some(title)) = (document.blocks.is_empty(), title) {
            document.blocks.push(self.paragraph(title));
        }

        document
    }

    fn paragraph(&self, number: usize) -> Block {
        let raw = &self.raws[number];
        Block::untimed(BlockKind::Paragraph, raw.text.clone(), raw.line)
    }
}

/// Whether a text was saved from a web page, and not written or said as it stands: by its
/// boilerplate, and by a line that says when it was published.
fn is_page(raws: &[Raw], rules: &[Option<Rule>]) -> bool {
    let known = raws.iter().zip(rules).filter_map(|(raw, rule)| {
        let text = raw.text.as_str();
        let published = || publication::parse(text).filter(|p| p.has_verb && p.date.is_some());
        rule.or_else(|| published().map(|_| Rule::Publication)).map(|rule| (text, rule))
    });
    boilerplate::proves_page(known)
}

#[cfg(test)]
mod tests;
