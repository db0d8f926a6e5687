//! How many bytes of a run are done.

use super::Progress;
use super::found::File;

/// Progress is told within a file each time that so many bytes more of its text were read.
const TOLD_EACH: u64 = 1 << 20;

/// The bytes of the files of a run, and of those that are read.
pub(super) struct Bytes {
    /// Of each file, how many there are, and how many of them are counted as read.
    files: Vec<(u64, u64)>,
    of: u64,
    done: u64,
    /// How many were done when this was told last.
    told: u64,
}

impl Bytes {
    pub(super) fn of(files: &[File]) -> Self {
        let files: Vec<(u64, u64)> = files.iter().map(|file| (file.bytes, 0)).collect();
        let of = files.iter().map(|(bytes, _)| bytes).sum();
        Bytes { files, of, done: 0, told: 0 }
    }

    /// Counts some bytes of the text of a file. Whether it is time to tell.
    pub(super) fn add_part(&mut self, file: usize, text: u64) -> bool {
        self.add(file, text);
        self.done - self.told >= TOLD_EACH
    }

    /// Counts all of a file.
    pub(super) fn finish(&mut self, file: usize) {
        self.add(file, u64::MAX);
    }

    fn add(&mut self, file: usize, bytes: u64) {
        if let Some((of, done)) = self.files.get_mut(file) {
            let more = bytes.min(*of - *done);
            *done += more;
            self.done += more;
        }
    }

    /// How far the run has come, with so many files done.
    pub(super) fn progress(&mut self, files: usize) -> Progress {
        self.told = self.done;
        Progress { files, of_files: self.files.len(), bytes: self.done, of_bytes: self.of }
    }
}
