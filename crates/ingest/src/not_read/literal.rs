//! Data as a program has it in its code: `const TURNS = [{…}];`, and JSON behind a comment.

use crate::clean::head;
use crate::formats::json::is_one_value;

/// No comment above is longer, in bytes.
const HEAD: usize = 16 * 1024;

/// Whether a text is an object or a list that a program names, or that comments stand above.
pub(crate) fn is_one(text: &str) -> bool {
    let whole = text.trim_start_matches('\u{feff}').trim_start();
    let below = without_comments(whole);
    let value = value_of(below).unwrap_or(below);
    let is_bare = value.len() == whole.len();
    !is_bare && is_value(value)
}

/// An object or a list with texts in it, and nothing below but what ends a line of code.
fn is_value(text: &str) -> bool {
    let begins = |after: &str| after.trim_start().starts_with(['"', '\'', '{', '[', '/']);
    // The names of JavaScript need no quotation marks.
    let is_named = |after: &str| {
        let name = after.trim_start();
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        end.is_some_and(|end| end > 0 && name[end..].trim_start().starts_with(':'))
    };
    let after = text.strip_prefix(['{', '[']);
    after.is_some_and(|after| begins(after) || text.starts_with('{') && is_named(after))
        && is_one_value(text.trim_end().trim_end_matches(';'))
}

/// What stands below comments in the way of C.
fn without_comments(text: &str) -> &str {
    let mut rest = text;
    let first = head(text, HEAD).len();
    while text.len() - rest.len() < first {
        let below = match rest {
            _ if rest.starts_with("//") => rest.split_once('\n').map(|(_, below)| below),
            _ if rest.starts_with("/*") => rest.split_once("*/").map(|(_, below)| below),
            _ => return rest,
        };
        match below {
            Some(below) => rest = below.trim_start(),
            None => return rest,
        }
    }
    rest
}

/// What a name is given in the code of a program.
fn value_of(text: &str) -> Option<&str> {
    const LONGEST: usize = 200;
    let exported = text.strip_prefix("export ").unwrap_or(text).trim_start();
    if let Some(value) = exported.strip_prefix("default ") {
        return Some(value.trim_start());
    }
    let at = head(exported, LONGEST).find('=')?;
    let (name, value) = (&exported[..at], &exported[at + 1..]);
    let declared = ["const ", "let ", "var "].iter().find_map(|word| name.strip_prefix(word));
    // Types may stand behind a name: `const turns: Turn[] = […]`.
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_$.:[]<> ".contains(c);
    let name = declared.unwrap_or(name).trim();
    (!name.is_empty()
        && name.chars().all(is_of_name)
        && (declared.is_some() || !name.contains(' ')))
    .then(|| value.trim_start())
}

#[cfg(test)]
mod tests {
    use ibid_core::diagnostic::NotRead;

    /// Why a text is not read, if it is not.
    fn cause(text: &str, name: &str) -> Option<NotRead> {
        match crate::read_bytes(text.as_bytes(), name) {
            Err(crate::Error::NotRead { why, .. }) => Some(why),
            _ => None,
        }
    }

    #[test]
    fn data_in_code_is_no_prose() {
        let turns = "[\n  {\"speaker\": \"Ida Roy\", \"start\": 160, \"text\": \"The lock is shut since the flood.\"},\n  {\"speaker\": \"Tim Rey\", \"start\": 4600, \"text\": \"Nobody told me at the town hall.\"}\n]";
        for text in [
            format!("// The turns of March\nconst TURNS = {turns};\n"),
            format!("export const turns: Turn[] = {turns}\n"),
            format!("window.turns = {turns};"),
            format!("module.exports = {{ turns: {turns} }};"),
            format!("export default {{turns: {turns}}};"),
            format!("/* eslint-disable */\n{turns}\n"),
            format!("// one\n// two\n{turns}"),
        ] {
            for name in ["turns.json", "turns.txt"] {
                assert_eq!(cause(&text, name), Some(NotRead::Code), "{text}");
            }
        }
    }

    #[test]
    fn prose_is_no_data() {
        for text in [
            "// The lock is shut since the flood.\n\nNobody told me at the town hall.\n",
            "Words = [inaudible]\n\nIda: The lock is shut.\n",
            "[applause]\n\nThe lock is shut.\n",
            "x = {a set of locks}, as the teacher says\n",
            "/* The lock */ [applause]\n",
        ] {
            assert_eq!(cause(text, "a.txt"), None, "{text}");
        }
    }
}
