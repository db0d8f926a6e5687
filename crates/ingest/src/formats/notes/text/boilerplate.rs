//! The boilerplate of a web page: what is there for the browser and not for the reader.
//!
//! Rules in both languages: whole lines by a table, and a few patterns. Each has a name, under which
//! `ibid parse` shows what it left out.

use std::collections::HashMap;
use std::sync::LazyLock;

use ibid_core::rules::Rule;

use crate::clean::words;

/// A line as the tables know it: lower case, straight apostrophes, plain spaces, no marks around.
pub(super) fn key(line: &str) -> String {
    let lower = line.to_lowercase().replace(['’', 'ʼ'], "'").replace(['\u{a0}', '\u{202f}'], " ");
    lower.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// The rule by which a line is boilerplate, if it is.
pub(super) fn rule(line: &str) -> Option<Rule> {
    // No boilerplate is longer; prose need not be looked at any further.
    if line.len() > 400 {
        return None;
    }
    if !line.chars().any(char::is_alphanumeric) {
        return Some(Rule::Separator);
    }

    let key = key(line);
    if key.is_empty() {
        return None;
    }

    // A word of a menu may be a whole sentence of a speaker: `Comment ?`, `Next.`
    let unsaid = !is_said(line);
    let by_words = || exact(&key).or_else(|| counter(&key)).or_else(|| row(line));
    starts(&key)
        .or_else(|| unsaid.then(by_words).flatten())
        .or_else(|| file(&key).then_some(Rule::Download))
        .or_else(|| breadcrumb(line, &key).then_some(Rule::Breadcrumb))
}

/// Whether a line ends as a sentence does. Three full stops are those of `Read more...`.
pub(super) fn is_said(line: &str) -> bool {
    let closing = ['»', '”', '"', ')', '’', '\'', ']', ' ', '\u{a0}', '\u{202f}'];
    let bare = line.trim_end_matches(closing);
    bare.ends_with(['.', '!', '?']) && !bare.ends_with("...")
}

/// Whether the lines that rules know prove that a text was saved from a web page: by several rules,
/// and not by single words alone, which are words of a transcript too; or by a line that is
/// never said.
pub(super) fn proves_page<'a>(known: impl Iterator<Item = (&'a str, Rule)>) -> bool {
    let mut rules = Vec::new();
    let mut phrases = false;
    for (line, rule) in known.filter(|(_, rule)| *rule != Rule::Separator) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
        phrases |= words(line) > 1;
        if entries(NEVER_SAID).any(|start| key(line).starts_with(start)) {
            return true;
        }
    }

    rules.len() > 2 || rules.len() == 2 && phrases
}

/// Whether the rule is a heading of the breadcrumb, whose content may be on the next line.
pub(super) fn is_here_label(line: &str) -> bool {
    matches!(key(line).as_str(), "you are here" | "vous êtes ici" | "vous etes ici")
}

/// Whether a line describes a file to download, so that the line before it is the file's name.
pub(super) fn is_file(line: &str) -> bool {
    line.len() <= 400 && file(&key(line))
}

/// Whether parts of a line are parted as the steps of a path are: `Home » Stories`.
pub(super) fn is_path(line: &str) -> bool {
    [" » ", " > ", " › ", " / ", " → ", " | "].iter().any(|mark| line.contains(mark))
}

/// The entries of a table's cell.
fn entries(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split("; ")
}

static EXACT: LazyLock<HashMap<&'static str, Rule>> = LazyLock::new(lines_of_table);

fn lines_of_table() -> HashMap<&'static str, Rule> {
    let lines = |(rule, cell): &(Rule, &'static str)| {
        let rule = *rule;
        entries(cell).map(move |line| (line, rule))
    };
    TABLE.iter().flat_map(lines).collect()
}

fn exact(key: &str) -> Option<Rule> {
    EXACT.get(key).copied()
}

fn starts(key: &str) -> Option<Rule> {
    let known = |(_, most, cell): &&(Rule, usize, &'static str)| {
        entries(cell).any(|start| starts_with_words(key, start)) && words(key) <= *most
    };
    STARTS.iter().find(known).map(|(rule, _, _)| *rule)
}

/// Whether a text starts with `start`, and no word goes on there.
fn starts_with_words(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// `3928 reads`, `12 vues`, `3 min read`, `lu 12 fois`.
fn counter(key: &str) -> Option<Rule> {
    let (number, unit) = key.split_at(key.find(|c: char| !is_figure(c)).unwrap_or(key.len()));
    let counted = number.chars().any(|c| c.is_ascii_digit())
        && entries(COUNTED).any(|known| known == unit.trim());
    let times = ["lu ", "vu ", "consulté ", "read ", "viewed "].iter().any(|verb| {
        let number = key.strip_prefix(verb).map(|rest| rest.trim_start_matches(is_figure));
        matches!(number, Some("fois" | "times"))
    });
    (counted || times).then_some(Rule::Counter)
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ' ' | ',' | '.' | '+' | '~')
}

