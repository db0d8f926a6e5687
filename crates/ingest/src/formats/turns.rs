//! Who speaks in a transcript without times: `LE PRÉSIDENT : La parole est à Mme Roy.`
//!
//! A colon is ordinary punctuation in a text, and nothing is a name unless the whole of the document
//! proves it: names in capitals of which one comes back and another answers, or most paragraphs
//! opening with a name. A paragraph without a name has no speaker.

use std::collections::HashMap;

use ibid_core::document::{Block, BlockKind, Document};

use crate::timed::labels::{self, Deposition, Label};

/// The names that open the paragraphs of one document.
pub(crate) struct Turns {
    counts: HashMap<String, u32>,
    /// Most paragraphs open with one.
    most: bool,
    /// Names in capitals are sure.
    capitals: bool,
    /// Letters before a point ask and answer.
    deposes: bool,
    /// Lines that say no more than `SPEAKER: S1` head what is said below them.
    heads: bool,
}

/// What sentences end with.
const ENDS: [char; 8] = ['.', '!', '?', '…', '»', '”', '"', ')'];
/// What stands before the name of who speaks, in lower case.
const ROLES: [&str; 6] =
    ["speaker", "locuteur", "locutrice", "intervenant", "intervenante", "orateur"];

impl Turns {
    /// Those of a document, by the texts of its paragraphs; `None` where nothing proves any.
    pub(crate) fn from_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let (mut all, mut labelled, mut said) = (0, 0, 0);
        let (mut calls, mut back) = (Vec::new(), false);
        let (mut upper, mut lower) = (0, 0);
        let mut deposition = Deposition::default();
        let (mut headed, mut sentences): (Vec<&str>, usize) = (Vec::new(), 0);
        for text in texts {
            all += 1;
            headed.extend(head(text));
            sentences += usize::from(text.ends_with(ENDS));
            deposition.add(text);
            let label = Label::from_line(text);
            let words = text.bytes().skip(label.as_ref().map_or(0, |label| label.bytes));
            for byte in words {
                upper += usize::from(byte.is_ascii_uppercase());
                lower += usize::from(byte.is_ascii_lowercase());
            }
            let Some(label) = label else { continue };
            labelled += 1;
            said += usize::from(text.ends_with(ENDS));
            let count = counts.entry(label.name.to_owned()).or_default();
            *count += 1;
            if label.stands_out() {
                back |= *count > 1;
                // Two different ones are enough.
                if calls.len() < 2 && !calls.contains(&label.name) {
                    calls.push(label.name);
                }
            }
        }

        let returning = counts.values().any(|count| *count > 1);
        // `Status: open` is a field of a table, and no speech.
        let speech = labelled >= 3 && said * 2 > labelled;
        let most = speech && labelled * 2 > all && counts.len() > 1 && returning;
        let capitals = back && calls.len() > 1 && upper <= lower;

        let deposes = deposition.is_one();
        // Who asks and who answers is answered by the names of the others.
        let capitals = capitals || deposes && upper <= lower && !calls.is_empty();
        // A field of a form or a programme is followed by other fields and titles.
        let first = headed.first();
        let heads = headed.len() >= 3
            && sentences >= headed.len()
            && sentences * 2 > all - headed.len()
            && headed.iter().any(|name| Some(name) != first)
            && headed.iter().enumerate().any(|(at, name)| headed[..at].contains(name));
        let any = most || capitals || deposes || heads;
        any.then_some(Turns { counts, most, capitals, deposes, heads })
    }

    /// The name that a paragraph opens with, and the bytes of its label.
    pub(crate) fn opening<'t>(&self, text: &'t str) -> Option<(&'t str, usize)> {
        if let Some(name) = head(text).filter(|_| self.heads) {
            return Some((name, text.len()));
        }
        if let Some(found) = labels::deposed(text).filter(|_| self.deposes) {
            return Some(found);
        }
        let label = Label::from_line(text)?;
        let returns = self.counts.get(label.name).is_some_and(|count| *count > 1);
        // `TVA :` once is no name; `MME ROY :` is.
        let called = label.stands_out() && self.capitals && (returns || !label.is_lone());
        let taken = called || self.most && returns;
        (taken && text.len() > label.bytes).then_some((label.name, label.bytes))
    }
}

/// Takes the names out of the paragraphs of a document, where they are sure.
pub(crate) fn name(document: &mut Document) {
    let Some(turns) = Turns::from_texts(document.blocks.iter().map(|block| block.text.as_str()))
    else {
        return;
    };
    if turns.heads {
        name_below_heads(document);
    }
    for block in document.blocks.iter_mut().filter(|block| block.speaker.is_none()) {
        let Some((name, bytes)) = turns.opening(&block.text) else { continue };
        block.speaker = Some(name.to_owned());
        cut(block, bytes);
        if matches!(block.kind, BlockKind::Heading(_)) {
            block.kind = BlockKind::Paragraph;
        }
    }
}

/// Has the names that lines say alone speak what stands below them, up to the next.
fn name_below_heads(document: &mut Document) {
    let mut speaker: Option<String> = None;
    document.blocks.retain_mut(|block| {
        if let Some(name) = head(&block.text) {
            speaker = Some(name.to_owned());
            return false;
        }
        if matches!(block.kind, BlockKind::Heading(_)) {
            speaker = None;
        } else if block.speaker.is_none() {
            block.speaker.clone_from(&speaker);
        }
        true
    });
}

