//! Word families: words of one root whose stems differ, such as `forclore` and `forclusion`.
//!
//! A table of endings that stand for one another at the end of words with the same root. Stemmers
//! take endings off and know no root that changes; a table of roots would never be whole. So each
//! ending is long enough to hold the change: `-clore` and `-clusion`, not `-re` and `-ion`.
//! `golden/word_families.tsv` holds what the table must tell and what it must not.

use crate::lang::Lang;

/// Fewer letters before an ending are no root.
const SHORTEST_ROOT: usize = 2;

/// Endings of French words, folded: each of a row may stand for each other.
const FRENCH: &[&[&str]] = &[
    &["clore", "clure", "clusion"],
    &["mettre", "mission"],
    &["crire", "cription"],
    &["uire", "uction", "ucteur"],
    &["pendre", "pension"],
    &["tendre", "tension"],
    &["fendre", "fense"],
    &["vendre", "vente", "vendeur"],
    &["scendre", "scente"],
    &["ttendre", "ttente"],
    &["perdre", "perte"],
    &["prendre", "prise", "preneur"],
    &["prendre", "prehension"],
    &["pprendre", "pprentissage", "pprenti"],
    &["pondre", "ponse"],
    &["soudre", "solution"],
    &["dire", "diction"],
    &["cevoir", "ception"],
    &["querir", "quisition", "quereur"],
    &["venir", "vention"],
    &["tenir", "tention"],
    &["maintenir", "maintien"],
    &["soutenir", "soutien"],
    &["tretenir", "tretien"],
    &["uvrir", "uverture"],
    &["ournir", "ourniture", "ournisseur"],
    &["naitre", "naissance"],
    &["roitre", "roissance", "roissement"],
    &["araitre", "arition"],
    &["ceder", "cession"],
    &["eceder", "eces"],
    &["cider", "cision"],
    &["viser", "vision"],
    &["teger", "tection", "tecteur"],
    &["rriger", "rrection", "rrecteur"],
    &["iriger", "irection", "irigeant"],
    &["ediger", "edaction", "edacteur"],
    &["gerer", "gestion", "gestionnaire", "gerant", "gerance"],
    &["availler", "avail", "availleur"],
    &["eiller", "eil"],
    &["louer", "location", "loueur"],
    &["ateur", "ation", "er"],
    &["irecteur", "irection"],
    &["lecteur", "lection"],
    &["isseur", "issement"],
    &["isseur", "ir"],
    &["yer", "yeur", "yage"],
    &["ployer", "ployeur", "ploi"],
    &["cheter", "cheteur", "chat"],
    &["mander", "mandeur"],
    &["ssurer", "ssureur"],
    &["yage", "yageur"],
    &["ctoral", "cture"],
    &["mental", "ment"],
    &["onal", "on"],
    &["unal", "une"],
    &["essionnel", "ession"],
    &["entionnel", "ention"],
    &["tutionnel", "tution"],
    &["eriel", "ere"],
    &["entiel", "ent", "ence"],
    &["ustriel", "ustrie"],
    &["ercial", "erce", "ercant"],
    &["orial", "oire"],
    &["monial", "moine"],
    &["arial", "aire", "arie"],
    &["ntaire", "nt"],
    &["dgetaire", "dget"],
    &["etaire", "ete"],
    &["eficiaire", "eficier", "efice"],
    &["daire", "darite"],
    &["itaire", "ite"],
    &["gence", "gent"],
    &["sence", "sent"],
    &["petence", "petent"],
    &["idence", "ident"],
    &["istance", "istant"],
    &["eillance", "eillant", "eiller"],
    &["ternance", "ternant", "terner"],
    &["quence", "quent"],
    &["ccin", "ccination", "cciner"],
    &["arent", "arental"],
    &["amille", "amilial"],
    &["edecin", "edical", "edecine"],
    &["opital", "ospitalier", "ospitalisation"],
    &["cole", "colaire", "colarite"],
    &["griculture", "gricole", "griculteur"],
    &["eritage", "eritier", "eriter"],
    &["onnier", "on"],
];

/// Words that endings would join, and that mean two things.
const APART: &[(&str, &str)] = &[("agence", "agent")];

