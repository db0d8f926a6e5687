//! Writing an index while somebody watches: progress is shown, and Ctrl-C ends it with what is whole.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use ibid::{IndexOptions, Indexer, Progress, Summary};

use crate::interrupt::Interrupt;
use crate::output::Output;

/// Reads files and folders into an index.
pub(crate) fn build(
    paths: &[PathBuf],
    index: &Path,
    options: &IndexOptions<'_>,
    output: &Output,
) -> ibid::Result<Summary> {
    watched(options, output, |options| ibid::build_with(paths, index, options))
}

/// Reads a text by its name, and files and folders, into an index.
pub(crate) fn build_with_text(
    paths: &[PathBuf],
    (name, text): (&str, Vec<u8>),
    index: &Path,
    options: &IndexOptions<'_>,
    output: &Output,
) -> ibid::Result<Summary> {
    watched(options, output, |options| {
        let mut indexer = Indexer::open(index, options)?;
        indexer.add_text(name, text)?;
        if !paths.is_empty() {
            indexer.add_files(paths)?;
        }
        indexer.commit()
    })
}

/// Makes an index anew; where that is stopped, the old one stays.
pub(crate) fn reindex(
    index: &Path,
    options: &IndexOptions<'_>,
    output: &Output,
) -> ibid::Result<Summary> {
    watched(options, output, |options| ibid::reindex(index, options))
}

fn watched(
    options: &IndexOptions<'_>,
    output: &Output,
    work: impl FnOnce(&IndexOptions<'_>) -> ibid::Result<Summary>,
) -> ibid::Result<Summary> {
    let (m, progress, interrupt) = (output.m, output.progress(), Interrupt::listen());
    let show = |now: Progress| {
        let said = |rate: f64| {
            let fields = [
                ("files", m.number(now.files as u64)),
                ("of_files", m.number(now.of_files as u64)),
                ("bytes", m.size(now.bytes)),
                ("of_bytes", m.size(now.of_bytes)),
                ("rate", m.size(rate as u64)),
            ];
            m.say("progress.files", &fields.each_ref().map(|(name, value)| (*name, &**value)))
        };
        let stopped = interrupt.stop().is_some_and(|stop| stop.load(Ordering::Relaxed));
        if stopped {
            progress.say(m.text("progress.stopping"));
        } else if now.files == now.of_files {
            progress.say(m.text("progress.writing"));
        } else {
            progress.tell(0, now.bytes, now.of_bytes, said);
        }
        ControlFlow::Continue(())
    };

    let mut options = options.clone().with_progress(&show);
    options.stop = interrupt.stop();
    let summary = work(&options);
    progress.clear();
    summary
}

/// Says that a run was asked to end before all was read. Whether it was.
pub(crate) fn tell_stopped(summary: &Summary, output: &mut Output) -> bool {
    if summary.left == 0 {
        return false;
    }
    let left = output.m.number(summary.left);
    let said = output.m.count("stopped", summary.indexed + summary.skipped, &[("left", &left)]);
    output.error(&said);
    true
}
