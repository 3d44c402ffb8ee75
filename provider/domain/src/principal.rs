//! IAM principals that a configuration may name.

use std::fmt;

use super::names::{AccountId, NameError};

/// What a principal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// An IAM role.
    Role,
    /// An IAM user.
    User,
}

/// The ARN of an IAM role or user, with its path, or the one pattern that is allowed: the role
/// that IAM Identity Center makes for a permission set,
/// `arn:aws:iam::<account>:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_<set>_*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrincipalArn {
    text: String,
    account: AccountId,
    kind: PrincipalKind,
    /// Path and name, e.g. `team/deployer`.
    resource: String,
}

const WHAT: &str = "principal";

impl PrincipalArn {
    /// Parses the ARN of a role or user.
    ///
    /// # Errors
    /// It is a wildcard, a session, a unique id (`AROA…`), a root user, a service, or malformed.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fail = |rule: &str| Err(NameError::new(WHAT, text, rule));
        if text == "*" {
            return fail("is a wildcard: name the roles or users");
        }
        if text.starts_with("AROA") || text.starts_with("AIDA") {
            return fail(
                "is a unique id, which names nobody once the role is made anew: use the ARN",
            );
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, service, "", account, resource] = parts.as_slice() else {
            return fail(FORM);
        };
        if *service == "sts" {
            return fail(
                "is a session: use the ARN of its role (arn:aws:iam::<account>:role/<path><name>)",
            );
        }
        if !partition.starts_with("aws") || *service != "iam" {
            return fail(FORM);
        }
        let Ok(account) = AccountId::parse(account) else { return fail(FORM) };
        if *resource == "root" {
            return fail("is the account's root user, which S3 and KMS admit anyway: name a role");
        }
        let (kind, resource) = match resource.split_once('/') {
            Some(("role", rest)) => (PrincipalKind::Role, rest),
            Some(("user", rest)) => (PrincipalKind::User, rest),
            _ => return fail(FORM),
        };
        if resource.contains(['*', '?', '$']) && !is_identity_center_pattern(kind, resource) {
            return fail(
                "has a wildcard: name the role, or use the one pattern that is allowed, \
                 role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_<permission set>_*",
            );
        }
        let fits = |byte: u8| byte.is_ascii_graphic();
        if resource.is_empty() || resource.ends_with('/') || !resource.bytes().all(fits) {
            return fail(FORM);
        }
        Ok(Self { text: text.to_owned(), account, kind, resource: resource.to_owned() })
    }

    /// A role by its path and name, which IAM accepts: e.g. `kfm/dev/raw/worker`.
    pub(crate) fn of_role(partition: &str, account: &AccountId, resource: &str) -> Self {
        Self {
            text: format!("arn:{partition}:iam::{account}:role/{resource}"),
            account: account.clone(),
            kind: PrincipalKind::Role,
            resource: resource.to_owned(),
        }
    }

    /// The ARN as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The account of the principal.
    pub const fn account(&self) -> &AccountId {
        &self.account
    }

    /// Role or user.
    pub const fn kind(&self) -> PrincipalKind {
        self.kind
    }

    /// Whether this is a pattern rather than one principal.
    pub fn is_pattern(&self) -> bool {
        self.resource.contains('*')
    }

    /// The name without its path; of a pattern, the part after the last slash.
    pub fn name(&self) -> &str {
        self.resource.rsplit('/').next().unwrap_or_default()
    }

    /// The path in IAM, with a slash at both ends.
    pub fn path(&self) -> String {
        match self.resource.rsplit_once('/') {
            Some((path, _)) => format!("/{path}/"),
            None => "/".to_owned(),
        }
    }

    /// Whether `other` is this principal, or one of those that this pattern names.
    pub fn covers(&self, other: &Self) -> bool {
        self.account == other.account
            && self.kind == other.kind
            && matches_star(&self.resource, &other.resource)
    }

    /// Whether the caller `caller` acts as this principal.
    ///
    /// `sts:GetCallerIdentity` gives a role's session without the role's path, so a session is
    /// matched by account and role name; a user's ARN carries its path and is matched whole.
    pub fn is_caller(&self, caller: &str) -> bool {
        match session_role(caller) {
            Some((account, role)) => {
                self.kind == PrincipalKind::Role
                    && self.account.as_str() == account
                    && matches_star(self.name(), role)
            }
            None => self.text == caller,
        }
    }
}

