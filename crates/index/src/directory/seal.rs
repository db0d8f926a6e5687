//! A checksum on the last line of a small file.

/// The bytes of the last line: eight hexadecimal digits and a line feed.
const LINE: usize = 9;

/// Some bytes with their checksum after them, on a line of its own.
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut all = bytes.to_owned();
    if !all.ends_with(b"\n") {
        all.push(b'\n');
    }
    let sum = format!("{:08x}\n", crc32fast::hash(&all));
    all.extend_from_slice(sum.as_bytes());
    all
}

/// The bytes that were sealed, if they are as they were.
pub fn unsealed(all: &[u8]) -> Option<&[u8]> {
    let (bytes, line) = all.split_at_checked(all.len().checked_sub(LINE)?)?;
    (line == format!("{:08x}\n", crc32fast::hash(bytes)).as_bytes()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_flipped_bit_breaks_the_seal() {
        let whole = sealed(b"{\"generation\": 7}");
        assert_eq!(unsealed(&whole), Some(&b"{\"generation\": 7}\n"[..]));
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unsealed(&flipped), None, "bit {bit}");
        }
        assert!((0..whole.len()).all(|length| unsealed(&whole[..length]).is_none()));
    }
}
