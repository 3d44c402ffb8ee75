//! From a configuration to what it means: every rule that it breaks, all at once.

mod evidence;
mod parts;
mod policy;
mod rules;
mod zones;

use std::time::Duration;

use sha2::{Digest as _, Sha256};

pub(super) use parts::{OnBlock, Profile};
pub(in crate::resources) use policy::check as check_policy;

use super::model::PromotionGateModel;
use crate::cloud::BucketRef;
use crate::configure::Reader;
use crate::configure::parse::invalid;
use crate::domain::gate::{
    Candidate, Gate, GateId, GateProblem, Moment, Place, Promoters, WantedGate,
};
use crate::domain::names::NameError;
use crate::domain::roles::Home;
use crate::domain::tags::Tags;
use crate::domain::{AccountId, Environment};
use crate::gate::{Evidence, Rules, Weighing};
use crate::resources::place;
use crate::resources::zone::Timeouts;
use crate::terraform::diag::{AttributePath, Diag, Diags};
use crate::terraform::value::Value;
use rules::Pin;

/// A gate as configured. `None` is what is not known yet, or not acceptable, which was said.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) candidate: Option<Candidate>,
    pub(super) environment: Option<Environment>,
    pub(super) account: Option<AccountId>,
    pub(super) target: Option<Place>,
    /// The zone that is copied from.
    pub(super) source: Option<Place>,
    /// All zones that evidence may lie in.
    pub(super) zones: Option<Vec<Place>>,
    pub(super) promoters: Option<Promoters>,
    pub(super) evidence: Option<Evidence>,
    pub(super) rules: Option<Rules>,
    /// The policy that is trusted; null where the profile asks none.
    pub(super) pin: Value<Pin>,
    pub(super) expires: Value<Moment>,
    pub(super) max_open: Duration,
    pub(super) on_block: OnBlock,
    /// Where receipts go: bucket and prefix. Null for nowhere.
    pub(super) receipt_to: Value<(BucketRef, String)>,
    pub(super) multipart_copy: Option<bool>,
    /// Tags of the role beside the gate's own.
    pub(super) tags: Option<Tags>,
    pub(super) timeouts: Timeouts,
}

impl Resolved {
    /// The gate's id.
    pub(super) fn id(&self) -> Option<GateId> {
        let target = self.target.as_ref()?;
        Some(GateId::new(self.environment.as_ref()?, &target.bucket, self.candidate.as_ref()?))
    }

    /// The gate, open until a moment.
    ///
    /// # Errors
    /// Rules between its parts that do not hold.
    pub(super) fn gate(&self, until: &Moment) -> Option<Result<Gate, Vec<GateProblem>>> {
        Some(Gate::new(WantedGate {
            environment: self.environment.clone()?,
            account: self.account.clone()?,
            candidate: self.candidate.clone()?,
            source: self.source.clone()?,
            target: self.target.clone()?,
            promoters: self.promoters.clone()?,
            expires: until.clone(),
            multipart_copy: self.multipart_copy?,
        }))
    }

    /// The gate, at whatever end: where its role and boundary stand does not depend on it.
    pub(super) fn anywhen(&self) -> Option<Gate> {
        self.gate(&stand_in()?)?.ok()
    }

    /// What the evidence is judged by, as a digest: another one is another question.
    pub(super) fn fingerprint(&self) -> Option<String> {
        let rules = format!("{:?}", self.rules.as_ref()?);
        Some(hex::encode(Sha256::digest(rules.as_bytes())))
    }

    /// What is weighed; `None` while something of it is not known.
    pub(super) fn weighing(&self) -> Option<Weighing> {
        let account = self.account.clone()?;
        let bucket =
            |place: &Place| BucketRef { name: place.bucket.clone(), owner: account.clone() };
        let zones = self.zones.as_ref()?.iter();
        Some(Weighing {
            environment: self.environment.clone()?,
            candidate: self.candidate.clone()?,
            promoters: self.promoters.clone()?,
            target: bucket(self.target.as_ref()?),
            sources: zones.map(|place| (place.kind, bucket(place))).collect(),
            is_large: self.multipart_copy?,
            evidence: self.evidence.clone()?,
            rules: self.rules.clone()?,
            account,
        })
    }
}

pub(super) fn path(name: &str) -> AttributePath {
    AttributePath::attribute(name)
}

