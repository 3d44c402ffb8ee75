//! Why and how the process ends.
//!
//! The host normally calls Shutdown. A host that was killed cannot, and go-plugin's own server
//! then stays for ever; this one ends when its parent is gone. Closed connections say less: gRPC
//! closes and opens them as it likes.

use std::future::Future;
use std::io;
use std::os::unix::process::parent_id;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tonic::transport;

use super::ServeError;
use crate::terraform::server::Operations;

/// How often to look whether the parent is still there.
const PARENT_CHECK: Duration = Duration::from_secs(1);
/// How long running operations get to finish the step under way.
const DRAIN_LIMIT: Duration = Duration::from_secs(60);
/// How long answers get to leave once no operation runs.
const FAREWELL_LIMIT: Duration = Duration::from_secs(2);

/// Ignores SIGINT; cancels `end` on SIGTERM or when the parent is gone.
pub(super) fn watch_process(end: &CancellationToken) -> io::Result<()> {
    let interrupt = signal(SignalKind::interrupt())?;
    let terminate = signal(SignalKind::terminate())?;
    // Before the handshake: a host that dies after it was still the parent now.
    let parent = parent_id();
    let end = end.clone();
    tokio::spawn(async move {
        let reason = tokio::select! {
            () = ignored(interrupt) => return,
            reason = terminated(terminate) => reason,
            reason = orphaned(parent) => reason,
        };
        tracing::info!(reason, "ending");
        end.cancel();
    });
    Ok(())
}

async fn ignored(mut interrupt: Signal) {
    while interrupt.recv().await.is_some() {}
}

async fn terminated(mut terminate: Signal) -> &'static str {
    terminate.recv().await;
    "SIGTERM"
}

/// Returns when `parent` is no longer the parent: an orphan is given to another process.
async fn orphaned(parent: u32) -> &'static str {
    while parent_id() == parent {
        tokio::time::sleep(PARENT_CHECK).await;
    }
    "the process that started the provider is gone"
}

/// Serves until `end`; then cancels running operations and waits, within limits, until they have
/// finished their step and their answers are sent.
pub(super) async fn drain(
    served: impl Future<Output = Result<(), transport::Error>>,
    operations: &Operations,
    end: &CancellationToken,
) -> Result<(), ServeError> {
    let mut served = Box::pin(served);
    let finished = async {
        end.cancelled().await;
        operations.stop();
        if tokio::time::timeout(DRAIN_LIMIT, operations.finished()).await.is_err() {
            tracing::error!("an operation did not end in time and is abandoned");
        }
        tokio::time::sleep(FAREWELL_LIMIT).await;
    };
    tokio::select! {
        result = &mut served => {
            // A broken transport ends no operation; a host that is gone may leave some.
            operations.stop();
            let _ = tokio::time::timeout(DRAIN_LIMIT, operations.finished()).await;
            result.map_err(ServeError::from)
        }
        () = finished => Ok(()),
    }
}
