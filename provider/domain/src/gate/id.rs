//! What a gate is called.

use std::fmt;

use super::GateProblem;
use super::candidate::{Candidate, naming_problems, prefix, targets};
use crate::names::{AccountId, BucketName, Environment, Region};
use crate::principal::PrincipalArn;
use crate::roles::{IamPath, RoleName};
use crate::zone::ZoneKind;

const ID: &[&str] = &["id"];

/// The id of a gate, `<environment>/<target bucket>/<dataset>/<version>`. One version is opened
/// into one bucket by one gate, whichever zone it comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GateId {
    environment: Environment,
    target: BucketName,
    dataset: String,
    version: String,
}

impl GateId {
    /// The id of the gate that opens a bucket to a candidate.
    pub fn new(environment: &Environment, target: &BucketName, candidate: &Candidate) -> Self {
        Self {
            environment: environment.clone(),
            target: target.clone(),
            dataset: candidate.dataset().to_owned(),
            version: candidate.version().to_owned(),
        }
    }

    /// Reads an id.
    ///
    /// # Errors
    /// All of its parts that are missing or malformed.
    pub fn parse(text: &str) -> Result<Self, Vec<GateProblem>> {
        let problem = |rule: String| GateProblem::new(ID, rule);
        let parts = text.split_once('/').and_then(|(environment, rest)| {
            let (target, rest) = rest.split_once('/')?;
            let (dataset, version) = rest.rsplit_once('/')?;
            Some((environment, target, dataset, version))
        });
        let Some((environment, target, dataset, version)) = parts else {
            return Err(vec![problem(format!(
                "`{text}` is not of the form <environment>/<target bucket>/<dataset>/<version>"
            ))]);
        };
        let mut problems = Vec::new();
        let environment = Environment::parse(environment)
            .map_err(|error| problems.push(problem(format!("does not fit: {error}"))));
        let target = BucketName::parse(target)
            .map_err(|error| problems.push(problem(format!("does not fit: {error}"))));
        let naming = naming_problems(dataset, version).into_iter();
        problems.extend(naming.map(|one| problem(one.rule)));
        match (environment, target) {
            (Ok(environment), Ok(target)) if problems.is_empty() => Ok(Self {
                environment,
                target,
                dataset: dataset.to_owned(),
                version: version.to_owned(),
            }),
            _ => Err(problems),
        }
    }

    /// The bucket that is opened.
    pub const fn target(&self) -> &BucketName {
        &self.target
    }

    /// The slug of the dataset, with the folders above it.
    pub fn dataset(&self) -> &str {
        &self.dataset
    }

    /// The id of the version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The environment.
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Whether a gate of this id can reach below a prefix: a folder that holds
    /// `<dataset>/<version>/`, spelled as [`Candidate::parse`] asks for.
    pub fn can_reach(&self, text: &str) -> bool {
        let holds = format!("{}/{}/", self.dataset, self.version);
        let mut problems = Vec::new();
        prefix(ID, text, Some(&holds), &mut problems).is_some() && problems.is_empty()
    }

    /// The name of the gate's role, `kfm-<environment>-gate-<hash8 of this id>`. With the longest
    /// environment it has 50 of the 64 characters that IAM allows. Another id may have the same
    /// hash: whose role it is, its tag [`GATE_TAG`](super::GATE_TAG) says.
    pub fn role_name(&self) -> RoleName {
        RoleName::of_gate(&self.environment, &self.to_string())
    }

    /// Where the role stands: `/kfm/<environment>/gate/<kind of the target>/`. With the longest
    /// environment it has 53 of the 512 characters that IAM allows.
    ///
    /// Source: AWS IAM API Reference, `CreateRole`, `Path`,
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html> (2026-11).
    pub fn role_path(&self, to: ZoneKind) -> IamPath {
        IamPath::of_gates(&self.environment, to)
    }

    /// The ARN of the role in this account.
    pub fn role_arn(&self, to: ZoneKind, account: &AccountId, region: &Region) -> PrincipalArn {
        self.role_path(to).role(&self.role_name(), account, region)
    }

