//! What can be run, and the commands that each verb stands for.

use std::path::Path;

/// A verb of `cargo xtask`.
#[derive(Debug)]
pub(crate) struct Verb {
    pub(crate) name: &'static str,
    /// What is typed after it; what is in brackets may be left out.
    pub(crate) takes: &'static str,
    pub(crate) about: &'static str,
    run: Run,
}

/// What is run for a verb, with what was typed after it.
#[derive(Debug, Clone, Copy)]
enum Run {
    /// A command of an example of a package, unoptimised being too slow.
    Example { package: &'static str, example: &'static str, command: &'static str },
    /// `ibid eval --quotes`.
    Quotes,
    /// The tests that hold golden files and snapshots, told to write them.
    Bless,
    /// The test that holds the pictures of the READMEs, told to draw them.
    Picture,
    /// `fuzz/run`.
    Fuzz,
}

/// One command to run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) settings: Vec<(&'static str, &'static str)>,
    pub(crate) program: String,
    pub(crate) arguments: Vec<String>,
}

/// A command of the example that trains and measures the language model.
const fn language(command: &'static str) -> Run {
    Run::Example { package: "ibid-core", example: "language", command }
}

/// A command of the example that learns and measures the lexicon.
const fn lexicon(command: &'static str) -> Run {
    Run::Example { package: "ibid-core", example: "lexicon", command }
}

/// A command of the example that chooses and measures the ranking.
const fn ranking(command: &'static str) -> Run {
    Run::Example { package: "ibid", example: "ranking", command }
}

/// All verbs, in the order in which they are listed.
pub(crate) const VERBS: [Verb; 20] = [
    Verb {
        name: "bless",
        takes: "",
        about: "write golden rankings and snapshots anew, and show what moved",
        run: Run::Bless,
    },
    Verb {
        name: "picture",
        takes: "",
        about: "draw the pictures of the READMEs from a run over the corpus",
        run: Run::Picture,
    },
    Verb {
        name: "fuzz",
        takes: "[SECONDS] [TARGET...]",
        about: "fuzz the readers and the decoder",
        run: Run::Fuzz,
    },
    Verb {
        name: "quotes",
        takes: "FOLDER [OPTION...]",
        about: "how often a quote drawn from a folder is cited at its second",
        run: Run::Quotes,
    },
    Verb {
        name: "train",
        takes: "DATA_DIR",
        about: "write crates/core/tables/language.bin",
        run: language("train"),
    },
    Verb {
        name: "measure-language",
        takes: "DATA_DIR",
        about: "the language model on text it never saw, beside whatlang",
        run: language("measure"),
    },
    Verb {
        name: "learn-lexicon",
        takes: "DATA_DIR",
        about: "write crates/core/tables/lexicon.bin",
        run: lexicon("learn"),
    },
    Verb {
        name: "measure-lexicon",
        takes: "DATA_DIR",
        about: "how often a question finds its answer in the other language, by plain BM25",
        run: lexicon("measure"),
    },
    Verb {
        name: "tune",
        takes: "DATA_DIR [QUERIES]",
        about: "the weights of the ranking that answer best, over all sets",
        run: ranking("tune"),
    },
    Verb {
        name: "cross",
        takes: "DATA_DIR [QUERIES] [FILE]",
        about: "each set measured with weights chosen without it, and kept in FILE",
        run: ranking("cross"),
    },
    Verb {
        name: "compare",
        takes: "BEFORE AFTER",
        about: "whether a change of the ranking stays, from two files of `cross`",
        run: ranking("compare"),
    },
    Verb {
        name: "judge",
        takes: "FEATURE DATA_DIR [QUERIES]",
        about: "whether a feature of the ranking stays, on sets that the search did not see",
        run: ranking("judge"),
    },
    Verb {
        name: "ablate",
        takes: "DATA_DIR [QUERIES]",
        about: "what each feature is worth to each set",
        run: ranking("ablate"),
    },
    Verb {
        name: "table",
        takes: "DATA_DIR",
        about: "the table of the guide",
        run: ranking("table"),
    },
    Verb {
        name: "seconds",
        takes: "FILE [NAME=]PATH...",
        about: "how often a search opens where the answer is said, on judged seconds",
        run: ranking("seconds"),
    },
    Verb {
        name: "make",
        takes: "DATA_DIR",
        about: "write judged sets of our own kinds from those that are there",
        run: ranking("make"),
    },
    Verb {
        name: "fair",
        takes: "DATA_DIR",
        about: "each language in a collection of 95 % of the other",
        run: ranking("fair"),
    },
    Verb {
        name: "million",
        takes: "FOLDER OUT.jsonl [PASSAGES]",
        about: "one file of many real passages, for benchmarks; benches/DATA.md says of what",
        run: Run::Example { package: "ibid", example: "million", command: "million" },
    },
    Verb {
        name: "growth",
        takes: "OUT.svg REPORT.json...",
        about: "how an answer's time grows with the passages, from reports of `ibid bench`",
        run: Run::Example { package: "ibid-cli", example: "growth", command: "growth" },
    },
    Verb {
        name: "misspelt",
        takes: "DATA_DIR",
        about: "what one misspelt word costs a question, and what near words win back",
        run: ranking("misspelt"),
    },
];

/// The verb of this name.
pub(crate) fn find(name: &str) -> Result<&'static Verb, String> {
    let found = VERBS.iter().find(|verb| verb.name == name);
    found.ok_or_else(|| format!("there is no `{name}`: `cargo xtask` lists what there is"))
}

