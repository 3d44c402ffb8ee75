use super::*;
use crate::access::fixture::{role, sealed, zone};
use crate::access::{Persona, Right};
use crate::log_sources::LogSource;
use crate::object_lifecycle::NoncurrentExpiration;

const ADMINISTRATION: [&str; 2] =
    ["role/admin [administrator] may configure", "role/admin [administrator] may list"];

/// The lines but those of the administrator.
fn told(access: &ZoneAccess) -> Vec<String> {
    let lines = access.lines(&[]);
    let kept = |line: &String| ADMINISTRATION.iter().all(|begin| !line.starts_with(begin));
    lines.into_iter().filter(kept).collect()
}

#[test]
fn every_right_is_a_line() {
    for (access, expected) in [
        (
            zone(ZoneKind::Raw).granting(Persona::Ingest, "kfm/dev/raw/in", &[], &["soils/"]),
            vec!["role/kfm/dev/raw/in [ingest] may create raw/soils/*"],
        ),
        (
            zone(ZoneKind::Work).granting(Persona::Workers, "w", &[], &[]),
            vec![
                "role/w [workers] may create work/*",
                "role/w [workers] may delete work/*",
                "role/w [workers] may list work/*",
                "role/w [workers] may overwrite work/*",
                "role/w [workers] may read work/*",
            ],
        ),
        (
            zone(ZoneKind::Work).granting(Persona::Workers, "w", &[Right::Read], &["a/", "b/c/"]),
            vec![
                "role/w [workers] may list work/a/*",
                "role/w [workers] may list work/b/c/*",
                "role/w [workers] may read work/a/*",
                "role/w [workers] may read work/b/c/*",
            ],
        ),
        (
            zone(ZoneKind::Raw).granting(Persona::Ops, "o", &[], &[]),
            vec!["role/o [ops] may list raw/*", "role/o [ops] may restore raw/*"],
        ),
        (
            zone(ZoneKind::Audit).granting(Persona::Workers, "w", &[], &[]).granting(
                Persona::Steward,
                "s",
                &[Right::Create],
                &[],
            ),
            vec![
                "role/s [steward] may create audit/decisions/*",
                "role/w [workers] may create audit/* except apply/, decisions/, policy_decisions/",
            ],
        ),
        (
            zone(ZoneKind::Published).opened_to("medic"),
            vec![
                "gate/* may create published/${kfm:prefix}* by copy from \
                 catalog/${kfm:source-prefix}*",
                "gate/* may create published/${kfm:prefix}* by copy from \
                 triplet/${kfm:source-prefix}*",
                "role/medic [break_glass] may delete published/* until 2026-12-01T18:00:00Z",
                "role/medic [break_glass] may list published/* until 2026-12-01T18:00:00Z",
                "role/medic [break_glass] may read published/* until 2026-12-01T18:00:00Z",
            ],
        ),
        (
            zone(ZoneKind::Processed),
            vec![
                "gate/* may list processed/${kfm:source-prefix}*",
                "gate/* may read processed/${kfm:source-prefix}*",
            ],
        ),
        (
            zone(ZoneKind::Audit).served("cloudtrail.amazonaws.com", &["AWSLogs/"]),
            vec![
                "service/cloudtrail.amazonaws.com may create audit/AWSLogs/*",
                "service/cloudtrail.amazonaws.com may overwrite audit/AWSLogs/*",
            ],
        ),
    ] {
        assert_eq!(told(&access), expected);
    }
}

#[test]
fn administrators_receipt_writers_and_log_delivery_are_told() {
    let mut audit = zone(ZoneKind::Audit);
    audit.receipt_writers = vec![role("ci/writer")];
    assert_eq!(
        audit.lines(&[]),
        [
            "role/admin [administrator] may configure audit",
            "role/admin [administrator] may list audit/*",
            "role/ci/writer [receipt_writer] may create audit/apply/*",
        ]
    );
    let emptied = ZoneAccess { emptying: true, ..zone(ZoneKind::Work) };
    let line = "role/admin [administrator] may delete work/*".to_owned();
    assert!(emptied.lines(&[]).contains(&line));
    let mut logs = zone(ZoneKind::Logs);
    logs.log_sources = vec![LogSource::parse("kfm-dev-*").unwrap()];
    assert_eq!(told(&logs)[0], "service/logging.s3.amazonaws.com may create logs/*");
}

#[test]
fn a_sealed_zone_has_no_gates() {
    let lines = sealed(ZoneKind::Catalog).lines(&[]);
    assert_eq!(lines.len(), 2, "{lines:?}");
}

#[test]
fn lifecycle_rules_delete_too() {
    let rule = |prefix: &str| LifecycleRule {
        id: "x".into(),
        enabled: true,
        prefix: prefix.into(),
        ..LifecycleRule::default()
    };
    let noncurrent = |days, keep| Some(NoncurrentExpiration { days, keep });
    let off = LifecycleRule { enabled: false, expiration_days: Some(9), ..rule("") };
    for (rule, expected) in [
        (
            LifecycleRule { expiration_days: Some(30), ..rule("tmp/") },
            vec!["lifecycle may delete work/tmp/* after 30 days"],
        ),
        (
            LifecycleRule { noncurrent_expiration: noncurrent(1, Some(3)), ..rule("") },
            vec!["lifecycle may delete older versions of work/* but the newest 3 after 1 day"],
        ),
        (
            LifecycleRule { beyond: vec!["expires objects at a date".into()], ..rule("") },
            vec!["lifecycle rule `x` of work/* expires objects at a date"],
        ),
        (LifecycleRule { abort_multipart_days: Some(7), ..rule("") }, vec![]),
        (off, vec![]),
    ] {
        let lines = zone(ZoneKind::Work).lines(&[rule]);
        let about: Vec<_> = lines.iter().filter(|line| line.starts_with("lifecycle")).collect();
        assert_eq!(about, expected);
    }
}

#[test]
fn lines_are_sorted_by_bytes_and_say_nothing_of_the_account() {
    let lines = zone(ZoneKind::Quarantine)
        .granting(Persona::Workers, "Z", &[], &[])
        .granting(Persona::Ingest, "a", &[], &["b/"])
        .opened_to("medic")
        .lines(&[]);
    assert!(lines.is_sorted() && lines.len() > 10, "{lines:#?}");
    assert!(lines.iter().all(|line| !line.contains("123456789012") && !line.contains("arn:")));
}

#[test]
fn a_difference_is_what_came_and_what_went() {
    let lines = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let (gained, lost) = difference(&lines(&["b", "a", "c"]), &lines(&["d", "c", "b"]));
    assert_eq!((gained, lost), (lines(&["d"]), lines(&["a"])));
    assert_eq!(difference(&lines(&["b", "a"]), &lines(&["a", "b"])), (vec![], vec![]));
}
