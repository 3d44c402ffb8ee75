//! A cloud in memory: one world, seen by callers. The conformance suite proves that it behaves as
//! the adapter of AWS does.

mod objects;
mod principals;
mod reads;
mod role_writes;
mod roles;
mod world;
mod writes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use world::{Bucket, World};

use super::bucket::{
    Acl, BucketFacets, Encryption, Facet, ObjectLock, Ownership, PublicAccessBlock, VersionLock,
    Versioning,
};
use super::{Caller, CloudError, CloudErrorKind, KeyFacets, ObjectVersion, Operation};
use crate::domain::promotion::contract::storage::ObjectId;
use crate::domain::tags::Tags;
use crate::domain::{AccountId, BucketName, KeyArn, PrincipalArn, Region};

/// A view of a world in memory by one caller. Clones and [`MemoryCloud::as_caller`] share the
/// world. IAM lets every caller do everything; refusals and failures are those of
/// [`Faulty`](super::faulty::Faulty). A policy that names a role or user as a principal is refused
/// unless they were made, added, or are the caller.
///
/// The knobs change the world behind the back of the port: they are neither logged nor counted,
/// and do nothing where what they name does not exist.
#[derive(Clone, Debug)]
pub struct MemoryCloud {
    world: Arc<Mutex<World>>,
    caller: Caller,
    region: Option<Region>,
}

impl MemoryCloud {
    /// An empty world, seen by `caller`. Buckets of every region answer; keys are made in
    /// `us-east-1`.
    pub fn new(caller: Caller) -> Self {
        Self { world: Arc::default(), caller, region: None }
    }

    /// The same world, seen by another caller.
    #[must_use]
    pub fn as_caller(&self, caller: Caller) -> Self {
        Self { world: Arc::clone(&self.world), caller, region: self.region.clone() }
    }

    /// The same world, asked in one region: buckets of other regions answer
    /// [`CloudErrorKind::WrongRegion`], keys of other regions do not exist.
    #[must_use]
    pub fn in_region(&self, region: Region) -> Self {
        Self { region: Some(region), ..self.clone() }
    }

