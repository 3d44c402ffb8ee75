//! Whose signatures count: keys by principal, as configured.

use std::collections::{BTreeMap, BTreeSet};

use super::public_key::PublicKey;
use crate::promotion::OptionProblem;
use crate::promotion::principals::{is_id, is_principal};

/// The key of one principal as it is configured, not yet checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedKey {
    /// A PEM block `PUBLIC KEY`, of Ed25519 or ECDSA P-256.
    pub public_key: String,
    /// The roles that the principal is trusted in.
    pub roles: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Trust {
    key: PublicKey,
    roles: BTreeSet<String>,
}

/// The keys that are trusted, each of one principal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedKeys(BTreeMap<String, Trust>);

/// A principal with a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signer<'k> {
    pub(super) principal: &'k str,
    pub(super) key: &'k PublicKey,
    pub(super) roles: &'k BTreeSet<String>,
}

impl TrustedKeys {
    /// Checks keys by principal.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them, below `$.trusted_keys`.
    pub fn new(configured: &BTreeMap<String, TrustedKey>) -> Result<Self, Vec<OptionProblem>> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        let mut trusted = BTreeMap::new();
        for (principal, TrustedKey { public_key, roles }) in configured {
            let path = format!("$.trusted_keys.{principal}");
            if !is_principal(principal) {
                let problem = "must be a principal: a kind of actor, `:` and a name";
                problems.push(OptionProblem::new(path.clone(), problem));
            }
            if roles.is_empty() || !roles.iter().all(|role| is_id(role)) {
                let problem = "must be at least one role, each of lower-case letters, digits and `_:.-`, starting with a letter";
                problems.push(OptionProblem::new(format!("{path}.roles"), problem));
            }
            let mut wrong_key =
                |problem| problems.push(OptionProblem::new(format!("{path}.public_key"), problem));
            match PublicKey::from_pem(public_key) {
                Err(problem) => wrong_key(problem),
                // A signature has to name one signer.
                Ok(key) if !seen.insert(key.clone()) => {
                    wrong_key("must be the key of one principal")
                }
                Ok(key) => {
                    trusted.insert(principal.clone(), Trust { key, roles: roles.clone() });
                }
            }
        }
        if problems.is_empty() { Ok(Self(trusted)) } else { Err(problems) }
    }

    /// Whether nobody's signature counts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn signer(&self, principal: &str) -> Option<Signer<'_>> {
        let (principal, Trust { key, roles }) = self.0.get_key_value(principal)?;
        Some(Signer { principal, key, roles })
    }
}

#[cfg(test)]
mod tests;
