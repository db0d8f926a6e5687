//! Tables of Markdown that stand in a text, and what their heads say.

use super::columns::HOURS;

/// The lines, from 1, of the heads of tables whose times are hours of the day.
pub(crate) fn heads_of_hours(text: &str) -> impl Iterator<Item = u32> + '_ {
    let below = text.lines().skip(1).chain(std::iter::once(""));
    let numbered = (1..).zip(text.lines().zip(below));
    let heads = numbered.filter(|(_, (head, rule))| is_rule(rule) && names_hours(head));
    heads.map(|(line, _)| line)
}

/// Dashes that part the head of a table from its rows.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.contains('|') && line.chars().all(|c| "|-: \t".contains(c))
}

fn names_hours(head: &str) -> bool {
    let bare = |cell: &str| cell.trim().trim_matches(['*', '_', ':', ' ']).to_lowercase();
    head.contains('|') && head.split('|').any(|cell| HOURS.contains(&bare(cell).as_str()))
}

#[cfg(test)]
mod tests {
    use ibid_core::document::Document;

    use super::*;

    fn read(text: &str) -> Document {
        crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0)
    }

    #[test]
    fn heads_are_known_by_their_names_and_their_dashes() {
        let of = |text: &str| heads_of_hours(text).collect::<Vec<_>>();
        assert_eq!(of("# A\n\n| **Heure** | Lieu |\n|---|---|\n| 8:00 | B |\n"), [3]);
        assert_eq!(of("Lieu | Horaire\n--- | ---\nB | 8:00\n"), [1]);
        assert!(of("| Time | Text |\n|---|---|\n| 0:05 | A |\n").is_empty());
        assert!(of("Heure | Lieu\nHeure | Lieu").is_empty());
    }

    #[test]
    fn a_table_of_hours_in_a_text_tells_no_second_and_its_head_is_no_text() {
        for (heading, head) in
            [("# Le bac\n\n", "Heure"), ("", "Horaire"), ("Du bac.\n\n", "HEURE")]
        {
            let text = format!(
                "{heading}| {head} | Vent | Bac |\n| --- | --- | --- |\n| 00:21 | nord | premier passage au quai |\n| 05:48 | sud | passage au quai du matin |\n| 11:15 | nord | passage au quai de midi |\n| 17:52 | sud | dernier passage au quai |\n"
            );
            let document = read(&text);
            assert!(document.cues.is_empty(), "{text}");
            let all: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
            assert!(document.blocks.iter().all(|block| block.spans.is_empty()), "{text}");
            assert!(all.contains(&"00:21 nord premier passage au quai"), "{all:?}");
            assert!(
                !all.iter().any(|text| text.contains("Vent") || text.contains("--")),
                "{all:?}"
            );
            assert!(!document.warnings.is_empty(), "{text}");
        }
    }
}
