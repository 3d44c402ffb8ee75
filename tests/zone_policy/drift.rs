//! What somebody changed elsewhere reads as what it means, and is repaired.

use kfm_provider::cloud::RoleFacets;
use kfm_provider::cloud::memory::MemoryCloud;
use kfm_provider::domain::roles::RoleName;
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use super::{apply, assert_settled, bucket, given, lines, name, read, role_arn, work, zone, zones};
use crate::support::zones::{ADMIN, at};

struct Drift {
    what: &'static str,
    happen: fn(&MemoryCloud, &RoleName),
    says: &'static [&'static str],
}

/// Names somebody wherever the administrator is named, and says how often that was.
fn beside_the_administrator(policy: &mut Json, who: &str) -> usize {
    match policy {
        Json::String(text) if text == ADMIN => {
            *policy = json!([ADMIN, who]);
            1
        }
        Json::Array(items) if items.contains(&json!(ADMIN)) => {
            items.push(json!(who));
            1
        }
        Json::Array(items) => {
            items.iter_mut().map(|item| beside_the_administrator(item, who)).sum()
        }
        Json::Object(entries) => {
            entries.values_mut().map(|item| beside_the_administrator(item, who)).sum()
        }
        _ => 0,
    }
}

fn drifts() -> Vec<Drift> {
    let drift = |what, happen, says| Drift { what, happen, says };
    vec![
        drift(
            "the bucket policy is gone",
            |cloud, _| cloud.drift(&bucket("work"), |facets| facets.policy = None),
            &["the bucket has no policy any more"],
        ),
        drift(
            "the bucket policy lets a stranger in",
            |cloud, _| {
                cloud.drift(&bucket("work"), |facets| {
                    let mut policy = serde_json::from_str(facets.policy.as_ref().unwrap()).unwrap();
                    assert!(beside_the_administrator(&mut policy, &role_arn("stranger")) > 0);
                    facets.policy = Some(policy.to_string());
                });
            },
            &["role/stranger", "the matrix does not give it"],
        ),
        drift(
            "an inline policy gains an action",
            |cloud, role| {
                cloud.drift_role(role, |facets| {
                    for text in facets.inline.values_mut() {
                        *text = text.replacen(
                            "s3:GetObject\"",
                            "s3:GetObject\",\"s3:PutObjectAcl\"",
                            1,
                        );
                    }
                });
            },
            &["gained s3:PutObjectAcl"],
        ),
        drift(
            "an inline policy is gone",
            |cloud, role| cloud.drift_role(role, |facets| facets.inline.clear()),
            &["lost its policy `kfm-work-"],
        ),
        drift(
            "another inline policy is there",
            |cloud, role| {
                cloud.drift_role(role, |facets| {
                    let text = json!({ "Version": "2012-10-17", "Statement": [{
                        "Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*" }] });
                    facets.inline.insert("helper".to_owned(), text.to_string());
                });
            },
            &["gained the policy `helper`, which allows s3:DeleteObject"],
        ),
        drift(
            "a managed policy is attached",
            |cloud, role| {
                cloud.drift_role(role, |facets| {
                    facets
                        .attached
                        .insert("arn:aws:iam::aws:policy/AdministratorAccess".to_owned());
                });
            },
            &["gained the attached policy `arn:aws:iam::aws:policy/AdministratorAccess`"],
        ),
        drift(
            "the trust is wider",
            |cloud, role| {
                cloud.drift_role(role, |facets| {
                    facets.trust =
                        facets.trust.replace("ecs-tasks.amazonaws.com", "ec2.amazonaws.com");
                });
            },
            &["is trusted otherwise", "`ec2.amazonaws.com`"],
        ),
        drift(
            "the boundary is gone",
            |cloud, role| cloud.drift_role(role, |facets| facets.boundary = None),
            &["is no longer bounded by"],
        ),
        drift("the role is gone", |cloud, role| cloud.remove_role(role), &["is gone"]),
        drift(
            "the role is another one",
            |cloud, role| {
                let before = cloud.role_facets(role).unwrap();
                cloud.remove_role(role);
                cloud.add_role(RoleFacets {
                    unique_id: "AROAANOTHER".to_owned(),
                    inline: [].into(),
                    ..before
                });
            },
            &["was deleted and made again: its id was", "lost its policy"],
        ),
        drift(
            "the provider's tags are gone",
            |cloud, role| cloud.drift_role(role, |facets| facets.tags.clear()),
            &["has other tags: `kfm:bucket`"],
        ),
        drift(
            "sessions last longer",
            |cloud, role| cloud.drift_role(role, |facets| facets.max_session = 43_200),
            &["has sessions of 43200 seconds at most, no longer 3600"],
        ),
    ]
}

