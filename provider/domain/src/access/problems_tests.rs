use super::*;
use crate::access::fixture::{role, sealed, zone};
use crate::access::{GrantName, Persona, Presigned, Wanted};
use crate::administrators::Administrators;
use crate::names::{AccountId, Region};

fn told(access: &ZoneAccess) -> Vec<String> {
    let problems = access.problems();
    let line = |one: AccessProblem| {
        let grant = one.grant.map(|grant| format!("[{grant}]")).unwrap_or_default();
        format!("{}{grant}: {}", one.attribute, one.rule)
    };
    problems.into_iter().map(line).collect()
}

fn arn(text: &str) -> PrincipalArn {
    PrincipalArn::parse(text).unwrap()
}

const SSO: &str =
    "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_*";

#[test]
fn a_usual_zone_has_no_problems() {
    for kind in ZoneKind::ALL {
        let access = zone(kind).granting(Persona::Steward, "s", &[], &[]).opened_to("medic");
        assert_eq!(told(&access), Vec::<String>::new(), "{kind}");
        assert!(sealed(kind).opened_to("medic").problems().is_empty(), "{kind}");
    }
}

#[test]
fn classes_are_disjoint() {
    let granted = |name| zone(ZoneKind::Audit).granting(Persona::Steward, name, &[], &[]);
    let twice = granted("x/a").granting(Persona::Auditor, "x/a", &[], &[]);
    let mut writing = granted("a").opened_to("medic");
    writing.receipt_writers = vec![role("a"), role("medic")];
    let mut covered = granted("aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b");
    covered.administrators = Administrators::new([arn(SSO)]).unwrap();
    for (access, expected) in [
        (twice, vec!["grants[a]: `arn:aws:iam::123456789012:role/x/a` is in grant `a` too"]),
        (granted("admin"), vec!["grants[admin]: `arn:aws:iam::123456789012:role/admin` is an adm"]),
        (
            granted("medic").opened_to("medic"),
            vec!["grants[medic]: `arn:aws:iam::123456789012:role/medic` is in `break_glass` too"],
        ),
        (
            writing,
            vec![
                "grants[a]: `arn:aws:iam::123456789012:role/a` is a receipt writer too",
                "receipt_writers: `arn:aws:iam::123456789012:role/medic` is in `break_glass` too",
            ],
        ),
        (covered, vec!["AWSReservedSSO_Admin_0a1b` is an administrator too"]),
    ] {
        assert_told(&access, &expected);
    }
}

fn assert_told(access: &ZoneAccess, expected: &[&str]) {
    let told = told(access);
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (line, part) in told.iter().zip(expected) {
        assert!(line.contains(part), "{line}, not {part}");
    }
}

#[test]
fn principals_are_of_this_account_and_no_gate_roles() {
    let work = || zone(ZoneKind::Work).granting(Persona::Workers, "w", &[], &[]);
    let elsewhere = ZoneAccess { account: AccountId::parse("210987654321").unwrap(), ..work() };
    let china = ZoneAccess { region: Region::parse("cn-north-1").unwrap(), ..work() };
    let gate = "kfm/dev/gate/published/kfm-dev-gate-1a2b3c4d";
    let catalog = zone(ZoneKind::Catalog).granting(Persona::Steward, gate, &[], &[]);
    for (access, expected) in [
        (elsewhere, vec!["grants[w]: ", "administrators: "]),
        (china, vec!["not of partition `aws-cn`", "not of partition `aws-cn`"]),
        (catalog, vec!["lies under the path of gate roles"]),
        // Their path means nothing where gates neither read nor write.
        (work().granting(Persona::Steward, gate, &[], &[]), vec![]),
    ] {
        assert_told(&access, &expected);
    }
}

#[test]
fn access_is_granted_to_single_roles() {
    for wrong in ["arn:aws:iam::123456789012:user/alice", SSO] {
        let mut access = zone(ZoneKind::Work);
        let wanted = Wanted {
            name: &GrantName::parse("x").unwrap(),
            persona: Persona::Workers,
            role: &arn(wrong),
            access: None,
            prefixes: None,
        };
        access.grants.push(Grant::new(&wanted, ZoneKind::Work, false).unwrap());
        assert_told(&access, &["is not the ARN of one role"]);
    }
}

