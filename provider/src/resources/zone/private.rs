//! What is kept beside a zone's state.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cloud::Facet;

/// What a plan was for. A destroy carries its own plan's private data to apply; the delete leg of
/// a replacement carries the create plan's (terraform 1.11.4). So they are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Leg {
    /// A create, also that of a replacement.
    Create,
    /// An update in place.
    Update,
    /// A destroy that somebody asked for.
    Destroy,
}

/// What is kept beside a zone's state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// What the plan was for.
    pub leg: Option<Leg>,
    /// Which create made or adopted the bucket.
    pub nonce: Option<String>,
    /// Whether the zone seals its bucket: it made it, or was asked to.
    pub seals: bool,
    /// Whether a destroy is refused.
    pub protected: bool,
    /// The bucket, where it is known.
    pub bucket: Option<String>,
    /// What the endpoint was found to lack, so that it is said once.
    pub lacks: BTreeSet<Facet>,
}
