//! What ELAN exports as a table ("Export as Tab-delimited Text" in its manual): each time in up to four
//! writings, and the words of each tier in a column of its own, if the user wants it so.

use ibid_core::lang::Lang;

use super::columns::{Head, MARKERS, SPEAKERS, TEXTS, TIERS, language};
use crate::clean::clean;

/// No document has more tiers.
const MOST: usize = 100;
/// The tier that a new document of ELAN has: nobody's name.
pub(super) const NO_NAME: &str = "default";

/// A column that holds what one tier says.
#[derive(Clone, Debug)]
pub(super) struct Tier {
    pub(super) at: usize,
    pub(super) speaker: Option<String>,
    pub(super) lang: Option<Lang>,
}

/// The columns of a head that are tiers: all but those of the times, where ELAN wrote these and no
/// column lists the tiers or who speaks.
pub(super) fn tiers(head: &Head<'_>) -> Vec<Tier> {
    let names = || head.written.iter().map(|name| name.trim());
    let is_of_elan = names().any(|name| time(name).is_some_and(|of| of == BEGIN));
    let lists_tiers = head.find(TIERS).or_else(|| head.find(&["participant"])).is_some();
    let lists_speakers = head.find(SPEAKERS).is_some() && head.find(TEXTS).is_some();
    if !is_of_elan || lists_tiers || lists_speakers {
        return Vec::new();
    }
    let of_words = |name: &str| !name.is_empty() && time(name).is_none() && !is_file(name);
    let tiers = names().enumerate().filter(|(_, name)| of_words(name));
    let tier = |(at, name)| Tier { at, speaker: speaker(name), lang: language_of(name) };
    Some(tiers.map(tier).collect()).filter(|tiers: &Vec<_>| tiers.len() <= MOST).unwrap_or_default()
}

const BEGIN: &str = "begin time";

/// What a column of times tells: `Begin Time - hh:mm:ss.ms`.
fn time(name: &str) -> Option<String> {
    const TIMES: [&str; 3] = [BEGIN, "end time", "duration"];
    let (of, _) = name.split_once(" - ")?;
    Some(of.to_lowercase()).filter(|of| TIMES.contains(&of.as_str()))
}

/// Whether a column holds the file that a row is from.
fn is_file(name: &str) -> bool {
    ["file", "file name", "file path"].contains(&name.to_lowercase().as_str())
}

/// Who speaks in a tier: nobody that is named in one that has the name of what stands in it.
fn speaker(name: &str) -> Option<String> {
    const OTHERS: [&str; 4] = [NO_NAME, "translation", "traduction", "gloss"];
    let lower = name.to_lowercase();
    let is_of_words = [TEXTS, MARKERS, &OTHERS].iter().any(|known| known.contains(&&*lower));
    (!is_of_words && language(&lower).is_none()).then(|| clean(name))
}

fn language_of(name: &str) -> Option<Lang> {
    language(&name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read_text, shown};

    /// The times of ELAN, each in the writings that the user chose.
    const TIMES: &str = "Begin Time - hh:mm:ss.ms\tBegin Time - ss.msec\tEnd Time - hh:mm:ss.ms\tEnd Time - ss.msec\tDuration - hh:mm:ss.ms\tDuration - ss.msec";

    fn times(start: f64, end: f64) -> String {
        let both = |time: f64| format!("00:00:{time:06.3}\t{time}");
        format!("{}\t{}\t{}", both(start), both(end), both(end - start))
    }

    #[test]
    fn each_column_of_a_tier_says_what_stands_in_it() {
        let (a, b, c) = (times(1.25, 3.5), times(4.0, 6.75), times(7.0, 7.5));
        let rows = format!(
            "{a}\tThe lock is shut.\t\n{b}\tSince the flood.\tdepuis la crue du printemps\n{c}\t\tOui.\n"
        );
        let want = |ida: &str, tim: &str| {
            [
                format!("2: 1250 3500 {ida}: The lock is shut."),
                format!("3: 4000 6750 {ida}: Since the flood."),
                format!("3: 4000 6750 {tim}: depuis la crue du printemps"),
                format!("4: 7000 7500 {tim}: Oui."),
            ]
        };
        for (heads, ida, tim) in [
            ("Ida-text\tTim-text", "Ida-text", "Tim-text"),
            // A tab stands behind the last, too.
            ("Intervenant\tTim\t", "Intervenant", "Tim"),
            ("Ida\tTranscription", "Ida", "-"),
            ("default\tfr", "-", "-"),
        ] {
            let document = read_text(&format!("{TIMES}\t{heads}\n{rows}"));
            assert_eq!(shown(&document), want(ida, tim), "{heads}");
            assert!(document.warnings.is_empty(), "{heads}: {:?}", document.warnings);
        }
        let commas = "Begin Time - msec,Duration - msec,Ida,File\n4000,2750,\"Since the flood, yes.\",a.eaf\n";
        assert_eq!(shown(&read_text(commas)), ["2: 4000 6750 Ida: Since the flood, yes."]);
    }

    #[test]
    fn a_list_of_tiers_names_the_participant_or_else_the_tier() {
        let (a, b, c) = (times(4.5, 6.75), times(7.0, 9.5), times(1.0, 3.0));
        let rows = format!(
            "default\t\t{a}\tLe bac part à midi.\nIda-text\t\t{b}\tThe lock is shut.\nTim-text\tTim Rey\t{c}\tSince the flood.\n"
        );
        let want = |line: u32| {
            [
                format!("{line}: 4500 6750 -: Le bac part à midi."),
                format!("{}: 7000 9500 Ida-text: The lock is shut.", line + 1),
                format!("{}: 1000 3000 Tim Rey: Since the flood.", line + 2),
            ]
        };
        let headed = format!("Tier\tParticipant\t{TIMES}\tAnnotation\n{rows}");
        let document = read_text(&headed);
        assert_eq!(shown(&document), want(2));
        let document = read_text(&rows);
        assert_eq!(shown(&document), want(1));
        assert_eq!(document.warnings.len(), 1, "{:?}", document.warnings);
        assert_eq!(document.warnings[0].code.name(), "times-out-of-order");
    }

    #[test]
    fn a_second_column_that_says_the_start_again_is_no_end() {
        for (first, second) in [("4.5", "6.25"), ("4500", "6250"), ("00:00:04.500", "00:00:06.250")]
        {
            let start =
                if first.contains(':') { ["4.5", "6.25"] } else { ["0:04.500", "0:06.250"] };
            let text = format!(
                "{}\t{first}\t0:05.750\tLe bac part.\n{}\t{second}\t0:07.5\tIl revient à six heures.\n{}\t{second}\t0:07.5\tThe lock is shut.\n",
                start[0], start[1], start[1]
            );
            let want = [
                "1: 4500 5750 -: Le bac part.",
                "2: 6250 7500 -: Il revient à six heures.",
                "3: 6250 7500 -: The lock is shut.",
            ];
            assert_eq!(shown(&read_text(&text)), want, "{text}");
        }
        let still = "0:04\t0:04\tLe bac part.\n0:06\t0:06\tIl revient ce soir.\n0:09\t0:09\tThe lock is shut.\n";
        let document = read_text(still);
        assert_eq!(document.cues.len(), 3);
        assert_eq!(document.warnings[0].code.name(), "zero-duration");
    }
}
