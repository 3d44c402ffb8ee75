//! The level of storage: every object that a packet refers to is what the packet says, and the policy allows it.
//!
//! Three steps, because the rules are pure and reading is not. An [`Inquiry`] lists the objects; who may read them
//! tells what was [`Observed`]; [`Inquiry::judge`] compares, and may have a [`Question`] for the policy engine;
//! [`Judged::conclude`] takes the engine's [`Answer`]. What nobody observed is unreadable, and a question that nobody
//! answered is an error: leaving out a step opens nothing.

mod approval;
mod catalogs;
mod json_ld;
mod observed;
mod policy;
mod records;
pub(in crate::promotion) mod references;

use std::collections::{BTreeMap, BTreeSet};

use crate::promotion::bundle::Bundle;
use crate::promotion::json::Json;
use crate::promotion::verdict::Findings;

use super::evaluation::{Evaluation, Level};
use super::facts::Facts;
use super::policy_input::policy_input;
use super::{Options, codes};
use references::{Form, Reference};

pub use crate::promotion::approval::{Approval, Unproven};
pub use observed::{Intake, ObjectId, Observed, Presence};
pub use policy::{Answer, Engine, Question};

/// What has to be observed to evaluate a packet at the level of storage.
#[derive(Debug)]
pub struct Inquiry<'e> {
    packet: &'e Json,
    packet_findings: &'e Findings,
    options: &'e Options,
    references: Vec<Reference<'e>>,
}

impl<'e> Inquiry<'e> {
    /// Of a packet that was evaluated by itself with the same options; none where it could not be read.
    #[must_use]
    pub fn of(evaluation: &'e Evaluation, options: &'e Options) -> Option<Self> {
        let packet = evaluation.packet()?;
        let references = references::all(&Facts::of(packet));
        Some(Self { packet, packet_findings: evaluation.findings(), options, references })
    }

    /// The objects to read, each with how many of its bytes are to be kept if it has no more than those.
    #[must_use]
    pub fn objects(&self) -> BTreeMap<ObjectId, usize> {
        let mut objects = BTreeMap::new();
        for reference in &self.references {
            let keep = objects.entry(reference.object()).or_insert(0);
            *keep = reference.form.keep().max(*keep);
        }
        objects.extend(approval::envelope(&Facts::of(self.packet), self.options));
        objects
    }

    /// The envelope to look for beside the decision; none where nobody's signature counts.
    #[must_use]
    pub fn envelope(&self) -> Option<ObjectId> {
        approval::envelope(&Facts::of(self.packet), self.options).map(|(id, _)| id)
    }

    /// The object to look for, whose existence denies everything.
    #[must_use]
    pub fn kill_switch(&self) -> Option<&'e str> {
        self.options.emergency_deny_object()
    }

    /// Compares the packet with what was observed. `engine` is the one that would answer.
    #[must_use]
    pub fn judge(
        self,
        observed: &BTreeMap<ObjectId, Observed>,
        kill_switch: Presence,
        engine: &Engine,
    ) -> Judged {
        let mut findings = self.packet_findings.clone();
        let mut bundle = None;
        let mut verified = BTreeSet::new();
        let facts = Facts::of(self.packet);
        for reference in &self.references {
            let Some(content) = reference.verified(observed, self.options, &mut findings) else {
                continue;
            };
            verified.insert(reference.node.path());
            match &reference.form {
                Form::Bytes => {}
                Form::Terms => {
                    let empty = content.is_some_and(<[u8]>::is_empty);
                    let path = reference.node.path();
                    findings.add_if(empty, codes::B_TERMS_SNAPSHOT_MISSING, path);
                }
                Form::Bundle => bundle = Some((reference, content)),
                Form::Document(document) => {
                    records::judge(
                        reference,
                        document,
                        content,
                        &facts,
                        self.options,
                        &mut findings,
                    );
                }
            }
        }
        if self.kill_switch().is_some() {
            match kill_switch {
                Presence::Absent => {}
                Presence::Present => findings.add(codes::X_EMERGENCY_DENY, "$"),
                Presence::Unknown => findings.add(codes::X_EMERGENCY_DENY_UNREADABLE, "$"),
            }
        }
        let question = bundle.and_then(|(reference, content)| {
            policy::question(self.packet, reference, content, self.options, engine, &mut findings)
        });
        let approval = approval::judge(&facts, self.options, observed, &verified);
        let packet = self.packet.clone();
        Judged { level: Level::Storage, packet, findings, question, approval: Some(approval) }
    }
}

/// A packet by itself, with a question for a policy that is at hand; none where the packet could not be read. The
/// bundle is taken for the trusted one: whoever read it compared its digest with the pin.
#[must_use]
pub fn with_policy(evaluation: &Evaluation, bundle: Bundle) -> Option<Judged> {
    let packet = evaluation.packet()?.clone();
    let findings = evaluation.findings().clone();
    let input = policy_input(&packet, findings.has(codes::X_EMERGENCY_DENY));
    let question = Some(Question { bundle, input });
    Some(Judged { level: Level::Packet, packet, findings, question, approval: None })
}

/// A packet whose objects, if any, were compared; the policy's answer is still out.
#[derive(Debug)]
pub struct Judged {
    level: Level,
    packet: Json,
    findings: Findings,
    question: Option<Question>,
    approval: Option<Approval>,
}

impl Judged {
    /// What the policy is to be asked; none where its bundle is not the trusted one, which then is a finding.
    #[must_use]
    pub const fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// What proves the approval; none where no object was read.
    #[must_use]
    pub const fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }

    /// The evaluation, with the policy's answer. None is no answer, and an error.
    #[must_use]
    pub fn conclude(mut self, answer: Option<&Answer>) -> Evaluation {
        if self.question.is_some() || self.findings.is_empty() {
            let answer = answer.filter(|_| self.question.is_some());
            policy::judge(&Facts::of(&self.packet), answer, &mut self.findings);
        }
        Evaluation::at(self.level, self.packet, self.findings)
    }
}

#[cfg(test)]
mod tests;
