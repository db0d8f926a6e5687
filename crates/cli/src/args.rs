//! What can be typed after `ibid`, and what it means in words.

use std::any::TypeId;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, value_parser};
use clap_complete::Shell;

use crate::messages::Messages;
use crate::usage::NameParser;

/// Options that exclude each other although one of them may stand before the command, where clap
/// does not see both: each by its id and as it is typed.
pub(crate) const APART: [[(&str, &str); 2]; 2] =
    [[("in", "--in"), ("index-dir", "--index")], [("jsonl", "--jsonl"), ("json", "--json")]];

/// The whole command line, described in the language of `m`.
pub(crate) fn command(m: Messages) -> Command {
    let template = format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}", m.text("heading.usage"));
    let sub = |name, about, args| subcommand(name, about, args, &template, m);

    Command::new("ibid")
        .about(m.text("about"))
        .version(env!("CARGO_PKG_VERSION"))
        .help_template(format!("{template}\n"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args_override_self(true)
        .subcommand_required(true)
        .subcommand_help_heading(m.text("heading.commands"))
        .args(common(m))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(m.text("arg.version"))
                .help_heading(m.text("heading.common")),
        )
        .subcommand(sub("index", m.text("command.index"), index(m)))
        .subcommand(sub("search", m.text("command.search"), search(m)))
        .subcommand(sub("verify", m.text("command.verify"), verify(m)))
        .subcommand(sub("show", m.text("command.show"), show(m)))
        .subcommand(sub("cite", m.text("command.cite"), cite(m)))
        .subcommand(sub("similar", m.text("command.similar"), similar(m)))
        .subcommand(sub("parse", m.text("command.parse"), parse(m)))
        .subcommand(sub("analyze", m.text("command.analyze"), analyze(m)))
        .subcommand(sub("eval", m.text("command.eval"), eval(m)))
        .subcommands(bench(m).map(|args| sub("bench", m.text("command.bench"), args)))
        .subcommand(sub("stats", m.text("command.stats"), Vec::new()))
        .subcommand(sub("check", m.text("command.check"), check(m)))
        .subcommand(sub("reindex", m.text("command.reindex"), reindex(m)))
        .subcommand(sub("export", m.text("command.export"), export(m)))
        .subcommand(sub("forget", m.text("command.forget"), forget(m)))
        .subcommand(sub("cache", m.text("command.cache"), cache(m)))
        .subcommand(sub("config", m.text("command.config"), Vec::new()))
        .subcommand(sub("sources", m.text("command.sources"), listed(m)))
        .subcommand(sub("speakers", m.text("command.speakers"), listed(m)))
        .subcommand(sub("complete", m.text("command.complete"), complete(m)))
        .subcommand(sub("completions", m.text("command.completions"), completions(m)))
        .subcommand(sub("man", m.text("command.man"), man(m)))
        .subcommand(sub("help", m.text("command.help"), help(m)))
}

fn subcommand(
    name: &'static str,
    about: &'static str,
    args: Vec<Arg>,
    template: &str,
    m: Messages,
) -> Command {
    Command::new(name)
        .about(about)
        .help_template(template.to_owned())
        .disable_help_flag(true)
        .args(args.into_iter().map(|arg| headed(signed(arg), m)))
}

/// An option that takes a number takes one with a sign too, to say what is wrong with it.
fn signed(arg: Arg) -> Arg {
    let kind = arg.get_value_parser().type_id();
    let is_number = [TypeId::of::<u32>(), TypeId::of::<u16>()].iter().any(|number| kind == *number);
    if is_number { arg.allow_negative_numbers(true) } else { arg }
}

fn headed(arg: Arg, m: Messages) -> Arg {
    let heading = if arg.is_positional() { "heading.arguments" } else { "heading.options" };
    arg.help_heading(m.text(heading))
}

fn option(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    option(name, help).action(ArgAction::SetTrue)
}

/// The options that every command has, before its name or after it.
fn common(m: Messages) -> Vec<Arg> {
    let args = [
        option("index", m.text("arg.index"))
            .id("index-dir")
            .action(ArgAction::Append)
            .value_name(m.text("value.DIR"))
            .value_parser(value_parser!(std::path::PathBuf)),
        flag("json", m.text("arg.json")),
        flag("quiet", m.text("arg.quiet")).short('q'),
        option("color", m.text("arg.color"))
            .value_name(m.text("value.WHEN"))
            .default_value("auto")
            .hide_default_value(true)
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(["auto", "always", "never"])),
        option("ui-lang", m.text("arg.ui-lang"))
            .value_name(m.text("value.LANG"))
            .hide_possible_values(true)
            .value_parser(NameParser::langs()),
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help(m.text("arg.help")),
    ];
    let heading = m.text("heading.common");

    args.into_iter().map(|arg| arg.global(true).help_heading(heading)).collect()
}

