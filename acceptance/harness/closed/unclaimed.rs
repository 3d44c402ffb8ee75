//! What the emulator cannot show. It is not claimed: the product's own evaluator is asked instead,
//! and the rows are counted as such.

use jiff::Timestamp;
use kfm_provider::domain::access::{SOURCE_TAG, TARGET_TAG, ZoneAccess, is_about_the_bucket};
use kfm_provider::domain::evaluator::{
    Caller, Context, Gatekeeper, Identity, Policies, Request, evaluate,
};
use kfm_provider::domain::policy_document::{PolicyDocument, PolicyKind};
use kfm_provider::domain::roles::{boundary, role_policy};
use kfm_provider::domain::{ZoneKind, bucket_policy};

use super::acts::Act;
use super::answer::{Own, Standing, admits, may};
use crate::account::{ACCOUNT, EVERYTHING};
use crate::error::{Failure, Result};

/// Why something is not claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unclaimed {
    Tags,
    CopyOver,
    OldTls,
    AccessPoint,
    GateRole,
}

impl Unclaimed {
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::Tags => "the emulator does not ask for s3:PutObjectTagging when a put has tags",
            Self::CopyOver => "the emulator copies over an object whatever If-None-Match says",
            Self::OldTls => "neither the emulator nor the client speaks TLS below 1.2",
            Self::AccessPoint => "the suite makes no access points",
            Self::GateRole => "the emulator takes `${aws:PrincipalTag/…}` for plain text",
        }
    }

    /// Why the emulator is not asked about an act, if it is not. `expected`: what AWS answers.
    pub(super) fn of(
        zone: &ZoneAccess,
        by: Standing<'_>,
        act: Act,
        folder: &str,
        now: Timestamp,
        expected: bool,
    ) -> Option<Self> {
        if act == Act::CopyOver && expected {
            return Some(Self::CopyOver);
        }
        let asked: Vec<_> =
            act.actions().iter().copied().filter(|one| !act.unasked().contains(one)).collect();
        (may(zone, by, act, folder, now, &asked) != expected).then_some(Self::Tags)
    }
}

/// What the evaluator is asked: an act, as it is, or with a key of another value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    pub(super) zone: &'a ZoneAccess,
    pub(super) by: Standing<'a>,
    pub(super) act: Act,
    pub(super) folder: &'a str,
    pub(super) now: Timestamp,
}

impl Question<'_> {
    /// Whether the evaluator lets it through: every action of it.
    ///
    /// # Errors
    /// It has doubts.
    pub(super) fn is_let_through(
        &self,
        tags: &[(&str, &str)],
        key: Option<(&str, &str)>,
    ) -> Result<bool> {
        let everything = read(EVERYTHING)?;
        let bucket = bucket_policy::document(self.zone);
        let arn = self.by.arn.unwrap_or_default().to_owned();
        let granted = self.zone.grants.iter().find(|grant| grant.role().as_str() == arn);
        let own = granted.map(|grant| role_policy(self.zone, grant));
        let bound = boundary(&self.zone.account, &self.zone.region);
        let narrow = self.by.own == Own::Granted;
        let policies = Policies {
            identity: if narrow { own.iter().collect() } else { vec![&everything] },
            boundary: narrow.then_some(&bound),
            resource: Some(&bucket),
            gatekeeper: Gatekeeper::Bucket,
            ..Policies::default()
        };
        let identity = match arn.contains(":user/") {
            true => Identity::User { arn },
            false => Identity::Role { arn, session: "acceptance".to_owned() },
        };
        let mut caller = Caller::of(identity);
        caller.tags.extend(tags.iter().map(|(name, tag)| ((*name).to_owned(), (*tag).to_owned())));
        let context = self.context(key);
        let mut through = true;
        for action in self.act.actions() {
            let resource = match is_about_the_bucket(action) {
                true => self.zone.bucket.arn(&self.zone.region),
                false => format!("{}/{}new", self.zone.bucket.arn(&self.zone.region), self.folder),
            };
            let request = Request {
                caller: &caller,
                action,
                resource: &resource,
                resource_account: ACCOUNT,
                context: &context,
            };
            let decision = evaluate(&request, &policies);
            if decision.is_allowed() == decision.is_refused() {
                return Err(Failure::new(format!("the evaluator cannot tell: {decision:?}")));
            }
            through &= decision.is_allowed();
        }
        Ok(through)
    }

    fn context(&self, key: Option<(&str, &str)>) -> Context {
        let mut context = Context::new()
            .with("aws:SecureTransport", "true")
            .with("aws:CurrentTime", self.now.to_string())
            .with("s3:TlsVersion", "1.3")
            .with("s3:authType", "REST-HEADER");
        if self.act.puts() {
            context = context.with("s3:ObjectCreationOperation", self.act.completes().to_string());
        }
        if self.act.says_new() {
            context = context.with("s3:if-none-match", "*");
        }
        if self.act.lists_below() {
            context = context.with("s3:prefix", self.folder);
        }
        match key {
            Some((key, value)) => context.with(key, value),
            None => context,
        }
    }
}

