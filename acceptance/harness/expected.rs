//! What a `check` step says must be so.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

/// What is expected to be so.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// The bucket that the facts are about.
    pub bucket: Option<String>,
    /// Facts about the bucket.
    pub facts: ExpectedFacts,
    /// Address to attribute to value; an attribute may be a path, `controls.versioning`.
    pub state: BTreeMap<String, BTreeMap<String, Value>>,
    /// Exactly these resources are in the state.
    pub resources: Option<Vec<String>>,
    /// Exactly these of them are tainted.
    pub tainted: Option<Vec<String>>,
    /// Outputs.
    pub outputs: BTreeMap<String, Value>,
    /// How many keys of the account are in which state.
    pub keys: Option<BTreeMap<String, usize>>,
    /// Exactly these aliases exist.
    pub aliases: Option<Vec<String>>,
}

impl Check {
    /// Whether anything is asked of terraform's state.
    pub fn asks_state(&self) -> bool {
        let lists = [&self.resources, &self.tainted];
        let listed = lists.into_iter().any(Option::is_some);
        listed || !self.state.is_empty() || !self.outputs.is_empty()
    }
}

/// Facts about a bucket; what is absent is not asked.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectedFacts {
    /// It exists.
    pub exists: Option<bool>,
    /// Every control of a sealed zone with a KMS key is on (Object Lock apart).
    pub sealed: bool,
    /// Object Lock is enabled.
    pub object_lock: Option<bool>,
    /// The default retention: `GOVERNANCE 30 days`, `COMPLIANCE 1 years`, `none`.
    pub lock_rule: Option<String>,
    /// Exactly these rules, in the words of the S3 API, in any order; `[]` without a configuration.
    pub lifecycle: Option<Vec<Table>>,
    /// Where access logs go: `<bucket>/<prefix>`, `none`.
    pub logging: Option<String>,
    /// Exactly these get events: `EventBridge`, ARNs of queues, topics and functions.
    pub events: Option<Vec<String>>,
    /// Exactly these buckets, as ARNs, may have their access logs delivered by the policy.
    pub log_sources: Option<Vec<String>>,
    /// `Enabled`, `Suspended`, `Off`.
    pub versioning: Option<String>,
    /// The algorithm of the default encryption.
    pub encryption: Option<String>,
    /// `kfm_zone`, another id, `foreign`, `none`.
    pub policy: Option<String>,
    /// Exactly these tags, the provider's own apart.
    pub tags: Option<BTreeMap<String, String>>,
    /// These tags of the provider's own.
    pub marks: BTreeMap<String, String>,
    /// Exactly these objects are current, with these contents.
    pub objects: Option<BTreeMap<String, String>>,
    /// Exactly these objects have versions: the contents of each, the oldest first.
    pub versions: Option<BTreeMap<String, Vec<String>>>,
    /// The current objects that are retained: `GOVERNANCE 30 days`, counted from their making.
    pub retained: Option<BTreeMap<String, String>>,
}
