//! How long carrying out may take, and who may end it.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Sleep, sleep};
use tokio_util::sync::CancellationToken;

use super::Cause;

/// Ends what is carried out: when Terraform asks to stop, between two calls; when the time is up,
/// also in the middle of a call, which may have had its effect then.
#[derive(Debug)]
pub struct Limit {
    cancel: CancellationToken,
    time: Duration,
    up: Pin<Box<Sleep>>,
}

impl Limit {
    /// Begins to count.
    pub fn new(cancel: &CancellationToken, time: Duration) -> Self {
        Self { cancel: cancel.clone(), time, up: Box::pin(sleep(time)) }
    }

    /// Makes one call, unless it is time to end.
    ///
    /// # Errors
    /// Terraform asked to stop, or the time is up.
    pub async fn call<T>(&mut self, call: impl Future<Output = T>) -> Result<T, Cause> {
        if self.cancel.is_cancelled() {
            return Err(Cause::Cancelled);
        }
        tokio::select! {
            biased;
            () = &mut self.up => Err(Cause::TimedOut(self.time)),
            result = call => Ok(result),
        }
    }

    /// Waits.
    ///
    /// # Errors
    /// Terraform asked to stop, or the time is up.
    pub async fn pause(&mut self, pause: Duration) -> Result<(), Cause> {
        let cancel = self.cancel.clone();
        tokio::select! {
            () = cancel.cancelled() => Err(Cause::Cancelled),
            result = self.call(sleep(pause)) => result,
        }
    }
}
