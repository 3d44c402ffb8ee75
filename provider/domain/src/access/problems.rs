//! Rules between the parts of a zone's access: what is right by itself may be impossible together.

use std::collections::{BTreeMap, BTreeSet};

use super::{Extent, Grant, Holder, ServiceWriter, ZoneAccess, ZoneKey};
use crate::principal::{PrincipalArn, PrincipalKind};
use crate::zone::{Mutability, ZoneKind};

/// The longest that a presigned URL can be valid: seven days.
///
/// Source: AWS "Download and upload objects with presigned URLs" (2026-11).
pub const LONGEST_PRESIGNED: u32 = 604_800;

/// A rule that the access to a zone breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessProblem {
    /// The attribute.
    pub attribute: &'static str,
    /// The grant, where the attribute is `grants`.
    pub grant: Option<String>,
    /// The rule and what was found, in words.
    pub rule: String,
}

impl ZoneAccess {
    /// All rules between the parts that are broken. With none, every class of the policy is one of
    /// its own, and what the policy gives is what [`ZoneAccess::holdings`] says.
    pub fn problems(&self) -> Vec<AccessProblem> {
        let mut problems = self.grant_problems();
        let mut add = |attribute, rules: Vec<String>| {
            let one = |rule| AccessProblem { attribute, grant: None, rule };
            problems.extend(rules.into_iter().map(one));
        };
        let break_glass = self.break_glass.iter().flat_map(|open| open.principals.iter());
        add("administrators", self.unfit(self.administrators.iter()));
        add("break_glass", self.unfit(break_glass));
        add("receipt_writers", self.unfit(self.receipt_writers().iter()));
        add("receipt_writers", self.writing_medics());
        add("services", self.service_problems());
        add("gated", self.gated_problem().into_iter().collect());
        add("access_points", self.access_point_problems());
        add("presigned_max_seconds", self.presigned_problem().into_iter().collect());
        problems
    }

    fn grant_problems(&self) -> Vec<AccessProblem> {
        let mut problems = Vec::new();
        let mut seen: BTreeMap<&PrincipalArn, &Grant> = BTreeMap::new();
        for grant in &self.grants {
            let mut add = |rule: String| {
                let grant = Some(grant.name().to_string());
                problems.push(AccessProblem { attribute: "grants", grant, rule });
            };
            let role = grant.role();
            if let Some(other) = seen.insert(role, grant) {
                add(format!(
                    "`{role}` is in grant `{}` too: a role has one grant in a zone, so put the \
                     rights together or take another role",
                    other.name()
                ));
            }
            if role.is_pattern() || role.kind() == PrincipalKind::User {
                add(format!("`{role}` is not the ARN of one role: access is granted to roles"));
            }
            self.unfit([role]).into_iter().for_each(&mut add);
            for class in self.other_classes(role) {
                add(format!("`{role}` is {class} too: name different roles"));
            }
        }
        problems
    }

