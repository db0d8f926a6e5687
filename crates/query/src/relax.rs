//! Phrases that no passage holds, asked for less strictly: near one another, then word by word.

use ibid_core::diagnostic::{Code, Diagnostic};
use ibid_core::query::{Clause, Group, Phrase};

/// How many other words may stand among those of a phrase that is asked for as near.
const NEAR: u32 = 8;

/// How much less is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relaxation {
    /// The words of a phrase near one another, in any order.
    Near,
    /// The words of a phrase, ranked like any others.
    Words,
}

impl Relaxation {
    /// The steps, the strictest first.
    pub(crate) const ALL: [Relaxation; 2] = [Relaxation::Near, Relaxation::Words];

    /// What to tell whoever asked for `phrases`.
    pub(crate) fn diagnostic(self, phrases: &[String]) -> Diagnostic {
        let quoted: Vec<String> = phrases.iter().map(|phrase| format!("\"{phrase}\"")).collect();
        let fields = [("phrase", quoted.join(", "))];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let code = match self {
            Relaxation::Near => Code::PhraseNear,
            Relaxation::Words => Code::PhraseWords,
        };
        Diagnostic::new(code, &fields)
    }
}

/// A query that asks for less than `root`, and the phrases that it no longer insists on; `None`
/// where that would ask for the same. What a sign or an operator requires stays required, and so
/// does nearness that was asked for.
pub(crate) fn relax(root: &Group, step: Relaxation) -> Option<(Group, Vec<String>)> {
    let mut phrases = Vec::new();
    let relaxed = group(root, step, &mut phrases);
    (!phrases.is_empty()).then_some((relaxed, phrases))
}

fn group(asked: &Group, step: Relaxation, phrases: &mut Vec<String>) -> Group {
    let mut relaxed = Group { not: asked.not.clone(), ..Group::default() };
    for clause in &asked.must {
        match clause {
            Clause::Phrase(phrase) if !phrase.required && phrase.slop == 0 => match step {
                Relaxation::Near if phrase.words.len() > 1 => {
                    phrases.push(phrase.text.clone());
                    let near = Phrase { slop: NEAR, ..phrase.clone() };
                    relaxed.must.push(Clause::Phrase(near));
                }
                Relaxation::Near => relaxed.must.push(clause.clone()),
                Relaxation::Words => {
                    phrases.push(phrase.text.clone());
                    relaxed.should.extend(phrase.words.iter().cloned().map(Clause::Word));
                }
            },
            Clause::Group(inner) => relaxed.must.push(Clause::Group(group(inner, step, phrases))),
            other => relaxed.must.push(other.clone()),
        }
    }

    relaxed.should.extend(asked.should.iter().cloned());
    relaxed
}

/// A query that asks for `other` where it asked for the phrase with this text.
pub(crate) fn replace_phrase(root: &Group, text: &str, other: &Phrase) -> Group {
    let of_one = |clause: &Clause| match clause {
        Clause::Phrase(phrase) if phrase.slop == 0 && phrase.text == text => {
            Clause::Phrase(Phrase { required: phrase.required, ..other.clone() })
        }
        Clause::Group(group) => Clause::Group(replace_phrase(group, text, other)),
        clause => clause.clone(),
    };
    let of_all = |clauses: &[Clause]| clauses.iter().map(of_one).collect();
    Group { must: of_all(&root.must), should: of_all(&root.should), not: root.not.clone() }
}

#[cfg(test)]
mod tests {
    use ibid_core::analysis::Analyzer;

    use super::*;
    use crate::{ParseOptions, parse};

    fn relaxed(text: &str, step: Relaxation) -> Option<(Group, Vec<String>)> {
        let parsed = parse(text, &mut Analyzer::new(), &ParseOptions::default());
        relax(&parsed.query.root, step)
    }

    #[test]
    fn a_phrase_is_asked_for_as_near_and_then_as_words() {
        let (near, phrases) = relaxed("\"marée haute\" lang:fr", Relaxation::Near).unwrap();
        assert_eq!(phrases, ["marée haute"]);
        assert!(matches!(&near.must[..], [Clause::Phrase(phrase)] if phrase.slop == NEAR));
        let (words, _) = relaxed("\"marée haute\" \"phare\"", Relaxation::Words).unwrap();
        assert!(words.must.len() == 1 && words.should.len() == 2, "{words:?}");
    }

    #[test]
    fn what_is_required_stays_so() {
        assert_eq!(relaxed("+\"marée haute\"", Relaxation::Words), None);
        assert_eq!(relaxed("\"marée haute\" AND phare", Relaxation::Words), None);
        assert_eq!(relaxed("\"marée haute\"~3", Relaxation::Words), None);
        assert_eq!(relaxed("marée haute", Relaxation::Words), None);
        assert_eq!(relaxed("\"marée haute\" phare", Relaxation::Words), None);
        let (words, _) = relaxed("\"marée haute\" -phare", Relaxation::Words).unwrap();
        assert_eq!(words.not.len(), 1);
    }
}
