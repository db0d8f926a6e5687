//! How far long work has come: a line that is written over on a terminal, and elsewhere a line every
//! few seconds.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::messages::Messages;
use crate::view::{err_columns, terminal_is_dumb};

/// What is done sooner than this shows nothing on a terminal.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often a terminal is told.
const REDRAWN_EACH: Duration = Duration::from_millis(100);
/// How often a line is written where no terminal is.
const WRITTEN_EACH: Duration = Duration::from_secs(2);
/// A terminal narrower than this shows no bar beside the words.
const WITH_BAR: usize = 70;

/// For so long after a stage has begun its rate is that of all of it: what the library reckons from
/// the last moments is hundreds of times too much at first.
const TRUSTED: Duration = Duration::from_secs(15);

/// How work is shown, and when that was done last.
pub(crate) struct Progress {
    kind: Kind,
    bar: ProgressBar,
    m: Messages,
    told: Mutex<Told>,
}

struct Told {
    last: Instant,
    of: u64,
    stage: usize,
    /// When the stage began.
    begun: Instant,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Terminal,
    Lines,
}

impl Progress {
    /// Shows nothing where that is not wanted.
    pub(crate) fn new(wanted: bool, m: Messages) -> Self {
        let kind = match wanted {
            false => Kind::Nothing,
            true if io::stderr().is_terminal() && !terminal_is_dumb() => Kind::Terminal,
            true => Kind::Lines,
        };
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let now = Instant::now();
        let told = Told { last: now, of: 0, stage: 0, begun: now };
        Progress { kind, bar, m, told: Mutex::new(told) }
    }

    /// Tells how much of how much is done of a stage of the work; `text` says it in words, given what
    /// is done in a second.
    pub(crate) fn tell(&self, stage: usize, done: u64, of: u64, text: impl FnOnce(f64) -> String) {
        if self.kind == Kind::Nothing {
            return;
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if (told.stage, told.of) != (stage, of) {
            (told.stage, told.of, told.begun) = (stage, of, Instant::now());
            self.bar.reset();
            self.bar.set_length(of);
        }
        self.bar.set_position(done);

        let each = match self.kind {
            Kind::Lines => WRITTEN_EACH,
            _ if self.bar.is_hidden() => PATIENCE,
            _ => REDRAWN_EACH,
        };
        if told.last.elapsed() >= each {
            told.last = Instant::now();
            let since = told.begun.elapsed();
            let rate = match since < TRUSTED {
                true => done as f64 / since.as_secs_f64().max(1.0),
                false => self.bar.per_sec(),
            };
            self.show(&self.with_time_left(text(rate), of.saturating_sub(done), rate));
        }
    }

    /// Says what is done now, of which it is not known how long it takes, where the work so far has
    /// been shown.
    pub(crate) fn say(&self, text: &str) {
        let shown = self.told.lock().unwrap_or_else(PoisonError::into_inner).last;
        let short =
            shown.elapsed() < PATIENCE && self.bar.is_hidden() && self.kind == Kind::Terminal;
        if self.kind == Kind::Terminal && !short {
            self.show(text);
        }
    }

    /// Takes away what a terminal shows of it.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// How long the rest will take is said where it can be told.
    fn with_time_left(&self, text: String, left: u64, rate: f64) -> String {
        if left == 0 || rate <= 0.0 {
            return text;
        }
        let seconds = (left as f64 / rate).ceil() as u64;
        let time = self.m.time_left(seconds);
        self.m.say("progress.left", &[("progress", &text), ("time", &time)])
    }

    fn show(&self, text: &str) {
        if self.kind == Kind::Lines {
            // work goes on whether or not its progress can be shown
            let _ = writeln!(io::stderr(), "{text}");
            return;
        }
        if self.bar.is_hidden() {
            let wide = err_columns().is_none_or(|columns| columns >= WITH_BAR);
            let template = if wide { "{bar:24} {wide_msg}" } else { "{wide_msg}" };
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style);
            }
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(text.to_owned());
    }
}
