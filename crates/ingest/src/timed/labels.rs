//! The name before a colon that a line may start with, and how much it looks like that of a
//! person: titles, offices and numbered voices do by themselves, anything else only beside others
//! (`speakers.rs`).

use ibid_core::sounds::names_sound;
use ibid_core::wordlist::WordList;

/// A name has no more bytes…
const LONGEST_NAME: usize = 90;
/// …and no more words, where it does not begin with a title or an office.
const MOST_WORDS: usize = 5;
const MOST_WORDS_OF_AN_OFFICE: usize = 9;

/// What makes a label look like a name, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `Mme Roy`, `M. le président`, `Hon. Jane Doe`.
    Titled,
    /// `SPEAKER_00`, `Speaker 1`, `JOURNALIST #2`: only voices are written like this.
    Numbered,
    /// `Le président`, `THE CHAIR`.
    Office,
    /// Capitals throughout.
    Capitals,
    /// Each word with a capital letter.
    Mixed,
}

/// A name before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label<'a> {
    /// As written, with what follows the name: `Mary Lee (chair)`.
    pub(crate) name: &'a str,
    /// Without that.
    pub(crate) person: &'a str,
    /// With the colon and the space after it.
    pub(crate) bytes: usize,
    pub(crate) shape: Shape,
    /// Words of the person's name.
    pub(crate) words: usize,
}

impl<'a> Label<'a> {
    /// Whether the name is no ordinary text: in capitals, or a number's.
    pub(crate) fn stands_out(&self) -> bool {
        self.shape == Shape::Numbered || !self.person.chars().any(char::is_lowercase)
    }

    /// Whether it is one word in capitals, which may be no more than an abbreviation.
    pub(crate) fn is_lone(&self) -> bool {
        self.shape == Shape::Capitals && self.words == 1
    }

    /// The label that a line starts with, whoever it names.
    pub(crate) fn from_line(line: &'a str) -> Option<Self> {
        let (name, said) = at_colon(line, LONGEST_NAME)?;
        let (name, person, shape) = parts(name)?;
        let bytes = line.len() - said.len();

        Some(Label { name, person, bytes, shape, words: words(person).count() })
    }
}

/// What stands before the first colon of a line where that may be a function, `Responsable du tri`,
/// and the bytes up to what is said: a few words that begin with a capital.
pub(crate) fn function(line: &str) -> Option<(&str, usize)> {
    let (name, said) = at_colon(line, LONGEST_NAME)?;
    let few = (1..=MOST_WORDS).contains(&words(name).count());
    let is_one = name.starts_with(char::is_uppercase) && name.chars().all(is_plain) && few;
    (is_one && !is_remark(name)).then(|| (name, line.len() - said.len()))
}

/// What stands before the first colon of a line, within so many bytes, and what is said behind it; a
/// colon in a word or a time parts nothing.
pub(super) fn at_colon(line: &str, within: usize) -> Option<(&str, &str)> {
    let colon = line.bytes().take(within).position(|b| b == b':')?;
    let rest = &line[colon + 1..];
    let parted = rest.is_empty() || rest.starts_with(char::is_whitespace);
    parted.then(|| (line[..colon].trim_end(), rest.trim_start()))
}

/// Whether a line opens with what is called a question or an answer: somebody's, who is not named.
pub(crate) fn asks_or_answers(line: &str) -> bool {
    const LABELS: [&str; 6] = ["question", "answer", "réponse", "reponse", "q", "r"];
    let Some((label, _)) = line.split_once(':') else { return false };
    let label = label.trim_end();
    label.len() <= LONGEST_NAME && LABELS.contains(&&*label.to_lowercase())
}

