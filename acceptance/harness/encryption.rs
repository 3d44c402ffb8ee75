//! What a put says about encryption.

use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;
use aws_sdk_s3::types::ServerSideEncryption;
use kfm_provider::domain::evaluator::Context;

/// A key of a customer, in Base64.
pub const CUSTOMER_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/// The MD5 digest of [`CUSTOMER_KEY`], in Base64.
pub const CUSTOMER_DIGEST: &str = "hRasmdxgYDKV3nvbahU1MA==";

/// How a put asks for encryption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption<'k> {
    /// Not at all: the bucket's default decides.
    #[default]
    Unsaid,
    /// SSE-S3.
    Service,
    /// SSE-KMS without a key, which is the key that AWS manages.
    Kms,
    /// SSE-KMS with this key.
    Key(&'k str),
    /// SSE-C.
    Customer,
}

impl Encryption<'_> {
    /// The put with its headers.
    pub fn of(self, put: PutObjectFluentBuilder) -> PutObjectFluentBuilder {
        match self {
            Self::Unsaid => put,
            Self::Service => put.server_side_encryption(ServerSideEncryption::Aes256),
            Self::Kms => put.server_side_encryption(ServerSideEncryption::AwsKms),
            Self::Key(key) => {
                put.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(key)
            }
            Self::Customer => put
                .sse_customer_algorithm("AES256")
                .sse_customer_key(CUSTOMER_KEY)
                .sse_customer_key_md5(CUSTOMER_DIGEST),
        }
    }

    /// The keys that a policy sees of it.
    pub fn fill(self, context: Context) -> Context {
        const ALGORITHM: &str = "s3:x-amz-server-side-encryption";
        match self {
            Self::Unsaid => context,
            Self::Service => context.with(ALGORITHM, "AES256"),
            Self::Kms => context.with(ALGORITHM, "aws:kms"),
            Self::Key(key) => context
                .with(ALGORITHM, "aws:kms")
                .with("s3:x-amz-server-side-encryption-aws-kms-key-id", key),
            Self::Customer => {
                context.with("s3:x-amz-server-side-encryption-customer-algorithm", "AES256")
            }
        }
    }
}
