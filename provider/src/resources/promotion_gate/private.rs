//! What is kept beside a gate's state.

use serde::{Deserialize, Serialize};

use crate::gate::Verdict;
use crate::resources::zone::Leg;

/// What is kept beside a gate's state. A refresh writes what it saw, and core hands that to every
/// later step of the same run: so the plan, its repetition at apply, and the apply itself speak of
/// the same evidence, whatever becomes of it meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// What the plan was for.
    pub leg: Option<Leg>,
    /// Which create made the gate: its role carries it.
    pub nonce: Option<String>,
    /// What the last refresh or apply saw of the evidence.
    pub seen: Option<Verdict>,
    /// Why what could not be evaluated then could not be, each a sentence for people.
    pub causes: Vec<String>,
    /// What it was judged by, as a digest.
    pub rules: Option<String>,
    /// What the last refresh saw of the role.
    pub guard: Guarded,
    /// What the gate was last opened for.
    pub opened: Option<Opened>,
    /// Whether its time was over when the gate was last looked at.
    pub expired: bool,
}

/// How the gate's role was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Guarded {
    /// There is none.
    #[default]
    Closed,
    /// As the gate made it.
    Open,
    /// Otherwise: it is closed to its end, and made anew if the gate is to be open.
    Differs,
}

/// What a gate was opened for: its time is not renewed for the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opened {
    /// The digest of the packet.
    pub packet: String,
    /// `expires` as configured.
    pub asked: Option<String>,
    /// When it opened.
    pub at: String,
    /// When it ends.
    pub until: String,
}
