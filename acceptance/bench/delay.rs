//! How long calls take that are measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kfm_provider::cloud::faulty::{Faults, Faulty};

/// How long a call takes; nothing at first. Clones share it.
#[derive(Clone, Debug)]
pub(crate) enum Delay {
    /// Calls of the cloud port in this process.
    Port(Faulty),
    /// Requests to the server that replays answers, in milliseconds.
    Server(Arc<AtomicU64>),
}

impl Delay {
    /// That of a server.
    pub(crate) fn of_server() -> Self {
        Self::Server(Arc::default())
    }

    /// Sets it for the calls to come.
    pub(crate) fn set(&self, delay: Duration) {
        match self {
            Self::Port(port) => port.set(Faults::default().delay(delay)),
            Self::Server(shared) => {
                let milliseconds = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
                shared.store(milliseconds, Ordering::Relaxed);
            }
        }
    }

    /// Waits that long in a server; the port waits by itself.
    pub(crate) async fn pass(&self) {
        let Self::Server(shared) = self else { return };
        match shared.load(Ordering::Relaxed) {
            0 => {}
            milliseconds => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
        }
    }
}
