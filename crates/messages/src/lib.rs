//! All that a person reads of ibid, in French and English.
//!
//! What the libraries have to say is a [`Diagnostic`]: a code with fields, and an English message.
//! [`Messages`] says it in the language of whoever reads it, together with the texts of programs,
//! by key. Both languages stand side by side in one table, `catalogue.tsv`. Nothing here prints, and
//! nothing here reads the environment.
//!
//! ```
//! use ibid_core::diagnostic::{Code, Diagnostic};
//! use ibid_core::lang::Lang;
//! use ibid_messages::Messages;
//!
//! let short = Diagnostic::new(Code::ShortPrefix, &[("word", "a")]);
//! let french = Messages::new(Lang::Fr).diagnostic(&short);
//! assert_eq!(french, "«\u{a0}a*\u{a0}» est un début trop court\u{a0}; l’étoile a été ignorée");
//! ```

mod catalogue;
mod numbers;

use std::borrow::Cow;

use ibid_core::diagnostic::{Diagnostic, ProblemKind, Reason, fill};
use ibid_core::document::{Date, Evidence};
use ibid_core::lang::Lang;
use ibid_core::ranking::{Feature, ScoreRule};
use ibid_core::rules::Rule;

pub use catalogue::keys;

/// A name or a text without what would steer the terminal that shows it: control characters, among
/// them line feeds, and those that turn the direction of what stands beside them (UAX #9). They are
/// written as `\n`, `\t` and `\u{202e}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// The fields of what is to be said, as a terminal may show them; days and times as they are written
/// in prose.
fn shown_fields(diagnostic: &Diagnostic, lang: Lang) -> Vec<(&str, Cow<'_, str>)> {
    let shown = |value| match moment(value, lang) {
        Some(moment) => Cow::Owned(moment),
        None => visible(value),
    };
    let is_moment = |name: &str| matches!(name, "date" | "since");
    let fields = diagnostic.fields.iter();
    fields
        .map(|(name, value)| {
            let value = if is_moment(name) { shown(value) } else { visible(value) };
            (name.as_str(), value)
        })
        .collect()
}

/// A day, or a time of it, as it is written in prose: `2026-01-31 08:30:05 UTC` is `31 January 2026 at
/// 08:30 UTC`.
fn moment(text: &str, lang: Lang) -> Option<String> {
    let (day, time) = text.split_once(' ').unwrap_or((text, ""));
    let day = Date::parse(day).filter(|date| date.to_string() == day)?.in_words(lang);
    let time = time.strip_suffix(" UTC").and_then(|time| time.get(..5));
    Some(match (time.and_then(|time| time.split_once(':')), lang) {
        (None, _) => day,
        (Some((hour, minute)), Lang::En) => format!("{day} at {hour}:{minute} UTC"),
        (Some((hour, minute)), Lang::Fr) => {
            let hour = hour.strip_prefix('0').unwrap_or(hour);
            format!("{day} à {hour}\u{a0}h\u{a0}{minute} (UTC)")
        }
    })
}

/// Says things in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Messages {
    lang: Lang,
}

impl Messages {
    /// Says things in `lang`.
    pub const fn new(lang: Lang) -> Self {
        Messages { lang }
    }

