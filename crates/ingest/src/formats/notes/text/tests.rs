use super::*;
use ibid_core::document::Date;
use proptest::prelude::*;

fn page(text: &str) -> Document {
    read(text, SourceId::from_bytes(text.as_bytes()))
}

/// The blocks: `#` for each level of a heading, `*` for a bullet.
fn outline(document: &Document) -> Vec<String> {
    let sign = |kind| match kind {
        BlockKind::Paragraph => String::new(),
        BlockKind::Bullet => "* ".to_owned(),
        BlockKind::Heading(level) => format!("{} ", "#".repeat(usize::from(level))),
    };
    document.blocks.iter().map(|b| format!("{}{}", sign(b.kind), b.text)).collect()
}

fn left_out(document: &Document) -> Vec<(u32, &str)> {
    document.left_out.iter().map(|l| (l.line, l.rule.name())).collect()
}

const PROSE: &str =
    "The team spent a whole year in small offices, and wrote down everything that it heard there.";

#[test]
fn a_line_with_a_clock_heads_nothing() {
    for line in
        ["06:30 Le journal", "9h30 Accueil des élèves", "Ida Moss (0:05)", "Lundi 9:00 - 12:30"]
    {
        for text in [format!("{line}\n\n{PROSE}\n"), format!("Le port\n\n{line}\n\n{PROSE}\n")] {
            let document = page(&text);
            assert_ne!(document.about.title.as_deref(), Some(line));
            let heads = |block: &Block| {
                matches!(block.kind, BlockKind::Heading(_)) && block.text.contains(line)
            };
            assert!(!document.blocks.iter().any(heads), "{:?}", outline(&document));
        }
    }
}

#[test]
fn a_french_page() {
    let doc = page(
        "Aller au contenu\n\nVous êtes ici\n\nDossiers / Ville\n\n2018 : les guichets changent d’allure !\n\nRetour d’expérience\n\n\
         Publié le 3 mai 2018 par l’équipe « Guichets »\n\nPartager\n\nIl y a deux ans, une ville a décidé d’ouvrir ses guichets le soir.\n\n\
         Ce que nous avons vu\n\nLes agents ont répondu au téléphone pendant une semaine entière :\n\n  • trois au matin ;\n  • deux au soir.\n\n\
         Rapport du guichet\n\nPDF (12 Ko) - Dernière mise à jour le 2 mai 2018\n\nTélécharger\n\nMai 2018 : la ville en parle\n\n\
         Une réunion a eu lieu à la mairie, et beaucoup de monde est venu dire son avis.\n\nHaut de page\n\nVille ouverte\n",
    );

    assert_eq!(doc.about.title.as_deref(), Some("2018 : les guichets changent d’allure !"));
    assert_eq!(doc.about.date, Date::new(2018, 5, 3));
    assert_eq!(doc.about.author.as_deref(), Some("l’équipe « Guichets »"));
    assert_eq!(
        outline(&doc),
        [
            "Il y a deux ans, une ville a décidé d’ouvrir ses guichets le soir.",
            "# Ce que nous avons vu",
            "Les agents ont répondu au téléphone pendant une semaine entière :",
            "* trois au matin ;",
            "* deux au soir.",
            "# Mai 2018 : la ville en parle",
            "Une réunion a eu lieu à la mairie, et beaucoup de monde est venu dire son avis.",
        ]
    );
    assert_eq!(
        left_out(&doc),
        [
            (1, "navigation"),
            (3, "breadcrumb"),
            (5, "breadcrumb"),
            (9, "label"),
            (11, "publication"),
            (13, "share"),
            (24, "download"),
            (26, "download"),
            (28, "download"),
            (34, "navigation"),
            (36, "footer"),
        ]
    );
}

#[test]
fn an_english_record() {
    let doc = page(&format!(
        "Skip Navigation\nCanada\n\nOpen the Counters (CA12)\n\nOverview\n\nAt a Glance\n\nCycle: 2015\n\nStatus:\n\nPolicy Areas\n\n\
         Housing, Transport\n\nReview\n\nResult: Good\n\nDescription\n\nSTAKES\n{PROSE}\n\nAIM & SCOPE\n{PROSE}\n\nProgress\n\nMidterm: Limited\n\n\
         {PROSE}\n\nEnd of term: Complete\n\n{PROSE}\n\n1. A numbered part\n\n{PROSE}\n\nDid it work?\n\n1. One\n2. Two\n\nCommitments\n\nThe Site\n"
    ));
    assert_eq!(doc.about.title.as_deref(), Some("Open the Counters (CA12)"));

    let prose = PROSE.to_owned();
    let want = [
        "# Overview",
        "## At a Glance",
        "Cycle: 2015",
        "# Policy Areas",
        "Housing, Transport",
        "# Review",
        "Result: Good",
        "# Description",
        "## STAKES",
        &prose,
        "## AIM & SCOPE",
        &prose,
        "# Progress",
        "## Midterm: Limited",
        &prose,
        "## End of term: Complete",
        &prose,
        "# 1. A numbered part",
        &prose,
        "# Did it work?",
        "* One",
        "* Two",
    ];
    assert_eq!(outline(&doc), want);
    assert_eq!(
        left_out(&doc).iter().map(|l| l.1).collect::<Vec<_>>(),
        ["navigation", "breadcrumb", "empty-label", "footer", "footer"]
    );
}

