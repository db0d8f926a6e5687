#![no_main]

use std::sync::LazyLock;

use ibid::{Engine, Lang, Memory, SearchOptions, Store};

/// A few passages in both languages, in memory.
static ENGINE: LazyLock<Engine<Memory>> = LazyLock::new(|| {
    let memory = Memory::new();
    let mut writer = memory.writer();
    let texts = [
        ("a.md", "# The weir\n\nThe heron waits beside the old mill [0:42]. The miller is away."),
        ("b.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anne>L’été, la loutre attend au pont.\n"),
        ("c.txt", "La commission d’accès aux documents (CADA) a rendu l’avis n° 20-17 hier."),
    ];
    for (name, text) in texts {
        ibid::add_text(&mut writer, name, text).expect("it is read");
    }
    writer.commit().expect("it is kept");
    Engine::new(memory)
});

// The first byte says in which language the question is, the rest is the question.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, question)) = bytes.split_first() else { return };
    let question = String::from_utf8_lossy(question);
    let lang = [None, Some(Lang::Fr), Some(Lang::En)][usize::from(*first) % 3];
    let mut options = SearchOptions::default();
    options.question_lang = lang;
    let answer = ENGINE.search(&question, &options).expect("nothing that is asked is an error");
    assert!(answer.hits.iter().all(|hit| hit.score.is_finite()));
});