    /// The language in which things are said.
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// The text of a key; the key itself if the catalogue lacks it.
    pub fn text(self, key: &'static str) -> &'static str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key, filled in.
    pub fn say(self, key: &'static str, fields: &[(&str, &str)]) -> String {
        fill(self.text(key), fields.iter().copied())
    }

    /// The text of a key for a number, which fills `{count}`.
    pub fn count(self, key: &str, n: u64, fields: &[(&str, &str)]) -> String {
        let one = match self.lang {
            Lang::En => n == 1,
            Lang::Fr => n < 2,
        };
        let key = format!("{key}.{}", if one { "one" } else { "other" });
        let count = self.number(n);
        let fields = fields.iter().copied().chain([("count", count.as_str())]);
        fill(self.find(&key).unwrap_or_default(), fields)
    }

    /// What a library has to say.
    pub fn diagnostic(self, diagnostic: &Diagnostic) -> String {
        let Some(text) = self.find(&format!("diagnostic.{}", diagnostic.code)) else {
            return visible(&diagnostic.message).into_owned();
        };
        let shown = shown_fields(diagnostic, self.lang);
        let fields = || shown.iter().map(|(k, v)| (*k, v.as_ref()));

        // the fields that are phrases have texts of their own, by what another field names
        let phrases = [
            ("problem", "problem-code", "problem"),
            ("reason", "reason-code", "reason"),
            ("cause", "cause-code", "not-read"),
            ("expected", "field", "expected"),
        ];
        let said = phrases.map(|(part, by, family)| {
            let (_, name) = fields().find(|(field, _)| *field == by)?;
            Some((part, fill(self.find(&format!("{family}.{name}"))?, fields())))
        });
        let said = said.iter().flatten().map(|(part, text)| (*part, text.as_str()));

        fill(text, said.chain(fields()))
    }

    /// Why a file is not read, of what says so.
    pub fn cause(self, not_read: &Diagnostic) -> String {
        let shown = shown_fields(not_read, self.lang);
        let fields = || shown.iter().map(|(k, v)| (*k, v.as_ref()));
        let field = |wanted: &str| fields().find(|(name, _)| *name == wanted);
        let row = field("cause-code").and_then(|(_, name)| self.find(&format!("not-read.{name}")));
        row.map(|text| fill(text, fields()))
            .or_else(|| field("cause").map(|(_, text)| text.to_owned()))
            .unwrap_or_default()
    }

    /// Why the system refused; its own words where these are all there is.
    pub fn refusal(self, error: &std::io::Error) -> String {
        let reason = Reason::of(error);
        reason.map_or_else(|| error.to_string(), |reason| self.reason(reason).to_owned())
    }

    fn reason(self, reason: Reason) -> &'static str {
        self.find(&format!("reason.{reason}")).unwrap_or(reason.text())
    }