/// The name in a line that says nothing but who speaks: `SPEAKER: S1`, `Locutrice : Anne Roy`.
fn head(text: &str) -> Option<&str> {
    const MOST_WORDS: usize = 4;
    let (role, name) = text.split_once(':')?;
    let name = name.trim().trim_end_matches(':').trim_end();
    let few = (1..=MOST_WORDS).contains(&name.split_whitespace().count());
    let is_name = name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !name.ends_with(['.', '!', '?', ',', ';']);
    let is_role = ROLES.contains(&role.trim().to_lowercase().as_str());
    (few && is_name && is_role).then_some(name)
}

/// Cuts the first bytes of a block's text.
fn cut(block: &mut Block, bytes: usize) {
    block.text.drain(..bytes);
    let cut = u32::try_from(bytes).unwrap_or(u32::MAX);
    for span in &mut block.spans {
        span.start = span.start.saturating_sub(cut);
        span.end = span.end.saturating_sub(cut);
    }
    block.spans.retain(|span| span.end > span.start);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `NAME|text` for each block, and the first span of the last that has any.
    fn seen(text: &str) -> Vec<String> {
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        for block in &document.blocks {
            let covered = block.spans.last().is_none_or(|s| s.end as usize == block.text.len());
            assert!(covered && block.spans.first().is_none_or(|s| s.start == 0), "{block:?}");
        }
        let shown = |block: &Block| {
            format!("{}|{}", block.speaker.as_deref().unwrap_or_default(), block.text)
        };
        document.blocks.iter().map(shown).collect()
    }

    #[test]
    fn names_in_capitals_that_come_back_speak() {
        let want = [
            "|Merci de votre invitation, monsieur le président",
            "|Je vous remercie aussi.",
            "LE PRÉSIDENT|La parole est à Mme Roy.",
            "MME ROY|Merci.",
            "LE PRÉSIDENT|Avez-vous fini ?",
            "|Oui.",
        ];
        let said = |line: &&str| match line.strip_prefix('|') {
            Some(text) => text.to_owned(),
            None => line.replacen('|', " : ", 1),
        };
        let lines: Vec<String> = want.iter().map(said).collect();
        assert_eq!(seen(&lines.join("\n")), want);

        let page = format!("<body><p>{}</p>", lines.join("</p><p>"));
        assert_eq!(seen(&page), want);

        let at = "<a class=\"yt-timestamp\" data-t=\"0:05\">[0:05]</a>";
        let note = format!(
            "**LE PRÉSIDENT :** Oui {at}.\n\nMME ROY : Non {at}. Si {at}.\n\nLE PRÉSIDENT : Ah."
        );
        assert_eq!(seen(&note), ["LE PRÉSIDENT|Oui.", "MME ROY|Non. Si.", "LE PRÉSIDENT|Ah."]);
    }

    #[test]
    fn the_first_turn_is_no_title() {
        let text =
            "LE PRÉSIDENT : La séance est ouverte\n\nMME ROY : Merci\n\nLE PRÉSIDENT : Bien\n";
        assert_eq!(
            seen(text),
            ["LE PRÉSIDENT|La séance est ouverte", "MME ROY|Merci", "LE PRÉSIDENT|Bien"]
        );
    }

    #[test]
    fn names_that_open_most_paragraphs_speak() {
        assert_eq!(
            seen("Claire: One.\nMarc: Two.\nClaire: Three.\nMarc: Four.\nWell.\nAnne: Five."),
            ["Claire|One.", "Marc|Two.", "Claire|Three.", "Marc|Four.", "|Well.", "|Anne: Five."]
        );
    }

    #[test]
    fn lines_that_say_only_who_speaks_head_what_is_said() {
        for (role, first) in [("SPEAKER:", "S1"), ("Speaker:", "Anne Roy"), ("Locuteur :", "L1")] {
            let text = format!(
                "{role} {first}\nLe pont est fermé.\nIl rouvrira.\n\n{role} Marc\nQuand donc ?\n\n{role} {first}\nEn mai, dit-on.\n"
            );
            let want = [
                format!("{first}|Le pont est fermé."),
                format!("{first}|Il rouvrira."),
                "Marc|Quand donc ?".to_owned(),
                format!("{first}|En mai, dit-on."),
            ];
            assert_eq!(seen(&text), want);
        }
        let form =
            "Speaker: Anne Roy\nRoom: Two\nSpeaker: Marc\nRoom: One\nSpeaker: Marc\nRoom: Two\n";
        assert!(seen(form).iter().all(|line| line.starts_with('|')));
    }

    #[test]
    fn ordinary_colons_name_nobody() {
        for text in [
            "Prix : 12.\nDurée : 3 heures.\nLieu : Paris.\nSalle : trois.",
            "MME ROY : Merci.\nElle a dit merci.\nEt puis voilà.\nMME ROY : Oui.",
            "MME ROY : MERCI.\nM. LEE : OUI.\nMME ROY : NON.\nVOILÀ.\nBIEN.\nET PUIS.",
            "Status: open\nOwner: Anne\nStatus: closed\nOwner: Marc",
            "Il a dit ceci.\nMme Roy : merci.\nIl a dit cela.\nMme Roy : oui.\nM. Lee : non.\nVoilà.",
        ] {
            assert!(seen(text).iter().all(|line| line.starts_with('|')), "{text}");
        }
    }
}