fn index(m: Messages) -> Vec<Arg> {
    let mut args = vec![
        Arg::new("paths")
            .value_name(m.text("value.PATH"))
            .required(true)
            .num_args(1..)
            .value_parser(value_parser!(std::path::PathBuf))
            .help(m.text("arg.index.paths")),
    ];
    args.extend(writing(m));
    args.extend([
        evidence("arg.index.evidence", m),
        flag("allow-empty", m.text("arg.allow-empty")),
        flag("dry-run", m.text("arg.dry-run")),
    ]);
    args
}

fn search(m: Messages) -> Vec<Arg> {
    vec![
        Arg::new("words")
            .value_name(m.text("value.WORDS"))
            .required_unless_present_any([
                "queries", "lang", "source", "speaker", "after", "before", "evidence",
            ])
            .num_args(1..)
            .help(m.text("arg.search.words")),
        folder(m),
        empty_folder(m),
        limit(m.text("arg.limit")),
        option("offset", m.text("arg.offset"))
            .value_name("N")
            .default_value("0")
            .hide_default_value(true)
            .value_parser(value_parser!(u32)),
        option("lang", m.text("arg.lang"))
            .value_name(m.text("value.LANG"))
            .hide_possible_values(true)
            .value_parser(NameParser::langs()),
        option("source", m.text("arg.source"))
            .value_name(m.text("value.GLOB"))
            .action(ArgAction::Append),
        option("speaker", m.text("arg.speaker"))
            .value_name(m.text("value.NAME"))
            .action(ArgAction::Append),
        option("after", m.text("arg.after")).value_name("DATE"),
        option("before", m.text("arg.before")).value_name("DATE"),
        evidence("arg.evidence", m).action(ArgAction::Append),
        flag("include-suspect", m.text("arg.include-suspect")),
        flag("count", m.text("arg.count")).short('c'),
        flag("total", m.text("arg.total")),
        lead_in(m),
        option("across", m.text("arg.across")).value_name("N").value_parser(value_parser!(u32)),
        flag("no-cross", m.text("arg.no-cross")).conflicts_with("across"),
        option("without", m.text("arg.without"))
            .value_name(m.text("value.WORD"))
            .action(ArgAction::Append),
        option("terms", m.text("arg.search.terms"))
            .value_name(m.text("value.FILE"))
            .conflicts_with("no-cross")
            .value_parser(path())
            .action(ArgAction::Append),
        flag("ids", m.text("arg.ids")),
        flag("jsonl", m.text("arg.jsonl")).conflicts_with("facets"),
        option("sort", m.text("arg.sort"))
            .value_name(m.text("value.ORDER"))
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(["relevance", "date"])),
        flag("group", m.text("arg.group")),
        option("per-source", m.text("arg.per-source"))
            .value_name("N")
            .value_parser(value_parser!(u32).range(1..)),
        option("context", m.text("arg.search.context"))
            .short('C')
            .value_name("N")
            .value_parser(value_parser!(u32).range(0..=100)),
        flag("open", m.text("arg.open")).conflicts_with("count"),
        option("queries", m.text("arg.queries"))
            .value_name(m.text("value.FILE"))
            .conflicts_with_all(["words", "count", "open", "jsonl"])
            .value_parser(path()),
        option("format", m.text("arg.format"))
            .value_name("FORMAT")
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(["jsonl", "trec"])),
        flag("explain", m.text("arg.explain")).conflicts_with("count"),
        option("facets", m.text("arg.facets"))
            .value_name(m.text("value.FACETS"))
            .action(ArgAction::Append)
            .value_delimiter(',')
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(["lang", "source", "speaker", "year"])),
    ]
}

fn verify(m: Messages) -> Vec<Arg> {
    vec![
        Arg::new("quote")
            .value_name(m.text("value.QUOTE"))
            .required_unless_present("document")
            .num_args(1..)
            .help(m.text("arg.verify.quote")),
        option("document", m.text("arg.verify.document"))
            .value_name(m.text("value.FILE"))
            .conflicts_with("quote")
            .value_parser(path()),
        folder(m),
        empty_folder(m),
        limit(m.text("arg.verify.limit")),
    ]
}

/// The parser of a path.
fn path() -> clap::builder::ValueParser {
    value_parser!(std::path::PathBuf)
}

