//! Checks a quote, and writes links to files as a web server would.

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use ibid::{CiteOptions, Engine, LocalLinks, Memory, Store, VerifyOptions};

const DEBATE: &str = "---
title: Conseil du 12 mai
---

Le pont sera fermé pendant trois semaines. La maire remercie les riverains.
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let memory = Memory::new();
    let mut writer = memory.writer();
    ibid::add_text(&mut writer, "conseils/2024-05-12.md", DEBATE)?;
    writer.commit()?;

    let links = LocalLinks::Below("https://example.org/sources".to_owned());
    let cite = CiteOptions::default().with_local(links);
    let options = VerifyOptions::default().with_cite(cite);
    let engine = Engine::new(memory);
    for quote in ["Le pont sera fermé pendant trois semaines", "Le pont sera fermé un mois"] {
        let verdict = engine.verify(quote, &options)?;
        println!("{quote}: {:?}", verdict.found);
        for place in &verdict.places {
            println!("    {}", place.citation);
        }
    }
    Ok(())
}

#[test]
fn it_runs() {
    main().expect("the example answers");
}