/// The diagnostic of a rule that is broken.
pub(super) fn broken(at: AttributePath, rule: &str) -> Diag {
    let rule = rule.trim_end_matches('.');
    Diag::error(format!("Invalid `{at}`"), format!("`{at}` {rule}. Nothing was changed.")).at(at)
}

fn report(problems: Vec<GateProblem>, diags: &mut Diags) {
    for problem in problems {
        let mut at = AttributePath::root();
        for member in problem.member {
            at = at.then(member);
        }
        diags.push(broken(at, &problem.rule));
    }
}

/// Checks a configuration without provider and network.
pub(super) fn validate(config: &PromotionGateModel) -> Diags {
    let mut diags = Diags::new();
    let candidate = parts::candidate(config, &mut diags);
    let profile = parts::profile(config, &mut diags);
    parts::profile_way(profile, candidate.as_ref(), &mut diags);
    let zones = zones::check(config, candidate.as_ref(), &mut diags);
    let evidence = evidence::evidence(config, &mut diags);
    zones::holds_evidence(evidence.as_ref(), zones.as_deref(), &mut diags);
    drop(parts::promoters(config, Home { account: None, region: None }, &mut diags));
    drop(parts::expires(config, &mut diags));
    let _ = parts::max_open(config, &mut diags);
    let _ = parts::max_packet_lifetime(config, &mut diags);
    let _ = parts::on_block(config, &mut diags);
    policy::check(&config.policy, &path("policy"), &mut diags);
    rules::check(config, &mut diags);
    zones::receipt_to(config, zones.as_deref(), None, &mut diags);
    let _ = place::timeouts(&config.timeouts, &mut diags);
    diags
}

/// Resolves a configuration against the provider's settings.
pub(super) async fn resolve(
    reader: &Reader,
    config: &PromotionGateModel,
    diags: &mut Diags,
) -> Resolved {
    let candidate = parts::candidate(config, diags);
    let profile = parts::profile(config, diags);
    parts::profile_way(profile, candidate.as_ref(), diags);
    let zones = zones::resolve(reader, config, candidate.as_ref(), diags).await;
    let evidence = evidence::evidence(config, diags);
    let buckets = zones.all.as_ref().map(|all| zones::named(all));
    zones::holds_evidence(evidence.as_ref(), buckets.as_deref(), diags);
    let home = Home {
        account: zones.account.as_ref(),
        region: zones.target.as_ref().map(|place| &place.region),
    };
    let promoters = parts::promoters(config, home, diags);
    let max_open = parts::max_open(config, diags);
    let pin = match profile {
        Some(Profile::Readiness) => Value::Null,
        Some(Profile::Contract) => policy::pin(reader, config, diags),
        None => Value::Unknown,
    };
    let rules = rules::rules(reader, config, profile, &pin, &zones, diags);
    let receipt_to = zones::receipt_to(config, buckets.as_deref(), zones.account.as_ref(), diags);
    let tags = match &reader.settings.default_tags {
        Value::Null => Some(Tags::new()),
        tags => tags.known().cloned(),
    };
    let resolved = Resolved {
        candidate,
        environment: zones.environment,
        account: zones.account,
        target: zones.target,
        source: zones.source,
        zones: zones.all,
        promoters,
        evidence,
        rules,
        pin,
        expires: parts::expires(config, diags),
        max_open,
        on_block: parts::on_block(config, diags),
        receipt_to,
        multipart_copy: match config.multipart_copy {
            Value::Unknown => None,
            Value::Null => Some(false),
            Value::Known(given) => Some(given),
        },
        tags,
        timeouts: place::timeouts(&config.timeouts, diags),
    };
    // How long it is open changes nothing of the rules between its parts.
    if let Some(Err(problems)) = stand_in().and_then(|until| resolved.gate(&until)) {
        report(problems, diags);
    }
    resolved
}

fn stand_in() -> Option<Moment> {
    Moment::parse("2099-01-01T00:00:00Z", &["expires"]).ok()
}

/// A value that is not one of several words.
fn no_such(what: &'static str, text: &str, at: AttributePath, words: &[&str]) -> Diag {
    let rule = format!("is none of `{}`", words.join("`, `"));
    invalid(at, &NameError::new(what, text, rule))
}
