//! Gates, asked of the evaluator beside the policies of the buckets at both ends.
//!
//! What the evaluator cannot know, and no test here shows: whether S3 fills the condition keys as its
//! pages say (`s3:if-none-match` of a copy, `s3:x-amz-copy-source` encoded or not), that a copy is
//! one request that is judged at both buckets, whether KMS sees the encryption context of a bucket
//! key, how long IAM takes to put a change in force, and that IAM writes unique ids for the roles
//! that a trust names.

mod candidates;
mod copying;
mod definitions;
mod documents;
mod order;
mod writers;

use std::collections::BTreeSet;

use super::*;
use crate::access::ZoneAccess;
use crate::access::fixture::{ACCOUNT, role, zone};
use crate::names::AccountId;
use crate::roles::{Home, boundary};
use crate::zone::ZoneKind;

const NOW: &str = "2026-11-24T12:00:00Z";
const EXPIRES: &str = "2026-11-25T18:00:00Z";
const VERSION: &str = "2026-02.abcd1234";

fn moment(text: &str) -> Moment {
    Moment::parse(text, &["expires"]).unwrap()
}

fn words() -> WantedCandidate<'static> {
    WantedCandidate {
        dataset: "soils",
        version: VERSION,
        from: "catalog",
        to: "published",
        source_prefix: None,
        target_prefix: None,
    }
}

fn place(access: &ZoneAccess) -> Place {
    Place {
        kind: access.kind,
        bucket: access.bucket.clone(),
        region: access.region.clone(),
        key: access.key.clone(),
    }
}

fn promoters(names: &[&str], external_id: Option<&str>) -> Promoters {
    let account = AccountId::parse(ACCOUNT).unwrap();
    let arns: BTreeSet<_> = names.iter().map(|name| role(name).to_string()).collect();
    let home = Home { account: Some(&account), region: None };
    Promoters::new(&arns, external_id, home).unwrap()
}

fn wanted(candidate: &WantedCandidate<'_>) -> WantedGate {
    let candidate = Candidate::parse(candidate).unwrap();
    let (source, target) = (zone(candidate.from()), zone(candidate.to()));
    WantedGate {
        environment: target.environment.clone(),
        account: target.account.clone(),
        source: place(&source),
        target: place(&target),
        candidate,
        promoters: promoters(&["ci/promoter"], None),
        expires: moment(EXPIRES),
        multipart_copy: false,
    }
}

fn gate() -> Gate {
    Gate::new(wanted(&words())).unwrap()
}
