//! The answers that the READMEs show are those of the program.

use crate::environment::{Run, Sandbox, root};

/// The blocks of text of a README, without the commands that they begin with.
fn samples(readme: &str) -> Vec<String> {
    let mut samples = Vec::new();
    for block in readme.split("```text\n").skip(1) {
        let text = block.split("```").next().unwrap_or_default();
        let answer: Vec<&str> = text.lines().filter(|line| !line.starts_with("$ ")).collect();
        samples.push(answer.join("\n"));
    }
    samples
}

/// A text with every space plain, its lines kept.
fn plain(text: &str) -> String {
    let space = |c: char| if c.is_whitespace() && c != '\n' { ' ' } else { c };
    text.chars().map(space).collect()
}

#[test]
fn the_answers_of_the_readmes_are_those_of_the_program() {
    let asked = [
        ("innovation publique", "2"),
        ("pourquoi les appels téléphoniques n’ont-ils pas diminué ?", "1"),
    ];
    let place = Sandbox::new();
    for (name, lang) in [("README.md", "en"), ("README.fr.md", "fr")] {
        let readme = std::fs::read_to_string(root().join(name)).unwrap();
        let samples = samples(&readme);
        assert_eq!(samples.len(), asked.len(), "{name}");

        for ((words, limit), sample) in asked.iter().zip(samples) {
            let args = ["search", words, "--in", "corpus", "-n", limit, "--ui-lang", lang];
            let mut command = place.command();
            command.current_dir(root()).env("COLUMNS", "88").args(args);
            let shown = Run::of(command.output().unwrap()).done().out;
            // spaces that do not break are plain ones in a README
            let same = plain(&shown).starts_with(&plain(&sample));
            assert!(same, "{name}:\n{sample}\nis now\n{shown}");
        }
    }
}