/// `pdf (478.3 ko) - dernière mise à jour le…`: a kind of file, and a size.
fn file(key: &str) -> bool {
    let mut tokens =
        key.split(|c: char| !c.is_alphanumeric() && c != '.' && c != ',').filter(|t| !t.is_empty());
    let Some(kind) = tokens.next() else { return false };
    if !entries(FILE_KINDS).any(|known| known == kind) || words(key) > 20 {
        return false;
    }

    let tokens: Vec<&str> = tokens.collect();
    let is_size = |unit: &str| entries(SIZES).any(|known| known == unit);
    let is_number = |t: &str| t.starts_with(|c: char| c.is_ascii_digit());
    let glued = |t: &str| {
        let unit = t.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
        is_number(t) && is_size(unit)
    };

    tokens.windows(2).any(|pair| is_number(pair[0]) && is_size(pair[1]))
        || tokens.iter().any(|t| glued(t))
}

/// `Home » Stories » Open data`, `Vous êtes ici : Accueil > …`
fn breadcrumb(line: &str, key: &str) -> bool {
    let here = ["you are here", "vous êtes ici", "vous etes ici"]
        .iter()
        .any(|start| key.starts_with(start));
    let home = ["home ", "accueil "].iter().any(|start| key.starts_with(start));
    words(key) <= 25 && (here || home && is_path(line))
}

/// `Share · Print · Download`: every part is boilerplate.
fn row(line: &str) -> Option<Rule> {
    let parts: Vec<String> = line.split(['·', '|', '•', '/']).map(key).collect();
    if parts.len() < 2 {
        return None;
    }
    let rules: Option<Vec<_>> = parts.iter().map(|part| exact(part)).collect();
    rules?.first().copied()
}

/// How the links begin that lead past a menu.
const NEVER_SAID: &str = "skip navigation; skip to content; skip to main content; skip to navigation; \
    aller au contenu; aller à la navigation; accéder au contenu; accéder à la navigation; toggle navigation";
const COUNTED: &str = "reads; read; views; view; vues; vue; lectures; lecture; likes; like; j'aime; comments; \
    comment; commentaires; commentaire; shares; share; partages; partage; followers; abonnés; \
    downloads; téléchargements; visites; visits; min read; mins read; minute read; minutes read; \
    min de lecture; mn de lecture; minute de lecture; minutes de lecture; min; responses; \
    réponses";
const FILE_KINDS: &str = "pdf; doc; docx; xls; xlsx; odt; ods; ppt; pptx; csv; zip; epub; rtf; mp3; mp4; jpg; jpeg; \
    png; json; xml";
const SIZES: &str = "o; ko; mo; go; kio; mio; octets; b; kb; mb; gb; kib; mib; bytes";

/// Whole lines, by rule, parted by semicolons.
const TABLE: &[(Rule, &str)] = &[
    (
        Rule::Navigation,
        "skip navigation; skip to content; skip to main content; skip to navigation; jump to \
         content; jump to navigation; aller au contenu; aller au contenu principal; aller à la \
         navigation; accéder au contenu; accéder à la navigation; accéder au menu; aller au \
         menu; aller à la recherche; menu; menu principal; main menu; main navigation; \
         navigation; navigation principale; fil d'ariane; breadcrumb; breadcrumbs; search; \
         rechercher; recherche; search form; formulaire de recherche; home; accueil; back to \
         top; top of page; top; haut de page; retour en haut; retour en haut de page; retour \
         haut de page; retour; back; next; previous; suivant; précédent; next article; previous \
         article; article suivant; article précédent; read more; lire la suite; en savoir plus; \
         learn more; voir plus; see more; show more; voir aussi; see also; à lire aussi; lire \
         aussi; related pages; related articles; related posts; articles liés; articles \
         similaires; pages liées; sur le même sujet; dans la même rubrique; table of contents; \
         on this page; sommaire; plan du site; site map; sitemap; toggle navigation; toggle \
         menu; ouvrir le menu; fermer le menu; open menu; close menu; close; fermer; log in; \
         login; sign in; sign up; connexion; se connecter; mon compte; my account; inscription; \
         français; english; fr; en; fr en; en fr",
    ),
    (Rule::Breadcrumb, "you are here; vous êtes ici; vous etes ici"),
    (
        Rule::Share,
        "share; share this; share this page; share this article; share this post; partager; \
         partager la page; partager cette page; partager cet article; partager l'article; \
         partagez; tweet; tweeter; facebook; twitter; linkedin; whatsapp; instagram; youtube; \
         mastodon; bluesky; copy link; copier le lien; email; e-mail; envoyer par mail; envoyer \
         par courriel; send by email; envoyer à un ami; follow us; suivez-nous; nous suivre; \
         rss; x",
    ),
    (
        Rule::Print,
        "print; print this page; print page; printer-friendly version; imprimer; imprimer la \
         page; imprimer cette page; version imprimable; ajouter aux favoris; bookmark; listen; \
         écouter",
    ),
    (
        Rule::Download,
        "download; downloads; télécharger; telecharger; téléchargement; téléchargements",
    ),
    (
        Rule::CommentForm,
        "leave a reply; leave a comment; post a comment; add a comment; post comment; add \
         comment; submit comment; comments are closed; no comments; no comments yet; be the \
         first to comment; cancel reply; reply; laisser un commentaire; laissez un commentaire; \
         ajouter un commentaire; poster un commentaire; commenter; annuler la réponse; répondre; \
         commentaires fermés; les commentaires sont fermés; aucun commentaire; soyez le premier \
         à commenter; required fields are marked; champs obligatoires; les champs obligatoires \
         sont indiqués avec; name; website; comment; commentaire; nom; site web; your name; your \
         email; votre nom; votre e-mail; votre email",
    ),
    (
        Rule::Newsletter,
        "newsletter; subscribe; subscribe to our newsletter; sign up for our newsletter; \
         s'abonner; abonnez-vous; s'abonner à la newsletter; abonnez-vous à notre newsletter; \
         inscrivez-vous à la newsletter; lettre d'information; s'inscrire à la newsletter; \
         s'inscrire à la lettre d'information",
    ),
    (
        Rule::CookieBanner,
        "accept; accept all; accept cookies; accept all cookies; reject all; decline; cookie \
         settings; manage cookies; cookies; accepter; tout accepter; accepter les cookies; tout \
         refuser; refuser; gérer les cookies; gestion des cookies; paramétrer les cookies; \
         personnaliser; continuer sans accepter",
    ),
    (
        Rule::Footer,
        "mentions légales; legal notice; privacy policy; privacy; terms of use; terms and \
         conditions; politique de confidentialité; données personnelles; conditions générales \
         d'utilisation; contact us; contactez-nous; contact; nous contacter; all rights \
         reserved; tous droits réservés; accessibility statement; accessibilité : non conforme; \
         accessibilité : partiellement conforme",
    ),
];