#[tokio::test]
async fn every_drift_reads_as_what_it_means_and_is_repaired() {
    for drift in drifts() {
        let (cloud, client) = zones(&["work"]).await;
        given(&cloud, "team/steward");
        let stored = apply(&client, None, &work()).await;
        let Tree::String(role) = at(&stored.state, &["roles", "workers", "name"]) else { panic!() };
        let role = name(role);
        let before = (cloud.facets(&bucket("work")), cloud.role_facets(&role).unwrap());
        let bound = cloud.managed_policy_facets(&cloud.managed_policies()[0]);
        (drift.happen)(&cloud, &role);
        let found = read(&client, &stored).await;
        let words = lines(&found.state, "drift").join("\n");
        for says in drift.says {
            assert!(words.contains(says), "{}: `{says}` is not in {words}", drift.what);
        }
        let repaired = apply(&client, Some(&found), &work()).await;
        assert_eq!(lines(&repaired.state, "drift"), [""; 0], "{}", drift.what);
        let mut after = cloud.role_facets(&role).unwrap();
        after.unique_id.clone_from(&before.1.unique_id);
        assert_eq!((cloud.facets(&bucket("work")), after), before, "{}", drift.what);
        assert_eq!(cloud.managed_policy_facets(&cloud.managed_policies()[0]), bound);
        assert_settled(&client, &repaired, &work()).await;
    }
}

#[tokio::test]
async fn a_policy_of_another_zone_on_a_shared_role_is_no_drift() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let stored = apply(&client, None, &work()).await;
    let Tree::String(role) = at(&stored.state, &["roles", "workers", "name"]) else { panic!() };
    cloud.drift_role(&name(role), |facets| {
        let text = facets.inline.values().next().unwrap().clone();
        facets.inline.insert("kfm-raw-0123abcd".to_owned(), text);
    });
    assert_settled(&client, &stored, &work()).await;
}

#[tokio::test]
async fn the_trust_of_a_granted_role_that_opens_later_is_an_error_at_every_plan() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    let stored = apply(&client, None, &work()).await;
    cloud.drift_role(&name("steward"), |facets| {
        facets.trust = facets.trust.replace("{\"Service\":\"lambda.amazonaws.com\"}", "\"*\"");
    });
    let found = read(&client, &stored).await;
    let config = client.object(super::POLICY, work()).unwrap();
    let plan = client.plan(super::POLICY, Some(&found), Some(&config)).await.unwrap();
    let [error] = plan.errors()[..] else { panic!("{:?}", plan.errors()) };
    assert!(error.detail.contains("trusts everybody, of every account"), "{}", error.detail);
}

#[tokio::test]
async fn the_id_that_is_left_of_a_trusted_role_is_replaced_by_its_name() {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "lead");
    let config = json!({ "zone": zone("work"), "grants": { "workers": {
        "persona": "workers",
        "role": { "trust": { "principals": { "arns": [role_arn("lead")] } } },
    } } });
    let stored = apply(&client, None, &config).await;
    let lead = cloud.role_facets(&name("lead")).unwrap();
    cloud.remove_role(&name("lead"));
    cloud.add_role(RoleFacets { unique_id: "AROATHENEXTLEAD".to_owned(), ..lead.clone() });
    let found = read(&client, &stored).await;
    let words = lines(&found.state, "drift").join("\n");
    assert!(words.contains("is trusted otherwise") && words.contains(&lead.unique_id), "{words}");
    let repaired = apply(&client, Some(&found), &config).await;
    let Tree::String(role) = at(&repaired.state, &["roles", "workers", "name"]) else { panic!() };
    let trust = cloud.role_facets(&name(role)).unwrap().trust;
    assert!(trust.contains(&role_arn("lead")) && !trust.contains(&lead.unique_id), "{trust}");
    assert_settled(&client, &repaired, &config).await;
}
