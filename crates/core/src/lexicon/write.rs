//! Makes the bytes of a table: for the tool that learns one, and for tests.

use std::collections::BTreeMap;

use super::table::{BLOCK, LISTS, MAGIC};
use super::{MAX_ENTRY_WORDS, MAX_TRANSLATIONS};

/// One entry of one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Stems parted by single spaces, without their tags; or [`FORM`](super::FORM) and the key of a
    /// form.
    pub key: String,
    /// The list that says so: `learned`, `terms` or `hand`.
    pub list: &'static str,
    /// Texts of the other language with what they weigh, the heaviest first; weights are relative,
    /// and kept in fifteenths of the heaviest.
    pub translations: Vec<(String, f64)>,
}

/// Why entries are no table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// An entry that the table cannot hold.
    #[error("the entry `{key}` cannot be written: {reason}")]
    Entry {
        /// Its key.
        key: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// More text than a table can point at.
    #[error("the texts have {0} bytes, and a table can hold {MAX_TEXTS}")]
    TooMuchText(usize),
}

/// Where a text begins is said in 20 bits.
const MAX_TEXTS: usize = 1 << 20;

/// The heaviest weight of an entry.
const FULL: f64 = 15.0;

/// The bytes of a table with these entries, whose order says nothing.
///
/// # Errors
///
/// Where a key or a text is empty or longer than 255 bytes, a key comes twice or has too many
/// words, a list is not known, there are too many translations, or too much text.
pub fn write(french: &[Entry], english: &[Entry]) -> Result<Vec<u8>, WriteError> {
    let (french_texts, french_places) = texts(english)?;
    let (english_texts, english_places) = texts(french)?;
    let (french_index, french) = entries(french, &english_places)?;
    let (english_index, english) = entries(english, &french_places)?;
    let parts = [french_index, french, english_index, english, french_texts, english_texts];

    let mut bytes = MAGIC.to_vec();
    for part in &parts {
        bytes.extend((part.len() as u32).to_le_bytes());
    }
    bytes.extend(parts.concat());

    Ok(bytes)
}

/// All texts that some entries give, each once, and where each begins.
fn texts(of: &[Entry]) -> Result<(Vec<u8>, BTreeMap<&str, u32>), WriteError> {
    let given = of.iter().flat_map(|entry| &entry.translations).map(|(text, _)| (&**text, 0));
    let mut places: BTreeMap<&str, u32> = given.collect();
    let mut bytes: Vec<u8> = Vec::new();
    for (text, place) in &mut places {
        *place = bytes.len() as u32;
        let length = u8::try_from(text.len()).ok().filter(|length| *length > 0);
        bytes.push(length.ok_or_else(|| refuse(text, "its text is empty or too long"))?);
        bytes.extend(text.as_bytes());
    }

    if bytes.len() > MAX_TEXTS {
        Err(WriteError::TooMuchText(bytes.len()))
    } else {
        Ok((bytes, places))
    }
}

/// The index and the blocks of some entries.
fn entries(of: &[Entry], places: &BTreeMap<&str, u32>) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
    let mut sorted: Vec<&Entry> = of.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    let (mut index, mut bytes): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    let mut before = "";
    for (at, entry) in sorted.into_iter().enumerate() {
        check(entry, before)?;
        let whole = at % BLOCK == 0;
        if whole {
            index.extend((bytes.len() as u32).to_le_bytes());
        }

        let same = before.bytes().zip(entry.key.bytes()).take_while(|(a, b)| a == b).count();
        let shared = if whole { 0 } else { same };
        let end = entry.key.as_bytes().get(shared..).unwrap_or_default();
        bytes.extend([shared as u8, end.len() as u8]);
        bytes.extend(end);
        let list = LISTS.iter().position(|list| *list == entry.list).unwrap_or_default();
        bytes.push((list << 4 | entry.translations.len()) as u8);

        let heaviest = entry.translations.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        for (text, weight) in &entry.translations {
            let place = places.get(&**text).copied().unwrap_or_default();
            let weight = (weight / heaviest * FULL).round().clamp(1.0, FULL) as u32;
            bytes.extend((place << 4 | weight).to_le_bytes().into_iter().take(3));
        }
        before = &entry.key;
    }

    Ok((index, bytes))
}

/// Whether the table can hold an entry that comes after the key `before`.
fn check(entry: &Entry, before: &str) -> Result<(), WriteError> {
    let words = entry.key.split(' ').count();
    let reason = if entry.key.is_empty() || entry.key.len() > usize::from(u8::MAX) {
        "its key is empty or too long"
    } else if words > MAX_ENTRY_WORDS || entry.key.split(' ').any(str::is_empty) {
        "its key has too many words, or two spaces"
    } else if entry.key == before {
        "its key comes twice"
    } else if entry.translations.len() > MAX_TRANSLATIONS {
        "it has too many translations"
    } else if !LISTS.contains(&entry.list) {
        "its list is not known"
    } else if entry.translations.iter().any(|(_, weight)| weight.is_nan() || *weight <= 0.0) {
        "a weight is not above zero"
    } else {
        return Ok(());
    };

    Err(refuse(&entry.key, reason))
}

fn refuse(key: &str, reason: &'static str) -> WriteError {
    WriteError::Entry { key: key.to_owned(), reason }
}
