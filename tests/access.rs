//! The data source `kfm_access` over the wire, with the in-memory cloud: who is allowed and refused
//! by which statement, and what keeps it from being read.

use std::sync::Arc;

use kfm_provider::cloud::faulty::{Faults, Faulty};
use kfm_provider::cloud::memory::{MemoryCloud, plain_bucket};
use kfm_provider::cloud::{BucketFacets, CloudErrorKind, ManagedPolicyFacets};
use kfm_provider::domain::{AccountId, BucketName, Region};
use kfm_provider::terraform::client::Client;
use kfm_provider::terraform::diag::Diag;
use kfm_provider::terraform::value::Tree;
use serde_json::{Value as Json, json};

use crate::support::zones::{ACCOUNT, ADMIN, at, block, client, client_with, cloud, text};
use crate::zone_policy::{apply, bucket, given, name, role_arn, work, zones};

const ACCESS: &str = "kfm_access";
const STRANGER: &str = "any other principal with AdministratorAccess";
const WORK: &str = "kfm-dev-work-123456789012";
const READ_ALL: &str = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

/// A zone `work` whose policy grants to a role that is made and to `role/team/steward`.
async fn granted() -> (MemoryCloud, Client) {
    let (cloud, client) = zones(&["work"]).await;
    given(&cloud, "team/steward");
    apply(&client, None, &work()).await;
    cloud.forget_calls();
    (cloud, client)
}

async fn ask(client: &Client, config: Json) -> (Tree, Vec<Diag>) {
    let config = client.data_object(ACCESS, config).unwrap();
    client.read_data_source(ACCESS, config).await.unwrap()
}

async fn answered(client: &Client, config: Json) -> Tree {
    let (found, diags) = ask(client, config).await;
    assert_eq!(diags, []);
    found
}

async fn refused(client: &Client, config: Json) -> Diag {
    let (found, diags) = ask(client, config).await;
    assert_eq!(found, Tree::Null);
    let [error] = diags.as_slice() else { panic!("{diags:#?}") };
    error.clone()
}

fn list(tree: &Tree) -> &[Tree] {
    match tree {
        Tree::List(items) => items,
        other => panic!("{other:?}"),
    }
}

/// The entries of somebody for an action.
fn entries<'t>(found: &'t Tree, who: &str, action: &str) -> Vec<&'t Tree> {
    let fits =
        |one: &&Tree| at(one, &["who"]) == &text(who) && at(one, &["action"]) == &text(action);
    list(at(found, &["entries"])).iter().filter(fits).collect()
}

/// The decision, document and statement about somebody and an action, which are the same everywhere.
fn decided<'t>(found: &'t Tree, who: &str, action: &str) -> [&'t Tree; 3] {
    let entries = entries(found, who, action);
    let decided: Vec<_> = entries
        .iter()
        .map(|one| ["decision", "document", "statement"].map(|name| at(one, &[name])))
        .collect();
    assert!(!decided.is_empty(), "{who} {action}");
    assert!(decided.iter().all(|one| *one == decided[0]), "{decided:#?}");
    for one in entries {
        let allowed = at(one, &["decision"]) == &text("allowed");
        assert_eq!(at(one, &["allowed"]), &Tree::Bool(allowed));
    }
    decided[0]
}

fn is(decided: [&Tree; 3], decision: &str, document: &str, statement: &str) {
    assert_eq!(decided, [&text(decision), &text(document), &text(statement)]);
}

fn managed(cloud: &MemoryCloud, arn: &str, effect: &str, action: &str) {
    let document = json!({
        "Version": "2012-10-17",
        "Statement": { "Sid": "Managed", "Effect": effect, "Action": action, "Resource": "*" },
    });
    let (arn, document) = (arn.to_owned(), document.to_string());
    cloud.add_managed_policy(ManagedPolicyFacets { arn, document, tags: [].into() });
}

#[tokio::test]
async fn who_is_granted_is_allowed_by_its_role_policy_and_strangers_by_nothing() {
    let (cloud, client) = granted().await;
    let found = answered(&client, json!({ "bucket": WORK })).await;
    assert_eq!(cloud.mutations(), 0);
    assert_eq!(
        ["id", "zone", "environment"].map(|name| at(&found, &[name])),
        [&text(WORK), &text("work"), &text("dev")]
    );
    let steward = role_arn("team/steward");
    let policies = cloud.role_facets(&name("steward")).unwrap().inline;
    let own = format!("role policy {}", policies.keys().next().unwrap());
    is(decided(&found, &steward, "s3:ListBucket"), "allowed", &own, "KfmListing");
    is(decided(&found, &steward, "s3:GetObject"), "allowed", &own, "KfmListRead");
    let lacking = decided(&found, &steward, "s3:PutObject");
    is(lacking, "explicitly_denied", "bucket policy", "KfmMayListRead");
    for action in ["s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:PutBucketPolicy"] {
        let stranger = decided(&found, STRANGER, action);
        is(stranger, "explicitly_denied", "bucket policy", "KfmMembership");
        let [decision, ..] = decided(&found, "anonymous", action);
        assert!([&text("explicitly_denied"), &text("implicitly_denied")].contains(&decision));
    }
    let get = entries(&found, STRANGER, "s3:GetObject")[0];
    assert_eq!(at(get, &["where"]), &text(&format!("{WORK}/kfm-access-object")));
    assert_eq!(at(get, &["why"]), &text("`KfmMembership` of the bucket policy denies it."));
}

