use ibid_core::document::{Document, Medium};
use proptest::prelude::*;

use crate::formats::pages::html;
use ibid_core::ids::SourceId;

fn read_page(page: &str) -> Document {
    assert_eq!(crate::sniff(page), crate::Format::Html, "{page}");
    html::read(page, SourceId::from_bytes(page.as_bytes())).unwrap()
}

/// Start, speaker and text of each cue.
fn shown(document: &Document) -> Vec<String> {
    let of_cue = |cue: &ibid_core::document::Cue| {
        let speaker = cue.speaker.as_deref().unwrap_or("-");
        format!("{}: {} {speaker}: {}", cue.line, cue.start.millis(), cue.text)
    };
    document.cues.iter().map(of_cue).collect()
}

#[test]
fn the_fragment_of_podcasts_tells_names_and_seconds() {
    let page = "<cite>Ada Low:</cite>\n<time>0:00</time>\n<p>We walk the &laquo;&nbsp;dike&nbsp;&raquo; today.</p>\n<p>It is wet.</p>\n\
                <cite>Tom:</cite>\n<time>1:02:03</time>\n<p>And cold.</p>\n<time>1:02:09</time>\n<p>Shall we?</p>\n";
    let want = [
        "3: 0 Ada Low: We walk the «\u{a0}dike\u{a0}» today. It is wet.",
        "7: 3723000 Tom: And cold.",
        "9: 3729000 -: Shall we?",
    ];
    assert_eq!(shown(&read_page(page)), want);
}

#[test]
fn a_name_and_a_time_head_the_words_below_them() {
    for page in [
        "<dl><dt>Ada Low <time>0:05</time></dt><dd>We walk along the dike as far as the mill today.</dd>\n<dt>Tom Dee <time>1:15</time></dt><dd>It is wet and cold, and the mill is shut for years.</dd></dl>",
        "<dl><dt><time>0:05</time> Ada Low</dt><dd>We walk along the dike as far as the mill today.</dd>\n<dt><time>1:15</time> Tom Dee</dt><dd>It is wet and cold, and the mill is shut for years.</dd></dl>",
    ] {
        let page = format!(
            "{page}\n<dl><dt>Ada Low <time>2:00</time></dt><dd>Yes, but the view from there is worth the way.</dd></dl>"
        );
        let page = if page.contains("<dt><time>") {
            page.replace("Ada Low <time>2:00</time>", "<time>2:00</time> Ada Low")
        } else {
            page
        };
        let shown: Vec<String> = shown(&read_page(&page))
            .iter()
            .map(|cue| cue.split_once(": ").unwrap().1.to_owned())
            .collect();
        assert_eq!(
            shown,
            [
                "5000 Ada Low: We walk along the dike as far as the mill today.",
                "75000 Tom Dee: It is wet and cold, and the mill is shut for years.",
                "120000 Ada Low: Yes, but the view from there is worth the way."
            ],
            "{page}"
        );
    }

    let rows = "<tr><td>0:05</td><td>Ada Low</td><td>We walk along the dike as far as the mill today.</td></tr>\n<tr><td>1:15</td><td>Tom Dee</td><td>It is wet and cold, and the mill is shut for years.</td></tr>\n<tr><td>2:00</td><td>Ada Low</td><td>Yes, but the view from there is worth the way.</td></tr>";
    let page = format!("<!DOCTYPE html><html><body><table>{rows}</table></body></html>");
    let speakers: Vec<_> =
        read_page(&page).cues.into_iter().map(|cue| (cue.start.millis(), cue.speaker)).collect();
    let want = [(5000, "Ada Low"), (75_000, "Tom Dee"), (120_000, "Ada Low")];
    assert_eq!(speakers, want.map(|(at, name)| (at, Some(name.to_owned()))));
}

#[test]
fn a_broken_line_parts_words_and_what_is_hidden_is_not_said() {
    let page = "<!DOCTYPE html><html lang=fr><body><cite>Ada:</cite><time>0:00</time><p>Le pont<br>est fermé.</p>\
                <time>0:10</time><p>Il rouvrira.</p><p hidden>Texte caché du ravin.</p>\
                <time>0:20</time><p>Nous attendons.</p></body></html>";
    let document = read_page(page);
    let texts: Vec<&str> = document.cues.iter().map(|cue| cue.text.as_str()).collect();
    assert_eq!(texts, ["Le pont est fermé.", "Il rouvrira.", "Nous attendons."]);
    let left: Vec<&str> = document.left_out.iter().map(|left| left.text.as_str()).collect();
    assert_eq!(left, ["Texte caché du ravin."]);
}

