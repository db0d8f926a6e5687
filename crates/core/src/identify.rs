//! Which of the two languages a text is in.
//!
//! [`identify`] is the one door: passages and queries both go through it, so that a model of our
//! own can replace what stands behind it without anyone noticing. Today that is sure evidence
//! (elided prefixes, function words, letters, endings) counted word by word, and the trigrams of
//! `whatlang` where the count is thin.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::Lang as Known;

use crate::lang::Lang;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// French, English, or no telling.
    pub lang: Option<Lang>,
    /// How sure, from 0 to 1; above 0.8 the text is clearly in `lang`.
    pub confidence: f32,
    /// The text is long enough to say that it is in neither language; `lang` is `None` then.
    pub foreign: bool,
}

impl Guess {
    const NOTHING: Guess = Guess { lang: None, confidence: 0.0, foreign: false };
    const FOREIGN: Guess = Guess { lang: None, confidence: 1.0, foreign: true };

    /// Whether the evidence is strong enough to go against what the surroundings say.
    pub fn is_clear(&self) -> bool {
        self.lang.is_some() && self.confidence >= 0.8
    }
}

/// Tells French from English, and either from another language.
///
/// Right on nearly every text of three words or more; below that a word without evidence
/// (`innovation`, a number) gives no language. Case does not matter, and neither do accents that
/// were not typed. Time is linear in the text.
pub fn identify(text: &str) -> Guess {
    let tally = Tally::of(text);
    if tally.words == 0 {
        return Guess::NOTHING;
    }
    if tally.other_script >= 8 && tally.other_script > tally.latin {
        return Guess::FOREIGN;
    }
    // Romance and Germanic neighbours share `de`, `la`, `in`, `an` with us: only words that are
    // ours alone count against a text being foreign.
    let sample = head(text, 4096);
    if tally.words >= 8 && tally.own * 20 < tally.words && is_foreign(sample) {
        return Guess::FOREIGN;
    }
    let (mut fr, mut en) = (tally.fr, tally.en);
    if (fr - en).abs() < 3.0 {
        let (more_fr, more_en) = trigrams(sample, &tally);
        fr += more_fr;
        en += more_en;
    }
    decide(fr, en)
}

/// A language needs some evidence, and clearly more than the other has.
fn decide(fr: f32, en: f32) -> Guess {
    let lead = (fr - en).abs();
    if lead < 0.45 {
        return Guess::NOTHING;
    }
    let lang = if fr > en { Lang::Fr } else { Lang::En };
    let confidence = lead / (fr + en) * (1.0 - (-lead / 1.5).exp());
    Guess { lang: Some(lang), confidence, foreign: false }
}

/// What trigrams add to thin evidence: little for one or two words, where they are often wrong.
fn trigrams(sample: &str, tally: &Tally) -> (f32, f32) {
    let weight = match tally.long_words {
        0 => return (0.0, 0.0),
        1 | 2 if tally.fr + tally.en == 0.0 => return (0.0, 0.0),
        1 | 2 => 0.3,
        _ => 1.2,
    };
    let ours = whatlang::Detector::with_allowlist(vec![Known::Fra, Known::Eng]);
    match ours.detect(sample) {
        Some(info) if info.lang() == Known::Fra => (weight * info.confidence() as f32, 0.0),
        Some(info) if info.lang() == Known::Eng => (0.0, weight * info.confidence() as f32),
        _ => (0.0, 0.0),
    }
}

fn is_foreign(sample: &str) -> bool {
    whatlang::detect(sample)
        .is_some_and(|info| info.is_reliable() && !matches!(info.lang(), Known::Fra | Known::Eng))
}

/// The start of a text, cut at a character.
fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The evidence of a text, word by word.
#[derive(Default)]
struct Tally {
    words: usize,
    /// Words of three letters or more, the only ones that trigrams can say something of.
    long_words: usize,
    /// Function words and elisions that no neighbouring language has.
    own: usize,
    latin: usize,
    other_script: usize,
    fr: f32,
    en: f32,
}

impl Tally {
    fn of(text: &str) -> Self {
        let mut tally = Tally::default();
        let mut word = String::new();
        for c in text.chars() {
            if c.is_alphabetic() {
                if is_latin(c) {
                    tally.latin += 1;
                } else {
                    tally.other_script += 1;
                }
                word.extend(c.to_lowercase());
            } else if matches!(c, '\'' | '’' | 'ʼ') && !word.is_empty() {
                word.push('\'');
            } else if is_combining(c) && !word.is_empty() {
                // A decomposed accent says as much as a composed one.
                tally.fr += 0.5;
            } else {
                tally.take(&mut word);
            }
        }
        tally.take(&mut word);
        tally
    }

