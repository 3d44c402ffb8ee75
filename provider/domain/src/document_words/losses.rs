//! What is lost when a zone's policy takes the place of one that was written by hand.

use super::facts::Facts;
use crate::access::ZoneAccess;
use crate::policy_document::{Effect, PolicyDocument, Principal, Principals, Statement};

/// Who loses what when the policy of a zone takes the place of `before`: one sentence without a full
/// stop for each principal that `before` grants to, and one for all others of the account.
pub fn losses(before: &PolicyDocument, access: &ZoneAccess) -> Vec<String> {
    let mut words = Vec::new();
    for statement in before.statements.iter().filter(|one| one.effect == Effect::Allow) {
        let had = Facts::of(statement).given();
        words.extend(principals(statement).into_iter().map(|who| told(&who, &had, access)));
    }
    words.push(format!(
        "every other principal of account {} loses what its own policies allow in this bucket, but \
         for reads of its configuration",
        access.account
    ));
    words
}

fn principals(statement: &Statement) -> Vec<Principal> {
    match &statement.principals {
        Some(Principals::Only(all)) => all.iter().cloned().collect(),
        Some(Principals::AllBut(_)) | None => vec![Principal::Everyone],
    }
}

fn told(who: &Principal, had: &str, access: &ZoneAccess) -> String {
    let name = match who {
        Principal::Everyone => "everybody".to_owned(),
        Principal::Aws(name) | Principal::Service(name) | Principal::Federated(name) => {
            format!("`{name}`")
        }
        Principal::CanonicalUser(id) => format!("canonical user `{id}`"),
    };
    let grant = match who {
        Principal::Aws(arn) => access.grants.iter().find(|one| one.role().as_str() == arn),
        _ => None,
    };
    match grant {
        Some(grant) => format!(
            "{name}, who had {had}, has now what grant `{}` gives to `{}`, and no more",
            grant.name(),
            grant.persona()
        ),
        None => format!("{name} loses {had}"),
    }
}