/// `--in PATH`
fn folder(m: Messages) -> Arg {
    option("in", m.text("arg.in"))
        .value_name(m.text("value.PATH"))
        .action(ArgAction::Append)
        .value_parser(path())
}

/// `--allow-empty`, for what `--in` keeps.
fn empty_folder(m: Messages) -> Arg {
    flag("allow-empty", m.text("arg.allow-empty")).requires("in")
}

/// `--lead-in SECONDS`
fn lead_in(m: Messages) -> Arg {
    option("lead-in", m.text("arg.lead-in"))
        .value_name(m.text("value.SECONDS"))
        .default_value("0")
        .hide_default_value(true)
        .value_parser(value_parser!(u32))
}

/// `--limit N`
fn limit(help: &'static str) -> Arg {
    option("limit", help)
        .short('n')
        .value_name("N")
        .default_value("10")
        .hide_default_value(true)
        .value_parser(value_parser!(u32))
}

/// `--evidence KIND`
fn evidence(help: &'static str, m: Messages) -> Arg {
    option("evidence", m.text(help))
        .value_name(m.text("value.KIND"))
        .hide_possible_values(true)
        .value_parser(NameParser::evidence())
}

fn id(m: Messages) -> Arg {
    Arg::new("id").value_name("ID").required(true).help(m.text("arg.show.id"))
}

fn cite(m: Messages) -> Vec<Arg> {
    vec![
        id(m),
        option("style", m.text("arg.cite.style"))
            .value_name(m.text("value.STYLE"))
            .default_value("plain")
            .hide_default_value(true)
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new([
                "plain", "markdown", "bibtex", "csl-json", "iso690",
            ])),
        lead_in(m),
        folder(m),
        empty_folder(m),
    ]
}

fn similar(m: Messages) -> Vec<Arg> {
    vec![id(m), limit(m.text("arg.limit")), folder(m), empty_folder(m)]
}

fn show(m: Messages) -> Vec<Arg> {
    vec![
        id(m),
        folder(m),
        empty_folder(m),
        option("context", m.text("arg.context"))
            .value_name("N")
            .default_value("1")
            .hide_default_value(true)
            .value_parser(value_parser!(u32)),
    ]
}

fn parse(m: Messages) -> Vec<Arg> {
    let file = Arg::new("file").value_name(m.text("value.FILE")).required(true);
    vec![
        file.value_parser(value_parser!(std::path::PathBuf)).help(m.text("arg.parse.file")),
        option("max-file-size", m.text("arg.max-file-size")).value_name(m.text("value.SIZE")),
    ]
}

fn eval(m: Messages) -> Vec<Arg> {
    vec![
        Arg::new("folder")
            .value_name(m.text("value.BEIR_FOLDER"))
            .required_unless_present("quotes")
            .conflicts_with("quotes")
            .value_parser(path())
            .help(m.text("arg.eval.folder")),
        option("lang", m.text("arg.eval.lang"))
            .value_name(m.text("value.LANG"))
            .hide_possible_values(true)
            .value_parser(NameParser::langs()),
        option("answers", m.text("arg.eval.answers"))
            .value_name(m.text("value.LANG"))
            .hide_possible_values(true)
            .conflicts_with_all(["quotes", "baseline"])
            .value_parser(NameParser::langs()),
        option("across", m.text("arg.eval.across"))
            .value_name("N")
            .conflicts_with_all(["quotes", "baseline", "answers"])
            .value_parser(value_parser!(u32).range(1..)),
        flag("no-cross", m.text("arg.eval.no-cross")).conflicts_with_all(["quotes", "across"]),
        option("qrels", m.text("arg.eval.qrels")).value_name(m.text("value.NAME")),
        option("macro", m.text("arg.eval.macro")).value_name(m.text("value.FIELD")),
        option("run", m.text("arg.eval.run")).value_name(m.text("value.FILE")).value_parser(path()),
        option("against", m.text("arg.eval.against")).value_name("RUN").value_parser(path()),
        flag("baseline", m.text("arg.eval.baseline")).conflicts_with("quotes"),
        flag("per-query", m.text("arg.eval.per-query")),
        option("quotes", m.text("arg.eval.quotes"))
            .value_name(m.text("value.FOLDER"))
            .value_parser(path()),
        option("per-file", m.text("arg.eval.per-file"))
            .value_name("N")
            .default_value("100")
            .hide_default_value(true)
            .value_parser(value_parser!(u32)),
    ]
}

