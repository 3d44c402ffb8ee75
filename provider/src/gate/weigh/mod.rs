//! Weighs evidence for one gate: reads the packet, evaluates it by its profile with everything that it refers to, and
//! asks what the profile leaves to the gate. Nothing is written.

mod contract;
mod packet;
mod readiness;
mod target;
mod writers;

use std::collections::BTreeMap;

use super::engine::PolicyEngine;
use super::verdict::{Found, Verdict, rules};
use crate::cloud::{BucketRef, Observe};
use crate::domain::gate::{Candidate, Promoters};
use crate::domain::promotion::approval::Approval;
use crate::domain::promotion::attestation::TrustedKeys;
use crate::domain::promotion::contract::{
    self as contract_profile, DEFAULT_OBJECT_BYTES, DEFAULT_READ_TIMEOUT, Settings, ZoneMap,
};
use crate::domain::promotion::formats::Second;
use crate::domain::promotion::json::Json;
use crate::domain::promotion::readiness as readiness_profile;
use crate::domain::promotion::release::Release;
use crate::domain::{AccountId, Environment, ZoneKind};

/// Where the packet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// In the configuration.
    Inline(String),
    /// In S3.
    Stored {
        /// Its URI.
        uri: String,
        /// The digest of its bytes, where it is pinned.
        pin: Option<String>,
    },
}

impl Evidence {
    /// The packet's URI, where it has one.
    pub fn uri(&self) -> Option<&str> {
        match self {
            Self::Inline(_) => None,
            Self::Stored { uri, .. } => Some(uri),
        }
    }
}

/// What a packet is judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rules {
    /// The contract profile, with its trusted options.
    Contract {
        /// The options.
        settings: Box<Settings>,
        /// The URI that the policy bundle must have, if it is configured.
        bundle: Option<String>,
    },
    /// The readiness profile, with what the gate adds to it.
    Readiness(Box<Trust>),
}

impl Rules {
    /// Whether everything is denied by the configuration.
    pub fn is_off(&self) -> bool {
        match self {
            Self::Contract { settings, .. } => settings.emergency_deny,
            Self::Readiness(trust) => trust.emergency_deny,
        }
    }
}

/// What is trusted beside the readiness profile, which has no options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// Where zones lie.
    pub zones: ZoneMap,
    /// Whose signatures count.
    pub keys: TrustedKeys,
    /// Whether everything is denied.
    pub emergency_deny: bool,
    /// An object whose existence denies everything.
    pub emergency_deny_object: Option<String>,
}

/// What is weighed, for which gate.
#[derive(Clone, Debug)]
pub struct Weighing {
    /// The environment.
    pub environment: Environment,
    /// The account that owns everything that is read.
    pub account: AccountId,
    /// What is promoted.
    pub candidate: Candidate,
    /// Who promotes.
    pub promoters: Promoters,
    /// The bucket that is promoted to.
    pub target: BucketRef,
    /// The buckets that evidence may lie in, each with the kind of its zone.
    pub sources: Vec<(ZoneKind, BucketRef)>,
    /// Whether objects above 5 GB are promoted.
    pub is_large: bool,
    /// The packet.
    pub evidence: Evidence,
    /// What it is judged by.
    pub rules: Rules,
}

impl Weighing {
    /// How large an object may be that is read for its digest, in bytes, and how long that may take, in seconds.
    ///
    /// Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits": an object has 50 TB at most (2026-11).
    pub const fn largest(&self) -> (u64, u64) {
        if self.is_large {
            (50_000_000_000_000, 900)
        } else {
            (DEFAULT_OBJECT_BYTES, DEFAULT_READ_TIMEOUT)
        }
    }
}

/// Whom to ask.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// As whom evidence is read.
    pub evidence: &'a dyn Observe,
    /// As whom configuration is read.
    pub cloud: &'a dyn Observe,
    /// The policy engine.
    pub engine: &'a PolicyEngine,
    /// The time.
    pub now: Second,
}

