//! Trust in workloads that an AWS service runs.

use super::{Parts, TrustFault};
use crate::names::{AccountId, Region};
use crate::policy_document::{Comparison, Condition, Principal};

/// What a service says about the workload that it becomes a role for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// `aws:SourceAccount`, and `aws:SourceArn` of something of this service. Which resource it
    /// is differs with the use of the role (in ECS never the cluster), so any of the account will
    /// do.
    Arn(&'static str),
    /// Session tags, of which `eks-cluster-arn` names the cluster. An association with session
    /// tags switched off cannot become the role.
    Cluster,
}

/// A service that becomes roles for the workloads that it runs.
#[derive(Debug, PartialEq, Eq)]
struct Service {
    /// The principal that stands for it in a configuration.
    name: &'static str,
    /// Another principal that becomes the same role.
    partner: Option<&'static str>,
    source: Source,
}

const fn service(name: &'static str, source: Source) -> Service {
    Service { name, partner: None, source }
}

/// The services whose user guides show these keys in the trust policy of such a role, sorted.
const SERVICES: [Service; 11] = [
    // Amazon MWAA User Guide, "Cross-service confused deputy prevention" (as of 2023): the execution
    // role, for an environment; both principals become it.
    Service {
        partner: Some("airflow-env.amazonaws.com"),
        ..service("airflow.amazonaws.com", Source::Arn("airflow"))
    },
    // Amazon Athena User Guide, "Troubleshooting Spark-enabled workgroups" (as of 2023): the execution
    // role of a workgroup.
    service("athena.amazonaws.com", Source::Arn("athena")),
    // AWS DataSync User Guide, "Cross-service confused deputy prevention" (as of 2023): the role of a
    // location.
    service("datasync.amazonaws.com", Source::Arn("datasync")),
    // Amazon ECS Developer Guide, "Amazon ECS task IAM role" (2026-11), which asks for the
    // wildcard. Jobs of AWS Batch are such tasks.
    service("ecs-tasks.amazonaws.com", Source::Arn("ecs")),
    // Amazon EKS User Guide, "Create IAM role with trust policy required by EKS Pod Identity"
    // (2026-11).
    service("pods.eks.amazonaws.com", Source::Cluster),
    // Amazon Redshift Management Guide, "Cross-service confused deputy prevention" (2026-11), for
    // this row and the next: COPY, UNLOAD and Spectrum, for a cluster or a workgroup.
    service("redshift-serverless.amazonaws.com", Source::Arn("redshift-serverless")),
    service("redshift.amazonaws.com", Source::Arn("redshift")),
    // Amazon SageMaker Developer Guide, "Cross-Service Confused Deputy Prevention" (as of 2023): the
    // execution role.
    service("sagemaker.amazonaws.com", Source::Arn("sagemaker")),
    // Amazon EventBridge Scheduler User Guide, "Confused deputy prevention in EventBridge
    // Scheduler" (2026-11): the execution role, for a schedule group.
    service("scheduler.amazonaws.com", Source::Arn("scheduler")),
    // AWS Step Functions Developer Guide, "Creating an IAM role for your state machine in Step
    // Functions" (2026-11).
    service("states.amazonaws.com", Source::Arn("states")),
    // AWS Transfer Family User Guide, "Create an IAM role and policy" (2026-11): the role of a
    // user, agreement or connector.
    service("transfer.amazonaws.com", Source::Arn("transfer")),
];

/// Services that become roles, and for whose roles AWS shows no such key: a condition might shut
/// the workload out, and without one the trust says nothing about whose workload it is.
///
/// Source: the user guides of these services, trust policies of their roles (2026-11).
const SILENT: [&str; 7] = [
    "codebuild.amazonaws.com",
    "ec2.amazonaws.com",
    "emr-serverless.amazonaws.com",
    "events.amazonaws.com",
    "firehose.amazonaws.com",
    "glue.amazonaws.com",
    "lambda.amazonaws.com",
];

/// The services that a role made here may trust, sorted.
pub fn supported_services() -> impl Iterator<Item = &'static str> {
    SERVICES.iter().map(|service| service.name)
}

/// Workloads that an AWS service runs in the role's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTrust {
    service: &'static Service,
}

