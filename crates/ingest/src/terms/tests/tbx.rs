use super::*;

const MARTIF: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en">
  <martifHeader><fileDesc><sourceDesc><p>a sample</p></sourceDesc></fileDesc></martifHeader>
  <text><body>
    <termEntry id="c1">
      <descrip type="subjectField">administration</descrip>
      <langSet xml:lang="en">
        <descrip type="definition">Those who serve the <hi>state</hi>.</descrip>
        <tig><term>public service</term>
          <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
        <tig><term>civil service</term><termNote type="partOfSpeech">noun</termNote></tig>
      </langSet>
      <langSet xml:lang="fr-FR">
        <ntig><termGrp><term>fonction <hi>publique</hi></term></termGrp></ntig>
      </langSet>
      <langSet xml:lang="de"><tig><term>Beamtentum</term></tig></langSet>
    </termEntry>
    <termEntry id="c2">
      <langSet xml:lang="FR"><tig><term>mod&#233;ration &amp; suivi</term></tig></langSet>
    </termEntry>
  </body></text>
</martif>
"#;

#[test]
fn the_older_form_is_read() {
    let (list, warnings) = good(MARTIF);
    assert_eq!(fr(&list, "fonctions publiques"), "civil service|public service");
    assert_eq!(en(&list, "public service"), "fonction publique");
    assert_eq!(en(&list, "Beamtentum"), "");
    assert_eq!(warnings, ["line 19: left out: there is no term in one of the two languages"]);
    assert_eq!(list.len(), 1);
}

#[test]
fn the_newer_form_is_read_in_both_styles() {
    let document = |style: &str, note: &str| {
        format!(
            r#"<?xml version="1.0"?>
<tbx style="{style}" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
     xmlns:basic="http://www.tbxinfo.net/ns/basic">
  <tbxHeader><fileDesc/></tbxHeader>
  <text><body><conceptEntry id="1">
    <langSec xml:lang="en"><termSec><term>email</term>{note}</termSec>
      <termSec><term>electronic mail</term></termSec></langSec>
    <langSec xml:lang="fr"><termSec><term>courriel</term></termSec></langSec>
  </conceptEntry></body></text>
</tbx>"#
        )
    };
    let dca = "<termNote type=\"administrativeStatus\">supersededTerm-admn-sts</termNote>";
    let dct = "<basic:administrativeStatus>deprecatedTerm-admn-sts</basic:administrativeStatus>";
    for (style, note) in [("dca", dca), ("dct", dct)] {
        let (list, warnings) = good(&document(style, note));
        assert_eq!(fr(&list, "courriels"), "electronic mail|email", "{style}");
        assert_eq!(warnings, [""; 0]);
    }
    let (list, _) = good(&document("dca", ""));
    assert_eq!(fr(&list, "courriels"), "email|electronic mail");
    assert_eq!(en(&list, "email"), "courriel");
}

#[test]
fn tbx_min_is_read() {
    let (list, _) = good(
        "<TBX dialect=\"TBX-Min\"><header><languages source=\"en\" target=\"fr\"/></header><body>\
         <termEntry id=\"a\"><langSet xml:lang=\"EN\"><tig><term>lighthouse</term></tig></langSet>\
         <langSet xml:lang=\"FR\"><tig><term>phare</term></tig></langSet></termEntry></body></TBX>",
    );
    assert_eq!(fr(&list, "phare"), "lighthouse");
}

#[test]
fn a_damaged_document_is_read_as_well_as_it_goes() {
    let end = MARTIF.find("<termEntry id=\"c2\">").unwrap();
    let (list, warnings) = good(&MARTIF[..end]);
    assert_eq!(fr(&list, "fonction publique"), "civil service|public service");
    assert_eq!(
        warnings,
        ["line 19: the list is damaged, and is read as well as it goes: `<body>` is never closed"]
    );
}

#[test]
fn entities_and_deep_nesting_are_refused() {
    let entities = "<!DOCTYPE tbx [<!ENTITY a \"b\">]>\n<tbx/>";
    assert!(bad(entities).contains("it declares entities, which are not expanded"));
    let deep = format!("<tbx>\n{}", "<a>".repeat(100_000));
    assert_eq!(bad(&deep), "line 2: cannot be read as tbx: it nests deeper than 64 levels");
}

#[test]
fn an_entry_with_very_many_terms_is_cut() {
    let terms = |lang: &str, word: &str| {
        let terms: String =
            (0..3000).map(|n| format!("<tig><term>{word}{n}x</term></tig>")).collect();
        format!("<langSet xml:lang=\"{lang}\">{terms}</langSet>")
    };
    let text = format!(
        "<martif><text><body><termEntry>{}{}</termEntry></body></text></martif>",
        terms("fr", "mot"),
        terms("en", "word")
    );
    let (list, warnings) = good(&text);
    let cut = "line 1: left out: the terms beyond the first 64 of one language";
    assert_eq!(warnings[0], cut);
    assert!(warnings[1].ends_with("`mot0x` has 64 translations, of which 4 are used"));
    assert_eq!(fr(&list, "mot7x"), "word0x|word1x|word2x|word3x");
    assert_eq!(fr(&list, "mot64x"), "");
}