#[test]
fn links_that_say_the_second_time_the_paragraph_that_they_begin() {
    let page = "<!DOCTYPE html><html lang=fr><title>Le pont</title><body><nav><a href=/>Accueil</a></nav><main><h1>Le pont</h1>\
                <p><a href=\"https://youtu.be/ibidTest007?t=5\">[00:05]</a> Le pont est fermé depuis mars.</p>\n\
                <p>(<a href=\"https://www.youtube.com/watch?v=ibidTest007&amp;t=75s\">1:15</a>) Il rouvrira en juin.</p>\n\
                <p><a href='https://youtu.be/ibidTest007?t=1m30s'>1:30</a> Les riverains attendent.</p></main>\
                <footer>Mentions légales</footer></body></html>";
    let document = read_page(page);
    assert_eq!(
        shown(&document),
        [
            "1: 5000 -: Le pont est fermé depuis mars.",
            "2: 75000 -: Il rouvrira en juin.",
            "3: 90000 -: Les riverains attendent."
        ]
    );
    assert_eq!(document.about.medium, Some(Medium::YouTube("ibidTest007".to_owned())));
    assert_eq!(document.about.title.as_deref(), Some("Le pont"));
    assert!(document.left_out.iter().any(|left| left.text == "Mentions légales"));
}

#[test]
fn links_behind_their_paragraphs_time_what_they_follow() {
    let link = |t: u32, shown: &str| format!("<a href=\"https://vimeo.com/7#t={t}s\">{shown}</a>");
    let page = format!(
        "<div><p>The roof leaks. {}</p><p>Nobody was told. {}</p><p>It will be mended. {}</p></div>",
        link(5, "0:05"),
        link(75, "1:15"),
        link(90, "▶")
    );
    let document = read_page(&page);
    // the link of the last one shows no clock, and is a sign
    assert_eq!(
        shown(&document)[..2],
        ["1: 5000 -: The roof leaks.", "1: 75000 -: Nobody was told."]
    );
    assert_eq!(document.about.medium, Some(Medium::Web("https://vimeo.com/7".to_owned())));
}

#[test]
fn the_panel_of_youtube_is_read_and_the_rest_of_its_page_is_not() {
    let segment = |time: &str, words: &str| {
        format!(
            "<ytd-transcript-segment-renderer class=\"x\"><div class=\"segment\" aria-label=\"5 seconds {words}\">\
             <div class=\"segment-start-offset\"><div class=\"segment-timestamp\">\n {time}\n </div></div>\
             <yt-formatted-string class=\"segment-text\">{words}</yt-formatted-string></div></ytd-transcript-segment-renderer>"
        )
    };
    let page = format!(
        "<!DOCTYPE html><html><head><title>Le pont - YouTube</title><link rel=canonical href=\"https://www.youtube.com/watch?v=ibidTest008\"></head>\
         <body><div>Partager</div><p>Une description assez longue de la vidéo, avec bien des mots.</p>{}{}{}<p>3:12 Une autre vidéo</p></body></html>",
        segment("0:05", "bonjour à tous"),
        segment("1:15", "le pont est &quot;fermé&quot;"),
        segment("1:02:03", "merci")
    );
    let document = read_page(&page);
    assert_eq!(
        shown(&document),
        ["3: 5000 -: bonjour à tous", "5: 75000 -: le pont est \"fermé\"", "7: 3723000 -: merci"]
    );
    assert_eq!(
        document.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join(" "),
        "bonjour à tous le pont est \"fermé\" merci"
    );
    assert!(
        matches!(&document.about.medium, Some(Medium::Web(url)) if url.ends_with("ibidTest008"))
    );
}

#[test]
fn pages_with_some_times_stay_pages() {
    for page in [
        "<!DOCTYPE html><title>x</title><article><p>Le train de <time>8:05</time> est supprimé, dit la gare, et celui de <time>9:15</time> aussi.</p><p>Les voyageurs prendront le car de <time>10:30</time> devant la mairie.</p></article>",
        "<!DOCTYPE html><title>x</title><article><p>In the talk (<a href=\"https://youtu.be/x?t=5\">0:05</a>) she says so, and later (<a href=\"https://youtu.be/x?t=9\">0:09</a>) she denies it.</p><p>A long paragraph about all else follows, without a link, and then one more word about <a href=\"https://youtu.be/x?t=12\">0:12</a> and the end.</p></article>",
        "<!DOCTYPE html><title>x</title><ul><li>9:00</li><li>Accueil</li></ul><p>Du texte, beaucoup de texte, sur la journée et ce qui la suit.</p>",
    ] {
        assert!(read_page(page).cues.is_empty(), "{page}");
    }
}

