use super::*;
use crate::{Error, read_bytes};

fn why(bytes: &[u8], name: &str) -> Option<NotRead> {
    match read_bytes(bytes, name) {
        Err(Error::NotRead { why, .. }) => Some(why),
        _ => None,
    }
}

#[test]
fn what_is_no_text_is_named_by_how_it_begins() {
    let word: Vec<u8> =
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), wide("WordDocument")].concat();
    let sheet: Vec<u8> = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), wide("Workbook")].concat();
    for (bytes, want) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], NotRead::Picture),
        (b"RIFF\0\0\0\0WEBPVP8 ", NotRead::Picture),
        (b"RIFF\0\0\0\0WAVEfmt \0\0\0", NotRead::Recording),
        (b"\0\0\0 ftypisom\0\0\x02\0", NotRead::Recording),
        (b"\0\0\0 ftypheic\0\0\0\0", NotRead::Picture),
        (b"ID3\x04\0\0\0\0", NotRead::Recording),
        (b"\x1f\x8b\x08\0\0\0\0\0", NotRead::Archive),
        (b"PK\x03\x04\x14\0\0\0xl/workbook.xml\0\0\0\0", NotRead::Spreadsheet),
        (b"PK\x03\x04\x14\0\0\0ppt/presentation.xml\0\0", NotRead::Slides),
        (b"850STL25.01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", NotRead::EbuStl),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0", NotRead::Binary),
        (&word, NotRead::OldWord),
        (&sheet, NotRead::Spreadsheet),
    ] {
        assert_eq!(why(bytes, "x"), Some(want), "{bytes:?}");
    }
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn code_styles_and_settings_are_no_prose_whatever_they_are_called() {
    for (name, text, want) in [
        (
            "a.txt",
            "import os\n\ndef main(path):\n    for name in os.listdir(path):\n        if name == \"x\":\n            print(name)\n\nif __name__ == \"__main__\":\n    main(\".\")\n",
            NotRead::Code,
        ),
        (
            "app.js",
            "// Une note sur le code.\nconst pane = document.querySelector('.x');\npane.addEventListener('click', () => {\n  pane.hidden = true;\n});\n",
            NotRead::Code,
        ),
        (
            "x",
            "!function(e,t){\"object\"==typeof exports?t(exports):t((e=e||self).X={})}(this,function(e){var n=1;for(var i=0;i<n;i++){e[i]=n}});",
            NotRead::Code,
        ),
        (
            "style.txt",
            "body {\n  margin: 0;\n  font-family: serif;\n}\n.nav a:hover {\n  color: #fff;\n}\n",
            NotRead::StyleSheet,
        ),
        ("s.css", ".a{color:red}.b{margin:0 auto;padding:1em}", NotRead::StyleSheet),
        (
            "x.rs",
            "use std::io;\n\nfn main() -> io::Result<()> {\n    let n = 4;\n    Ok(())\n}\n",
            NotRead::Code,
        ),
        ("x.ini", "[server]\nport = 80\nhost = localhost\n\n[log]\nlevel = info\n", NotRead::Code),
        (
            "t.tex",
            "% note\n\\documentclass{article}\n\\begin{document}\nBonjour.\n",
            NotRead::Latex,
        ),
        ("chapter.tex", "\\chapter{Le bac}\n\\label{bac}\nLe bac part du quai.\n", NotRead::Latex),
        ("a.sub", "{0}{25}Bonjour à tous.\n{50}{100}Merci|de votre accueil.\n", NotRead::MicroDvd),
        (
            "a.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Bonjour</text></svg>",
            NotRead::Picture,
        ),
        (
            "a.eaf",
            "<?xml version=\"1.0\"?>\n<ANNOTATION_DOCUMENT AUTHOR=\"\"><HEADER/></ANNOTATION_DOCUMENT>",
            NotRead::Elan,
        ),
        (
            "a.trs",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE Trans SYSTEM \"trans-14.dtd\">\n<Trans><Episode><Turn startTime=\"0\" endTime=\"4\"><Sync time=\"0\"/>Bonjour</Turn></Episode></Trans>",
            NotRead::Transcriber,
        ),
        (
            "x.csv",
            "commune,population,budget\nVire,17000,4.5\nCaen,105000,80\nBayeux,13000,9\n",
            NotRead::Table,
        ),
        ("x.tsv", "nom\tville\nAnne\tCaen\nMarc\tVire\n", NotRead::Table),
        (
            "x.csv",
            "Commune;Habitants;Maire\nVire;17000;\"Roy; Anne\"\nCaen;105000;Rey\n",
            NotRead::Table,
        ),
    ] {
        assert_eq!(why(text.as_bytes(), name), Some(want), "{name}: {text}");
    }
}

