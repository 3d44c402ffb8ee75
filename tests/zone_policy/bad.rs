//! Bad input: an error at plan, with the rule and the way out, and all of them at once.

use serde_json::{Value as Json, json};

use super::{POLICY, given, given_with, role_arn, work, zone, zones};

/// Everything that a plan of a new policy says is wrong, as `path: detail`.
async fn wrong(config: Json) -> Vec<String> {
    let (cloud, client) = zones(&["work", "raw", "published"]).await;
    given(&cloud, "team/steward");
    given(&cloud, "loader");
    given_with(&cloud, "open", &json!("*"));
    let config = client.object(POLICY, config).unwrap();
    let plan = client.plan(POLICY, None, Some(&config)).await.unwrap();
    plan.errors().iter().map(|one| format!("{}: {}", one.path, one.detail)).collect()
}

fn granting(kind: &str, grants: Json) -> Json {
    json!({ "zone": zone(kind), "grants": grants })
}

async fn assert_told(config: Json, expected: &[&[&str]]) {
    let told = wrong(config).await;
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for parts in expected {
        let fits = |one: &String| parts.iter().all(|part| one.contains(part));
        assert!(told.iter().any(fits), "{parts:?} is not in {told:#?}");
    }
}

#[tokio::test]
async fn principals_that_are_no_role_of_the_account_are_refused_at_once() {
    let grants = json!({
        "all": { "persona": "workers", "role_arn": "*" },
        "session": {
            "persona": "workers",
            "role_arn": "arn:aws:sts::123456789012:assumed-role/x/y",
        },
        "ghost": { "persona": "workers", "role_arn": "AROAEXAMPLEID" },
        "foreign": { "persona": "workers", "role_arn": "arn:aws:iam::210987654321:role/x" },
        "user": { "persona": "workers", "role_arn": "arn:aws:iam::123456789012:user/x" },
        "neither": { "persona": "workers" },
    });
    assert_told(
        granting("work", grants),
        &[
            &["grants[\"all\"].role_arn", "is a wildcard: name the roles or users"],
            &["grants[\"session\"].role_arn", "is a session: use the ARN of its role"],
            &["grants[\"ghost\"].role_arn", "is a unique id"],
            &["grants[\"foreign\"]", "is of account 210987654321"],
            &["grants[\"user\"].role_arn", "is a user: grant to a role"],
            &["grants[\"neither\"]", "has neither `role_arn` nor `role`"],
        ],
    )
    .await;
}

#[tokio::test]
async fn grants_outside_the_matrix_name_the_rule() {
    let arn = role_arn("loader");
    let grants = json!({
        "api": { "persona": "api", "role_arn": arn },
        "public": { "persona": "public", "role_arn": role_arn("a") },
        "wide": { "persona": "ingest", "role_arn": role_arn("b"), "access": ["read"] },
        "Bad Name": { "persona": "ingest", "role_arn": role_arn("c") },
        "places": {
            "persona": "ingest",
            "role_arn": role_arn("d"),
            "prefixes": ["soils", "/x/", "a/*/"],
        },
        "nested": {
            "persona": "ingest",
            "role_arn": role_arn("e"),
            "prefixes": ["soils/", "soils/2026/"],
        },
    });
    assert_told(
        granting("raw", grants),
        &[
            &["grants[\"api\"].persona", "`api` has no access to zone `raw`"],
            &["grants[\"public\"].persona", "public"],
            &["grants[\"wide\"].access", "`ingest` may not read in `raw`: it may create"],
            &["grants[\"Bad Name\"]", "[a-z][a-z0-9_-]{0,31}"],
            &["grants[\"places\"].prefixes", "does not end in `/`"],
            &["grants[\"places\"].prefixes", "begins with `/`"],
            &["grants[\"places\"].prefixes", "holds `*`"],
            &["grants[\"nested\"].prefixes", "`soils/2026/` lies in `soils/`"],
        ],
    )
    .await;
}

#[tokio::test]
async fn a_role_in_two_grants_is_told_once() {
    let grants = json!({
        "one": { "persona": "workers", "role_arn": role_arn("loader") },
        "two": { "persona": "steward", "role_arn": role_arn("loader") },
    });
    assert_told(granting("work", grants), &[&["grants[\"two\"]", "is in grant `one` too"]]).await;
}

