//! What joins the parts of a reference, in both languages.

use ibid_core::document::{Date, Evidence};
use ibid_core::lang::Lang;

/// A day as it is written in prose: `28 November 2026`, `1er mai 2026`.
pub(super) fn day(date: Date, lang: Lang) -> String {
    date.in_words(lang)
}

/// Words between the quotation marks of a language.
pub(super) fn quoted(text: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("«\u{a0}{text}\u{a0}»"),
        Lang::En => format!("“{text}”"),
    }
}

/// What is said of words that are not those that were spoken or written; nothing of others.
pub(super) fn evidence(evidence: Evidence, lang: Lang) -> Option<&'static str> {
    Some(match (evidence, lang) {
        (Evidence::Verbatim, _) => return None,
        (Evidence::Paraphrase, Lang::En) => "notes, not the words that were said",
        (Evidence::Paraphrase, Lang::Fr) => "notes, et non les mots prononcés",
        (Evidence::Machine, Lang::En) => "automatic transcription",
        (Evidence::Machine, Lang::Fr) => "transcription automatique",
        (Evidence::Translation, Lang::En) => "translation",
        (Evidence::Translation, Lang::Fr) => "traduction",
    })
}

/// When the source was looked at.
pub(super) fn accessed(date: Date, lang: Lang) -> String {
    match lang {
        Lang::En => format!("accessed {}", day(date, lang)),
        Lang::Fr => format!("consulté le {}", day(date, lang)),
    }
}

/// That a source is on the web, as ISO 690 has it.
pub(super) fn online(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "[online]",
        Lang::Fr => "[en ligne]",
    }
}

/// Where a source is, as ISO 690 has it.
pub(super) fn available(url: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Available from: {url}"),
        Lang::Fr => format!("Disponible à l’adresse\u{a0}: {url}"),
    }
}

/// Where a source is that has no address.
pub(super) fn file(path: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("File: {path}"),
        Lang::Fr => format!("Fichier\u{a0}: {path}"),
    }
}

/// That no day is known, as ISO 690 has it.
pub(super) fn undated(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "[n.d.]",
        Lang::Fr => "[s. d.]",
    }
}

/// A sign after a word: French has a space before it that does not break.
pub(super) fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ":",
        Lang::Fr => "\u{a0}:",
    }
}
