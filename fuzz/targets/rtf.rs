#![no_main]

use ibid_ingest::Format;
use ibid_ingest::fuzzing::read_as;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read_as(Format::Rtf, &String::from_utf8_lossy(bytes)));
