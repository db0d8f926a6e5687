//! The pictures of the READMEs: what the program shows on a terminal, drawn as SVG.

use std::fmt::Write as _;

use crate::environment::{Run, Sandbox, root};

/// The size of a cell of the terminal and the margin around all cells, in pixels.
const CELL: (f64, f64) = (8.4, 19.0);
const MARGIN: f64 = 18.0;
const COLUMNS: u32 = 80;

/// The language of the messages, and the question.
const ASKED: [(&str, &str); 2] = [("en", "public innovation"), ("fr", "innovation publique")];

/// A stretch of text in one style.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Piece {
    text: String,
    bold: bool,
    dim: bool,
    /// The colour, as the number of its SGR code.
    colour: Option<u8>,
}

/// The pieces of a line, by the SGR sequences in it (ECMA-48, 8.3.117).
fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut style = Piece::default();
    for (nth, part) in line.split("\u{1b}[").enumerate() {
        let mut text = part;
        if nth > 0 {
            let (codes, rest) = part.split_once('m').expect("only colours are printed");
            codes.split(';').for_each(|code| style.set(code));
            text = rest;
        }
        if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), ..style.clone() });
        }
    }
    pieces
}

impl Piece {
    fn set(&mut self, code: &str) {
        match code.parse() {
            Ok(1) => self.bold = true,
            Ok(2) => self.dim = true,
            Ok(colour @ 31..=36) => self.colour = Some(colour),
            Ok(0) | Err(_) => *self = Piece::default(),
            Ok(other) => panic!("the picture has no style for {other}"),
        }
    }

    fn svg(&self) -> String {
        let fill = match self.colour {
            Some(32) => "#98c379",
            Some(33) => "#e5c07b",
            Some(36) => "#56b6c2",
            Some(_) => "#e06c75",
            None if self.dim => "#9aa0a6",
            None => "#e6e6e6",
        };
        let weight = if self.bold { r#" font-weight="bold""# } else { "" };
        format!(r#"<tspan fill="{fill}"{weight}>{}</tspan>"#, escaped(&self.text))
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Lines of a terminal as a picture.
fn drawn(lines: &[&str], title: &str) -> String {
    let width = f64::from(COLUMNS) * CELL.0 + 2.0 * MARGIN;
    let height = lines.len() as f64 * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e2127\"/>\n\
         <g font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
         font-size=\"14\" xml:space=\"preserve\">\n",
        escaped(title)
    );

    for (nth, line) in lines.iter().enumerate() {
        let y = MARGIN + (nth as f64 + 0.75) * CELL.1;
        let spans: String = pieces(line).iter().map(Piece::svg).collect();
        if !spans.is_empty() {
            writeln!(svg, r#"<text x="{MARGIN}" y="{y:.2}">{spans}</text>"#).unwrap();
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// What a terminal shows when this is typed, as a picture.
fn picture(lang: &str, question: &str) -> String {
    let place = Sandbox::new();
    let typed = ["search", question, "--in", "corpus", "-n", "1", "--across", "1"];
    let mut command = place.command();
    command.current_dir(root()).env("COLUMNS", COLUMNS.to_string()).env("FORCE_HYPERLINK", "0");
    command.args(typed).args(["--color", "always", "--ui-lang", lang]);
    let shown = Run::of(command.output().unwrap()).done().out;

    let prompt = format!("$ ibid search \"{question}\" --in corpus -n 1 --across 1");
    let mut lines = vec![prompt.as_str(), ""];
    lines.extend(shown.trim_end().lines());
    drawn(&lines, question)
}

#[test]
fn the_picture_of_each_readme_is_what_the_program_shows() {
    for (lang, question) in ASKED {
        let path = root().join(format!("docs/picture.{lang}.svg"));
        let now = picture(lang, question);
        if std::env::var_os("IBID_BLESS").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        assert!(kept == now, "{} is not what is shown: cargo xtask picture", path.display());
    }
}

#[test]
fn styles_of_a_line_become_pieces() {
    let bold = Piece { text: "b".into(), bold: true, ..Piece::default() };
    let plain = |text: &str| Piece { text: text.into(), ..Piece::default() };
    assert_eq!(pieces("a\u{1b}[1mb\u{1b}[0mc"), [plain("a"), bold, plain("c")]);
}
