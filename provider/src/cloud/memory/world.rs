//! What there is.

use std::collections::{BTreeMap, BTreeSet};

use super::refusal;
use crate::cloud::{
    BucketFacets, BucketRef, Caller, CloudError, CloudErrorKind, Facet, KeyFacets, KeyState,
    ManagedPolicyFacets, ObjectVersion, Operation, RoleFacets, VersionLock,
};
use crate::domain::promotion::contract::storage::ObjectId;
use crate::domain::roles::RoleName;
use crate::domain::tags::Tags;
use crate::domain::{AccountId, BucketName, KeyArn, PrincipalArn, Region};

/// A bucket and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    pub(super) owner: AccountId,
    pub(super) facets: BucketFacets,
    pub(super) versions: Vec<ObjectVersion>,
    pub(super) uploads: Vec<(String, String)>,
    pub(super) locks: BTreeMap<ObjectVersion, VersionLock>,
}

impl Bucket {
    pub(super) fn new(owner: AccountId, facets: BucketFacets) -> Self {
        Self { owner, facets, versions: Vec::new(), uploads: Vec::new(), locks: BTreeMap::new() }
    }
}

/// Everything there is.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    pub(super) buckets: BTreeMap<BucketName, Bucket>,
    /// Without their aliases: those are in `aliases` alone.
    pub(super) keys: BTreeMap<KeyArn, KeyFacets>,
    pub(super) aliases: BTreeMap<String, KeyArn>,
    /// Roles and users of which no more is known than that they exist.
    pub(super) principals: BTreeSet<PrincipalArn>,
    /// By account and name in lower case: IAM tells no two roles apart by case or path.
    roles: BTreeMap<(AccountId, String), RoleFacets>,
    /// By ARN.
    pub(super) policies: BTreeMap<String, ManagedPolicyFacets>,
    /// What objects hold that are read.
    pub(super) objects: BTreeMap<ObjectId, Vec<u8>>,
    /// What the endpoint does not offer.
    pub(super) lacks: BTreeSet<Facet>,
    /// What the endpoint accepts and forgets.
    pub(super) ignores: BTreeSet<Facet>,
    pub(super) operations: Vec<Operation>,
    pub(super) reads: Vec<(&'static str, String)>,
    pub(super) mutations: usize,
    made: u64,
}

impl World {
    /// An id that nothing else has.
    pub(super) fn next_id(&mut self) -> String {
        self.made += 1;
        format!("{:08x}-0000-4000-8000-{:012x}", self.made, self.made)
    }

    /// Makes an enabled key without rotation.
    pub(super) fn make_key(
        &mut self,
        account: &AccountId,
        region: Option<&Region>,
        policy: &str,
        tags: &Tags,
    ) -> KeyArn {
        let region = region.map_or("us-east-1", Region::as_str);
        let partition = Region::parse(region).map_or("aws", |region| region.partition());
        let arn = loop {
            let id = self.next_id();
            // INVARIANT: well formed by construction, so the loop runs once.
            if let Ok(arn) =
                KeyArn::parse(&format!("arn:{partition}:kms:{region}:{account}:key/{id}"))
            {
                break arn;
            }
        };
        let key = KeyFacets {
            arn: arn.clone(),
            state: KeyState::Enabled,
            rotation: false,
            policy: policy.to_owned(),
            tags: tags.clone(),
            alias: None,
        };
        self.keys.insert(arn.clone(), key);
        arn
    }

    /// A key with its alias.
    pub(super) fn key_facets(&self, key: &KeyArn) -> Option<KeyFacets> {
        let alias = self.aliases.iter().find(|(_, named)| *named == key);
        let facets = self.keys.get(key)?.clone();
        Some(KeyFacets { alias: alias.map(|(alias, _)| alias.clone()), ..facets })
    }

    /// The id of a new role.
    pub(super) fn next_role_id(&mut self) -> String {
        self.made += 1;
        format!("AROA{:017X}", self.made)
    }

    /// All roles of all accounts.
    pub(super) fn roles(&self) -> impl Iterator<Item = &RoleFacets> {
        self.roles.values()
    }

    /// The same, to change them.
    pub(super) fn roles_mut(&mut self) -> impl Iterator<Item = &mut RoleFacets> {
        self.roles.values_mut()
    }

    /// A role, whatever the case of its name.
    pub(super) fn role(&self, account: &AccountId, name: &str) -> Option<&RoleFacets> {
        self.roles.get(&role_key(account, name))
    }

    /// The same, to change it.
    pub(super) fn role_mut(
        &mut self,
        account: &AccountId,
        name: &RoleName,
    ) -> Option<&mut RoleFacets> {
        self.roles.get_mut(&role_key(account, name.as_str()))
    }

    /// Adds a role, or replaces the one of its name.
    pub(super) fn put_role(&mut self, role: RoleFacets) {
        self.roles.insert(role_key(role.arn.account(), role.arn.name()), role);
    }

    /// Removes a role. Policies that name it show its unique id from now on.
    pub(super) fn remove_role(&mut self, account: &AccountId, name: &RoleName) {
        if let Some(role) = self.roles.remove(&role_key(account, name.as_str())) {
            self.forget(&role);
        }
    }

    /// A bucket that exists, whose owner is both the caller's account and the expected one.
    pub(super) fn own_bucket(
        &mut self,
        caller: &Caller,
        region: Option<&Region>,
        action: &'static str,
        bucket: &BucketRef,
    ) -> Result<&mut Bucket, CloudError> {
        let target = bucket.name.as_str();
        let Some(found) = self.buckets.get_mut(&bucket.name) else {
            return Err(refusal(action, target, CloudErrorKind::NotFound, "NoSuchBucket"));
        };
        if found.owner != caller.account || found.owner != bucket.owner {
            return Err(refusal(action, target, CloudErrorKind::Denied, "AccessDenied"));
        }
        if region.is_some_and(|region| *region != found.facets.region) {
            return Err(refusal(action, target, CloudErrorKind::WrongRegion, "PermanentRedirect"));
        }
        Ok(found)
    }

    /// A key that exists in the region that is asked and in the caller's account.
    pub(super) fn own_key(
        &mut self,
        caller: &Caller,
        region: Option<&Region>,
        action: &'static str,
        key: &KeyArn,
    ) -> Result<&mut KeyFacets, CloudError> {
        let target = key.as_str();
        if key.account() != caller.account.as_str() {
            return Err(refusal(action, target, CloudErrorKind::Denied, "AccessDeniedException"));
        }
        let here = region.is_none_or(|region| region.as_str() == key.region());
        match self.keys.get_mut(key) {
            Some(key) if here => Ok(key),
            _ => Err(refusal(action, target, CloudErrorKind::NotFound, "NotFoundException")),
        }
    }
}

fn role_key(account: &AccountId, name: &str) -> (AccountId, String) {
    (account.clone(), name.to_ascii_lowercase())
}
