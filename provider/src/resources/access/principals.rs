//! What IAM says of a principal, as the domain asks about it.

use std::collections::BTreeMap;

use super::observe::Looked;
use crate::cloud::{ManagedPolicyFacets, RoleFacets};
use crate::domain::PrincipalArn;
use crate::domain::inquiry::{Document, Principal, Standing};
use crate::domain::policy_document::PolicyDocument;

/// Managed policies by ARN.
pub(super) type Managed = BTreeMap<String, ManagedPolicyFacets>;

pub(super) fn principal(arn: &PrincipalArn, looked: &Looked, managed: &Managed) -> Principal {
    let unread = |why: &str| Standing::Present {
        identity: Vec::new(),
        boundary: None,
        unknown: Some(why.to_owned()),
    };
    let of = |standing| Principal::of(arn, None, [].into(), standing);
    match looked {
        Looked::Role(role) if role.arn != *arn => of(Standing::Absent(format!(
            "There is no such role: the one of this name is `{}`, which is another",
            role.arn
        ))),
        Looked::Role(role) => {
            let (id, tags) = (Some(role.unique_id.clone()), role.tags.clone());
            Principal::of(arn, id, tags, role_standing(role, managed))
        }
        Looked::User => of(unread("the policies of users and of their groups are not read")),
        Looked::Elsewhere => of(unread("the policies of other accounts' principals are not read")),
        Looked::Absent => of(Standing::Absent("IAM knows no such principal".to_owned())),
    }
}

fn role_standing(role: &RoleFacets, managed: &Managed) -> Standing {
    let mut unknown = Vec::new();
    let mut document = |name: String, text: Option<&str>| {
        let read = text.map(PolicyDocument::parse_any);
        match read {
            Some(Ok(policy)) => return Some(Document { name, policy }),
            Some(Err(_)) => unknown.push(format!("the {name} is not understood")),
            None => unknown.push(format!("the {name} is attached and cannot be found")),
        }
        None
    };
    let text = |arn: &String| managed.get(arn).map(|policy| policy.document.as_str());
    let mut identity = Vec::new();
    for (name, text) in &role.inline {
        identity.extend(document(format!("role policy {name}"), Some(text)));
    }
    for arn in &role.attached {
        identity.extend(document(format!("attached policy {arn}"), text(arn)));
    }
    let boundary =
        role.boundary.as_ref().and_then(|arn| document(format!("boundary {arn}"), text(arn)));
    let unknown = (!unknown.is_empty()).then(|| unknown.join(" and "));
    Standing::Present { identity, boundary, unknown }
}
