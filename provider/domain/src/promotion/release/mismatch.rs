//! Whether evidence is about the candidate of a gate.

use std::fmt;

use super::Release;
use crate::gate::Candidate;
use crate::promotion::contract::formats::{digest_start, version_hash};

/// A member of a packet that does not say what the gate's candidate says. It repeats nothing of the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mismatch {
    /// The member: `$`, then `.name`.
    pub path: &'static str,
    /// What has to hold: the rest of a sentence about the member.
    pub rule: &'static str,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.rule)
    }
}

/// What a packet says that it is about, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// A version of a dataset between two zones.
    Contract {
        /// The slug of the dataset, without the folders above it.
        slug: Option<String>,
        /// The id of the version.
        version: Option<String>,
        /// The name of the zone it lies in.
        from: Option<String>,
        /// The name of the zone it is promoted to.
        to: Option<String>,
    },
    /// A specification, by the release's hash, between two states of the lifecycle.
    Readiness {
        /// The state it is in.
        from: Option<String>,
        /// The state it is promoted to.
        to: Option<String>,
    },
}

const fn must(path: &'static str, rule: &'static str) -> Mismatch {
    Mismatch { path, rule }
}

const SLUG: Mismatch =
    must("$.identity.dataset_slug", "must be the last part of the candidate's `dataset`");
const VERSION: Mismatch =
    must("$.identity.dataset_version_id", "must be the candidate's `version`");
const FROM_ZONE: Mismatch = must("$.transition.from_zone", "must be the candidate's `from`");
const TO_ZONE: Mismatch = must("$.transition.to_zone", "must be the candidate's `to`");
const FROM_STATE: Mismatch =
    must("$.lifecycle.from", "must be the candidate's `from`, in upper case");
const TO_STATE: Mismatch = must("$.lifecycle.to", "must be the candidate's `to`, in upper case");
const SPEC_HASH: Mismatch =
    must("$.spec_hash", "must begin with the eight digits in the candidate's `version`");

impl Release {
    /// What keeps the packet from being about a candidate, in order of the paths. A member that is missing or malformed
    /// is about nothing.
    ///
    /// A readiness packet names no dataset: it is bound by its zones, and by the eight digits of the specification's
    /// hash in the version.
    #[must_use]
    pub fn mismatches(&self, candidate: &Candidate) -> Vec<Mismatch> {
        let (from, to) = (candidate.from().as_str(), candidate.to().as_str());
        let is = |said: &Option<String>, text: &str| said.as_deref() == Some(text);
        let rules = match &self.about {
            About::Contract { slug, version, from: from_zone, to: to_zone } => {
                let dataset = candidate.dataset();
                let last = dataset.rsplit_once('/').map_or(dataset, |(_, last)| last);
                vec![
                    (is(slug, last), SLUG),
                    (is(version, candidate.version()), VERSION),
                    (is(from_zone, from), FROM_ZONE),
                    (is(to_zone, to), TO_ZONE),
                ]
            }
            About::Readiness { from: from_state, to: to_state } => {
                let start = self.spec_hash().and_then(digest_start);
                let same = start.is_some() && start == version_hash(candidate.version());
                vec![
                    (is(from_state, &from.to_ascii_uppercase()), FROM_STATE),
                    (is(to_state, &to.to_ascii_uppercase()), TO_STATE),
                    (same, SPEC_HASH),
                ]
            }
        };
        rules.into_iter().filter(|(holds, _)| !holds).map(|(_, mismatch)| mismatch).collect()
    }
}
