//! Whom policies name, and whether they exist.
//!
//! Source: AWS IAM User Guide, "AWS JSON policy elements: Principal", role and user principals
//! (2026-11): an ARN becomes the unique id of the role or user when the policy is saved, and is
//! shown as it where it names nobody any more.

use serde_json::Value;

use super::World;
use crate::cloud::{Caller, RoleFacets};
use crate::domain::PrincipalArn;
use crate::domain::policy_document::{PolicyDocument, Principal, Principals};

impl World {
    /// Whether everyone whom a policy names as a principal exists. What cannot be read as a policy
    /// names nobody. The caller exists, and so does every account.
    pub(super) fn knows_all(&self, policy: &str, caller: &Caller) -> bool {
        let Ok(document) = PolicyDocument::parse_any(policy) else { return true };
        document.statements.iter().flat_map(|one| &one.principals).all(|principals| {
            let (Principals::Only(named) | Principals::AllBut(named)) = principals;
            named.iter().all(|principal| match principal {
                Principal::Aws(name) => self.knows(name, caller),
                _ => true,
            })
        })
    }

    fn knows(&self, name: &str, caller: &Caller) -> bool {
        if name.starts_with("AROA") || name.starts_with("AIDA") {
            return self.roles().any(|role| role.unique_id == name);
        }
        let resource = name.splitn(6, ':').nth(5).unwrap_or_default();
        if !resource.starts_with("role/") && !resource.starts_with("user/") {
            return true;
        }
        PrincipalArn::parse(name).is_ok_and(|arn| {
            arn.is_caller(&caller.arn)
                || self.principals.contains(&arn)
                || self.roles().any(|role| role.arn == arn)
        })
    }

    /// Puts the unique id of a role that is gone in place of its ARN, wherever a policy names it
    /// as a principal.
    pub(super) fn forget(&mut self, gone: &RoleFacets) {
        let (arn, id) = (gone.arn.as_str(), gone.unique_id.as_str());
        let of_buckets = self.buckets.values_mut().filter_map(|one| one.facets.policy.as_mut());
        of_buckets.for_each(|policy| rename(policy, arn, id));
        self.keys.values_mut().for_each(|key| rename(&mut key.policy, arn, id));
        self.roles_mut().for_each(|role| rename(&mut role.trust, arn, id));
    }
}

/// Lets a policy name another principal. A policy that does not name this one stays as it is.
fn rename(policy: &mut String, from: &str, to: &str) {
    let Ok(mut document) = serde_json::from_str::<Value>(policy) else { return };
    let mut renamed = false;
    let statements = document.get_mut("Statement").map(each).unwrap_or_default();
    for statement in statements {
        for element in ["Principal", "NotPrincipal"] {
            let named = statement.get_mut(element).and_then(|named| named.get_mut("AWS"));
            for name in named.map(each).unwrap_or_default() {
                if name == from {
                    *name = to.into();
                    renamed = true;
                }
            }
        }
    }
    if renamed {
        *policy = document.to_string();
    }
}

/// The items of a list, or the one thing that stands for a list of it.
fn each(node: &mut Value) -> &mut [Value] {
    match node {
        Value::Array(items) => items,
        one => std::slice::from_mut(one),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_principals_are_renamed() {
        let arn = "arn:aws:iam::123456789012:role/a";
        let policy = |name: &str| {
            json!({"Statement": [
                {"Principal": {"AWS": ["x", name]}, "Condition": {"ArnLike": {"k": arn}}},
                {"NotPrincipal": {"AWS": name}},
                {"Principal": "*"},
            ]})
        };
        let mut text = policy(arn).to_string();
        rename(&mut text, arn, "AROA1");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), policy("AROA1"));
        let mut other = " {\"Statement\": []} ".to_owned();
        rename(&mut other, arn, "AROA1");
        assert_eq!(other, " {\"Statement\": []} ");
    }
}
