use std::hint::black_box;

use ibid_core::document::{Date, Medium};
use ibid_core::lang::Lang;
use proptest::prelude::*;

use super::*;
use crate::cost;

fn read_page(page: &str) -> Document {
    read(page, SourceId::from_bytes(page.as_bytes())).unwrap()
}

/// Each block with its line: `# ` for headings, `- ` for items.
fn shown(document: &Document) -> Vec<String> {
    document.blocks.iter().map(shown_block).collect()
}

fn shown_block(block: &Block) -> String {
    let sign = match block.kind {
        BlockKind::Heading(level) => "#".repeat(usize::from(level)) + " ",
        BlockKind::Bullet => "- ".to_owned(),
        BlockKind::Paragraph => String::new(),
    };
    format!("{} {sign}{}", block.line, block.text)
}

const PROSE: &str = "Depuis dix ans, la ville ouvre ses archives, et chaque quartier raconte les \
    siennes : des lettres, des plans, des photographies que les familles avaient gardées.";

const FRENCH: &str = "<!DOCTYPE html>
<html lang=\"fr-FR\"><head><meta charset=\"utf-8\">
<title>Les archives de la ville | Mairie de Tréville</title>
<meta property=\"og:site_name\" content=\"Mairie de Tr&eacute;ville\">
<meta property='article:published_time' content='2021-03-04T10:00:00+01:00'>
<meta name=author content=\"Anne Lenoir\">
<link rel=\"canonical\" href=\"https://treville.example/archives\">
<style>p { color: red }</style>
<script>document.write('<p>jamais</p>');</script></head>
<body class=\"has-sidebar\">
<a href=\"#main\" class=\"skiplink\">Aller au contenu</a>
<nav><ul><li><a href=\"/\">Accueil</a></li><li><a href=\"/v\">Vie pratique</a></li></ul></nav>
<div id=\"cookie-banner\"><p>Nous utilisons des cookies pour mesurer l’audience de ce site.</p></div>
<main id=\"main\"><article>
<h1>Les archives de la ville</h1>
<p>Publié le 5 mars 2021 par la mairie</p>
<p>PROSE</p>
<h2>L’<b>innova</b>tion ouverte</h2>
<p>C’est l’<b>innovation</b> au service du public&nbsp;: on&nbsp;y trouve, par exemple, des plans
de <i>18</i><sup>e</sup> siècle, des lettres et des actes.<br>Tout y est numérisé.</p>
<ul>
<li>les lettres, classées par année
<ul><li>celles de la mairie</li><li>celles des familles</ul>
<li><p>les plans, classés par quartier</p><p>Ils sont grands, et fragiles.</p></li>
</ul>
<blockquote><p>« On y retrouve sa rue, sa maison, et parfois son nom », dit une habitante.</p></blockquote>
<table><tr><th>Année</th><th>Dons</th></tr><tr><td>2019</td><td>12</td></tr></table>
<p>PROSE</p>
<div class=\"share-buttons\"><a href=\"https://x.example\">Partager sur X</a><a href=\"/m\">Envoyer</a></div>
</article>
<section id=\"comments\"><h2>Commentaires</h2><p>Très bel article, merci à toute l’équipe de la mairie.</p></section>
</main>
<footer><p>Mentions légales – Mairie de Tréville, place de la République</p></footer>
</body></html>
";

#[test]
fn a_french_page_is_read_to_its_main_text() {
    let document = read_page(&FRENCH.replace("PROSE", PROSE));
    let about = &document.about;
    assert_eq!(about.title.as_deref(), Some("Les archives de la ville"));
    assert_eq!(about.author.as_deref(), Some("Anne Lenoir"));
    assert_eq!(about.date, Date::new(2021, 3, 4));
    assert_eq!(about.medium, Some(Medium::Web("https://treville.example/archives".into())));
    assert_eq!(document.lang, Some(Lang::Fr));
    assert!(document.warnings.is_empty(), "{:?}", document.warnings);
    assert_eq!(
        shown(&document),
        [
            &format!("17 {PROSE}"),
            "18 ## L’innovation ouverte",
            "19 C’est l’innovation au service du public\u{a0}: on\u{a0}y trouve, par exemple, des plans \
             de 18e siècle, des lettres et des actes. Tout y est numérisé.",
            "22 - les lettres, classées par année",
            "23 - celles de la mairie",
            "23 - celles des familles",
            "24 - les plans, classés par quartier",
            "24 Ils sont grands, et fragiles.",
            "26 « On y retrouve sa rue, sa maison, et parfois son nom », dit une habitante.",
            "27 Année Dons",
            "27 2019 12",
            &format!("28 {PROSE}"),
        ]
    );

    let rules: Vec<_> = document.left_out.iter().map(|left| left.rule.name()).collect();
    assert_eq!(
        rules,
        [
            "navigation",
            "navigation",
            "navigation",
            "cookie-banner",
            "repeated-title",
            "publication",
            "share",
            "comments",
            "comments",
            "footer"
        ]
    );
}

