//! The characters of line 21, after ANSI/CTA-608-E, tables 50 and 5 to 10.

/// A character of one byte, without its parity bit.
pub(super) fn basic(byte: u8) -> Option<char> {
    Some(match byte {
        0x2a => 'á',
        0x5c => 'é',
        0x5e => 'í',
        0x5f => 'ó',
        0x60 => 'ú',
        0x7b => 'ç',
        0x7c => '÷',
        0x7d => 'Ñ',
        0x7e => 'ñ',
        0x7f => '█',
        0x20..=0x7a => char::from(byte),
        _ => return None,
    })
}

/// A character of two bytes; whether it takes the place of the one before it, which is what a
/// decoder without these characters shows.
pub(super) fn wide(first: u8, second: u8) -> Option<(char, bool)> {
    let at = |table: &str, from: u8| table.chars().nth(usize::from(second.checked_sub(from)?));
    match (first, second) {
        (0x11, 0x30..=0x3f) => Some((at("®°½¿™¢£♪à\u{a0}èâêîôû", 0x30)?, false)),
        (0x12, 0x20..=0x3f) => Some((at("ÁÉÓÚÜü‘¡*’—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»", 0x20)?, true)),
        (0x13, 0x20..=0x3f) => Some((at("ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤│ÅåØø┌┐└┘", 0x20)?, true)),
        _ => None,
    }
}

/// The row, from 1, that a pair of bytes moves to, if it does.
pub(super) fn row(first: u8, second: u8) -> Option<u8> {
    if !(0x40..=0x7f).contains(&second) {
        return None;
    }
    let upper = match first {
        0x10 => return Some(11),
        0x11 => 1,
        0x12 => 3,
        0x13 => 12,
        0x14 => 14,
        0x15 => 5,
        0x16 => 7,
        0x17 => 9,
        _ => return None,
    };

    Some(if second & 0x20 == 0 { upper } else { upper + 1 })
}
