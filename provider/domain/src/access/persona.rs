//! Kinds of workloads and people that may be granted access.

use std::fmt;
use std::str::FromStr;

use crate::names::NameError;

/// Who works with zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Persona {
    /// Brings data in.
    Ingest,
    /// Works on data and makes versions of it.
    Workers,
    /// Describes versions.
    CatalogBuilder,
    /// Promotes versions.
    Promoter,
    /// Serves published data.
    Api,
    /// Decides about data.
    Steward,
    /// Operates the platform.
    Ops,
    /// Looks at evidence.
    Auditor,
    /// Reads the evidence of promotion gates.
    GateReader,
}

impl Persona {
    /// Every persona, in the order of the matrix.
    pub const ALL: [Self; 9] = [
        Self::Ingest,
        Self::Workers,
        Self::CatalogBuilder,
        Self::Promoter,
        Self::Api,
        Self::Steward,
        Self::Ops,
        Self::Auditor,
        Self::GateReader,
    ];

    /// The name in configurations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Workers => "workers",
            Self::CatalogBuilder => "catalog_builder",
            Self::Promoter => "promoter",
            Self::Api => "api",
            Self::Steward => "steward",
            Self::Ops => "ops",
            Self::Auditor => "auditor",
            Self::GateReader => "gate_reader",
        }
    }
}

impl fmt::Display for Persona {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Persona {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|persona| persona.as_str() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|persona| persona.as_str()).collect();
            NameError::new("persona", text, format!("is none of {}", known.join(", ")))
        })
    }
}
