#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ibid_ingest::fuzzing::decode(bytes));
