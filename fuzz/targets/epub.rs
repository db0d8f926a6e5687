#![no_main]

use ibid_ingest::Format;
use ibid_ingest::fuzzing::read_packed;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read_packed(Format::Epub, bytes));