#[test]
fn a_saved_page_tells_its_address() {
    for (page, want) in [
        (
            "<!DOCTYPE html>\n<!-- saved from url=(0044)https://www.journal.example/a-b/1--2.html -->\n<html><title>x</title><p>Une phrase assez longue.</p></html>",
            Some("https://www.journal.example/a-b/1--2.html"),
        ),
        (
            "<html><!--\n Page saved with SingleFile \n url: https://www.journal.example/single \n saved date: Fri\n--><title>x</title><p>Une phrase.</p></html>",
            Some("https://www.journal.example/single"),
        ),
        (
            "<!DOCTYPE html><!-- saved from url=(0014)about:internet --><title>x</title><p>Une phrase.</p>",
            None,
        ),
        (
            "<!-- saved from url=(0003)https://a.example/x --><html><link rel=canonical href=\"https://a.example/y\"><p>Une phrase.</p></html>",
            Some("https://a.example/y"),
        ),
    ] {
        let medium = want.map(|url| Medium::Web(url.to_owned()));
        assert_eq!(read_page(page).about.medium, medium, "{page}");
    }
}

proptest! {
    #[test]
    fn no_page_makes_it_panic(page in "(<(p|cite|time|a href=x\\?t=5|/p|/cite|/time|/a|ytd-transcript-segment-renderer|/ytd-transcript-segment-renderer|nav|/nav|div|/div|br)>|[0-9]:[0-5][0-9]|é| |mot){0,60}") {
        let page = format!("<html>{page}");
        let _ = html::read(&page, SourceId::from_bytes(b"x"));
    }
}

#[test]
fn attributes_tell_the_second_of_words_and_paragraphs() {
    type Row = (&'static str, &'static str, &'static str, &'static str);
    let rows = [
        ("1.5", "1500", "00:00:01.5", "How did you come to the mill?"),
        ("9", "9000", "00:00:09", "My parents bought it long ago. It was spring."),
        ("75.25", "75250", "00:01:15.25", "The wheel had been taken away before we came."),
        ("82", "82000", "00:01:22", "Nobody knows by whom."),
        ("86", "86000", "00:01:26", "And nobody asked."),
        ("89", "89000", "00:01:29", "We were so few, and so young, that it did not matter to us."),
        (
            "96",
            "96000",
            "00:01:36",
            "We had the river, the two boats and the whole long summer for that.",
        ),
        ("104", "104000", "00:01:44", "That is all that I know of it."),
    ];
    let want: Vec<String> =
        rows.iter().map(|(_, millis, _, words)| format!("{millis} -: {words}")).collect();
    let shapes: [fn(&Row) -> String; 5] = [
        |(seconds, _, _, words)| format!("<p data-start=\"{seconds}\">{words}</p>"),
        |(_, millis, _, words)| format!("<p data-start=\"{millis}\">{words}</p>"),
        |(_, millis, _, words)| format!("<p><span data-m=\"{millis}\">{words}</span></p>"),
        |(_, _, clock, words)| format!("<p><span data-time='{clock}'>{words}</span></p>"),
        |(_, millis, _, words)| format!("<p><a name=\"ts_{millis}_999000_\">{words}</a></p>"),
    ];
    for shape in shapes {
        let rows: Vec<String> = rows.iter().map(shape).collect();
        let page = format!("<!DOCTYPE html><html><body>{}</body></html>", rows.join("\n"));
        let shown = shown(&read_page(&page));
        let shown: Vec<&str> = shown.iter().map(|cue| cue.split_once(": ").unwrap().1).collect();
        assert_eq!(shown, want, "{page}");
    }
}

