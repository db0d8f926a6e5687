//! Tables that have the shape of a transcript and whose numbers are of something else: quantities and
//! prices, laps, positions of a vehicle, parts of a text.

use ibid_core::wordlist::WordList;

use super::columns::Columns;
use super::rows::Row;
use crate::formats::speech::recognisers::places::{Stretch, are_places};

/// What stands in tables of races, prices, tracks and measures, and beside nothing that was said.
const MEASURES: WordList = WordList(
    "allure altitude bpm distance dossard elevation humidité humidity km lap laps lat latitude lng lon \
    longitude pace poids pouls pressure pression price prices prix quantity quantité qty speed tarif \
    tarifs temperature température vitesse",
);

/// Whether what a table counts is no time of a recording, by its head or by its rows.
pub(super) fn are_of_something_else(rows: &[Row], columns: &Columns) -> bool {
    let is_measure = |(_, name): &(usize, String)| {
        let name = name.to_lowercase();
        let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.next().is_some_and(|word| MEASURES.has(word))
    };
    // Beside who speaks, a speed is that of speech.
    let speakers = columns.speaker.or(columns.tier);
    let measures = speakers.is_none() && columns.unread.iter().any(is_measure);
    measures || columns.lasts.is_none() && are_parts(rows)
}

/// Whether starts and ends are places in a text, or numbers of pieces.
fn are_parts(rows: &[Row]) -> bool {
    let said = rows.iter().filter(|row| !row.text.is_empty());
    let stretch = |row: &Row| Stretch::from_times(row.start?, row.end?, &row.text);
    let all: Option<Vec<Stretch>> = said.map(stretch).collect();
    all.is_some_and(|all| are_places(&all))
}

#[cfg(test)]
mod tests {
    use crate::Format;

    /// How many cues there are, and the last warning.
    fn read(text: &str) -> (usize, String) {
        assert_eq!(crate::sniff(text), Format::Table, "{text}");
        let document = crate::read_bytes(text.as_bytes(), "x").unwrap().remove(0);
        let warning = document.warnings.last().map_or("", |warning| warning.code.name());
        (document.cues.len(), warning.to_owned())
    }

    #[test]
    fn numbers_of_something_else_are_no_seconds() {
        for text in [
            "start,end,label,price\n0,9,Slates for the roof of a shed,20\n10,99,Slates for a house of two floors,19\n100,499,Slates for a church or a hall,17\n",
            "lap,start,end,notes\n1,00:00:00,00:01:28,along the quay\n2,00:01:30,00:02:58,and the dike\n",
            "time,lat,lon,comment\n0.0,48.1,2.1,past the old lock and its keeper\n5.0,48.2,2.1,along the quay to the north\n9.5,48.3,2.2,under the bridge of the railway\n",
            "id,start,end,text,label\n1,0,10,The ferry.,N\n2,30,35,Paris,P\n3,42,49,Ida Roy,P\n",
        ] {
            assert_eq!(read(text), (0, "times-not-used".to_owned()), "{text}");
        }
        for text in [
            "start,end,text\n0,4,The lock is shut since the flood of last spring.\n5,9,It opens again at noon, says the keeper.\n10,14,Who has been here for thirty years now.\n",
            "start,end,speaker,text,speed\n0:05,0:09,Ida,The lock is shut since the flood.,2.1\n0:10,0:14,Tim,It opens again at noon.,1.9\n",
            "start,end,text\n0,59,Opening of the session and a word of welcome\n60,119,The lock that is shut\n120,179,Questions from the hall\n",
            "start,end,speaker,text,language\n0,4,Ida,The lock is shut since the flood.,en\n4,7,Tim,It opens again at noon.,en\n",
        ] {
            assert_ne!(read(text).0, 0, "{text}");
        }
    }
}
