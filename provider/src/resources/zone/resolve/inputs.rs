//! What a configuration says by itself.

use std::collections::BTreeSet;

use super::access::{self, AccessLog};
use super::key::{self, KeyChoice};

use super::{Retention, Timeouts, lifecycle, path, retention, timeouts};
use crate::cloud::Facet;
use crate::configure::parse::{invalid, parsed};
use crate::domain::names::NameError;
use crate::domain::{BucketNamespace, LogSource, ObjectLifecycle, PrincipalArn, ZoneKind};
use crate::resources::zone::model::ZoneModel;
use crate::terraform::diag::Diags;
use crate::terraform::value::Value;

/// What a configuration says by itself, without provider and network. `None` is what is not known
/// yet, or not acceptable.
#[derive(Clone, Debug)]
pub(in crate::resources) struct Inputs {
    pub(in crate::resources) kind: Option<ZoneKind>,
    pub(in crate::resources) namespace: Option<BucketNamespace>,
    pub(in crate::resources) retention: Option<Retention>,
    pub(in crate::resources) lifecycle: Option<ObjectLifecycle>,
    pub(in crate::resources) access_log: Option<Option<AccessLog>>,
    pub(in crate::resources) log_sources: Option<Option<Vec<LogSource>>>,
    pub(in crate::resources) receipt_writers: Option<Vec<PrincipalArn>>,
    pub(in crate::resources) events: Option<bool>,
    pub(in crate::resources) key: Option<KeyChoice>,
    pub(in crate::resources) timeouts: Timeouts,
    /// What was asked for by name, so that the endpoint must offer it.
    pub(in crate::resources) asked: BTreeSet<Facet>,
    pub(in crate::resources) force: bool,
}

impl Inputs {
    pub(super) fn parse(config: &ZoneModel, diags: &mut Diags) -> Self {
        let kind = parsed(&config.zone, path("zone"), str::parse::<ZoneKind>, diags).into_known();
        let namespace = match parsed(
            &config.bucket_namespace,
            path("bucket_namespace"),
            str::parse::<BucketNamespace>,
            diags,
        ) {
            Value::Null => Some(BucketNamespace::default()),
            other => other.into_known(),
        };
        let retention = retention::retention(config, kind, diags);
        let lifecycle = lifecycle::lifecycle(config, kind, retention::class(config, kind), diags);
        let events = match config.event_notifications {
            Value::Unknown => None,
            Value::Null => Some(true),
            Value::Known(on) => Some(on),
        };
        reserved(config, diags);
        Self {
            kind,
            namespace,
            retention,
            lifecycle,
            access_log: access::access_log(config, kind, diags),
            log_sources: access::log_sources(config, kind, diags),
            receipt_writers: access::receipt_writers(config, kind, diags),
            events,
            key: key::choice(config, kind, diags),
            timeouts: timeouts(config, diags),
            asked: asked(config, retention),
            force: config.force_destroy == Value::Known(true),
        }
    }
}

/// Attributes that stand for what is to come.
fn reserved(config: &ZoneModel, diags: &mut Diags) {
    if let Value::Known(prefix) = &config.prefix {
        let rule = "is reserved for zones that share a bucket, which are not offered yet: leave \
                    `prefix` out";
        diags.push(invalid(path("prefix"), &NameError::new("prefix", prefix, rule)));
    }
    if let Value::Known(adopt) = &config.adopt
        && adopt != "enforce"
    {
        let rule = "is not `enforce`, the one way of adopting that is offered yet";
        diags.push(invalid(path("adopt"), &NameError::new("adopt", adopt, rule)));
    }
}

fn asked(config: &ZoneModel, retention: Option<Retention>) -> BTreeSet<Facet> {
    let asked = [
        (retention.is_some_and(|retention| retention.rule.is_some()), Facet::ObjectLock),
        (config.object_lifecycle.known().is_some(), Facet::Lifecycle),
        (config.access_log.known().is_some(), Facet::AccessLog),
        (config.event_notifications == Value::Known(true), Facet::Events),
    ];
    asked.into_iter().filter_map(|(asked, facet)| asked.then_some(facet)).collect()
}
