//! AWS services that write: the only ones that this document allows anything.

use std::collections::BTreeSet;

use super::draft::{Draft, short_hash};
use crate::access::actions::SERVICE_WRITES;
use crate::access::{Prefix, ServiceWriter};
use crate::policy_document::{Actions, Comparison, Condition, Effect, Principal, Statement, Text};
use crate::zone::ZoneKind;

impl Draft<'_> {
    /// S3 delivers the access logs of these buckets of this account.
    ///
    /// Source: AWS "Enabling Amazon S3 server access logging", grant by bucket policy (2026-11).
    pub(super) fn log_delivery(&self) -> Option<Statement> {
        let sources = &self.access.log_sources;
        (self.access.kind == ZoneKind::Logs && !sources.is_empty()).then(|| {
            let sources = sources.iter().map(|source| source.arn(&self.access.region));
            self.allow("KfmLogDelivery", "logging.s3.amazonaws.com", self.objects(), sources)
        })
    }

    /// Services write below their prefixes, for their sources in this account.
    pub(super) fn services(&self) -> Vec<Statement> {
        let services = self.access.services.iter();
        services
            .map(|service| {
                let resources = match &service.prefixes {
                    None => self.objects(),
                    Some(prefixes) => self.below(prefixes.iter().map(Prefix::as_str)),
                };
                let sources = service.source_arns.iter().cloned();
                self.allow(name(service), &service.principal, resources, sources)
            })
            .collect()
    }

    fn allow(
        &self,
        sid: impl Into<Text>,
        service: &str,
        resources: BTreeSet<String>,
        sources: impl Iterator<Item = String>,
    ) -> Statement {
        let account = self.access.account.as_str();
        Statement {
            sid: Some(sid.into()),
            effect: Effect::Allow,
            principals: Some(Principal::Service(service.to_owned()).into()),
            actions: Actions::only(SERVICE_WRITES),
            resources: Some(resources.into()),
            conditions: vec![
                Condition::one(Comparison::StringEquals, "aws:SourceAccount", account),
                Condition::any(Comparison::ArnLike, "aws:SourceArn", sources),
            ],
        }
    }
}

/// A name for the statement, by all that the service was given.
fn name(service: &ServiceWriter) -> String {
    let prefixes = service.prefixes.iter().flatten().map(Prefix::as_str);
    let sources = service.source_arns.iter().map(String::as_str);
    let all: Vec<_> = [service.principal.as_str(), ""]
        .into_iter()
        .chain(sources)
        .chain([""])
        .chain(prefixes)
        .collect();
    format!("KfmService{}", short_hash(&all.join("\n")))
}