/// Endings of English words, in the same way.
const ENGLISH: &[&[&str]] = &[
    &["cide", "cision", "cisive"],
    &["vide", "vision"],
    &["vise", "vision"],
    &["tend", "tension"],
    &["pend", "pension"],
    &["xpand", "xpansion"],
    &["clude", "clusion"],
    &["vade", "vasion"],
    &["rode", "rosion"],
    &["lode", "losion"],
    &["mit", "mission"],
    &["ceive", "ception"],
    &["duce", "duction"],
    &["scribe", "scription", "scriptive"],
    &["solve", "solution"],
    &["volve", "volution", "volvement"],
    &["cquire", "cquisition"],
    &["ify", "ification"],
    &["pply", "pplication", "pplicant"],
    &["ltiply", "ltiplication"],
    &["efend", "efence", "efense"],
    &["ffend", "ffence", "ffense"],
    &["retend", "retence", "retense"],
    &["xpend", "xpense"],
    &["spond", "sponse"],
    &["intain", "intenance"],
    &["stain", "stenance"],
    &["tain", "tention"],
    &["endant", "endance", "end"],
    &["istant", "istance", "ist"],
    &["ident", "idence", "idency", "ide"],
    &["gent", "gency"],
    &["nant", "nancy"],
    &["cant", "cancy"],
    &["icient", "iciency"],
    &["quent", "quency"],
    &["esent", "esence"],
    &["bsent", "bsence"],
    &["pendent", "pendence"],
    &["fferent", "fference"],
    &["ortant", "ortance"],
    &["evant", "evance"],
    &["pliant", "pliance", "ply"],
    &["eliable", "eliance", "ely"],
    &["ny", "nial"],
    &["try", "trial"],
    &["alyse", "alyze", "alysis", "alyst"],
    &["cceed", "ccess"],
    &["xceed", "xcess"],
    &["rocedure", "roceed"],
    &["cede", "cession"],
    &["mpete", "mpetition", "mpetitor"],
    &["epeat", "epetition"],
    &["efine", "efinition"],
    &["close", "closure"],
    &["xpose", "xposure"],
    &["isclose", "isclosure"],
    &["part", "parture"],
    &["ail", "ailure"],
    &["sure", "surance", "surer"],
    &["uide", "uidance"],
    &["erform", "erformance"],
    &["overn", "overnance", "overnor"],
    &["egislate", "egislature", "egislation"],
    &["lect", "lectoral", "lector"],
    &["oter", "ote"],
    &["ploy", "ployee", "ployer"],
    &["rain", "rainee"],
    &["etire", "etiree"],
    &["efugee", "efuge"],
    &["row", "rowth"],
    &["ible", "ibility"],
    &["able", "ability"],
    &["braries", "brarian"],
    &["istory", "istorian"],
    &["litics", "litician", "litical"],
    &["liament", "liamentary"],
    &["dget", "dgetary"],
    &["amily", "amilial"],
    &["ovince", "ovincial"],
    &["inance", "inancial"],
    &["mmerce", "mmercial"],
    &["ustry", "ustrial"],
    &["ritory", "ritorial"],
    &["inistry", "inister", "inisterial"],
    &["egistrar", "egister", "egistration"],
    &["cience", "cientific", "cientist"],
    &["conomy", "conomics", "conomist"],
    &["nergy", "nergetic"],
    &["estroy", "estruction"],
    &["rry", "rriage"],
];

/// Folded words that are of the family of a folded word, if there are such words: the vocabulary of
/// an index tells which of them exist. The word itself is not among them.
pub fn relatives(word: &str, lang: Lang) -> Vec<String> {
    let rows = match lang {
        Lang::Fr => FRENCH,
        Lang::En => ENGLISH,
    };
    let singular = word.strip_suffix('s').filter(|_| !word.ends_with("ss"));
    let mut found = Vec::new();
    for word in std::iter::once(word).chain(singular) {
        for row in rows {
            for ending in *row {
                let Some(root) = word.strip_suffix(ending) else { continue };
                if root.len() < SHORTEST_ROOT && ending.len() < 5 {
                    continue;
                }
                let others = row.iter().filter(|other| *other != ending);
                found.extend(others.map(|other| format!("{root}{other}")));
            }
        }
    }

    let base = singular.unwrap_or(word);
    let apart = |other: &str| APART.contains(&(base, other)) || APART.contains(&(other, base));
    found.retain(|other| other != word && !apart(other));
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fold::folded;
    use crate::analysis::{Analyzer, Kind, Tokens};

    fn stem(word: &str, lang: Lang) -> String {
        let mut tokens = Tokens::new();
        Analyzer::new().analyze(word, Some(lang), &mut tokens);
        tokens.iter().find(|t| t.kind == Kind::Stem).map(|t| t.term.to_owned()).unwrap_or_default()
    }

    /// A pair of the golden list, folded.
    struct Pair {
        lang: Lang,
        word: String,
        other: String,
        related: bool,
    }

    fn pairs() -> Vec<Pair> {
        let mut pairs = Vec::new();
        for line in include_str!("../../golden/word_families.tsv").lines() {
            let [lang, word, other, related] = line.split('\t').collect::<Vec<_>>()[..] else {
                continue;
            };
            if let Some(lang) = Lang::from_tag(lang) {
                let (word, other) = (folded(word), folded(other));
                pairs.push(Pair { lang, word, other, related: related == "yes" });
            }
        }
        pairs
    }

    #[test]
    fn hardly_any_look_alike_is_told_for_a_relative() {
        let pairs = pairs();
        let (related, others): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(|p| p.related);
        assert!(related.len() >= 300 && others.len() >= 300, "the list has shrunk");
        let told = |pair: &&&Pair| relatives(&pair.word, pair.lang).contains(&pair.other);
        let wrong: Vec<String> =
            others.iter().filter(told).map(|p| format!("{} {}", p.word, p.other)).collect();
        let right = related.iter().filter(told).count();
        assert!(right >= 220 && wrong.len() <= 2, "{right} of {}, wrong: {wrong:?}", related.len());
    }

    #[test]
    fn with_the_stems_most_words_of_a_family_meet() {
        let pairs = pairs();
        let related = || pairs.iter().filter(|pair| pair.related);
        let meet = |pair: &&Pair| {
            relatives(&pair.word, pair.lang).contains(&pair.other)
                || stem(&pair.word, pair.lang) == stem(&pair.other, pair.lang)
        };
        let (met, all) = (related().filter(meet).count(), related().count());
        assert!(met * 100 >= all * 70, "{met} of {all}");
    }

    #[test]
    fn a_word_is_no_relative_of_itself() {
        for pair in pairs() {
            assert!(!relatives(&pair.word, pair.lang).contains(&pair.word), "{}", pair.word);
        }
        assert!(relatives("forclusions", Lang::Fr).contains(&"forclore".to_owned()));
        assert_eq!(relatives("", Lang::Fr), Vec::<String>::new());
        // an agency and its agents are two things
        for word in ["agence", "agences"] {
            assert!(!relatives(word, Lang::Fr).contains(&"agent".to_owned()), "{word}");
        }
    }
}
