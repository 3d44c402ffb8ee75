//! Reads what an inquiry asks for.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream;

use crate::cloud::{CloudError, Observe};
use crate::domain::AccountId;
use crate::domain::promotion::contract::Options;
use crate::domain::promotion::contract::storage::{Inquiry, Intake, ObjectId, Observed, Presence};

/// How many objects are read at a time.
const AT_ONCE: usize = 8;
/// How many bytes of documents are held for one packet. The rule book bounds each document, and a packet may name
/// hundreds.
const HELD: usize = 64 << 20;
/// How long reading all objects of one packet may take: each has a time of its own, and there may be hundreds.
const TIME: Duration = Duration::from_secs(15 * 60);

/// What was found.
#[derive(Debug)]
pub struct Observations {
    /// Every object that was asked for.
    pub objects: BTreeMap<ObjectId, Observed>,
    /// Whether the kill switch exists; absent where none is configured.
    pub kill_switch: Presence,
    /// Why what is unreadable is, each a sentence, in the order of the objects.
    pub causes: Vec<String>,
}

/// Reads every object once, several at a time, each within the options' time; then looks for the kill switch, so that it
/// holds for what was switched while reading. `owner` is the account that must own every bucket.
pub async fn observe(
    inquiry: &Inquiry<'_>,
    options: &Options,
    cloud: &dyn Observe,
    owner: Option<&AccountId>,
) -> Observations {
    let time = options.read_timeout();
    let most = options.max_object_bytes();
    let wanted = inquiry.objects();
    let (count, mut held) = (wanted.len(), Held(0));
    let reads = wanted.into_iter().map(|(object, keep)| async move {
        let read = within(time, cloud.object(&object, owner, Intake::new(most, keep))).await;
        (object, read)
    });
    let mut causes = Vec::new();
    let mut objects = BTreeMap::new();
    let reads = stream::iter(reads).buffered(AT_ONCE).take_until(tokio::time::sleep(TIME));
    let mut reads = std::pin::pin!(reads);
    while let Some((object, read)) = reads.next().await {
        let observed = read.and_then(|observed| held.admit(observed)).unwrap_or_else(|cause| {
            causes.push(cause.told_of(&object.uri));
            Observed::Unreadable
        });
        objects.insert(object, observed);
    }
    // What is not among them was not observed, and counts as unreadable.
    if objects.len() < count {
        causes.push(format!(
            "only {} of {count} objects were read within {} minutes",
            objects.len(),
            TIME.as_secs() / 60
        ));
    }
    let switch = match inquiry.kill_switch() {
        None => None,
        Some(uri) => {
            let object = ObjectId { uri: uri.to_owned(), version: None };
            Some(within(time, cloud.object_exists(&object, owner)).await)
        }
    };
    let kill_switch = match switch {
        None | Some(Ok(false)) => Presence::Absent,
        Some(Ok(true)) => Presence::Present,
        Some(Err(cause)) => {
            causes.push(cause.told_of("the kill switch"));
            Presence::Unknown
        }
    };
    Observations { objects, kill_switch, causes }
}

/// How many bytes are held.
struct Held(usize);

impl Held {
    /// Takes what was read, unless that is too much. What is told by its digest alone takes no room.
    fn admit(&mut self, observed: Observed) -> Result<Observed, Cause> {
        let more = observed.content().map_or(0, <[u8]>::len);
        if more > HELD - self.0 {
            return Err(Cause::TooMuch);
        }
        self.0 += more;
        Ok(observed)
    }
}

/// Why a read gave nothing.
pub(super) enum Cause {
    Failed(CloudError),
    TooSlow(Duration),
    TooMuch,
}

impl Cause {
    pub(super) fn told_of(&self, object: &str) -> String {
        match self {
            Self::Failed(error) => error.to_string(),
            Self::TooSlow(time) => {
                format!("{object} was not read whole within {} seconds", time.as_secs())
            }
            Self::TooMuch => {
                format!(
                    "{object} was not kept: the documents of one packet are held up to 64 MiB in all"
                )
            }
        }
    }
}

pub(super) async fn within<T>(
    time: Duration,
    read: impl Future<Output = Result<T, CloudError>>,
) -> Result<T, Cause> {
    match tokio::time::timeout(time, read).await {
        Ok(read) => read.map_err(Cause::Failed),
        Err(_) => Err(Cause::TooSlow(time)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kept: Option<usize>) -> Observed {
        Observed::Read { size: 1, digest: String::new(), content: kept.map(|size| vec![0; size]) }
    }

    #[test]
    fn documents_are_held_up_to_a_limit() {
        let mut held = Held(0);
        assert!(held.admit(read(Some(HELD - 1))).is_ok());
        assert!(matches!(held.admit(read(Some(2))), Err(Cause::TooMuch)));
        assert!(held.admit(read(Some(1))).is_ok());
        assert!(matches!(held.admit(read(Some(1))), Err(Cause::TooMuch)));
        for roomless in [read(None), read(Some(0)), Observed::Missing] {
            assert!(held.admit(roomless).is_ok());
        }
    }
}
