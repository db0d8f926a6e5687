//! The READMEs and the guide hold: what they type is run, what they show is shown, what they name
//! is there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::environment::{Run, Sandbox, copy, corpus, root};

/// A page that somebody reads, by its path below the root, and the language of its messages.
struct Page {
    path: PathBuf,
    lang: &'static str,
    text: String,
}

/// A block of code of a page, without its fences.
struct Block<'p> {
    kind: &'p str,
    text: &'p str,
}

/// The READMEs and all pages of the guide.
fn pages() -> Vec<Page> {
    let mut found = vec![("en", PathBuf::from("README.md")), ("fr", PathBuf::from("README.fr.md"))];
    for lang in ["en", "fr"] {
        let folder = Path::new("docs").join(lang).join("src");
        for entry in std::fs::read_dir(root().join(&folder)).unwrap() {
            found.push((lang, folder.join(entry.unwrap().file_name())));
        }
    }
    found.sort();
    let read = |path: &Path| std::fs::read_to_string(root().join(path)).unwrap();
    found
        .into_iter()
        .map(|(lang, path)| Page { text: read(&path).replace("\r\n", "\n"), path, lang })
        .collect()
}

impl Page {
    fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let fenced = self.text.split("\n```").skip(1).step_by(2);
        fenced.map(|block| {
            let (kind, text) = block.split_once('\n').unwrap();
            Block { kind, text }
        })
    }

    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.blocks().filter(move |block| block.kind == kind).map(|block| block.text)
    }

    /// What stands between single backticks outside the blocks.
    fn spans(&self) -> Vec<&str> {
        let prose = self.text.split("\n```").step_by(2);
        prose.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// The words that a shell takes of a line, and whether a `#` ended it; we quote with ' and ".
fn words(line: &str) -> (Vec<String>, &str) {
    let (mut words, mut word, mut open, mut begun) = (Vec::new(), String::new(), None, false);
    for (at, c) in line.char_indices() {
        match (open, c) {
            (Some(mark), _) if c == mark => open = None,
            (Some(_), _) => word.push(c),
            (None, '"' | '\'') => (open, begun) = (Some(c), true),
            (None, '#') if !begun => return (words, line[at + 1..].trim()),
            (None, _) if c.is_whitespace() => {
                if std::mem::take(&mut begun) {
                    words.push(std::mem::take(&mut word));
                }
            }
            (None, _) => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    (words, "")
}

/// The exit code that a comment promises; 0 where it says nothing.
fn promised(comment: &str) -> i32 {
    let code = ["exit code ", "code de sortie "].iter().find_map(|said| comment.strip_prefix(said));
    code.map_or(0, |code| code.parse().unwrap())
}

/// Whether a command of a page is one that builds, tests or measures: it is only looked up.
fn is_looked_up(typed: &[String]) -> bool {
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    match typed[..] {
        ["cargo", "test", "--workspace"] => true,
        ["cargo", "install", "--path", path] => root().join(path).is_dir(),
        // a long run of a test: the file of that test reads the variable
        [set, "cargo", "test", "-p", "ibid-cli", "--test", "main", test, "--", ..] => {
            let variable = set.split('=').next().unwrap();
            let files = std::fs::read_dir(root().join("tests")).unwrap();
            let texts = files.filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
            let reads = |text: &String| {
                text.contains(&format!("\"{variable}\"")) && text.contains(&format!("fn {test}"))
            };
            texts.into_iter().any(|text| reads(&text))
        }
        ["cargo", "xtask", verb, ..] => {
            let verbs = std::fs::read_to_string(root().join("xtask/src/verbs.rs")).unwrap();
            verbs.contains(&format!("name: \"{verb}\""))
        }
        ["cargo", "run", .., "--example", example, "--", command, _] => {
            let main = root().join(format!("crates/ibid/examples/{example}/main.rs"));
            std::fs::read_to_string(main).unwrap().contains(&format!("\"{command}\""))
        }
        _ => false,
    }
}

/// A place with a copy of the sample corpus in it.
fn place_with_corpus() -> Sandbox {
    let place = Sandbox::new();
    copy(&corpus(), &place.path("corpus"));
    place
}

/// Runs a line of a page as it stands there.
fn run(place: &Sandbox, page: &Page, line: &str) {
    let (mut typed, comment) = words(line);
    if typed.is_empty() || is_looked_up(&typed) {
        return;
    }
    if typed[0] == "printf" {
        let [_, text, arrow, file] = &typed[..] else { panic!("{}: {line}", page.name()) };
        assert_eq!(arrow, ">", "{line}");
        std::fs::write(place.path(file), text.replace("\\n", "\n")).unwrap();
        return;
    }

    if typed.starts_with(&["cargo", "run", "--release", "--"].map(str::to_owned)) {
        typed.splice(..4, ["ibid".to_owned()]);
    }
    assert_eq!(typed[0], "ibid", "{}: not run by the tests: {line}", page.name());
    let mut command = place.command();
    command.args(&typed[1..]).args(["--ui-lang", page.lang]);
    let ran = Run::of(command.output().unwrap());
    assert_eq!(ran.code, promised(comment), "{}: {line}\n{ran:?}", page.name());
}

/// A text with every space plain, its lines kept.
fn plain(text: &str) -> String {
    let space = |c: char| if c.is_whitespace() && c != '\n' { ' ' } else { c };
    text.chars().map(space).collect()
}

#[test]
fn what_the_pages_type_is_run() {
    for page in pages() {
        let place = place_with_corpus();
        // the examples of the guide ask the index that its first page makes
        if page.of_kind("sh").any(|block| block.contains("ibid ")) {
            place.run(&["index", "corpus"]).done();
        }
        for block in page.of_kind("sh") {
            block.lines().for_each(|line| run(&place, &page, line));
        }
    }
}

#[test]
fn what_the_pages_show_is_what_the_program_shows() {
    let place = Sandbox::new();
    let mut seen = 0;
    for page in pages() {
        for block in page.of_kind("text") {
            let (typed, sample) = block.split_once('\n').unwrap();
            let typed = typed.strip_prefix("$ ibid ").unwrap_or_else(|| {
                panic!("{}: shown without what was typed: {typed}", page.name())
            });
            let mut command = place.command();
            command.current_dir(root()).env("COLUMNS", "88").args(words(typed).0);
            let shown =
                plain(&Run::of(command.args(["--ui-lang", page.lang]).output().unwrap()).out);

            // a sample may leave lines out, and keeps the order of the others
            let mut rest = shown.lines();
            for line in plain(sample).lines() {
                let found = rest.any(|other| other.trim_end() == line.trim_end());
                assert!(found, "{}: not shown in this order: {line}\n{shown}", page.name());
            }
            seen += 1;
        }
    }
    assert!(seen >= 6, "{seen} samples");
}

/// The commands and the options that the help of the program lists.
fn known(place: &Sandbox) -> (BTreeSet<String>, BTreeSet<String>) {
    let help = |args: &[&str]| place.run(args).done().out;
    let top = help(&["help", "--ui-lang", "en"]);
    let list = top.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands: BTreeSet<String> =
        list.lines().filter_map(|l| l.split_whitespace().next()).map(str::to_owned).collect();

    let mut options = BTreeSet::new();
    for command in &commands {
        let text = if command == "help" { top.clone() } else { help(&[command, "--help"]) };
        let marks = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
        options.extend(text.split(marks).filter(|w| w.starts_with("--")).map(str::to_owned));
    }
    (commands, options)
}

#[test]
fn commands_and_options_that_the_pages_name_are_there() {
    let place = Sandbox::new();
    let (commands, options) = known(&place);
    for page in pages() {
        for span in page.spans() {
            let typed = words(span).0;
            let foreign =
                ["cargo", "mdbook", "--profile"].iter().any(|name| span.starts_with(name));
            if let [program, command, ..] = &typed[..]
                && program == "ibid"
            {
                let known = commands.contains(command) || command.chars().all(char::is_uppercase);
                let known = known || command.starts_with("COMMAND");
                assert!(known, "{}: no command: {span}", page.name());
            }
            let option = |word: &&String| {
                word.strip_prefix("--").is_some_and(|rest| rest.starts_with(char::is_alphabetic))
            };
            for option in typed.iter().filter(option) {
                let known = foreign || options.contains(option) || option == "--help";
                assert!(known, "{}: no option: {span}", page.name());
            }
        }
    }
}

#[test]
fn the_guide_names_every_command_in_both_languages() {
    let place = Sandbox::new();
    let (commands, _) = known(&place);
    for page in pages().iter().filter(|page| page.path.ends_with("commands.md")) {
        for command in commands.iter().filter(|command| *command != "help") {
            let row = format!("`ibid {command}");
            assert!(page.text.contains(&row), "{}: no row for {command}", page.name());
        }
    }
}

#[test]
fn the_guides_have_the_same_pages_and_no_link_leads_nowhere() {
    let names = |lang: &str| -> BTreeSet<_> {
        let list = pages().into_iter().filter(|page| page.lang == lang);
        list.map(|page| page.path.file_name().unwrap().to_owned()).collect()
    };
    let same = |lang: &str| {
        let mut names = names(lang);
        names.retain(|name| !name.to_string_lossy().starts_with("README"));
        names
    };
    assert_eq!(same("en"), same("fr"));

    for page in pages() {
        let folder = root().join(&page.path);
        let prose: String = page.text.split("\n```").step_by(2).collect();
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            if !link.contains("://") && !file.is_empty() {
                let found = folder.parent().unwrap().join(file).exists();
                assert!(found, "{}: {link}", page.name());
            }
        }
        if page.path.ends_with("SUMMARY.md") {
            for name in names(page.lang) {
                let name = name.to_string_lossy().into_owned();
                let outside = name.starts_with("README") || name == "SUMMARY.md";
                assert!(outside || page.text.contains(&name), "{}: {name}", page.name());
            }
        }
    }
}

/// The numbers in the tables of a page, row by row; of each its digits alone, from the first that is not
/// 0: the page in English writes `.001` too.
fn numbers_in_tables(page: &Page) -> Vec<Vec<String>> {
    let is_sign = |c: char| matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}');
    let numbers = |row: &str| {
        let (mut numbers, mut apart) = (Vec::<String>::new(), 2);
        for c in row.chars() {
            if !c.is_ascii_digit() {
                apart = if is_sign(c) { apart + 1 } else { 2 };
                continue;
            }
            // one sign groups digits, or stands before decimals
            match numbers.last_mut().filter(|_| apart < 2) {
                Some(number) => number.push(c),
                None => numbers.push(c.to_string()),
            }
            apart = 0;
        }
        let first = |number: String| number.trim_start_matches('0').to_owned();
        numbers.into_iter().map(first).collect::<Vec<_>>()
    };
    let rows = page.text.lines().filter(|line| line.starts_with('|'));
    rows.map(numbers).filter(|numbers| !numbers.is_empty()).collect()
}

#[test]
fn figures_are_the_same_in_both_languages() {
    let pages = pages();
    let page = |path: &str| pages.iter().find(|page| page.path == Path::new(path)).unwrap();
    for (english, french) in
        [("README.md", "README.fr.md"), ("docs/en/src/figures.md", "docs/fr/src/figures.md")]
    {
        let (english, french) = (page(english), page(french));
        let figures = numbers_in_tables(english);
        assert!(figures.len() > 5, "{}", english.name());
        assert_eq!(figures, numbers_in_tables(french), "{} and {}", english.name(), french.name());
    }
}
