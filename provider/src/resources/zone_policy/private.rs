//! What is kept beside the state of a zone's policy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::resources::zone::Leg;

/// What is kept beside the state of a zone's policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// What the plan was for.
    pub leg: Option<Leg>,
    /// What the last refresh found wrong with the trust of roles that were granted by ARN, by ARN:
    /// nothing here repairs it, so every plan says it.
    pub trust: BTreeMap<String, Vec<String>>,
}
