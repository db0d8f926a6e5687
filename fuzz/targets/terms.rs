#![no_main]

use ibid_ingest::fuzzing::read_terms;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read_terms(bytes));
