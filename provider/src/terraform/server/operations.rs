//! Running applies.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// The applies under way.
///
/// An apply runs in a task of its own: if the host breaks the connection, the apply is cancelled
/// between two steps and not dropped in the middle of one.
#[derive(Clone, Debug, Default)]
pub struct Operations {
    /// Parent of the tokens of running applies; replaced by every stop.
    running: Arc<Mutex<CancellationToken>>,
    tasks: TaskTracker,
}

impl Operations {
    /// Cancels what runs now. What starts later runs with a fresh token, as in the server of
    /// terraform-plugin-go: core sends nothing new after a stop, except what cleans up.
    pub fn stop(&self) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *running).cancel();
    }

    /// Waits until no apply runs any more.
    pub async fn finished(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Starts an apply. Dropping the returned guard cancels it.
    pub(super) fn spawn<F>(
        &self,
        apply: impl FnOnce(CancellationToken) -> F,
    ) -> (JoinHandle<F::Output>, DropGuard)
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let token = self.running.lock().unwrap_or_else(PoisonError::into_inner).child_token();
        let task = self.tasks.spawn(apply(token.clone()));
        (task, token.drop_guard())
    }
}