#[test]
fn a_repeated_title_and_counters() {
    let doc = page(&format!(
        "You are here\n\nOur news\n\n39 reads\nA week of work: all change!\nA week of work: all change!\n\n{PROSE}\n\n39 reads"
    ));
    assert_eq!(doc.about.title.as_deref(), Some("A week of work: all change!"));
    assert_eq!(outline(&doc), [PROSE]);
    assert_eq!(
        left_out(&doc).iter().map(|l| l.1).collect::<Vec<_>>(),
        ["breadcrumb", "breadcrumb", "counter", "repeated-title", "counter"]
    );
}

#[test]
fn plain_text_keeps_all_it_has() {
    assert_eq!(
        outline(&page("Le conseil de prud'hommes tranche.")),
        ["Le conseil de prud'hommes tranche."]
    );

    let doc = page("Une seule ligne sans point");
    assert_eq!(
        (doc.about.title.as_deref(), outline(&doc).len()),
        (Some("Une seule ligne sans point"), 1)
    );

    let poem = page(
        "Premier vers ici\nDeuxième vers là\nTroisième vers encore\nQuatrième vers enfin\nJean",
    );
    assert_eq!(
        outline(&poem),
        [
            "Premier vers ici",
            "Deuxième vers là",
            "Troisième vers encore",
            "Quatrième vers enfin",
            "Jean"
        ]
    );
    assert!(poem.left_out.is_empty());

    let closing = page(&format!(
        "A fine title here\n\n{PROSE}\n\nNationally, it is on the march!\n\nShare this page\n\nLeave a Reply"
    ));
    assert_eq!(outline(&closing), [PROSE, "Nationally, it is on the march!"]);
}

#[test]
fn what_was_said_is_no_boilerplate() {
    let said = "Je vous remercie de votre invitation\nMadame la ministre, vous avez la parole.\n\
                Comment ?\nNext.\nListen.\nJe vous remercie de votre invitation\nLe budget est de 12 millions.";
    let doc = page(said);
    assert_eq!(doc.about.title.as_deref(), Some("Je vous remercie de votre invitation"));
    assert_eq!(outline(&doc), said.split('\n').collect::<Vec<_>>());

    let short = page(
        "Transcript of the hearing\n=====\nMr. Smith: Thank you.\n\nWhen?\n\nOn 3 May 2020.\n\nLisa:\n\nPartager\n\n\
         Comment\n\nTranscript of the hearing\n\nMerci",
    );
    assert_eq!(
        outline(&short),
        [
            "Mr. Smith: Thank you.",
            "When?",
            "On 3 May 2020.",
            "Lisa:",
            "Partager",
            "Comment",
            "Transcript of the hearing",
            "Merci"
        ]
    );
    assert_eq!(left_out(&short), [(2, "separator")]);
    assert_eq!(short.about.date, None);
}

proptest! {
    #[test]
    fn every_word_is_a_block_or_left_out_or_the_title(
        text in "(\n|\n\n|Aa bb cc|- |1\\. |PDF \\(3 Ko\\)|STAKES|Key: value|Key:|Partager|By Jo|\\PC){0,40}"
    ) {
        let doc = page(&text);
        let bare = |s: &str| s.chars().filter(|c| c.is_alphabetic()).count();
        let mut seen: usize = doc.blocks.iter().map(|b| bare(&b.text)).sum();
        seen += doc.blocks.iter().filter_map(|b| b.speaker.as_deref()).map(bare).sum::<usize>();
        seen += doc.left_out.iter().map(|l| bare(&l.text)).sum::<usize>();
        let title = doc.about.title.as_deref().unwrap_or_default();
        // What is said once and is the title is the only block too.
        let is_only_block = doc.blocks.len() == 1 && doc.blocks[0].text == title;

        if !is_only_block || text.matches(title).count() > 1 {
            seen += bare(title);
        }
        prop_assert!(seen >= bare(&text), "{} < {}", seen, bare(&text));
        prop_assert!(doc.blocks.iter().all(|b| !b.text.is_empty() && !b.text.contains('\n')));
    }
}
