//! What keeps access from being read, in words.

use std::collections::BTreeSet;

use crate::cloud::{CloudErrorKind, CloudErrors, ManagedPolicyFacets, RoleFacets};
use crate::domain::BucketName;
use crate::domain::policy_document::ParseProblem;
use crate::terraform::diag::{AttributePath, Diag};

const UNTOUCHED: &str = "Nothing was read, and nothing was changed.";

/// Account, region or provider block are not known.
pub(super) fn unplaced(bucket: &BucketName, why: &str) -> Diag {
    Diag::error(format!("Cannot look at the access to `{bucket}`"), format!("{why}\n\n{UNTOUCHED}"))
}

pub(super) fn absent(bucket: &BucketName) -> Diag {
    Diag::error(
        format!("There is no bucket `{bucket}`"),
        format!(
            "S3 knows no such bucket, so nobody has access to it. If this configuration makes it, \
             give the data source a `depends_on` with the zone's `kfm_zone_policy`: the name alone \
             is known before the bucket is there. {UNTOUCHED}"
        ),
    )
    .at(AttributePath::attribute("bucket"))
}

/// All reads that failed, and all permissions that were missing.
pub(super) fn unreadable(bucket: &BucketName, errors: &CloudErrors) -> Diag {
    let denied = errors.iter().filter(|error| error.kind == CloudErrorKind::Denied);
    let denied: BTreeSet<_> = denied.map(|error| error.action).collect();
    let expired = errors.kind() == Some(CloudErrorKind::Unauthenticated);
    let hint = if expired {
        "The credentials are missing, expired or not valid. Log in again.\n\n".to_owned()
    } else if denied.is_empty() {
        String::new()
    } else {
        format!(
            "The caller lacks {}. Grant them and run it again. To read all access takes {}.\n\n",
            list(denied),
            list(reads())
        )
    };
    unplaced(bucket, &format!("{hint}{errors}"))
}

/// Every action that a read may need.
fn reads() -> impl Iterator<Item = &'static str> {
    ["s3:GetBucketTagging", "s3:GetBucketPolicy"]
        .into_iter()
        .chain(RoleFacets::READS)
        .chain(ManagedPolicyFacets::READS)
        .chain(["iam:GetUser"])
}

fn list(actions: impl IntoIterator<Item = &'static str>) -> String {
    actions.into_iter().collect::<Vec<_>>().join(", ")
}

/// A bucket policy that is not understood: nothing can be said of anybody.
pub(super) fn not_understood(bucket: &BucketName, problems: &[ParseProblem]) -> Diag {
    let problems: Vec<_> = problems.iter().map(|one| format!("- {one}")).collect();
    unplaced(
        bucket,
        &format!(
            "The policy of the bucket is not understood:\n\n{}\n\nCorrect it, or have the zone \
             write it anew.",
            problems.join("\n")
        ),
    )
}
