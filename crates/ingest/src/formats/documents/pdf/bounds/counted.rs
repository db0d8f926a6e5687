//! How many bytes packed ones stand for, told without unpacking them: where their number alone says too
//! little, as of scans.

use std::io::{BufReader, Read};

use super::LARGEST_STREAM;

/// Whether the runs that a reader gives make no more bytes than a stream may have (ISO 32000-1, 7.4.5):
/// a length says that so many bytes follow, or how often the next one stands.
pub(super) fn runs_fit(reader: impl Read) -> bool {
    let (mut made, mut passed) = (0_u64, 0_u8);
    for byte in BufReader::new(reader).bytes() {
        match byte {
            Err(_) => return true,
            Ok(_) if passed > 0 => passed -= 1,
            // The end.
            Ok(128) => return true,
            Ok(length @ 0..=127) => (made, passed) = (made + u64::from(length) + 1, length + 1),
            Ok(length) => (made, passed) = (made + 257 - u64::from(length), 1),
        }
        if made > LARGEST_STREAM {
            return false;
        }
    }
    true
}

/// Whether LZW makes no more bytes than a stream may have (ISO 32000-1, 7.4.4), whether its codes grow a
/// step early, as they do unless the stream says otherwise, or not.
pub(super) fn lzw_fits(data: &[u8]) -> bool {
    [0, 1].into_iter().all(|early| codes_fit(data, early))
}

fn codes_fit(data: &[u8], early: usize) -> bool {
    const CLEAR: usize = 256;
    const END: usize = 257;
    const FIRST: usize = 258;
    const MOST: usize = 4096;
    // How many bytes each code of the table stands for, and the code before.
    let (mut lengths, mut last): (Vec<u64>, u64) = (Vec::new(), 0);
    let (mut bits, mut held, mut made) = (0_u32, 0_u32, 0_u64);
    let mut bytes = data.iter();
    loop {
        let width = match FIRST + lengths.len() + early {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        while held < width {
            let Some(byte) = bytes.next() else { return true };
            (bits, held) = (bits << 8 | u32::from(*byte), held + 8);
        }
        held -= width;
        let code = (bits >> held & ((1 << width) - 1)) as usize;

        let length = match code {
            CLEAR => {
                (lengths, last) = (Vec::new(), 0);
                continue;
            }
            END => return true,
            0..CLEAR => 1,
            code => match lengths.get(code - FIRST) {
                Some(length) => *length,
                None if code - FIRST == lengths.len() => last + 1,
                // What is damaged ends there.
                None => return true,
            },
        };
        if last > 0 && lengths.len() < MOST - FIRST {
            lengths.push(last + 1);
        }
        last = length;
        made += length;
        if made > LARGEST_STREAM {
            return false;
        }
    }
}
