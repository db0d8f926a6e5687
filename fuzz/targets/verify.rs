#![no_main]

use ibid::{Engine, Memory, Store, VerifyOptions};

// A text and a quote, parted by the first byte 0xff: a quote that is a stretch of it must be found.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|byte| *byte == 0xff).unwrap_or(bytes.len() / 2);
    let (text, quote) = bytes.split_at(at);
    let quote = String::from_utf8_lossy(quote);
    let memory = Memory::new();
    let mut writer = memory.writer();
    // what cannot be read holds no quote
    let _ = ibid::add_text(&mut writer, "fuzz", text);
    writer.commit().expect("it is kept");
    let engine = Engine::new(memory);
    engine.verify(&quote, &VerifyOptions::default()).expect("no quote is an error");
});
