//! Measured times, and what is said of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// At least one time, sorted.
#[derive(Clone, Debug)]
pub(crate) struct Samples {
    first: Duration,
    rest: Vec<Duration>,
}

impl Samples {
    /// Of times in any order; `None` without any.
    pub(crate) fn of(mut times: Vec<Duration>) -> Option<Self> {
        times.sort_unstable();
        let rest = times.split_off(times.len().min(1));
        Some(Self { first: *times.first()?, rest })
    }

    /// Of calls in a row, each time the mean of a batch.
    pub(crate) fn of_calls<T>(count: usize, batch: u32, mut call: impl FnMut() -> T) -> Self {
        let mut timed = || {
            let started = Instant::now();
            for _ in 0..batch {
                black_box(call());
            }
            started.elapsed() / batch.max(1)
        };
        let first = timed();
        let mut times = vec![first];
        times.extend((1..count).map(|_| timed()));
        Self::of(times).unwrap_or(Self { first, rest: Vec::new() })
    }

    /// The middle one; of an even number, the mean of the two in the middle.
    pub(crate) fn median(&self) -> Duration {
        let (low, high) = ((self.count() - 1) / 2, self.count() / 2);
        (self.at(low) + self.at(high)) / 2
    }

    /// The longest.
    pub(crate) fn worst(&self) -> Duration {
        *self.rest.last().unwrap_or(&self.first)
    }

    /// How many.
    pub(crate) fn count(&self) -> usize {
        1 + self.rest.len()
    }

    /// The median, the worst and the number, for the table.
    pub(crate) fn text(&self) -> String {
        match self.count() {
            1 => format!("{} (n = 1)", time(self.median())),
            count => {
                format!("{}, worst {} (n = {count})", time(self.median()), time(self.worst()))
            }
        }
    }

    fn at(&self, index: usize) -> Duration {
        match index {
            0 => self.first,
            index => self.rest.get(index - 1).copied().unwrap_or(self.first),
        }
    }
}

/// A time with three digits or so.
pub(crate) fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        10.0.. => format!("{seconds:.1} s"),
        1.0.. => format!("{seconds:.2} s"),
        0.1.. => format!("{:.0} ms", seconds * 1e3),
        0.001.. => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{:.1} µs", seconds * 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(milliseconds: &[u64]) -> Samples {
        Samples::of(milliseconds.iter().copied().map(Duration::from_millis).collect()).unwrap()
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert!(Samples::of(Vec::new()).is_none());
        assert_eq!(samples(&[7]).median(), Duration::from_millis(7));
        assert_eq!(samples(&[9, 1, 2]).median(), Duration::from_millis(2));
        assert_eq!(samples(&[8, 1, 2, 4]).median(), Duration::from_millis(3));
    }

    #[test]
    fn the_number_of_samples_is_always_said() {
        assert_eq!(samples(&[1500]).text(), "1.50 s (n = 1)");
        assert_eq!(samples(&[30, 10, 20]).text(), "20.0 ms, worst 30.0 ms (n = 3)");
    }
}
