//! What roles and their policies are called, and where in IAM they stand.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::access::GrantName;
use crate::names::{AccountId, BucketName, Environment, NameError, Region};
use crate::principal::PrincipalArn;
use crate::zone::ZoneKind;

/// How long the name of a role may be.
///
/// Source: AWS IAM User Guide, "IAM and AWS STS quotas" (2026-11).
const LONGEST_ROLE: usize = 64;

/// The name of an IAM role. It is unique in its account, whatever the path and whatever the case
/// of its letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleName(String);

impl RoleName {
    /// Parses a name.
    ///
    /// Source: AWS IAM API Reference, `CreateRole`, `RoleName` (2026-11).
    ///
    /// # Errors
    /// It is empty, longer than 64 characters, or has characters other than `A-Za-z0-9_+=,.@-`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        if (1..=LONGEST_ROLE).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            let rule = if text.contains('/') {
                "holds `/`: the path is not part of the name, and is chosen by the zone"
            } else {
                "is not made of 1 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -"
            };
            Err(NameError::new("role name", text, rule))
        }
    }

    /// The name of a role that is made for a grant: `kfm-<environment>-<zone>-<grant>-<hash8>`,
    /// in which the grant's name is cut where the whole would be too long. `hash8` tells the
    /// grants of all buckets apart, cut or not.
    pub fn of_grant(
        environment: &Environment,
        zone: ZoneKind,
        bucket: &BucketName,
        grant: &GrantName,
    ) -> Self {
        let hash = hash8(&format!("{bucket}/{grant}"));
        let head = format!("kfm-{environment}-{zone}-");
        let left = LONGEST_ROLE.saturating_sub(head.len() + 1 + hash.len());
        let grant: String = grant.as_str().chars().take(left).collect();
        Self(format!("{head}{grant}-{hash}"))
    }

    /// The name of the role of a promotion gate: `kfm-<environment>-gate-<hash8 of its id>`.
    pub fn of_gate(environment: &Environment, gate: &str) -> Self {
        Self(format!("kfm-{environment}-gate-{}", hash8(gate)))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether IAM takes two names for the same one.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path of ours in IAM, for roles and policies. All begin with `/kfm/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IamPath(String);

impl IamPath {
    /// Of what is made for a zone: `/kfm/<environment>/<zone>/`.
    pub fn of_zone(environment: &Environment, zone: ZoneKind) -> Self {
        Self(format!("/kfm/{environment}/{zone}/"))
    }

    /// Of the roles of the gates that promote to a kind of zone:
    /// `/kfm/<environment>/gate/<zone>/`. The policies of zones know gate roles by it.
    pub fn of_gates(environment: &Environment, zone: ZoneKind) -> Self {
        Self(format!("/kfm/{environment}/gate/{zone}/"))
    }

    /// The path as text, with a slash at both ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ARN of a role of this path.
    pub fn role(&self, name: &RoleName, account: &AccountId, region: &Region) -> PrincipalArn {
        PrincipalArn::of_role(region.partition(), account, &format!("{}{name}", self.relative()))
    }

    /// The ARN of a managed policy of this path.
    pub fn policy(&self, name: &str, account: &AccountId, region: &Region) -> String {
        let path = self.relative();
        format!("arn:{}:iam::{account}:policy/{path}{name}", region.partition())
    }

    fn relative(&self) -> &str {
        self.0.trim_start_matches('/')
    }
}

impl fmt::Display for IamPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of the inline policy that a zone keeps on each of its roles:
/// `kfm-<zone>-<hash8 of the bucket>`. A role that serves several zones has one of each.
pub fn policy_name(zone: ZoneKind, bucket: &BucketName) -> String {
    format!("kfm-{zone}-{}", hash8(bucket.as_str()))
}

/// Whether an inline policy is called as one that a zone keeps on a role: it is that of this zone or
/// of another that the role serves.
pub fn is_policy_name(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("kfm-") else { return false };
    let Some((zone, hash)) = rest.rsplit_once('-') else { return false };
    let fits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    zone.parse::<ZoneKind>().is_ok() && hash.len() == 8 && hash.bytes().all(fits)
}

/// The name of the permissions boundary that is made for the roles of a zone:
/// `kfm-<environment>-<zone>-boundary-<hash8 of the bucket>`.
pub fn boundary_name(environment: &Environment, zone: ZoneKind, bucket: &BucketName) -> String {
    format!("kfm-{environment}-{zone}-boundary-{}", hash8(bucket.as_str()))
}

/// The first 8 hexadecimal digits of the SHA-256 of a text.
fn hash8(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    hex::encode(digest).chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::fixture::zone;

    fn environment(text: &str) -> Environment {
        Environment::parse(text).unwrap()
    }

    fn of_grant(name: &str, zone: ZoneKind, grant: &str) -> RoleName {
        let bucket = BucketName::parse("abc").unwrap();
        RoleName::of_grant(&environment(name), zone, &bucket, &GrantName::parse(grant).unwrap())
    }

    /// `printf abc/workers | sha256sum` begins with db9e6e4a, `printf abc | sha256sum` with
    /// ba7816bf.
    #[test]
    fn names_end_in_a_hash_of_what_they_are_for() {
        assert_eq!(
            of_grant("dev", ZoneKind::Raw, "workers").as_str(),
            "kfm-dev-raw-workers-db9e6e4a"
        );
        let bucket = BucketName::parse("abc").unwrap();
        assert_eq!(policy_name(ZoneKind::Raw, &bucket), "kfm-raw-ba7816bf");
        assert!(is_policy_name("kfm-raw-ba7816bf"));
        for other in ["kfm-raw-ba7816b", "kfm-row-ba7816bf", "kfm-raw-BA7816BF", "raw-ba7816bf"] {
            assert!(!is_policy_name(other), "{other}");
        }
        assert_eq!(
            boundary_name(&environment("dev"), ZoneKind::Raw, &bucket),
            "kfm-dev-raw-boundary-ba7816bf"
        );
        assert_eq!(RoleName::of_gate(&environment("dev"), "abc").as_str(), "kfm-dev-gate-ba7816bf");
    }

    #[test]
    fn a_long_grant_is_cut_and_stays_itself() {
        let long = "e".repeat(32);
        let name =
            |end: &str| of_grant(&long, ZoneKind::Quarantine, &format!("{}{end}", "g".repeat(31)));
        let (one, other) = (name("1"), name("2"));
        assert_eq!(one.as_str().len(), 64);
        assert_ne!(one, other);
        assert_eq!(RoleName::parse(one.as_str()), Ok(one));
        let exact = of_grant("dev", ZoneKind::Raw, &"g".repeat(32));
        assert!(exact.as_str().contains(&format!("-{}-", "g".repeat(32))));
    }

    #[test]
    fn names_follow_the_rules_of_iam() {
        for good in ["a", "team_1+x=y,z.@-", &"a".repeat(64)] {
            assert!(RoleName::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "a*", "ä", "a:b", &"a".repeat(65)] {
            assert!(RoleName::parse(bad).is_err(), "{bad}");
        }
        assert!(RoleName::parse("team/a").unwrap_err().to_string().contains("path"));
        let name = |text| RoleName::parse(text).unwrap();
        assert!(name("Workers").is_same(&name("workERS")) && !name("a").is_same(&name("b")));
    }

    #[test]
    fn arns_are_those_that_policies_name() {
        let access = zone(ZoneKind::Raw, "us-gov-west-1");
        let (dev, name) = (&access.environment, RoleName::parse("x").unwrap());
        let path = IamPath::of_zone(dev, ZoneKind::Raw);
        let arn = path.role(&name, &access.account, &access.region);
        assert_eq!(arn.as_str(), "arn:aws-us-gov:iam::123456789012:role/kfm/dev/raw/x");
        assert_eq!(PrincipalArn::parse(arn.as_str()), Ok(arn));
        assert_eq!(
            path.policy("x", &access.account, &access.region),
            "arn:aws-us-gov:iam::123456789012:policy/kfm/dev/raw/x"
        );
    }

    #[test]
    fn gate_roles_stand_where_zones_look_for_them() {
        let access = zone(ZoneKind::Catalog, "us-east-1");
        let path = IamPath::of_gates(&access.environment, ZoneKind::Published);
        let name = RoleName::of_gate(&access.environment, "dev/abc/soils/v1");
        let arn = path.role(&name, &access.account, &access.region);
        let pattern = access.gate_roles(ZoneKind::Published);
        assert!(arn.as_str().starts_with(pattern.trim_end_matches('*')), "{arn} {pattern}");
    }
}