    /// The classes, beside grants, that a role is in.
    fn other_classes(&self, role: &PrincipalArn) -> BTreeSet<&'static str> {
        let holdings = self.holdings().into_iter();
        let classes = holdings.filter(|(holder, _)| holder.is(self, role.as_str()));
        classes
            .filter_map(|(holder, _)| match holder {
                Holder::Administrator(_) => Some("an administrator"),
                Holder::BreakGlass(_) => Some("in `break_glass`"),
                Holder::ReceiptWriter(_) => Some("a receipt writer"),
                Holder::Grant(_) | Holder::Gate(_) => None,
            })
            .collect()
    }

    /// Principals that no class should name: those of elsewhere, and gate roles, which are a class
    /// of their own.
    fn unfit<'p>(&self, all: impl IntoIterator<Item = &'p PrincipalArn>) -> Vec<String> {
        let (own, partition) = (&self.account, self.region.partition());
        let mut rules = Vec::new();
        for one in all {
            if one.account() != own {
                rules.push(format!(
                    "`{one}` is of account {}, and the zone of account {own}",
                    one.account()
                ));
            }
            if one.as_str().split(':').nth(1) != Some(partition) {
                rules.push(format!("`{one}` is not of partition `{partition}`, as the zone is"));
            }
            let gates = [self.promotes_to(), self.gated.then_some(self.kind)];
            if gates.into_iter().flatten().any(|to| Holder::Gate(to).is(self, one.as_str())) {
                rules.push(format!("`{one}` lies under the path of gate roles"));
            }
        }
        rules
    }

    /// Break-glass reads; whoever writes receipts too would be left neither.
    fn writing_medics(&self) -> Vec<String> {
        let writers = self.receipt_writers().iter();
        let both = writers.filter(|writer| {
            self.break_glass_principals().any(|one| one.covers(writer) || writer.covers(one))
        });
        both.map(|one| format!("`{one}` is in `break_glass` too: name different roles")).collect()
    }

    fn service_problems(&self) -> Vec<String> {
        let mut rules = Vec::new();
        if self.services.is_empty() {
            return rules;
        }
        let kind = self.kind;
        if kind.mutability() == Mutability::ImmutablePerVersion {
            rules.push(format!(
                "cannot write into `{kind}`: services put objects over others, and its versions \
                 are written once"
            ));
        }
        if matches!(self.key, ZoneKey::Own { .. }) {
            rules.push(
                "cannot use the zone's own key, which admits principals of the account only: give \
                 the zone a key (`encryption.kms_key_arn`) whose policy admits the service"
                    .to_owned(),
            );
        }
        for service in &self.services {
            rules.extend(self.about(service).map(|rule| format!("`{}` {rule}", service.principal)));
        }
        rules
    }

    fn about<'s>(&'s self, service: &'s ServiceWriter) -> impl Iterator<Item = String> + 's {
        let mut rules = Vec::new();
        if !ServiceWriter::is_service(&service.principal) {
            rules.push("is not a service (<service>.amazonaws.com)".to_owned());
        }
        if service.source_arns.is_empty() {
            rules
                .push("has no `source_arns`: it would write for anybody in the account".to_owned());
        }
        for arn in &service.source_arns {
            let rule = ServiceWriter::source_rule(arn, &self.account, &self.region);
            rules.extend(rule.map(|rule| format!("has source ARN `{arn}`, which {rule}")));
        }
        if service.prefixes.as_ref().is_some_and(BTreeSet::is_empty) {
            rules.push("has no prefix: leave `prefixes` out for the whole zone".to_owned());
        }
        if let Some(Extent::Except(reserved)) = self.reserved() {
            for prefix in service.prefixes.iter().flatten() {
                let other = reserved.iter().find(|one| one.contains(prefix));
                rules.extend(other.map(|other| {
                    format!("has prefix `{prefix}`: only the writers of `{other}` create there")
                }));
            }
        }
        rules.into_iter()
    }

    /// A seal gives nothing to anybody, gate or not.
    fn gated_problem(&self) -> Option<String> {
        let kind = self.kind;
        match kind {
            ZoneKind::Published if self.granted && !self.gated => {
                Some("is always true in `published`: only gates create there".to_owned())
            }
            ZoneKind::Published | ZoneKind::Catalog => None,
            _ => self.gated.then(|| {
                format!(
                    "is not for `{kind}`: gates promote to `published`, and to `catalog` where it \
                     is gated"
                )
            }),
        }
    }

    fn access_point_problems(&self) -> Vec<String> {
        let rule = |arn: &String| {
            let parts: Vec<&str> = arn.splitn(6, ':').collect();
            let ["arn", partition, "s3", region, account, resource] = parts.as_slice() else {
                return Some("is not the ARN of an access point");
            };
            if !resource.strip_prefix("accesspoint/").is_some_and(is_access_point) {
                Some("is not the ARN of an access point")
            } else if *account != self.account.as_str() {
                Some("is not of this account")
            } else if *region != self.region.as_str() || *partition != self.region.partition() {
                Some("is not of the zone's region")
            } else {
                None
            }
        };
        let points = self.access_points.iter();
        points.filter_map(|arn| rule(arn).map(|rule| format!("`{arn}` {rule}"))).collect()
    }

    fn presigned_problem(&self) -> Option<String> {
        match self.presigned {
            super::Presigned::Within(seconds) if !(1..=LONGEST_PRESIGNED).contains(&seconds) => {
                Some(format!(
                    "is {seconds}: a presigned URL is valid for 1 to {LONGEST_PRESIGNED} seconds; \
                     leave it out for what is usual in `{}`",
                    self.kind
                ))
            }
            _ => None,
        }
    }
}

/// Whether a name is one of an access point.
///
/// Source: AWS "Access points restrictions and limitations", naming rules (2026-11).
fn is_access_point(name: &str) -> bool {
    let edge = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (3..=50).contains(&name.len())
        && name.bytes().all(|byte| edge(byte) || byte == b'-')
        && name.bytes().next().is_some_and(edge)
        && name.bytes().last().is_some_and(edge)
}

#[cfg(test)]
#[path = "problems_tests.rs"]
mod tests;