    fn take(&mut self, word: &mut String) {
        let whole = word.trim_end_matches('\'');
        if !whole.is_empty() {
            match whole.split_once('\'') {
                Some((before, after)) => self.elided(whole, before, after),
                None => self.plain(whole),
            }
        }
        word.clear();
    }

    fn elided(&mut self, whole: &str, before: &str, after: &str) {
        if ELIDED.contains(&before) || whole == "aujourd'hui" {
            self.words += 1;
            // Italian and Catalan write `l'` and `d'` too.
            self.own += usize::from(!matches!(before, "l" | "d"));
            self.fr += 2.0;
            self.plain(after);
        } else if CONTRACTED.contains(&after) {
            self.words += 1;
            self.own += 1;
            self.en += 1.5;
        } else {
            self.plain(before);
            after.split('\'').filter(|part| !part.is_empty()).for_each(|part| self.plain(part));
        }
    }

    fn plain(&mut self, word: &str) {
        self.words += 1;
        let letters = word.chars().count();
        if letters >= 3 {
            self.long_words += 1;
        }
        match WORDS.get(word) {
            Some(Class { lang: Lang::Fr, weight, own }) => {
                self.fr += weight;
                self.own += usize::from(*own);
            }
            Some(Class { lang: Lang::En, weight, own }) => {
                self.en += weight;
                self.own += usize::from(*own);
            }
            None if letters >= 3 => self.look(word),
            None => {}
        }
    }

    /// What the spelling of a content word tells.
    fn look(&mut self, word: &str) {
        if word.contains(['é', 'è', 'ê', 'à', 'â', 'ç', 'œ', 'î', 'ï', 'ô', 'û', 'ù', 'ë'])
        {
            self.fr += 0.7;
        }
        let ends =
            |list: &[&str]| list.iter().any(|e| word.len() > e.len() + 1 && word.ends_with(e));
        let has = |list: &[&str]| list.iter().any(|part| word.contains(part));
        let weigh = |sure: bool, some: bool| if sure { 0.6 } else { f32::from(some) * 0.3 };
        let fr = weigh(ends(FR_SURE_ENDINGS), ends(FR_ENDINGS) || has(FR_INSIDE));
        let en = weigh(ends(EN_SURE_ENDINGS), ends(EN_ENDINGS) || has(EN_INSIDE));
        // `accessible`, `agents`: what both languages have says nothing.
        self.fr += (fr - en).max(0.0);
        self.en += (en - fr).max(0.0);
    }
}

/// What a known word says.
struct Class {
    lang: Lang,
    weight: f32,
    own: bool,
}

/// The lists below in one table; an earlier list wins.
static WORDS: LazyLock<FxHashMap<&'static str, Class>> = LazyLock::new(|| {
    let lists = [
        (FR_OWN, Lang::Fr, 1.0, true),
        (FR_SHARED, Lang::Fr, 1.0, false),
        (EN_OWN, Lang::En, 1.0, true),
        (EN_SHARED, Lang::En, 1.0, false),
        (FR_LEANING, Lang::Fr, 0.5, false),
        (EN_LEANING, Lang::En, 0.5, false),
        (FR_WORDS, Lang::Fr, 0.9, false),
        (EN_WORDS, Lang::En, 0.9, false),
    ];
    let mut table = FxHashMap::default();
    for (list, lang, weight, own) in lists {
        for word in list.split(' ') {
            table.entry(word).or_insert(Class { lang, weight, own });
        }
    }
    table
});

fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}')
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

const ELIDED: &[&str] = &[
    "l", "d", "qu", "j", "n", "s", "c", "m", "t", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu",
    "presqu",
];
const CONTRACTED: &[&str] = &["s", "t", "re", "ve", "ll", "d", "m"];