#[tokio::test]
async fn roles_that_do_not_exist_or_trust_everybody_are_refused() {
    let grants = json!({
        "absent": { "persona": "workers", "role_arn": role_arn("absent") },
        "open": { "persona": "steward", "role_arn": role_arn("open") },
        "moved": { "persona": "ops", "role_arn": role_arn("elsewhere/loader") },
    });
    assert_told(
        granting("work", grants),
        &[
            &["grants[\"absent\"].role_arn", "IAM knows no role"],
            &["grants[\"open\"].role_arn", "trusts everybody, of every account"],
            &["grants[\"moved\"].role_arn", "give its ARN as it is, with its path"],
        ],
    )
    .await;
}

#[tokio::test]
async fn trusts_that_would_let_strangers_in_are_refused() {
    let role = |trust: Json| json!({ "persona": "workers", "role": { "trust": trust } });
    let provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    let grants = json!({
        "lambda": role(json!({ "service": "lambda.amazonaws.com" })),
        "github": role(json!({ "oidc": {
            "provider_arn": provider, "subjects": ["repo:*"], "audiences": ["sts.amazonaws.com"],
        } })),
        "many": role(json!({
            "service": "ecs-tasks.amazonaws.com",
            "principals": { "arns": [role_arn("x")] },
        })),
        "stars": role(json!({ "principals": { "arns": ["*"] } })),
        "long": {
            "persona": "workers",
            "role": {
                "trust": { "service": "ecs-tasks.amazonaws.com" },
                "max_session_duration": 60,
                "name": "team/x",
                "permissions_boundary": "boundary",
            },
        },
    });
    assert_told(
        granting("work", grants),
        &[
            &["grants[\"lambda\"].role.trust.service", "`role_arn`"],
            &["grants[\"github\"].role.trust.oidc.subjects", "repo:*"],
            &["grants[\"many\"].role.trust", "exactly one of"],
            &["grants[\"stars\"].role.trust.principals.arns", "wildcard"],
            &["grants[\"long\"].role.max_session_duration", "3600 and 43200"],
            &["grants[\"long\"].role.name", "the path is not part of the name"],
            &["grants[\"long\"].role.permissions_boundary", "is not the ARN of a managed policy"],
        ],
    )
    .await;
}

#[tokio::test]
async fn what_the_whole_policy_may_not_be_is_told_at_its_attribute() {
    let mut config = work();
    config["gated"] = json!(true);
    config["presigned_max_seconds"] = json!(0);
    config["access_points"] = json!(["arn:aws:s3:us-east-1:210987654321:accesspoint/x"]);
    config["break_glass"] = json!({
        "principals": [role_arn("medic")],
        "until": "2026-11-01T00:00:00Z",
        "reason": "restore",
    });
    config["services"] = json!({
        "trail": { "principal": "cloudtrail.amazonaws.com", "source_arns": [] },
    });
    assert_told(
        config,
        &[
            &["gated", "is not for `work`"],
            &["presigned_max_seconds", "1 to 604800"],
            &["access_points", "is not of this account"],
            &["break_glass.until", "which is past"],
            &["services", "has no `source_arns`"],
            &["services", "cannot use the zone's own key"],
        ],
    )
    .await;
}

#[tokio::test]
async fn nobody_who_administers_is_an_error() {
    let mut config = work();
    config["administrators"] = json!([role_arn("nobody")]);
    assert_told(config, &[&["administrators", "IAM knows none of them"]]).await;
}

#[tokio::test]
async fn a_policy_that_is_too_long_says_by_how_much() {
    let prefixes =
        |at: usize| (0..90).map(move |n| format!("set-{at}/a-rather-long-data-set-{n}/"));
    let grants: serde_json::Map<_, _> = (0..8)
        .map(|at| {
            let prefixes: Vec<_> = prefixes(at).collect();
            let grant = json!({
                "persona": "workers",
                "role": { "trust": { "service": "ecs-tasks.amazonaws.com" } },
                "prefixes": prefixes,
            });
            (format!("g{at}"), grant)
        })
        .collect();
    let told = wrong(granting("work", grants.into())).await.join("\n");
    assert!(told.contains("20480") || told.contains("20,480"), "{told}");
}

#[tokio::test]
async fn published_is_gated_and_takes_no_other_writer() {
    let mut config = granting("published", json!({}));
    config["gated"] = json!(false);
    assert_told(config, &[&["gated", "is always true in `published`"]]).await;
    let grants = json!({
        "builder": { "persona": "catalog_builder", "role_arn": role_arn("loader") },
    });
    let told = wrong(granting("published", grants)).await;
    assert!(told.iter().any(|one| one.contains("grants[\"builder\"].persona")), "{told:?}");
}
