//! The argument `principal`: who asks.

use crate::domain::evaluator::{Caller, Identity};
use crate::domain::principal::PrincipalKind;
use crate::domain::{AccountId, PrincipalArn};

/// Identity providers without an ARN.
///
/// Source: AWS IAM User Guide, "AWS JSON policy elements: Principal", "Web identity session
/// principals" (2026-11).
const PROVIDERS: [&str; 4] = [
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

/// The caller that `text` names. `role` is `aws:PrincipalArn` as the context gives it: of a session
/// it tells the role's path.
pub(super) fn caller(text: &str, role: Option<&str>) -> Result<Caller, String> {
    identity(text, role).map(Caller::of)
}

fn identity(text: &str, role: Option<&str>) -> Result<Identity, String> {
    if text == "*" || text.is_empty() {
        return Ok(Identity::Anonymous);
    }
    if PROVIDERS.contains(&text) {
        return Ok(Identity::Federated { provider: text.to_owned() });
    }
    if is_service(text) {
        return Ok(Identity::Service { name: text.to_owned() });
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, service, "", account, resource] = parts.as_slice() else {
        return Err(nobody(text));
    };
    if AccountId::parse(account).is_err() {
        return Err(format!("`{text}` has no account of twelve digits"));
    }
    let (kind, name) = resource.split_once('/').unwrap_or((resource, ""));
    match (*service, kind) {
        ("iam", "root") if name.is_empty() => Ok(Identity::Root {
            account: (*account).to_owned(),
            partition: (*partition).to_owned(),
        }),
        ("iam", "role" | "user") => named(text),
        ("iam", "oidc-provider" | "saml-provider") if !name.is_empty() => {
            Ok(Identity::Federated { provider: text.to_owned() })
        }
        ("sts", "assumed-role") => session(text, partition, account, name, role),
        _ => Err(nobody(text)),
    }
}

/// A role or a user.
fn named(text: &str) -> Result<Identity, String> {
    let arn = PrincipalArn::parse(text).map_err(|error| error.to_string())?;
    if arn.is_pattern() {
        return Err(format!("`{text}` is a pattern: one principal makes a request"));
    }
    let arn_text = text.to_owned();
    Ok(match arn.kind() {
        PrincipalKind::Role => Identity::some_session(arn_text),
        PrincipalKind::User => Identity::User { arn: arn_text },
    })
}

fn session(
    text: &str,
    partition: &str,
    account: &str,
    name: &str,
    role: Option<&str>,
) -> Result<Identity, String> {
    let Some((role_name, session)) = name.split_once('/') else { return Err(nobody(text)) };
    if role_name.is_empty() || session.is_empty() || name.contains(['*', '?']) {
        return Err(nobody(text));
    }
    let bare = || format!("arn:{partition}:iam::{account}:role/{role_name}");
    let is_of = |arn: &PrincipalArn| arn.kind() == PrincipalKind::Role && arn.is_caller(text);
    let known = role.and_then(|role| PrincipalArn::parse(role).ok()).filter(is_of);
    let arn = known.map_or_else(bare, |arn| arn.to_string());
    Ok(Identity::Role { arn, session: session.to_owned() })
}

/// Source: AWS IAM User Guide, "AWS JSON policy elements: Principal", "AWS service principals"
/// (2026-11).
fn is_service(text: &str) -> bool {
    let name = text.strip_suffix(".cn").unwrap_or(text).strip_suffix(".amazonaws.com");
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(fits))
}

fn nobody(text: &str) -> String {
    format!(
        "`{text}` is nobody who makes requests: give the ARN of a role, of an assumed role's \
         session, of a user, of an identity provider or of an account's root, the name of a \
         service, or `*`"
    )
}