#[test]
fn services_write_where_they_can_and_for_this_account() {
    let trail = |kind| zone(kind).served("cloudtrail.amazonaws.com", &["AWSLogs/"]);
    let sourced = |source: &str| {
        let mut access = trail(ZoneKind::Audit).under_given_key();
        access.services[0].source_arns = [source.to_owned()].into();
        access
    };
    let mut none = trail(ZoneKind::Logs);
    none.services[0].source_arns.clear();
    let unnamed = zone(ZoneKind::Logs).served("cloudtrail", &[]);
    let reserved = zone(ZoneKind::Audit).served("x.amazonaws.com", &["apply/logs/"]);
    for (access, expected) in [
        (trail(ZoneKind::Logs), vec![]),
        (trail(ZoneKind::Raw).under_given_key(), vec![]),
        (trail(ZoneKind::Raw), vec!["services: cannot use the zone's own key"]),
        (trail(ZoneKind::Registry).under_given_key(), vec!["cannot write into `registry`"]),
        (trail(ZoneKind::Published).under_given_key(), vec!["cannot write into `published`"]),
        (reserved.under_given_key(), vec!["only the writers of `apply/` create there"]),
        (unnamed, vec!["`cloudtrail` is not a service"]),
        (none, vec!["has no `source_arns`"]),
        (sourced("*"), vec!["is not an ARN"]),
        (sourced("arn:aws:cloudtrail:*:123456789012:trail/*"), vec![]),
        (sourced("arn:aws:s3:::kfm-dev-*"), vec![]),
        (sourced("arn:aws:s3:::*"), vec!["names nothing in particular"]),
        (sourced("arn:aws:cloudtrail:us-east-1:210987654321:trail/x"), vec!["not of this account"]),
        (sourced("arn:aws:cloudtrail:us-east-1:*:trail/x"), vec!["not of this account"]),
        (sourced("arn:aws:cloudtrail:us-east-1::trail/x"), vec!["names no account"]),
        (sourced("arn:aws-cn:cloudtrail:us-east-1:123456789012:trail/x"), vec!["partition"]),
        (sourced("arn:aws:*:us-east-1:123456789012:trail/x"), vec!["of which service"]),
        (sourced("arn:aws:cloudtrail:us-east-1:123456789012:${aws:username}"), vec!["variable"]),
    ] {
        assert_told(&access, &expected);
    }
}

#[test]
fn gates_lead_to_published_and_maybe_to_catalog() {
    let gated = |kind, gated| ZoneAccess { gated, ..zone(kind) };
    for (access, expected) in [
        (gated(ZoneKind::Published, true), vec![]),
        (gated(ZoneKind::Catalog, true), vec![]),
        (gated(ZoneKind::Catalog, false), vec![]),
        (gated(ZoneKind::Published, false), vec!["gated: is always true in `published`"]),
        (gated(ZoneKind::Triplet, true), vec!["gated: is not for `triplet`"]),
    ] {
        assert_told(&access, &expected);
    }
}

#[test]
fn side_doors_are_narrow() {
    let point = |arn: &str| ZoneAccess {
        access_points: [arn.to_owned()].into(),
        ..zone(ZoneKind::Processed)
    };
    let presigned =
        |seconds| ZoneAccess { presigned: Presigned::Within(seconds), ..zone(ZoneKind::Processed) };
    for (access, expected) in [
        (point("arn:aws:s3:us-east-1:123456789012:accesspoint/soils-read"), vec![]),
        (point("arn:aws:s3:us-east-1:210987654321:accesspoint/x-y"), vec!["not of this account"]),
        (point("arn:aws:s3:us-west-2:123456789012:accesspoint/x-y"), vec!["the zone's region"]),
        (point("arn:aws:s3::123456789012:accesspoint/x.mrap"), vec!["not the ARN of an access p"]),
        (point("arn:aws:s3:us-east-1:123456789012:accesspoint/*"), vec!["not the ARN of an acc"]),
        (point("*"), vec!["access_points: `*` is not the ARN"]),
        (presigned(1), vec![]),
        (presigned(604_800), vec![]),
        (presigned(0), vec!["presigned_max_seconds: is 0"]),
        (presigned(604_801), vec!["is 604801"]),
    ] {
        assert_told(&access, &expected);
    }
}
