//! The storage classes, and the one way down between them.

use std::fmt;
use std::str::FromStr;

use crate::names::NameError;

/// A storage class that objects move to. All begin in STANDARD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StorageClass {
    /// Infrequent access.
    StandardIa,
    /// Moved by S3 as it is used.
    IntelligentTiering,
    /// Infrequent access, in one availability zone.
    OneZoneIa,
    /// Archive with instant access.
    GlacierIr,
    /// Archive with access after hours.
    Glacier,
    /// Archive with access after half a day.
    DeepArchive,
}

impl StorageClass {
    /// Every class, from the top of the waterfall to its bottom.
    pub const ALL: [Self; 6] = [
        Self::StandardIa,
        Self::IntelligentTiering,
        Self::OneZoneIa,
        Self::GlacierIr,
        Self::Glacier,
        Self::DeepArchive,
    ];

    /// The word that S3 and HCL use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StandardIa => "STANDARD_IA",
            Self::IntelligentTiering => "INTELLIGENT_TIERING",
            Self::OneZoneIa => "ONEZONE_IA",
            Self::GlacierIr => "GLACIER_IR",
            Self::Glacier => "GLACIER",
            Self::DeepArchive => "DEEP_ARCHIVE",
        }
    }

    /// The fewest days in STANDARD before a move here.
    ///
    /// Source: AWS "Transitioning objects using Amazon S3 Lifecycle", constraints (2026-11): 30
    /// days before STANDARD_IA and ONEZONE_IA.
    pub const fn earliest(self) -> u32 {
        match self {
            Self::StandardIa | Self::OneZoneIa => 30,
            _ => 0,
        }
    }

    /// The fewest days to stay here before the next move.
    ///
    /// Source: as [`StorageClass::earliest`]; S3 refuses a rule that moves on sooner.
    pub const fn shortest_stay(self) -> u32 {
        self.earliest()
    }

    /// Whether S3 moves objects from here to `to`: down the waterfall only.
    ///
    /// Source: AWS "Transitioning objects using Amazon S3 Lifecycle", supported transitions
    /// (2026-11).
    pub fn moves_to(self, to: Self) -> bool {
        to > self && (self, to) != (Self::OneZoneIa, Self::GlacierIr)
    }
}

impl fmt::Display for StorageClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for StorageClass {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::ALL.into_iter().find(|class| class.as_str() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|class| class.as_str()).collect();
            NameError::new("storage class", text, format!("is not one of {}", names.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::StorageClass::{self, *};

    #[test]
    fn the_waterfall_has_one_direction() {
        for from in StorageClass::ALL {
            assert!(!from.moves_to(from));
            for to in StorageClass::ALL {
                assert!(!(from.moves_to(to) && to.moves_to(from)), "{from} and {to}");
            }
        }
        assert!(StandardIa.moves_to(IntelligentTiering) && GlacierIr.moves_to(DeepArchive));
        assert!(!OneZoneIa.moves_to(GlacierIr) && !Glacier.moves_to(GlacierIr));
    }
}