#[tokio::test]
async fn the_role_that_is_made_is_asked_about_with_its_boundary() {
    let (cloud, client) = granted().await;
    let workers = cloud.roles().into_iter().find(|arn| arn.name().contains("workers")).unwrap();
    let found = answered(&client, json!({ "bucket": WORK })).await;
    let [decision, ..] = decided(&found, workers.as_str(), "s3:PutObject");
    assert_eq!(decision, &text("allowed"));
    let boundary = cloud.managed_policies().pop().unwrap();
    managed(&cloud, &boundary, "Deny", "s3:PutObject");
    let found = answered(&client, json!({ "bucket": WORK })).await;
    let put = decided(&found, workers.as_str(), "s3:PutObject");
    is(put, "explicitly_denied", &format!("boundary {boundary}"), "Managed");
}

#[tokio::test]
async fn a_user_is_refused_by_the_bucket_and_else_cannot_be_told() {
    let (_, client) = granted().await;
    let found = answered(&client, json!({ "bucket": WORK })).await;
    let read = decided(&found, ADMIN, "s3:GetObject");
    is(read, "explicitly_denied", "bucket policy", "KfmAdministrators");
    let [entry] = entries(&found, ADMIN, "s3:PutBucketPolicy")[..] else { panic!() };
    assert_eq!(at(entry, &["decision"]), &text("cannot_tell"));
    let Tree::String(why) = at(entry, &["why"]) else { panic!() };
    assert!(why.contains("the policies of users and of their groups are not read"), "{why}");
}

#[tokio::test]
async fn attached_policies_of_aws_are_read_too_and_each_once() {
    let (cloud, client) = granted().await;
    managed(&cloud, READ_ALL, "Allow", "s3:Get*");
    for reader in ["one", "two"] {
        given(&cloud, reader);
        cloud.drift_role(&name(reader), |role| {
            role.attached.insert(READ_ALL.to_owned());
        });
    }
    let asked = [role_arn("one"), role_arn("two")];
    let plain = BucketFacets { policy: None, ..plain_bucket(&Region::parse("us-east-1").unwrap()) };
    let owner = AccountId::parse(ACCOUNT).unwrap();
    cloud.add_bucket(&BucketName::parse("reports").unwrap(), &owner, plain);
    cloud.forget_calls();
    let config = json!({ "bucket": "reports", "principals": asked, "actions": ["s3:getobject"] });
    let found = answered(&client, config).await;
    assert_eq!(at(&found, &["zone"]), &Tree::Null, "no tags of a zone");
    for one in &asked {
        let attached = format!("attached policy {READ_ALL}");
        is(decided(&found, one, "s3:GetObject"), "allowed", &attached, "Managed");
    }
    is(
        decided(&found, STRANGER, "s3:GetObject"),
        "allowed",
        "policy AdministratorAccess",
        "Everything",
    );
    let read = cloud.reads().into_iter().filter(|(action, _)| *action == "iam:GetPolicy").count();
    assert_eq!(read, 1);
    cloud.remove_managed_policy(READ_ALL);
    let config = json!({ "bucket": "reports", "principals": asked, "actions": ["s3:GetObject"] });
    let found = answered(&client, config).await;
    assert_eq!(decided(&found, &asked[0], "s3:GetObject")[0], &text("cannot_tell"));
}

#[tokio::test]
async fn who_does_not_exist_reads_as_such() {
    let (cloud, client) = granted().await;
    let (ghost, moved) = (role_arn("ghost"), role_arn("steward"));
    let user = format!("arn:aws:iam::{ACCOUNT}:user/nobody");
    let config = json!({ "bucket": WORK, "principals": [ghost, moved, user] });
    let found = answered(&client, config).await;
    for who in [&ghost, &moved, &user] {
        let [decision, document, statement] = decided(&found, who, "s3:GetObject");
        assert_eq!(decision, &text("no_such_principal"));
        assert_eq!([document, statement], [&Tree::Null, &Tree::Null]);
    }
    let entry = entries(&found, &moved, "s3:GetObject")[0];
    let Tree::String(why) = at(entry, &["why"]) else { panic!() };
    assert!(why.contains(&role_arn("team/steward")), "{why}");
    let asked = cloud.reads().into_iter().filter(|(action, _)| *action == "iam:GetRole").count();
    assert_eq!(asked, 4, "two that are granted, and two that are asked about");
}

