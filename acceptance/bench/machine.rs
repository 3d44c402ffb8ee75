//! The machine, the build, and what Linux says of a process.

use std::fs;
use std::path::Path;
use std::time::Duration;

use kfm_acceptance::{Context, Result};

/// What Linux counts processor time in for its users (USER_HZ), on every architecture of today.
const TICK: Duration = Duration::from_millis(10);

/// Where and with what the numbers were measured.
pub(crate) fn describe(binary: &Path) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let profile = if cfg!(debug_assertions) {
        "a debug build, whose times and memory say nothing of a release"
    } else {
        "a release build"
    };
    format!(
        "{cores} cores ({}), {} of memory, load {} when the last row was done; kfm-bench is \
         {profile}; the provider is `{}`. Times are medians. MB are millions of bytes.",
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
        field("/proc/meminfo", "MemTotal").as_deref().and_then(kilobytes).map_or_else(
            || "an unknown amount".to_owned(),
            |bytes| format!("{} GB", bytes / 1_000_000_000)
        ),
        fs::read_to_string("/proc/loadavg")
            .ok()
            .and_then(|text| text.split(' ').next().map(str::to_owned))
            .unwrap_or_else(|| "unknown".to_owned()),
        binary.strip_prefix(kfm_acceptance::places::repository()).unwrap_or(binary).display(),
    )
}

/// Memory of a process in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resident {
    /// Now (`VmRSS`).
    pub(crate) now: u64,
    /// At most so far (`VmHWM`).
    pub(crate) peak: u64,
}

impl Resident {
    /// Of the process `id`. Linux only: it reads `/proc`.
    pub(crate) fn of(id: u32) -> Result<Self> {
        let path = format!("/proc/{id}/status");
        let read = |name: &str| {
            let bytes = field(&path, name).as_deref().and_then(kilobytes);
            bytes.doing(format!("`{path}` has no {name}"))
        };
        Ok(Self { now: read("VmRSS")?, peak: read("VmHWM")? })
    }
}

/// What the threads of the process `id` have spent on the processors so far. Linux only.
pub(crate) fn processor_time(id: u32) -> Result<Duration> {
    ticks_of(&id.to_string(), OWN)
}

/// What this process's children, and theirs, spent on the processors before they ended.
pub(crate) fn processor_time_of_ended_children() -> Result<Duration> {
    ticks_of("self", OF_CHILDREN)
}

/// Nanoseconds on the processors of the threads of `id` that run: more exact than ticks. A thread
/// that ends while they are read is left out.
pub(crate) fn time_of_threads(id: u32) -> Result<Duration> {
    let directory = format!("/proc/{id}/task");
    let mut sum = 0;
    for thread in fs::read_dir(&directory).doing(&directory)? {
        let path = thread.doing(&directory)?.path().join("schedstat");
        let text = match fs::read_to_string(&path) {
            Err(error) if has_ended(&error) => continue,
            text => text.doing(path.display())?,
        };
        let spent = text.split(' ').next().and_then(|spent| spent.parse::<u64>().ok());
        sum += spent.doing(format!("`{}` has no time", path.display()))?;
    }
    Ok(Duration::from_nanos(sum))
}

/// What Linux says of a thread that has ended: the file is gone, or there is no such process
/// (ESRCH) behind the one that was opened.
fn has_ended(error: &std::io::Error) -> bool {
    const ESRCH: i32 = 3;
    error.kind() == std::io::ErrorKind::NotFound || error.raw_os_error() == Some(ESRCH)
}

/// Fields of `/proc/<id>/stat` after the program's name, which is the second: utime and stime are
/// fields 14 and 15, cutime and cstime 16 and 17 (proc_pid_stat(5)).
const OWN: usize = 14 - 3;
const OF_CHILDREN: usize = 16 - 3;

fn ticks_of(id: &str, field: usize) -> Result<Duration> {
    let path = format!("/proc/{id}/stat");
    let text = fs::read_to_string(&path).doing(&path)?;
    ticks(&text, field).map(|ticks| TICK * ticks).doing(format!("`{path}` has no times"))
}

/// User and system time in ticks. The program's name, in parentheses, may hold anything.
fn ticks(stat: &str, field: usize) -> Option<u32> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(field);
    let mut next = || fields.next()?.parse::<u32>().ok();
    Some(next()? + next()?)
}

/// Bytes in millions, with a digit behind the point.
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

/// The first value of `name` in a file of lines `name : value`.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

/// The bytes of `123 kB`, which are of 1,024 each.
fn kilobytes(text: &str) -> Option<u64> {
    Some(text.strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory() {
        let resident = Resident::of(std::process::id()).unwrap();
        assert!(resident.now > 0 && resident.peak >= resident.now, "{resident:?}");
    }

    #[test]
    fn processor_time_is_that_of_the_process() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 100 0 0 0 12 30 5 6 20 0 4 0 99";
        assert_eq!(ticks(stat, OWN), Some(42));
        assert_eq!(ticks(stat, OF_CHILDREN), Some(11));
        assert!(processor_time(std::process::id()).is_ok());
        assert!(time_of_threads(std::process::id()).unwrap() > Duration::ZERO);
    }

    #[test]
    fn megabytes_are_millions() {
        assert_eq!(megabytes(kilobytes("2000 kB").unwrap()), "2.0 MB");
        assert_eq!(megabytes(15_990_000), "15.9 MB");
    }
}