/// Lines by how they start and how many words they have at most.
const STARTS: &[(Rule, usize, &str)] = &[
    (
        Rule::Counter,
        7,
        "temps de lecture; durée de lecture; reading time; read time; estimated reading time",
    ),
    (
        Rule::Share,
        6,
        "share on; share via; share by; partager sur; partager par; partager via; follow us on; \
         suivez-nous sur",
    ),
    (
        Rule::Download,
        6,
        "download the; télécharger le; télécharger la; télécharger les; télécharger au format; \
         download as; download pdf; télécharger pdf",
    ),
    (
        Rule::CommentForm,
        30,
        "your email address will not be published; votre adresse e-mail ne sera pas publiée; \
         votre adresse de messagerie ne sera pas publiée; save my name; enregistrer mon nom",
    ),
    (
        Rule::CommentForm,
        12,
        "required fields are marked; les champs obligatoires sont indiqués; you must be logged \
         in to; vous devez être connecté pour; vous devez vous connecter pour",
    ),
    (
        Rule::CookieBanner,
        60,
        "we use cookies; this site uses cookies; this website uses cookies; ce site utilise des \
         cookies; nous utilisons des cookies; en poursuivant votre navigation; by continuing to \
         use this site",
    ),
    (Rule::Newsletter, 12, "subscribe to; abonnez-vous à; sign up to receive; inscrivez-vous à"),
    (Rule::Footer, 15, "copyright; tous droits réservés; all rights reserved"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boilerplate_is_known_by_its_rule() {
        for (line, want) in [
            ("Skip Navigation", "navigation"),
            ("Haut de page ↑", "navigation"),
            ("3928 reads", "counter"),
            ("12 vues", "counter"),
            ("3 min read", "counter"),
            ("Temps de lecture : 3 min", "counter"),
            ("1 204 lectures", "counter"),
            ("Lu 12 fois", "counter"),
            ("Partager", "share"),
            ("Partager sur LinkedIn", "share"),
            ("Share · Print · Download", "share"),
            ("Leave a Reply", "comment-form"),
            ("Commentaires fermés", "comment-form"),
            (
                "Your email address will not be published. Required fields are marked *",
                "comment-form",
            ),
            ("PDF (478.3 Ko) - Dernière mise à jour le 24 juin 2021", "download"),
            ("PDF - 3MB", "download"),
            ("Télécharger la synthèse", "download"),
            ("Accueil > Vie > Papiers", "breadcrumb"),
            ("Vous êtes ici : Accueil", "breadcrumb"),
            ("* * *", "separator"),
            ("IMPRIMER", "print"),
            ("© 2020 Ville. Tous droits réservés", ""),
            ("We use cookies to improve this site.", "cookie-banner"),
            ("Read more...", "navigation"),
            ("Lire la suite…", "navigation"),
        ] {
            assert_eq!(rule(line).map_or("", Rule::name), want, "{line}");
        }
    }

    #[test]
    fn content_is_no_boilerplate() {
        for line in [
            "Partager ses données change la relation à l’usager.",
            "3928 reads of the sensor failed",
            "Print media are changing fast.",
            "Home care for older people",
            "PDF is a format.",
            "Status",
            "12 communes / 4 régions",
            "Share of women in management",
            "Comment ?",
            "Next.",
            "« Accepter. »",
            "12 min.",
            "Close / Share!",
        ] {
            assert_eq!(rule(line), None, "{line}");
        }
    }
}