#[test]
fn attributes_stand_beside_names() {
    let page = "<!DOCTYPE html><html><body><article><p><span class=\"speaker\" data-m=\"1200\" data-d=\"0\">[Ada Low] </span>\
        <span data-m=\"1200\">Did </span><span data-m=\"1500\">you </span><span data-m=\"1800\">swim? </span>\
        <span data-m=\"2400\">I </span><span data-m=\"2600\">did. </span></p>\n\
        <p><span class=\"speaker\" data-m=\"6000\">Tom: </span><span data-m=\"6000\">Never. </span></p></article></body></html>";
    let want = ["1: 1200 Ada Low: Did you swim?", "1: 2400 Ada Low: I did.", "2: 6000 Tom: Never."];
    assert_eq!(shown(&read_page(page)), want);

    let page = "<!DOCTYPE html><html><body><p>talk.mp3</p>\n\
        <p><a name=\"ts_320_4100_S00\" >S00: <span>[00:00:00]</span> How did you come here?</a></p>\n\
        <p><a name=\"ts_4100_9200_S01\" >Ada Low: My parents bought the mill.</a><a name=\"ts_9200_14060_S01\" > We moved in spring.</a></p>\n\
        <p><a name=\"ts_14060_15000_S00\" >S00: Was it open?</a></p></body></html>";
    let want = [
        "2: 320 S00: How did you come here?",
        "3: 4100 Ada Low: My parents bought the mill.",
        "3: 9200 Ada Low: We moved in spring.",
        "4: 14060 S00: Was it open?",
    ];
    assert_eq!(shown(&read_page(page)), want);
}

#[test]
fn attributes_of_widgets_and_dates_are_no_seconds() {
    for attribute in ["data-start", "data-time", "data-timestamp"] {
        for times in [
            ["0", "1", "2", "3"],
            ["1", "1", "1", "1"],
            ["1700000000", "1700000400", "1700000900", "1700001200"],
            ["0", "86400", "172800", "259200"],
        ] {
            let rows: Vec<String> = times
                .iter()
                .map(|at| format!("<p {attribute}=\"{at}\">A paragraph with words enough to be one of a text.</p>"))
                .collect();
            let page = format!("<!DOCTYPE html><html><body>{}</body></html>", rows.join("\n"));
            assert!(read_page(&page).cues.is_empty(), "{page}");
        }
    }
}

#[test]
fn a_clock_beside_a_time_that_an_attribute_tells_is_no_word() {
    let turn = |at: &str, clock: &str, words: &str| {
        format!("<p><span class='timestamp' data-timestamp='{at}'>{clock}</span> {words}</p>")
    };
    let page = turn("4.2", "0:04", "Inès : Le bac a du retard ce matin.")
        + &turn("7.9", "0:07", "Tom : Comme tous les lundis.")
        + &turn("10", "0:10", "Inès : Alors marchons le long du quai.");
    let page = format!("<!DOCTYPE html><html lang='fr'><body>{page}</body></html>");
    let document = crate::read_bytes(page.as_bytes(), "x").unwrap().remove(0);
    let said: Vec<(u64, Option<&str>, &str)> = document
        .cues
        .iter()
        .map(|cue| (cue.start.millis(), cue.speaker.as_deref(), cue.text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (4200, Some("Inès"), "Le bac a du retard ce matin."),
            (7900, Some("Tom"), "Comme tous les lundis."),
            (10_000, Some("Inès"), "Alors marchons le long du quai."),
        ]
    );
}

#[test]
fn the_hours_of_a_programme_are_no_seconds() {
    let page = "<html lang='fr'><body><h1>Portes ouvertes</h1><dl><dt>09:00</dt><dd>Accueil des \
        élèves et des parents</dd><dt>10:15</dt><dd>Visite des ateliers avec les professeurs</dd>\
        <dt>11:40</dt><dd>Questions et réponses dans la salle</dd></dl></body></html>";
    let document = crate::read_bytes(page.as_bytes(), "x").unwrap().remove(0);
    assert!(document.cues.is_empty(), "{:?}", document.cues);
    let late = page.replace("09:00", "9:03").replace("10:15", "9:07").replace("11:40", "9:11");
    let document = crate::read_bytes(late.as_bytes(), "x").unwrap().remove(0);
    assert_eq!(document.cues.len(), 3);
}

