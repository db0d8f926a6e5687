#![no_main]

use ibid::{Agreement, Engine, Memory, Store, TextMatch, VerifyOptions};

/// The letters and digits of a text, which a quote has to the letter.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Holds that a place is what it says: a stretch of its passage, and the quote itself where it agrees
/// to the letter.
fn is_what_it_says(place: &TextMatch, quote: &str) {
    let [from, to] = place.bytes;
    let found = place.text.get(from..to);
    let found = found.unwrap_or_else(|| panic!("{from}..{to} is no stretch of {:?}", place.text));
    if place.found == Agreement::Exact {
        assert_eq!(words(found), words(quote), "{found:?} is not {quote:?}");
    }
}

// A source, and a quote or a draft, parted by the first byte 0xff. The first byte of all says which:
// of a quote, whether it is taken from the source itself; of a draft, each quotation is held against
// the source as `ibid verify --document` does.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let at = bytes.iter().position(|byte| *byte == 0xff).unwrap_or(bytes.len() / 2);
    let (text, said) = bytes.split_at(at);
    let said = said.strip_prefix(&[0xff]).unwrap_or(said);
    let memory = Memory::new();
    let mut writer = memory.writer();
    // what cannot be read holds no quote
    let _ = ibid::add_text(&mut writer, "fuzz", text);
    writer.commit().expect("it is kept");
    let engine = Engine::new(memory);
    let options = VerifyOptions::default();

    match first % 3 {
        0 => {
            let quote = String::from_utf8_lossy(said);
            let verdict = engine.verify(&quote, &options).expect("no quote is an error");
            if verdict.warnings.is_empty() {
                verdict.places.iter().for_each(|place| is_what_it_says(place, &quote));
            }
        }
        1 => {
            let Ok(draft) = ibid::read_draft(said, "draft") else { return };
            let quotations = draft.quotations.len();
            let report = ibid::check_draft(&engine, draft, &options).expect("no draft is an error");
            assert_eq!(report.quotes.len(), quotations);
            for quote in report.quotes.iter().filter(|quote| !quote.abridged) {
                quote.places.iter().for_each(|place| is_what_it_says(place, &quote.text));
            }
        }
        _ => {
            let quote = String::from_utf8_lossy(text);
            let quote: Vec<&str> = quote.split_whitespace().skip(usize::from(first / 3)).collect();
            let quote = quote[..quote.len().min(8)].join(" ");
            engine.verify(&quote, &options).expect("no quote is an error");
        }
    }
});
