//! What the instructions of a page draw.

use super::{Written, read, said, written};

const FORM: &str = "/Type /XObject /Subtype /Form /BBox [0 0 600 800]";

/// The words of the first page.
fn words(written: &Written) -> String {
    said(&read(&written.bytes())).iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_way_of_placing_and_showing_characters_is_followed() {
    let document = read(&written(&["BT /F 12 Tf 14 TL 60 700 Td (Le maire) Tj ( ouvre) Tj \
         T* (la s\\351ance \\340 ) Tj 0 -14 TD [(neu) 20 (f) -520 (heures)] TJ \
         (et demie,) ' 2 1 (puis il) \" 0 Tw 0 Tc \
         1 0 0 1 60 630 Tm 50 Tz (lit) Tj 100 Tz 3 Ts ( le) Tj 0 Ts ( budget.) Tj ET"
        .to_owned()]));
    assert_eq!(
        said(&document),
        [(1, "Le maire ouvre la séance à neuf heures et demie, puis il lit le budget.")]
    );
}

#[test]
fn what_is_saved_comes_back_and_a_form_cannot_take_back_what_its_page_saved() {
    let mut page = Written::default();
    let form =
        page.stream(FORM, b"Q Q BT /F 12 Tf 60 660 Td (from the form,) Tj ET q 9 0 0 9 0 0 cm");
    // far more are saved than any reader keeps
    let saved = "q ".repeat(10_000) + &"Q ".repeat(10_000);
    let content = format!(
        "BT /F 12 Tf ET q 1 0 0 1 0 100 cm {saved} q 2 0 0 2 0 0 cm Q \
         BT 60 580 Td (First the page,) Tj ET Q /X Do BT 60 640 Td (then the end.) Tj ET"
    );
    let content = page.stream("", content.as_bytes());
    page.page_of(content, &format!("/XObject << /X {form} 0 R >>"));
    assert_eq!(words(&page), "First the page, from the form, then the end.");
}

#[test]
fn hidden_layers_are_not_on_the_page() {
    let mut page = Written::default();
    let (draft, body) =
        (page.object(b"<< /Type /OCG >>".into()), page.object(b"<< /Type /OCG >>".into()));
    let both = format!("<< /Type /OCMD /OCGs [{draft} 0 R {body} 0 R] /P /AllOn >>");
    let both = page.object(both.into_bytes());
    let stamp =
        page.stream(&format!("{FORM} /OC {draft} 0 R"), b"BT /F 12 Tf 60 500 Td (Draft) Tj ET");
    page.catalog =
        format!("/OCProperties << /OCGs [{draft} 0 R {body} 0 R] /D << /OFF [{draft} 0 R] >> >>");
    let content = page.stream(
        "",
        b"BT /F 12 Tf 60 700 Td /OC /A BDC (Secret) Tj /Span BMC ( words) Tj EMC EMC \
          /OC /B BDC (Public words) Tj EMC /OC /C BDC ( of both) Tj EMC ( stay.) Tj ET /X Do",
    );
    let names = format!("/A {draft} 0 R /B {body} 0 R /C {both} 0 R");
    page.page_of(content, &format!("/Properties << {names} >> /XObject << /X {stamp} 0 R >>"));
    assert_eq!(words(&page), "Public words stay.");

    // a layer that is off by itself, and shown by the list of those that are on
    page.catalog = format!(
        "/OCProperties << /OCGs [{draft} 0 R {body} 0 R] /D << /BaseState /OFF /ON [{body} 0 R] >> >>"
    );
    assert_eq!(words(&page), "Public words stay.");
}

#[test]
fn a_field_of_a_form_is_read_where_it_stands_and_a_hidden_note_is_not() {
    let mut page = Written::default();
    let resources = "/Resources << /Font << /F 3 0 R >> >>";
    let drawn = format!("/Type /XObject /Subtype /Form /BBox [0 0 300 20] {resources}");
    let name = page.stream(&drawn, b"BT /F 12 Tf 0 5 Td (Rue du Lavoir) Tj ET");
    let secret = page.stream(&drawn, b"BT /F 12 Tf 0 5 Td (Secret) Tj ET");
    let shown = format!("/Rect [122 695 422 715] /AP << /N {name} 0 R >>");
    let on = format!(
        "/Rect [126 655 426 675] /AS /Oui /AP << /N << /Oui {name} 0 R /Off {secret} 0 R >> >>"
    );
    let hidden = format!("/Rect [120 615 420 635] /F 2 /AP << /N {secret} 0 R >>");
    page.notes = format!("/Annots [<< {shown} >> << {on} >> << {hidden} >>]");
    page.page("BT /F 12 Tf 60 700 Td (Adresse :) Tj ET");
    assert_eq!(words(&page), "Adresse : Rue du Lavoir Rue du Lavoir");
}