/// French function words that neighbouring languages do not share.
const FR_OWN: &str = "\
    dans pour avec qui sur pas plus cette ces aux au est sont ont être etre avoir été nous \
    vous ils elles elle leur leurs mais où dont sans sous chez vers donc aussi très même meme \
    tout tous toute toutes quel quelle quels quelles quoi quand pourquoi parce comme ainsi \
    alors après apres avant depuis pendant peut peuvent doit doivent fait faire notre votre \
    ses je mon moi suis sera seront était etait étaient étant ayant avait avons avez faut afin \
    lors dès déjà deja encore aucun aucune chaque plusieurs quelques celui celle ceux celles \
    cela ça ceci lorsque puis moins beaucoup trop à une ou eux autre autres deux trois ici \
    rien combien jamais toujours selon contre parmi malgré hors voici voilà";
/// French function words that Spanish, Italian, Catalan, Portuguese or German also have.
const FR_SHARED: &str = "\
    de la le un en que se il par ce sa si tu te ma ta es y et les des entre du ne ni lui mes \
    nos vos tres";
/// English function words that neighbouring languages do not share.
const EN_OWN: &str = "\
    the and to are with from that this these those which who what when where why how it its \
    they their them he she his you your our been being were have can could would should will \
    shall may might must does did into onto about because through between after before during \
    without within than then there here more most some such any each every both few many much \
    other another also only very just while until since against among under upon whether if or \
    be my make get own same too out up down off towards across however whose whom yet nor let \
    im dont us";
/// English function words that German, Dutch, Italian or the Nordic languages also have.
const EN_SHARED: &str =
    "in at as an so was we over all no am is of per via do for i her has had by not";
/// Words of both languages that are commoner in French.
const FR_LEANING: &str = "comment son dit sens prix pays";
/// Words of both languages that are commoner in English.
const EN_LEANING: &str = "but one use rate page side";

/// French content words that people type, with and without accents; none is an English word.
const FR_WORDS: &str = "\
    abonnement accueil achat adresse agrément aide aides ans année annee allocataire assurance \
    attestation avis avocat banque bourse caisse carte cdi cdd chômage chomage citoyen \
    citoyens congé conge congés conges conseil contrat cours courrier créer creer déclarer \
    declarer délai delai demande demander démission demission dépôt depot devoir droit droits \
    durée duree école ecole élève eleve élus elus emploi employeur enfant enfants entreprise \
    entreprises état etat étranger etranger famille femme femmes fonctionnaire formulaire \
    frais gratuit guichet habitants heures homme horaires hôpital hopital impôt impot impôts \
    impots jeune jeunes jour jours licenciement ligne logement loi lois loyer maire mairie \
    maison maladie mariage ministère ministere mois montant naissance niveau nouveau nouvelle \
    numérique numerique obtenir outils paiement papiers passeport permis personnes perte \
    politique politiques pouvoir préavis preavis préfecture prefecture prendre projet projets \
    publique publiques recherche recours régime renouveler rendez retraite revenu salaire \
    salarié salarie santé sante sécurité securite semaine soins temps territoire titre travail \
    travailler trouver usager usagers vie ville villes voiture";
/// English content words that people type; none is a French word.
const EN_WORDS: &str = "\
    ability address advice agency apply applying appointment approach bank benefit benefits \
    birth board book building business businesses care child children claim claims community \
    cost country council data day days desk disability driving early employee employees \
    employer experiment failure fees find form free funding good government governments health \
    help home hours house housing idea ideas income labour labor law laws leadership learning \
    leave license life loss marriage meeting money month months need needs new number online \
    open passport pay payment people policies policy power practice prize quality register \
    renew rent research retirement rights road rules safety salary school sector security \
    servant servants share sharing sick signals skills small staff state statement tax taxes \
    team time tools town trade training unemployment users wage wages weak week woman women \
    work worker workers working world year years young";
const FR_SURE_ENDINGS: &[&str] = &[
    "eaux", "aux", "eux", "euse", "euses", "ique", "iques", "oire", "oires", "trice", "aient",
    "isme", "oeuvre",
];
const EN_SURE_ENDINGS: &[&str] =
    &["ing", "ings", "ness", "ship", "ght", "ful", "ly", "hood", "ework"];