    /// What is wrong at a place, where nothing more is to be filled in.
    pub fn problem(self, problem: ProblemKind) -> &'static str {
        self.find(&format!("problem.{problem}")).unwrap_or(problem.text())
    }

    /// Why a line is in no passage.
    pub fn rule(self, rule: Rule) -> &'static str {
        self.find(&format!("rule.{rule}")).unwrap_or(rule.text())
    }

    /// What tells a good passage.
    pub fn feature(self, feature: Feature) -> &'static str {
        self.find(&format!("feature.{}", feature.name())).unwrap_or(feature.name())
    }

    /// What makes a word or a passage count for more or less.
    pub fn score_rule(self, rule: ScoreRule) -> &'static str {
        self.find(&format!("score-rule.{}", rule.name())).unwrap_or(rule.name())
    }

    /// What kind of evidence words are.
    pub fn evidence(self, evidence: Evidence) -> &'static str {
        self.find(&format!("evidence.{}", evidence.name())).unwrap_or(evidence.name())
    }

    /// The name of a language; of none for a text in neither.
    pub fn language(self, lang: Option<Lang>) -> &'static str {
        let Some(lang) = lang else { return self.text("lang.none") };
        self.find(&format!("lang.{lang}")).unwrap_or(lang.code())
    }

    fn find(self, key: &str) -> Option<&'static str> {
        catalogue::find(key, self.lang)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use ibid_core::diagnostic::{Code, ProblemKind};

    use super::*;

    const EN: Messages = Messages::new(Lang::En);
    const FR: Messages = Messages::new(Lang::Fr);

    #[test]
    fn what_would_steer_a_terminal_is_written_out() {
        assert_eq!(visible("a\nb\u{1b}[2J\u{202e}c"), "a\\nb\\u{1b}[2J\\u{202e}c");
        assert_eq!(visible("l’été, в, 日本"), "l’été, в, 日本");
        let fields = [("path", "a\nerror: all is lost")];
        let missing = Diagnostic::new(Code::Missing, &fields);
        for lang in Lang::ALL {
            assert!(!Messages::new(lang).diagnostic(&missing).contains('\n'));
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_the_language_asked_for() {
        let kind = ProblemKind::StrayEnd;
        let fields = [
            ("path", "a.ttml"),
            ("line", "3"),
            ("format", "ttml"),
            ("problem", "`</p>` closes nothing"),
            ("problem-code", kind.name()),
            ("name", "p"),
        ];
        let diagnostic = Diagnostic::new(Code::Malformed, &fields);
        assert_eq!(EN.diagnostic(&diagnostic), diagnostic.message);
        assert!(FR.diagnostic(&diagnostic).ends_with("«\u{a0}</p>\u{a0}» ne ferme rien"));
    }

    #[test]
    fn what_was_expected_is_said_in_the_language_asked_for() {
        let fields = [("field", "speakers"), ("value", "…"), ("expected", "a name")];
        let diagnostic = Diagnostic::new(Code::BadParameter, &fields);
        assert_eq!(EN.diagnostic(&diagnostic), diagnostic.message);
        assert!(FR.diagnostic(&diagnostic).ends_with("il faut un nom"));
    }

    #[test]
    fn why_the_system_refused_is_said_in_the_language_asked_for() {
        let denied = Error::from(ErrorKind::PermissionDenied);
        assert_eq!(EN.refusal(&denied), "permission denied");
        assert_eq!(FR.refusal(&denied), "permission refusée");
        assert_eq!(FR.refusal(&Error::other("out of ink")), "out of ink");
    }

    #[test]
    fn french_counts_none_as_one() {
        assert!(FR.count("found", 0, &[("time", "x")]).contains("0 passage "));
        assert!(EN.count("found", 0, &[("time", "x")]).contains("0 passages "));
    }

    #[test]
    fn what_is_shown_as_a_kind_of_evidence_is_understood_as_one() {
        for kind in Evidence::ALL {
            for m in [FR, EN] {
                assert_eq!(Evidence::from_word(m.evidence(kind)), Some(kind));
            }
        }
    }

    #[test]
    fn days_and_times_are_written_as_in_prose() {
        let said = |m: Messages, since: &str| {
            let fields = [("path", "a"), ("since", since), ("process", "7")];
            m.diagnostic(&Diagnostic::new(Code::IndexUnfinished, &fields))
        };
        let (en, fr) = (said(EN, "2026-02-01 08:30:05 UTC"), said(FR, "2026-02-01 08:30:05 UTC"));
        assert!(en.contains("on 1\u{a0}February 2026 at 08:30 UTC was cut off"), "{en}");
        assert!(fr.contains("le 1er\u{a0}février 2026 à 8\u{a0}h\u{a0}30 (UTC) a été"), "{fr}");
        // a name that looks like a day is a name
        assert!(said(FR, "2026-02-30").contains("le 2026-02-30 a"));
        let named = Diagnostic::new(Code::Missing, &[("path", "2026-02-01")]);
        assert!(FR.diagnostic(&named).starts_with("2026-02-01"));
    }

    #[test]
    fn every_day_has_its_article_in_french() {
        let before = |text: &'static str, field| Some(text.split_once(field)?.0);
        let days = keys().filter_map(|key| {
            let text = FR.text(key);
            before(text, "{date}").or(before(text, "{since}"))
        });
        let days: Vec<&str> = days.collect();
        assert!(!days.is_empty() && days.iter().all(|day| day.ends_with("le ")), "{days:#?}");
    }

    #[test]
    fn what_is_flagged_has_a_name() {
        assert_eq!(FR.rule(Rule::NoTime), "sans minutage");
        assert_eq!(FR.evidence(Evidence::Machine), "reconnaissance vocale");
        assert_eq!((FR.language(Some(Lang::En)), EN.language(None)), ("anglais", "other"));
    }
}
