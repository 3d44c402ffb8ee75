//! Policies of zones that are refused or doubtful. A new one is a line in a table.

use serde_json::{Value as Json, json};

use super::cases::{Case, SECOND, case};
use crate::support::registry::{ACCOUNT, ADMINISTRATOR};

/// A role that nobody made.
const ABSENT: &str = "arn:aws:iam::123456789012:role/team/absent";

/// Policies.
pub(super) fn policies() -> Vec<Case> {
    [principals(), matrix(), roles(), trusts(), the_rest()].into_iter().flatten().collect()
}

fn zone(kind: &str) -> Json {
    json!({
        "zone": kind,
        "bucket": format!("kfm-dev-{kind}-{ACCOUNT}"),
        "environment": "dev",
        "account_id": ACCOUNT,
        "region": "us-east-1",
        "key_managed": kind != "logs",
        "effective_administrators": [ADMINISTRATOR, SECOND],
    })
}

fn granting(kind: &str, grant: Json) -> Json {
    json!({ "zone": zone(kind), "grants": { "one": grant } })
}

fn given(persona: &str, arn: &str) -> Json {
    json!({ "persona": persona, "role_arn": arn })
}

fn made(trust: Json) -> Json {
    json!({ "persona": "workers", "role": { "trust": trust } })
}

fn with(mut config: Json, name: &str, value: Json) -> Json {
    config[name] = value;
    config
}

fn principals() -> Vec<Case> {
    [
        ("everybody", "*"),
        ("a session", "arn:aws:sts::123456789012:assumed-role/loader/session"),
        ("a unique id", "AROAEXAMPLEID"),
        ("another account", "arn:aws:iam::210987654321:role/loader"),
        ("a user", "arn:aws:iam::123456789012:user/loader"),
        ("a pattern", "arn:aws:iam::123456789012:role/load*"),
        ("a role that does not exist", ABSENT),
    ]
    .into_iter()
    .map(|(about, arn)| case(about, granting("work", given("workers", arn))))
    .collect()
}

fn matrix() -> Vec<Case> {
    let narrowed =
        |prefixes: Json| json!({ "persona": "workers", "role_arn": ABSENT, "prefixes": prefixes });
    vec![
        case("a persona that there is not", granting("work", given("public", ABSENT))),
        case("a persona without access there", granting("raw", given("api", ABSENT))),
        case(
            "a right that the persona has not",
            granting("raw", json!({ "persona": "ingest", "role_arn": ABSENT, "access": ["read"] })),
        ),
        case("a writer in published", granting("published", given("workers", ABSENT))),
        case("a prefix without its slash", granting("work", narrowed(json!(["soils"])))),
        case("a prefix with a pattern", granting("work", narrowed(json!(["soils/*/"])))),
        case("a prefix inside another", granting("work", narrowed(json!(["a/", "a/b/"])))),
        case(
            "a reserved prefix",
            granting(
                "audit",
                json!({ "persona": "workers", "role_arn": ABSENT, "prefixes": ["apply/x/"] }),
            ),
        ),
        case(
            "a role in two grants",
            json!({ "zone": zone("work"), "grants": {
                "one": given("workers", ABSENT), "two": given("steward", ABSENT),
            } }),
        ),
        case(
            "a grant of another form",
            json!({ "zone": zone("work"), "grants": { "One Grant": given("workers", ABSENT) } }),
        ),
        case("an administrator", granting("work", given("workers", SECOND))),
    ]
}

