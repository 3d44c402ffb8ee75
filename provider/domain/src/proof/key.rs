//! The key: only through S3 for this bucket, only by those whose role says so; its end and its
//! policy only by administrators.

use std::collections::BTreeSet;

use super::class::{Carries, Class, FOREIGN_ACCOUNT, classes};
use super::compiled::Sheets;
use super::dimension::{Applies, Dimension, Meaning, Value, other, value};
use super::engine::compare;
use super::ground::{Ground, delegating, open};
use super::literals::Literals;
use super::resources::Resource;
use super::scene::{Action, Scene};
use super::{Proof, Subject};
use crate::access::{Entitlement, Extent, Grant, Limit, Right, Verb, ZoneAccess, ZoneKey};
use crate::evaluator::Gatekeeper;
use crate::iam_actions;
use crate::key_policy;
use crate::policy_document::PolicyDocument;

/// An action that KMS does not have.
const INVENTED: &str = "kms:ActionOfTomorrow";

pub(super) fn prove(subject: &Subject<'_>, proof: &mut Proof) {
    let access = subject.access;
    let root = format!("arn:{}:iam::{}:root", access.region.partition(), access.account);
    let delegating = delegating(&root);
    let id = |id: &str| {
        let (partition, region) = (access.region.partition(), &access.region);
        format!("arn:{partition}:kms:{region}:{}:key/{id}", access.account)
    };
    let own = id("00000000-0000-0000-0000-00000000000a");
    let other = id("00000000-0000-0000-0000-00000000000b");
    let account = access.account.as_str();
    let key = |policy, arn: String, alias, ours| Key { subject, policy, account, arn, alias, ours };
    match &access.key {
        ZoneKey::Own { alias } => {
            if let Some(policy) = subject.key_policy {
                key(policy, own.clone(), Some(alias.as_str()), true).prove(true, proof);
            }
            // The roles' policies by themselves, without the help of the key's.
            key(&delegating, own, Some(alias), true).prove(false, proof);
        }
        ZoneKey::Given(arn) => {
            key(&delegating, arn.as_str().to_owned(), None, true).prove(false, proof);
        }
        ZoneKey::None => {}
    }
    key(&delegating, other.clone(), None, false).prove(false, proof);
    let arn = other.replace(account, FOREIGN_ACCOUNT);
    Key { account: FOREIGN_ACCOUNT, ..key(open(), arn, None, false) }.prove(false, proof);
}

/// A key, and whether it is the zone's.
struct Key<'a> {
    subject: &'a Subject<'a>,
    policy: &'a PolicyDocument,
    account: &'a str,
    arn: String,
    alias: Option<&'a str>,
    ours: bool,
}

