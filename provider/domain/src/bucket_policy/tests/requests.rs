//! Single requests, and how each must be made.

use super::*;

#[test]
fn a_gate_role_reaches_below_a_whole_folder_or_nothing() {
    let published = zone(ZoneKind::Published);
    let puts = |tag: &str, key| {
        let caller = gate("published", &[(TARGET_TAG, tag)]);
        ask(&published, &caller, "s3:PutObject", Some(key), &put(true)).is_allowed()
    };
    assert!(puts("soils/v1/", "soils/v1/x"));
    assert!(!puts("soils/v1/", "soils/v10/x") && !puts("soils/v1/", "x"));
    assert!(!puts("", "x") && !puts("soils", "soils/x") && !puts("-closed-", "-closed-"));
    let untagged = gate("published", &[]);
    for key in ["x", "-closed-", "-closed-/x"] {
        assert!(ask(&published, &untagged, "s3:PutObject", Some(key), &put(true)).is_refused());
    }
    let catalog = zone(ZoneKind::Catalog);
    let lists = |caller: &Caller, prefix: &str| {
        let context = signed().with("s3:prefix", prefix);
        ask(&catalog, caller, "s3:ListBucket", None, &context).is_allowed()
    };
    let tagged = gate("published", &[(SOURCE_TAG, "a/")]);
    assert!(lists(&tagged, "a/") && !lists(&tagged, "b/") && !lists(&untagged, "-closed-"));
}

#[test]
fn requests_are_made_safely() {
    let access = zone(ZoneKind::Work).granting(Persona::Workers, "w", &[], &[]);
    let given = access.clone().under_given_key();
    let caller = Caller::role(role("w").to_string());
    let key = "arn:aws:kms:us-east-1:123456789012:key/1234";
    let sse = |algorithm: &str| put(true).with("s3:x-amz-server-side-encryption", algorithm);
    const KEY_ID: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";
    const CUSTOMER: &str = "s3:x-amz-server-side-encryption-customer-algorithm";
    let named = |id: &str| sse("aws:kms").with(KEY_ID, id);
    let presigned = || put(true).with("s3:authType", "REST-QUERY-STRING");
    let point = "arn:aws:s3:us-east-1:123456789012:accesspoint/";
    let through = |name: &str| put(true).with("s3:DataAccessPointArn", format!("{point}{name}"));
    let short = ZoneAccess { presigned: Presigned::Within(60), ..access.clone() };
    let pointed = ZoneAccess { access_points: [format!("{point}one")].into(), ..access.clone() };
    for (what, access, context, allowed) in [
        ("plain", &access, put(true), true),
        ("http", &access, put(true).with("aws:SecureTransport", "false"), false),
        ("old TLS", &access, put(true).with("s3:TlsVersion", "1.1"), false),
        ("SSE under an own key", &access, sse("AES256"), false),
        ("SSE-S3 under a given key", &given, sse("AES256"), false),
        ("SSE-KMS without a key", &given, sse("aws:kms"), false),
        ("SSE-KMS with the key", &given, named(key), true),
        ("SSE-KMS with another", &given, named("arn:aws:kms:us-east-1:123456789012:key/5"), false),
        ("SSE-C", &given, put(true).with(CUSTOMER, "AES256"), false),
        ("presigned", &access, presigned(), false),
        ("fresh", &short, presigned().with("s3:signatureAge", "59000"), true),
        ("stale", &short, presigned().with("s3:signatureAge", "60001"), false),
        ("access point", &access, through("one"), false),
        ("admitted access point", &pointed, through("one"), true),
        ("another access point", &pointed, through("two"), false),
    ] {
        let decision = ask(access, &caller, "s3:PutObject", Some("x"), &context);
        assert_eq!(decision.is_allowed(), allowed, "{what}: {decision:?}");
    }
}

#[test]
fn break_glass_ends_by_the_clock() {
    let access = zone(ZoneKind::Raw).opened_to("medic");
    let medic = Caller::role(role("medic").to_string());
    let reads = |time: &str| {
        let context = signed().with("aws:CurrentTime", time);
        ask(&access, &medic, "s3:GetObject", Some("x"), &context).is_allowed()
    };
    assert!(reads("2026-12-01T18:00:00Z") && !reads("2026-12-01T18:00:01Z"));
}

#[test]
fn services_write_below_their_prefixes_for_their_sources() {
    let service = |name: &str| Caller::of(Identity::Service { name: name.to_owned() });
    let trail = service("cloudtrail.amazonaws.com");
    let sent = |account: &str, source: &str| {
        let context = signed().with("s3:ObjectCreationOperation", "true");
        context.with("aws:SourceAccount", account).with("aws:SourceArn", source)
    };
    let source = "arn:aws:cloudtrail:us-east-1:123456789012:trail/all";
    let narrow =
        zone(ZoneKind::Audit).served("cloudtrail.amazonaws.com", &["a/"]).under_given_key();
    let whole = zone(ZoneKind::Audit).served("cloudtrail.amazonaws.com", &[]).under_given_key();
    let mut logs = zone(ZoneKind::Logs);
    logs.log_sources = vec![LogSource::parse("kfm-dev-*").unwrap()];
    let delivery = service("logging.s3.amazonaws.com");
    let logged = sent(ACCOUNT, "arn:aws:s3:::kfm-dev-raw-123456789012");
    let ours = || sent(ACCOUNT, source);
    for (what, access, caller, key, context, allowed) in [
        ("inside", &narrow, &trail, "a/x", ours(), true),
        ("outside", &narrow, &trail, "b/x", ours(), false),
        ("anywhere", &whole, &trail, "x", ours(), true),
        ("reserved", &whole, &trail, "apply/x", ours(), false),
        ("other account", &whole, &trail, "x", sent("210987654321", source), false),
        ("other source", &whole, &trail, "x", sent(ACCOUNT, "arn:aws:s3:::x"), false),
        ("other service", &whole, &service("x.amazonaws.com"), "x", ours(), false),
        ("delivery", &logs, &delivery, "x", logged.clone(), true),
        ("delivery elsewhere", &whole, &delivery, "x", logged, false),
        ("nobody", &whole, &Caller::of(Identity::Anonymous), "x", ours(), false),
    ] {
        let decision = ask(access, caller, "s3:PutObject", Some(key), &context);
        assert_eq!(decision.is_allowed(), allowed, "{what}: {decision:?}");
        let reads = ask(access, caller, "s3:GetObject", Some(key), &context);
        assert!(reads.is_refused(), "{what}: {reads:?}");
    }
}
