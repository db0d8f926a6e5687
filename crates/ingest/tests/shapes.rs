//! Shapes of transcripts that people write in Markdown, web pages and text, each beside the same
//! words: a name and a second must be told, and no mark may stay in the text.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may stop where it stands

mod seen;

use seen::seen;

#[test]
fn a_name_and_a_second_are_told_in_each_shape() {
    let want = [
        "9 Ana Diaz|We meet on Monday.",
        "80 Leo Katz|Not in August.",
        "140 Ana Diaz|In May then.",
    ];
    for text in [
        "Ana Diaz 00:00:09 - 00:01:18\nWe meet on Monday.\n\nLeo Katz 00:01:20 - 00:02:19\nNot in August.\n\nAna Diaz 00:02:20 - 00:02:50\nIn May then.\n",
        "| Time | Speaker | Text |\n|------|:-------:|------|\n| 00:09 | Ana Diaz | We meet on Monday. |\n| 01:20 | Leo Katz | Not in August. |\n| 02:20 | Ana Diaz | In May then. |\n",
        "> **Ana Diaz** *(00:09)*: We meet on Monday.\n\n> **Leo Katz** *(01:20)*: Not in August.\n\n> **Ana Diaz** *(02:20)*: In May then.\n",
        "1. 00:09 Ana Diaz: We meet on Monday.\n2. 01:20 Leo Katz: Not in August.\n3. 02:20 Ana Diaz: In May then.\n",
        "`00:09` Ana Diaz: We meet on Monday.\n\n`01:20` Leo Katz: Not in August.\n\n`02:20` Ana Diaz: In May then.\n",
    ] {
        assert_eq!(seen(text), want, "{text}");
    }
}

#[test]
fn a_voice_that_nobody_knows_is_a_name() {
    let text = "Intervenant 1  00:00:09\nOn se réunit le lundi.\n\nIntervenant 2  00:01:20\nPas en août.\n\nIntervenant inconnu  00:02:20\nAlors en mai.\n";
    assert_eq!(
        seen(text),
        [
            "9 Intervenant 1|On se réunit le lundi.",
            "80 Intervenant 2|Pas en août.",
            "140 Intervenant inconnu|Alors en mai."
        ]
    );
}

#[test]
fn names_in_bold_speak_without_a_time_too() {
    for text in [
        "**Ana Diaz**: We meet on Monday.\n\n**Leo Katz**: Not in August.\n\n**Ana Diaz**: In May then.\n\n**Leo Katz**: Yes.\n",
        "**Ana Diaz:** We meet on Monday.\n\n**Leo Katz:** Not in August.\n\n**Ana Diaz:** In May then.\n\n**Leo Katz:** Yes.\n",
    ] {
        assert_eq!(
            seen(text),
            [
                "- Ana Diaz|We meet on Monday.",
                "- Leo Katz|Not in August.",
                "- Ana Diaz|In May then.",
                "- Leo Katz|Yes.",
            ],
            "{text}"
        );
    }
}

#[test]
fn links_that_say_a_second_leave_no_sign_and_no_address() {
    let want = ["7 -|La bouilloire chauffe dès le matin.", "62 -|Deux sucres suffisent à chacun."];
    for text in [
        "- La bouilloire chauffe dès le matin. <https://youtu.be/ibidTest005?t=7>\n- Deux sucres suffisent à chacun. <https://youtu.be/ibidTest005?t=62>\n",
        "- La bouilloire chauffe dès le matin. [▶ 0:07](https://youtu.be/ibidTest005?t=7)\n- Deux sucres suffisent à chacun. [▶ 1:02](https://youtu.be/ibidTest005?t=62)\n",
        "- [0:07 La bouilloire chauffe dès le matin.](https://youtu.be/ibidTest005?t=7)\n- [1:02 Deux sucres suffisent à chacun.](https://youtu.be/ibidTest005?t=62)\n",
    ] {
        assert_eq!(seen(text), want, "{text}");
    }
}

#[test]
fn clocks_date_the_paragraphs_that_no_anchor_dates() {
    let text = "---\nvideoId: ibidTest006\ntitle: Notes\n---\n\nThe kettle is on. <a class=\"yt-timestamp\" data-t=\"00:00:07\">[00:00:07]</a>\n\nTwo sugars are enough [00:01:02]. The cake is for later [00:02:20].\n";
    assert_eq!(
        seen(text),
        ["7 -|The kettle is on.", "62 -|Two sugars are enough.", "140 -|The cake is for later."]
    );
}

#[test]
fn a_name_behind_the_times_of_a_cue_is_kept() {
    let text = "00:00:09 --> 00:01:18 Ana Diaz\nWe meet on Monday.\n\n00:01:20 --> 00:02:19 Leo Katz\nNot in August.\n";
    let all = seen(text).join(" ");
    assert!(all.contains("Ana Diaz") && all.contains("Leo Katz"), "{all}");
    let settings = "WEBVTT\n\n00:09.000 --> 01:18.000 align:start position:10%\nWe meet.\n\n01:20.000 --> 01:30.000 align: middle\nNot now.\n";
    assert_eq!(seen(settings), ["9 -|We meet.", "80 -|Not now."]);
}

#[test]
fn a_page_whose_paragraphs_have_clocks_is_a_transcript() {
    let said = [
        "The kettle is on, and it will be a while before it boils.",
        "Two sugars are enough for me, thank you very much indeed.",
        "None left, I am afraid, the shop is closed until Monday.",
    ];
    let [a, b, c] = said;
    let page =
        |body: String| format!("<html><head><title>Tea</title></head><body>{body}</body></html>");
    for text in [
        page(format!(
            "<p>[00:00:07] <b>Ana Diaz:</b> {a}</p><p>[00:01:02] <b>Leo Katz:</b> {b}</p><p>[00:02:20] <b>Ana Diaz:</b> {c}</p>"
        )),
        page(format!(
            "<div><span>00:07</span> <span>Ana Diaz</span> <p>{a}</p></div><div><span>01:02</span> <span>Leo Katz</span> <p>{b}</p></div><div><span>02:20</span> <span>Ana Diaz</span> <p>{c}</p></div>"
        )),
    ] {
        let want =
            [format!("7 Ana Diaz|{a}"), format!("62 Leo Katz|{b}"), format!("140 Ana Diaz|{c}")];
        assert_eq!(seen(&text), want, "{text}");
    }
}

#[test]
fn a_page_with_times_of_the_day_or_results_is_none() {
    for body in [
        "<p>09:00 The doors open and coffee is served to all who come.</p><p>10:30 The mayor speaks of the new bridge and of its price.</p><p>12:00 Lunch is served in the great hall on the first floor.</p>",
        "<p>1. Ana Diaz 00:35:12</p><p>2. Leo Katz 00:36:40</p><p>3. Ida Moe 00:37:05</p><p>4. Omar Tal 00:39:59</p>",
    ] {
        let page =
            format!("<html><head><title>Day</title></head><body><h1>Day</h1>{body}</body></html>");
        assert!(seen(&page).iter().all(|line| line.starts_with('-')), "{:?}", seen(&page));
    }
}