impl Key<'_> {
    /// Proves it for the roles of grants; with `everybody`, for all.
    fn prove(&self, everybody: bool, proof: &mut Proof) {
        let subject = self.subject;
        let access = subject.access;
        let own = subject.role_policies.iter().chain(subject.boundary);
        let literals = Literals::of_documents([self.policy].into_iter().chain(own));
        let dimensions = self.dimensions(&literals);
        let ground = Ground {
            subject,
            policy: self.policy,
            account: self.account,
            gatekeeper: Gatekeeper::Key,
            arn: self.arn.clone(),
            words: if self.ours { "the key" } else { "another key" }.to_owned(),
            bounded: false,
        };
        let action = |name| Action { name, on_itself: true, on_objects: false };
        let known = iam_actions::kms().iter().filter(|action| action.on_key());
        let actions: Vec<_> =
            known.map(|action| action.name).chain([INVENTED]).map(action).collect();
        let scene = Scene {
            ground: &ground,
            actions: &actions,
            resources: &[Resource::Itself],
            dimensions: &dimensions,
        };
        let mut sheets = Sheets::default();
        for class in classes(access, &literals) {
            if everybody || matches!(class.carries, Carries::Own(_)) {
                let entitlements = self.entitlements(&class);
                let class = Class { entitlements, reads_configuration: false, ..class };
                proof.add(compare(&scene, &mut sheets, &class));
            }
        }
    }

    fn entitlements(&self, class: &Class<'_>) -> Vec<Entitlement> {
        let access = self.subject.access;
        match class.carries {
            _ if !self.ours => Vec::new(),
            Carries::Own(grant) => vec![of(uses(grant))],
            Carries::Everything if class.caller.account() == Some(access.account.as_str()) => {
                let mut all = vec![
                    of(expanded(&key_policy::DATA)),
                    of(expanded(&key_policy::ADMINISTRATION)
                        .into_iter()
                        .filter(|action| !key_policy::GUARDED.contains(action))
                        .collect()),
                ];
                all.extend(guarded(access, class));
                all
            }
            Carries::Everything | Carries::Nothing => Vec::new(),
        }
    }

    fn dimensions(&self, literals: &Literals) -> Vec<Dimension> {
        let access = self.subject.access;
        let bucket = access.bucket.arn(&access.region);
        let via = values(
            literals,
            "kms:viaservice",
            &[access.region.kms_via_s3()].into(),
            &["s3.xx-x-1.amazonaws.com".to_owned(), "ebs.xx-x-1.amazonaws.com".to_owned()].into(),
        );
        let context = values(
            literals,
            "kms:encryptioncontext:aws:s3:arn",
            &[format!("{bucket}/object"), format!("{bucket}/x"), bucket.clone()].into(),
            &[format!("{bucket}-other"), "kfm-proof".to_owned()].into(),
        );
        let mut all = vec![
            Dimension::new(Applies::Always, via),
            Dimension::new(Applies::Always, context),
            Dimension::new(Applies::Always, self.aliases(literals)),
        ];
        all.extend(super::dimension::time(access, literals));
        let known = all.iter().flat_map(|one| one.keys.clone()).collect();
        let more: Vec<_> = literals
            .other_keys(&known)
            .filter(|(key, _)| !key.starts_with("s3:"))
            .map(|(key, values)| other(key, values))
            .collect();
        all.extend(more);
        all
    }

    /// The alias of the key: S3 asks for a key by its ARN, so that it has the alias that it has.
    /// Another key has any other that a document names.
    fn aliases(&self, literals: &Literals) -> Vec<Value> {
        const ALIASES: &str = "kms:resourcealiases";
        let zone = match &self.subject.access.key {
            ZoneKey::Own { alias } => Some(alias.as_str()),
            ZoneKey::Given(_) | ZoneKey::None => None,
        };
        let named: BTreeSet<&str> = match self.alias {
            Some(alias) => [alias].into(),
            // In another account any alias is to be had.
            None if self.account == FOREIGN_ACCOUNT => literals.of(ALIASES).collect(),
            None => literals.of(ALIASES).filter(|one| Some(*one) != zone).collect(),
        };
        let of = |alias: &str| value("", &[(ALIASES, alias)], Meaning::Compliant);
        named.into_iter().chain(self.alias.is_none().then_some("alias/kfm-proof")).map(of).collect()
    }
}

/// The values of a key: those by which S3 asks for the bucket, others, and its absence.
fn values(
    literals: &Literals,
    key: &str,
    ours: &BTreeSet<String>,
    others: &BTreeSet<String>,
) -> Vec<Value> {
    let literals = literals.of(key).map(str::to_owned);
    let others: BTreeSet<_> = others.iter().cloned().chain(literals).collect();
    let of = |text: &String, words: &str, meaning| value(words, &[(key, text)], meaning);
    let mut all: Vec<_> = ours.iter().map(|text| of(text, "", Meaning::Compliant)).collect();
    all.extend(
        others
            .difference(ours)
            .map(|text| of(text, &format!("with `{key}` = `{text}`"), Meaning::NotThroughS3)),
    );
    all.push(value(&format!("without `{key}`"), &[], Meaning::NotThroughS3));
    all
}

fn of(actions: Vec<&'static str>) -> Entitlement {
    Entitlement {
        verb: Verb::Configure,
        actions,
        extent: Extent::Everything,
        create_only: false,
        limit: Limit::None,
    }
}

/// What a role needs of the key for what it was granted.
fn uses(grant: &Grant) -> Vec<&'static str> {
    let rights = grant.rights();
    let mut actions = Vec::new();
    if rights.contains(&Right::Read) || rights.contains(&Right::Create) {
        actions.push("kms:Decrypt");
    }
    if rights.contains(&Right::Create) {
        actions.push("kms:GenerateDataKey");
    }
    actions
}

/// What could open the key to others or end it: administrators, and break-glass until its end.
fn guarded(access: &ZoneAccess, class: &Class<'_>) -> Option<Entitlement> {
    let is = |verb: Verb| class.entitlements.iter().any(|one| one.verb == verb);
    let actions = key_policy::GUARDED.to_vec();
    if is(Verb::Configure) {
        return Some(of(actions));
    }
    let until = class.entitlements.iter().find_map(|one| match &one.limit {
        Limit::Until(until) => Some(until.clone()),
        Limit::None => None,
    });
    access
        .break_glass
        .as_ref()
        .and(until)
        .map(|until| Entitlement { limit: Limit::Until(until), ..of(actions) })
}

/// The actions of the reference that patterns name.
fn expanded(patterns: &[&str]) -> Vec<&'static str> {
    patterns.iter().flat_map(|pattern| iam_actions::expand(pattern)).map(|one| one.name).collect()
}
