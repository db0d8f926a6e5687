//! Talks that exist in both languages: what was said at a moment, by medium and time.

use ibid_core::backend::{Snapshot, TalkMoment};
use ibid_core::document::{Medium, Span};
use ibid_core::lang::Lang;
use ibid_core::passage::Passage;
use ibid_core::talk::{Stretch, TalkKey};
use ibid_core::time::{Method, Moment, Timecode};

use super::ask::{essence, texts};
use super::fixture::Fixture;
use super::world::World;
use super::write::{Change, Source};

/// A passage in a language, of a video if one is named, said from one second to another.
fn said(
    lang: Lang,
    video: Option<&str>,
    (from, to): (u64, u64),
) -> impl FnOnce(&mut Passage) + use<> {
    let medium = video.map(|id| Medium::YouTube(id.to_owned()));
    move |passage| {
        let [start, end] = [from, to].map(|seconds| Timecode::from_millis(seconds * 1000));
        let moment = Some(Moment { start, end: Some(end), method: Method::Cue });
        let end = passage.text.len() as u32;
        passage.lang = Some(lang);
        passage.about.medium = medium;
        passage.spans = vec![Span { start: 0, end, moment, line: 0 }];
    }
}

/// Asks for one moment, and holds the answer against that of the reference.
fn asked<F: Fixture>(world: &World<F>, moment: &TalkMoment) -> Vec<String> {
    let moments = std::slice::from_ref(moment);
    let found = world.snapshot().said_at(moments).unwrap();
    let expected = world.expected().said_at(moments).unwrap();
    let essences = |hits: &[Vec<_>]| {
        hits.iter().flatten().map(|hit| format!("{:?}", essence(hit))).collect::<Vec<_>>()
    };
    assert_eq!(essences(&found), essences(&expected), "{moment:?}");
    assert_eq!(found.len(), 1);
    texts(&found[0]).into_iter().map(str::to_owned).collect()
}

fn moment(talk: TalkKey, lang: Lang, from: u64, to: u64) -> TalkMoment {
    TalkMoment { talk, lang, stretch: Stretch { from: from * 1000, to: to * 1000 } }
}

fn video(id: &str) -> TalkKey {
    TalkKey::Medium(id.to_owned())
}

pub(super) fn what_was_said_then_is_found_in_the_other_language<F: Fixture>() {
    let (fr, en) = (Lang::Fr, Lang::En);
    let world = World::<F>::with([
        Source::new("a.vtt")
            .with("bonjour", said(fr, Some("talk"), (0, 10)))
            .with("au revoir", said(fr, Some("talk"), (10, 20))),
        Source::new("b.vtt")
            .with("hello", said(en, Some("talk"), (1, 9)))
            .with("goodbye", said(en, Some("talk"), (11, 21)))
            .with("some music", |passage| {
                said(en, Some("talk"), (11, 21))(passage);
                passage.non_speech = true;
            }),
        Source::new("c.vtt").with("another talk", said(en, Some("other"), (0, 10))),
        Source::new("d.md").with("without a time", |passage| {
            passage.lang = Some(en);
            passage.about.medium = Some(Medium::YouTube("talk".to_owned()));
        }),
    ]);
    assert_eq!(asked(&world, &moment(video("talk"), en, 0, 10)), ["hello"]);
    assert_eq!(asked(&world, &moment(video("talk"), en, 10, 20)), ["goodbye"]);
    assert_eq!(asked(&world, &moment(video("talk"), fr, 11, 21)), ["au revoir"]);
    assert!(asked(&world, &moment(video("talk"), en, 100, 110)).is_empty());
    assert!(asked(&world, &moment(video("nowhere"), en, 0, 10)).is_empty());

    // several are answered in their order, and what has gone is not found
    let both = [moment(video("other"), en, 0, 10), moment(video("talk"), en, 0, 10)];
    let found = world.snapshot().said_at(&both).unwrap();
    assert_eq!([texts(&found[0]), texts(&found[1])], [["another talk"], ["hello"]]);
    world.commit(&[Change::Remove(Source::new("b.vtt").record.id)]);
    assert!(asked(&world, &moment(video("talk"), en, 0, 10)).is_empty());
}

pub(super) fn talks_without_a_medium_are_told_by_their_paths<F: Fixture>() {
    let (fr, en) = (Lang::Fr, Lang::En);
    let world = World::<F>::with([
        Source::new("day/talk.fr.vtt").with("bonjour", said(fr, None, (0, 10))),
        Source::new("day/talk_en.vtt").with("hello", said(en, None, (0, 10))),
        Source::new("eve/talk.en.vtt").with("good evening", said(en, None, (0, 10))),
        Source::new("day/talk.vtt").with("good day", said(en, None, (0, 10))),
    ]);
    let talk = TalkKey::from_path("day/talk.fr.vtt").unwrap();
    assert_eq!(asked(&world, &moment(talk.clone(), en, 0, 10)), ["hello"]);
    assert!(asked(&world, &moment(talk, en, 20, 30)).is_empty());
}

pub(super) fn what_shares_most_of_the_time_comes_first<F: Fixture>() {
    let en = Lang::En;
    let mut source = Source::new("b.vtt");
    for (text, stretch) in [
        ("one", (0, 2)),
        ("two", (2, 8)),
        ("three", (8, 12)),
        ("four", (9, 30)),
        ("an instant", (5, 5)),
        ("five", (3, 6)),
        ("six", (6, 8)),
    ] {
        source = source.with(text, said(en, Some("talk"), stretch));
    }
    let world = World::<F>::with([source, Source::new("a").texts(&["rien"])]);
    let found = asked(&world, &moment(video("talk"), en, 0, 10));
    assert_eq!(found.len(), TalkMoment::MOST);
    assert_eq!(found[..2], ["two", "five"]);
    assert!(!found.contains(&"four".to_owned()) && !found.contains(&"an instant".to_owned()));
}
