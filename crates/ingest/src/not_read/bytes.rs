//! What files that are no text hold, by how they begin. The signatures are those of the formats'
//! specifications, as `file(1)` lists them.

use ibid_core::diagnostic::NotRead;

/// How files begin, and what they are.
const STARTS: &[(&[u8], NotRead)] = &[
    (b"\x89PNG", NotRead::Picture),
    (b"\xff\xd8\xff", NotRead::Picture),
    (b"GIF8", NotRead::Picture),
    (b"II*\0", NotRead::Picture),
    (b"MM\0*", NotRead::Picture),
    (b"BM", NotRead::Picture),
    (b"8BPS", NotRead::Picture),
    (b"\0\0\x01\0", NotRead::Picture),
    (b"ID3", NotRead::Recording),
    (b"OggS", NotRead::Recording),
    (b"fLaC", NotRead::Recording),
    (b"\x1aE\xdf\xa3", NotRead::Recording),
    (b"FLV\x01", NotRead::Recording),
    (b"0&\xb2u\x8ef\xcf\x11", NotRead::Recording),
    (b"\xff\xfb", NotRead::Recording),
    (b"\xff\xf3", NotRead::Recording),
    (b"\xff\xf2", NotRead::Recording),
    (b"\xff\xf1", NotRead::Recording),
    (b"\xff\xf9", NotRead::Recording),
    (b"\x00\x00\x01\xba", NotRead::Recording),
    (b"\x00\x00\x01\xb3", NotRead::Recording),
    (b"PK\x05\x06", NotRead::Archive),
    (b"\x1f\x8b", NotRead::Archive),
    (b"BZh", NotRead::Archive),
    (b"\xfd7zXZ", NotRead::Archive),
    (b"7z\xbc\xaf", NotRead::Archive),
    (b"Rar!", NotRead::Archive),
    (b"(\xb5/\xfd", NotRead::Archive),
    (b"%PDF-", NotRead::Pdf),
    (b"PG", NotRead::PictureCaptions),
];

/// Why bytes that are no text are not read.
pub(crate) fn cause(bytes: &[u8]) -> NotRead {
    let part = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    if part(0, 4) == b"PK\x03\x04" {
        return of_zip(bytes);
    }
    if part(0, 8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" {
        return of_compound(bytes);
    }
    // EBU Tech 3264: a code page, then the rate of frames.
    if part(3, 6) == b"STL" && part(8, 11) == b".01" {
        return NotRead::EbuStl;
    }
    if part(0, 4) == b"RIFF" {
        return if part(8, 12) == b"WEBP" { NotRead::Picture } else { NotRead::Recording };
    }
    // ISO 14496-12: the brand says what is in the boxes.
    if part(4, 8) == b"ftyp" {
        let pictures: [&[u8]; 5] = [b"heic", b"heix", b"mif1", b"avif", b"heif"];
        let is_picture = pictures.contains(&part(8, 12));
        return if is_picture { NotRead::Picture } else { NotRead::Recording };
    }
    if part(257, 262) == b"ustar" {
        return NotRead::Archive;
    }
    let known = STARTS.iter().find(|(start, _)| bytes.starts_with(start));
    known.map_or(NotRead::Binary, |(_, cause)| *cause)
}

/// Why a file is not read, where its first bytes are enough to tell: recordings and pictures are
/// large, and need not be read to their end. A text may begin with the same letters, and holds no
/// zero byte.
pub(crate) fn at_once(head: &[u8]) -> Option<NotRead> {
    let is_text = !head.contains(&0) || head.starts_with(b"PK");
    let why = (!is_text).then(|| cause(head))?;
    matches!(why, NotRead::Picture | NotRead::Recording | NotRead::Archive).then_some(why)
}

/// Office documents are archives with parts of certain names.
fn of_zip(bytes: &[u8]) -> NotRead {
    const KINDS: &[(&[u8], NotRead)] = &[
        (b"xl/workbook", NotRead::Spreadsheet),
        (b"ppt/presentation", NotRead::Slides),
        (b"opendocument.spreadsheet", NotRead::Spreadsheet),
        (b"opendocument.presentation", NotRead::Slides),
        (b"opendocument.graphics", NotRead::Picture),
    ];
    let holds = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    KINDS.iter().find(|(name, _)| holds(name)).map_or(NotRead::Archive, |(_, cause)| *cause)
}

/// Compound files, which Office wrote before 2007, name their streams in UTF-16.
fn of_compound(bytes: &[u8]) -> NotRead {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if holds("WordDocument") {
        NotRead::OldWord
    } else if holds("Workbook") || holds("Book") {
        NotRead::Spreadsheet
    } else if holds("PowerPoint Document") {
        NotRead::Slides
    } else if holds("EncryptedPackage") {
        NotRead::Locked
    } else {
        NotRead::Binary
    }
}
