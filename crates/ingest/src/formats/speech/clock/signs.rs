//! Signs that are drawn around times: `▶ 0:07`, `→ 0:07`, `-- 0:07 --`, `=== 0:07 Jane Roe ===`.

use super::stamp::{self, Like};

/// No row of signs is longer, in bytes.
const LONGEST: usize = 80;

/// A line without the signs that are drawn before a time, or around a time and what stands beside it.
pub(super) fn without(text: &str) -> Option<String> {
    let inner = text.trim_start_matches(is_sign);
    let lead = &text[..text.len() - inner.len()];
    if lead.is_empty() || lead.len() > LONGEST {
        return None;
    }
    let is_drawn = |c: char| is_sign(c) && !c.is_whitespace();
    let sign = lead.chars().next().filter(|c| is_drawn(*c))?;

    // What closes a line as it begins is drawn around it.
    let kept = inner.trim_end_matches(is_sign);
    let tail = &inner[kept.len()..];
    let around = tail.ends_with(sign) && kept.len() > 1;
    let plain = if around { kept } else { inner };
    let is_time = |stamp: stamp::Stamp| stamp.like == Like::Nothing;
    let at_start = stamp::at_start(plain).is_some_and(|(stamp, _)| is_time(stamp));
    let at_end = || stamp::at_end(plain).is_some_and(|(stamp, _)| is_time(stamp));

    (at_start || around && lead.trim().len() > 1 && at_end()).then(|| plain.trim().to_owned())
}

/// A sign that may be drawn before a time: no letter, no digit, and none that opens a word, a number
/// or a clock.
fn is_sign(c: char) -> bool {
    let kept = "[](){}<\"'«»“”‘’$€£¥%&.,;:!?…@§°^\\`";
    !c.is_alphanumeric() && !kept.contains(c) && !c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_around_a_time_goes() {
        for (line, want) in [
            ("▶ 0:07 words", "0:07 words"),
            ("▶️ 0:07", "0:07"),
            ("→ [0:07] words", "[0:07] words"),
            ("-- 00:00:07 --", "00:00:07"),
            ("=== 0:07 Jane Roe ===", "0:07 Jane Roe"),
            ("--- Jane Roe (0:07) ---", "Jane Roe (0:07)"),
            ("⏱ 0:07 – words – more", "0:07 – words – more"),
            ("~ 0:07 ~", "0:07"),
            ("# 0:07 #", "0:07"),
        ] {
            assert_eq!(without(line).as_deref(), Some(want), "{line}");
        }
        for line in ["0:07", "- Jane at 0:07", "→ words", "« 0:07 »", "$0:07", "- - -", "", "▶"]
        {
            assert_eq!(without(line), None, "{line}");
        }
    }
}
