//! What the endpoint does not offer, said once.

use std::collections::BTreeSet;

use crate::cloud::Facet;
use crate::terraform::diag::Diag;

/// The facets that are lacking and were not said to be before, in words.
pub(super) fn news(
    bucket: &str,
    before: &BTreeSet<Facet>,
    now: &BTreeSet<Facet>,
) -> Option<(String, String)> {
    let new: Vec<_> = now.difference(before).map(|facet| format!("`{facet}`")).collect();
    (!new.is_empty()).then(|| {
        let summary = format!("`{bucket}`: the endpoint does not offer {}", new.join(", "));
        let detail = "S3-compatible endpoints lack parts of S3. The zone does without, `controls` \
                      says `unsupported`, and this is not said again.";
        (summary, detail.to_owned())
    })
}

/// As a warning, where the plan left it open.
pub(super) fn warning(
    bucket: &str,
    before: &BTreeSet<Facet>,
    now: &BTreeSet<Facet>,
) -> Option<Diag> {
    news(bucket, before, now).map(|(summary, detail)| Diag::warning(summary, detail))
}