#[test]
fn an_english_page_without_landmarks_is_read_too() {
    let prose = "The team met people at home, in shops and in stations, and asked them what they \
                 had tried, what had failed, and what they would change first, if they could.";
    let page = format!(
        "<html><head><title>Open data &#8211; Field notes</title>
<script type=\"application/ld+json\">{{\"@graph\":[{{\"@type\":\"Article\",\"datePublished\":\"2019-05-06\",
\"author\":[{{\"name\":\"Jo Smith\"}},\"A. Brown\"]}}]}}</script></head>
<body><div class=head><a href=/>Home</a> <a href=/a>About</a> <a href=/c>Contact</a></div>
<div class=content><h1>Open data</h1><p>{prose}</p><p>{prose}</p>
<h3>What we learnt</h3>
<p>We&rsquo;re <em>not</em> sure: R&amp;D costs &pound;5, and the rest is &ldquo;free&rdquo;. {prose}</p>
<pre>key: value
  other: 2</pre></div>
<div class=foot><a href=/p>Privacy policy</a> <a href=/t>Terms of use</a></div></body></html>"
    );
    let document = read_page(&page);
    assert_eq!(document.about.title.as_deref(), Some("Open data"));
    assert_eq!(document.about.author.as_deref(), Some("Jo Smith, A. Brown"));
    assert_eq!(document.about.date, Date::new(2019, 5, 6));

    let texts: Vec<_> = document.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!(texts[..3], [prose, prose, "What we learnt"]);
    assert!(texts[3].starts_with("We’re not sure: R&D costs £5, and the rest is “free”."));
    assert_eq!(texts[4..], ["key: value", "other: 2"]);
}

#[test]
fn what_was_said_is_no_boilerplate() {
    let page = "<body><p>Vous avez la parole.</p><p>Comment ?</p><p>Accepter.</p><p>Le 3 mai 2020.</p><p>Partager</p>";
    let document = read_page(page);
    assert_eq!(
        shown(&document),
        ["1 Vous avez la parole.", "1 Comment ?", "1 Accepter.", "1 Le 3 mai 2020."]
    );
    assert_eq!(left_out(&document), [(1, "furniture", "Partager")]);
}

#[test]
fn a_short_page_is_read_whole() {
    let document =
        read_page("<html><body><p>Une phrase.</p>\n<div>Une autre.<br><br>Et la fin.</div>");
    assert_eq!(shown(&document), ["1 Une phrase.", "2 Une autre.", "2 Et la fin."]);
    let document = read_page("<body>Du texte <script>sans fin <p>caché");
    assert_eq!(shown(&document), ["1 Du texte"]);
}

#[test]
fn lines_set_as_they_are_make_blocks_as_those_of_a_plain_text_do() {
    let page = "<html><body><pre>
[House Hearing]

            STATEMENT OF <b
class=x>HON. DOE</b>

    Ms. Jones. Question number 0 is whether the department has spent
the money &amp; the time as the Congress intended it to spend them.
    The Witness. It has, and line 0 of our report says so. We gave all
of it to the towns.

<a href=x>* one</a><br>2. two
</pre>after<table><tr><td>x y<pre>in a cell

more</pre></table>";
    assert_eq!(
        shown(&read_page(page)),
        [
            "2 [House Hearing]",
            "4 STATEMENT OF HON. DOE",
            "7 Ms. Jones. Question number 0 is whether the department has spent the money & the time as \
             the Congress intended it to spend them.",
            "9 The Witness. It has, and line 0 of our report says so. We gave all of it to the towns.",
            "12 - one",
            "12 2. two",
            "13 after",
            "13 x y",
            "13 in a cell",
            "15 more",
        ]
    );
}

#[test]
fn rows_of_a_table_stay_together_unless_it_is_there_for_the_layout() {
    let page = "<table><tr><td><p>2019</p></td><td><p>12</p>\n</td><tr><td>2020<td>13</table>";
    assert_eq!(shown(&read_page(&format!("<body>{page}"))), ["1 2019 12", "2 2020 13"]);
    let page = "<table><tr><td>Menu<td>Titre<p>Une phrase.<p>Une autre.<ul><li>un</ul></table>";
    assert_eq!(
        shown(&read_page(&format!("<body>{page}"))),
        ["1 Menu Titre", "1 Une phrase.", "1 Une autre.", "1 - un"]
    );
}

