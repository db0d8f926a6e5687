//! From items to the tree: what is required, what ranks, what is left out.

use ibid_core::diagnostic::Code;
use ibid_core::query::{Clause, Group, Word};

use super::Warnings;
use super::lex::{Item, Op, Sign, What};
use super::words::Analysed;

/// Brackets nested deeper than this are ignored.
const MAX_DEPTH: usize = 32;

/// Makes every operator text, every sign nothing and every quote and bracket invisible: what a
/// pasted sentence needs. No sentence has a plus before a quote: `+"a phrase"` stays.
pub(super) fn as_prose(items: &mut Vec<Item>, analysed: &Analysed<'_>) {
    items.retain(|item| {
        let bracket = matches!(item.what, What::Open | What::Close { .. });
        is_typed(item) || (!bracket && !analysed.within(&item.range).is_empty())
    });
    for item in items.iter_mut().filter(|item| !is_typed(item)) {
        item.sign = Sign::None;
        item.what = What::Text;
    }
}

/// Whether an item means the same in a sentence as in a typed query.
fn is_typed(item: &Item) -> bool {
    match item.what {
        What::Field { bracketed, .. } => !bracketed,
        What::Phrase { .. } => item.sign == Sign::Must,
        _ => false,
    }
}

/// Lets phrases rank and not filter in a question that has other words: there, people quote a word
/// to stress it.
///
/// What is explicit stays: a sign before the phrase, a distance after it, and any operator or signed
/// bracket in the query.
pub(super) fn rank_quoted(items: &mut [Item], analysed: &Analysed<'_>) {
    let ranks =
        |item: &Item| matches!(item.what, What::Text | What::Prefix) && item.sign != Sign::Not;
    let mut others = items.iter().filter(|item| ranks(item));
    if items.iter().any(is_boolean) || !others.any(|item| has_content(item, analysed)) {
        return;
    }
    for item in items.iter_mut().filter(|item| item.sign == Sign::None) {
        if item.what == (What::Phrase { slop: 0 }) {
            item.what = What::Quoted;
        }
    }
}

/// Whether an item shows that the query is a boolean one.
fn is_boolean(item: &Item) -> bool {
    match item.what {
        What::Op(_) => true,
        What::Open => item.sign != Sign::None,
        _ => false,
    }
}

/// Whether an item is more than function words. A beginning of a word always is.
pub(super) fn has_content(item: &Item, analysed: &Analysed<'_>) -> bool {
    item.what == What::Prefix || analysed.within(&item.range).iter().any(|found| !found.word.stop)
}

/// Leaves only what the tree can be made of: items with words, brackets in pairs and not too deep,
/// operators with something on each side that needs it.
pub(super) fn normalise(
    items: Vec<Item>,
    analysed: &Analysed<'_>,
    warnings: &mut Warnings,
) -> Vec<Item> {
    let mut items = pair_brackets(items, analysed, warnings);
    // from the right: every operator needs something after it
    items.reverse();
    let starts = |next: Option<&Item>| {
        next.is_some_and(|n| !matches!(n.what, What::Close { .. } | What::Op(Op::And | Op::Or)))
    };

    let items = keep_operators(items, analysed, warnings, |_, next| starts(next));
    // and from the left: AND and OR something before
    let mut items = items;
    items.reverse();

    keep_operators(items, analysed, warnings, |op, before| {
        op == Op::Not || before.is_some_and(|b| !matches!(b.what, What::Open | What::Op(_)))
    })
}

/// Drops the operators that do not go with the item that is kept before them.
fn keep_operators(
    items: Vec<Item>,
    analysed: &Analysed<'_>,
    warnings: &mut Warnings,
    goes: impl Fn(Op, Option<&Item>) -> bool,
) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    for item in items {
        match item.what {
            What::Op(op) if !goes(op, kept.last()) => {
                let fields = [("operator", analysed.slice(&item.range))];
                warnings.add(Code::DanglingOperator, &fields);
            }
            _ => kept.push(item),
        }
    }

    kept
}