/// What evidence was found to be worth.
#[derive(Clone, Debug)]
pub struct Weighed {
    /// The verdict.
    pub verdict: Verdict,
    /// The packet and its evaluation, for a receipt; none where it was not evaluated.
    pub evaluated: Option<Evaluated>,
    /// What proves the approval.
    pub approval: Option<Approval>,
    /// Why what could not be evaluated could not be, each a sentence for people.
    pub causes: Vec<String>,
}

/// An evaluation by either profile.
#[derive(Clone, Debug)]
pub enum Evaluated {
    /// By the contract profile.
    Contract(contract_profile::Evaluation),
    /// By the readiness profile.
    Readiness(readiness_profile::Evaluation),
}

impl Evaluated {
    /// The packet, if it could be read.
    pub const fn packet(&self) -> Option<&Json> {
        match self {
            Self::Contract(evaluation) => evaluation.packet(),
            Self::Readiness(evaluation) => evaluation.packet(),
        }
    }

    /// What the packet is about.
    pub fn release(&self) -> Option<Release> {
        match self {
            Self::Contract(evaluation) => evaluation.packet().map(Release::of_contract),
            Self::Readiness(evaluation) => evaluation.packet().map(Release::of_readiness),
        }
    }
}

/// Weighs evidence, and compares with it what lies in the target.
pub async fn weigh(weighing: &Weighing, desk: Desk<'_>) -> Weighed {
    let mut causes = Vec::new();
    let packet = packet::read(weighing, desk, &mut causes).await;
    if let Some(packet) = packet.as_ref().filter(|packet| !packet.is_pinned) {
        // What was not asked for is not evaluated: nobody is to read from it what it would come to.
        let verdict = Verdict {
            packet: Some(packet.digest.clone()),
            readiness: "BLOCKED".to_owned(),
            ..Verdict::default()
        };
        let found = Found::guard(&rules::NOT_PINNED, "$");
        return Weighed {
            verdict: Verdict { status: rules::NOT_PINNED.status.to_owned(), ..verdict }
                .with([found]),
            evaluated: None,
            approval: None,
            causes,
        };
    }
    let judged = match &weighing.rules {
        Rules::Contract { settings, bundle } => {
            contract::judge(weighing, settings, bundle.as_deref(), packet.as_ref(), desk).await
        }
        Rules::Readiness(trust) => readiness::judge(weighing, trust, packet.as_ref(), desk).await,
    };
    causes.extend(judged.causes);
    let mut found = judged.found;
    let mut ends = None;
    if let Some(release) = judged.evaluated.release() {
        let mismatches = release.mismatches(&weighing.candidate).into_iter();
        found.extend(mismatches.map(|one| Found::guard(&rules::OTHER_CANDIDATE, one.path)));
        ends = release.ends().map(|end| end.to_string());
        if ends.is_none() {
            found.push(Found::guard(&rules::NO_END, "$"));
        }
        let writing = writers::writing(weighing, &release, desk.cloud).await;
        found.extend(writing.found);
        causes.extend(writing.causes);
        // What is switched off is closed without waiting for what it would have come to.
        if !weighing.rules.is_off() {
            let own = packet.iter().map(|packet| packet.digest.clone()).chain(judged.envelope);
            let target = target::compare(weighing, &release, &own.collect::<Vec<_>>(), desk).await;
            found.extend(target.found);
            causes.extend(target.causes);
        }
    }
    if let Some(approval) = judged.approval.as_ref().filter(|approval| !approval.is_proved()) {
        found.push(Found::guard(&rules::APPROVAL, "$"));
        causes.push(format!("the approval: {approval}"));
    }
    found.sort();
    found.dedup();
    let verdict = Verdict { packet: packet.map(|packet| packet.digest), ends, ..judged.verdict };
    Weighed {
        verdict: verdict.with(found),
        evaluated: Some(judged.evaluated),
        approval: judged.approval,
        causes,
    }
}

/// What a profile and its own additions came to.
struct Judged {
    verdict: Verdict,
    evaluated: Evaluated,
    approval: Option<Approval>,
    found: Vec<Found>,
    causes: Vec<String>,
    /// The digest of the envelope beside a packet, which is copied with it.
    envelope: Option<String>,
}

/// The live policies of buckets, by name; none where there is none or it cannot be read.
type Policies = BTreeMap<String, Option<String>>;
