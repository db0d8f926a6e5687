//! Paths as text, so that no two of them are the same and each is found again.
//!
//! Paths are mostly UTF-8, and then are their own text. A byte that is not is written as one character
//! for private use, U+EF80 to U+EFFF, and so are the bytes of such a character itself.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The character of the byte 0 of a path; those from 0x80 on are used.
const FIRST: u32 = 0xef00;

/// The text of a path.
pub fn text_of(path: &Path) -> Cow<'_, str> {
    match path.to_str() {
        Some(text) if !text.contains(stands_for_a_byte) => text.into(),
        _ => escaped(path.as_os_str().as_encoded_bytes()).into(),
    }
}

/// The path of a text.
pub fn path_of(text: &str) -> Cow<'_, Path> {
    if text.contains(stands_for_a_byte) {
        Cow::Owned(path_of_bytes(bytes_of(text)))
    } else {
        Cow::Borrowed(Path::new(text))
    }
}

/// The bytes of the path of a text.
pub fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match stands_for_a_byte(c) {
            // at most 0xff
            true => bytes.push((c as u32 - FIRST) as u8),
            false => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

/// The text of a path as a person reads it: what is no UTF-8 is a replacement character.
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.contains(stands_for_a_byte) {
        Cow::Owned(String::from_utf8_lossy(&bytes_of(text)).into_owned())
    } else {
        text.into()
    }
}

fn stands_for_a_byte(c: char) -> bool {
    (FIRST + 0x80..=FIRST + 0xff).contains(&(c as u32))
}

fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let of_byte = |byte: &u8| char::from_u32(FIRST + u32::from(*byte));
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if stands_for_a_byte(c) {
                let mut buffer = [0; 4];
                text.extend(c.encode_utf8(&mut buffer).as_bytes().iter().filter_map(of_byte));
            } else {
                text.push(c);
            }
        }
        text.extend(chunk.invalid().iter().filter_map(of_byte));
    }
    text
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use proptest::prelude::*;

    use super::*;

    fn round(bytes: &[u8]) -> String {
        let path = Path::new(OsStr::from_bytes(bytes));
        let text = text_of(path);
        assert_eq!(path_of(&text), path);
        assert_eq!(bytes_of(&text), bytes);
        text.into_owned()
    }

    #[test]
    fn a_path_is_its_own_text_where_it_is_utf_8() {
        assert_eq!(round("/été/réunion 1.txt".as_bytes()), "/été/réunion 1.txt");
        assert_eq!(round(b"/r\xe9union"), "/r\u{efe9}union");
        assert_eq!(round("/\u{efe9}".as_bytes()), "/\u{efee}\u{efbf}\u{efa9}");
    }

    proptest! {
        #[test]
        fn no_two_paths_have_one_text(
            a in prop::collection::vec(1..=255_u8, 0..6),
            b in prop::collection::vec(1..=255_u8, 0..6),
        ) {
            prop_assert_eq!(round(&a) == round(&b), a == b);
        }

        #[test]
        fn each_path_is_found_again(text in "[a\u{ef00}-\u{f000}\u{e9}/]{0,8}") {
            round(text.as_bytes());
        }
    }
}
