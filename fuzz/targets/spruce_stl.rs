#![no_main]

use ibid_ingest::Format;
use ibid_ingest::fuzzing::read_as;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read_as(
    Format::SpruceStl,
    &String::from_utf8_lossy(bytes)
));
