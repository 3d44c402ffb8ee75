use super::*;
use crate::object_lifecycle::{LifecycleRule, Noncurrent, meaning, words};

fn transition(days: u32, class: StorageClass, prefix: &str) -> Transition {
    Transition { days, class, prefix: prefix.to_owned(), noncurrent: false }
}

fn with(transitions: Vec<Transition>) -> ObjectLifecycle {
    ObjectLifecycle { transitions, ..ObjectLifecycle::default() }
}

fn expiring(prefixes: &[(&str, u32)]) -> ObjectLifecycle {
    let expire_prefixes = prefixes.iter().map(|(prefix, days)| ((*prefix).into(), *days)).collect();
    ObjectLifecycle { expire_prefixes, ..ObjectLifecycle::default() }
}

fn problems(lifecycle: &ObjectLifecycle, kind: ZoneKind) -> Vec<String> {
    let problems = lifecycle.problems(kind, kind.retention_class());
    problems.iter().map(|problem| format!("{:?}: {}", problem.at, problem.error)).collect()
}

#[track_caller]
fn refused(lifecycle: &ObjectLifecycle, kind: ZoneKind, says: &str) {
    let found = problems(lifecycle, kind);
    assert!(found.len() == 1 && found[0].contains(says), "{found:?} does not say {says}");
}

use StorageClass::{DeepArchive, Glacier, GlacierIr, OneZoneIa, StandardIa};

#[test]
fn what_s3_and_kfm_take_passes() {
    let work = ObjectLifecycle {
        noncurrent: Some(Noncurrent { days: 60, versions: Some(3) }),
        transitions: vec![
            transition(30, StandardIa, ""),
            transition(60, GlacierIr, ""),
            transition(0, DeepArchive, "cold/"),
            Transition { noncurrent: true, ..transition(30, StandardIa, "") },
        ],
        ..expiring(&[("tmp/", 7), ("cold/", 1)])
    };
    // `cold/` ends after its move; the moves of the whole zone come later and find it archived.
    let found = problems(&work, ZoneKind::Work);
    assert_eq!(found.len(), 2, "{found:?}");
    let plain = ObjectLifecycle {
        transitions: vec![transition(30, StandardIa, ""), transition(60, GlacierIr, "")],
        ..work
    };
    assert_eq!(problems(&plain, ZoneKind::Work), [""; 0]);
    assert_eq!(problems(&expiring(&[("", 365)]), ZoneKind::Logs), [""; 0]);
    assert_eq!(problems(&ObjectLifecycle::default(), ZoneKind::Audit), [""; 0]);
}

#[test]
fn moves_obey_the_waterfall_and_the_days() {
    let kind = ZoneKind::Raw;
    refused(&with(vec![transition(29, StandardIa, "")]), kind, "too early for STANDARD_IA");
    refused(&with(vec![transition(36_501, Glacier, "")]), kind, "not between 0 and 36500");
    let up = with(vec![transition(10, Glacier, ""), transition(20, GlacierIr, "")]);
    refused(&up, kind, "GLACIER_IR` cannot follow GLACIER after 10 days");
    let up = with(vec![transition(60, GlacierIr, ""), transition(30, OneZoneIa, "a/")]);
    refused(&up, kind, "cannot follow ONEZONE_IA");
    let soon = with(vec![transition(30, StandardIa, ""), transition(59, Glacier, "")]);
    refused(&soon, kind, "29 days after STANDARD_IA");
    let twice = with(vec![transition(30, Glacier, ""), transition(60, Glacier, "")]);
    refused(&twice, kind, "twice");
    let narrower = with(vec![transition(30, Glacier, "a/"), transition(60, Glacier, "")]);
    assert_eq!(problems(&narrower, kind), [""; 0]);
}

#[test]
fn what_ends_ends_after_its_moves_and_only_where_it_may() {
    let early = ObjectLifecycle {
        transitions: vec![transition(30, StandardIa, "tmp/")],
        ..expiring(&[("tmp/", 30)])
    };
    refused(&early, ZoneKind::Work, "not before the end");
    let wider = ObjectLifecycle {
        transitions: vec![transition(30, StandardIa, "")],
        ..expiring(&[("tmp/", 7)])
    };
    assert_eq!(problems(&wider, ZoneKind::Work), [""; 0]);
    refused(&expiring(&[("tmp/", 7)]), ZoneKind::Quarantine, "only in `work` and `logs`");
    refused(&expiring(&[("", 7)]), ZoneKind::Work, "is the whole zone");
    refused(&expiring(&[("a/", 7), ("a/b/", 7)]), ZoneKind::Work, "lies inside `a/`");
    refused(&expiring(&[("a/", 0)]), ZoneKind::Work, "between 1 and 36500");
    for wrong in ["a", "/a/", "a/*/", "a/../", "a//", "${x}/"] {
        assert_eq!(problems(&expiring(&[(wrong, 7)]), ZoneKind::Work).len(), 1, "{wrong}");
    }
    let noncurrent = Some(Noncurrent { days: 30, versions: None });
    let older = ObjectLifecycle { noncurrent, ..ObjectLifecycle::default() };
    refused(&older, ZoneKind::Catalog, "class R1");
    assert_eq!(problems(&older, ZoneKind::Raw), [""; 0]);
    let moved = Transition { noncurrent: true, ..transition(30, Glacier, "") };
    let late = ObjectLifecycle { transitions: vec![moved], ..older };
    refused(&late, ZoneKind::Raw, "not before the end");
}

#[test]
fn rules_mean_what_the_configuration_says_and_lead_back_to_it() {
    let configured = ObjectLifecycle {
        noncurrent: Some(Noncurrent { days: 30, versions: Some(3) }),
        transitions: vec![transition(0, Glacier, "a/")],
        ..expiring(&[("tmp/", 1)])
    };
    let mut rules = configured.rules();
    assert_eq!(
        words(&rules),
        "abort unfinished uploads after 7 days; expire below `tmp/` after 1 day; expire older \
         versions but the newest 3 after 30 days; move below `a/` to GLACIER after 0 days"
    );
    rules.reverse();
    rules.iter_mut().for_each(|rule| rule.id.push_str("-renamed"));
    assert_eq!(ObjectLifecycle::of_rules(&rules), Some(configured.clone()));
    assert_eq!(meaning(&rules), meaning(&configured.rules()));
}

#[test]
fn rules_beyond_a_configuration_lead_nowhere() {
    let rules = ObjectLifecycle::default().rules();
    let narrow: Vec<_> = rules
        .iter()
        .map(|rule| LifecycleRule { prefix: "a/".to_owned(), ..rule.clone() })
        .collect();
    assert_eq!(ObjectLifecycle::of_rules(&narrow), None);
    let beyond = LifecycleRule { beyond: vec!["only for a tag".into()], ..rules[0].clone() };
    assert_eq!(ObjectLifecycle::of_rules(std::slice::from_ref(&beyond)), None);
    let off = LifecycleRule { enabled: false, ..beyond };
    assert_eq!(words(&[off]), "none");
    assert_eq!(ObjectLifecycle::of_rules(&[]), None);
}