fn left_out(document: &Document) -> Vec<(u32, &str, &str)> {
    document.left_out.iter().map(|l| (l.line, l.rule.name(), l.text.as_str())).collect()
}

#[test]
fn what_stands_within_a_sentence_does_not_part_it() {
    for (body, want, hidden) in [
        (
            "<p>Le <button>budget rectificatif</button> a été adopté par la <span class=x>commission</span>.</p>",
            "1 Le budget rectificatif a été adopté par la commission.",
            "",
        ),
        ("<h2><button>Audition de Mme Roy</button></h2>", "1 ## Audition de Mme Roy", ""),
        (
            "<p>Voir la note <svg><title>icône</title></svg>de la <svg width=1 />loi",
            "1 Voir la note de la loi",
            "icône",
        ),
        ("<p>Le texte<noscript><p>x</p></noscript> de la loi", "1 Le texte de la loi", "x"),
        (
            "<p>M. le ministre <span hidden>[ne <span>pas</span> publier]</span>prend la parole",
            "1 M. le ministre prend la parole",
            "[ne pas publier]",
        ),
        (
            "<p><a style='display:none'>12345</a><input hidden>Il prend la <i aria-hidden=true>parole</i>",
            "1 Il prend la parole",
            "12345",
        ),
        ("<table><tr><td hidden>0<td>un<td>deux</table>", "1 un deux", "0"),
        (
            "<div><span>00:01</span><span>Phrase du <b>té</b><i>moin</i> à 10:30<sup>e</sup>",
            "1 00:01 Phrase du témoin à 10:30e",
            "",
        ),
        ("<div>Texte <button>important</button> ici</div>", "1 Texte important ici", ""),
    ] {
        let document = read_page(&format!("<!doctype html><title>t</title><body>{body}"));
        assert_eq!(shown(&document), [want], "{body}");
        assert_eq!(document.about.title.as_deref(), Some("t"));
        let left = left_out(&document);
        let want = if hidden.is_empty() { vec![] } else { vec![(1, "hidden", hidden)] };
        assert_eq!(left, want, "{body}");
    }

    let alone = "<body><div><button>Ouvrir</button> <button>Fermer</button></div>\n<p>Du <b\nhidden>vrai\n<p>texte";
    let document = read_page(alone);
    assert_eq!(shown(&document), ["2 Du", "4 texte"]);
    assert_eq!(left_out(&document), [(1, "button", "Ouvrir Fermer"), (3, "hidden", "vrai")]);
}

/// A heading, and main text below it.
fn part(title: &str) -> String {
    let text = "Le <button>budget</button> a été adopté par la commission, et la séance est levée.";
    format!(
        "<h2 class=accordion-header><button>{title}</button></h2>
             <div class=accordion-collapse><p>{text} {text}</p><p>{text} {text}</p></div>"
    )
}

#[test]
fn a_heading_above_main_text_belongs_to_it() {
    let page = format!(
        "<!doctype html><body><main><h1>Auditions</h1>{}{}</main><h2>Voir aussi</h2><footer>x",
        part("Audition de Mme Roy, 3 mai"),
        part("Audition de M. Lee, 4 mai")
    );
    let headings = shown(&read_page(&page)).into_iter().filter(|line| line.contains('#'));
    let want = ["1 ## Audition de Mme Roy, 3 mai", "2 ## Audition de M. Lee, 4 mai"];
    assert_eq!(headings.collect::<Vec<_>>(), want);
}

#[test]
fn a_page_of_many_parts_keeps_them_all() {
    let part = |i: usize| {
        format!(
            "<section><h2>Part {i}</h2><div><p>It is about number {i}, no more.</p></div></section>"
        )
    };
    let page: String = (0..12).map(part).collect();
    let document = read_page(&format!("<!doctype html><body>{page}"));
    assert_eq!(document.blocks.len(), 24, "{:?}", shown(&document));
}

#[test]
fn a_title_loses_its_site_only_when_something_says_so() {
    let title = |head: &str, body: &str| {
        read_page(&format!("<head>{head}</head><body>{body}<p>x</p>")).about.title
    };
    let is = |text: &str| Some(text.to_owned());

    assert_eq!(title("<title>Salt | Sea</title>", ""), is("Salt | Sea"));
    assert_eq!(title("<title>Salt | Sea</title>", "<h1>Salt</h1>"), is("Salt"));
    assert_eq!(title("<title>Sea - Salt</title>", "<h1>salt</h1>"), is("Salt"));
    assert_eq!(
        title("<title>Salt | Sea</title><meta property=og:site_name content=Sea>", ""),
        is("Salt")
    );
    assert_eq!(
        title("<title>x</title><meta property=og:title content='Salt &amp; sea'>", ""),
        is("Salt & sea")
    );
    assert_eq!(title("", "<h1>Le <i>sel</i></h1>"), is("Le sel"));
    assert_eq!(title("", "<h1>One</h1><h1>Two</h1>"), None);
}