/// What no request of the suite can be: over an old TLS, and through an access point. Each is
/// refused beside the same request as it should be.
pub(super) fn of_everybody(
    zone: &ZoneAccess,
    by: Standing<'_>,
    folder: &str,
    now: Timestamp,
) -> Result<Vec<Unclaimed>> {
    let point = format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/open");
    let mut rows = Vec::new();
    for (why, key) in [
        (Unclaimed::OldTls, ("s3:TlsVersion", "1.1")),
        (Unclaimed::AccessPoint, ("s3:DataAccessPointArn", point.as_str())),
    ] {
        for act in [Act::Get, Act::Create, Act::ListBelow] {
            let question = Question { zone, by, act, folder, now };
            let usual = question.is_let_through(&[], None)?;
            if usual != admits(zone, by, act, folder, now)
                || question.is_let_through(&[], Some(key))?
            {
                return Err(Failure::new(format!("the evaluator errs: {question:?}, {key:?}")));
            }
            rows.push(why);
        }
    }
    Ok(rows)
}

/// What gate roles may, by hand: zone, act, folder, whether the role has its tags, the answer.
const GATES: [(ZoneKind, Act, &str, bool, bool); 14] = [
    (ZoneKind::Published, Act::Create, "soils/v1/", true, true),
    (ZoneKind::Published, Act::CompleteCreating, "soils/v1/", true, true),
    (ZoneKind::Published, Act::Put, "soils/v1/", true, false),
    (ZoneKind::Published, Act::CreateTagged, "soils/v1/", true, false),
    (ZoneKind::Published, Act::Create, "soils/v2/", true, false),
    (ZoneKind::Published, Act::Create, "soils/v1/", false, false),
    (ZoneKind::Published, Act::Get, "soils/v1/", true, false),
    (ZoneKind::Published, Act::Delete, "soils/v1/", true, false),
    (ZoneKind::Catalog, Act::Get, "soils/v1/", true, true),
    (ZoneKind::Catalog, Act::ListBelow, "soils/v1/", true, true),
    (ZoneKind::Triplet, Act::Get, "soils/v2/", true, false),
    (ZoneKind::Triplet, Act::Get, "soils/v1/", false, false),
    (ZoneKind::Catalog, Act::Create, "soils/v1/", true, false),
    (ZoneKind::Processed, Act::Get, "soils/v1/", true, false),
];

/// Asks about gate roles, which promote to `published`.
pub(super) fn of_gates(zones: &[&ZoneAccess], now: Timestamp) -> Result<Vec<Unclaimed>> {
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/kfm/dev/gate/published/kfm-dev-gate-0123abcd");
    let by = Standing { arn: Some(&arn), own: Own::Everything };
    let mut rows = Vec::new();
    for (kind, act, folder, tagged, expected) in GATES {
        let tags = [(TARGET_TAG, "soils/v1/"), (SOURCE_TAG, "soils/v1/")];
        let tags = if tagged { &tags[..] } else { &[] };
        for zone in zones.iter().filter(|zone| zone.kind == kind) {
            let question = Question { zone, by, act, folder, now };
            if question.is_let_through(tags, None)? != expected {
                let what = if expected { "refuses" } else { "admits" };
                return Err(Failure::new(format!(
                    "the evaluator {what} a gate role: {question:?}"
                )));
            }
            rows.push(Unclaimed::GateRole);
        }
    }
    Ok(rows)
}

fn read(text: &str) -> Result<PolicyDocument> {
    PolicyDocument::parse(text, PolicyKind::Identity)
        .map_err(|problems| Failure::new(format!("{problems:?}")))
}
