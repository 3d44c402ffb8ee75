//! A lesser S3-compatible endpoint: what `emulator/lesser.py` takes away from the emulator.

use serde::Deserialize;

use crate::error::Failure;

/// What the endpoint has not. The root of an account sees everything all the same: facts are about
/// what is stored, and not about what the endpoint says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lesser {
    /// Every request for one of these ends as 501 NotImplemented.
    pub lacks: Vec<SubResource>,
    /// Response headers of S3 that are left out.
    pub drops: Vec<String>,
}

/// A sub-resource of a bucket or an object, as it stands in the query of a request. A name that S3
/// does not have is refused: an endpoint that lacks it would lack nothing.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct SubResource(String);

/// From the operations of the S3 API reference.
const SUB_RESOURCES: [&str; 26] = [
    "abac",
    "accelerate",
    "acl",
    "analytics",
    "cors",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "replication",
    "requestPayment",
    "retention",
    "tagging",
    "versioning",
    "versions",
    "website",
];

impl TryFrom<String> for SubResource {
    type Error = Failure;

    fn try_from(name: String) -> Result<Self, Failure> {
        if SUB_RESOURCES.contains(&name.as_str()) {
            return Ok(Self(name));
        }
        Err(Failure::new(format!("`{name}` is no sub-resource of S3: {SUB_RESOURCES:?}")))
    }
}

impl Lesser {
    /// The arguments of the launcher.
    pub fn arguments(&self) -> Vec<String> {
        let lacks = self.lacks.iter().map(|lacking| format!("--lacks={}", lacking.0));
        let drops = self.drops.iter().map(|header| format!("--drops={header}"));
        lacks.chain(drops).collect()
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_s3::error::ProvideErrorMetadata;
    use aws_sdk_s3::operation::RequestId;
    use aws_sdk_s3::primitives::ByteStream;

    use super::*;
    use crate::account::Account;
    use crate::clients::Clients;
    use crate::emulator::Emulator;
    use crate::facts;

    const BUCKET: &str = "under-test";

    struct Stage {
        _emulator: Emulator,
        account: Account,
        administrator: Clients,
    }

    async fn stage(toml: &str) -> Stage {
        let lesser = toml::from_str(toml).unwrap();
        let emulator = Emulator::start_as(&lesser).await.unwrap();
        let account = Account::make(&emulator).await.unwrap();
        let administrator = Clients::new(&emulator, &account.administrator).unwrap();
        administrator.s3.create_bucket().bucket(BUCKET).send().await.unwrap();
        Stage { _emulator: emulator, account, administrator }
    }

    #[test]
    fn a_sub_resource_that_s3_does_not_have_is_refused() {
        let error = toml::from_str::<Lesser>("lacks = ['lifecycles']").unwrap_err();
        assert!(error.to_string().contains("`lifecycles` is no sub-resource"), "{error}");
        toml::from_str::<Lesser>("lacks = ['lifecycle']").unwrap();
    }

    #[tokio::test]
    async fn what_is_lacking_is_not_implemented_and_the_rest_is() {
        let stage = stage("lacks = ['logging', 'notification', 'object-lock']").await;
        let s3 = &stage.administrator.s3;
        let logging = s3.get_bucket_logging().bucket(BUCKET).send().await.unwrap_err();
        assert_eq!(logging.code(), Some("NotImplemented"));
        assert_eq!(logging.raw_response().unwrap().status().as_u16(), 501);
        let none = aws_sdk_s3::types::NotificationConfiguration::builder().build();
        let put = s3.put_bucket_notification_configuration().bucket(BUCKET);
        let put = put.notification_configuration(none).send().await;
        assert_eq!(put.unwrap_err().code(), Some("NotImplemented"));
        s3.get_bucket_versioning().bucket(BUCKET).send().await.expect("versioning is there");
        s3.put_object().bucket(BUCKET).key("k").send().await.expect("objects are there");
    }

    #[tokio::test]
    async fn without_object_lock_no_locked_bucket_can_be_made() {
        let stage = stage("lacks = ['object-lock']").await;
        let create = |bucket| stage.administrator.s3.create_bucket().bucket(bucket);
        let locked = create("locked").object_lock_enabled_for_bucket(true).send().await;
        assert_eq!(locked.unwrap_err().code(), Some("NotImplemented"));
        assert!(!facts::exists(&stage.account.root, "locked").await.unwrap());
        create("plain").send().await.expect("a bucket without Object Lock");
    }

    #[tokio::test]
    async fn a_refused_body_leaves_the_connection_usable() {
        let stage = stage("lacks = ['tagging']").await;
        let s3 = &stage.administrator.s3;
        for _ in 0..3 {
            let body = ByteStream::from(vec![b'x'; 300_000]);
            let tagging = s3.put_object().bucket(BUCKET).key("k").body(body).customize();
            // No such operation: an upload with a sub-resource that is lacking.
            let with_query = tagging.mutate_request(|request| {
                let uri = format!("{}&tagging", request.uri());
                request.set_uri(uri).unwrap();
            });
            let refused = with_query.send().await.unwrap_err();
            assert_eq!(refused.code(), Some("NotImplemented"));
        }
        s3.list_objects_v2().bucket(BUCKET).send().await.expect("the next request passes");
    }

    #[tokio::test]
    async fn the_root_sees_what_is_stored() {
        let stage = stage("lacks = ['logging']").await;
        let logging = stage.account.root.s3.get_bucket_logging().bucket(BUCKET).send().await;
        logging.expect("the root is bound by nothing");
    }

    #[tokio::test]
    async fn a_dropped_header_is_missing_and_the_others_are_not() {
        let stage = stage("drops = ['X-Amz-Bucket-Region']").await;
        let s3 = &stage.administrator.s3;
        let head = s3.head_bucket().bucket(BUCKET).send().await.unwrap();
        assert_eq!(head.bucket_region(), None);
        assert!(head.request_id().is_some());
        let head = stage.account.root.s3.head_bucket().bucket(BUCKET).send().await.unwrap();
        assert_eq!(head.bucket_region(), Some("us-east-1"));
    }
}
