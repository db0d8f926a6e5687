//! How much memory reading a file takes, as far as its bytes tell before they are read.
//!
//! What costs most is not the length of a text but how many parts it comes in: each cue, paragraph or
//! row is a block with what is known of it. The figures were measured on files of 6 to 40 MB of
//! nothing but parts as short as they can be, by the most that the process had of its own.

/// What each byte takes: the file, its text, that of its blocks and of its passages.
const A_BYTE: u64 = 5;

/// What a line takes that may be a cue or a row with times: it has a digit. 710 to 870 were measured.
const A_TIMED_LINE: u64 = 850;

/// What any other line takes that is not blank: 290 to 300 were measured.
const A_LINE: u64 = 300;

/// What a tag of a page or of captions takes: 290 to 310 were measured.
const A_TAG: u64 = 310;

/// What an object of JSON takes: 370 to 600 were measured.
const AN_OBJECT: u64 = 600;

/// How much memory reading these bytes takes at most, in bytes, whatever their format.
pub(crate) fn memory_of(bytes: &[u8]) -> u64 {
    let count = |byte| memchr::memchr_iter(byte, bytes).count() as u64;
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).map(of_line).sum::<u64>();
    memory_for(bytes.len() as u64)
        .saturating_add(lines)
        .saturating_add(count(b'<').saturating_mul(A_TAG))
        .saturating_add(count(b'{').saturating_mul(AN_OBJECT))
}

fn of_line(line: &[u8]) -> u64 {
    match line {
        line if line.iter().all(u8::is_ascii_whitespace) => 0,
        line if line.iter().any(u8::is_ascii_digit) => A_TIMED_LINE,
        _ => A_LINE,
    }
}

/// How much memory reading a file of so many bytes takes at the least that is reckoned with, in bytes.
/// Large files of JSON lines and captions take less: they are read some lines at a time.
pub fn memory_for(length: u64) -> u64 {
    length.saturating_mul(A_BYTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_many_parts_takes_what_was_measured() {
        // the most that a process had of its own, less the 30 MB that it always has, by measured parts
        for (unit, parts, measured) in [
            ("a\n\n", 2_097_152, 611_000_000),
            ("- a\n", 1_572_864, 462_000_000),
            ("1,2,a\n", 3_295_000, 2_520_000_000_u64),
            ("[00:01.00]a\n", 1_922_000, 1_526_000_000),
            ("00:01.000 --> 00:02.000\na\n\n", 823_000, 555_000_000),
            ("<p>a", 1_572_864, 450_000_000),
            ("<p begin=\"1s\" end=\"2s\">a</p>", 224_692, 137_000_000),
            ("{\"start\":1.0,\"end\":2.0,\"text\":\"a\"},", 179_755, 109_000_000),
            (
                "The heron waits by the mill and the water rises over it, as told before in it\n",
                80_659,
                36_000_000,
            ),
        ] {
            let one = memory_of(unit.as_bytes());
            assert!(one * parts >= measured, "{unit:?}: {one} bytes a part");
            assert!(one * parts <= measured * 3, "{unit:?}: {one} bytes a part are too many");
        }
    }
}