const FR_ENDINGS: &[&str] = &[
    "eau", "oir", "iste", "istes", "eur", "eurs", "aire", "aires", "ais", "ait", "ez", "ier",
    "iers", "iere", "ieres", "ette", "ettes", "elle", "elles", "ee", "ees", "ites", "ence",
    "ances", "ement", "ements", "ille", "illes", "agne", "ois", "oise", "onne", "onnes", "enne",
    "ennes", "rer", "ser", "quer", "iser", "ent", "ible", "ibles",
];
const EN_ENDINGS: &[&str] = &[
    "ed", "ity", "ty", "ry", "cy", "th", "ish", "ow", "ll", "ss", "ies", "able", "ics", "or",
    "ors", "ist", "ists", "ism", "ical", "als", "y", "lt", "ck", "ers", "ence", "ent", "ents",
    "ive", "ible",
];
const FR_INSIDE: &[&str] = &["oeu", "gn", "euil", "aill", "eill", "ouv", "qu", "oi", "eui"];
const EN_INSIDE: &[&str] = &["w", "k", "sh", "th", "oo", "ee", "ea", "gh", "wh"];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lang(text: &str) -> Option<Lang> {
        identify(text).lang
    }

    #[test]
    fn french_is_french() {
        for text in [
            "comment obtenir un passeport",
            "demission cdi preavis",
            "L’innovation publique avance",
            "aide au logement étudiant",
            "signaux faibles",
            "déclaration non contraignante",
            "secretaire d'etat charge du numerique",
            "manifeste présenté à Ottawa",
            "conges payes duree",
            "la France partage sa vision et ses expériences",
            "startups d’État",
            "accélérateurs publics territoriaux",
            "semaine de l'innovation publique novembre 2016 toute la France",
            "quel delai pour renouveler un permis",
            "OÙ VOTER DIMANCHE",
            "carte grise changement adresse",
            "prime activite conditions",
            "les agents testent",
            "innovation dans le secteur public",
            "plan d'action national",
        ] {
            assert_eq!(lang(text), Some(Lang::Fr), "{text}: {:?}", identify(text));
        }
    }

    #[test]
    fn english_is_english() {
        for text in [
            "how to apply for benefits",
            "weak signals",
            "civil servant public servant difference between countries",
            "failure controlled experimentation auditing",
            "portfolio approach hedge bets",
            "side of desk to center of desk",
            "passport renewal fees",
            "behavioural approach and nudge in public policy",
            "He sent his résumé to the café",
            "The “Futurs Publics” program of the SGMAP is based in Paris",
            "don't know",
            "unemployment benefits eligibility",
            "territorial hackathons Etalab network building",
            "leadership mindsets research",
            "public sector innovation",
            "the national action plan",
        ] {
            assert_eq!(lang(text), Some(Lang::En), "{text}: {:?}", identify(text));
        }
    }

    #[test]
    fn no_evidence_gives_no_language() {
        for text in [
            "",
            "   ",
            "2017",
            "126 000 000 €",
            "innovation",
            "Innovation",
            "...",
            "OCDE 2019",
            "a",
        ] {
            assert_eq!(identify(text), Guess::NOTHING, "{text}");
        }
    }

    #[test]
    fn other_languages_are_foreign_when_long_enough() {
        for text in [
            "La innovación pública es un proceso que se desarrolla en todas las administraciones del estado español.",
            "Die öffentliche Verwaltung muss sich verändern, damit die Bürgerinnen und Bürger ihr vertrauen können.",
            "L'innovazione pubblica è un processo che coinvolge tutte le amministrazioni dello stato e i cittadini italiani.",
            "A inovação pública é um processo que não depende apenas das administrações, mas também dos cidadãos.",
            "Общественные инновации меняют работу государства",
            "公共部門のイノベーションは政府の仕事を変える",
        ] {
            assert!(identify(text).foreign, "{text}: {:?}", identify(text));
            assert_eq!(lang(text), None, "{text}");
        }
        assert!(!identify("Die Verwaltung").foreign);
    }

    #[test]
    fn a_sentence_is_clear_and_names_do_not_sway_it() {
        let en = identify(
            "The Center is supported by the \"La France s'engage\" program and hosted by the university.",
        );
        assert_eq!(en.lang, Some(Lang::En));
        let fr = identify(
            "Le secrétaire d’État a présenté le « French Manifesto » aux homologues étrangers.",
        );
        assert!(fr.is_clear() && fr.lang == Some(Lang::Fr), "{fr:?}");
        let en = identify(
            "They aim to foster a common understanding across different levels of government.",
        );
        assert!(en.is_clear() && en.lang == Some(Lang::En), "{en:?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let guess = identify(&text);
            prop_assert!((0.0..=1.0).contains(&guess.confidence));
            prop_assert!(!(guess.foreign && guess.lang.is_some()));
        }
    }
}
