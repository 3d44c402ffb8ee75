//! Cells of the matrix, copied by hand: what `answer.rs` says of them must be what is written here.

use kfm_provider::domain::access::{
    Grant, GrantName, Persona, Prefix, Wanted, ZoneAccess, ZoneKey,
};
use kfm_provider::domain::{
    AccountId, Administrators, BreakGlass, BucketName, Environment, KeyArn, PrincipalArn, Region,
    ZoneKind,
};

use super::acts::Act;
use super::answer::{Own, Standing, admits, folders, home};

const NOW: &str = "2026-11-01T00:00:00Z";

fn role(name: &str) -> PrincipalArn {
    PrincipalArn::parse(&format!("arn:aws:iam::123456789012:role/{name}")).unwrap()
}

fn zone(kind: ZoneKind) -> ZoneAccess {
    ZoneAccess::sealed(
        kind,
        Environment::parse("dev").unwrap(),
        BucketName::parse("a-bucket").unwrap(),
        AccountId::parse("123456789012").unwrap(),
        Region::parse("us-east-1").unwrap(),
        Administrators::new([role("admin")]).unwrap(),
    )
    .unsealed()
}

fn granting(kind: ZoneKind, persona: Persona, prefixes: &[&str]) -> ZoneAccess {
    let mut zone = zone(kind);
    let prefixes: std::collections::BTreeSet<_> =
        prefixes.iter().map(|one| Prefix::parse(one).unwrap()).collect();
    let wanted = Wanted {
        name: &GrantName::parse("it").unwrap(),
        persona,
        role: &role("it"),
        access: None,
        prefixes: (!prefixes.is_empty()).then_some(&prefixes),
    };
    zone.grants = vec![Grant::new(&wanted, kind, zone.gated).unwrap()];
    zone
}

fn may(zone: &ZoneAccess, name: &str, own: Own, act: Act, folder: &str) -> bool {
    let arn = role(name);
    let by = Standing { arn: Some(arn.as_str()), own };
    admits(zone, by, act, folder, NOW.parse().unwrap())
}