    /// A world of its own that is as this one is now, seen by the same caller.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self { world: Arc::new(Mutex::new(self.lock().clone())), ..self.clone() }
    }

    /// The operations that took effect, in order.
    pub fn operations(&self) -> Vec<Operation> {
        self.lock().operations.clone()
    }

    /// How many writes were attempted, refused ones included.
    pub fn mutations(&self) -> usize {
        self.lock().mutations
    }

    /// The reads that were made, as IAM action and target.
    pub fn reads(&self) -> Vec<(&'static str, String)> {
        self.lock().reads.clone()
    }

    /// Empties the logs and the counter.
    pub fn forget_calls(&self) {
        let mut world = self.lock();
        world.operations.clear();
        world.reads.clear();
        world.mutations = 0;
    }

    /// The names of all buckets, without a read.
    pub fn buckets(&self) -> Vec<BucketName> {
        self.lock().buckets.keys().cloned().collect()
    }

    /// The ARNs of all keys, without a read.
    pub fn keys(&self) -> Vec<KeyArn> {
        self.lock().keys.keys().cloned().collect()
    }

    /// All aliases and the keys that they name, without a read.
    pub fn aliases(&self) -> BTreeMap<String, KeyArn> {
        self.lock().aliases.clone()
    }

    /// The facets of a bucket of any account, without a read.
    pub fn facets(&self, bucket: &BucketName) -> Option<BucketFacets> {
        self.lock().buckets.get(bucket).map(|bucket| bucket.facets.clone())
    }

    /// The facets of a key of any account, without a read.
    pub fn key_facets(&self, key: &KeyArn) -> Option<KeyFacets> {
        self.lock().key_facets(key)
    }

    /// Changes a bucket behind the provider's back.
    pub fn drift(&self, bucket: &BucketName, change: impl FnOnce(&mut BucketFacets)) {
        if let Some(bucket) = self.lock().buckets.get_mut(bucket) {
            change(&mut bucket.facets);
        }
    }

    /// Changes a key behind the provider's back. Its ARN and alias are not facets to change here.
    pub fn drift_key(&self, key: &KeyArn, change: impl FnOnce(&mut KeyFacets)) {
        if let Some(key) = self.lock().keys.get_mut(key) {
            change(key);
        }
    }

    /// Makes a bucket of any account, as a stranger would. An existing one is replaced.
    pub fn add_bucket(&self, name: &BucketName, owner: &AccountId, facets: BucketFacets) {
        let bucket = Bucket::new(owner.clone(), facets);
        self.lock().buckets.insert(name.clone(), bucket);
    }

    /// Makes a bucket of another account, with everything as S3 makes it.
    pub fn add_foreign_bucket(&self, name: &BucketName, owner: &AccountId, region: &Region) {
        self.add_bucket(name, owner, plain_bucket(region));
    }

    /// Deletes a bucket with everything in it.
    pub fn remove_bucket(&self, name: &BucketName) {
        self.lock().buckets.remove(name);
    }

    /// Puts an object, and gives the version that it has.
    pub fn put_object(&self, bucket: &BucketName, key: &str) -> ObjectVersion {
        let mut world = self.lock();
        let version = ObjectVersion { key: key.to_owned(), version: world.next_id() };
        if let Some(bucket) = world.buckets.get_mut(bucket) {
            bucket.versions.push(version.clone());
        }
        version
    }

    /// Gives an object content to read, with its version if it has one.
    pub fn store(&self, object: ObjectId, content: &[u8]) {
        self.lock().objects.insert(object, content.to_vec());
    }

    /// Removes what [`Self::store`] stored.
    pub fn forget_object(&self, object: &ObjectId) {
        self.lock().objects.remove(object);
    }

    /// Locks a version of an object, as its writer would.
    pub fn lock_version(&self, bucket: &BucketName, version: &ObjectVersion, lock: VersionLock) {
        if let Some(bucket) = self.lock().buckets.get_mut(bucket) {
            bucket.locks.insert(version.clone(), lock);
        }
    }

    /// Takes a lock off a version of an object.
    pub fn unlock_version(&self, bucket: &BucketName, version: &ObjectVersion) {
        if let Some(bucket) = self.lock().buckets.get_mut(bucket) {
            bucket.locks.remove(version);
        }
    }

    /// Lets the endpoint lack facets: their reads say so, and writes of them are refused as
    /// unsupported.
    pub fn lack(&self, facets: impl IntoIterator<Item = Facet>) {
        self.lock().lacks.extend(facets);
    }

    /// Lets the endpoint accept writes of facets and forget them.
    pub fn ignore(&self, facets: impl IntoIterator<Item = Facet>) {
        self.lock().ignores.extend(facets);
    }

    /// Begins a multipart upload, and gives its id.
    pub fn begin_upload(&self, bucket: &BucketName, key: &str) -> String {
        let mut world = self.lock();
        let upload = world.next_id();
        if let Some(bucket) = world.buckets.get_mut(bucket) {
            bucket.uploads.push((key.to_owned(), upload.clone()));
        }
        upload
    }

    /// Makes a key of the caller's account, as a stranger would, and gives its ARN.
    pub fn add_key(&self, policy: &str, tags: Tags) -> KeyArn {
        self.lock().make_key(&self.caller.account, self.region.as_ref(), policy, &tags)
    }

    /// Names a key, as a stranger would.
    pub fn add_alias(&self, alias: &str, key: &KeyArn) {
        self.lock().aliases.insert(alias.to_owned(), key.clone());
    }

    /// Removes an alias, as a stranger would.
    pub fn remove_alias(&self, alias: &str) {
        self.lock().aliases.remove(alias);
    }

    /// Deletes a key at once, with its aliases.
    pub fn remove_key(&self, key: &KeyArn) {
        let mut world = self.lock();
        world.keys.remove(key);
        world.aliases.retain(|_, named| named != key);
    }

    /// Makes a role or user known to IAM, of which nothing can be read but its ARN.
    pub fn add_principal(&self, principal: PrincipalArn) {
        self.lock().principals.insert(principal);
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A bucket as S3 makes it where nobody asks for anything.
pub fn plain_bucket(region: &Region) -> BucketFacets {
    BucketFacets {
        region: region.clone(),
        tags: Tags::new(),
        object_lock: ObjectLock::Disabled,
        public_access_block: PublicAccessBlock::ALL,
        ownership: Ownership::BucketOwnerEnforced,
        acl: Acl::Private,
        versioning: Versioning::Disabled,
        encryption: Encryption::service_default(),
        sse_c_blocked: true,
        policy: None,
        website: false,
        cors: false,
        lifecycle: Vec::new(),
        access_log: None,
        events: false,
        lacks: BTreeSet::new(),
    }
}

/// An error as the service would give it.
fn refusal(action: &'static str, target: &str, kind: CloudErrorKind, code: &str) -> CloudError {
    CloudError { code: Some(code.to_owned()), ..CloudError::new(action, target, kind) }
}
