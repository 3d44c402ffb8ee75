//! Whether those who promote could have written what the promotion rests on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Promoters;
use super::standing::anything;
use crate::evaluator::{Caller, Context, Identity, Policies, Request, evaluate, is_derived};
use crate::names::AccountId;
use crate::policy_document::{Condition, Effect, PolicyDocument, Resources, Statement};
use crate::principal::PrincipalArn;

/// How bytes get to a key: a put, whole or in parts, fresh or copied, is this one action.
const PUT: &str = "s3:PutObject";

/// What changes who may put.
///
/// Source: AWS Service Authorization Reference, Amazon S3, access level "Permissions management",
/// bucket resource type (2026-11). Access points and ACLs grant nothing against a denial.
const GOVERN: [&str; 2] = ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"];

/// Why evidence and promoters are not surely disjoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Writes {
    /// A promoter may put objects where evidence lies.
    Evidence {
        /// The promoter.
        role: PrincipalArn,
        /// The bucket.
        bucket: String,
    },
    /// A promoter may change the bucket's policy, and then put.
    Policy {
        /// The promoter.
        role: PrincipalArn,
        /// The bucket.
        bucket: String,
    },
    /// No policy of the bucket is known.
    NoPolicy {
        /// The bucket.
        bucket: String,
    },
    /// The bucket's policy cannot be understood.
    NotUnderstood {
        /// The bucket.
        bucket: String,
    },
}

impl fmt::Display for Writes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evidence { role, bucket } => {
                write!(f, "`{role}` promotes, and may write evidence in `{bucket}`")
            }
            Self::Policy { role, bucket } => write!(
                f,
                "`{role}` promotes, and may change the policy of `{bucket}`, in which evidence lies"
            ),
            Self::NoPolicy { bucket } => write!(
                f,
                "`{bucket}` has no bucket policy, or none that can be read: whoever promotes may \
                 write evidence there"
            ),
            Self::NotUnderstood { bucket } => write!(
                f,
                "the bucket policy of `{bucket}` is not understood: whoever promotes may write \
                 evidence there"
            ),
        }
    }
}

/// Which promoters may write evidence, or where that cannot be told; nothing where writers of
/// evidence and promoters are surely disjoint. Each object of `evidence` is a bucket and a key;
/// evidence that is given in the configuration lies nowhere, and has no writer here. `policies` are
/// the live policies of buckets of this account; `None` is a bucket without one, or one whose policy
/// cannot be read. A bucket that is not among them counts so.
///
/// A promoter is taken to have an identity policy that allows everything, and to send a request in
/// whatever form is admitted. What is not surely refused is what it may do.
/// Deleting is no writing: evidence that is gone proves nothing. Nor is what others do with roles of
/// their own, as replication.
///
/// Source: security.md §7.
pub fn writing_promoters(
    promoters: &Promoters,
    account: &AccountId,
    evidence: &[(&str, &str)],
    policies: &BTreeMap<String, Option<String>>,
) -> BTreeSet<Writes> {
    let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (bucket, key) in evidence {
        keys.entry(bucket).or_default().insert(key);
    }
    let mut writes = BTreeSet::new();
    for (bucket, keys) in keys {
        let Some(policy) = policies.get(bucket).and_then(Option::as_deref) else {
            writes.insert(Writes::NoPolicy { bucket: bucket.to_owned() });
            continue;
        };
        let Ok(policy) = PolicyDocument::parse_any(policy) else {
            writes.insert(Writes::NotUnderstood { bucket: bucket.to_owned() });
            continue;
        };
        let policy = denials(policy);
        for role in promoters.roles() {
            let promoter = Promoter { role, account, policy: &policy };
            let arn = format!("arn:{}:s3:::{bucket}", partition(role));
            if keys.iter().any(|key| promoter.may(PUT, &format!("{arn}/{key}"))) {
                writes.insert(Writes::Evidence { role: role.clone(), bucket: bucket.to_owned() });
            }
            if GOVERN.iter().any(|action| promoter.may(action, &arn)) {
                writes.insert(Writes::Policy { role: role.clone(), bucket: bucket.to_owned() });
            }
        }
    }
    writes
}

/// One promoter, asked about one bucket.
struct Promoter<'a> {
    role: &'a PrincipalArn,
    account: &'a AccountId,
    policy: &'a PolicyDocument,
}

impl Promoter<'_> {
    /// Whether a request is not surely refused. [`Promoters`] are of the account of the buckets; of
    /// one that is not, the bucket's grants would have to be looked at.
    fn may(&self, action: &str, resource: &str) -> bool {
        let own = anything();
        let caller = Caller::of(Identity::some_session(self.role.as_str()));
        let request = Request {
            caller: &caller,
            action,
            resource,
            resource_account: self.account.as_str(),
            context: &Context::signed(),
        };
        let policies =
            Policies { identity: vec![&own], resource: Some(self.policy), ..Policies::default() };
        self.role.account() != self.account || !evaluate(&request, &policies).is_refused()
    }
}

/// A policy, reduced to what refuses requests of every form.
///
/// Whoever asks chooses how a request is made: whole, as a part or as a copy, where nothing is or
/// over what is there, from which network, when, and with which tags. A denial under a condition
/// that such a choice decides is one that can be gone around, so it counts for nothing; those under
/// conditions that only say who asks and of what stay. What the policy allows is not looked at: in
/// the bucket's account the promoter's own policy suffices.
fn denials(policy: PolicyDocument) -> PolicyDocument {
    let denials = policy.statements.into_iter().filter(refuses_every_form);
    PolicyDocument { version: policy.version, ..PolicyDocument::of(denials.collect()) }
}

fn refuses_every_form(statement: &Statement) -> bool {
    statement.effect == Effect::Deny
        && statement.conditions.iter().all(is_fixed)
        && statement.resources.as_ref().is_none_or(|resources| {
            let (Resources::Only(all) | Resources::AllBut(all)) = resources;
            !all.iter().any(|one| has_variable(one))
        })
}

/// Whether only who asks, and of what, decides a condition.
fn is_fixed(Condition { key, values, .. }: &Condition) -> bool {
    is_derived(key) && !values.iter().any(|value| has_variable(value))
}

/// Whether a text may stand for what a request carries, as the tag of a session.
fn has_variable(text: &str) -> bool {
    text.contains("${")
}

/// The partition of an ARN: a promoter and the buckets of its account are of the same.
fn partition(role: &PrincipalArn) -> &str {
    role.as_str().split(':').nth(1).unwrap_or_default()
}
