//! Zones as they may be desired, and worlds as they may be observed.

use std::collections::BTreeSet;

use kfm_provider::cloud::{
    Acl, BucketFacets, BucketRef, Encryption, Facet, KeyFacets, KeyState, LogTarget, ObjectLock,
    Operation, Ownership, PublicAccessBlock, Versioning,
};
use kfm_provider::domain::tags::Tags;
use kfm_provider::domain::{
    AccountId, BucketName, BucketNamespace, Days, KeyArn, LockMode, LockRule, ObjectLifecycle,
    Region,
};
use kfm_provider::reconcile::{Desired, DesiredKey, DesiredLock, DesiredSeal, Observed};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::support::zones::{ACCOUNT, GIVEN};

const OWN: &str = "arn:aws:kms:us-east-1:123456789012:key/00000002-0000-4000-8000-000000000002";
pub(crate) const MADE: &str =
    "arn:aws:kms:us-east-1:123456789012:key/00000003-0000-4000-8000-000000000003";
const ALIAS: &str = "alias/kfm/dev/a-bucket";

fn tags(marks: &[(&str, &str)]) -> Tags {
    marks.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

pub(crate) fn arn(key: &str) -> KeyArn {
    KeyArn::parse(key).unwrap()
}

fn own_key() -> DesiredKey {
    DesiredKey::Own {
        description: "a key".into(),
        alias: ALIAS.into(),
        policy: r#"{"Id":"kfm_zone","Statement":[]}"#.into(),
        tags: tags(&[("kfm:bucket", "a-bucket"), ("kfm:zone", "raw")]),
    }
}

fn rule(days: i64) -> LockRule {
    LockRule { mode: LockMode::Governance, days: Days::new(days).unwrap() }
}

fn lifecycle() -> impl Strategy<Value = ObjectLifecycle> {
    let rare = ObjectLifecycle { abort_multipart_days: 3, ..ObjectLifecycle::default() };
    select(vec![ObjectLifecycle::default(), rare])
}

fn access_log() -> impl Strategy<Value = Option<LogTarget>> {
    let target = |prefix: &str| LogTarget { bucket: "logs".to_owned(), prefix: prefix.to_owned() };
    select(vec![None, Some(target("a/")), Some(target("b/"))])
}

prop_compose! {
    pub(crate) fn desired()(
        key in select(vec![DesiredKey::Service, DesiredKey::Given(arn(GIVEN)), own_key()]),
        owned in any::<bool>(),
        must_be_empty in any::<bool>(),
        lock in select(vec![DesiredLock::Never, DesiredLock::Kept, DesiredLock::Rule(rule(30))]),
        lifecycle in lifecycle(),
        access_log in access_log(),
        events in any::<bool>(),
        extra in select(vec![tags(&[]), tags(&[("team", "soils")])]),
    ) -> Desired {
        let with = |nonce| extra.clone().into_iter().chain(tags(&[("kfm:nonce", nonce)])).collect();
        Desired {
            bucket: BucketRef {
                name: BucketName::parse("a-bucket").unwrap(),
                owner: AccountId::parse(ACCOUNT).unwrap(),
            },
            region: Region::parse("us-east-1").unwrap(),
            tags: with("a"),
            creating_tags: with("a/creating"),
            must_be_empty,
            seal: DesiredSeal { document: r#"{"Id":"kfm_zone","Statement":[]}"#.into(), owned },
            key,
            namespace: BucketNamespace::Global,
            lock,
            lifecycle: lifecycle.rules(),
            access_log,
            events,
            needs: BTreeSet::new(),
        }
    }
}

prop_compose! {
    fn bucket()(
        tags in select(vec![
            tags(&[]),
            tags(&[("kfm:nonce", "a/creating")]),
            tags(&[("kfm:nonce", "a")]),
            tags(&[("kfm:nonce", "a"), ("team", "soils")]),
            tags(&[("kfm:nonce", "b"), ("stranger", "x")]),
        ]),
        object_lock in select(vec![
            ObjectLock::Disabled,
            ObjectLock::Enabled(None),
            ObjectLock::Enabled(Some(rule(30))),
            ObjectLock::Enabled(Some(rule(7))),
        ]),
        blocks in any::<[bool; 4]>(),
        ownership in select(vec![
            Ownership::BucketOwnerEnforced,
            Ownership::Other("ObjectWriter".into()),
        ]),
        acl in select(vec![Acl::Private, Acl::Grants(vec!["AllUsers READ".into()])]),
        versioning in select(vec![
            Versioning::Disabled,
            Versioning::Enabled,
            Versioning::Suspended,
        ]),
        encryption in select(vec![
            Encryption::service_default(),
            Encryption::wanted(Some(&arn(GIVEN))),
            Encryption::wanted(Some(&arn(OWN))),
            Encryption { bucket_key: false, ..Encryption::wanted(Some(&arn(OWN))) },
        ]),
        policy in select(vec![
            None,
            Some(r#"{"Id":"kfm_zone","Statement":[]}"#.to_owned()),
            Some(r#"{"Statement":[],"Id":"kfm_zone"}"#.to_owned()),
            Some(r#"{"Id":"kfm_zone","Statement":[{}]}"#.to_owned()),
            Some(r#"{"Id":"kfm_zone_policy","Statement":[]}"#.to_owned()),
            Some(r#"{"Statement":[]}"#.to_owned()),
            Some("no JSON".to_owned()),
        ]),
        lifecycle in option::of(lifecycle()),
        access_log in access_log(),
        [sse_c_blocked, events, website, cors] in any::<[bool; 4]>(),
    ) -> BucketFacets {
        let [block_public_acls, ignore_public_acls, block_public_policy, restrict_public_buckets] =
            blocks;
        BucketFacets {
            region: Region::parse("us-east-1").unwrap(),
            tags,
            object_lock,
            public_access_block: PublicAccessBlock {
                block_public_acls,
                ignore_public_acls,
                block_public_policy,
                restrict_public_buckets,
            },
            // S3 gives no ACL of others where ACLs have no effect.
            acl: if ownership == Ownership::BucketOwnerEnforced { Acl::Private } else { acl },
            ownership,
            versioning,
            encryption,
            policy,
            website,
            cors,
            sse_c_blocked,
            lifecycle: lifecycle.map(|lifecycle| lifecycle.rules()).unwrap_or_default(),
            access_log,
            events,
            lacks: BTreeSet::new(),
        }
    }
}

prop_compose! {
    fn key()(
        state in select(vec![
            KeyState::Enabled,
            KeyState::Disabled,
            KeyState::PendingDeletion,
        ]),
        rotation in any::<bool>(),
        policy in select(vec![r#"{"Statement":[],"Id":"kfm_zone"}"#, "{}"]),
        tags in select(vec![
            tags(&[]),
            tags(&[("kfm:zone", "raw")]),
            tags(&[("kfm:bucket", "a-bucket"), ("kfm:zone", "raw"), ("team", "x")]),
        ]),
        alias in option::of(select(vec![ALIAS.to_owned(), "alias/of/a/stranger".to_owned()])),
    ) -> KeyFacets {
        KeyFacets { arn: arn(OWN), state, rotation, policy: policy.to_owned(), tags, alias }
    }
}

prop_compose! {
    pub(crate) fn observed()(
        bucket in option::weighted(0.8, bucket()),
        key in option::weighted(0.7, key()),
        alias_taken in any::<bool>(),
        lacks in option::weighted(0.3, subsequence(Facet::ALL.to_vec(), 1..4)),
    ) -> Observed {
        let lacks = lacks.into_iter().flatten().collect();
        Observed { bucket, key, alias_taken, lacks }
    }
}

/// A zone that is as desired, written without looking at how it is made so.
pub(crate) fn observed_of(desired: &Desired) -> Observed {
    let create = Operation::CreateBucket {
        bucket: desired.bucket.clone(),
        region: desired.region.clone(),
        object_lock: desired.lock != DesiredLock::Never,
        namespace: desired.namespace,
        tags: desired.tags.clone(),
    };
    let own = match &desired.key {
        DesiredKey::Given(_) | DesiredKey::Service => None,
        DesiredKey::Own { alias, policy, tags, .. } => Some(KeyFacets {
            arn: arn(OWN),
            state: KeyState::Enabled,
            rotation: true,
            policy: policy.clone(),
            tags: tags.clone(),
            alias: Some(alias.clone()),
        }),
    };
    let key = match &desired.key {
        DesiredKey::Given(key) => Some(key),
        DesiredKey::Own { .. } | DesiredKey::Service => own.as_ref().map(|own| &own.arn),
    };
    let made = create.after(None).unwrap();
    let bucket = BucketFacets {
        public_access_block: PublicAccessBlock::ALL,
        policy: Some(desired.seal.document.clone()),
        encryption: Encryption::wanted(key),
        sse_c_blocked: true,
        object_lock: match desired.lock {
            DesiredLock::Rule(rule) => ObjectLock::Enabled(Some(rule)),
            DesiredLock::Never | DesiredLock::Kept => made.object_lock,
        },
        versioning: Versioning::Enabled,
        lifecycle: desired.lifecycle.clone(),
        access_log: desired.access_log.clone(),
        events: desired.events,
        ..made
    };
    Observed { bucket: Some(bucket), key: own, ..Observed::default() }
}