#[test]
fn times_that_are_not_believed_are_told() {
    let told = |rows: &[String]| {
        let page = format!("<!DOCTYPE html><html><body>\n{}</body></html>", rows.join("\n"));
        let document = read_page(&page);
        assert!(document.cues.is_empty(), "{page}");
        let told = |warning: &ibid_core::diagnostic::Diagnostic| {
            assert_eq!(warning.code.name(), "times-not-used");
            warning.fields.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>().join("/")
        };
        document.warnings.iter().map(told).collect::<Vec<_>>()
    };
    let words = "The ferry leaves from the north quay as soon as the ice allows it.";
    let attribute = |at: &&str| format!("<p data-start=\"{at}\">{words}</p>");
    // Three words a minute, and a thousand.
    assert_eq!(told(&["12.5", "300.25", "655.5"].each_ref().map(attribute)), ["2/3"]);
    assert_eq!(told(&["12.5", "13.25", "14.5"].each_ref().map(attribute)), ["2/3"]);
    // Rows and days.
    assert!(told(&["1", "2", "3", "4"].each_ref().map(attribute)).is_empty());
    assert!(told(&["0", "86400", "172800"].each_ref().map(attribute)).is_empty());

    let link = |at: &u32| format!("<a href=\"https://youtu.be/ibidTest001?t={at}\">the bridge</a>");
    let links = [14, 90, 203].each_ref().map(link).join(", ");
    let mut rows = vec![format!("<p>We filmed {links}.</p>")];
    rows.extend(std::iter::repeat_n(format!("<p>{words}</p>"), 9));
    assert_eq!(told(&rows), ["2/3"]);
}

#[test]
fn elements_that_are_called_times_and_speakers_are_those() {
    let want = [
        "2: 5000 Inès: Le bac a du retard ce matin.",
        "3: 9000 Tom: Comme tous les lundis.",
        "4: 75000 Inès: Alors marchons le long du quai.",
    ];
    let turns = [
        ("Inès", "00:05", "Le bac a du retard ce matin."),
        ("Tom", "00:09", "Comme tous les lundis."),
        ("Inès", "01:15", "Alors marchons le long du quai."),
    ];
    for shape in [
        "<div><span class='speaker'>NAME</span> <span class='timestamp'>TIME</span> WORDS</div>",
        "<div class='timecode'>TIME</div><div class='turn speaker'>NAME</div><p>WORDS</p>",
        "<p><span class='time'>[TIME]</span> <span class='speaker-name'>NAME:</span> WORDS</p>",
        "<p><strong>NAME</strong> · TIME<br/>WORDS</p>",
    ] {
        let turn = |(name, time, words): &(&str, &str, &str)| {
            shape.replace("NAME", name).replace("TIME", time).replace("WORDS", words)
        };
        let page: Vec<String> = turns.iter().map(turn).collect();
        let page = format!("<!DOCTYPE html><html><body>\n{}</body></html>", page.join("\n"));
        assert_eq!(shown(&read_page(&page)), want, "{page}");
    }

    // Hours of a programme are called times too.
    let row = |at: &&str| format!("<li><span class='time'>{at}</span> Projection du film</li>");
    let hours: String = ["14:00", "16:30", "20:45"].iter().map(row).collect();
    let page = format!("<!DOCTYPE html><html><body><ul>{hours}</ul></body></html>");
    assert!(read_page(&page).cues.is_empty());
}

/// The cues of a page, and the names of its warnings.
fn cues_and_codes(page: &str) -> (Vec<String>, Vec<&'static str>) {
    let document = read_page(page);
    let codes = document.warnings.iter().map(|warning| warning.code.name()).collect();
    (shown(&document), codes)
}

#[test]
fn numbers_of_topics_are_no_seconds() {
    let words = "Il faut que le mur continue de respirer, donc pas de polystyrène.";
    let link = |to: &str| format!("<p><a href=\"{to}\">Re: le mur</a> {words}</p>");
    for (links, codes) in [
        (["./viewtopic.php?f=5&amp;t=167"; 3], vec![]),
        (["showthread.php?t=481&p=1", "showthread.php?t=481&p=2", "showthread.php?t=90"], vec![]),
        (["/a?t=5", "/a?t=72", "/a?t=95"], vec!["times-not-used"]),
        (["#t=10", "#t=20", "#t=30"], vec![]),
    ] {
        let page: String = links.into_iter().map(link).collect();
        let page = format!("<!DOCTYPE html><html lang=fr><body>{page}</body></html>");
        assert_eq!(cues_and_codes(&page), (vec![], codes), "{page}");
    }

    let link = |t: u32| {
        let label = format!("{}:{:02}", t / 60, t % 60);
        format!("<p><a href=\"https://e.org/a?t={t}\">{label}</a> {words}</p>")
    };
    let page: String = [5, 72, 95].into_iter().map(link).collect();
    let page = format!("<!DOCTYPE html><html lang=fr><body>{page}</body></html>");
    assert_eq!(read_page(&page).cues.len(), 3);
}

