//! From an error to an exit code and to what a person reads.

use std::io;

use ibid::{BrokenFile, ErrorKind, Reason};

use crate::messages::{Messages, visible};
use crate::{FOUND, INDEX, INPUT, INTERRUPTED, LOCKED, USAGE};

/// A mistake in what was typed, already in the person's language.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// The person stopped the work, and was told how far it came.
#[derive(Debug)]
pub(crate) struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// How an error ends the program.
pub(crate) struct Failure {
    pub(crate) code: u8,
    quiet: bool,
}

/// The exit code of the contract.
fn exit_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Locked => LOCKED,
        ErrorKind::Usage => USAGE,
        ErrorKind::Input => INPUT,
        ErrorKind::Interrupted => INTERRUPTED,
        // what is missing, incompatible or damaged, and all that later versions may add
        _ => INDEX,
    }
}

/// What somebody else says, on one line; the engine may say all that it knows of its files.
fn shortened(message: &str) -> String {
    const LONGEST: usize = 200;
    let shown = visible(message);
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown.get(..end).unwrap_or_default()),
        None => shown.into_owned(),
    }
}

/// What a cause says, in the language of the person where we know it.
fn reason(cause: &(dyn std::error::Error + 'static), m: Messages) -> String {
    if let Some(io) = cause.downcast_ref::<io::Error>() {
        let within = io.get_ref().and_then(|within| within.downcast_ref::<serde_json::Error>());
        return within.map_or_else(|| m.refusal(io), |json| reason(json, m));
    }
    if let Some(broken) = cause.downcast_ref::<BrokenFile>() {
        return m.diagnostic(&broken.diagnostic());
    }
    if let Some(json) = cause.downcast_ref::<serde_json::Error>().filter(|json| !json.is_io()) {
        let (line, column) = (json.line().to_string(), json.column().to_string());
        let key = if json.is_eof() { "json.end" } else { "json.wrong" };
        return m.say(key, &[("line", &line), ("column", &column)]);
    }

    cause.to_string()
}

/// What to do where the system refused.
fn remedy(error: &io::Error, m: Messages) -> Option<&'static str> {
    Some(match Reason::of(error)? {
        Reason::StorageFull | Reason::QuotaExceeded => m.text("remedy.room"),
        Reason::TooManyFiles => m.text("remedy.files"),
        Reason::PermissionDenied => m.text("remedy.permission"),
        Reason::ReadOnly => m.text("remedy.read-only"),
        Reason::DeviceFailed => m.text("remedy.device"),
        _ => return None,
    })
}

impl Failure {
    pub(crate) fn from_error(error: &anyhow::Error) -> Self {
        let closed = error.chain().any(|cause| {
            let io = cause.downcast_ref::<io::Error>();
            io.is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
        });
        if closed {
            return Failure { code: FOUND, quiet: true };
        }

        if error.is::<Stopped>() {
            return Failure { code: INTERRUPTED, quiet: true };
        }

        let code = match error.downcast_ref::<ibid::Error>() {
            Some(error) => exit_code(error.kind()),
            None if error.is::<Usage>() => USAGE,
            None => INPUT,
        };

        Failure { code, quiet: false }
    }

    /// What to tell: the error, and its causes each on a line of its own; nothing for a closed pipe.
    pub(crate) fn text(&self, error: &anyhow::Error, m: Messages) -> Option<String> {
        if self.quiet {
            return None;
        }
        let mut text = match error.downcast_ref::<ibid::Error>() {
            // its diagnostic says why
            Some(error @ ibid::Error::Read(_)) => return Some(m.diagnostic(&error.diagnostic())),
            Some(error) => m.diagnostic(&error.diagnostic()),
            None => match error.downcast_ref::<io::Error>() {
                Some(error) => m.refusal(error),
                None => error.to_string(),
            },
        };

        let mut cause = error.source();
        while let Some(error) = cause {
            text.push('\n');
            let io = error.downcast_ref::<io::Error>();
            text.push_str(&m.say("cause", &[("message", &shortened(&reason(error, m)))]));
            if let Some(remedy) = io.and_then(|error| remedy(error, m)) {
                text.push('\n');
                text.push_str(remedy);
            }
            cause = error.source();
        }

        Some(text)
    }
}