fn roles() -> Vec<Case> {
    let trust = json!({ "service": "ecs-tasks.amazonaws.com" });
    let role = |name: &str, value: Json| {
        let mut role = json!({ "trust": trust });
        role[name] = value;
        granting("work", json!({ "persona": "workers", "role": role }))
    };
    vec![
        case("neither a role nor an ARN", granting("work", json!({ "persona": "workers" }))),
        case(
            "both a role and an ARN",
            granting(
                "work",
                json!({ "persona": "workers", "role_arn": ABSENT, "role": { "trust": trust } }),
            ),
        ),
        case("a name with a path", role("name", json!("team/loader"))),
        case("a boundary that is none", role("permissions_boundary", json!("boundary"))),
        case(
            "a boundary of another account",
            role("permissions_boundary", json!("arn:aws:iam::210987654321:policy/b")),
        ),
        case("sessions that are too short", role("max_session_duration", json!(900))),
        case("the provider's tags", role("tags", json!({ "kfm:grant": "x" }))),
    ]
}

fn trusts() -> Vec<Case> {
    let github = |subject: &str| {
        made(json!({ "oidc": {
            "provider_arn": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
            "subjects": [subject],
            "audiences": ["sts.amazonaws.com"],
        } }))
    };
    [
        ("nobody", json!({ "persona": "workers", "role": { "trust": {} } })),
        ("a service that says nothing", made(json!({ "service": "lambda.amazonaws.com" }))),
        ("a service that there is not", made(json!({ "service": "example.amazonaws.com" }))),
        ("every repository", github("repo:*")),
        ("every branch of every repository of somebody", github("repo:soils/*")),
        ("everybody", made(json!({ "principals": { "arns": ["*"] } }))),
        (
            "another account",
            made(json!({ "principals": { "arns": ["arn:aws:iam::210987654321:role/x"] } })),
        ),
        (
            "two forms at once",
            made(json!({
                "service": "ecs-tasks.amazonaws.com",
                "principals": { "arns": [ADMINISTRATOR] },
            })),
        ),
    ]
    .into_iter()
    .map(|(about, grant)| case(about, granting("work", grant)))
    .collect()
}

fn the_rest() -> Vec<Case> {
    let bare = |kind| json!({ "zone": zone(kind) });
    let until =
        |until: &str| json!({ "principals": [ABSENT], "until": until, "reason": "an incident" });
    let prefixes: Vec<_> = (0..100).map(|n| format!("a-data-set-with-a-long-name-{n}/")).collect();
    let grants: serde_json::Map<_, _> = (0..4)
        .map(|n| {
            let more: Vec<_> = prefixes.iter().map(|one| format!("set-{n}/{one}")).collect();
            let mut grant = made(json!({ "service": "ecs-tasks.amazonaws.com" }));
            grant["prefixes"] = json!(more);
            (format!("grant-{n}"), grant)
        })
        .collect();
    let mut no_administrators = bare("work");
    no_administrators["zone"]["effective_administrators"] = Json::Null;
    vec![
        case("gated where no gate is", with(bare("work"), "gated", json!(true))),
        case("published that is not gated", with(bare("published"), "gated", json!(false))),
        case(
            "a builder in a gated catalog",
            with(granting("catalog", given("catalog_builder", ABSENT)), "gated", json!(true)),
        ),
        case(
            "presigned for longer than can be",
            with(bare("catalog"), "presigned_max_seconds", json!(604_801)),
        ),
        case(
            "an access point of another account",
            with(
                bare("work"),
                "access_points",
                json!(["arn:aws:s3:us-east-1:210987654321:accesspoint/points"]),
            ),
        ),
        case(
            "break-glass in the past",
            with(bare("work"), "break_glass", until("2020-01-01T00:00:00Z")),
        ),
        case(
            "administrators who do not exist",
            with(bare("work"), "administrators", json!([ABSENT])),
        ),
        case(
            "a service for everybody",
            with(
                bare("work"),
                "services",
                json!({
                    "trail": { "principal": "cloudtrail.amazonaws.com", "source_arns": [] },
                }),
            ),
        ),
        case(
            "a kind that there is not",
            json!({ "zone": { "zone": "silver", "bucket": "soils" } }),
        ),
        case("nobody who administers", no_administrators).below(json!({ "administrators": null })),
        case("too long for a policy", json!({ "zone": zone("work"), "grants": grants })),
    ]
}