/// The options of `ibid bench`, where it is built in.
fn bench(m: Messages) -> Option<Vec<Arg>> {
    let count = |name, help: &'static str, default| {
        option(name, help)
            .value_name("N")
            .default_value(default)
            .hide_default_value(true)
            .value_parser(value_parser!(u32).range(1..))
    };
    let args = vec![
        folder(m),
        empty_folder(m),
        option("queries", m.text("arg.bench.queries"))
            .value_name(m.text("value.FILE"))
            .value_parser(path()),
        count("per-class", m.text("arg.bench.per-class"), "50"),
        option("seed", m.text("arg.bench.seed"))
            .value_name("N")
            .default_value("1")
            .hide_default_value(true)
            .value_parser(value_parser!(u32)),
        count("rounds", m.text("arg.bench.rounds"), "20"),
        option("threads", m.text("arg.bench.threads"))
            .value_name("N")
            .value_parser(value_parser!(u16).range(1..=256)),
        option("baseline", m.text("arg.bench.baseline"))
            .value_name(m.text("value.DIR"))
            .value_parser(path()),
        flag("no-baseline", m.text("arg.bench.no-baseline")).conflicts_with("baseline"),
        option("report", m.text("arg.bench.report"))
            .value_name(m.text("value.FILE"))
            .value_parser(path()),
        option("svg", m.text("arg.bench.svg"))
            .value_name(m.text("value.FILE"))
            .value_parser(path()),
    ];
    cfg!(feature = "bench").then_some(args)
}

fn analyze(m: Messages) -> Vec<Arg> {
    vec![
        Arg::new("text")
            .value_name(m.text("value.TEXT"))
            .required(true)
            .num_args(1..)
            .help(m.text("arg.analyze.text")),
        option("lang", m.text("arg.analyze.lang"))
            .value_name(m.text("value.LANG"))
            .hide_possible_values(true)
            .value_parser(NameParser::langs()),
        flag("terms", m.text("arg.terms")),
    ]
}

fn help(m: Messages) -> Vec<Arg> {
    vec![Arg::new("command").value_name(m.text("value.COMMAND")).help(m.text("arg.help.command"))]
}

fn check(m: Messages) -> Vec<Arg> {
    vec![flag("repair", m.text("arg.check.repair"))]
}

fn reindex(m: Messages) -> Vec<Arg> {
    let mut args = writing(m);
    args.push(flag("allow-empty", m.text("arg.reindex.allow-empty")));
    args
}

/// How an index is written.
fn writing(m: Messages) -> Vec<Arg> {
    vec![
        option("threads", m.text("arg.threads"))
            .value_name("N")
            .value_parser(value_parser!(u16).range(1..=8)),
        option("memory", m.text("arg.memory")).value_name(m.text("value.SIZE")),
        option("max-file-size", m.text("arg.max-file-size")).value_name(m.text("value.SIZE")),
    ]
}

fn export(m: Messages) -> Vec<Arg> {
    let output = option("output", m.text("arg.export.output")).short('o');
    vec![output.value_name(m.text("value.FILE")).value_parser(path())]
}

fn forget(m: Messages) -> Vec<Arg> {
    vec![
        Arg::new("paths")
            .value_name(m.text("value.PATH"))
            .required(true)
            .num_args(1..)
            .value_parser(path())
            .help(m.text("arg.forget.paths")),
    ]
}

fn cache(m: Messages) -> Vec<Arg> {
    vec![
        Arg::new("paths")
            .value_name(m.text("value.PATH"))
            .num_args(0..)
            .value_parser(path())
            .help(m.text("arg.cache.paths")),
        flag("clean", m.text("arg.cache.clean")),
        option("older-than", m.text("arg.cache.older"))
            .value_name(m.text("value.DAYS"))
            .value_parser(value_parser!(u32)),
    ]
}

fn man(m: Messages) -> Vec<Arg> {
    let command = Arg::new("command").value_name(m.text("value.COMMAND"));
    vec![command.help(m.text("arg.man.command"))]
}

/// The options of a command that lists names.
fn listed(m: Messages) -> Vec<Arg> {
    vec![flag("jsonl", m.text("arg.jsonl"))]
}

fn complete(m: Messages) -> Vec<Arg> {
    vec![
        Arg::new("prefix")
            .value_name(m.text("value.PREFIX"))
            .required(true)
            .num_args(1..)
            .help(m.text("arg.complete.prefix")),
        limit(m.text("arg.complete.limit")),
    ]
}

fn completions(m: Messages) -> Vec<Arg> {
    let shell = Arg::new("shell").value_name("SHELL").required(true).hide_possible_values(true);
    vec![shell.value_parser(value_parser!(Shell)).help(m.text("arg.completions.shell"))]
}