/// Drops items without words, brackets without a partner or without anything inside, and those
/// that nest too deep. Fields are left out: the filter has them.
fn pair_brackets(items: Vec<Item>, analysed: &Analysed<'_>, warnings: &mut Warnings) -> Vec<Item> {
    let lone = lone_brackets(&items, warnings);
    let mut kept: Vec<Item> = Vec::with_capacity(items.len());
    let mut depth = 0usize;
    for (item, lone) in items.into_iter().zip(lone) {
        match item.what {
            What::Field { .. } => {}
            _ if lone => {}
            What::Open => {
                depth += 1;
                if depth <= MAX_DEPTH {
                    kept.push(item);
                } else {
                    warnings.add(Code::NestedTooDeep, &[("limit", &MAX_DEPTH.to_string())]);
                }
            }
            What::Close { .. } => {
                let seen = depth <= MAX_DEPTH;
                depth = depth.saturating_sub(1);
                if seen && kept.pop_if(|last| last.what == What::Open).is_none() {
                    kept.push(item);
                }
            }
            _ if analysed.within(&item.range).is_empty() => {}
            _ => kept.push(item),
        }
    }

    kept
}

/// Which items are brackets without a partner.
fn lone_brackets(items: &[Item], warnings: &mut Warnings) -> Vec<bool> {
    let mut lone = vec![false; items.len()];
    let mut open = Vec::new();
    let mut reported = false;
    for (i, item) in items.iter().enumerate() {
        match item.what {
            What::Open => open.push(i),
            What::Close { listed } if open.pop().is_none() => {
                reported |= !listed;
                if let Some(l) = lone.get_mut(i) {
                    *l = true;
                }
            }
            _ => {}
        }
    }

    reported |= !open.is_empty();
    for i in open {
        if let Some(l) = lone.get_mut(i) {
            *l = true;
        }
    }

    if reported {
        warnings.add(Code::UnbalancedBracket, &[]);
    }
    lone
}

/// The tree of settled items.
pub(super) fn tree(items: &[Item], analysed: &Analysed<'_>, warnings: &mut Warnings) -> Group {
    let says = |item: &Item| item.sign != Sign::None || matches!(item.what, What::Op(_));
    let has_signs = items.iter().any(says);
    let mut builder = Builder { items: items.iter(), analysed, has_signs, warnings };
    builder.group()
}

/// What stands between two operators, and how it must stand in a passage.
struct Part {
    what: Content,
    sign: Sign,
}

enum Content {
    /// Clauses that rank, each for itself, and what they are when they are asked for together.
    Words(Vec<Clause>, Option<Clause>),
    Phrase(Clause),
    Group(Group),
}

struct Builder<'i, 'a, 'w> {
    items: std::slice::Iter<'i, Item>,
    analysed: &'i Analysed<'a>,
    /// Whether any sign or operator says more than that words rank.
    has_signs: bool,
    warnings: &'w mut Warnings,
}

