//! Answers a question over texts in memory, and prints where it was said.

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use ibid::{Engine, Memory, SearchOptions, Store};

const TALK: &str = "WEBVTT

00:01:05.000 --> 00:01:09.000
The lighthouse was lit by hand until 1962.

00:01:10.000 --> 00:01:15.000
Its keeper climbed two hundred steps each evening.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let memory = Memory::new();
    let mut writer = memory.writer();
    ibid::add_text(&mut writer, "talk.vtt", TALK)?;
    ibid::add_text(&mut writer, "note.txt", "Le phare est éteint depuis 1998.")?;
    writer.commit()?;

    let engine = Engine::new(memory);
    let answer =
        engine.search("who climbed the steps of the lighthouse?", &SearchOptions::default())?;
    for hit in &answer.hits {
        println!("{}\n    {}", hit.citation, hit.citations[0].quote);
    }
    Ok(())
}

#[test]
fn it_runs() {
    main().expect("the example answers");
}