impl ServiceTrust {
    /// Looks up the service that a role is to trust.
    ///
    /// # Errors
    /// The trust could not be bound to the account: it is not known that such a service says for
    /// whom it becomes a role.
    pub fn new(principal: &str) -> Result<Self, Vec<TrustFault>> {
        if let Some(service) = SERVICES.iter().find(|service| service.name == principal) {
            return Ok(Self { service });
        }
        let why = if SILENT.contains(&principal) {
            "is not known to say whose workload it becomes a role for, so the trust could not be \
             bound to this account"
        } else {
            "is not in the table of services whose trust can be bound to this account"
        };
        let known = supported_services().collect::<Vec<_>>().join(", ");
        let rule = format!(
            "`{principal}` {why}. Make the role elsewhere and grant it by `role_arn`, or use one \
             of {known}"
        );
        Err(vec![TrustFault::new(&["service"], rule)])
    }

    pub(super) fn parts(&self, account: &AccountId, region: &Region) -> Parts {
        let partition = region.partition();
        let names = [self.service.name].into_iter().chain(self.service.partner);
        let principals = names.map(|name| Principal::Service(name.to_owned())).collect();
        match self.service.source {
            Source::Arn(service) => {
                let arn = format!("arn:{partition}:{service}:*:{account}:*");
                let conditions = vec![
                    Condition::one(Comparison::ArnLike, "aws:SourceArn", arn),
                    Condition::one(Comparison::StringEquals, "aws:SourceAccount", account.as_str()),
                ];
                (principals, vec!["sts:AssumeRole"], conditions)
            }
            Source::Cluster => {
                let arn = format!("arn:{partition}:eks:*:{account}:cluster/*");
                let key = "aws:RequestTag/eks-cluster-arn";
                let conditions = vec![Condition::one(Comparison::StringLike, key, arn)];
                (principals, vec!["sts:AssumeRole", "sts:TagSession"], conditions)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::roles::trust::Trust;

    fn statement(service: &str, region: &str) -> Value {
        let account = AccountId::parse("123456789012").unwrap();
        let trust = Trust::Service(ServiceTrust::new(service).unwrap());
        trust.document(&account, &Region::parse(region).unwrap()).statements[0].json()
    }

    #[test]
    fn a_service_becomes_the_role_for_this_account_only() {
        assert_eq!(
            statement("ecs-tasks.amazonaws.com", "cn-north-1"),
            json!({
                "Sid": "KfmTrust", "Effect": "Allow",
                "Principal": { "Service": "ecs-tasks.amazonaws.com" },
                "Action": "sts:AssumeRole",
                "Condition": {
                    "ArnLike": { "aws:SourceArn": "arn:aws-cn:ecs:*:123456789012:*" },
                    "StringEquals": { "aws:SourceAccount": "123456789012" },
                },
            })
        );
        for service in supported_services() {
            let condition = statement(service, "us-east-1")["Condition"].to_string();
            assert!(condition.contains(":123456789012:"), "{service}: {condition}");
        }
    }

    #[test]
    fn pods_bring_tags_and_airflow_a_partner() {
        let pods = statement("pods.eks.amazonaws.com", "us-east-1");
        assert_eq!(pods["Action"], json!(["sts:AssumeRole", "sts:TagSession"]));
        let airflow = statement("airflow.amazonaws.com", "us-east-1");
        let both = json!(["airflow-env.amazonaws.com", "airflow.amazonaws.com"]);
        assert_eq!(airflow["Principal"]["Service"], both);
    }

    #[test]
    fn a_service_that_says_nothing_is_refused_with_a_way_out() {
        for (service, word) in [
            ("lambda.amazonaws.com", "not known to say"),
            ("example.amazonaws.com", "not in the table"),
            ("*", "not in the table"),
        ] {
            let faults = ServiceTrust::new(service).unwrap_err();
            let [fault] = faults.as_slice() else { panic!("{faults:?}") };
            assert!(fault.rule.contains(word) && fault.rule.contains("`role_arn`"), "{fault:?}");
            assert!(fault.rule.contains("ecs-tasks.amazonaws.com"), "{fault:?}");
        }
        assert!(SILENT.iter().all(|silent| supported_services().all(|one| one != *silent)));
    }
}
