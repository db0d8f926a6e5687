use super::*;
use proptest::prelude::*;

fn text(payload: &str, dialect: Dialect) -> String {
    pieces(payload, dialect).into_iter().map(|p| p.text).collect::<Vec<_>>().join("|")
}

#[test]
fn tags_go_and_words_stay() {
    use Dialect::{Sbv, SubRip, WebVtt};
    for (payload, dialect, want) in [
        ("<c.yellow>Un</c> <i>deux</i>\n \n  trois", WebVtt, "Un deux\ntrois"),
        ("a &lt;b&gt; &amp; c&nbsp;! &eacute;t&#233; &zz;", WebVtt, "a <b> & c\u{a0}! été &zz;"),
        ("caf&eacute noir &amp lait, &notit; AT&T", WebVtt, "café noir & lait, ¬it; AT&T"),
        ("caf&eacute noir &#233", SubRip, "caf&eacute noir &#233"),
        ("3 < 4, I <3 you, <5 pommes>, a<b", WebVtt, "3 < 4, I <3 you, <5 pommes>, a<b"),
        ("<ruby>漢<rt>kan</rt></ruby>", WebVtt, "漢"),
        ("{\\an8}<font color=\"#fff\">Oui\\Nnon</font>\\hx", SubRip, "Oui\nnon x"),
        ("<bold>my</bold> {name}", WebVtt, "my {name}"),
        ("<bold>my</bold> {name}", SubRip, "<bold>my</bold> {name}"),
        ("<I>Un</I><BR>et<br/>deux<BR />ou<br >trois</br>", SubRip, "Un\net\ndeux\nou\ntrois"),
        ("<em>a</em> <Strong>b</STRONG> <s>c</s> <span class=x>d</span>", Sbv, "a b c d"),
        (
            "I <inaudible> the <cash register>, <M. Roy>",
            Sbv,
            "I <inaudible> the <cash register>, <M. Roy>",
        ),
        ("<inaudible>to <x.y-z>a <em id=\"x\">b</em> </ruby.x></>c", WebVtt, "to a b c"),
        ("<ann@example.org> <a.b@example.org>", WebVtt, "<ann@example.org> <a.b@example.org>"),
        (
            "<ann@example.org> <b as in bee> <> <.x> </x>",
            SubRip,
            "<ann@example.org> <b as in bee> <> <.x> </x>",
        ),
        (
            "<M. Roy> <.x y> <no tag> </no tag> <c.>a</c>",
            WebVtt,
            "<M. Roy> <.x y> <no tag> </no tag> a",
        ),
        ("<v.x Ann>a <C.yellow>b</C><BR>c", WebVtt, "a b\nc"),
        ("un[br]deux [x]", Sbv, "un\ndeux [x]"),
        ("nul\0!", WebVtt, "nul\u{fffd}!"),
        ("<", WebVtt, "<"),
        ("<i>  </i>", WebVtt, ""),
        ("e&#769;", WebVtt, "é"),
    ] {
        assert_eq!(text(payload, dialect), want, "{payload}");
    }
}

#[test]
fn voices_and_languages_part_a_cue() {
    let read = pieces(
        "<v.loud Ann Lee>Hello</v>, <v Ren&eacute>hi &amp; <lang fr>bonjour",
        Dialect::WebVtt,
    );
    let seen: Vec<_> =
        read.iter().map(|p| (p.speaker.as_deref(), p.lang, p.text.as_str())).collect();

    assert_eq!(
        seen,
        [
            (Some("Ann Lee"), None, "Hello,"),
            (Some("René"), None, "hi &"),
            (Some("René"), Some(Lang::Fr), "bonjour")
        ]
    );
}

#[test]
fn time_tags_stand_before_the_character_they_time() {
    let read = pieces("An<00:04.486><c>d</c><00:05.000><c> so</c><00:06.000>", Dialect::WebVtt);
    let marks: Vec<_> = read[0].marks.iter().map(|(at, t)| (*at, t.millis())).collect();
    assert_eq!((read[0].text.as_str(), marks), ("And so", vec![(2, 4486), (4, 5000)]));
}

proptest! {
    #[test]
    fn plain_text_is_what_reading_its_codes_would_give(
        text in "([a-z]{1,3}|[ \n\t\0<&{\\[é’…\u{85}\u{2028}\u{2029}\u{a0}]|\\PC){0,12}"
    ) {
        let read = pieces(&text, Dialect::SubRip);
        prop_assert_eq!(read, coded(&text, Dialect::SubRip));
    }

    #[test]
    fn no_text_makes_it_panic(text in "([<>/&;{}v\\\\ .0:\n]|<v x>|</v>|\\PC){0,60}") {
        for piece in pieces(&text, Dialect::SubRip) {
            prop_assert_eq!(&piece.text, piece.text.trim_matches(is_space));
            prop_assert!(!piece.text.is_empty());
        }
    }
}