impl Builder<'_, '_, '_> {
    /// Reads up to the bracket that closes the group. The depth of the recursion is that of the
    /// brackets, which is bounded.
    fn group(&mut self) -> Group {
        let mut branches: Vec<Vec<Part>> = vec![Vec::new()];
        let (mut and, mut not) = (false, false);
        while let Some(item) = self.items.next() {
            let what = match item.what {
                What::Close { .. } => break,
                What::Field { .. } => continue,
                What::Op(Op::Or) => {
                    branches.push(Vec::new());
                    continue;
                }
                What::Op(Op::And) => {
                    and = true;
                    if let Some(part) = branches.last_mut().and_then(|b| b.last_mut()) {
                        part.require();
                    }
                    continue;
                }
                What::Op(Op::Not) => {
                    not = !not;
                    continue;
                }
                What::Open => Content::Group(self.group()),
                What::Quoted => Content::Words(self.quoted(item), None),
                What::Text | What::Prefix | What::Phrase { .. } => self.operand(item),
            };
            let mut part = Part { what, sign: item.sign };
            if not {
                part.sign = Sign::Not;
            } else if and {
                part.require();
            }
            (and, not) = (false, false);
            if let Some(branch) = branches.last_mut() {
                branch.push(part);
            }
        }

        let mut branches: Vec<Group> = branches.into_iter().map(together).collect();
        match branches.pop() {
            Some(only) if branches.is_empty() => only,
            last => self.choice(branches.into_iter().chain(last)),
        }
    }

    /// The words of a phrase that ranks. Where they are function words alone they rank too, or the
    /// phrase would be lost: `"the who" concert`.
    fn quoted(&self, item: &Item) -> Vec<Clause> {
        let content = has_content(item, self.analysed);
        let mut clauses = Vec::new();
        for found in self.analysed.within(&item.range) {
            let stop = content && found.word.stop;
            clauses.push(Clause::Word(Word { stop, quoted: true, ..found.word.clone() }));
        }
        clauses
    }

    fn operand(&self, item: &Item) -> Content {
        let words = self.analysed.within(&item.range);
        let mut clauses: Vec<Clause> = words.iter().map(|w| Clause::Word(w.word.clone())).collect();
        if item.what == What::Prefix {
            if let Some(beginning) = self.analysed.beginning(&item.range) {
                clauses.pop();
                clauses.push(Clause::Prefix(beginning.to_owned()));
            }
            let all = Group { must: clauses.clone(), ..Group::default() };
            return Content::Words(clauses, simplest(all));
        }

        if clauses.len() == 1 {
            return match (item.what, clauses.pop()) {
                (What::Phrase { .. }, Some(word)) => Content::Phrase(word),
                (_, word) => {
                    let together = if self.has_signs { word.clone() } else { None };
                    Content::Words(word.into_iter().collect(), together)
                }
            };
        }

        let slop = if let What::Phrase { slop } = item.what { slop } else { 0 };
        // only what is quoted or signed needs the row
        let in_a_row = || Clause::Phrase(self.analysed.phrase(&item.range, slop));
        match item.what {
            What::Phrase { .. } => Content::Phrase(in_a_row()),
            _ => Content::Words(clauses, self.has_signs.then(in_a_row)),
        }
    }

    /// A group of which one branch is enough.
    fn choice(&mut self, branches: impl Iterator<Item = Group>) -> Group {
        let mut choice = Group::default();
        for branch in branches {
            if branch.must.is_empty() && branch.not.is_empty() {
                choice.should.extend(branch.should);
            } else if branch.must.is_empty() && branch.should.is_empty() {
                self.warnings.add(Code::ExclusionInChoice, &[]);
                choice.not.extend(branch.not);
            } else {
                choice.should.extend(simplest(branch));
            }
        }

        choice
    }
}

impl Part {
    fn require(&mut self) {
        if self.sign == Sign::None {
            self.sign = Sign::Must;
        }
    }
}

/// Parts that stand side by side.
fn together(parts: Vec<Part>) -> Group {
    let mut group = Group::default();
    for Part { what, sign } in parts {
        let clause = |what| match what {
            Content::Words(_, clause) => clause,
            Content::Phrase(clause) => Some(clause),
            Content::Group(group) => simplest(group),
        };
        match (sign, what) {
            (Sign::Must, what) => group.must.extend(clause(what).map(required)),
            (Sign::Not, what) => group.not.extend(clause(what)),
            (Sign::None, Content::Words(words, _)) => group.should.extend(words),
            (Sign::None, Content::Phrase(phrase)) => group.must.push(phrase),
            // brackets that no operator stands beside change nothing
            (Sign::None, Content::Group(inner)) => {
                group.must.extend(inner.must);
                group.should.extend(inner.should);
                group.not.extend(inner.not);
            }
        }
    }

    group
}

/// A clause that a sign or an operator stands before.
fn required(mut clause: Clause) -> Clause {
    if let Clause::Phrase(phrase) = &mut clause {
        phrase.required = true;
    }
    clause
}

/// A group as a clause, without the group where it holds only one.
fn simplest(mut group: Group) -> Option<Clause> {
    match (group.must.len(), group.should.len(), group.not.len()) {
        (0, 0, 0) => None,
        (1, 0, 0) => group.must.pop(),
        (0, 1, 0) => group.should.pop(),
        _ => Some(Clause::Group(group)),
    }
}
