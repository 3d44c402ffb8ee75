//! The plan of what goes wrong.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::CloudErrorKind;

/// What becomes of one write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteFault {
    /// It does not happen, and its caller hears why.
    Fails(CloudErrorKind),
    /// It happens, and its caller hears [`CloudErrorKind::Ambiguous`].
    ReplyLost,
    /// The process dies before it: neither it nor any later call reaches the cloud.
    DiesBefore,
    /// The process dies after it: it happens, no later call reaches the cloud.
    DiesAfter,
}

/// What goes wrong. Nothing does by default; each method adds a fault.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    failing: Vec<Failing>,
    failing_reads: Option<CloudErrorKind>,
    writes: BTreeMap<usize, WriteFault>,
    delay: Duration,
}

/// An IAM action that fails.
#[derive(Clone, Copy, Debug)]
struct Failing {
    action: &'static str,
    kind: CloudErrorKind,
    once: bool,
}

impl Faults {
    /// Every call that needs one of these IAM actions fails, and has no effect: refused with
    /// [`CloudErrorKind::Denied`], slowed down with [`CloudErrorKind::Throttled`].
    #[must_use]
    pub fn fail(
        mut self,
        actions: impl IntoIterator<Item = &'static str>,
        kind: CloudErrorKind,
    ) -> Self {
        let failing = actions.into_iter().map(|action| Failing { action, kind, once: false });
        self.failing.extend(failing);
        self
    }

    /// The next call that needs this IAM action fails, and has no effect.
    #[must_use]
    pub fn fail_once(mut self, action: &'static str, kind: CloudErrorKind) -> Self {
        self.failing.push(Failing { action, kind, once: true });
        self
    }

    /// Every read fails.
    #[must_use]
    pub fn fail_reads(self, kind: CloudErrorKind) -> Self {
        Self { failing_reads: Some(kind), ..self }
    }

    /// Something befalls the write with this number. Writes are numbered from 0 in the order in
    /// which they are asked for, those that fail included.
    #[must_use]
    pub fn at_write(mut self, number: usize, fault: WriteFault) -> Self {
        self.writes.insert(number, fault);
        self
    }

    /// Every call takes this long before anything else happens, by tokio's clock.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    pub(super) const fn delayed_by(&self) -> Duration {
        self.delay
    }

    pub(super) const fn of_reads(&self) -> Option<CloudErrorKind> {
        self.failing_reads
    }

    pub(super) fn of_write(&self, number: usize) -> Option<WriteFault> {
        self.writes.get(&number).copied()
    }

    /// How a call fails that needs `action`. A fault that was asked for once is spent.
    pub(super) fn of_action(&mut self, action: &str) -> Option<CloudErrorKind> {
        let index = self.failing.iter().position(|failing| failing.action == action)?;
        let failing = self.failing.get(index).copied()?;
        if failing.once {
            self.failing.remove(index);
        }
        Some(failing.kind)
    }
}
