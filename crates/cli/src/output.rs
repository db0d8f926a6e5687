//! Where things are printed: results on standard output, the rest on standard error.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::ArgMatches;
use ibid::{Diagnostic, Failure, Warned};
use serde::Serialize;

use crate::messages::{Messages, visible};
use crate::progress::Progress;
use crate::view::{self, err_columns, fold, out_columns};

/// Both streams, with the choices of the person.
pub(crate) struct Output {
    pub(crate) out: AutoStream<io::Stdout>,
    err: AutoStream<io::Stderr>,
    pub(crate) m: Messages,
    /// Print a JSON value.
    pub(crate) json: bool,
    /// Print nothing but results and errors.
    pub(crate) quiet: bool,
    /// The folder of an index that goes with the run.
    pub(crate) passing: Option<tempfile::TempDir>,
}

impl Output {
    pub(crate) fn new(m: Messages, matches: &ArgMatches) -> Self {
        let choice = match matches.get_one::<String>("color").map(String::as_str) {
            Some("always") => ColorChoice::Always,
            Some("never") => ColorChoice::Never,
            _ => ColorChoice::Auto,
        };

        Output {
            out: AutoStream::new(io::stdout(), choice),
            err: AutoStream::new(io::stderr(), choice),
            m,
            json: matches.get_flag("json"),
            quiet: matches.get_flag("quiet"),
            passing: None,
        }
    }

    /// Before the command line is understood.
    pub(crate) fn plain(m: Messages) -> Self {
        let (out, err) = (AutoStream::auto(io::stdout()), AutoStream::auto(io::stderr()));
        Output { out, err, m, json: false, quiet: false, passing: None }
    }

    /// Shows help to somebody who did not ask for it.
    pub(crate) fn help(&mut self, help: &clap::builder::StyledStr) {
        let _ = view::help(&mut self.err, help, err_columns());
    }

    /// Prints one JSON value on a line.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        // written at once: standard output would hand on each kilobyte of a line by itself
        let mut line = serde_json::to_vec(value).map_err(io::Error::from)?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        Ok(())
    }

    pub(crate) fn error(&mut self, message: &str) {
        self.tell("error", message, AnsiColor::Red.on_default().bold());
    }

    pub(crate) fn warning(&mut self, message: &str) {
        if !self.quiet {
            self.alert(message);
        }
    }

    pub(crate) fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        let message = self.m.diagnostic(diagnostic);
        self.warning(&message);
    }

    /// What could not be read, which is told also where only results and errors are wanted: what is
    /// not there would be missed by nobody.
    pub(crate) fn failed(&mut self, failure: &Failure) {
        let message = self.m.diagnostic(&failure.diagnostic);
        self.alert(&message);
    }

    /// A warning that is a result: it is told also where only results and errors are wanted.
    pub(crate) fn alert(&mut self, message: &str) {
        self.tell("warning", message, AnsiColor::Yellow.on_default().bold());
    }

    /// What there is to know of a file.
    pub(crate) fn warned(&mut self, warned: &Warned) {
        let message = self.m.diagnostic(&warned.diagnostic);
        let path = visible(&warned.path);
        let fields = [("path", path.as_ref()), ("message", message.as_str())];
        self.warning(&self.m.say("warned", &fields));
    }

    /// Prints a line of results, folded where a terminal shows it.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", fold(text, out_columns()))
    }

    /// Says something beside the results.
    pub(crate) fn note(&mut self, message: &str) {
        if !self.quiet {
            let _ = writeln!(self.err, "{}", fold(message, err_columns()));
        }
    }

    /// Shows how far long work has come; nothing where only results or JSON are wanted.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(!self.quiet && !self.json, self.m)
    }

    fn tell(&mut self, key: &'static str, message: &str, style: Style) {
        let lines: Vec<_> = message.lines().map(view::plain).collect();
        let text = self.m.say(key, &[("message", &lines.join("\n"))]);
        let text = fold(&text, err_columns());
        let (label, rest) = text.split_once(':').unwrap_or(("", &text));
        // there is no reader left who could be told that standard error is closed
        let _ = writeln!(self.err, "{style}{label}:{style:#}{rest}");
    }
}