#[tokio::test]
async fn patterns_are_told_and_keys_are_asked_as_they_are_given() {
    let (cloud, client) = granted().await;
    cloud.drift(&bucket("work"), |facets| {
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": {
                "Sid": "Sso",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": format!("arn:aws:s3:::{WORK}/a/*"),
                "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/sso/*" } },
            },
        });
        facets.policy = Some(policy.to_string());
    });
    let config = json!({ "bucket": WORK, "keys": ["a/x", "b/x"], "actions": ["s3:GetObject", "s3:ListBucket"] });
    let found = answered(&client, config).await;
    let [told] = list(at(&found, &["not_asked"])) else { panic!() };
    let Tree::String(told) = told else { panic!("{told:?}") };
    assert!(told.starts_with("`arn:aws:iam::*:role/sso/*` stands for any number"), "{told}");
    let all = list(at(&found, &["entries"])).iter();
    let shown: Vec<_> =
        all.map(|one| ["who", "where", "decision"].map(|name| at(one, &[name]).clone())).collect();
    let row = |who: &str, place: &str, decision| {
        [text(who), text(&format!("{WORK}{place}")), text(decision)]
    };
    let expected = [
        row("anonymous", "/a/x", "explicitly_denied"),
        row("anonymous", "/b/x", "implicitly_denied"),
        row("anonymous", "", "implicitly_denied"),
        row("anonymous", "/a/", "implicitly_denied"),
        row("anonymous", "/b/", "implicitly_denied"),
        row(STRANGER, "/a/x", "explicitly_denied"),
        row(STRANGER, "/b/x", "allowed"),
        row(STRANGER, "", "allowed"),
        row(STRANGER, "/a/", "allowed"),
        row(STRANGER, "/b/", "allowed"),
    ];
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn all_missing_permissions_are_in_one_error() {
    let (cloud, _) = granted().await;
    let faulty = Faulty::new(Arc::new(cloud.clone()));
    let client = client(faulty.clone()).await;
    let config = json!({ "bucket": WORK });
    answered(&client, config.clone()).await;
    let denied =
        ["s3:GetBucketTagging", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:GetUser"];
    faulty.set(Faults::default().fail(denied, CloudErrorKind::Denied));
    let error = refused(&client, config).await;
    assert_eq!(error.summary, format!("Cannot look at the access to `{WORK}`"));
    let lacks = "The caller lacks iam:GetRolePolicy, iam:GetUser, iam:ListAttachedRolePolicies, \
                 s3:GetBucketTagging. Grant them";
    assert!(error.detail.starts_with(lacks), "{error:?}");
    assert!(error.detail.contains("Nothing was read, and nothing was changed."), "{error:?}");
}

#[tokio::test]
async fn what_is_not_there_or_not_understood_is_an_error() {
    let (cloud, client) = granted().await;
    let error = refused(&client, json!({ "bucket": "kfm-dev-raw-123456789012" })).await;
    assert_eq!(error.summary, "There is no bucket `kfm-dev-raw-123456789012`");
    assert_eq!(error.path.to_string(), "bucket");
    cloud.drift(&bucket("work"), |facets| facets.policy = Some("{\"Statement\":1}".to_owned()));
    let error = refused(&client, json!({ "bucket": WORK })).await;
    assert!(error.detail.contains("is not understood"), "{error:?}");
    let without = {
        let mut block = block();
        block.as_object_mut().unwrap().remove("account_id");
        block
    };
    let faulty = Faulty::new(Arc::new(cloud));
    faulty.set(Faults::default().fail_reads(CloudErrorKind::Unauthenticated));
    let client = client_with(Arc::new(faulty), without).await;
    let error = refused(&client, json!({ "bucket": WORK })).await;
    assert!(error.detail.contains("there are no valid credentials"), "{error:?}");
}

#[tokio::test]
async fn all_that_is_wrong_with_a_configuration_is_told_at_once() {
    let client = client(cloud()).await;
    let wrong = json!({
        "bucket": "Work",
        "principals": ["*", "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_A_*"],
        "actions": ["s3:GetObjects", "kms:Decrypt"],
        "keys": [],
    });
    let config = client.data_object(ACCESS, wrong.clone()).unwrap();
    let diags = client.validate_data_source(ACCESS, config).await.unwrap();
    let paths: Vec<_> = diags.iter().map(|one| one.path.to_string()).collect();
    assert_eq!(paths, ["bucket", "principals", "principals", "actions", "actions", "keys"]);
    assert_eq!(ask(&client, wrong).await.1, diags);
    let later = client.data_object(ACCESS, json!({ "bucket": WORK })).unwrap();
    let Tree::Map(mut later) = later else { panic!() };
    later.insert("bucket".to_owned(), Tree::Unknown);
    later.insert("principals".to_owned(), Tree::List(vec![Tree::Unknown]));
    assert_eq!(client.validate_data_source(ACCESS, Tree::Map(later)).await.unwrap(), []);
}