/// The account and role name of a session's ARN
/// (`arn:aws:sts::<account>:assumed-role/<role>/<session>`); `None` for any other ARN.
pub fn session_role(arn: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "sts", _, account, resource] = parts.as_slice() else { return None };
    let role = resource.strip_prefix("assumed-role/")?.split('/').next()?;
    Some((account, role))
}

const FORM: &str = "is not the ARN of a role or user (arn:aws:iam::<account>:role/<path><name>)";

fn is_identity_center_pattern(kind: PrincipalKind, resource: &str) -> bool {
    let Some(name) = resource.rsplit('/').next() else { return false };
    let Some(set) = name.trim_start_matches('*').strip_prefix("AWSReservedSSO_") else {
        return false;
    };
    let path_is_fixed_or_any = resource
        .strip_suffix(name)
        .is_some_and(|path| path.is_empty() || path.starts_with("aws-reserved/sso.amazonaws.com/"));
    kind == PrincipalKind::Role
        && path_is_fixed_or_any
        && set
            .strip_suffix("_*")
            .is_some_and(|set| !set.is_empty() && !set.contains(['*', '?', '$']))
}

/// Whether `text` matches `pattern`, in which `*` stands for any run of characters.
fn matches_star(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == text };
    let Some(rest) = text.strip_prefix(head) else { return false };
    rest.char_indices()
        .map(|(index, _)| index)
        .chain([rest.len()])
        .any(|index| rest.get(index..).is_some_and(|rest| matches_star(tail, rest)))
}

impl fmt::Display for PrincipalArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SSO: &str =
        "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_*";

    #[test]
    fn roles_and_users_with_paths_are_named() {
        let role = PrincipalArn::parse("arn:aws:iam::123456789012:role/team/deployer").unwrap();
        assert_eq!((role.name(), role.kind()), ("deployer", PrincipalKind::Role));
        assert!(PrincipalArn::parse("arn:aws:iam::123456789012:user/alice").is_ok());
        assert!(PrincipalArn::parse(SSO).unwrap().is_pattern());
    }

    #[test]
    fn what_names_no_one_or_everyone_is_refused() {
        for (bad, word) in [
            ("*", "wildcard"),
            ("arn:aws:iam::123456789012:role/*", "wildcard"),
            ("arn:aws:iam::123456789012:role/AWSReservedSSO_*", "wildcard"),
            ("arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*", "wildcard"),
            ("AROAEXAMPLE", "unique id"),
            ("arn:aws:sts::123456789012:assumed-role/x/y", "session"),
            ("arn:aws:iam::123456789012:root", "root"),
            ("arn:aws:iam::12345:role/x", "not the ARN"),
            ("arn:aws:iam::123456789012:group/x", "not the ARN"),
            ("", "not the ARN"),
        ] {
            let error = PrincipalArn::parse(bad).unwrap_err().to_string();
            assert!(error.contains(word), "{bad}: {error}");
        }
    }

    #[test]
    fn a_session_is_matched_by_account_and_role_name() {
        let role = PrincipalArn::parse("arn:aws:iam::123456789012:role/team/deployer").unwrap();
        assert!(role.is_caller("arn:aws:sts::123456789012:assumed-role/deployer/ci"));
        assert!(!role.is_caller("arn:aws:sts::210987654321:assumed-role/deployer/ci"));
        assert!(!role.is_caller("arn:aws:sts::123456789012:assumed-role/deployer2/ci"));
        let sso = PrincipalArn::parse(SSO).unwrap();
        assert!(
            sso.is_caller("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0a1b/me")
        );
        assert!(
            !sso.is_caller("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Read_0a1b/me")
        );
    }
}
