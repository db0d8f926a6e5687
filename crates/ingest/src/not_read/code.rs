//! Code, style sheets and settings: what a computer reads, and nobody says.

use ibid_core::diagnostic::NotRead;

use crate::clean::head;

/// How many lines tell.
const LOOKED_AT: usize = 400;
/// Fewer lines of prose than these tell nothing, but for what is all signs.
const FEW: usize = 3;
/// How many bytes tell where lines are long.
const HEAD: usize = 64 * 1024;

/// The endings of names that code has.
const CODE: &[&str] = &[
    "bash", "bat", "c", "cc", "cfg", "cjs", "cmake", "cmd", "conf", "cpp", "cs", "css", "go",
    "gradle", "h", "hpp", "ini", "java", "js", "jsx", "kt", "less", "lock", "lua", "mjs", "mk",
    "php", "pl", "ps1", "py", "pyi", "r", "rb", "rs", "sass", "scss", "sh", "sql", "swift", "toml",
    "ts", "tsx", "vue", "yaml", "yml", "zsh",
];

/// The whole names that code has.
const NAMES: &[&str] = &[
    "CMakeLists.txt",
    "Containerfile",
    "Dockerfile",
    "GNUmakefile",
    "Gemfile",
    "Jenkinsfile",
    "Justfile",
    "Makefile",
    "Procfile",
    "Rakefile",
    "Vagrantfile",
    "makefile",
];

/// With what lines of code begin.
const BEGINNINGS: &[&str] = &[
    "#!/",
    "#include",
    "#define",
    "#ifdef",
    "#endif",
    "// ",
    "/*",
    "*/",
    "<?php",
    "@import",
    "@media",
    "@font-face",
    "@charset",
    "async function",
    "catch (",
    "catch(",
    "class=",
    "const ",
    "def ",
    "elif ",
    "else if",
    "else {",
    "else:",
    "elseif",
    "export ",
    "fn ",
    "for (",
    "for(",
    "from __future__",
    "function ",
    "function(",
    "if (",
    "if(",
    "import {",
    "import (",
    "let mut ",
    "module.exports",
    "namespace ",
    "package main",
    "private ",
    "pub ",
    "public static",
    "return ",
    "self.",
    "static ",
    "struct ",
    "switch (",
    "this.",
    "throw ",
    "try {",
    "try:",
    "typedef ",
    "use std::",
    "using System",
    "var ",
    "void ",
    "while (",
    "while(",
    "window.",
    "document.",
    "console.",
    "print(",
    "printf(",
    "INSERT INTO",
    "CREATE TABLE",
    "--",
];

/// Why a text is not read that a computer reads, if it is one; `name` is that of its file. Whether
/// the content alone may tell is for the caller to say.
pub(super) fn cause(text: &str, name: &str, by_content: bool) -> Option<NotRead> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let named =
        NAMES.contains(&name) || ending.as_deref().is_some_and(|ending| CODE.contains(&ending));
    if ending.as_deref() == Some("tex") && has_commands(text) {
        return Some(NotRead::Latex);
    }
    if !named && !by_content {
        return None;
    }

    let head = head(text, HEAD);
    let lines: Vec<&str> = head.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let lines = lines.get(..lines.len().min(LOOKED_AT))?;

    let (rules, code) = lines.iter().fold((0, 0), |(rules, code), line| {
        let rule = is_style(line);
        (rules + usize::from(rule), code + usize::from(rule || is_code(line)))
    });
    let signs = density(head);
    let share = code as f64 / lines.len().max(1) as f64;
    let enough = if named {
        share >= 0.1 || signs >= 0.03 || !is_prose(lines)
    } else {
        is_plain_code(share, signs)
    };
    let enough = enough && (named || lines.len() >= FEW || signs >= 0.12);
    if !enough {
        return None;
    }
    let is_style = ending.is_some_and(|e| matches!(e.as_str(), "css" | "scss" | "sass" | "less"));
    let is_style = is_style || rules > 0 && rules * 5 >= code * 2;
    Some(if is_style { NotRead::StyleSheet } else { NotRead::Code })
}

