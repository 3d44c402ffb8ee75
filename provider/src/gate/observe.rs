//! Reads what an inquiry asks for.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream;

use crate::cloud::{CloudError, Observe};
use crate::domain::promotion::contract::Options;
use crate::domain::promotion::contract::storage::{Inquiry, Intake, ObjectId, Observed, Presence};

/// How many objects are read at a time.
const AT_ONCE: usize = 8;

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

/// Reads every object once, several at a time, each within the options' time.
pub async fn observe(
    inquiry: &Inquiry<'_>,
    options: &Options,
    cloud: &dyn Observe,
) -> Observations {
    let time = options.read_timeout();
    let most = options.max_object_bytes();
    let reads = inquiry.objects().into_iter().map(|(object, keep)| async move {
        let read = within(time, cloud.object(&object, Intake::new(most, keep))).await;
        (object, read)
    });
    let switch = async {
        let uri = inquiry.kill_switch()?;
        let object = ObjectId { uri: uri.to_owned(), version: None };
        Some(within(time, cloud.object_exists(&object)).await)
    };
    let reads = stream::iter(reads).buffered(AT_ONCE).collect::<Vec<_>>();
    let (reads, switch) = futures::join!(reads, switch);

    let mut causes = Vec::new();
    let mut objects = BTreeMap::new();
    for (object, read) in reads {
        let observed = read.unwrap_or_else(|cause| {
            causes.push(cause.told_of(&object.uri));
            Observed::Unreadable
        });
        objects.insert(object, observed);
    }
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

/// Why a read gave nothing.
enum Cause {
    Failed(CloudError),
    TooSlow(Duration),
}

impl Cause {
    fn told_of(&self, object: &str) -> String {
        match self {
            Self::Failed(error) => error.to_string(),
            Self::TooSlow(time) => {
                format!("{object} was not read whole within {} seconds", time.as_secs())
            }
        }
    }
}

async fn within<T>(
    time: Duration,
    read: impl Future<Output = Result<T, CloudError>>,
) -> Result<T, Cause> {
    match tokio::time::timeout(time, read).await {
        Ok(read) => read.map_err(Cause::Failed),
        Err(_) => Err(Cause::TooSlow(time)),
    }
}
