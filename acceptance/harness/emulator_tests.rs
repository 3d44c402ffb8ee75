//! What the acceptance tests rely on the emulator for: that a policy which denies, denies, and only
//! what it denies. Every refusal stands beside a call of the same kind that succeeds.

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use serde_json::{Value, json};

use crate::access::{Answer, Attempt};
use crate::account::Account;
use crate::clients::Clients;
use crate::emulator::Emulator;
use crate::facts;

const BUCKET: &str = "under-test";

struct Stage {
    emulator: Emulator,
    account: Account,
    administrator: Clients,
    intruder: Clients,
}

async fn stage() -> Stage {
    let emulator = Emulator::start().await.unwrap();
    let account = Account::make(&emulator).await.unwrap();
    let administrator = Clients::new(&emulator, &account.administrator).unwrap();
    let intruder = Clients::new(&emulator, &account.intruder).unwrap();
    administrator.s3.create_bucket().bucket(BUCKET).send().await.unwrap();
    Stage { emulator, account, administrator, intruder }
}

impl Stage {
    async fn deny(&self, what: Value) {
        let mut statement = json!({
            "Effect": "Deny",
            "Principal": "*",
            "Resource": [format!("arn:aws:s3:::{BUCKET}"), format!("arn:aws:s3:::{BUCKET}/*")],
        });
        let fields = statement.as_object_mut().unwrap();
        fields.extend(what.as_object().unwrap().clone());
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
        let put = self.account.root.s3.put_bucket_policy().bucket(BUCKET).policy(policy);
        put.send().await.unwrap();
    }
}

#[tokio::test]
async fn a_closed_world_admits_whom_it_names_and_nobody_else() {
    let stage = stage().await;
    for attempt in Attempt::DATA {
        let answer =
            attempt.make(&stage.intruder, &stage.account.root, BUCKET, "before").await.unwrap();
        assert_eq!(answer, Answer::Admitted, "{attempt:?} without a policy");
    }
    stage
        .deny(json!({
            "NotAction": ["s3:GetBucketLocation", "s3:GetBucketTagging"],
            "Condition": { "ArnNotLike": { "aws:PrincipalArn": stage.account.administrator.arn } },
        }))
        .await;
    for attempt in Attempt::DATA {
        let key = "before";
        let refused =
            attempt.make(&stage.intruder, &stage.account.root, BUCKET, key).await.unwrap();
        assert_eq!(refused, Answer::Refused, "{attempt:?} by the intruder");
        let admitted =
            attempt.make(&stage.administrator, &stage.account.root, BUCKET, key).await.unwrap();
        assert_eq!(admitted, Answer::Admitted, "{attempt:?} by the administrator");
    }
    let location = stage.intruder.s3.get_bucket_location().bucket(BUCKET).send().await;
    location.expect("what the statement leaves out is not denied");
    let versions = stage.intruder.s3.list_object_versions().bucket(BUCKET).send().await;
    assert_eq!(versions.unwrap_err().code(), Some("AccessDenied"));
    let policy = stage.intruder.s3.delete_bucket_policy().bucket(BUCKET).send().await;
    assert_eq!(policy.unwrap_err().code(), Some("AccessDenied"));
}

#[tokio::test]
async fn only_a_create_passes_where_overwriting_is_denied() {
    let stage = stage().await;
    stage
        .deny(json!({
            "Action": "s3:PutObject",
            "Condition": {
                "Null": { "s3:if-none-match": "true" },
                "Bool": { "s3:ObjectCreationOperation": "true" },
            },
        }))
        .await;
    let put = || {
        let body = ByteStream::from_static(b"x");
        stage.intruder.s3.put_object().bucket(BUCKET).key("new").body(body)
    };
    assert_eq!(put().send().await.unwrap_err().code(), Some("AccessDenied"));
    put().if_none_match("*").send().await.expect("a create passes");
    let again = put().if_none_match("*").send().await.unwrap_err();
    assert_eq!(again.code(), Some("PreconditionFailed"));
    let upload = stage.intruder.s3.create_multipart_upload().bucket(BUCKET).key("parts");
    upload.send().await.expect("an upload in parts starts without the header");
}

#[tokio::test]
async fn a_request_without_tls_is_told_from_one_with() {
    let stage = stage().await;
    stage
        .deny(json!({
            "Action": "s3:*",
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }))
        .await;
    let answer =
        Attempt::List.make(&stage.intruder, &stage.account.root, BUCKET, "").await.unwrap();
    assert_eq!(answer, Answer::Admitted);
    let config = stage.intruder.s3.config().to_builder();
    let plain = config.endpoint_url(stage.emulator.plain_endpoint()).build();
    let plain = aws_sdk_s3::Client::from_conf(plain);
    let listed = plain.list_objects_v2().bucket(BUCKET).send().await;
    assert_eq!(listed.unwrap_err().code(), Some("AccessDenied"));
}

#[tokio::test]
async fn a_held_call_is_executed_when_it_is_released() {
    let stage = stage().await;
    stage.emulator.hold("s3:CreateBucket").await.unwrap();
    let s3 = stage.administrator.s3.clone();
    let call = tokio::spawn(async move { s3.create_bucket().bucket("held-back").send().await });
    stage.emulator.held().await.unwrap();
    assert!(!facts::exists(&stage.account.root, "held-back").await.unwrap());
    stage.emulator.release().await.unwrap();
    call.await.unwrap().unwrap();
    assert!(facts::exists(&stage.account.root, "held-back").await.unwrap());
}

#[tokio::test]
async fn calls_are_counted_by_action() {
    let stage = stage().await;
    stage.emulator.calls().await.unwrap();
    Attempt::List.make(&stage.intruder, &stage.account.root, BUCKET, "").await.unwrap();
    stage.intruder.kms.list_keys().send().await.unwrap();
    let calls = stage.emulator.calls().await.unwrap();
    let expected = [("kms:ListKeys".to_owned(), 1), ("s3:ListBucket".to_owned(), 1)];
    assert_eq!(calls, expected.into());
}

#[tokio::test]
async fn the_limited_user_lacks_what_it_is_denied() {
    let stage = stage().await;
    let limited = Clients::new(&stage.emulator, &stage.account.limited).unwrap();
    stage.account.limit(&["s3:ListBucket".to_owned()]).await.unwrap();
    let answer = Attempt::List.make(&limited, &stage.account.root, BUCKET, "").await.unwrap();
    assert_eq!(answer, Answer::Refused);
    stage.account.limit(&[]).await.unwrap();
    let answer = Attempt::List.make(&limited, &stage.account.root, BUCKET, "").await.unwrap();
    assert_eq!(answer, Answer::Admitted);
}

#[tokio::test]
async fn a_session_counts_as_its_role() {
    let stage = stage().await;
    let writer = Clients::new(&stage.emulator, &stage.account.writer).unwrap();
    let role = &stage.account.writer.arn;
    assert!(role.ends_with(":role/promotion/receipt-writer"), "{role}");
    let condition = json!({ "ArnNotEquals": { "aws:PrincipalArn": role } });
    stage.deny(json!({ "Action": "s3:PutObject", "Condition": condition })).await;
    let root = &stage.account.root;
    let by_writer = Attempt::Create.make(&writer, root, BUCKET, "k").await.unwrap();
    assert_eq!(by_writer, Answer::Admitted);
    let by_intruder = Attempt::Create.make(&stage.intruder, root, BUCKET, "l").await.unwrap();
    assert_eq!(by_intruder, Answer::Refused);
}
