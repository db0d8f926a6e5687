#![no_main]

use ibid_ingest::{read_bytes, split};

// As a whole file is read: decoded, its format told by its content, read and split.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for document in read_bytes(bytes, "fuzz").unwrap_or_default() {
        split(&document);
    }
});