#[test]
fn what_is_called_code_and_holds_no_sentences_is_code() {
    for (name, text) in [
        (
            "a.pyi",
            "from typing import Any\n\nclass Ferry:\n    name: str\n    def leave(self) -> Any: ...\n",
        ),
        (
            "a/__init__.py",
            "from .quay import Quay, Pier  # noqa: F401\nfrom .boat import (  # noqa: F401\n    Boat,\n    Ferry,\n)\n",
        ),
        (
            "a.yml",
            "name: ci\non: [push]\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
        ),
        ("b\\Makefile", "all:\n\tpython3 -m venv venv\n\ntests:\n\tpytest\n"),
        ("Dockerfile", "FROM debian:12\nRUN apt-get update\nCOPY . /app\nCMD [\"/app/run\"]\n"),
        ("a.sql", "SELECT name, hour\nFROM ferries\nWHERE quay > 2\nORDER BY hour;\n"),
        ("requirements.txt", "pytest\nblack>=22.1\nrequests~=2.28\n"),
    ] {
        assert_eq!(why(text.as_bytes(), name), Some(NotRead::Code), "{name}");
    }
    for (name, text) in [
        (
            "a.yml",
            "- text: Le bac du nord part à neuf heures ce matin.\n- text: Il fait froid sur le quai, et personne ne vient.\n",
        ),
        ("b.conf", "Le bac part à neuf heures, dit le passeur au maire.\n"),
        ("makefile.txt", "all:\n\tpython3 -m venv venv\n"),
    ] {
        assert_eq!(why(text.as_bytes(), name), None, "{name}");
    }
}

#[test]
fn what_people_wrote_is_read_whatever_it_is_called() {
    for (name, text) in [
        (
            "loi.txt",
            "Article 1er. Sont exonérés :\n1° les communes de moins de 3 500 habitants ;\n2° les syndicats (mixtes ou non) ;\n3° les régies.\n",
        ),
        (
            "act.txt",
            "(a) the person who holds the licence;\n(b) the owner (if another) of the land;\n(c) any tenant.\n",
        ),
        (
            "notes.py",
            "Bonjour à tous. Nous parlons du budget de la commune.\nLa séance est ouverte.\n",
        ),
        (
            "recipe.txt",
            "Flour, sugar, eggs, and a little salt.\nMix, wait, bake, and cool.\nServe, warm, with cream, at once.\n",
        ),
        ("list.md", "# Achats\n\n- pain\n- lait = 2 litres\n- `x` et `y`\n"),
        ("mail.txt", "De : Anne\nÀ : Marc\nObjet : réunion\n\nBonjour Marc, à demain.\n"),
        ("poem.txt", "Un; deux; trois.\nQuatre; cinq; six.\n"),
        (
            "maths.txt",
            "On sait que a = b, et que b = c.\nDonc a = c, ce qu'il fallait démontrer.\nVoilà pourquoi la somme est nulle.\n",
        ),
        (
            "quote.txt",
            "He said: \"import the goods\", and they did.\nReturn to sender.\nFor all of us, it was over.\n",
        ),
        (
            "talk.txt",
            "Anne: I moved the first item, and they agreed.\nMarc: We agreed on the third.\nAnne: Then it is done.\n",
        ),
    ] {
        assert_eq!(why(text.as_bytes(), name), None, "{name}: {text}");
    }
}

#[test]
fn drawn_lines_and_tables_make_no_code_of_prose() {
    let minutes = "COMPTE RENDU DU CONSEIL MUNICIPAL\n=================================\n\nLe maire ouvre la séance.\n=================================\nLe budget est voté.\n";
    let table = "| Date | Sujet |\n|------|-------|\n| 3 mai | a = b |\n\nLe budget est voté, et la séance levée.\n";
    for text in [minutes, table] {
        assert_eq!(why(text.as_bytes(), "minutes.txt"), None, "{text}");
    }
}

#[test]
fn what_programs_of_speech_write_for_each_other_is_no_prose() {
    let line = |text: &str| format!("{text}\n{text}\n{text}\n");
    for (text, want) in [
        (line("halle 1 3.12 0.28 froide 0.99"), NotRead::Alignment),
        (line("halle A 3.12 0.28 froide"), NotRead::Alignment),
        (format!(";; CATEGORY\n{}", line("halle 1 jm 3.1 5.0 <o,f0,female> la halle")), {
            NotRead::Alignment
        }),
        (line("SPEAKER halle 1 3.120 1.880 <NA> <NA> voice_0 <NA> <NA>"), NotRead::Alignment),
        (line("[21][50]La halle est froide."), NotRead::OtherCaptions),
        ("File Format=MacCaption_MCC V1.0\n\n// words\n".to_owned(), NotRead::OtherCaptions),
        (
            "TITLE \"La halle\"\nFILE \"halle.mp3\" MP3\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n"
                .to_owned(),
            NotRead::Data,
        ),
    ] {
        assert_eq!(why(text.as_bytes(), "x.txt"), Some(want), "{text}");
    }
    for text in [
        line("Prenez 1 kilo, 2.5 litres, 0.3 gramme."),
        line("Article 1 vaut 3.50 euros."),
        line("[21] [50] Deux notes de bas de page."),
    ] {
        assert_eq!(why(text.as_bytes(), "x.txt"), None, "{text}");
    }
}