impl Verb {
    /// What is run, one step after the other, when this is typed after the verb.
    pub(crate) fn steps(&self, typed: &[String], root: &Path) -> Result<Vec<Step>, String> {
        self.check(typed)?;
        Ok(match self.run {
            Run::Example { package, example, command } => {
                let fixed = ["run", "--release", "-p", package, "--example", example];
                vec![cargo(&fixed).with(&["--", command]).with(typed)]
            }
            Run::Quotes => {
                let fixed = ["run", "--release", "-p", "ibid-cli", "--", "eval", "--quotes"];
                vec![cargo(&fixed).with(typed)]
            }
            Run::Bless => bless(root),
            Run::Picture => vec![blessed(&["picture"])],
            Run::Fuzz => vec![step("bash", &[&below(root, "fuzz/run")]).with(typed)],
        })
    }

    /// Whether as much was typed as the verb takes; the commands themselves look at the rest.
    fn check(&self, typed: &[String]) -> Result<(), String> {
        let (free, words) = (self.takes.contains("..."), self.takes.split_whitespace());
        let most = words.clone().count();
        let least = words.filter(|word| !word.starts_with('[')).count();
        if typed.len() < least || (typed.len() > most && !free) {
            return Err(format!("usage: cargo xtask {} {}", self.name, self.takes)
                .trim()
                .to_owned());
        }
        Ok(())
    }
}

/// The golden rankings, the snapshots and the pictures are written by the tests that hold them.
fn bless(root: &Path) -> Vec<Step> {
    let kept = ["--", "tests/golden", "tests/snapshots", "schema", "docs"];
    let show = step("git", &["-C", &below(root, ""), "status", "--short"]).with(&kept);
    vec![blessed(&["rankings", "snapshots", "schema", "picture"]), show]
}

/// The tests of these names, told to write what they hold.
fn blessed(tests: &[&str]) -> Step {
    let mut write = cargo(&["test", "-p", "ibid-cli", "--test", "main", "--"]).with(tests);
    write.settings = vec![("IBID_BLESS", "1"), ("INSTA_UPDATE", "always")];
    write
}

fn below(root: &Path, name: &str) -> String {
    root.join(name).display().to_string()
}

fn cargo(arguments: &[&str]) -> Step {
    step("cargo", arguments)
}

fn step(program: &str, arguments: &[&str]) -> Step {
    Step { program: program.to_owned(), ..Step::default() }.with(arguments)
}

impl Step {
    fn with(mut self, more: &[impl ToString]) -> Self {
        self.arguments.extend(more.iter().map(ToString::to_string));
        self
    }

    /// The command as one would type it.
    pub(crate) fn line(&self) -> String {
        let settings = self.settings.iter().map(|(name, value)| format!("{name}={value}"));
        let words = std::iter::once(&self.program).chain(&self.arguments).map(|word| quoted(word));
        settings.chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    if word.is_empty()
        || word.contains(|c: char| c.is_whitespace() || "'\"$\\*?;&|<>()".contains(c))
    {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(typed: &[&str]) -> Result<Vec<String>, String> {
        let rest: Vec<String> = typed[1..].iter().map(|&word| word.to_owned()).collect();
        let steps = find(typed[0])?.steps(&rest, Path::new("root"))?;
        Ok(steps.iter().map(Step::line).collect())
    }

    #[test]
    fn a_verb_stands_for_the_command_of_the_guide() {
        for (typed, line) in [
            (
                &["train", "data"][..],
                "cargo run --release -p ibid-core --example language -- train data",
            ),
            (
                &["measure-language", "data"],
                "cargo run --release -p ibid-core --example language -- measure data",
            ),
            (
                &["cross", "my data", "200"],
                "cargo run --release -p ibid --example ranking -- cross 'my data' 200",
            ),
            (
                &["quotes", "notes", "--per-file", "5"],
                "cargo run --release -p ibid-cli -- eval --quotes notes --per-file 5",
            ),
            (&["fuzz"], "bash root/fuzz/run"),
            (&["fuzz", "600", "webvtt", "ttml"], "bash root/fuzz/run 600 webvtt ttml"),
        ] {
            assert_eq!(
                lines(typed),
                Ok(vec![line.replace("root/", &below(Path::new("root"), ""))])
            );
        }
        let bless = lines(&["bless"]).unwrap();
        assert_eq!(
            bless[0],
            "IBID_BLESS=1 INSTA_UPDATE=always cargo test -p ibid-cli --test main -- rankings snapshots schema picture"
        );
    }

    #[test]
    fn too_little_and_too_much_are_told_with_what_is_taken() {
        for (typed, said) in [
            (&["train"][..], "usage: cargo xtask train DATA_DIR"),
            (&["table", "data", "more"], "usage: cargo xtask table DATA_DIR"),
            (&["tune", "data", "1", "2"], "usage: cargo xtask tune DATA_DIR [QUERIES]"),
            (&["bless", "all"], "usage: cargo xtask bless"),
            (&["quotes"], "usage: cargo xtask quotes FOLDER [OPTION...]"),
            (&["release"], "there is no `release`: `cargo xtask` lists what there is"),
        ] {
            assert_eq!(lines(typed), Err(said.to_owned()));
        }
    }

    #[test]
    fn examples_that_are_named_exist() {
        let root = crate::root();
        for verb in &VERBS {
            let Run::Example { package, example, command } = verb.run else { continue };
            let folder = match package {
                // the program's lie with the benchmarks
                "ibid-cli" => "benches".to_owned(),
                library => format!("crates/{}/examples", library.trim_start_matches("ibid-")),
            };
            let main = root.join(folder).join(example).join("main.rs");
            let text = std::fs::read_to_string(&main).unwrap();
            assert!(text.contains(&format!("\"{command}\"")), "{}: {command}", main.display());
        }
    }
}
