//! What a benchmark ran on, as far as the system tells.

use std::fs;
use std::thread::available_parallelism;

use super::report::Machine;

/// This machine.
pub(super) fn machine() -> Machine {
    Machine {
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        cores: available_parallelism().map_or(1, usize::from),
        cpu: line("/proc/cpuinfo", "model name"),
        memory_bytes: line("/proc/meminfo", "MemTotal").and_then(|kilobytes| {
            let number = kilobytes.split_whitespace().next()?.parse::<u64>().ok()?;
            number.checked_mul(1024)
        }),
        load: load(),
    }
}

/// How many threads wanted a processor in the last minute, on average.
pub(super) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}

/// What stands after a name and a colon in a file of the system.
fn line(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let mut fields = text.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = fields.find(|(field, _)| field.trim() == name)?;
    Some(value.trim().to_owned())
}
