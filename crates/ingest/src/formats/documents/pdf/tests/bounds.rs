//! Files that would unpack to more than people make, and those that only look so.

use super::*;

#[test]
fn streams_that_unpack_to_more_than_people_make_are_refused_unpacked_once_or_twice() {
    let zeros = vec![b' '; 300 * 1024 * 1024];
    let once = packed(&zeros);
    let twice = packed(&once);
    for (filters, data) in [("/FlateDecode", &once), ("[/FlateDecode /FlateDecode]", &twice)] {
        let mut bomb = Written::default();
        let content = bomb.stream(&format!("/Filter {filters}"), data);
        bomb.page_of(content, "");
        assert!(is_refused(&bomb.bytes(), &Problem::TooMuch), "{filters}");
    }
}

#[test]
fn runs_are_as_long_as_they_say() {
    const RUNS: &str = "/Filter [/FlateDecode /RunLengthDecode]";
    let scan = |runs: &[u8]| {
        // What cannot be packed well is large enough to be looked at.
        let noise = (0..20_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 & 0x7f);
        let noise = noise.flat_map(|byte| [0, byte]);
        let data: Vec<u8> = noise.chain(runs.iter().copied()).collect();
        let mut scan = Written::default();
        scan.page(&at(60, 700, 11, &["The ferry will not sail."]));
        scan.stream(&format!("/Type /XObject /Subtype /Image {RUNS}"), &packed(&data));
        scan.bytes()
    };
    assert_eq!(said(&read(&scan(&[255, 0].repeat(1000)))), [(1, "The ferry will not sail.")]);
    let bomb = [129, 0].repeat(3 * 1024 * 1024);
    assert!(is_refused(&scan(&bomb), &Problem::TooMuch));
}

/// Codes of LZW, whose table is cleared after so many.
fn lzw(codes: impl Iterator<Item = u32>, clear: usize) -> Vec<u8> {
    let (mut out, mut bits, mut held) = (Vec::new(), 0_u64, 0);
    let mut write = |code: u32, width: u32| {
        (bits, held) = (bits << width | u64::from(code), held + width);
        while held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    };
    for (count, code) in codes.enumerate() {
        if count % clear == 0 {
            write(256, if count == 0 { 9 } else { width_of(clear) });
        }
        write(code, width_of(count % clear));
    }
    write(0, 16);
    out
}

/// How many bits a code has behind so many others.
fn width_of(count: usize) -> u32 {
    match 258 + count.saturating_sub(1) + 1 {
        0..512 => 9,
        512..1024 => 10,
        1024..2048 => 11,
        _ => 12,
    }
}

#[test]
fn lzw_is_as_long_as_its_codes_say() {
    let scan = |data: &[u8]| {
        let mut scan = Written::default();
        scan.page(&at(60, 700, 11, &["The ferry will not sail."]));
        scan.stream("/Type /XObject /Subtype /Image /Filter /LZWDecode", data);
        scan.bytes()
    };
    let plain = lzw((0..300_000).map(|i| i % 251), 250);
    assert_eq!(said(&read(&scan(&plain))), [(1, "The ferry will not sail.")]);
    // Each code stands for one byte more than the one before.
    let growing = (0..64 * 3000).map(|i| if i % 3000 == 0 { 7 } else { 257 + i % 3000 });
    let bomb = lzw(growing, 3000);
    assert!(bomb.len() < 400_000);
    assert!(is_refused(&scan(&bomb), &Problem::TooMuch));
}

#[test]
fn forms_that_draw_each_other_over_and_over_are_refused_and_one_that_draws_itself_once_ends() {
    const FORM: &str = "/Type /XObject /Subtype /Form /BBox [0 0 9 9]";
    let mut bomb = Written::default();
    let mut inner = bomb.stream(FORM, b"BT /F 9 Tf (x) Tj ET");
    for _ in 0..12 {
        let names = format!("{FORM} /Resources << /XObject << /X {inner} 0 R >> >>");
        inner = bomb.stream(&names, "/X Do ".repeat(10).as_bytes());
    }
    let content = bomb.stream("", b"/X Do");
    bomb.page_of(content, &format!("/XObject << /X {inner} 0 R >>"));
    assert!(is_refused(&bomb.bytes(), &Problem::TooMuch));

    let mut own = Written::default();
    let form = own.stream(&format!("{FORM} /Resources << /XObject << /X 4 0 R >> >>"), b"/X Do");
    let content = own.stream("", b"BT /F 9 Tf 60 700 Td (Words of the page.) Tj ET /X Do");
    own.page_of(content, &format!("/XObject << /X {form} 0 R >>"));
    assert_eq!(said(&read(&own.bytes())), [(1, "Words of the page.")]);
}

#[test]
fn many_pages_of_one_large_content_are_refused() {
    let mut bomb = Written::default();
    let content = bomb.stream("/Filter /FlateDecode", &packed(&vec![b' '; 20 * 1024 * 1024]));
    for _ in 0..40 {
        bomb.page_of(content, "");
    }
    assert!(is_refused(&bomb.bytes(), &Problem::TooMuch));
}