/// Whether lines begin with commands of LaTeX: a chapter of a book has no head that says what it is.
fn has_commands(text: &str) -> bool {
    const FEWEST: usize = 2;
    let is_command = |line: &&str| {
        let name = line.trim_start().strip_prefix('\\').unwrap_or_default();
        name.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    head(text, HEAD).lines().filter(is_command).take(FEWEST).count() == FEWEST
}

/// Whether most words of some lines stand in sentences, beside what comments say.
fn is_prose(lines: &[&str]) -> bool {
    /// So many words in a row are more than a name and its value.
    const FEWEST: usize = 5;
    const COMMENTS: [&str; 6] = ["#", "//", "--", "*", "REM ", "rem "];
    let (mut all, mut said) = (0, 0);
    for line in lines.iter().filter(|line| !COMMENTS.iter().any(|sign| line.starts_with(sign))) {
        let words = line.split_whitespace().filter(|word| is_word(word)).count();
        all += line.split_whitespace().count();
        said += if words >= FEWEST { words } else { 0 };
    }
    said * 2 > all
}

/// Whether letters are a word of prose, perhaps with signs around.
fn is_word(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let inner = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-');
    !bare.is_empty() && bare.chars().all(inner)
}

/// Whether a text is code whatever it is called: most lines are, or it is as full of signs.
fn is_plain_code(share: f64, signs: f64) -> bool {
    share >= 0.5 && signs >= 0.02 || signs >= 0.1 && share >= 0.2 || signs >= 0.15
}

/// The share of brackets and signs of operations among what is no space. Lines that are drawn, of
/// one sign or of a table, are of no kind.
fn density(text: &str) -> f64 {
    let (mut signs, mut all) = (0_u32, 0_u32);
    for line in text.lines().filter(|line| !is_drawn(line)) {
        for byte in line.bytes().filter(|b| !b.is_ascii_whitespace()) {
            all = all.saturating_add(1);
            signs += u32::from(b"{};=|&$\\^~`@".contains(&byte));
        }
    }
    if text.contains('{') || text.contains("=") {
        f64::from(signs) / f64::from(all.max(1))
    } else {
        0.0
    }
}

/// Whether a line is drawn and says nothing, as the rule under a title does, or is a row of a table
/// that stands between bars.
fn is_drawn(line: &str) -> bool {
    const SHORTEST: usize = 3;
    let line = line.trim();
    let first = line.chars().next();
    let is_rule = line.len() >= SHORTEST && line.chars().all(|sign| Some(sign) == first);
    is_rule || line.starts_with('|') && line.ends_with('|')
}

/// Whether a line is one of code. A semicolon alone also ends the items of a law.
fn is_code(line: &str) -> bool {
    line.ends_with(['{', '}'])
        || [");", "};", "];", "\";", "';", "})", "=>", "->"].iter().any(|end| line.ends_with(end))
        || line.ends_with(';') && [" = ", "=\"", "++", "()", "->"].iter().any(|s| line.contains(s))
        || line.contains(" == ")
        || line.contains(" != ")
        || line.contains(" := ")
        || line.contains(" => ")
        || line.ends_with("):")
        || is_setting(line)
        || BEGINNINGS.iter().any(|start| line.starts_with(start))
}

/// Whether a line sets a value, as in `colour: #fff;`.
fn is_style(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(':') else { return false };
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    is_name && rest.ends_with(';') && !rest.contains('(') | rest.ends_with(");")
}

/// Whether a line is `name = value`, or the head of a group of such.
fn is_setting(line: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
    };
    // `name>=1.2`, as a list of packages has it.
    let setting = line.split_once(" = ").or_else(|| line.split_once('='));
    setting.is_some_and(|(name, _)| is_name(name.trim_end_matches(['<', '>', '~', '!'])))
}
