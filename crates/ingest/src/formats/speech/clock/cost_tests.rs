//! What reading costs grows with the length of a text, however it is made.

use std::hint::black_box;

use crate::cost;

/// Reads lines that a number makes, below a text that says how they are to be taken.
fn grows(head: &str, most: usize, line: fn(usize) -> String) {
    cost::grows_with_its_input(&line(7), most, |lines| {
        let text = format!("{head}{}", (0..lines).map(line).collect::<String>());
        black_box(crate::read_bytes(text.as_bytes(), "x").unwrap());
    });
}

/// A time of so many seconds.
fn clock(at: usize) -> String {
    format!("{}:{:02}:{:02}", at / 3600, at / 60 % 60, at % 60)
}

#[test]
fn the_cost_of_hostile_transcripts_grows_with_their_length() {
    let turns = "[0:01] Ida Moss: we begin now\n[0:02] Ida Moss: and so we go on\n";
    grows(turns, 8_000, |nth| format!("[{}] abc{nth}: yes we go on\n", clock(nth + 3)));
    grows("", 8_000, |nth| format!("N{nth:x} Roe ({}): we go on now\n", clock(nth)));
    grows("", 8_000, |nth| format!("[{}] N{nth:x} Roe: we go on now\n", clock(nth)));
    grows("", 8_000, |nth| format!("[{}]\n", clock(nth)));
    let heads: String = (0..3).map(|nth| format!("Ida Moss (0:0{nth}):\nWe begin.\n\n")).collect();
    grows(&heads, 6_000, |nth| format!("({}):\na b c\n\n", clock(nth + 10)));
}

#[test]
fn the_cost_of_hostile_notes_grows_with_their_length() {
    for unit in ["[[", "](http", "<http", "[[a", "]]", "**a", "[0:05](http"] {
        cost::grows_with_its_input(unit, 60_000, |times| {
            let text = format!("A note.\n\n{}", unit.repeat(times));
            black_box(crate::read_bytes(text.as_bytes(), "x").unwrap());
        });
    }
}

#[test]
fn the_cost_of_hostile_lists_of_speech_grows_with_their_length() {
    cost::grows_with_its_input("text", 6_000, |times| {
        let text = r#""text":"zzz yyy xxx","#.repeat(times);
        let json = format!(r#"{{{text}"segments":[{{"start":1,"end":2,"text":"We go on."}}]}}"#);
        black_box(crate::read_bytes(json.as_bytes(), "x").ok());
    });
    cost::grows_with_its_input("speakers", 6_000, |times| {
        let people: Vec<String> =
            (0..times).map(|nth| format!(r#""S{nth}":"Ida {nth}""#)).collect();
        let said = |nth| {
            format!(r#"{{"start":{nth},"end":{nth}.9,"text":"We go on.","speaker":"S{nth}"}}"#)
        };
        let said: Vec<String> = (0..times).map(said).collect();
        let json =
            format!(r#"{{"speakers":{{{}}},"segments":[{}]}}"#, people.join(","), said.join(","));
        black_box(crate::read_bytes(json.as_bytes(), "x").unwrap());
    });
}