/// Whether a line opens as turns do with the letter of a person, `J : Oui.`, who may be anybody.
pub(crate) fn is_initial(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(':') else { return false };
    let name = name.trim_end().trim_end_matches('.');
    let mut letters = name.chars();
    let one = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    one && (rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// `Q. Did you?` and `A. I did.`, as depositions are written: the letter, and the bytes up to what is
/// said. It is no name unless a text asks and answers so.
pub(crate) fn deposed(line: &str) -> Option<(&str, usize)> {
    let letter = line.get(..1).filter(|letter| matches!(*letter, "Q" | "A" | "R"))?;
    let rest = &line[1..];
    let said = rest.strip_prefix('.').unwrap_or(rest).trim_start();
    let parted = rest.starts_with(". ") || rest.starts_with(".\t") || rest.starts_with(".\u{a0}");
    let wide = rest.starts_with('\t') || rest.starts_with("  ");
    let opens = said.starts_with(|c: char| !c.is_lowercase());
    ((parted || wide) && opens).then(|| (letter, line.len() - said.len()))
}

/// Whether the letters that open lines are those of a deposition: it asks and answers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deposition {
    asked: u32,
    answered: u32,
}

impl Deposition {
    /// Counts a line.
    pub(crate) fn add(&mut self, line: &str) {
        match deposed(line) {
            Some(("Q", _)) => self.asked += 1,
            Some(_) => self.answered += 1,
            None => {}
        }
    }

    /// Whether lines are those of questions and of answers.
    pub(crate) fn is_one(self) -> bool {
        self.asked >= 2 && self.answered >= 1
    }
}

/// A name in brackets that stands where a turn begins, `(Mme Roy) Je continue.`, and the bytes up to
/// what is said: a title, an office or a number must make it sure.
pub(crate) fn in_brackets(line: &str) -> Option<(&str, usize)> {
    let (inner, rest) = split_brackets(line)?;
    let name = inner.trim();
    let sure = matches!(named(name), Some(Shape::Titled | Shape::Numbered | Shape::Office));
    let is_turn = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (sure && is_turn).then(|| (name, line.len() - rest.trim_start().len()))
}

/// What stands in the brackets that a line opens with, and what follows them. A name may have brackets
/// of its own: `(Ida (Acme Ltd)) Yes.`
pub(super) fn split_brackets(line: &str) -> Option<(&str, &str)> {
    let (open, close) = match line.bytes().next()? {
        b'(' => ('(', ')'),
        b'[' => ('[', ']'),
        _ => return None,
    };
    let mut depth = 0_u32;
    let mut signs = line.char_indices().take(LONGEST_NAME);
    let (end, _) = signs.find(|(_, c)| {
        depth += u32::from(*c == open);
        depth -= u32::from(*c == close);
        depth == 0
    })?;
    Some((line.get(1..end)?, line.get(end + 1..)?))
}

/// The shape of a text that stands where a name does, without any colon.
pub(crate) fn named(text: &str) -> Option<Shape> {
    parts(text.trim()).map(|(_, _, shape)| shape)
}

/// The name in what stands before a colon, the person in it, and its shape.
fn parts(written: &str) -> Option<(&str, &str, Shape)> {
    let inner = bracketed(written);
    let name = inner.unwrap_or(written).trim();
    if inner.is_some_and(names_sound) || !name.chars().all(is_plain) {
        return None;
    }
    let person = name.split(['(', ',', '/']).next().unwrap_or_default().trim_end();
    Some((name, person, shape(person)?))
}

fn bracketed(text: &str) -> Option<&str> {
    let square = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    square.or_else(|| text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')))
}

/// What a name and what is said of it are written with.
fn is_plain(c: char) -> bool {
    const SIGNS: &[char] = &[' ', '.', '\'', '’', '-', '&', '\u{a0}', '_', '#', '(', ')', ',', '/'];
    c.is_alphanumeric() || SIGNS.contains(&c)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\u{a0}']).filter(|word| !word.is_empty())
}

fn shape(person: &str) -> Option<Shape> {
    let capital = person.starts_with(char::is_uppercase);
    let mut rest = words(person);
    let (Some(first), count) = (rest.next(), words(person).count()) else { return None };
    if !capital || count > MOST_WORDS_OF_AN_OFFICE || is_remark(person) {
        return None;
    }

    let second = rest.next();
    if is_numbered(first, second, count) {
        return Some(Shape::Numbered);
    }

    if person.contains(['_', '#']) || person.chars().any(char::is_numeric) {
        return None;
    }
    let named = words(person).skip(1).all(is_name_word);
    if named && second.is_some() && is_title(first) {
        return Some(Shape::Titled);
    }

    if named && is_office(first, second) {
        return Some(Shape::Office);
    }
    let letters = person.chars().filter(|c| c.is_alphabetic()).count();

    // `Q:` and `A:` are how depositions are written.
    let short = letters < 2 && !matches!(person, "Q" | "A" | "R" | "Q." | "A." | "R.");
    if short || count > MOST_WORDS || !words(person).all(is_proper_word) {
        return None;
    }

    let small = person.chars().any(char::is_lowercase);
    Some(if small { Shape::Mixed } else { Shape::Capitals })
}

/// `SPEAKER_00`, `Speaker 1`, `Locuteur n° 2`, `JOURNALIST #1`.
fn is_numbered(first: &str, second: Option<&str>, count: usize) -> bool {
    const VOICES: WordList = WordList(
        "\
        speaker locuteur locutrice intervenant intervenante orateur oratrice participant \
        participante interlocuteur interlocutrice voice voix man woman boy girl male female \
        person child guest caller student reporter panelist officer homme femme garçon fille \
        personne enfant invité invitée auditeur auditrice étudiant étudiante journaliste",
    );

    let letter = |text: &str| text.len() == 1 && text.starts_with(char::is_uppercase);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_speaker =
        |word: &str| matches!(&*word.to_lowercase(), "speaker" | "locuteur" | "voice" | "voix");
    let is_voice = |word: &str| VOICES.has(&word.to_lowercase());
    let is_unknown =
        |word: &str| matches!(&*word.to_lowercase(), "inconnu" | "inconnue" | "unknown");
    match (first.split_once('_'), second) {
        (Some((word, number)), None) => is_voice(word) && digits(number),
        (None, Some(number)) if count == 2 => {
            number.strip_prefix('#').is_some_and(digits)
                || is_voice(first) && is_unknown(number)
                || is_voice(first) && (digits(number) || letter(number) && is_speaker(first))
        }
        _ => false,
    }
}

fn is_title(word: &str) -> bool {
    const TITLES: WordList = WordList(
        "\
        m mm mme mmes mlle mlles me mr mrs ms miss dr dre pr prof hon sen rep sgt gen col lt",
    );
    let bare = word.trim_end_matches('.');
    let lower = bare.to_lowercase();
    // `M` without its point is a letter.
    TITLES.has(&lower) && (lower.len() > 1 || bare.len() < word.len())
}

/// `Le président`, `THE CHAIR`: an article, and an office.
fn is_office(article: &str, next: Option<&str>) -> bool {
    const ARTICLES: WordList = WordList(
        "\
        le la the",
    );
    ARTICLES.has(&article.to_lowercase()) && next.is_some_and(names_office)
}

fn names_office(word: &str) -> bool {
    const OFFICES: WordList = WordList(
        "\
        président présidente president presidente vice-président vice-présidente rapporteur \
        rapporteure ministre greffier greffière modérateur modératrice animateur animatrice \
        maire sénateur sénatrice député députée secrétaire juge procureur procureure témoin \
        interprète journaliste chair chairman chairwoman chairperson speaker moderator \
        minister clerk judge court witness interpreter host interviewer reporter operator \
        mayor senator commissioner vice-chair",
    );
    OFFICES.has(&word.to_lowercase())
}

/// A word of a proper name: with a capital, or a particle.
fn is_proper_word(word: &str) -> bool {
    const PARTICLES: WordList = WordList(
        "\
        de du des la le von van der den ter zu zur di da del della dos das ibn ben al el of the \
        and et à aux &",
    );
    word.starts_with(char::is_uppercase)
        || PARTICLES.has(word)
        || ["d'", "d’", "l'", "l’"].iter().any(|elided| word.starts_with(elided))
}

/// A word that may follow a title or an article: `M. le premier ministre` too.
fn is_name_word(word: &str) -> bool {
    is_proper_word(word)
        || names_office(word)
        || matches!(word, "premier" | "première" | "commission" | "finances" | "committee")
}

/// Words that introduce what is said and are no names, in both languages.
pub(crate) fn is_remark(name: &str) -> bool {
    const REMARKS: WordList = WordList(
        "\
        note nb ps ndlr ndt question questions réponse réponses answer answers attention \
        warning caution important exemple example remarque conclusion résultat résultats \
        result results source sources objectif objectifs goal goals problème problem \
        solution update titre title date lieu place thème topic subject sujet total étape \
        step http https url email tel tél oui non yes no donc so bref alors et and or mais \
        but hint tip conseil rappel reminder ok okay breaking today aujourd’hui live voilà \
        décision décisions regardez regarde remember résumé citation premièrement \
        deuxièmement troisièmement ensuite enfin first second third finally look listen \
        écoutez now again then next puis d’abord toutefois however vote votes article \
        chapitre chapter psaume partie part loi règle rule point conséquence constat bilan \
        moralité verdict précision traduction translation interprétation interpretation \
        suite fin merci bonjour hello thanks bonsoir",
    );

    // `Art. 3`, `Ch. 12`: what numbers the parts of a text.
    const PARTS: [&str; 12] =
        ["art.", "ch.", "chap.", "fig.", "sec.", "par.", "al.", "p.", "pp.", "v.", "vol.", "no."];
    let first = words(name).next().unwrap_or_default().to_lowercase();
    let lower = name.to_lowercase();
    PARTS.contains(&&*lower)
        || REMARKS.has(&lower)
        // `Étape 2`, `Question 3`.
        || REMARKS.has(&first) && name.ends_with(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_known_by_its_shape() {
        use Shape::{Capitals, Mixed, Numbered, Office, Titled};
        for (line, want) in [
            ("Mme Roy: oui", Some((Titled, "Mme Roy"))),
            ("M. le président : oui", Some((Titled, "M. le président"))),
            ("M. Jean DUPONT : oui", Some((Titled, "M. Jean DUPONT"))),
            ("Mme Élisabeth BORNE, Première ministre : oui", Some((Titled, "Mme Élisabeth BORNE"))),
            ("MS. O’BRIEN (D-OH): yes", Some((Titled, "MS. O’BRIEN"))),
            ("[SPEAKER_00]: yes", Some((Numbered, "SPEAKER_00"))),
            ("Locuteur 2 : oui", Some((Numbered, "Locuteur 2"))),
            ("JOURNALIST #1: yes", Some((Numbered, "JOURNALIST #1"))),
            ("Le président : oui", Some((Office, "Le président"))),
            (
                "LE PRÉSIDENT DE LA COMMISSION DES FINANCES : oui",
                Some((Office, "LE PRÉSIDENT DE LA COMMISSION DES FINANCES")),
            ),
            ("The Chair: yes", Some((Office, "The Chair"))),
            ("JOHN SMITH: yes", Some((Capitals, "JOHN SMITH"))),
            ("Q: Did you?", Some((Capitals, "Q"))),
            ("Mary Lee (chair): yes", Some((Mixed, "Mary Lee"))),
            ("Jean de La Fontaine : oui", Some((Mixed, "Jean de La Fontaine"))),
            ("MAN 1: yes", Some((Numbered, "MAN 1"))),
            ("Femme 2 : oui", Some((Numbered, "Femme 2"))),
            ("Speaker X: yes", Some((Numbered, "Speaker X"))),
            ("Intervenante inconnue : oui", Some((Numbered, "Intervenante inconnue"))),
            ("Anna van der Linden: yes", Some((Mixed, "Anna van der Linden"))),
            ("Art. : oui", None),
            ("Enfant perdu : oui", None),
            ("[Rires]: oui", None),
            ("CHAPITRE 2 : les origines", None),
            ("Psaume 23 : Le Seigneur", None),
            ("Le budget : oui", None),
            ("Question 3 : oui", None),
            ("il a dit : oui", None),
            ("B: yes", None),
            ("https://example.org", None),
            ("Il est 10:30", None),
        ] {
            let found = Label::from_line(line).map(|label| (label.shape, label.person));
            assert_eq!(found, want, "{line}");
        }

        let label = Label::from_line("Mary Lee (chair): yes").unwrap();
        assert_eq!((label.name, label.bytes, label.words), ("Mary Lee (chair)", 18, 2));
    }
}