/// Exactly these acts are admitted below `folder`.
fn does(zone: &ZoneAccess, folder: &str, expected: &[Act]) {
    let found = Act::ALL.into_iter().filter(|act| may(zone, "it", Own::Granted, *act, folder));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

use Act::{
    AbortUpload, Complete, CompleteCreating, CompleteOver, Copy, CopyCreating, CopyOver, CopyTags,
    Create, CreateByUrl, CreateOver, CreateTagged, CreateZoneKey, Delete, DeleteMany, DeleteTags,
    Get, GetAttributes, GetByUrl, GetHold, GetRetention, GetTags, GetVersion, List, ListBelow,
    ListParts, ListUploads, ListVersions, ListVersionsBelow, Put, PutTags, Restore, StartUpload,
    UploadPart, UploadPartCopy,
};

#[test]
fn ingest_creates_in_raw_and_sees_nothing() {
    does(
        &granting(ZoneKind::Raw, Persona::Ingest, &[]),
        "soils/",
        &[
            ListUploads,
            Create,
            CreateOver,
            StartUpload,
            UploadPart,
            ListParts,
            AbortUpload,
            CompleteCreating,
            CompleteOver,
        ],
    );
}

#[test]
fn workers_do_everything_in_work_but_no_more() {
    let all = [
        List,
        ListBelow,
        ListVersions,
        ListVersionsBelow,
        ListUploads,
        Get,
        GetVersion,
        GetAttributes,
        GetTags,
        GetRetention,
        GetHold,
        Put,
        Create,
        CreateOver,
        CreateTagged,
        StartUpload,
        UploadPart,
        UploadPartCopy,
        ListParts,
        AbortUpload,
        Complete,
        CompleteCreating,
        CompleteOver,
        Copy,
        CopyCreating,
        CopyTags,
        CopyOver,
        PutTags,
        DeleteTags,
        Delete,
        DeleteMany,
    ];
    does(&granting(ZoneKind::Work, Persona::Workers, &[]), "soils/", &all);
    let narrowed = granting(ZoneKind::Work, Persona::Workers, &["soils/"]);
    let below: Vec<_> =
        all.into_iter().filter(|act| ![List, ListVersions, ListUploads].contains(act)).collect();
    does(&narrowed, "soils/", &below);
    does(&narrowed, "wells/", &[]);
}

#[test]
fn ops_list_and_restore_in_raw_and_no_more() {
    let lists =
        [List, ListBelow, ListVersions, ListVersionsBelow, GetTags, GetRetention, GetHold, Restore];
    does(&granting(ZoneKind::Raw, Persona::Ops, &[]), "soils/", &lists);
}

#[test]
fn the_api_reads_what_is_published_also_by_a_fresh_url() {
    let reads = [
        List,
        ListBelow,
        ListVersions,
        ListVersionsBelow,
        Get,
        GetVersion,
        GetAttributes,
        GetTags,
        GetRetention,
        GetHold,
        GetByUrl,
    ];
    does(&granting(ZoneKind::Published, Persona::Api, &[]), "soils/", &reads);
}

#[test]
fn a_given_key_may_be_named_and_a_put_may_come_by_url_where_data_is_served() {
    let mut triplet = granting(ZoneKind::Triplet, Persona::CatalogBuilder, &[]);
    let builder = |zone: &ZoneAccess, act| may(zone, "it", Own::Granted, act, "soils/");
    assert!(builder(&triplet, CreateByUrl) && builder(&triplet, CopyCreating));
    assert!(!builder(&triplet, CreateZoneKey) && !builder(&triplet, CopyTags));
    let key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    triplet.key = ZoneKey::Given(KeyArn::parse(key).unwrap());
    assert!(builder(&triplet, CreateZoneKey) && !builder(&triplet, Act::CreateOtherKey));
}

#[test]
fn reserved_prefixes_of_audit_are_their_writers() {
    let create = |persona, folder| {
        may(&granting(ZoneKind::Audit, persona, &[]), "it", Own::Granted, Create, folder)
    };
    for (persona, soils, apply, decisions, policy_decisions) in [
        (Persona::Ingest, true, false, false, false),
        (Persona::Api, false, false, false, true),
        (Persona::Steward, false, false, true, false),
        (Persona::Auditor, false, false, false, false),
    ] {
        let found = [
            create(persona, "soils/"),
            create(persona, "apply/"),
            create(persona, "decisions/"),
            create(persona, "policy_decisions/"),
        ];
        assert_eq!(found, [soils, apply, decisions, policy_decisions], "{persona}");
    }
    let audit = granting(ZoneKind::Audit, Persona::Steward, &[]);
    assert_eq!(folders(&audit), ["soils/", "apply/", "decisions/", "policy_decisions/"]);
    let arn = role("it");
    let steward = Standing { arn: Some(arn.as_str()), own: Own::Granted };
    assert_eq!(home(&audit, steward, NOW.parse().unwrap()), "decisions/");
    let mut audit = zone(ZoneKind::Audit);
    audit.receipt_writers = vec![role("writer")];
    assert!(may(&audit, "writer", Own::Everything, Create, "apply/"));
    assert!(!may(&audit, "writer", Own::Everything, Create, "soils/"));
    assert!(!may(&audit, "writer", Own::Everything, Put, "apply/"));
}

#[test]
fn administrators_configure_and_reach_no_object() {
    let found = Act::ALL
        .into_iter()
        .filter(|act| may(&zone(ZoneKind::Catalog), "admin", Own::Everything, *act, "soils/"));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            List,
            ListBelow,
            ListVersions,
            ListVersionsBelow,
            ListUploads,
            GetRetention,
            GetHold,
            Act::GetPolicy,
            Act::PutPolicy,
            Act::DeletePolicy,
            Act::PutLifecycle,
            Act::PutVersioning,
        ]
    );
}

#[test]
fn break_glass_ends() {
    let mut zone = zone(ZoneKind::Registry);
    let mut until = |end: &str| {
        let open = BreakGlass::new([role("medic")], end.to_owned(), "restore".to_owned());
        zone.break_glass = Some(open.unwrap());
        [Get, Put, Act::BypassRetention, Act::PutPolicy]
            .map(|act| may(&zone, "medic", Own::Everything, act, "soils/"))
    };
    assert_eq!(until("2026-12-01T00:00:00Z"), [true, true, true, false]);
    assert_eq!(until("2026-10-01T00:00:00Z"), [false; 4]);
}

#[test]
fn strangers_read_configuration_and_nothing_else() {
    let zone = zone(ZoneKind::Raw);
    let of = |own| {
        let found = Act::ALL.into_iter().filter(move |act| may(&zone, "stranger", own, *act, "a/"));
        found.collect::<Vec<_>>()
    };
    assert_eq!(of(Own::Everything), [Act::GetPolicy]);
}