#[test]
fn seconds_of_other_videos_time_nothing() {
    let row = |(id, t): (&str, u32)| {
        format!(
            "<p><a href=\"https://youtu.be/{id}?t={t}\">0:{t}</a> Le bac part du quai nord.</p>\n"
        )
    };
    let page = |rows: &[(&str, u32)]| {
        let rows: String = rows.iter().copied().map(row).collect();
        format!("<!DOCTYPE html><html lang=fr><body>\n{rows}</body></html>")
    };
    let (a, b) = ("ibidTestAAA", "ibidTestBBB");
    let mixed = page(&[(a, 11), (b, 45), (a, 22), (a, 33), (a, 44)]);
    let document = read_page(&mixed);
    let starts: Vec<u64> = document.cues.iter().map(|cue| cue.start.whole_seconds()).collect();
    assert_eq!(starts, [11, 22, 33, 44]);
    assert_eq!(document.about.medium, Some(Medium::YouTube(a.to_owned())));
    let apart = page(&[(a, 11), (b, 22), ("ibidTestCCC", 33)]);
    assert_eq!(cues_and_codes(&apart), (vec![], vec!["times-not-used"]));
}

#[test]
fn hours_of_a_live_blog_are_no_seconds() {
    let words = "La séance est suspendue, et les députés reprendront demain à neuf heures.";
    for shape in [
        "<div><time>TIME</time><p>WORDS</p></div>",
        "<div><time datetime='2026-05-04T10:00'>TIME</time><p>WORDS</p></div>",
        "<p><strong>TIME</strong> WORDS</p>",
        "<p>TIME – WORDS</p>",
    ] {
        for times in [["21:45", "20:10", "17:32", "15:04"], ["08:04", "08:05", "08:06", "08:07"]] {
            let row = |time: &&str| shape.replace("TIME", time).replace("WORDS", words);
            let rows: String = times.iter().map(row).collect();
            let page = format!("<!DOCTYPE html><html lang=fr><body>{rows}</body></html>");
            let (cues, codes) = cues_and_codes(&page);
            assert!(cues.is_empty(), "{page}");
            assert!(codes == ["clocks-of-day"] || !shape.contains("<time"), "{page}");
        }
    }
    let score = |time: &&str| format!("<div><h4>{time}</h4><p>{words}</p></div>");
    for scores in [["57:33", "57:33", "57:33"], ["33:27", "12:10", "20:20"]] {
        let rows: String = scores.iter().map(score).collect();
        let page = format!("<!DOCTYPE html><html lang=fr><body>{rows}</body></html>");
        assert_eq!(cues_and_codes(&page), (vec![], vec!["times-not-used"]), "{page}");
    }
}

#[test]
fn what_stands_above_the_first_turn_has_no_second() {
    let link = |t: u32| format!("<a href=\"https://youtu.be/ibidTest007?t={t}\">0:{t}</a>");
    let turns = [("Inès : Le bac a du retard ce matin.", 11), ("Tom : Comme tous les lundis.", 15)];
    let turns = turns.into_iter().chain([("Inès : Alors marchons.", 22)]);
    for behind in [true, false] {
        let turn = |(words, t): (&str, u32)| match behind {
            true => format!("<p>{words} {}</p>", link(t)),
            false => format!("<p>{} {words}</p>", link(t)),
        };
        let rows: String = turns.clone().map(turn).collect();
        let page = format!(
            "<!DOCTYPE html><html lang=fr><body><h1>Le quai</h1><p>Une visite.</p>{rows}</body></html>"
        );
        let document = read_page(&page);
        let untimed = document.blocks.iter().filter(|block| block.spans.is_empty());
        let untimed: Vec<&str> = untimed.map(|block| block.text.as_str()).collect();
        assert_eq!(untimed, ["Le quai", "Une visite."], "{page}");
        let cues = document.cues.iter();
        let cues: Vec<_> = cues.map(|c| (c.start.whole_seconds(), c.speaker.as_deref())).collect();
        assert_eq!(cues, [(11, Some("Inès")), (15, Some("Tom")), (22, Some("Inès"))], "{page}");
    }
}
