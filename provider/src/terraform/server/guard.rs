//! Panics turned into diagnostics: one broken operation must not take the others down.

use std::any::Any;
use std::cell::RefCell;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Once;

use futures::FutureExt;

use crate::terraform::diag::Diag;

thread_local! {
    /// Where the last panic of this thread began.
    static LOCATION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic: its message and where it began, and nothing of the values at hand.
#[derive(Debug)]
pub(super) struct Panic {
    message: String,
    location: Option<String>,
}

impl Panic {
    fn caught(payload: &(dyn Any + Send)) -> Self {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        Self { message, location: LOCATION.take() }
    }

    /// The diagnostic; `consequence` says what state things are in now.
    pub(super) fn diag(&self, operation: &str, target: &str, consequence: &str) -> Diag {
        let location = self.location.as_deref().unwrap_or("an unknown place");
        tracing::error!(operation, target_type = target, location, "operation panicked");
        Diag::error(
            format!("The provider failed to {operation} `{target}`"),
            format!(
                "The operation panicked at {location}: {}. {consequence} This is a bug in the \
                 provider; report it with this message.",
                self.message
            ),
        )
    }
}

/// Runs `future` to its end, or to its panic.
pub(super) async fn catch<F: Future>(future: F) -> Result<F::Output, Panic> {
    // Nothing that the future leaves half-done is looked at again: it owns what it works on, and
    // what it shares sits behind locks whose poison is ignored on purpose.
    AssertUnwindSafe(future).catch_unwind().await.map_err(|payload| Panic::caught(payload.as_ref()))
}

/// Makes panics note where they begin. The hook runs on the panicking thread, before the unwinding
/// that [`catch`] ends within the same poll, so a cell per thread is enough.
pub(super) fn note_panic_locations() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let location = info.location().map(ToString::to_string);
            LOCATION.with(|cell| cell.replace(location));
            previous(info);
        }));
    });
}