    /// The name of the managed policy that bounds the role: that of the role, at the role's path.
    pub fn boundary_name(&self) -> String {
        self.role_name().to_string()
    }

    /// The ARN of the managed policy that bounds the role.
    pub fn boundary_arn(&self, to: ZoneKind, account: &AccountId, region: &Region) -> String {
        self.role_path(to).policy(&self.boundary_name(), account, region)
    }

    /// Every ARN that the boundary can have: an id does not say of which kind its bucket is. IAM
    /// tells no two policies of an account apart by path, so that there is one at most.
    ///
    /// Source: AWS IAM API Reference, `CreatePolicy`, `PolicyName`,
    /// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html> (2026-11).
    pub fn boundary_arns(&self, account: &AccountId, region: &Region) -> Vec<String> {
        targets().map(|to| self.boundary_arn(to, account, region)).collect()
    }
}

impl fmt::Display for GateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.environment, self.target, self.dataset, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "dev/kfm-dev-published-123456789012/soils/clay/2026-02.abcd1234";

    /// `printf <id> | sha256sum` begins with the role name's last digits.
    #[test]
    fn an_id_is_read_as_it_is_written_and_names_the_role() {
        let id = GateId::parse(TEXT).unwrap();
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(id.target().as_str(), "kfm-dev-published-123456789012");
        assert_eq!(id.role_name().as_str(), "kfm-dev-gate-447b86ba");
        let account = AccountId::parse("123456789012").unwrap();
        let region = Region::parse("us-gov-west-1").unwrap();
        assert_eq!(
            id.role_arn(ZoneKind::Published, &account, &region).as_str(),
            "arn:aws-us-gov:iam::123456789012:role/kfm/dev/gate/published/kfm-dev-gate-447b86ba"
        );
        assert_eq!(
            id.boundary_arns(&account, &region),
            ["catalog", "published"].map(|kind| format!(
                "arn:aws-us-gov:iam::123456789012:policy/kfm/dev/gate/{kind}/kfm-dev-gate-447b86ba"
            ))
        );
    }

    #[test]
    fn what_is_no_id_says_which_part_is_not() {
        for (text, words) in [
            ("", vec!["not of the form"]),
            ("dev/kfm-dev/soils", vec!["not of the form"]),
            ("Dev/K/Soils/v1", vec!["environment", "bucket", "`Soils`", "`v1`"]),
            ("dev/kfm-dev//2026-02.abcd1234", vec!["slug"]),
        ] {
            let problems = GateId::parse(text).unwrap_err();
            assert_eq!(problems.len(), words.len(), "{problems:?}");
            for (problem, word) in problems.iter().zip(words) {
                assert!(problem.to_string().contains(word), "{problem} {word}");
            }
        }
    }

    #[test]
    fn a_gate_reaches_below_what_holds_its_version() {
        let id = GateId::parse(TEXT).unwrap();
        for can in ["soils/clay/2026-02.abcd1234/", "a/soils/clay/2026-02.abcd1234/b/"] {
            assert!(id.can_reach(can), "{can}");
        }
        for cannot in [
            "",
            "soils/clay/",
            "soils/clay/2026-02.abcd1235/",
            "xsoils/clay/2026-02.abcd1234/",
            "soils/clay/2026-02.abcd1234",
            "*/soils/clay/2026-02.abcd1234/",
        ] {
            assert!(!id.can_reach(cannot), "{cannot}");
        }
    }

    #[test]
    fn names_and_paths_fit_iam_whatever_the_environment() {
        let environment = Environment::parse(&"e".repeat(32)).unwrap();
        let text = TEXT.replacen("dev/", &format!("{environment}/"), 1);
        let id = GateId::parse(&text).unwrap();
        assert_eq!(id.role_name().as_str().len(), 50);
        assert!(RoleName::parse(id.role_name().as_str()).is_ok());
        let longest = ZoneKind::ALL.map(|to| id.role_path(to).as_str().len()).into_iter().max();
        assert!(longest <= Some(512), "{longest:?}");
        assert_eq!(id.role_path(ZoneKind::Published).as_str().len(), 53);
    }
}