#[test]
fn a_page_too_large_to_be_judged_says_so_and_loses_no_word() {
    let page = |paragraphs: usize| {
        let text = "<p>Le sel sèche au bord de la mer.".repeat(paragraphs);
        read_page(&format!("<!DOCTYPE html><title>Salines</title><body>{text}"))
    };
    let codes = |document: &Document| -> Vec<_> {
        document.warnings.iter().map(|warning| warning.code.name()).collect()
    };
    assert!(codes(&page(300)).is_empty());
    let large = page(30_100);
    assert_eq!(codes(&large), ["page-not-judged"]);
    assert_eq!(large.blocks.len(), 30_100);
}

#[test]
fn a_page_with_nothing_says_so() {
    let document =
        read_page("<!DOCTYPE html><html><head></head><body><script>1</script></body></html>");
    assert!(document.blocks.is_empty());
    assert_eq!(document.warnings[0].code.name(), "no-text");
    let document = read_page("<!DOCTYPE html><title>Seul</title>");
    assert_eq!(shown(&document), ["1 Seul"]);
}

#[test]
fn the_cost_of_hostile_pages_grows_with_their_length() {
    let units = [
        "&",
        "+",
        "& ",
        "<div>",
        "<p>",
        "<b>",
        "<a href=x>",
        "<li>",
        "<ul><li>",
        "<table><tr><td>",
        "<tr>",
        "</div>",
        "</p>",
        "<p>a, b</p>",
        "<div><p>some words, and more</p>",
        "<br>",
        "a<br>",
        "&amp;",
        "&",
        "<",
        "<!--",
        "<script>",
        "<title>",
        "<h1>a",
        "<div class='a b c'>x</div>",
        "<font><i>",
        "<span>a</span>",
        "<svg>",
        "<select><option>",
        "<form>",
        "<nav>a</nav>",
        "<a x=\"",
        "<div id=comments>a",
        "<blockquote>x",
        "<time datetime=2>",
        "<meta name=date content=x>",
        "<span hidden>x",
        "<svg>x</svg>",
        "<p><button>x<p>",
        "<pre>a\n",
        "<pre>a</pre>\n",
    ];

    for unit in units {
        // Longer than what is judged, and just short enough for it.
        for most in [500_000 / unit.len(), 29_000 / unit.matches('<').count().max(1)] {
            cost::grows_with_its_input(unit, most, |times| {
                let page = format!("<!doctype html><body>{}fin", unit.repeat(times));
                black_box(read_page(&page));
            });
        }
    }
}

#[test]
fn the_edges_in_a_row_take_no_longer_for_what_stands_before_them() {
    // Minutes, were the cell read again at each edge.
    for spaces in [0, 500_000] {
        let cell = format!("mot{}", " ".repeat(spaces));
        cost::grows_with_its_input("edges after a cell", 150_000, |edges| {
            let page = format!("<!doctype html><table><tr><td>{cell}{}", "</p>".repeat(edges));
            assert_eq!(shown(&read_page(&page)), ["1 mot"]);
        });
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(<[a-z]{1,6}|</?(p|div|table|tr|td|li|ul|a|h1|nav|b|br|script|title)>|[<>\"'&;=/ !-]|é|\u{e000}|\u{f000}|\n|\\PC){0,80}") {
        let _ = sniff(&text);
        let document = read_page(&text);
        prop_assert!(document.blocks.iter().all(|block| !block.text.is_empty()));
        let lines: Vec<u32> = document.blocks.iter().map(|block| block.line).collect();
        prop_assert!(lines.is_sorted());
    }

    #[test]
    fn no_broken_page_makes_it_panic(from in 0..3000_usize, length in 0..200_usize, put in "(<[a-z]+>|</[a-z]+>|\\PC){0,5}") {
        let page: Vec<char> = FRENCH.replace("PROSE", PROSE).chars().collect();
        let from = from.min(page.len());
        let end = (from + length).min(page.len());
        let page: String = page[..from].iter().copied().chain(put.chars()).chain(page[end..].iter().copied()).collect();
        let document = read_page(&page);
        prop_assert!(document.blocks.iter().all(|block| !block.text.is_empty()));
    }
}
