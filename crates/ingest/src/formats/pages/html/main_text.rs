//! Which blocks of a page are its main text.
//!
//! `dom_smoothie` judges, as the reader view of a browser would: it gets the plain copy of the page, and
//! the blocks whose marks (`copy`) are in what it gives back are the main text.

use dom_smoothie::{Config, Readability};
use ibid_core::document::BlockKind;
use ibid_core::rules::Rule;

use super::copy::marked;
use super::walker::{Page, Raw};
use crate::clean::words;

/// Beyond this the judgement takes too long, and all of the page is its main text.
const MOST_ELEMENTS: usize = 30_000;
/// The same for the length of the copy, in bytes.
const LONGEST_COPY: usize = 4 * 1024 * 1024;

/// For each block of a page the rule that leaves it out, if one does.
pub(super) fn rules(page: &Page) -> Vec<Option<Rule>> {
    let sure: Vec<_> = page.blocks.iter().map(|block| block.rule).collect();
    let by_names: Vec<_> = page.blocks.iter().map(|block| block.rule.or(block.doubtful)).collect();

    // Names that leave out most of a page mislead.
    let best = if left(&page.blocks, &by_names) * 3 >= left(&page.blocks, &sure) {
        by_names
    } else {
        sure
    };
    let Some(main) = judged(page) else { return best };
    let mut rules = best.clone();
    for (rule, main) in rules.iter_mut().zip(main) {
        if !main {
            rule.get_or_insert(Rule::Boilerplate);
        }
    }

    // So does a judgement that finds a part of a text to be the whole of it.
    if left(&page.blocks, &rules) * 3 >= left(&page.blocks, &best) { rules } else { best }
}

/// Whether a page is not judged, since that would take too long.
pub(super) fn is_too_large(page: &Page) -> bool {
    page.copy.elements > MOST_ELEMENTS || page.copy.text.len() > LONGEST_COPY
}

/// How many words stay.
fn left(blocks: &[Raw], rules: &[Option<Rule>]) -> usize {
    blocks.iter().zip(rules).filter(|(_, rule)| rule.is_none()).map(|(b, _)| words(&b.text)).sum()
}

/// For each block, whether it is judged to be main text; `None` when there is no judgement.
fn judged(page: &Page) -> Option<Vec<bool>> {
    if is_too_large(page) {
        return None;
    }
    let copy = format!("<html><head></head><body>{}</body></html>", page.copy.text);
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::new(copy, None, Some(config)).ok()?.parse().ok()?;
    let mut main = vec![false; page.blocks.len()];
    for number in marked(&article.text_content) {
        if let Some(main) = main.get_mut(number) {
            *main = true;
        }
    }

    keep_headings(&page.blocks, &mut main);
    Some(main)
}

/// A heading right above main text is its own, although an accordion sets it apart.
fn keep_headings(blocks: &[Raw], main: &mut [bool]) {
    let mut above_main = false;
    for (block, main) in blocks.iter().zip(main).rev().filter(|(block, _)| !block.text.is_empty()) {
        *main |= above_main && block.rule.is_none() && matches!(block.kind, BlockKind::Heading(_));
        above_main = *main;
    }
}
